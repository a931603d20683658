"""What addresses answer over HTTP: each asked once, several hosts at a time, politely to each.

An address is only said to be gone where it was asked twice and said so twice. What refuses
programs, or is in trouble, may be there for people.
"""

import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import islice

from audit import config, urls
from audit.addresses import AddressGuard, is_ip
from audit.fetch import Fetcher
from audit.fetch.answer import Answer
from audit.fetch.robots import RobotsFile
from audit.model import Reach, Target
from audit.pdf import PdfError, read_pdf
from audit.scope import Scope, host_key
from audit.text import plain

NOT_THERE = frozenset({404, 410})
"""Statuses with which a server says for certain that there is nothing (RFC 9110, 15.5)."""
PATIENCE = 2
"""Times in a row that a host may fail to answer at all before it is given up."""
SLOWED = 3
"""Times in a row that a host may ask for fewer requests before it is left alone."""
MAX_RETRY_AFTER = 30.0
"""Seconds; who wants a longer pause is not waited for."""
LONGEST_DELAY = 30.0
"""Seconds between two requests to a host at most, however often it asks for fewer."""

TOO_MANY = "more addresses than links.limit were to be asked"
TOO_LATE = "the time of links.seconds was over"
BROKEN_OFF = "the run was broken off"
LIMITS = frozenset({TOO_MANY, TOO_LATE, BROKEN_OFF})
"""Why addresses are not asked that should have been."""
NO_NAMES = "no name of any other site could be looked up from here; look at this machine's network"
FEWER = "its host asked for fewer requests"


@dataclass(frozen=True)
class Question:
    """An address to ask."""

    address: str
    """Canonical, without fragment."""
    document: bool = False
    """Whether it is to be read as a PDF."""
    status: int = 0
    """What it answered before, to the crawl; 0 where it was not asked."""


@dataclass
class _Host:
    """The questions to one host, and how it stands with it."""

    key: str
    questions: list[Question]
    delay: float
    ready: float = 0.0
    failures: int = 0
    slowed: int = 0
    trouble: str = ""
    """What the last failure was."""


@dataclass
class _Names:
    """Which names of other sites could be looked up."""

    found: bool = False
    lost: set[str] = field(default_factory=set)


class Asker:
    """Asks the addresses that a crawl did not. Belongs to one run."""

    def __init__(
        self, site: config.Site, links: config.Links, robots: Iterable[RobotsFile] = ()
    ) -> None:
        """`robots` are the files that the run has read already."""
        self._links = links
        self._site = site.model_copy(
            update={
                "timeout": links.timeout,
                "connect_timeout": min(site.connect_timeout, links.timeout),
                "retries": min(site.retries, 1),
                "max_retry_after": min(site.max_retry_after, MAX_RETRY_AFTER),
            }
        )
        self._robots = tuple(robots)
        self._own = Scope.of(site).hosts
        self._guard = AddressGuard.of(site.start, site.private_hosts)
        self._names = _Names()
        self._answers: dict[str, Target] = {}
        self._documents = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._until = 0.0

    @property
    def answers(self) -> Mapping[str, Target]:
        """What was answered so far."""
        with self._lock:
            return dict(self._answers)

    def is_own(self, address: str) -> bool:
        """Say whether an address is on one of the site's own hosts."""
        return host_key(address) in self._own

    def ask(self, questions: Iterable[Question]) -> Mapping[str, Target]:
        """Give what each address answers; each must be asked about only once.

        The site's own come first where there are more than `links.limit`. Takes `links.seconds`,
        and a timeout more. KeyboardInterrupt ends it, and is raised.
        """
        self._until = time.monotonic() + self._links.seconds
        hosts = deque(self._share_out(questions))
        workers = [
            # Nobody waits for them at the end: a name's look-up can hang beyond any timeout.
            threading.Thread(target=self._work, args=(hosts,), daemon=True)
            for _ in range(min(self._links.hosts, len(hosts)))
        ]
        try:
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        except KeyboardInterrupt:
            self._stop.set()
            raise
        self._settle_names()
        return self._answers

    def _share_out(self, questions: Iterable[Question]) -> Iterator[_Host]:
        ordered = sorted(questions, key=lambda each: (not self.is_own(each.address), each.address))
        for question in ordered[self._links.limit :]:
            self._note(question, Target(question.address, detail=TOO_MANY))
        hosts: dict[str, list[Question]] = {}
        for question in islice(ordered, self._links.limit):
            hosts.setdefault(host_key(question.address), []).append(question)
        # The longest first, so that none is left alone at the end.
        for key, asked in sorted(hosts.items(), key=lambda pair: -len(pair[1])):
            own = key in self._own
            yield _Host(key, asked, self._site.delay if own else self._links.delay)

    def _work(self, hosts: "deque[_Host]") -> None:
        with Fetcher(self._site, robots=self._robots, sleep=self._sleep) as fetcher:
            while True:
                try:
                    host = hosts.popleft()
                except IndexError:
                    return
                for question in host.questions:
                    self._note(question, self._ask(fetcher, host, question))

    def _note(self, question: Question, target: Target) -> None:
        with self._lock:
            self._answers[question.address] = target

    def _sleep(self, seconds: float) -> None:
        self._stop.wait(max(0.0, min(seconds, self._until - time.monotonic())))

    def _ask(self, fetcher: Fetcher, host: _Host, question: Question) -> Target:
        address = question.address
        if host.failures >= PATIENCE:
            return Target(address, Reach.DOUBTFUL, detail=host.trouble)
        if host.slowed >= SLOWED:
            return Target(address, detail=FEWER)
        refusal = self._look_up(address)
        if refusal is not None:
            return Target(address, detail=refusal)
        if self._site.robots == "obey" and (asked := fetcher.robots.delay(address)):
            host.delay = max(host.delay, asked)
        try:
            return self._read(host, question, self._chase(fetcher, host, question))
        except _OverError as over:
            return Target(address, detail=str(over))

    def _look_up(self, address: str) -> str | None:
        """Give the reason why an address must not be asked, or cannot: its name leads nowhere."""
        name, port = urls.host(address), urls.port(address)
        host = name.strip("[]")
        try:
            found = {str(each[4][0]) for each in socket.getaddrinfo(host, port)}
        except UnicodeError:
            return "its host's name cannot be looked up"
        except OSError as error:
            if _is_unknown(error):
                with self._lock:
                    self._names.lost.add(name)
                return NO_NAMES
            return f"the name {plain(name)} could not be looked up just now"
        if not is_ip(host) and host_key(address) not in self._own:
            self._names.found = True
        if not any(self._guard.allows(name, port, ip) for ip in found):
            return self._guard.refusal(name, min(found))
        return None

    def _chase(self, fetcher: Fetcher, host: _Host, question: Question) -> Answer:
        """Ask as often as it takes to know: HEAD, GET where HEAD is refused, and again for 404."""
        address = question.address
        answer: Answer | None = None
        if question.document and self._has_room():
            answer = self._paced(
                host,
                lambda: fetcher.read(address, max_bytes=self._links.document_bytes, robots=True),
            )
        elif question.status not in NOT_THERE:
            answer = self._paced(host, lambda: fetcher.probe(address))
            # Who asks for fewer requests does not mean HEAD alone.
            settled = 200 <= answer.status < 300 or answer.slowed or _is_robots(answer)
            answer = answer if settled else None
        if answer is None:
            answer = self._paced(host, lambda: fetcher.probe(address, method="GET"))
        if answer.status in NOT_THERE and question.status not in NOT_THERE:
            answer = self._paced(host, lambda: fetcher.probe(address, method="GET"))
        return answer

    def _has_room(self) -> bool:
        with self._lock:
            self._documents += 1
            return self._documents <= self._links.documents

    def _paced(self, host: _Host, ask: Callable[[], Answer]) -> Answer:
        """Ask when the host may be asked again, and learn how fast it wants to be asked."""
        self._sleep(host.ready - time.monotonic())
        if self._stop.is_set():
            raise _OverError(BROKEN_OFF)
        if time.monotonic() >= self._until:
            raise _OverError(TOO_LATE)
        answer = ask()
        if answer.slowed:
            host.slowed += 1
            host.delay = min(max(host.delay * 2, 1.0), LONGEST_DELAY)
        else:
            host.slowed = 0
        host.ready = time.monotonic() + host.delay
        return answer

    def _read(self, host: _Host, question: Question, answer: Answer) -> Target:
        """Give what an answer means."""
        target = _meaning(question.address, answer)
        if answer.status or _is_robots(answer):
            host.failures = 0
        else:
            host.failures += 1
            host.trouble = target.detail
        if not question.document or target.reach is not Reach.THERE:
            return target
        if answer.outcome is not None:
            return replace(target, document={"fault": answer.outcome.detail})
        if not answer.body:
            return replace(target, document={"fault": "more PDFs than links.documents are linked"})
        try:
            return replace(target, document=read_pdf(answer.body))
        except PdfError as fault:
            return replace(target, document={"fault": str(fault)})

    def _settle_names(self) -> None:
        """Say of names that lead nowhere whether they are gone, or the network is."""
        if not self._names.found:
            return
        lost = {name for name in self._names.lost if self._is_lost(name)}
        for address, target in self._answers.items():
            if target.detail == NO_NAMES:
                name = urls.host(address)
                self._answers[address] = (
                    Target(address, Reach.GONE, detail=f"has no host: no name {plain(name)} exists")
                    if name in lost
                    else Target(address, Reach.DOUBTFUL, detail="could be looked up only later")
                )

    def _is_lost(self, name: str) -> bool:
        try:
            socket.getaddrinfo(name, None)
        except OSError as error:
            return _is_unknown(error)
        return False


class _OverError(Exception):
    """Nobody is asked any more."""


def _is_unknown(error: OSError) -> bool:
    """Say whether a name does not exist, where others may just not have been found in time."""
    if not isinstance(error, socket.gaierror):
        return False
    return error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


def _is_robots(answer: Answer) -> bool:
    return answer.outcome is not None and answer.outcome.kind == "skipped:robots"


def _meaning(address: str, answer: Answer) -> Target:
    final = answer.final if answer.final != address else ""
    status, outcome = answer.status, answer.outcome
    if _is_robots(answer):
        return Target(address, detail="its robots.txt asks programs to stay away", final=final)
    if status in NOT_THERE:
        return Target(address, Reach.GONE, status, _words(status), final)
    if 200 <= status < 300:
        return Target(address, Reach.THERE, status, _words(status), final)
    if status >= 400:
        return Target(address, Reach.DOUBTFUL, status, _words(status), final)
    # What the outcome advises after the semicolon is for a site's own pages.
    why = outcome.detail.partition(";")[0] if outcome else f"{_words(status)}, and shows nothing"
    return Target(address, Reach.DOUBTFUL, status, f"could not be reached: {why}", final)


def _words(status: int) -> str:
    try:
        return f"answers {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"answers {status}"
