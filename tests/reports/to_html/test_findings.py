import re
from dataclasses import replace
from datetime import UTC, datetime

import html5lib
import pytest
import yaml
from bs4 import BeautifulSoup

from audit.config.addition import add_waiver
from audit.config.settings import Waiver
from audit.model import Certainty, Picture, Place, Severity, Sighting, Status
from audit.urls import path
from reports import to_html
from reports.to_html import sheets
from reports.to_html.digest import digest
from reports.to_html.entries import section
from reports.to_html.findings import VIEWS
from reports.to_html.waiver import waiver


@pytest.fixture
def documents(tmp_path):
    """Write a result and give all documents of the report parsed, by name."""

    def run(result):
        to_html.write(result, tmp_path)
        return {
            file.relative_to(tmp_path).as_posix(): BeautifulSoup(file.read_text("utf-8"), "lxml")
            for file in sorted(tmp_path.rglob("*.html"))
        }

    return run


def words(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def many(make_finding, number, **changes):
    return [make_finding(subject=f"{n}", **changes) for n in range(number)]


# Sheets


def test_all_that_the_first_document_has_no_room_for_is_told_in_full_in_others(
    monkeypatch, documents, make_result, make_finding
):
    monkeypatch.setattr(sheets, "FULL", {"defects": 2, "reviews": 1})
    monkeypatch.setattr(sheets, "ROOM", 40_000)
    findings = many(make_finding, 20)
    findings += many(make_finding, 5, certainty=Certainty.REVIEW)
    found = documents(make_result(findings=findings))
    told = {
        name: [entry["id"] for entry in soup.select("article.entry")]
        for name, soup in found.items()
    }
    assert len(told["report.html"]) == 3
    assert len([name for name in told if name.startswith("report/findings-")]) > 2
    assert sorted(anchor for anchors in told.values() for anchor in anchors) == sorted(
        one.anchor
        for kind in ("defects", "reviews")
        for one in digest(make_result(findings=findings)).sections[kind].every
    )
    way = found["report.html"].find("a", string=re.compile("18 more are in further documents"))
    assert way["href"] == "report/findings-2.html#defects"


def test_beyond_so_many_entries_are_brief_and_say_what_they_are(
    monkeypatch, documents, make_result, make_finding
):
    monkeypatch.setattr(sheets, "FULL", {"defects": 1})
    monkeypatch.setattr(sheets, "FULL_IN_ALL", 3)
    findings = many(make_finding, 5)
    sheet = documents(make_result(findings=findings))["report/findings-2.html"]
    assert len(sheet.select("article.entry")) == 2
    brief = sheet.select(".brief > li")
    assert len(brief) == 2
    assert findings[3].fingerprint in words(brief[0])


def test_what_is_waived_goes_on_in_a_further_document(
    monkeypatch, documents, make_result, make_finding
):
    monkeypatch.setattr(sheets, "BRIEF", 2)
    findings = many(make_finding, 5, status=Status.WAIVED)
    found = documents(make_result(findings=findings))
    assert len(found["report/findings-2.html"].select(".brief > li")) == 3
    assert words(found["report/findings-2.html"].main.h2) == "Waived"


def test_a_small_run_has_no_further_sheet(documents, rich_result):
    assert not [name for name in documents(rich_result) if "findings-" in name]


# Views


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_each_view_has_every_defect_and_leads_to_it(documents, rich_result, view):
    found = documents(rich_result)
    soup = found[view.document()]
    anchors = {entry["id"] for entry in found["report.html"].select("article.entry")}
    ways = {link["href"] for link in soup.select(".heap a")}
    assert ways == {f"../report.html#{anchor}" for anchor in anchors}
    assert [words(link) for link in soup.select("nav.views li")][:4] == [
        *("By rule", "By page", "By success criterion", "By owner"),
    ]
    assert soup.select_one("nav.views [aria-current]")["href"] == f"{view.name}.html"


def test_the_first_view_is_what_the_way_to_findings_leads_to(documents, rich_result):
    first = documents(rich_result)["report.html"]
    ways = {words(link): link["href"] for link in first.select("nav.documents a")}
    assert ways["Findings"] == "report/by-rule.html"


def groups(soup):
    return {words(one.h2): len(one.select("li")) for one in soup.select("#list > section")}


def test_the_groups_of_a_view_are_counted(documents, rich_result):
    found = documents(rich_result)
    assert groups(found["report/by-criterion.html"]) == {
        "1.1.1 Non-text Content": 2,
        "1.4.3 Contrast (Minimum)": 1,
        "2.4.4 Link Purpose (In Context)": 2,
        "What no success criterion speaks of": 1,
    }
    assert groups(found["report/by-owner.html"]) == {"Web team": 1, "Nobody is named as owner": 5}
    pages = groups(found["report/by-page.html"])
    assert len(pages) == 25
    assert max(pages.values()) == 3
    rules = found["report/by-rule.html"].select("#list > section h2")
    assert words(rules[-1]) == "A number of accreditations differs from those shown"


def test_a_long_view_goes_on_in_another_document(monkeypatch, documents, make_result, make_finding):
    monkeypatch.setattr("reports.to_html.findings.ROOM", 9000)
    found = documents(make_result(findings=many(make_finding, 30)))
    parts = [soup for name, soup in found.items() if name.startswith("report/by-owner")]
    assert len(parts) > 1
    assert sum(len(soup.select(".heap li")) for soup in parts) == 30
    assert words(found["report/by-owner-2.html"].select_one("#list h2")).endswith("(continued)")
    links = found["report/by-owner.html"].select("nav.views:nth-of-type(2) a")
    assert [link["href"] for link in links][:2] == ["by-owner.html", "by-owner-2.html"]


def test_without_findings_a_view_never_says_that_all_is_well(documents, make_result, make_run):
    clean = documents(make_result())["report/by-page.html"]
    assert "No defects were found in what was checked." in words(clean.main)
    nothing = documents(make_result(outcomes=()))["report/by-page.html"]
    assert "because nothing was checked" in words(nothing.main)


def test_every_link_within_the_report_leads_somewhere(
    monkeypatch, documents, make_result, make_finding, rich_result
):
    monkeypatch.setattr(sheets, "FULL", {"defects": 2})
    found = documents(rich_result)
    for name, soup in found.items():
        for link in soup.select("nav.views a, .heap a, main a[href^='#'], a[href*='findings-']"):
            way, _, anchor = link["href"].partition("#")
            folder = "" if way.startswith("../") or "/" not in name else "report/"
            target = folder + way.removeprefix("../") if way else name
            assert target in found
            assert not anchor or found[target].find(id=anchor)


# Entries


def entry_of(documents, make_result, finding, **changes):
    return documents(make_result(findings=[finding], **changes))["report.html"].find(
        id=finding.group
    )


def test_an_entry_says_when_it_was_first_seen(documents, make_result, make_finding):
    seen = Sighting("20261001-000000-abcd", datetime(2026, 10, 1, tzinfo=UTC))
    known = make_finding(status=Status.EXISTING, first_seen=seen)
    text = words(entry_of(documents, make_result, known))
    assert "First seen1 October 2026 in run 20261001-000000-abcd" in text
    fresh = words(entry_of(documents, make_result, make_finding()))
    assert "First seen3 November 2026 in this run" in fresh


def test_an_entry_says_whom_it_hurts(documents, make_result, make_finding):
    text = words(entry_of(documents, make_result, make_finding()))
    assert "Whom it hurts: People who use a screen reader or braille." in text


def test_two_places_stand_side_by_side(documents, rich_result):
    finding = next(one for one in rich_result.findings if one.rule == "badge-mislabelled")
    entry = documents(rich_result)["report.html"].find(id=finding.group)
    sides = entry.select(".side")
    assert [words(side.h5) for side in sides] == ["This one", "The badge it repeats"]
    assert [side.pre.get_text() for side in sides] == [
        finding.place.snippet,
        finding.related[0].snippet,
    ]


def test_what_filters_know_an_entry_by(documents, make_result, make_finding):
    url = "https://a.example/care/x/"
    finding = make_finding(url=url, owner="Web team", status=Status.EXISTING)
    marks = entry_of(documents, make_result, finding).attrs
    assert {name: value for name, value in marks.items() if name.startswith("data-")} == {
        "data-severity": "error",
        "data-status": "existing",
        "data-owner": "Web team",
        "data-section": "/care/",
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/", "/"),
        ("https://a.example", "/"),
        ("https://a.example/about", "/"),
        ("https://a.example/care/", "/care/"),
        ("https://a.example/care/breast/?a=/b/", "/care/"),
        ("care/index.html", "/care/"),
        ("index.html", "/"),
        ("/care/x.html", "/care/"),
    ],
)
def test_a_page_belongs_to_the_section_of_its_first_folder(url, expected):
    assert section(url) == expected


# Waivers


def entry(make_result, *findings):
    (one,) = digest(make_result(findings=findings)).sections["defects"].every
    return one


def filled(snippet):
    return (
        snippet.replace('reason: ""', 'reason: "r"')
        .replace('owner: ""', 'owner: "o"')
        .replace("until:", "until: 2027-03-31")
    )


def test_a_waiver_is_what_the_command_would_write(make_result, make_finding, hostile):
    finding = make_finding("x/rule", subject=hostile, url="https://a.example/care/?x=1")
    snippet = waiver(entry(make_result, finding), finding)
    assert "\u202e" not in snippet
    (read,) = yaml.safe_load(filled(snippet))
    told = Waiver.model_validate(read)
    written = yaml.safe_load(
        add_waiver(
            "",
            Waiver(
                rule="x/rule",
                pages=(path(finding.place.url),),
                subject=" ".join(finding.subject.split()),
                reason="r",
                owner="o",
                until=told.until,
            ),
        )
    )
    assert written["waivers"] == [read]


def test_a_waiver_that_nobody_filled_in_is_refused(make_result, make_finding):
    finding = make_finding()
    (read,) = yaml.safe_load(waiver(entry(make_result, finding), finding))
    with pytest.raises(ValueError, match="reason"):
        Waiver.model_validate(read)


def test_a_defect_on_many_pages_is_waived_on_all(make_result, make_finding):
    findings = [make_finding(url=f"https://a.example/{n}/", owner="Web") for n in range(11)]
    (read,) = yaml.safe_load(waiver(entry(make_result, *findings), findings[0]))
    assert "pages" not in read
    assert read["owner"] == "Web"
    (read,) = yaml.safe_load(waiver(entry(make_result, *findings[:2]), findings[0]))
    assert read["pages"] == ["/0/", "/1/"]


# Hostile pages


def test_no_text_breaks_any_document_of_the_findings(
    monkeypatch, tmp_path, make_result, make_finding, hostile
):
    monkeypatch.setattr(sheets, "FULL", {"defects": 1})
    place = Place(f"https://a.example/{hostile}/", hostile, hostile, context=hostile)
    finding = make_finding(hostile, message=hostile, place=place, owner=hostile, fix=hostile)
    finding = replace(finding, related=(place,), evidence={hostile: hostile}, wcag=(hostile,))
    findings = [replace(finding, subject=f"{n}") for n in range(3)]
    crop = Picture(b"x", 10, 10, (1, 1, 5, 5))
    result = make_result(findings=findings, pictures={findings[1].group: crop})
    to_html.write(result, tmp_path)
    names = [*(view.document() for view in VIEWS), "report/findings-2.html", "report.html"]
    for name in names:
        text = (tmp_path / name).read_text("utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        soup = BeautifulSoup(text, "lxml")
        assert len(soup.select("script")) == 1
        assert not soup.find_all(["iframe", "base", "textarea", "plaintext", "img"])
        assert not [tag for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]


# Big runs


def test_texts_full_of_signs_still_make_no_file_over_five_megabytes(
    tmp_path, make_result, make_finding
):
    def place(number):
        name = f"{number}" + '"' * 300
        return Place(f"https://a.example/{'&' * 200}", name, f"{name}<&", context=f"{name}'")

    findings = [
        make_finding(
            place=replace(place(n), structure=f"{n}"),
            subject=f"{n}",
            message='"<&' * 300,
            related=tuple(place(f"{n}-{m}") for m in range(10)),
            severity=Severity.WARNING,
        )
        for n in range(700)
    ]
    pictures = {one.group: Picture(b"x" * 15_000, 9, 9, (1, 1, 2, 2)) for one in findings}
    to_html.write(make_result(findings=findings, pictures=pictures), tmp_path)
    assert max(file.stat().st_size for file in tmp_path.rglob("*.html")) < 5_000_000
