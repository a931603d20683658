"""The first screen: numbers, trend, what to fix first, and waivers."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from audit.dossier import Clock, Dossier, PastRun, WaiverNote
from audit.model import Outcome, Place, Severity, Status
from reports import to_html

DAY = date(2026, 11, 3)
"""On which the made-up run was."""


@pytest.fixture
def write(tmp_path):
    """Write a result and give the report parsed."""

    def run(result):
        return BeautifulSoup(to_html.write(result, tmp_path).read_text("utf-8"), "html.parser")

    return run


def words(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def past_run(day, **changes):
    started = datetime(2026, 11, 3, 14, 5, tzinfo=UTC) + timedelta(days=day)
    given = {
        "status": "complete",
        "wanted": 1200,
        "audited": 1200,
        "new": 0,
        "existing": 0,
        "fixed": 0,
        "waived": 0,
        "not_checked": 0,
        "reviews": 0,
    }
    return PastRun(id=f"run{day}", started=started, **(given | changes))


def waiver(until=DAY, **changes):
    given = {
        "rule": "section-empty",
        "pages": ("/care/*",),
        "subject": "Locations",
        "reason": "The clinic opens in spring",
        "owner": "Marketing",
        "ticket": "WEB-7",
        "covers": 1,
    }
    return WaiverNote(until=until, **(given | changes))


def tiles(soup):
    return {
        words(tile.select_one(".label")): (
            words(tile.select_one(".figure")),
            words(tile.select_one(".quiet")),
        )
        for tile in soup.select(".standing > li")
    }


# Numbers


def test_the_numbers_say_how_it_stands(write, rich_result):
    assert tiles(write(rich_result)) == {
        "Open": ("30", "in 5 different defects"),
        "New": ("24", "found for the first time"),
        "Fixed": ("1", "looked for, and no longer there"),
        "Waived": ("1", "lived with until a date"),
        "Not checked": (
            "4",
            "pages, or a part of them; 3 rules not everywhere; 1 finding of earlier runs",
        ),
    }


def test_the_first_run_does_not_pretend_that_all_is_news(write, make_result, make_finding):
    soup = write(make_result(findings=[make_finding()]))
    assert tiles(soup)["New"] == ("1", "all, for this is the first run")


def test_nothing_is_said_to_be_left_out_where_all_was_checked(write, make_result):
    assert tiles(write(make_result()))["Not checked"] == ("0", "all that was wanted was checked")


def test_an_incomplete_run_never_shows_that_nothing_was_left_out(write, make_result, make_run):
    soup = write(make_result(run=make_run(status="incomplete", reasons=("It broke off.",))))
    assert tiles(soup)["Not checked"] == ("–", "see the reasons above")


def test_reasons_for_what_was_not_checked_stand_on_the_first_screen(write, rich_result):
    causes = [words(one) for one in write(rich_result).select(".causes li")]
    assert "No answer in time: 1 page" in causes
    assert "The checks did not end in time. (1 rule)" in causes
    assert causes[-1] == "All that was not checked"


# Laws


def law(days, name="Section 504", **changes):
    day = None if days is None else DAY + timedelta(days)
    given = {"url": "https://a.example/", "asks": "All.", "standard": "", "changed_by": ""}
    given |= {"id": "x", "citation": "45 CFR 84.84", "verified": DAY, "day": day}
    return Clock(name=name, days_left=days or 0, **(given | changes))


@pytest.mark.parametrize(
    ("laws", "said"),
    [
        (
            [law(90, "Later"), law(30)],
            "The law to be met next: Section 504 (45 CFR 84.84) on 3 December 2026, 30 days left.",
        ),
        ([law(0)], "on 3 November 2026, the last day."),
        ([law(-5)], "The day of 1 law has passed."),
        ([law(-5), law(-9), law(9)], "9 days left. The days of 2 laws have passed."),
    ],
)
def test_the_next_law_to_be_met_stands_on_the_first_screen(write, make_result, laws, said):
    verdict = write(make_result(dossier=Dossier(laws=tuple(laws)))).select_one(".verdict")
    assert said in words(verdict.select_one(".law"))
    assert verdict.select_one('.law a[href="report/conformance.html"]') is not None


@pytest.mark.parametrize("laws", [[], [law(None)]])
def test_laws_without_a_day_have_no_clock_on_the_first_screen(write, make_result, laws):
    soup = write(make_result(dossier=Dossier(laws=tuple(laws))))
    assert soup.select_one(".verdict .law") is None


# Waivers


@pytest.mark.parametrize(
    ("waivers", "said"),
    [
        (
            [waiver(DAY + timedelta(27)), waiver(DAY + timedelta(90))],
            "Next to end: A heading with nothing under it, on 30 November 2026 (27 days left)",
        ),
        ([waiver(DAY + timedelta(1))], "on 4 November 2026 (1 day left)"),
        ([waiver()], "on 3 November 2026 (the last day)"),
        ([waiver(DAY - timedelta(1))], "1 waiver has ended."),
        ([waiver(DAY - timedelta(1)), waiver(DAY)], "1 waiver has ended. Next to end:"),
        ([waiver(DAY, covers=0)], "nothing is waived"),
        ([], "nothing is waived"),
    ],
)
def test_the_next_waiver_to_end_is_named_with_its_day(write, make_result, waivers, said):
    soup = write(make_result(dossier=Dossier(waivers=tuple(waivers))))
    assert said in tiles(soup)["Waived"][1]


def test_all_waivers_are_told_with_reason_and_owner_and_ended_ones_are_flagged(write, make_result):
    waivers = (
        waiver(DAY - timedelta(2), rule="acme/own", subject="", pages=("/a", "/b")),
        waiver(DAY + timedelta(27), covers=0),
    )
    table = write(make_result(dossier=Dossier(waivers=waivers))).select_one("#waived ~ .card table")
    first, second = table.select("tbody tr")
    assert words(first) == (
        "acme/own acme/own, /a, /b 1 November 2026 ended 2 days before 1 The clinic opens in"
        " spring Marketing, WEB-7"
    )
    assert words(second.th).startswith("A heading with nothing under it: “Locations”")
    assert "none in this run" in words(second)
    assert [words(one) for one in table.select(".ended")] == ["ended 2 days before"]


def test_a_report_without_waivers_has_no_section_for_them(write, make_result):
    soup = write(make_result())
    assert soup.find(id="waived") is None
    assert soup.select('a[href="#waived"]') == []


# Trend


def test_the_trend_shows_each_run_and_marks_incomplete_ones(write, make_result):
    past = (
        past_run(-2, new=4, existing=6),
        past_run(-1, existing=4, status="incomplete", audited=900, not_checked=6),
        past_run(0, existing=5, fixed=5, reviews=3),
    )
    card = write(make_result(dossier=Dossier(past=past))).select_one("#trend ~ .card")
    assert card.svg["aria-label"] == (
        "Open findings in the last 3 runs: 10 on 1 November 2026, 5 on 3 November 2026."
    )
    assert "The highest bar stands for 10 findings." in words(card.p)
    assert [words(title) for title in card.select("svg title")] == [
        "1 November 2026: 10 open, 4 of them new",
        "2 November 2026: 4 open, 0 of them new; 6 not checked again; incomplete run",
        "3 November 2026: 5 open, 0 of them new",
    ]
    heights = {name: [float(bar["height"]) for bar in card.select(f"rect.{name}")] for name in KEYS}
    assert heights == {
        "existing": [57.6, 38.4, 48.0],
        "new": [38.4, 0.0, 0.0],
        "unknown": [57.6],
        "broken": [98.0],
    }
    assert [words(key) for key in card.select(".legend li")] == [
        "open and known before",
        "new",
        "found earlier, and not checked again",
        "incomplete run, which may have missed some",
    ]
    rows = [words(row) for row in card.select("tbody tr")]
    assert rows[0] == "3 November 2026, 14:05 UTC complete 1,200 of 1,200 5 0 5 0 0 3"
    assert rows[1] == "2 November 2026, 14:05 UTC incomplete 900 of 1,200 4 0 0 0 6 0"
    assert len(rows) == 3


KEYS = ("existing", "new", "unknown", "broken")


def test_runs_that_found_nothing_have_a_trend_too(write, make_result):
    dossier = Dossier(past=(past_run(-1), past_run(0)))
    card = write(make_result(dossier=dossier)).select_one("#trend ~ .card")
    assert {bar["height"] for bar in card.select("rect")} == {"0.00"}
    assert len(card.select(".legend li")) == 2


def test_one_run_is_no_trend(write, make_result):
    soup = write(make_result(dossier=Dossier(past=(past_run(0),))))
    section = soup.find(id="trend").parent
    assert section.svg is None
    assert "The trend begins with the next one." in words(section)


def test_a_run_over_a_choice_of_pages_has_no_trend(write, make_result):
    assert write(make_result()).find(id="trend") is None


# What to fix first


def test_each_of_the_first_says_why_it_is_there_and_what_to_do(write, make_result, make_finding):
    pages = [f"https://a.example/{n}" for n in range(4)]
    findings = [
        make_finding(
            "axe/color-contrast",
            subject="menu",
            wcag=("1.4.3",),
            place=Place(url, "nav a", structure="nav a", context="nav › Main menu"),
        )
        for url in pages
    ]
    findings.append(make_finding("link-generic", subject="x", severity=Severity.NOTICE, wcag=()))
    outcomes = [Outcome(url, "audited") for url in pages]
    soup = write(make_result(outcomes=outcomes, findings=findings))
    first, second = soup.select(".first > li")
    assert words(first.strong) == (
        "One change in a shared part of the site clears 4 findings on 4 pages."
    )
    assert [(words(one.dt), words(one.dd)) for one in first.select("dl > div")] == [
        ("Who is affected", "People with low vision; People who see few colors"),
        ("What to do", "Darken the text or lighten what is behind it."),
    ]
    assert second.strong is None
    target = first.a["href"].removeprefix("#")
    assert soup.find(id=target) is not None


def test_what_likely_is_one_change_is_not_called_sure(write, make_result, make_finding):
    outcomes = make_result().outcomes
    soup = write(make_result(findings=[make_finding(url=one.url) for one in outcomes]))
    assert words(soup.select_one(".first strong")) == (
        "It is in the same place on 5 pages: likely one change clears all 5 findings."
    )


def test_settled_findings_are_nothing_to_fix_first(write, make_result, make_finding):
    findings = [
        make_finding(status=status, subject=status)
        for status in (Status.WAIVED, Status.FIXED, Status.NOT_CHECKED)
    ]
    assert write(make_result(findings=findings)).find(id="first") is None


# Hostile words


def test_no_text_of_a_page_or_of_audit_yaml_becomes_markup(
    write, make_result, make_finding, hostile
):
    words_of_a_waiver = {"rule": hostile, "subject": hostile, "pages": (hostile,)}
    words_of_a_waiver |= {"reason": hostile, "owner": hostile, "ticket": hostile}
    finding = make_finding(rule=hostile, message=hostile, fix=hostile, subject=hostile)

    def shape(dossier, found):
        soup = write(make_result(findings=[found], dossier=dossier))
        sections = [soup.find(id=name).parent for name in ("summary", "first", "waived")]
        return [
            (tag.name, sorted(set(tag.attrs) - {"data-head"}))
            for section in sections
            for tag in section.find_all()
            if tag.name != "code"
        ]

    plain = shape(
        Dossier(waivers=(waiver(),)), replace(finding, rule="x", message="x", fix="x", subject="x")
    )
    given = shape(Dossier(waivers=(waiver(**words_of_a_waiver),)), finding)
    assert given == plain
