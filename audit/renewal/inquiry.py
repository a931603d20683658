"""Asks servers whether pages, and what these use, still are what they were.

Each thing that pages use is asked for once in a run, whoever uses it. Where nobody can say that it
is the same, it counts as changed.
"""

import contextlib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from audit import config
from audit.fetch import Fetcher, Validators
from audit.fetch.answer import Answer
from audit.fetch.robots import RobotsFile
from audit.files import FileReader, FileTarget
from audit.grounds import Grounds, Part, file_state, state_of
from audit.scope import host_key
from audit.worker import Task

THREADS = 4
"""Questions that are open at one time; each host is asked at its own pace all the same."""
MOST = 5000
"""Things whose state is found out in one run, beside what is asked with validators."""
PATIENCE = 3
"""Times in a row that a host may fail to answer until it is left alone."""
UNKNOWN = ""
"""The state of something of which nobody can say what it is."""
_ACCEPT = {
    # As browsers ask (https://fetch.spec.whatwg.org/#concept-fetch), so that they and we are sent
    # the same.
    "image": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "stylesheet": "text/css,*/*;q=0.1",
    "document": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}


@dataclass(frozen=True)
class Found:
    """What came of asking for one page."""

    unchanged: bool = False
    """Whether it is for certain what it was, with all that it uses."""
    answer: Answer | None = None
    """What its server sent, where it sent the page, or said why there is none."""


class Inquiry:
    """Asks for one run. Nothing is started before the first question."""

    def __init__(
        self,
        site: config.Site,
        folders: Sequence[FileTarget] = (),
        robots: Iterable[RobotsFile] = (),
        known: Mapping[str, str] | None = None,
    ) -> None:
        """`known` are the states that an earlier run found out, by address; `robots` the files
        that this run has read already."""
        # Who fails now may answer tomorrow; nothing is lost by then but a page done again.
        self._site = site.model_copy(update={"retries": min(site.retries, 1)})
        self._readers = [FileReader(folder, site.max_bytes) for folder in folders]
        self._robots = {file.origin: file for file in robots}
        self._known = dict(known or {})
        self._answers: dict[Any, Future[Any]] = {}
        self._failures: Counter[str] = Counter()
        self._ready: dict[str, float] = {}
        self._pages: deque[Callable[[Fetcher], object]] = deque()
        self._parts: deque[Callable[[Fetcher], object]] = deque()
        self._busy = 0
        self._noted: set[str] = set()
        self._lock = threading.Condition()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._out: dict[Future[Found], Task] = {}

    @property
    def room(self) -> bool:
        """Whether another page may be asked for now."""
        return len(self._out) < 2 * THREADS

    @property
    def out(self) -> list[Future[Found]]:
        """The pages that are being asked for."""
        return list(self._out)

    def submit(self, task: Task, grounds: Grounds | None) -> None:
        """Ask for a page; without `grounds` only for what its server sends."""
        future: Future[Found] = Future()
        self._out[future] = task

        def work(fetcher: Fetcher) -> None:
            try:
                found = self._look(fetcher, task, grounds)
            except Exception:  # Whatever it is: the page is audited, and will say so itself.
                found = Found()
            future.set_result(found)

        self._add(self._pages, work)

    def collect(self) -> Iterator[tuple[Task, Found]]:
        """Give what was found out since the last time; waits for nothing."""
        for future in [each for each in self._out if each.done()]:
            yield self._out.pop(future), future.result()

    def note(self, parts: Iterable[Part]) -> None:
        """Find out the states of what a page uses that has none of its own, when there is time."""
        for part in parts:
            if part.state or part.address in self._noted or len(self._noted) >= MOST:
                continue
            self._noted.add(part.address)
            self._add(self._parts, partial(self._body, part=part))

    def finish(self, seconds: float) -> dict[str, str]:
        """Wait until all states are found out, or so many seconds; gives them by address.

        Of what an earlier run knew and nobody asked about, nothing is said.
        """
        until = time.monotonic() + seconds
        while self._is_busy() and (left := until - time.monotonic()) > 0:
            with self._lock:
                self._lock.wait(min(left, 0.5))
        return {
            key[1]: str(future.result())
            for key, future in list(self._answers.items())
            if key[0] == "body" and future.done() and future.result()
        }

    def close(self) -> None:
        """Let the threads go; one that waits for an answer ends when it has it."""
        self._stop.set()
        with self._lock:
            self._pages.clear()
            self._parts.clear()
            self._lock.notify_all()

    def _is_busy(self) -> bool:
        with self._lock:
            return bool(self._pages or self._parts or self._busy)

    def _add(
        self, queue: "deque[Callable[[Fetcher], object]]", work: Callable[[Fetcher], object]
    ) -> None:
        with self._lock:
            queue.append(work)
            if len(self._threads) < THREADS:
                # Nobody waits for them at the end: a name's look-up can hang beyond any timeout.
                thread = threading.Thread(target=self._work, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._lock.notify()

    def _work(self) -> None:
        with Fetcher(self._site, sleep=self._sleep) as fetcher:
            fetcher.robots.files = self._robots  # Each read once for all threads.
            while True:
                with self._lock:
                    while not (self._pages or self._parts or self._stop.is_set()):
                        self._lock.wait()
                    if self._stop.is_set():
                        return
                    work = (self._pages or self._parts).popleft()
                    self._busy += 1
                try:
                    # What one of them fails to find out nobody knows, and nobody has to.
                    with contextlib.suppress(Exception):
                        work(fetcher)
                finally:
                    with self._lock:
                        self._busy -= 1
                        self._lock.notify_all()

    def _sleep(self, seconds: float) -> None:
        self._stop.wait(max(0.0, seconds))

    def _look(self, fetcher: Fetcher, task: Task, grounds: Grounds | None) -> Found:
        answer: Answer | None = None
        if task.folder is not None:
            reader = self._readers[task.folder]
            if grounds is None or file_state(reader, task.page) != grounds.state:
                return Found()
        else:
            known = grounds.validators if grounds is not None else None
            answer = self._paced(fetcher, task.url, lambda: fetcher.fetch(task.url, known))
            if answer.outcome is not None:
                return Found(answer=answer)
            if answer.status == 304:
                answer = None
            elif grounds is None or state_of(answer.body, answer.headers) != grounds.state:
                return Found(answer=answer)
        parts = grounds.parts if grounds is not None else ()
        # All are asked, though one has changed: tomorrow each of them is to be known.
        same = [self._is_same(fetcher, part, task.folder) for part in parts]
        return Found(all(same), answer)

    def _is_same(self, fetcher: Fetcher, part: Part, folder: int | None) -> bool:
        if part.kind == "file":
            if folder is None:
                return False
            reader = self._readers[folder]
            now = self._once(
                ("file", folder, part.address), lambda: file_state(reader, part.address)
            )
            return bool(now == part.state)
        known = Validators.read(part.final, part.state)
        if known is not None:
            now = self._once(("head", part.address), lambda: self._confirmed(fetcher, part, known))
            return isinstance(now, Validators) and known.are_like(now)
        state = self._known.get(part.address, UNKNOWN)
        return self._body(fetcher, part) == state != UNKNOWN and _fits(part.status, state)

    def _confirmed(self, fetcher: Fetcher, part: Part, known: Validators) -> Validators | None:
        """Give the validators that something has now."""
        accept = _ACCEPT.get(part.kind, "*/*")
        answer = self._paced(
            fetcher,
            part.address,
            lambda: fetcher.probe(part.address, method="GET", known=known, accept=accept),
        )
        if answer.outcome is not None or answer.final != known.address:
            return None
        if answer.status == 304:
            return known
        return Validators.of(answer.final, answer.headers) if answer.status == 200 else None

    def _body(self, fetcher: Fetcher, part: Part) -> str:
        """Give the state of something by looking at it."""
        return str(self._once(("body", part.address), lambda: self._read(fetcher, part)))

    def _read(self, fetcher: Fetcher, part: Part) -> str:
        accept, most = _ACCEPT.get(part.kind, "*/*"), self._site.max_bytes
        answer = self._paced(
            fetcher,
            part.address,
            lambda: fetcher.read(part.address, max_bytes=most, robots=True, accept=accept),
        )
        if answer.outcome is None:
            return state_of(answer.body)
        if answer.outcome.kind in ("error:timeout", "skipped:robots", "skipped:too-large"):
            return UNKNOWN
        return f"status {answer.status}" if answer.status else f"nothing {answer.outcome.kind}"

    def _once(self, key: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        """Give what was answered to a question, which is asked once."""
        with self._lock:
            asked = self._answers.get(key)
            mine = asked is None
            if asked is None:
                asked = self._answers[key] = Future()
        if mine:
            answer = None if key[0] == "head" else UNKNOWN
            try:
                answer = ask()
            except _LeftAloneError:
                pass
            finally:
                asked.set_result(answer)
        return asked.result()

    def _paced(self, fetcher: Fetcher, address: str, ask: Callable[[], Answer]) -> Answer:
        """Ask when the address's host may be asked again."""
        host = host_key(address)
        if self._failures[host] >= PATIENCE:
            raise _LeftAloneError(host)
        delay = self._site.delay
        if self._site.robots == "obey":
            delay = max(delay, fetcher.robots.delay(address) or 0.0)
        with self._lock:
            ready = max(time.monotonic(), self._ready.get(host, 0.0))
            self._ready[host] = ready + delay
        self._sleep(ready - time.monotonic())
        if self._stop.is_set():
            raise _LeftAloneError(host)
        answer = ask()
        if answer.slowed:
            with self._lock:
                self._ready[host] = time.monotonic() + 10 * max(delay, 0.5)
        self._failures[host] = (
            0 if answer.status or answer.outcome is None else (self._failures[host] + 1)
        )
        return answer


class _LeftAloneError(Exception):
    """A host is not asked any more."""


def _fits(status: int, state: str) -> bool:
    """Say whether we are answered as the browser was; 0 where nobody knows how that was."""
    if status == 200:
        return state.startswith("body")
    return not status or state == f"status {status}"
