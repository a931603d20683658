import re
from dataclasses import replace
from datetime import UTC, datetime

import html5lib
import pytest
from bs4 import BeautifulSoup

from audit.model import OUTCOMES, Certainty, Outcome, Severity, Status, Unchecked, view_of
from reports import to_html
from reports.to_html import pages


def words(element):
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


@pytest.fixture
def write(tmp_path):
    """Write a result and give a document of its report parsed."""

    def run(result, name="pages"):
        to_html.write(result, tmp_path)
        text = (tmp_path / "report" / f"{name}.html").read_text("utf-8")
        return BeautifulSoup(text, "html.parser")

    return run


def lines(soup):
    return [[words(cell) for cell in row(["th", "td"])] for row in soup.select("#list > tr")]


def test_every_wanted_page_has_its_line(write, rich_result):
    found = lines(write(rich_result))
    assert len(found) == 30
    assert found[0] == [
        "Care page 1 https://www.lindenhof-cancer.example/care/page-0001",
        "Audited 1.2 s",
        "2 errors 1 for a person to decide",
    ]
    assert found[3][2] == "1 error 1 warning 1 rule not run"
    assert found[5][2] == "1 error 1 waived"
    assert found[27][1:] == [
        "Server answered with an error The server answered 503 after 3 tries. 9 s",
        "not checked",
    ]
    assert found[28][2] == "checked there"


@pytest.mark.parametrize("name", ["pages", "site-map"])
def test_what_was_found_leads_to_the_findings_of_that_page(tmp_path, write, rich_result, name):
    item = write(rich_result, name).select_one(".found .error a")
    document, _, anchor = item["href"].partition("#")
    text = (tmp_path / "report" / document).read_text("utf-8")
    group = BeautifulSoup(text, "html.parser").find(id=anchor)
    assert "https://www.lindenhof-cancer.example/care/page-0001" in words(group.parent)


def test_every_outcome_has_words(write, make_result):
    outcomes = [Outcome(f"https://a.example/{kind}", kind) for kind in sorted(OUTCOMES)]
    found = lines(write(make_result(outcomes=outcomes)))
    assert len({line[1] for line in found}) == len(OUTCOMES)


@pytest.mark.parametrize(
    ("kind", "unchecked", "expected", "found_by"),
    [
        ("audited", (), "nothing found", "clear"),
        ("audited:partial", (), "nothing found in what was checked", "unchecked"),
        ("audited", ("r",), "nothing found in what was checked 1 rule not run", "unchecked"),
        ("error:timeout", (), "not checked", "unchecked"),
        ("skipped:robots", ("r", "s"), "not checked", "unchecked"),
        ("skipped:duplicate", (), "checked there", ""),
    ],
)
def test_nothing_found_is_said_only_where_everything_was_checked(
    write, make_result, kind, unchecked, expected, found_by
):
    url = "https://a.example/"
    result = make_result(
        outcomes=[Outcome(url, kind)], unchecked=[Unchecked(rule, url, "") for rule in unchecked]
    )
    soup = write(result)
    assert lines(soup)[0][2] == expected
    assert soup.select_one("#list > tr")["data-severity"] == found_by


@pytest.mark.parametrize(
    ("change", "expected", "state", "found_by"),
    [
        ({}, "1 error", "errors", "error"),
        ({"severity": Severity.NOTICE}, "1 notice", "lesser", "notice"),
        ({"certainty": Certainty.REVIEW}, "1 for a person to decide", "reviews", "review"),
        ({"status": Status.WAIVED}, "1 waived", "lesser", "waived"),
        ({"status": Status.FIXED}, "1 fixed nothing found", "clear", "clear"),
        (
            {"status": Status.NOT_CHECKED},
            "1 earlier defect not looked at again nothing found in what was checked",
            "partly",
            "unchecked",
        ),
    ],
)
def test_what_was_found_is_counted_in_words(
    write, make_result, make_finding, change, expected, state, found_by
):
    finding = make_finding(**change)
    outcome = Outcome(finding.place.url, "audited")
    soup = write(make_result(outcomes=[outcome], findings=[finding]))
    assert lines(soup)[0][2] == expected
    row = soup.select_one("#list > tr")
    assert (row["class"], row["data-severity"]) == ([state], found_by)


def test_a_page_that_was_carried_over_says_since_when(write, make_result):
    since = datetime(2026, 11, 23, 2, 31, tzinfo=UTC)
    outcomes = (Outcome("a/", "audited", unchanged_since=since), Outcome("b/", "audited"))
    found = lines(write(make_result(outcomes=outcomes)))
    assert [line[1] for line in found] == ["Audited Unchanged since 23 November 2026", "Audited"]


def test_many_pages_are_parted_into_lists_that_lead_to_one_another(monkeypatch, write, make_result):
    monkeypatch.setattr(pages, "MOST", 2)
    result = make_result()
    soups = [write(result, name) for name in ("pages", "pages-2", "pages-3")]
    assert [len(lines(soup)) for soup in soups] == [2, 2, 1]
    assert words(soups[1].caption) == "3 to 4 of 5 pages, by address"
    ways = [link["href"] for link in soups[1].select(".ways")[0]("a")]
    assert ways == ["pages.html", "pages-2.html", "pages-3.html"]
    assert words(soups[1].select_one(".ways [aria-current]")) == "2"
    assert words(write(result, "site-map").select_one(".map .quiet")) == (
        "5 of 5 pages checked; 5 with nothing found"
    )


def test_the_first_document_sums_pages_up_and_leads_to_all(tmp_path, rich_result):
    text = to_html.write(rich_result, tmp_path).read_text("utf-8")
    section = BeautifulSoup(text, "html.parser").find(id="pages").parent
    told = {words(row.th): words(row.td) for row in section.select("tbody tr")}
    assert told == {
        "Audited": "25",
        "Audited in part": "1",
        "Closed to robots by the site": "1",
        "No answer in time": "1",
        "Server answered with an error": "1",
        "The same page as another": "1",
    }
    for link in section("a"):
        assert (tmp_path / link["href"]).exists()


def test_only_the_documents_that_are_wanted_are_written(tmp_path, rich_result):
    to_html.write(rich_result, tmp_path, only=("report.html", pages.MAP))
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")]
    assert sorted(written) == ["report.html", "report/site-map.html"]
    assert "26 of 29 pages checked" in (tmp_path / pages.MAP).read_text("utf-8")


def test_a_run_without_pages_says_so(write, make_result):
    result = make_result(outcomes=())
    assert "There was no page to audit." in words(write(result).main)
    assert "There was no page to audit." in words(write(result, "site-map").main)


def test_the_map_shows_sections_with_what_was_not_checked(write, rich_result):
    soup = write(rich_result, "site-map")
    names = [words(name) for name in soup.select(".section .name bdi")]
    assert names == ["www.lindenhof-cancer.example", "/care/"]
    assert words(soup.select_one(".heat")) == "27 errors, 1 per page"
    assert words(soup.select_one(".map .quiet")) == (
        "26 of 29 pages checked; 25 with errors; 1 with nothing found but not wholly checked;"
        " 3 not checked"
    )
    bar = soup.select_one(".bars")
    assert [(part["class"], part.get("fill")) for part in bar("rect")] == [
        (["errors"], None),
        (["partly"], "url(#hatch-partly)"),
        (["unchecked"], "url(#hatch-unchecked)"),
    ]
    assert {"hatch-partly", "hatch-unchecked"} == {each["id"] for each in soup("pattern")}


def test_a_section_that_nobody_checked_is_never_told_to_be_well(write, make_result):
    outcomes = [
        *(Outcome(f"https://a.example/care/{n}", "error:http") for n in range(3)),
        *(Outcome(f"https://a.example/news/{n}", "audited") for n in range(3)),
        *(Outcome(f"https://a.example/team/{n}", "audited:partial") for n in range(3)),
    ]
    soup = write(make_result(outcomes=outcomes), "site-map")
    said = [words(each) for each in soup.select(".heat")]
    assert said == [
        "no errors in what was checked",
        "not checked",
        "no errors",
        "no errors in what was checked",
    ]


def test_pages_with_the_most_errors_are_named(write, make_result, make_finding):
    urls = [f"https://a.example/{n:02}" for n in range(15)]
    findings = [
        make_finding(url=url, subject=str(n)) for n, url in enumerate(urls) for _ in [0] * n
    ]
    result = make_result(outcomes=[Outcome(url, "audited") for url in urls], findings=findings)
    named = [link["href"] for link in write(result, "site-map").select("#worst ~ * ol > li > a")]
    assert named == [*reversed(urls[5:])]


@pytest.mark.parametrize("name", ["pages", "site-map"])
def test_no_text_of_a_page_becomes_markup(tmp_path, write, make_result, hostile, name):
    def result(text):
        outcomes = [
            Outcome(
                f"https://a.example/{text}/{n}", "audited:partial", f"a{text}", title=f"a{text}"
            )
            for n in range(3)
        ]
        return make_result(outcomes=outcomes)

    def skeleton(soup):
        found = soup.main.find_all()
        return [(tag.name, sorted(tag.attrs)) for tag in found if tag.name not in {"code", "a"}]

    assert skeleton(write(result(hostile.replace("/", "")), name)) == skeleton(
        write(result("harmless"), name)
    )
    text = (tmp_path / "report" / f"{name}.html").read_bytes().decode("utf-8")
    html5lib.HTMLParser(strict=True).parse(text)


@pytest.mark.parametrize("name", ["pages", "site-map"])
def test_the_html_has_no_error_and_speaks_spanish(tmp_path, write, rich_result, name):
    spanish = replace(rich_result, dossier=replace(rich_result.dossier, language="es"))
    assert write(spanish, name).html["lang"] == "es"
    html5lib.HTMLParser(strict=True).parse(
        (tmp_path / "report" / f"{name}.html").read_text("utf-8")
    )


def test_the_largest_list_stays_small(tmp_path, make_result, make_finding):
    urls = [f"https://www.a.example/care/department/{'x' * 60}/{n:05}" for n in range(pages.MOST)]
    outcomes = [Outcome(url, "audited:partial", "y" * 200, 1.0, "z" * 80) for url in urls]
    to_html.write(make_result(outcomes=outcomes), tmp_path)
    assert (tmp_path / pages.NAME).stat().st_size < 3_000_000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "/"),
        ("https://a.example/", "/"),
        ("https://a.example/about", "/"),
        ("https://a.example/care/", "/care/"),
        ("https://a.example/care/breast?x=/y/", "/care/"),
        ("care/breast.html", "/care/"),
        ("index.html", "/"),
    ],
)
def test_the_section_of_a_page_is_its_first_folder(url, expected):
    assert pages.section_of(url) == expected


def test_a_page_is_shown_small_where_there_is_a_picture(write, rich_result):
    (crop,) = rich_result.pictures.values()
    first, second, _ = (outcome.url for outcome in list(rich_result.outcomes)[:3])
    views = {
        view_of(first): replace(crop, webp=b"RIFF"),
        view_of(second): replace(crop, webp=b"x" * (pages.LARGEST + 1)),
    }
    soup = write(replace(rich_result, pictures={**rich_result.pictures, **views}))
    images = [row.select("img") for row in soup.select("#list > tr")[:3]]
    assert [len(each) for each in images] == [1, 0, 0]
    assert images[0][0]["src"] == "data:image/webp;base64,UklGRg=="
    assert images[0][0]["alt"] == ""  # Its title and address stand beside it.
