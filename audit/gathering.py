"""The stage of pages: each that is wanted is carried over or audited, and saved.

It hands pages out, takes what comes of them, and forgets it once it is in the store.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from audit import resume
from audit.costs import Tally
from audit.coverage import Coverage
from audit.frontier import Frontier, Wanted
from audit.frontier import Source as Why
from audit.interruption import undisturbed
from audit.model import Finding, Outcome, PageResult
from audit.pool import Pool
from audit.renewal.inquiry import Found
from audit.renewal.renewal import Renewal
from audit.scope import is_address
from audit.site_stage import ON_PURPOSE
from audit.store import Store, Visit
from audit.store.renewals import Remembered
from audit.worker import Audited, Task


class Progress(Protocol):
    """Who is told how far a run is."""

    def __call__(self, done: int, known: int, outcome: Outcome) -> None:
        """Take one page's outcome; `known` pages are wanted so far."""


class Gathering:
    """The pages of one run."""

    def __init__(
        self,
        store: Store,
        run: str,
        *,
        frontier: Frontier,
        files: Iterable[Task],
        renewal: Renewal,
        decide: Callable[[Finding], Finding],
        coverage: Coverage,
        costs: Tally,
        progress: Progress,
        follow: bool,
        left_open: Iterable[str],
    ) -> None:
        """`files` are the pages of folders, the `frontier` has those of the web. `decide` gives a
        finding with what the site has decided of it. `left_open` are addresses at which earlier
        runs left something open; where links are to `follow`, they are looked at in any case."""
        self._store = store
        self._run = run
        self._frontier = frontier
        self._files = deque(files)
        self._renewal = renewal
        self._decide = decide
        self._coverage = coverage
        self._costs = costs
        self._progress = progress
        self._follow = follow
        self._open = left_open
        self._turned: deque[Task] = deque()
        self._out: dict[str, int] = {}
        self.statuses: dict[str, int] = {}
        """Of the last reply, by address, where no page came of it."""
        self.browser = ""
        """Name and version of the browser that rendered pages."""
        self.failed = False
        """Whether a page failed in a way that may have passed when the run is taken up."""

    @property
    def files(self) -> int:
        """Pages of folders that nobody has done yet."""
        return len(self._files)

    def recall(self) -> None:
        """Take back what the run did before it was broken off, and want again what failed."""
        files = {task.url for task in self._files}
        again: list[tuple[str, int]] = []
        for page in self._store.journal.visited(self._run):
            outcome, visit = page.outcome, page.visit
            if resume.is_tried_again(outcome, visit.status):
                again.append((outcome.url, visit.depth))
                continue
            if outcome.url in files:
                files.discard(outcome.url)
            else:
                self._frontier.recall(outcome, visit.depth, final=visit.final, links=page.links)
                if not outcome.audited and visit.status:
                    self.statuses[outcome.url] = visit.status
            self.browser = self.browser or visit.browser
            self._coverage.note(outcome, asked_for=visit.depth == 0, status=visit.status)
        self._files = deque(task for task in self._files if task.url in files)
        for url, depth in again:
            # Nothing may lead there any more; it was wanted all the same.
            self._frontier.want(url, depth, Why.LINK if depth else Why.SITEMAP)
        self._coverage.note_unchecked(self._store.result(self._run).unchecked, ON_PURPOSE)

    def gather(self, pool: Pool) -> None:
        """Hand out pages until none is wanted and none is out."""
        while True:
            pause = self._hand_out(pool)
            if not pool.out and not self._renewal.out:
                if pause is None and self._revisit():
                    continue
                if pause is None:
                    return
                time.sleep(min(pause, 1.0))
                continue
            for task, audited in pool.collect(pause, beside=self._renewal.out):
                with undisturbed():
                    self._take(task, audited)
            for task, page, found in self._renewal.collect():
                with undisturbed():
                    self._take_found(task, page, found)

    def _revisit(self) -> bool:
        """Want the pages that nothing leads to any more, and where something was open; once.

        Else nobody would ever know what became of it. Gives whether there are such pages.
        """
        pages, self._open = self._open, ()
        if not self._follow:
            return False
        return sum(self._frontier.want(url, 1) for url in pages if is_address(url)) > 0

    def _hand_out(self, pool: Pool) -> float | None:
        """Give out what there is room for; gives the seconds until more may be asked."""
        while pool.room and self._renewal.room:
            if self._turned:
                pool.submit(self._turned.popleft())
                continue
            if self._files:
                self._submit(pool, self._files.popleft(), 0)
                continue
            wanted = self._frontier.next(time.monotonic())
            if not isinstance(wanted, Wanted):
                return wanted
            self._submit(pool, Task(wanted.url, led=wanted.led), wanted.depth)
        return None

    def _submit(self, pool: Pool, task: Task, depth: int) -> None:
        self._out[task.url] = depth
        if not self._renewal.ask(task):
            pool.submit(task)

    def _take_found(self, task: Task, page: Remembered, found: Found) -> None:
        """Carry a page over that is what it was; else see that it is audited."""
        answer = found.answer
        if found.unchanged:
            self._carry_over(task, page, slowed=answer is not None and answer.slowed)
        elif answer is not None and answer.outcome is not None:
            outcome = replace(answer.outcome, url=task.url)
            self._take(
                task, Audited(PageResult(outcome), answer.final, answer.slowed, answer.status)
            )
        elif answer is not None and self._frontier.is_another(task.url, answer.final):
            # The frontier says whose page it is.
            twin = PageResult(Outcome(task.url, "audited"))
            self._take(task, Audited(twin, answer.final, answer.slowed, answer.status))
        else:
            self._turned.append(replace(task, answer=answer))

    def _carry_over(self, task: Task, page: Remembered, *, slowed: bool) -> None:
        """Take a page from the run before, where it is as it was."""
        depth = self._out.pop(task.url)
        outcome, visit = self._renewal.outcome(page), replace(page.visit, depth=depth)
        if task.folder is None:
            outcome = self._frontier.finish(
                outcome,
                now=time.monotonic(),
                final=visit.final,
                links=page.links,
                slowed=slowed,
            )
        if outcome.audited:
            self._renewal.take(page, outcome, visit)
            self.browser = self.browser or visit.browser
        else:
            self._store.save_page(self._run, PageResult(outcome, status=visit.status), visit)
        self._note(outcome, depth, visit.status)

    def _take(self, task: Task, audited: Audited) -> None:
        depth = self._out.pop(task.url)
        result = audited.result
        if task.folder is None:
            outcome = self._frontier.finish(
                result.outcome,
                now=time.monotonic(),
                final=audited.final,
                links=result.links,
                slowed=audited.slowed,
            )
            # What was found on a page that turned out to be another's twin is found there.
            result = replace(result, outcome=outcome) if outcome.audited else PageResult(outcome)
            if not outcome.audited and audited.status:
                self.statuses[outcome.url] = audited.status
        findings = tuple(map(self._decide, result.findings))
        self.browser = self.browser or audited.browser
        result = replace(result, findings=findings, status=audited.status)
        visit = Visit(depth, audited.final, audited.status, audited.browser)
        grounds = self._renewal.stamp(audited.grounds) if result.outcome.audited else None
        self._renewal.flush()  # A run that is taken up goes by the order in which pages are saved.
        self._store.save_page(self._run, result, visit, grounds)
        self.failed |= resume.is_tried_again(result.outcome, audited.status)
        self._coverage.note_unchecked(result.unchecked, ON_PURPOSE)
        self._costs.note_page(result.costs)
        self._note(result.outcome, depth, audited.status)

    def _note(self, outcome: Outcome, depth: int, status: int) -> None:
        """Take note of what became of a page, and tell how far the run is."""
        self._coverage.note(outcome, asked_for=depth == 0, status=status)
        known = len(self._out) + len(self._files) + self._frontier.queued
        self._progress(self._coverage.done, self._coverage.done + known, outcome)

    @property
    def waiting(self) -> int:
        """Pages that are wanted and not finished."""
        frontier = self._frontier
        return frontier.queued + frontier.unlisted + len(self._files) + len(self._out)

    def left(self, detail: str) -> Iterator[Outcome]:
        """Give the pages that were wanted and never finished, and why."""
        for url in (*self._out, *(task.url for task in self._files)):
            yield Outcome(url, "skipped:limit", detail)
        yield from self._frontier.rest(detail)
