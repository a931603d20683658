"""A run held against what is known of each page and rule: new, existing, fixed, or not checked.

A finding is fixed only where its page was audited and its rule ran there with all it needs, and
did not find it. Everything else is not known, and is carried on as not checked until it is:
docs/decisions/0012-what-a-run-is-compared-with.md says what counts as what.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from audit import urls
from audit.coverage import NOT_THERE
from audit.model import Finding, Outcome, Status
from audit.scope import is_address
from audit.stand_ins import ACCEPTED_AFTER, StandIn, find_collapsed, find_stand_ins
from audit.store import Store
from audit.store.comparison import PageNow

NOT_WANTED = (
    "the page was not wanted this time: nothing leads to it any more, or it is out of scope now"
)
RULE_OFF = "its rule did not run: it is off, or has another name now"
TOO_LITTLE = "too little of the site was audited to tell"
BROKEN_OFF = "the run was broken off before it came to the page"
FILE_GONE = "page gone: the file is no longer there"


def scope_of(targets: Iterable[str]) -> str:
    """Give what runs must have in common to be compared: the same targets, in any order."""
    named = {
        urls.canonical(target) or target if is_address(target) else _path(target)
        for target in targets
    }
    return hashlib.sha256("\n".join(sorted(named)).encode("utf-8", "replace")).hexdigest()[:16]


def _path(target: str) -> str:
    return Path(target).expanduser().resolve().as_posix()


@dataclass(frozen=True)
class Asked:
    """What a run asked of its pages: by it, a finding that was not seen again is judged."""

    rules: Mapping[str, str]
    """The rules that ran, as reports name them, each with its version."""
    site_rules: frozenset[str]
    """Those of them that compare pages."""
    unchecked: Mapping[str, str]
    """Rules that could not judge the site as a whole, each with the reason."""
    left: Mapping[str, frozenset[str]]
    """Addresses of which rules could not say what they answer, by rule."""
    enough: bool
    """Whether enough pages were audited to say that something is nowhere."""
    broken_off: bool = False
    whole: bool = True
    """Whether all pages were wanted; else nothing is said of pages that were not."""

    def settle(
        self, finding: Finding, page: Callable[[str], PageNow | None]
    ) -> tuple[Status, str] | None:
        """Say what an earlier finding is that was not seen again, and why."""
        if finding.rule in self.site_rules:
            return self._settle_site(finding, page) if self.whole else None
        now = page(finding.place.url)
        if now is None and not self.whole:
            return None
        settled = self._settle_page(finding, now, finding.place.url)
        # A page that is gone has no defects, whatever is asked.
        if finding.rule not in self.rules and (now is None or now.kind.startswith("audited")):
            return Status.NOT_CHECKED, RULE_OFF
        return settled

    def _settle_site(
        self, finding: Finding, page: Callable[[str], PageNow | None]
    ) -> tuple[Status, str]:
        if finding.rule in self.unchecked:
            return Status.NOT_CHECKED, self.unchecked[finding.rule]
        if {finding.subject, finding.evidence.get("target")} & self.left.get(finding.rule, set()):
            return Status.NOT_CHECKED, "what it leads to was not asked"
        if not self.enough:
            return Status.NOT_CHECKED, TOO_LITTLE
        about = dict.fromkeys(place.url for place in (finding.place, *finding.related))
        said = {url: self._settle_page(finding, page(url), url) for url in about}
        unknown = next((each for each in said.values() if each[0] is Status.NOT_CHECKED), None)
        return unknown or said[finding.place.url]

    def _settle_page(self, finding: Finding, now: PageNow | None, url: str) -> tuple[Status, str]:
        if now is None:
            if is_address(url):
                return Status.NOT_CHECKED, BROKEN_OFF if self.broken_off else NOT_WANTED
            return Status.FIXED, FILE_GONE  # A folder's pages are all wanted.
        if not now.kind.startswith("audited"):
            if _is_gone(now):
                return Status.FIXED, f"page gone: {now.detail}"
            return Status.NOT_CHECKED, f"the page was not audited: {now.detail or now.kind}"
        for rule in (finding.rule, finding.rule.partition("/")[0]):
            if rule in now.unchecked:
                return Status.NOT_CHECKED, now.unchecked[rule]
        return Status.FIXED, ""


def _is_gone(now: PageNow) -> bool:
    """Say whether a page is certainly not there any more, or has become another one."""
    return now.status in NOT_THERE or now.kind == "skipped:duplicate"


class History:
    """What earlier runs of the same scope know, for a run that is under way."""

    def __init__(
        self,
        store: Store,
        run: str,
        targets: Iterable[str],
        *,
        started: datetime,
        whole: bool = True,
    ) -> None:
        """`whole`: all pages of the targets are wanted, not a choice of them."""
        self._ledger = store.ledger
        self._ledger.enter(run, scope_of(targets), whole=whole)
        self._run = run
        self._started = started
        self._whole = whole
        self.before = self._ledger.previous(run)
        """The last run that came to its end; None where there is none."""

    def open_pages(self) -> Iterable[str]:
        """Give the pages on which earlier runs leave something open."""
        return self._ledger.open_pages(self.before) if self.before and self._whole else ()

    def set_stand_ins_aside(self) -> list[tuple[Outcome, bool]]:
        """Find pages that answered with something else, and drop what was found there.

        Gives the outcome of each, and whether it had counted as audited. Files are what they are.
        """
        if self.before is None:
            return []
        visits = self._ledger.visits(self._run, self.before)
        pages = (visit for visit in visits if is_address(visit.url))
        found = {each.url: each for each in find_stand_ins(pages, self._started)}
        doubles = self._ledger.doubles(self._run, self.before)
        collapsed = list(find_collapsed(doubles, frozenset(found), self._started))
        every = [*found.values(), *collapsed]
        outcomes = [_outcome(each) for each in every]
        doubted = (each.doubted for each in every)
        self._ledger.set_aside(self._run, zip(outcomes, doubted, strict=True))
        return [(outcome, outcome.url in found) for outcome in outcomes]

    def shortfall(self, audited: int, least: float) -> str:
        """Say that a run audited less than the share `least` of the pages that the last complete
        one did; empty where it did not."""
        complete = self._ledger.previous(self._run, complete=True) if self._whole else None
        known = self._ledger.audited(complete) if complete else 0
        if audited >= least * known:
            return ""
        return (
            f"{audited} pages were audited, where the last complete run audited {known}; if the "
            "site has become so much smaller, set site.min_coverage to 0 for one run"
        )

    def compare(self, asked: Asked) -> None:
        """Give each of the run's findings its status, and add those that were not seen again."""
        self._ledger.compare(self._run, self.before, asked.settle, asked.rules)


def _outcome(stand_in: StandIn) -> Outcome:
    last = (stand_in.doubted + ACCEPTED_AFTER).date()
    detail = (
        f"{stand_in.url} answers, but {stand_in.why}; if that is the page now, it is taken for "
        f"it from {last + timedelta(days=1)} on"
    )
    return Outcome(stand_in.url, stand_in.kind, detail)
