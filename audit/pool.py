"""Worker processes: pages handed out, results collected, and dead processes survived."""

import multiprocessing
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import connection
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from audit.interruption import undisturbed
from audit.model import Outcome, PageResult
from audit.worker import Audited, Job, Task, Worker, start, work

ABANDON = 8.0
"""Seconds that workers get to end their browser, and their page when a run is broken off."""


START_TRIES = 5
"""Executors that may die before one page was audited: then it is not the pages that kill them."""


class PoolError(Exception):
    """No worker process can work here; the text says so."""


class Pool:
    """Audits pages, several at a time, one in each process; one worker needs no process.

    A process that dies takes down all of an executor's work. Its pages are tried once more, one at
    a time, so that the page that kills is found and the others are audited.
    """

    def __init__(self, job: Job, workers: int) -> None:
        """Set up for `workers` pages at a time; processes start with the first page."""
        self._job = job
        self._workers = workers
        self._folder = tempfile.TemporaryDirectory(prefix="care-audit-")
        self._here: Worker | None = None
        self._executor: ProcessPoolExecutor | None = None
        self._out: dict[Future[Audited], Task] = {}
        self._suspects: deque[Task] = deque()
        self._again: set[Task] = set()
        self._worked = False
        self._lost = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._here is not None:
            self._here.close()
        if self._executor is not None:
            self._end(self._executor, at_once=kind is not None)
        self._folder.cleanup()

    @property
    def room(self) -> bool:
        """Whether another page may be handed out now."""
        return not self._suspects and not self._again and len(self._out) < self._workers

    @property
    def out(self) -> int:
        """Pages handed out and not collected yet."""
        return len(self._out) + len(self._suspects)

    @property
    def tasks(self) -> list[Task]:
        """The pages handed out and not collected yet."""
        return [*self._out.values(), *self._suspects]

    def submit(self, task: Task) -> None:
        """Hand out one page; needs `room`."""
        if self._workers == 1:
            self._out[self._work_here(task)] = task
            return
        if self._executor is None:
            job = replace(self._job, share=Path(self._folder.name))
            self._executor = ProcessPoolExecutor(self._workers, _context(job), start, (job,))
        try:
            # A process that is forked hears signals as this one does, until it is a worker.
            with undisturbed():
                self._out[self._executor.submit(work, task)] = task
        except BrokenProcessPool:
            self._suspects.append(task)
            self._replace()

    def collect(
        self, pause: float | None, *, beside: Iterable[Future[Any]] = ()
    ) -> Iterator[tuple[Task, Audited]]:
        """Wait until a page is done, or `pause` seconds, and give what is done.

        What is waited for `beside` them ends the wait, too, and is not collected.
        """
        if self._suspects and not self._out:
            self._again.add(self._suspects[0])
            self.submit(self._suspects.popleft())
        wait([*self._out, *beside], timeout=pause, return_when=FIRST_COMPLETED)
        broken = False
        for future in [each for each in self._out if each.done()]:
            task = self._out.pop(future)
            problem = future.exception()
            if isinstance(problem, BrokenProcessPool):
                broken = True
                if task in self._again:
                    self._again.discard(task)
                    yield (
                        task,
                        _failed(
                            task,
                            "the process that audited it died twice; look at this machine's memory",
                        ),
                    )
                else:
                    self._suspects.append(task)
                continue
            self._again.discard(task)
            if problem is not None:
                yield task, _failed(task, f"Care Audit failed on it: {_words(problem)}")
            else:
                self._worked = True
                yield task, future.result()
        if broken:
            self._replace()

    def _work_here(self, task: Task) -> Future[Audited]:
        future: Future[Audited] = Future()
        try:
            if self._here is None:
                self._here = Worker(self._job)
            future.set_result(self._here.audit(task))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def _replace(self) -> None:
        """Let go of an executor that lost a process; the next page starts another."""
        self._lost += 1
        if self._lost > START_TRIES and not self._worked:
            raise PoolError(
                f"{self._lost} worker processes died before any had audited a page; "
                "try --workers 1, and look at this machine's memory"
            )
        for future, task in list(self._out.items()):
            if future.done() and future.exception() is None:
                continue
            self._suspects.append(task)
            del self._out[future]
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    @staticmethod
    def _end(executor: ProcessPoolExecutor, *, at_once: bool) -> None:
        """Let the processes go, `at_once` even from the page they are at.

        The executor itself would wait for ever where one was killed as the last page was done: it
        dies with the lock by which the others hear that they may go.
        """
        processes = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        if at_once:
            for process in processes:
                process.terminate()
        # The executor's own thread collects them; two that do would be told of no process.
        left = {process.sentinel: process for process in processes}
        end = time.monotonic() + ABANDON
        while left and (pause := end - time.monotonic()) > 0:
            gone = connection.wait(list(left), timeout=pause)
            left = {each: process for each, process in left.items() if each not in gone}
        for process in left.values():
            process.kill()


def _context(job: Job) -> BaseContext:
    """Give the way to start workers.

    A fork has in no time, and shares the memory of, what a new process imports in a second. It is
    safe where this process has one thread: no other can have held a lock just then. Of its open
    files the browser's driver gets none: `subprocess` closes them. Workers with browsers of a Grid
    are started anew, as what they hold there must be given back in good order.
    """
    alone = sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
    return multiprocessing.get_context("fork" if alone and not job.config.browser.grid else "spawn")


def _failed(task: Task, detail: str) -> Audited:
    return Audited(PageResult(Outcome(task.url, "error:crash", detail)))


def _words(problem: BaseException) -> str:
    text = " ".join(str(problem).split())[:300]
    return f"{type(problem).__name__}: {text}; please report it"
