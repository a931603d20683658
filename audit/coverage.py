"""What of all that was wanted has been checked: the reasons why a run is incomplete."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from audit import urls
from audit.model import Outcome, Unchecked

NOT_THERE = frozenset({404, 410})
"""Statuses with which a server says for certain that there is no page (RFC 9110, 15.5)."""


class Coverage:
    """Takes note of every outcome of a run, and says at the end what was not checked."""

    def __init__(
        self, must_audit: Iterable[str], policies: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """`must_audit` are globs of paths; of each, one page at least must be audited.

        `policies` are the globs of each policy's pages by its id: one that speaks of no audited
        page was not checked at all.
        """
        self._policies = dict(policies or {})
        self._must = dict.fromkeys(must_audit, False)
        self._doubles: dict[str, list[str]] = {}
        self._failed: Counter[str] = Counter()
        self._first: dict[str, str] = {}
        self._unchecked: Counter[str] = Counter()
        self._beyond = 0
        self._unread = 0
        self.audited = 0
        """Pages audited so far."""
        self.done = 0
        """Pages with an outcome so far."""

    def note(self, outcome: Outcome, *, asked_for: bool, status: int = 0) -> None:
        """Take note of a page that was asked for by somebody (a target, a sitemap) or linked.

        A linked page that the server says is not there is a broken link, not a page that went
        unchecked; one that somebody asked for by name is.
        """
        self.done += 1
        if outcome.audited:
            self.audited += 1
            for glob, seen in self._must.items():
                self._must[glob] = seen or urls.path_matches(outcome.url, (glob,))
            for policy, globs in list(self._policies.items()):
                if urls.path_matches(outcome.url, globs):
                    del self._policies[policy]
            return
        if outcome.kind == "skipped:duplicate":
            for glob, seen in self._must.items():
                if not seen and urls.path_matches(outcome.url, (glob,)):
                    self._doubles.setdefault(glob, []).append(outcome.url)
        if outcome.kind.startswith("error:") and status not in NOT_THERE:
            self._unread += 1
        if self._counts(outcome, asked_for, status):
            self._failed[outcome.kind] += 1
            named = outcome.url in outcome.detail
            first = outcome.detail if named else f"{outcome.url}: {outcome.detail}"
            self._first.setdefault(outcome.kind, first)

    def take_back(self, outcome: Outcome, *, audited: bool) -> None:
        """Take note of what became of a page for certain: it had counted as `audited`, or as
        another page's double, and answers with something that is not the page."""
        self.audited -= audited
        self._unread += 1
        self._failed[outcome.kind] += 1
        self._first.setdefault(outcome.kind, outcome.detail)

    def note_unchecked(self, unchecked: Iterable[Unchecked], on_purpose: str) -> None:
        """Take note of rules that did not judge a page, but for the reason `on_purpose`."""
        self._unchecked.update(each.rule for each in unchecked if each.reason != on_purpose)

    def note_beyond(self, number: int) -> None:
        """Take note of pages that were wanted and never asked for."""
        self._beyond += number

    @property
    def has_gaps(self) -> bool:
        """Whether pages were wanted that could not be audited, or were never asked for."""
        return self._unread > 0 or self._beyond > 0

    def shortfall(self, least: float) -> str:
        """Say that less than the share `least` of the wanted pages was audited; empty where it
        was not. What was left out on purpose, or is certainly not there, was not wanted."""
        wanted = self.audited + self._failed.total() + self._beyond
        if self.audited >= least * wanted:
            return ""
        return f"only {self.audited} of {wanted} wanted pages were audited"

    def reasons(self, page_of: Callable[[str], str] = lambda double: "") -> Iterator[str]:
        """Yield why not everything was checked, a sentence each; nothing where all was.

        `page_of` gives the audited page of which an address is a double, if there is one.
        """
        if not self.audited:
            yield "no page was audited"
        for kind, number in sorted(self._failed.items()):
            pages = "1 page" if number == 1 else f"{number} pages"
            verb = "was" if number == 1 else "were"
            yield f"{pages} {verb} not audited ({kind}), the first because {self._first[kind]}"
        if self._beyond:
            pages = "1 page was" if self._beyond == 1 else f"{self._beyond} pages were"
            yield f"{pages} wanted and never asked for; the page list says why"
        for rule, number in sorted(self._unchecked.items()):
            yield f"rule {rule} did not judge {'1 page' if number == 1 else f'{number} pages'}"
        for glob, seen in self._must.items():
            if not seen and not any(map(page_of, self._doubles.get(glob, ()))):
                yield f"{glob} must be audited and was not"
        for policy, globs in self._policies.items():
            yield (
                f"policy {policy!r} was not checked: no audited page is at "
                f"{' or '.join(globs[:3])}{', …' if len(globs) > 3 else ''}"
            )

    @staticmethod
    def _counts(outcome: Outcome, asked_for: bool, status: int) -> bool:
        if outcome.kind == "skipped:duplicate":
            return False
        if asked_for:
            return outcome.kind not in ("skipped:robots", "skipped:out-of-scope")
        if outcome.kind == "skipped:too-large":
            return True
        return outcome.kind.startswith("error:") and status not in NOT_THERE
