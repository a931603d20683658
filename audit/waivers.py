"""What became of waivers in a run: which hold, which have ended, which are void or needless."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit import urls
from audit.config import Waiver
from audit.model import Finding, Outcome, Status, Unchecked, normalise
from audit.text import plain


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Say whether a waiver speaks of a finding, whether or not it has ended."""
    return _is_about(waiver, finding) and (
        not waiver.subject or normalise(waiver.subject) == normalise(finding.subject)
    )


def tell(waiver: Waiver) -> str:
    """Give reason, owner and ticket of a waiver on one line, for reports."""
    who = f"{waiver.owner}, {waiver.ticket}" if waiver.ticket else waiver.owner
    return plain(f"{waiver.reason} ({who})", 500)


def name(waiver: Waiver) -> str:
    """Give a waiver as sentences speak of it."""
    where = f" on {', '.join(waiver.pages)}" if waiver.pages != ("/**",) else ""
    what = f" for “{waiver.subject}”" if waiver.subject else ""
    return plain(f"the waiver of {waiver.rule}{where}{what}", 400)


@dataclass
class _Use:
    """What one waiver met in a run."""

    covered: int = 0
    others: list[str] = field(default_factory=list)
    """Subjects that its rule found on its pages instead, a few of them."""
    kept: bool = False
    """Whether an earlier finding that it covers could not be checked."""


class Waivers:
    """The waivers of a site in one run: asked of every finding, and then for what is to be said."""

    def __init__(self, waivers: Sequence[Waiver], today: date) -> None:
        """A waiver holds on its last day, and has ended on the next."""
        self._today = today
        self._uses = {waiver: _Use() for waiver in waivers}
        self._by_rule: dict[str, list[Waiver]] = {}
        for waiver in waivers:
            self._by_rule.setdefault(waiver.rule, []).append(waiver)

    def take(self, finding: Finding) -> str:
        """Take note of a finding, and give what a report says of it; empty where no waiver covers
        it.

        A finding that this run did not see only shows that its waiver is not needless.
        """
        about = [each for each in self._by_rule.get(finding.rule, ()) if _is_about(each, finding)]
        seen = finding.status not in (Status.FIXED, Status.NOT_CHECKED)
        covering = [each for each in about if covers(each, finding)]
        for waiver in about:
            use = self._uses[waiver]
            if waiver not in covering:
                if seen and len(use.others) < 3 and finding.subject not in use.others:
                    use.others.append(finding.subject)
            elif seen:
                use.covered += 1
            elif finding.status is Status.NOT_CHECKED:
                use.kept = True
        if not seen or not covering:
            return ""
        # One that holds says more than one that has ended.
        waiver = max(covering, key=lambda each: each.until)
        if self._holds(waiver):
            return f"waived until {waiver.until}: {tell(waiver)}"
        return f"its waiver ended on {waiver.until}: {tell(waiver)}"

    def has_lapsed(self, finding: Finding) -> bool:
        """Say whether a finding is covered by waivers that have ended, and by no other."""
        covering = [w for w in self._by_rule.get(finding.rule, ()) if covers(w, finding)]
        return bool(covering) and not any(map(self._holds, covering))

    def remarks(
        self, outcomes: Iterable[Outcome], unchecked: Iterable[Unchecked], *, whole: bool
    ) -> Iterator[str]:
        """Yield what is to be said of waivers, a sentence each, after all findings were taken.

        `whole`: the run wanted all pages; else nothing is said of waivers for other pages.
        """
        idle = [w for w, use in self._uses.items() if self._is_idle(w, use)]
        pages = {waiver: _Pages() for waiver in idle}
        for outcome in outcomes if idle else ():
            for waiver in idle:
                if urls.path_matches(outcome.url, waiver.pages):
                    pages[waiver].note(outcome)
        for each in unchecked if idle else ():
            for waiver in idle:
                if each.rule in (waiver.rule, waiver.rule.partition("/")[0]) and (
                    not each.url or urls.path_matches(each.url, waiver.pages)
                ):
                    pages[waiver].unchecked = True
        for waiver, use in self._uses.items():
            if use.covered and not self._holds(waiver):
                yield _lapsed(waiver, use.covered)
            elif waiver in pages:
                yield from _idle(waiver, use, pages[waiver], whole)

    def _is_idle(self, waiver: Waiver, use: _Use) -> bool:
        return not use.covered and not use.kept

    def _holds(self, waiver: Waiver) -> bool:
        return waiver.until >= self._today


@dataclass
class _Pages:
    """What became of the pages of a waiver."""

    audited: int = 0
    missed: int = 0
    unchecked: bool = False

    def note(self, outcome: Outcome) -> None:
        if outcome.audited:
            self.audited += 1
        elif not outcome.kind.startswith("skipped:"):
            self.missed += 1


def _lapsed(waiver: Waiver, covered: int) -> str:
    counts = "its finding counts" if covered == 1 else f"its {covered} findings count"
    return f"{name(waiver)} ended on {waiver.until}, so {counts} again: {tell(waiver)}"


def _idle(waiver: Waiver, use: _Use, pages: _Pages, whole: bool) -> Iterator[str]:
    if use.others and waiver.subject and not pages.missed and not pages.unchecked:
        there = ", ".join(f"“{plain(other, 100)}”" for other in use.others)
        yield (
            f"{name(waiver)} is void: what it speaks of is not there any more, and its rule finds "
            f"{there} there; waive that anew, or delete the waiver"
        )
    elif pages.missed or pages.unchecked:
        yield f"{name(waiver)} covers nothing that was found, but not all its pages were checked"
    elif pages.audited:
        yield f"{name(waiver)} matches nothing, so it is not needed any more; delete it"
    elif whole:
        yield f"{name(waiver)} is for pages that this run did not audit"


def _is_about(waiver: Waiver, finding: Finding) -> bool:
    return waiver.rule == finding.rule and urls.path_matches(finding.place.url, waiver.pages)
