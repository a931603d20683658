"""Which rules go by the day, and until when what they say holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import rules
from audit.cli.configuration import load_rules
from audit.config import Config
from audit.day import Almanac
from audit.judge import judge
from audit.model import Fact, Finding, Held, Place, Severity
from audit.page import Page

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
BADGE = (
    '<!doctype html><html lang="en"><title>Cancer care</title><main><h1>Cancer care</h1>'
    '<section><h2>Accreditations</h2><img src="/badges/acr-radiation-oncology.png" '
    'alt="ACR Radiation Oncology Accreditation"></section></main></html>'
)


@dataclass(frozen=True)
class Ends:
    """Says on which side of a day a page was read; `id`, `needs`, `gives_way` as rules have."""

    day: date
    id: str = "ends"
    needs: frozenset[str] = frozenset()

    @property
    def gives_way(self) -> dict[str, str]:
        return {}

    def check(self, page: Page) -> Iterator[Finding]:
        if page.gathered.date() >= self.day:
            yield Finding("ends", "It has ended.", Place(page.url, "body"), Severity.ERROR)

    def collect(self, page: Page) -> Iterator[Fact]:
        yield Fact("ends", "k", page.gathered.date() >= self.day, Place(page.url, "body"))


@dataclass(frozen=True)
class Rules:
    page: tuple[Ends, ...] = ()
    site: tuple[Ends, ...] = ()
    collectors: tuple[Ends, ...] = ()


def read(html: str = "<p>Text") -> Page:
    return Page("https://a.example/", html, gathered=NIGHT)


def test_a_verdict_holds_until_the_day_that_changes_it() -> None:
    rules = Rules(page=(Ends(date(2026, 11, 27)),))
    assert date(2026, 11, 27) == judge(read(), rules, days=7).until


def test_a_fact_holds_until_the_day_that_changes_it() -> None:
    rules = Rules(collectors=(Ends(date(2026, 11, 26)), Ends(date(2026, 11, 29))))
    assert date(2026, 11, 26) == judge(read(), rules, days=7).until


def test_what_changes_later_than_is_looked_ahead_changes_nothing() -> None:
    rules = Rules(page=(Ends(date(2026, 12, 2)),))
    assert judge(read(), rules, days=7).until is None
    assert date(2026, 12, 2) == judge(read(), rules, days=8).until


def test_looking_ahead_changes_nothing_of_what_is_found_today() -> None:
    rules = Rules(page=(Ends(date(2026, 11, 27)),), collectors=(Ends(date(2026, 11, 27)),))
    ahead, plain = judge(read(), rules, days=7), judge(read(), rules)
    assert (plain.findings, plain.facts) == (ahead.findings, ahead.facts)
    assert () == plain.findings
    assert plain.until is None


def test_a_page_that_rules_make_of_it_has_its_day_too() -> None:
    page = Page("https://a.example/", "<p>Text", source="<p>Sent", rendered=True, gathered=NIGHT)
    almanac = Almanac(page)
    assert not almanac.was_asked()
    assert NIGHT == almanac.page.server.gathered
    assert almanac.was_asked(), "nobody asks unseen"
    assert not almanac.was_asked()


def test_what_is_read_off_the_page_is_read_once() -> None:
    page = read()
    almanac = Almanac(page)
    assert almanac.page.soup is page.soup


def test_a_badge_that_expires_on_sunday_is_right_until_monday() -> None:
    held = Held("acr-radiation-oncology", until=date(2026, 11, 29))
    config = Config(accreditations=(held,)).model_copy()
    rules = load_rules(config)
    known = {rule.id for rule in rules.page}
    assert {"badge-expired", "badge-expiring"} <= known
    only = Rules(page=tuple(r for r in rules.page if r.id == "badge-expired"))  # type: ignore[misc]
    assert () == judge(read(BADGE), only, days=7).findings
    assert date(2026, 11, 30) == judge(read(BADGE), only, days=7).until


def test_a_badge_that_says_how_many_days_are_left_is_counted_anew_each_day() -> None:
    held = Held("acr-radiation-oncology", until=date(2026, 12, 29))
    rules = load_rules(Config(accreditations=(held,)))
    assert date(2026, 11, 25) == judge(read(BADGE), rules, days=7).until
    assert judge(read("<p>No badge"), rules, days=7).until is None


def test_only_rules_themselves_ask_for_the_day() -> None:
    # What they share is read once for a page, and would keep the day of who came first.
    asking = [
        path
        for path in Path(rules.__path__[0]).rglob("*.py")
        if re.search(r"\.gathered\b", text := path.read_text(encoding="utf-8"))
        and not re.search(r"^class \w+\((PageRule|SiteRule|TargetRule|Collector)\)", text, re.M)
    ]
    assert [] == asking
