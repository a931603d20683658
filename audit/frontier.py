"""The addresses that are wanted: each once, in order, at each host's pace, with one end for each.

It stays in the parent process and asks nobody; the clock is handed in. Every operation takes
about constant time (a heap's logarithm), whatever the number of addresses.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from audit import config, urls
from audit.model import Outcome
from audit.scope import Scope, host_key, is_address, names_a_file

MAX_DELAY = 30.0
"""Seconds between two requests to a host at most, however often it asks for fewer."""
LEAST_SLOWDOWN = 0.5
"""Seconds; where the delay was shorter, this is the first step up."""
MAX_LISTED = 100_000
"""Addresses remembered beyond max_pages; a trap's further ones are counted, not listed."""
RELAXED = 0.9
"""What an undisturbed answer makes of a raised delay."""


class Source(IntEnum):
    """Why an address is wanted; what comes first here is audited first."""

    NAMED = 0
    """A start address, or one that must be audited. In scope whatever the globs say."""
    SITEMAP = 1
    LINK = 2


@dataclass(frozen=True)
class Wanted:
    """An address whose turn it is."""

    url: str
    depth: int
    """Links away from a start address or a sitemap's."""
    led: bool = False
    """Whether another address led here: if this one leads on, the page goes by it all the same.
    Else a site that gives each visitor another address would never be audited."""


@dataclass
class _Host:
    """One host's queue and pace."""

    base: float
    """Seconds between two requests when nothing is wrong."""
    delay: float
    ready: float = -math.inf
    """When it may be asked again."""
    queue: list["_Entry"] = field(default_factory=list)
    resting: bool = False
    """Whether it stands in the heap of those that rest."""


_Entry = tuple[int, int, int, str]
"""Source, depth, order of arrival, address: what sorts first is asked first."""


class Frontier:
    """Every wanted address ends with exactly one outcome: from `finish`, or at last from `rest`.

    What a run did before it was broken off comes in by `recall`: these addresses are not asked
    again, and count towards max_pages. Needs no lock: it belongs to one thread.
    """

    def __init__(self, site: config.Site) -> None:
        self._site = site
        self._scope = Scope.of(site)
        self._hosts: dict[str, _Host] = {}
        # Hosts with addresses waiting: those that rest, by the time they may be asked again; and
        # those that may be asked now, by their first address. Entries may be stale.
        self._resting: list[tuple[float, str]] = []
        self._ready: list[tuple[_Entry, str]] = []
        self._busy: dict[str, int] = {}
        # Canonical address: the wanted address under which its page is audited, itself as a
        # rule; nothing where no page came of it.
        self._pages: dict[str, str] = {}
        self._audited: set[str] = set()
        self._named: set[str] = set()
        self._listed: set[str] = set()
        self._variants: Counter[str] = Counter()
        self._refused: list[tuple[str, str]] = []
        self._recalled: set[str] = set()
        self._led: set[str] = set()
        self._doubles: list[str] = []
        self.asked = 0
        """Addresses handed out so far, the recalled ones included; one that led to a page nobody
        had wanted yet counts as one with that."""
        self.queued = 0
        """Addresses waiting for their turn."""
        self.unlisted = 0
        """Times a further address came up after MAX_LISTED; these have no outcome."""

    def want(self, address: str, depth: int = 0, source: Source = Source.LINK) -> bool:
        """Want a page; gives whether it is wanted from now on and was not before.

        Addresses out of scope and those of other files than pages do not enter, unless they are
        NAMED. What is over a limit enters, and ends as `skipped:limit`.
        """
        if source is Source.LINK and address in self._pages:
            return False
        url = urls.canonical(address)
        if url is None:
            return False
        if source is not Source.LINK:
            (self._named if source is Source.NAMED else self._listed).add(url)
        if url in self._pages or not is_address(url):
            return False
        if source is not Source.NAMED:
            if names_a_file(url) or not self._scope.covers(url):
                return False
            full = len(self._pages) >= self._site.max_pages + MAX_LISTED
            if full:
                self.unlisted += 1
                return False
            limit = self._limit(url, depth, source)
            if limit is not None:
                self._pages[url] = ""
                self._refused.append((url, limit))
                return True
        key = host_key(url)
        host = self._hosts.setdefault(key, _Host(self._site.delay, self._site.delay))
        self._pages[url] = url
        self.queued += 1
        entry = (int(source), depth, len(self._pages), url)
        heapq.heappush(host.queue, entry)
        if not host.resting:
            if len(host.queue) == 1:
                self._rest(key, host)
            elif host.queue[0] is entry:
                heapq.heappush(self._ready, (entry, key))
        return True

    def pace(self, address: str, delay: float) -> None:
        """Ask the address's host no more often than every `delay` seconds (a Crawl-delay)."""
        host = self._hosts.setdefault(host_key(address), _Host(self._site.delay, self._site.delay))
        host.base = max(host.base, min(delay, MAX_DELAY))
        host.delay = max(host.delay, host.base)

    def next(self, now: float) -> Wanted | float | None:
        """Give the address whose turn it is, or the seconds until some host may be asked.

        None where nothing waits: all is done once no address handed out is unfinished (`busy`),
        for these may still bring links. `now` is of any steady clock, in seconds.
        """
        if self.asked >= self._site.max_pages:
            return None
        while self._resting:
            ready, key = self._resting[0]
            host = self._hosts[key]
            if ready < host.ready:
                heapq.heapreplace(self._resting, (host.ready, key))
            elif ready <= now:
                heapq.heappop(self._resting)
                host.resting = False
                heapq.heappush(self._ready, (host.queue[0], key))
            else:
                break
        while self._ready:
            entry, key = heapq.heappop(self._ready)
            host = self._hosts[key]
            if host.resting or not host.queue or host.queue[0] is not entry:
                continue
            if host.ready > now:
                self._rest(key, host)
                continue
            heapq.heappop(host.queue)
            url = entry[3]
            recalled = url in self._recalled
            self.queued -= not recalled
            if recalled or self._pages[url] != url:
                if not recalled:
                    self._doubles.append(url)
                if host.queue:
                    heapq.heappush(self._ready, (host.queue[0], key))
                continue
            host.ready = now + host.delay
            if host.queue:
                self._rest(key, host)
            self.asked += 1
            self._busy[url] = entry[1]
            return Wanted(url, entry[1], url in self._led)
        return max(self._resting[0][0] - now, 0.0) if self._resting else None

    @property
    def busy(self) -> int:
        """Number of addresses handed out and not finished."""
        return len(self._busy)

    def finish(
        self,
        outcome: Outcome,
        *,
        now: float,
        final: str = "",
        links: Iterable[str] = (),
        slowed: bool = False,
    ) -> Outcome:
        """Take what became of an address handed out; gives the outcome that counts.

        That is another one where `final`, the address that answered, is another page's: then this
        one is `skipped:duplicate`, and its findings are to be dropped. The page goes by `final`
        where that is in scope, and is wanted there, whichever of its addresses came first.
        `links` are wanted if the site's are followed. `slowed`: the host asked for fewer
        requests. Raises KeyError for an address that is not out.
        """
        depth = self._busy.pop(outcome.url)
        self._adapt(self._hosts[host_key(outcome.url)], now, slowed)
        outcome = self._settle(outcome, final, depth)
        if self._site.follow:
            for link in links:
                self.want(link, depth + 1)
        return outcome

    def recall(
        self, outcome: Outcome, depth: int, *, final: str = "", links: Iterable[str] = ()
    ) -> None:
        """Take what became of an address before the run was broken off: it is not asked again.

        To be called once the run's first addresses are wanted, in the order in which pages were
        finished, with what `finish` gave: then the addresses left are those that would have been.
        """
        url = outcome.url
        if self._pages.get(url):
            self.queued -= 1
        self._recalled.add(url)
        self.asked += 1
        if outcome.kind == "skipped:duplicate":
            page = self._scope.goes_by(url, final)
            if page != url and url not in self._led:
                self._lead(url, page, depth)
            else:
                page = urls.canonical(final) or final
                self._pages[url] = self._pages.get(page) or page
        else:
            self._pages[url] = url
            self._settle(outcome, final, depth)
        if self._site.follow:
            for link in links:
                self.want(link, depth + 1)

    def is_another(self, url: str, final: str) -> bool:
        """Say whether what answers at `final` is another page than that of `url`, so that `finish`
        would drop what was found there."""
        if url not in self._led and self._scope.goes_by(url, final) != url:
            return True
        page = urls.canonical(final) if final else None
        owner = self._pages.get(page, "") if page else ""
        return owner not in ("", url) and (owner in self._audited or owner in self._busy)

    def page_of(self, address: str) -> str:
        """Give the wanted address under which the page at a canonical address is audited; empty
        where no page came of it, or none was wanted there."""
        owner = self._pages.get(address, "")
        return owner if owner in self._audited else ""

    def is_listed(self, address: str) -> bool:
        """Say whether a sitemap names an address that nobody asked for by name."""
        return address in self._listed and address not in self._named

    def rest(self, detail: str = "") -> Iterator[Outcome]:
        """Give the outcomes of all addresses that were never handed out, and forget these.

        To be called once, at the end. `detail` says why the run ended, if not by max_pages.
        """
        for url in self._doubles:
            yield self._double(url)
        for url, reason in self._refused:
            if url not in self._recalled:
                yield Outcome(url, "skipped:limit", reason)
        left = detail or (
            f"the limit of {self._site.max_pages} pages was reached; raise site.max_pages"
        )
        for host in self._hosts.values():
            for _, _, _, url in sorted(host.queue):
                if url in self._recalled:
                    continue
                if self._pages[url] == url:
                    yield Outcome(url, "skipped:limit", left)
                else:
                    yield self._double(url)
            host.queue.clear()
        self._doubles.clear()
        self._refused.clear()
        self.queued = 0

    def _limit(self, url: str, depth: int, source: Source) -> str | None:
        if depth > self._site.max_depth:
            return (
                f"it is more than {self._site.max_depth} links away from a start address; "
                "raise site.max_depth if it matters"
            )
        path, query, _ = url.partition("?")
        if query and source is Source.LINK:
            self._variants[path] += 1
            if self._variants[path] > self._site.max_query_variants:
                return (
                    f"more than {self._site.max_query_variants} addresses differ only in what "
                    "follows the question mark; raise site.max_query_variants if they matter"
                )
        return None

    def _rest(self, key: str, host: _Host) -> None:
        host.resting = True
        heapq.heappush(self._resting, (host.ready, key))

    def _adapt(self, host: _Host, now: float, slowed: bool) -> None:
        if slowed:
            host.delay = min(max(host.delay * 2, LEAST_SLOWDOWN), max(MAX_DELAY, host.base))
            host.ready = max(host.ready, now + host.delay)
        else:
            host.delay = max(host.base, host.delay * RELAXED)

    def _lead(self, url: str, page: str, depth: int) -> None:
        """Want a page by the address that answered for `url`, as much as that was wanted."""
        self._pages[url] = page
        if page not in self._busy:
            self._led.add(page)
        if url in self._listed:
            self._listed.add(page)
        if self.want(page, depth, Source.NAMED if url in self._named else Source.LINK):
            self.asked -= 1  # The two count as one.

    def _leads_back(self, page: str, url: str) -> bool:
        """Say whether a page is said to go by `url`, by any number of steps."""
        passed: set[str] = set()
        while page not in passed:
            passed.add(page)
            page = self._pages.get(page, "")
        return url in passed

    def _settle(self, outcome: Outcome, final: str, depth: int) -> Outcome:
        """Find out whether two addresses turned out to be one page."""
        url = outcome.url
        if not outcome.audited:
            self._pages[url] = ""
            return outcome
        page = self._scope.goes_by(url, final)
        if page != url and url not in self._led:
            if self._leads_back(page, url):
                self._pages[url] = ""
                back = f"it leads to {page}, and that leads back here: neither shows a page"
                return Outcome(url, "error:redirect", back, outcome.seconds)
            self._lead(url, page, depth)
            return self._double(url, outcome.seconds)
        self._audited.add(url)
        other = urls.canonical(final) if final else None
        if other is None or other == url:
            return outcome
        owner = self._pages.get(other, "")
        waits = owner not in self._busy and owner not in self._audited
        if owner in ("", url) or waits:
            # Its turn has not come, and need not: the page is in hand.
            self._pages[other] = url
            return outcome
        self._audited.discard(url)
        self._pages[url] = owner
        return self._double(url, outcome.seconds)

    def _double(self, url: str, seconds: float = 0.0) -> Outcome:
        return Outcome(
            url, "skipped:duplicate", f"it is the page that goes by {self._pages[url]}", seconds
        )
