"""Dates as pages write them, what of them is a review, and when it is too old."""

from datetime import UTC, date, datetime

import pytest

from audit.model import Certainty, Finding
from audit.page import Page
from rules.page import dates
from rules.page.stale import Stale

TODAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def _find(body: str, path: str = "/care/chemotherapy/", **options: object) -> list[Finding]:
    page = Page(url=f"https://hospital.example{path}", html=body, gathered=TODAY)
    return list(Stale(**options).check(page))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 3, 2021", date(2021, 3, 3)),
        ("Mar. 3rd 2021", date(2021, 3, 3)),
        ("3 March 2021", date(2021, 3, 3)),
        ("03-Mar-2021", date(2021, 3, 3)),
        ("2021-03-03", date(2021, 3, 3)),
        ("2021-03-03T09:30:00+01:00", date(2021, 3, 3)),
        ("3 de marzo de 2021", date(2021, 3, 3)),
        ("marzo 3, 2021", date(2021, 3, 3)),
        ("setiembre del 2021", date(2021, 9, 30)),
        ("February 2024", date(2024, 2, 29)),
        ("2021", date(2021, 12, 31)),
        pytest.param("03/04/2021", date(2021, 4, 3), id="two readings, the later"),
        pytest.param("12/01/2021", date(2021, 12, 1), id="two readings, the later one first"),
        pytest.param("13/04/2021", date(2021, 4, 13), id="one reading"),
        pytest.param("3/2021", date(2021, 3, 31), id="month and year"),
    ],
)
def test_a_date_is_read(text: str, day: date) -> None:
    assert day == dates.read(text)


@pytest.mark.parametrize(
    "text",
    ["31/31/2021", "2021-13-01", "February 30, 2021", "555-2021", "1.2.2021.4", "in 2021", "soon"],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert dates.read(text) is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>This page was last reviewed on March 3, 2021.</p>", id="a sentence"),
        pytest.param("<dl><dt>Last reviewed<dd>March 3, 2021</dl>", id="term and definition"),
        pytest.param("<tr><table><td>Review date:<td>3/2021</table>", id="two cells"),
        pytest.param(
            "<p>Last reviewed: <time datetime=2021-03-03>5 years ago</time></p>", id="time"
        ),
        pytest.param("<p>Medically reviewed by A. Lee, MD — March 3, 2021</p>", id="by whom"),
        pytest.param("<p>Revisado médicamente: 3 de marzo de 2021</p>", id="Spanish"),
        pytest.param("<p>Written by A. Lee | Last reviewed 03/2021</p>", id="after a bar"),
        pytest.param("<meta name=lastReviewed content=2021-03-03><p>Text.</p>", id="meta"),
        pytest.param("<p itemprop=lastReviewed content=2021-03-03>Text.</p>", id="microdata"),
        pytest.param(
            '<script type="application/ld+json">{"@graph": [{"@type": ["WebPage",'
            ' "MedicalWebPage"], "lastReviewed": "2021-03-03"}]}</script><p>Text.</p>',
            id="linked data in a graph",
        ),
    ],
)
def test_an_old_review_is_found(body: str) -> None:
    found = _find(f"<h1>Chemotherapy</h1>{body}")
    assert [Certainty.SURE] == [finding.certainty for finding in found]
    assert found[0].evidence["date"].startswith("2021-03")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>Text.</p>", id="no date"),
        pytest.param("<p>Last updated: March 3, 2011</p>", id="no review"),
        pytest.param("<p>Copyright 2011. Published March 3, 2011.</p>", id="other dates"),
        pytest.param("<p>Last reviewed: March 3, 2030</p>", id="in the future"),
        pytest.param("<p>Last reviewed: soon</p><p>March 3, 2011: opening.</p>", id="no date"),
        pytest.param("<p>We reviewed 2011 cases of lung cancer.</p>", id="a verb"),
        pytest.param("<p>The medical review of 2011 led to a new ward.</p>", id="a noun"),
        pytest.param("<p>Reviewed by Kim P. on March 3, 2011: a great team!</p>", id="a patient"),
        pytest.param(
            "<ul><li>Lungs. Last reviewed: 2011-03-03<li>Skin. Last reviewed: 2012-03-03"
            "<li>Colon. Last reviewed: 2013-03-03</ul>",
            id="a list of other pages",
        ),
        pytest.param(
            "<p>Last reviewed: 2011-03-03</p><p>Last updated: 2026-03-03</p>", id="updated since"
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "Review", "lastReviewed": "2011-03-03"}'
            "</script><p>Text.</p>",
            id="data about something else",
        ),
        pytest.param('<script type="application/ld+json">[[{"lastReviewed"</script>', id="broken"),
    ],
)
def test_what_is_no_old_review_is_left_alone(body: str) -> None:
    assert [] == _find(f"<h1>Chemotherapy</h1>{body}")


def test_a_bare_reviewed_is_for_a_person() -> None:
    found = _find("<p>Reviewed: March 3, 2021</p>")
    assert [Certainty.REVIEW] == [finding.certainty for finding in found]


def test_news_is_of_its_day_unless_a_limit_is_set_for_it() -> None:
    body = "<p>Last reviewed: March 3, 2021</p>"
    assert [] == _find(body, "/news/2021/opening/")
    assert 1 == len(_find(body, "/news/2021/opening/", limits={"/news/**": 365}))


def test_under_a_limit_the_date_of_a_change_counts() -> None:
    limits = {"/care/trials/**": 3650, "/care/**": 365}
    body = "<p>Last updated: March 3, 2021</p>"
    assert 1 == len(_find(body, limits=limits))
    assert [] == _find(body, "/care/trials/one/", limits=limits)
    data = '<script type="application/ld+json">{"@type":"WebPage","dateModified":"2021-03-03"}'
    assert 1 == len(_find(f"{data}</script><p>Text.</p>", limits=limits))
    assert [] == _find(f"{data}</script><p>Text.</p>")


def test_what_a_reader_sees_decides() -> None:
    data = '<script type="application/ld+json">{"@type":"WebPage","dateModified":"2026-11-01"}'
    assert 1 == len(_find(f"{data}</script><p>Last reviewed: March 3, 2021</p>"))


def test_a_review_that_is_due_decides() -> None:
    assert 1 == len(_find("<p>Last reviewed 2025-01-05. Next review due: 2026-01-05</p>"))
    assert [] == _find("<p>Last reviewed 2026-02-05. Next review due: 2026-01-05</p>")
    assert [] == _find("<p>Last reviewed 2016-02-05. Next review due: January 2027</p>")


def test_a_date_is_required_where_the_site_says_so() -> None:
    required = ("/care/**",)
    assert ["body"] == [f.place.selector for f in _find("<p>Text.</p>", required=required)]
    assert [] == _find("<p>Text.</p>", "/about/", required=required)
    assert [] == _find("<p>Last updated: November 2026</p>", required=required)


def test_a_page_that_was_never_gathered_is_of_no_day() -> None:
    page = Page(url="https://hospital.example/care/", html="<p>Last reviewed: March 3, 2021</p>")
    assert [] == list(Stale().check(page))
