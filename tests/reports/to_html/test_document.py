import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from itertools import pairwise

import html5lib
import pytest
from bs4 import BeautifulSoup

from audit.model import Certainty, Outcome, Picture, Place, Severity, Status, Unchecked
from reports import to_html


@pytest.fixture
def write(tmp_path):
    """Write a result and give the report parsed."""

    def run(result):
        text = to_html.write(result, tmp_path).read_text("utf-8")
        return BeautifulSoup(text, "html.parser")

    return run


def words(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def sentence(soup):
    return words(soup.select_one(".sentence"))


def attributes(soup):
    return [(tag.name, name, value) for tag in soup.find_all() for name, value in tag.attrs.items()]


# What it says


def test_an_incomplete_run_says_so_first(write, rich_result):
    soup = write(rich_result)
    assert words(soup.select_one(".verdict h2")) == "Incomplete"
    assert sentence(soup) == (
        "This audit is incomplete: 3 of 29 pages were not audited and 1 page was audited only in"
        " part; in what was checked, 5 defects (3 errors, 2 warnings) were found on 25 of 26"
        " audited pages."
    )
    assert [words(reason) for reason in soup.select(".reasons li")] == [
        "2 pages could not be audited.",
        "1 rule crashed on a page.",
    ]


A = Outcome("https://a.example/1", "audited")
B = Outcome("https://a.example/2", "audited")
MISSED = Outcome("https://a.example/3", "error:http")
INCOMPLETE = {"status": "incomplete", "exit": 3}


@pytest.mark.parametrize(
    ("run", "change", "expected", "tone"),
    [
        ({}, {}, "No defects were found in the 5 pages that were checked.", "good"),
        ({}, {"outcomes": (A,)}, "No defects were found in the 1 page that was checked.", "good"),
        (
            {},
            {"outcomes": (A, B, MISSED)},
            "No defects were found in what was checked, but 1 of 3 pages was not audited.",
            "fair",
        ),
        (
            {},
            {"unchecked": (Unchecked("r", A.url, "no browser"),)},
            "No defects were found in what was checked, but 1 rule did not run everywhere.",
            "fair",
        ),
        (
            INCOMPLETE,
            {"outcomes": (A, MISSED)},
            "This audit is incomplete: 1 of 2 pages was not audited; in what was checked, no"
            " defects were found.",
            "incomplete",
        ),
        (
            INCOMPLETE,
            {},
            "This audit is incomplete: not everything that was wanted was checked; in what was"
            " checked, no defects were found.",
            "incomplete",
        ),
        (
            INCOMPLETE,
            {"outcomes": (MISSED,)},
            "Nothing was checked: the one wanted page could not be audited.",
            "incomplete",
        ),
        (
            INCOMPLETE,
            {"outcomes": (MISSED, MISSED)},
            "Nothing was checked: none of the 2 pages that were wanted could be audited.",
            "incomplete",
        ),
        (
            {},
            {"outcomes": ()},
            "Nothing was checked: the run came upon no page to audit.",
            "incomplete",
        ),
        ({"gate": "fail"}, {}, "No defects were found in the 5 pages that were checked.", "fair"),
    ],
)
def test_the_verdict_of_a_run_without_defects(
    write, make_run, make_result, run, change, expected, tone
):
    soup = write(make_result(run=make_run(**run), **change))
    assert sentence(soup) == expected
    assert soup.select_one(".verdict")["class"] == ["verdict", tone]


@pytest.mark.parametrize(
    ("findings", "expected", "tone"),
    [
        (
            [{}],
            "1 defect (1 error) was found on 1 of 5 audited pages.",
            "bad",
        ),
        (
            [{}, {"subject": "another", "severity": Severity.NOTICE}],
            "2 defects (1 error, 1 notice) were found on 1 of 5 audited pages.",
            "bad",
        ),
        (
            [{"severity": Severity.WARNING}],
            "1 defect (1 warning) was found on 1 of 5 audited pages.",
            "fair",
        ),
        (
            [{"certainty": Certainty.REVIEW}],
            "No defects were found in the 5 pages that were checked.",
            "good",
        ),
        (
            [{"status": Status.WAIVED}],
            "No defects besides 1 waived one were found in the 5 pages that were checked.",
            "fair",
        ),
        (
            [{"status": Status.NOT_CHECKED}],
            "No defects were found in what was checked, but 1 earlier defect was not looked at"
            " again.",
            "fair",
        ),
        (
            [{"status": Status.FIXED}],
            "No defects were found in the 5 pages that were checked.",
            "good",
        ),
    ],
    ids=str,
)
def test_the_verdict_of_a_run_with_findings(
    write, make_result, make_finding, findings, expected, tone
):
    soup = write(make_result(findings=[make_finding(**change) for change in findings]))
    assert sentence(soup) == expected
    assert tone in soup.select_one(".verdict")["class"]


def test_a_defect_on_the_only_page_is_told_plainly(write, make_result, make_finding):
    soup = write(make_result(outcomes=(A,), findings=[make_finding(url=A.url)]))
    assert sentence(soup) == "1 defect (1 error) was found on the one audited page."


def test_defects_never_hide_what_was_not_audited(write, make_result, make_finding):
    soup = write(make_result(outcomes=(A, MISSED), findings=[make_finding(url=A.url)]))
    assert sentence(soup).endswith("on the one audited page, and 1 of 2 pages was not audited.")


def test_every_verdict_says_that_checks_find_only_a_part(write, make_result):
    assert "Automated checks find only a part" in words(write(make_result()).select_one(".verdict"))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({}, "Acceptance level met. This site accepts no sure finding of severity error."),
        ({"gate": "fail"}, "Acceptance level not met."),
        (INCOMPLETE, "Acceptance level not decided: what was checked meets it"),
        ({"fail_on": None}, "No acceptance level is set."),
        ({"fail_on": Severity.WARNING}, "no sure finding of severity warning or worse."),
    ],
    ids=str,
)
def test_the_gate_is_told_in_words(write, make_run, make_result, run, expected):
    soup = write(make_result(run=make_run(**run)))
    assert expected in words(soup.select_one(".verdict"))


def test_a_run_that_checked_nothing_shows_no_figure_that_looks_like_a_pass(
    write, make_run, make_result
):
    soup = write(make_result(run=make_run(**INCOMPLETE), outcomes=(MISSED,)))
    *figures, left_out = [words(figure) for figure in soup.select(".number .figure")]
    assert (set(figures), left_out) == ({"–"}, "1")
    *notes, left_out = [words(note) for note in soup.select(".number .quiet")]
    assert (set(notes), left_out) == ({"not checked"}, "page, or a part of it")
    assert "Acceptance level not decided: nothing was checked." in words(soup.main)
    for section in ("defects", "reviews"):
        assert "because nothing was checked" in words(soup.find(id=section).parent)


def test_a_run_without_a_browser_says_so_at_the_top(write, make_run, make_result):
    run = make_run(mode="static", browser="", axe="")
    unchecked = [Unchecked("axe/color-contrast", A.url, "It needs a browser.")]
    soup = write(make_result(run=run, outcomes=(A,), unchecked=unchecked))
    assert "No browser was used" in words(soup.select_one(".verdict"))
    rules = {
        words(row.td): words(row.find_all("td")[1])
        for row in soup.select("#rules ~ * tr")
        if row.td
    }
    assert (
        rules["Text stands out too little from its background axe/color-contrast, error"]
        == "nothing"
    )
    assert rules["A heading with nothing under it section-empty, error"] == "1 page"


def test_the_sections_stand_in_their_order(write, rich_result):
    soup = write(rich_result)
    assert [heading["id"] for heading in soup.select("main h2")] == [
        "verdict",
        "summary",
        "first",
        "run",
        "defects",
        "reviews",
        "waived",
        "fixed",
        "unchecked",
        "pages",
        "rules",
        "reading",
    ]
    assert [link["href"] for link in soup.select(".frame nav a")] == [
        f"#{heading['id']}" for heading in soup.select("main h2")
    ]


def test_an_entry_says_all_that_is_known_of_a_defect(write, rich_result):
    finding = next(one for one in rich_result.findings if one.rule == "badge-mislabelled")
    entry = write(rich_result).find(id=finding.group)
    text = words(entry)
    assert "Error Sure New" in text
    assert "A badge's label names another accreditation" in text
    assert finding.message in text
    assert "main › Our accreditations" in text
    assert "#accreditations li:nth-child(3) > img" in text
    assert "120 of the page’s HTML" in text
    assert "Web team" in text
    assert "The badge it repeats" in text
    assert "Patients choose a hospital by its accreditations." in text
    assert "1.1.1 Non-text Content (level A)" in text
    assert "Rule badge-mislabelled" in text
    assert f"Finding {finding.fingerprint}" in text
    assert entry.select_one(".fix code").get_text() == (
        "ACR Radiation Oncology Practice Accreditation"
    )
    assert [words(cell) for cell in entry.select("thead th")] == ["Signal", "Text", "Names"]
    assert [words(cell) for cell in entry.select("tbody tr:first-child td")] == [
        "alternative text",
        "ACR Radiation Oncology Practice Accreditation",
        "ACR Radiation Oncology",
    ]


def test_a_finding_without_a_fix_of_its_own_has_the_rules(write, make_result, make_finding):
    finding = make_finding()
    entry = write(make_result(findings=[finding])).find(id=finding.group)
    assert "describe the picture in a few words" in words(entry.select_one(".fix"))


def test_a_finding_of_a_rule_that_is_not_listed_goes_by_its_id(write, make_result, make_finding):
    finding = make_finding("acme/blink", wcag=("9.9.9",), evidence={"n": 1})
    entry = write(make_result(findings=[finding])).find(id=finding.group)
    assert words(entry.h3) == "1. acme/blink"
    assert "9.9.9" in words(entry)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ("both", "the server’s HTML and the rendered page"),
        ("rendered", "the rendered page only"),
        ("server", None),
        (["both"], None),
        (None, None),
    ],
    ids=repr,
)
def test_an_entry_says_whose_html_has_it(write, make_result, make_finding, seen, said):
    finding = make_finding(evidence={} if seen is None else {"seen_in": seen})
    where = write(make_result(findings=[finding])).find(id=finding.group).select_one(".where")
    assert ("Seen in" in words(where)) == (said is not None)
    assert (said or "") in words(where)


def test_the_pages_of_a_defect_are_listed_then_folded_then_counted(
    write, make_result, make_finding
):
    urls = [f"https://a.example/{n:03}" for n in range(75)]
    finding = make_finding(url=urls[0])
    soup = write(
        make_result(
            outcomes=[Outcome(url, "audited") for url in urls],
            findings=[make_finding(url=url) for url in urls],
        )
    )
    entry = soup.find(id=finding.group)
    open_list, folded = entry.select("ul.pages")
    assert [words(item) for item in open_list.select("li")] == urls[:10]
    assert [words(item) for item in folded.select("li")] == urls[10:60]
    assert folded.parent.name == "details"
    assert "And 15 pages more: see findings.json." in words(entry)


def test_all_that_was_not_checked_is_named(write, rich_result):
    soup = write(rich_result)
    section = words(soup.find(id="unchecked").parent)
    for outcome in rich_result.outcomes:
        if outcome.kind != "audited":
            assert outcome.url in section
            assert outcome.detail in section
    for unchecked in rich_result.unchecked:
        assert unchecked.reason in section
    assert "section-empty" in section


@pytest.mark.parametrize("status", Status)
def test_an_entry_says_why_it_has_its_status(write, make_result, make_finding, hostile, status):
    finding = replace(make_finding(), status=status, note=f"page gone: it says {hostile[:60]}")
    soup = write(make_result(findings=(finding,)))
    assert "Page gone: it says" in words(soup)
    assert not soup.find("script", string=re.compile("alert"))


def test_a_report_of_a_run_that_checked_everything_says_so(write, make_result):
    section = words(write(make_result()).find(id="unchecked").parent)
    assert "Every wanted page was audited, and every rule ran on every page" in section


def test_long_lists_are_cut_and_say_so(write, make_result, make_run):
    outcomes = [Outcome(f"https://a.example/{n}", "error:http") for n in range(1700)]
    outcomes += [Outcome(f"https://b.example/{n}", "error:tls") for n in range(3)]
    many = tuple(map(str, range(25)))
    run = make_run(targets=tuple("abcdefghijklm"), reasons=many, notes=many[:23])
    unchecked = [Unchecked("r", f"https://a.example/{n}", "why") for n in range(80)]
    unchecked += [Unchecked("r", "https://a.example/1", f"reason {n}") for n in range(250)]
    soup = write(make_result(run=run, outcomes=outcomes, unchecked=unchecked))
    text = words(soup.main)
    assert "And 700 pages more: see findings.json." in text
    assert "No trustworthy secure connection: 3 pages See findings.json." in text
    assert "And 51 more rules with a reason each" in text
    assert "And 20 pages more: see findings.json." in text
    assert "And 5 more reasons: see findings.json." in text
    assert "And 3 more notes: see findings.json." in text
    assert "and 3 more" in text


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.4, "0 seconds"),
        (1, "1 second"),
        (89, "89 seconds"),
        (600, "10 minutes"),
        (7200, "2 hours"),
    ],
)
def test_how_long_it_took_is_told_in_fitting_units(write, make_run, make_result, seconds, expected):
    run = make_run()
    run = replace(run, finished=run.started + timedelta(seconds=seconds))
    assert words(write(make_result(run=run)).find("dt", string="Took").parent.dd) == expected


# Pictures


def test_a_picture_is_in_the_file_with_its_element_marked(write, rich_result):
    (svg,) = write(rich_result).select("svg.picture")
    (picture,) = rich_result.pictures.values()
    data = svg.image["href"].removeprefix("data:image/webp;base64,")
    assert base64.b64decode(data, validate=True) == picture.webp
    mark = svg.select_one(".mark")
    assert [mark[side] for side in ("x", "y", "width", "height")] == ["398", "9", "192", "160"]
    assert svg["role"] == "img"
    name = svg.find(id=svg["aria-labelledby"])
    assert "which a frame marks: The third badge's alternative text" in words(name)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((10, 10, 20, 20), (5, 5, 30, 30)),
        ((-5, -5, 20, 20), (0, 0, 20, 20)),
        ((90, 40, 50, 50), (85, 35, 15, 15)),
        ((200, 200, 10, 10), (100, 50, 0, 0)),
        ((-50, -50, 10, 10), (0, 0, 0, 0)),
    ],
)
def test_the_frame_leaves_the_element_uncovered_and_stays_in_the_picture(
    write, make_result, make_finding, box, expected
):
    finding = make_finding()
    pictures = {finding.group: Picture(b"x", 100, 50, box)}
    mark = write(make_result(findings=[finding], pictures=pictures)).select_one(".mark")
    assert tuple(int(mark[side]) for side in ("x", "y", "width", "height")) == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({}, "Lindenhof Cancer Centre"),
        ({"site": "", "targets": ("https://www.a.example/care/",)}, "www.a.example/care"),
        ({"site": "", "targets": ("/home/ann/site/", "b")}, "site"),
        ({"site": "", "targets": ("file:///home/ann/page.html",)}, "page.html"),
        ({"site": "", "targets": ("page.html",)}, "page.html"),
        ({"site": "", "targets": ("/",)}, "no target"),
        ({"site": "", "targets": ()}, "no target"),
    ],
    ids=str,
)
def test_the_title_names_the_site_and_the_date(write, make_run, make_result, run, expected):
    soup = write(make_result(run=make_run(**run)))
    assert words(soup.h1) == expected
    assert words(soup.title) == f"Care Audit report: {expected}, 3 November 2026"


def test_a_picture_without_room_is_told(monkeypatch, write, rich_result):
    monkeypatch.setattr("reports.to_html.sheets.PICTURES", 100)
    soup = write(rich_result)
    assert not soup.select("svg.picture")
    assert "The picture was left out to keep this file small" in words(soup.main)


# The file


def digested(text):
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_the_same_run_gives_the_same_bytes(tmp_path, rich_result):
    first = to_html.write(rich_result, tmp_path / "a").read_bytes()
    assert to_html.write(rich_result, tmp_path / "b").read_bytes() == first


def test_the_policy_allows_the_files_own_style_and_script_and_nothing_else(tmp_path, rich_result):
    text = to_html.write(rich_result, tmp_path).read_bytes().decode()
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    policy = BeautifulSoup(text, "html.parser").find("meta", {"http-equiv": True})
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].split("; ") == [
        "default-src 'none'",
        "img-src data:",
        f"script-src '{digested(script)}'",
        f"style-src '{digested(style)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_nothing_is_loaded_and_nothing_runs_but_the_filters(write, rich_result):
    soup = write(rich_result)
    (script,) = soup.find_all("script")
    assert script.attrs == {}
    assert script.string == files("reports.to_html").joinpath("report.js").read_text("utf-8")
    assert not soup.find_all(["link", "iframe", "img", "object", "embed", "form", "base"])
    for tag, name, value in attributes(soup):
        assert not name.startswith("on")
        assert name not in {"style", "src", "srcset", "xlink:href", "background", "ping"}
        if name == "href" and tag != "a":
            assert value.startswith("#icon-" if tag == "use" else "data:image/webp;base64,")
    assert not re.search(r"url\(|@import|expression", soup.style.string)


def test_links_go_to_the_web_without_a_referrer_or_within_the_report(tmp_path, write, rich_result):
    soup = write(rich_result)
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in soup.select("a"):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids
        elif link["href"].startswith("report"):
            assert (tmp_path / link["href"]).exists()
        else:
            assert link["href"].startswith("https://")
            assert link["rel"] == ["noreferrer"]


def test_every_class_and_icon_in_use_is_defined(write, rich_result):
    soup = write(rich_result)
    icons = {symbol["id"] for symbol in soup.select("symbol")}
    assert {use["href"][1:] for use in soup.select("use")} <= icons
    styled = set(re.findall(r"\.([a-z]+)", soup.style.string))
    used = {name for tag in soup.find_all(class_=True) for name in tag["class"]}
    assert used - styled == set()


def test_headings_never_skip_a_level(write, rich_result):
    levels = [int(tag.name[1]) for tag in write(rich_result).find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", ["rich", "clean"])
def test_the_report_is_html_without_an_error(tmp_path, rich_result, make_result, name):
    result = {"rich": rich_result, "clean": make_result()}[name]
    text = to_html.write(result, tmp_path).read_text("utf-8")
    html5lib.HTMLParser(strict=True).parse(text)


# Hostile pages


def hostile_result(text, make_run, make_result, make_finding):
    """Give a run in which every text of a page and a rule is `text`."""
    place = Place(A.url, text, text, structure="x", context=text, note=text)
    finding = make_finding(
        text,
        A.url,
        message=text,
        place=place,
        related=(place, place),
        fix=text,
        wcag=(text,),
        evidence={"a": text, text: text, "signals": [{"says": text}]},
        owner=text,
    )
    return make_result(
        run=make_run(
            site=f"a{text}",
            targets=(text,),
            reasons=(text,),
            notes=(text,),
            version=text,
            axe=text,
            browser=text,
            id=text,
        ),
        outcomes=(replace(A, title=f"a{text}", detail=text), replace(MISSED, detail=f"a{text}")),
        findings=(
            finding,
            replace(finding, certainty=Certainty.REVIEW),
            replace(finding, status=Status.WAIVED),
        ),
        rules=[
            replace(rule, title=text, why=f"a{text}", help_url=text) for rule in make_result().rules
        ],
        unchecked=(Unchecked(text, A.url, text),),
        pictures={finding.group: Picture(b"x", 10, 10, (1, 1, 5, 5))},
    )


def skeleton(soup):
    """Give the elements and the names of their attributes; code and paragraphs come from texts."""
    return [
        (tag.name, sorted(tag.attrs)) for tag in soup.find_all() if tag.name not in {"code", "p"}
    ]


def test_no_text_of_a_page_becomes_markup(write, make_run, make_result, make_finding, hostile):
    plain = write(hostile_result("harmless", make_run, make_result, make_finding))
    soup = write(hostile_result(f"{hostile}.", make_run, make_result, make_finding))
    assert skeleton(soup) == skeleton(plain)


def test_no_text_of_a_page_breaks_the_html(tmp_path, make_run, make_result, make_finding, hostile):
    result = hostile_result(hostile, make_run, make_result, make_finding)
    text = to_html.write(result, tmp_path).read_bytes().decode("utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://https://a.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "care/index.html",
        "https://a.example/\nx",
    ],
)
def test_an_address_that_nobody_should_follow_is_no_link(write, make_result, make_finding, url):
    finding = make_finding(url=url, related=(Place(url, "p", note="n"), Place(url + "2", "p")))
    soup = write(
        make_result(
            outcomes=(Outcome(url, "audited", title="x"), Outcome(url + "3", "error:http")),
            findings=[finding],
            rules=[replace(rule, help_url=url) for rule in make_result().rules],
            unchecked=[Unchecked("r", url, "y")],
        )
    )
    for link in soup.select("a"):
        assert link["href"].startswith(
            ("#", "report", "https://www.w3.org/WAI/WCAG22/Understanding/")
        )


# Big runs


def test_thousands_of_defects_stay_one_file_that_opens(tmp_path, make_result, make_finding):
    findings = [
        make_finding(
            url=f"https://www.lindenhof-cancer.example/care/department/page-{n // 4:05}",
            subject=f"{n}",
            message="The alt text is a file name. " * 4,
            certainty=Certainty.REVIEW if n % 5 == 0 else Certainty.SURE,
            related=tuple(make_finding(subject=f"{n}").place for _ in range(4)),
            evidence={"signals": [{"signal": "text", "says": "x" * 60}] * 5},
            status=list(Status)[n % 5] if n > 4000 else Status.NEW,
        )
        for n in range(8000)
    ]
    urls = [
        f"https://www.lindenhof-cancer.example/care/department/page-{n:05}" for n in range(6000)
    ]
    pictures = {one.group: Picture(b"x" * 11_000, 600, 300, (10, 10, 50, 50)) for one in findings}
    result = make_result(
        outcomes=[
            Outcome(url, "error:http" if n % 4 == 3 else "audited", "The server answered 503.")
            for n, url in enumerate(urls)
        ],
        findings=findings,
        unchecked=[Unchecked("section-empty", url, "The rule crashed.") for url in urls],
        pictures=pictures,
    )
    assert to_html.write(result, tmp_path).stat().st_size < 5_000_000


def test_what_came_and_went_says_so(write, make_finding, make_result):
    steady = make_finding(certainty=Certainty.REVIEW)
    unstable = replace(steady, subject="another", unstable=True)
    soup = write(make_result(findings=(steady, unstable)))
    said = ["Came and went between loads" in words(entry) for entry in soup.select(".entry")]
    assert said == [False, True]
