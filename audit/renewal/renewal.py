"""Which pages of a run may be carried over from the last one, and which are due."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime

from audit.config import Config
from audit.fetch import RobotsFile
from audit.files import FileTarget
from audit.grounds import Grounds, Part
from audit.model import Finding, Outcome
from audit.renewal.inquiry import Found, Inquiry
from audit.store import Store, Visit
from audit.store.renewals import Remembered, Taken
from audit.worker import Task

LONGEST = 300.0
"""Seconds that a run waits at its end to know what its pages use; of the rest nothing is known, and
the pages that use it are audited again."""
TOGETHER = 50
"""Pages that are carried over in one transaction."""
MOST_READ = 500
"""Pages of the earlier run in memory that nobody has wanted yet."""
STAND_BY_THEMSELVES = frozenset({"error:crash", "error:script", "error:timeout", "error:empty"})
"""Outcomes that come of rendering: asking for the page would not show them."""


@dataclass(frozen=True)
class Terms:
    """What of a run decides whether pages are carried over."""

    key: str
    """See `audit.renewal.key`."""
    decided: str
    """Digest of what the site has decided of findings."""
    decide: Callable[[Finding], Finding]
    """Gives a finding with that."""
    today: datetime
    browser: Callable[[], str]
    """Gives name and version of the browser that would render pages now, empty where that cannot be
    told; asked once, if at all."""


class Renewal:
    """What one run carries over from the run `before` it; belongs to one thread."""

    def __init__(
        self,
        store: Store,
        run: str,
        before: str | None,
        config: Config,
        terms: Terms,
        *,
        fresh: bool = False,
    ) -> None:
        """Without a run `before`, or where all is audited `fresh`, it only takes note of what the
        next run needs; with `history.refresh: 0` not even that."""
        self._renewals = store.renewals
        self._run = run
        self._before = None if fresh else before
        self._terms = terms
        self._site = config.site
        self._refresh = config.history.refresh
        self._browser: str | None = None
        self._known: dict[str, str] = {}
        self._inquiry = Inquiry(config.site)
        self._asked: dict[str, Remembered] = {}
        self._taken: list[Taken] = []
        self._read: dict[str, Remembered] = {}
        # What pages use that has no state of its own; of what was carried over, the one it had.
        self._used: dict[str, str] = {}
        self.oldest: datetime | None = None
        """When the page was read that was not read again for longest."""
        self.number = 0
        """Pages carried over."""

    def begin(
        self, folders: Sequence[FileTarget], robots: Iterable[RobotsFile], *, resumed: bool
    ) -> None:
        """Make ready to ask. What a run that is `resumed` has done already is taken note of."""
        if self._before is not None and self._refresh:
            self._known = self._renewals.states(self._before)
        self._inquiry = Inquiry(self._site, folders, robots, self._known)
        if resumed and self._refresh:
            for part, carried in self._renewals.needed(self._run):
                self._use([part], carried=carried)

    @property
    def room(self) -> bool:
        """Whether another page may be asked for now."""
        return self._inquiry.room

    @property
    def out(self) -> list[Future[Found]]:
        """The pages that are being asked for."""
        return self._inquiry.out

    def ask(self, task: Task) -> bool:
        """Ask whether a page is what it was; gives False where that would spare nothing."""
        page = self._recall(task.url)
        if page is None:
            return False
        self._asked[task.url] = page
        self._inquiry.submit(task, page.grounds)
        return True

    def collect(self) -> Iterator[tuple[Task, Remembered, Found]]:
        """Give what was found out since the last time; waits for nothing."""
        for task, found in self._inquiry.collect():
            yield task, self._asked.pop(task.url), found

    def stamp(self, grounds: Grounds | None) -> Grounds | None:
        """Give what a page's judgement rests on as it is saved, and look after what it uses."""
        if grounds is None or not self._refresh:
            return None
        if not grounds.hindrance:
            self._use(grounds.parts, carried=False)
        return replace(grounds, key=self._terms.key, decided=self._terms.decided)

    def _use(self, parts: Iterable[Part], *, carried: bool) -> None:
        for part in parts:
            if part.state:
                continue
            # Of a page that was carried over, what holds is what it was judged with.
            if carried:
                self._used[part.address] = self._known.get(part.address, "")
            else:
                self._used.setdefault(part.address, "")
                self._inquiry.note([part])

    def _recall(self, url: str) -> Remembered | None:
        """Give a page as the earlier run left it, if asking for it may spare auditing it.

        Without grounds it was not audited, and most likely is none that can be.
        """
        if self._before is None or not self._refresh:
            return None
        page = self._remember(self._before, url)
        if page is None or page.outcome.kind in STAND_BY_THEMSELVES:
            return None
        if page.grounds is None:
            return None if page.outcome.audited else page
        return None if self._is_due(url, page.grounds) else page

    def _remember(self, before: str, url: str) -> Remembered | None:
        if url not in self._read:
            if len(self._read) > MOST_READ:
                self._read.clear()
            for page in self._renewals.remembered(before, url):
                self._read[page.outcome.url] = page
        return self._read.pop(url, None)

    def _is_due(self, url: str, grounds: Grounds) -> bool:
        """Say whether a page is audited again, whether it has changed or not."""
        if grounds.hindrance or grounds.key != self._terms.key:
            return True
        today = self._terms.today.date()
        if grounds.until is not None and grounds.until <= today:
            return True
        if not 0 <= (today - grounds.gathered.date()).days < longest(url, self._refresh):
            return True
        if not grounds.browser:
            return False
        if self._browser is None:
            self._browser = self._terms.browser()
        return grounds.browser != self._browser

    def take(self, page: Remembered, outcome: Outcome, visit: Visit) -> None:
        """Carry a page over, with this run's outcome; it is saved with others (see `flush`)."""
        grounds = page.grounds
        if grounds is None:
            raise ValueError("only what was audited can be carried over")
        self._taken.append(Taken(page.id, outcome, visit, grounds.decided))
        self._use(grounds.parts, carried=True)
        self.number += 1
        self.oldest = min(self.oldest or grounds.gathered, grounds.gathered)
        if len(self._taken) >= TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Save what was carried over so far."""
        taken, self._taken = self._taken, []
        self._renewals.take_over(self._run, taken, self._terms.decide, self._terms.decided)

    def finish(self, *, broken: bool) -> None:
        """Save all that the next run needs; where the run is `broken` off, without waiting."""
        self.flush()
        if self._refresh:
            states = self._inquiry.finish(0 if broken else LONGEST)
            used = {each: known or states.get(each, "") for each, known in self._used.items()}
            self._renewals.save_states(
                self._run, {each: state for each, state in used.items() if state}
            )
        self._inquiry.close()

    def rules(self) -> Sequence[str]:
        """Give the rules that took part in judging the pages that were carried over."""
        if not self.number or self._before is None:
            return ()
        return self._renewals.rules(self._before)

    def outcome(self, page: Remembered, seconds: float = 0.0) -> Outcome:
        """Give the outcome of a page that is carried over."""
        if page.grounds is None:
            raise ValueError("only what was audited can be carried over")
        since = page.grounds.gathered
        return replace(
            page.outcome,
            detail=f"unchanged since it was audited on {since:%Y-%m-%d} at {since:%H:%M} UTC",
            seconds=seconds,
            unchanged_since=since,
        )

    def remarks(self, audited: int) -> Iterator[str]:
        """Yield what a reader should know, a sentence; `audited` pages were."""
        if self.number and self.oldest is not None:
            pages = "page" if audited == 1 else "pages"
            yield (
                f"{self.number} of {audited} {pages} had not changed and came from "
                f"earlier runs, the oldest from {self.oldest:%Y-%m-%d}; --fresh audits every page"
            )


def longest(url: str, refresh: int) -> int:
    """Give the days after which a page is audited again in any case, `refresh` at most.

    Not all pages of a first night are due on one night: by a digest of their addresses they are
    spread over the second half of that time.
    """
    spread = refresh // 2 + 1
    number = int.from_bytes(
        hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()[:4], "big"
    )
    return refresh - number % spread
