"""The sheet of accreditations, made from what a real run noted and from audit.yaml."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit import cli
from audit.cli.configuration import configure
from audit.cli.dossier import report_on
from audit.dossier import Approval, Sheet, Standing
from audit.store import Store

COC, NAPBC, NAPRC = (
    "Commission on Cancer",
    "National Accreditation Program for Breast Centers",
    "National Accreditation Program for Rectal Cancer",
)
MENTION = "the only cancer center in the valley with a garden"
BODY = f"""<h1>Quality</h1><p>Every year somebody from outside looks at us.</p>
<img src="/i/coc.png" alt="{COC} Accredited Program"><img src="/i/b.png" alt="{NAPBC}">
<p>We are {MENTION}. We are the leading hospital of the region.</p>"""

Make = Callable[..., Sheet]


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Audit a folder of pages with an audit.yaml, and give the run's sheet."""
    monkeypatch.chdir(tmp_path)
    stores: list[Store] = []

    def make(config: str, **pages: str) -> Sheet:
        Path("audit.yaml").write_text(config, encoding="utf-8")
        for name, body in (pages or {"a": BODY}).items():
            text = f'<!doctype html><html lang="en"><title>{name}</title><main>{body}</main></html>'
            Path(f"{name}.html").write_text(text, encoding="utf-8")
        names = [f"{name}.html" for name in pages or {"a": BODY}]
        assert cli.main(["run", "--static", "-q", *names]) in (0, 1)
        store = Store.open(f"sqlite:///{tmp_path}/out/care-audit.db")
        stores.append(store)
        (run,) = store.runs()
        found = report_on(store, configure(None, (), {}), run.id).dossier.sheet
        assert found is not None
        return found

    yield make
    for store in stores:
        store.close()


def test_each_badge_is_held_against_the_registry_of_its_day(sheet: Make) -> None:
    found = sheet(
        f"""accreditations:
  - {{is: acs-coc, since: "1994", until: {day(30)}, proof: "https://www.facs.org/"}}
  - {{is: acs-naprc, until: {day(-3)}}}"""
    )
    coc, naprc = found.registry
    assert (Standing.ENDING, 30, f"{COC} Accredited Program") == (coc.standing, coc.days, coc.name)
    assert (Standing.ENDED, -3) == (naprc.standing, naprc.days)
    assert "American College of Surgeons" in coc.issuer
    shown = [(badge.standing, badge.meant[0].entries) for badge in found.badges]
    assert [(Standing.ENDING, (0,)), (Standing.NOT_HELD, ())] == shown
    assert shown == [(badge.standing, badge.meant[0].entries) for badge in found.badges], "again"
    assert ("alternative text", f"{COC} Accredited Program") in {
        (signal.kind, signal.text) for badge in found.badges for signal in badge.signals
    }


def test_without_a_registry_nobody_knows(sheet: Make) -> None:
    assert {Standing.UNKNOWN} == {badge.standing for badge in sheet("site: {}").badges}


def test_when_a_term_ends_soon_is_what_its_rule_says(sheet: Make) -> None:
    options = "rules: {badge-expiring: {lead_days: 5}}"
    found = sheet(f"accreditations: [{{is: acs-coc, until: {day(30)}}}]\n{options}")
    assert Standing.HELD is found.registry[0].standing


def test_terms_of_several_holders_are_not_mixed_up(sheet: Make) -> None:
    entries = f"""accreditations:
  - {{is: acs-coc, facility: Tupelo, until: {day(400)}}}
  - {{is: acs-coc, facility: Starkville, until: {day(-400)}}}
  - {{is: acs-napbc, until: {day(-400)}}}
  - {{is: acs-napbc, until: {day(400)}}}"""
    assert [Standing.UNCLEAR, Standing.HELD] == [badge.standing for badge in sheet(entries).badges]


def test_a_badge_on_a_page_that_may_not_show_it_is_told(sheet: Make) -> None:
    found = sheet('accreditations: [{is: acs-coc, only_on: ["/b.html"]}]', a=BODY, b=BODY)
    told = [(badge.url, badge.standing) for badge in found.badges if COC in badge.label]
    assert [("a.html", Standing.ELSEWHERE), ("b.html", Standing.HELD)] == told


def test_names_that_contradict_each_other_are_told(sheet: Make) -> None:
    badge = f'<h1>Quality</h1><ul><li><img src="b.png" alt="{NAPBC}"><h3>{NAPRC}</h3></li></ul>'
    (found,) = sheet("accreditations: [{is: acs-napbc}]", a=badge).badges
    assert Standing.CONTRADICTORY is found.standing
    assert {"acs-napbc", "acs-naprc"} == {each for one in found.meant for each in one.ids}


def test_a_claim_names_the_entry_that_covers_it(sheet: Make) -> None:
    found = sheet(
        f"""claims:
  - {{text: "{MENTION}", evidence: survey, until: {day(-1)}}}
  - {{text: "{MENTION}", evidence: survey, approved_by: Compliance}}
  - {{text: the leading hospital, evidence: ranking}}"""
    )
    assert [Approval.ENDED, Approval.APPROVED, Approval.UNSIGNED] == [
        entry.approval for entry in found.ledger
    ]
    assert [("superlative", 1), ("superlative", 2)] == [
        (claim.kind, claim.entry) for claim in found.claims
    ]
