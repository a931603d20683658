"""What links lead to: known from the crawl, looked up on the disk, or asked over HTTP.

It comes after the last page and before rules compare pages. Each address is looked into once,
however many pages and rules want to know.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from audit import anchors, config
from audit.asking import LIMITS, NOT_THERE, Asker, Question
from audit.fetch.robots import RobotsFile
from audit.frontier import Frontier
from audit.judge import TargetJudge
from audit.model import Fact, Outcome, Reach, Target
from audit.pdf import INSTALL, PdfError, can_read, read_pdf
from audit.scope import is_address

MOST = 1_000_000
"""Addresses and fragments kept in mind; more is a trap, and the rest is said to be unasked."""

_ANSWERED = frozenset(
    "skipped:not-html skipped:download skipped:too-large error:empty error:decode error:crash "
    "error:script".split()
)
"""Outcomes of pages that a server did give; what went wrong came after."""
_KINDEST = (Reach.THERE, Reach.UNASKED, Reach.DOUBTFUL, Reach.GONE)
_INDEXES = ("index.html", "index.htm", "index.xhtml")
_NOT_ASKED = "links.ask is none"
_FILES_ONLY = (
    "audits of files ask nobody; set links.ask to all where links to other sites are to be checked"
)
_OTHERS = "it is on another site, and links.ask is own"


class Remembered(Protocol):
    """What a store keeps of a run; `audit.store.Store` is one."""

    def facts(self, run: str, rule: str) -> Iterator[tuple[str, Sequence[Fact]]]:
        """Yield each key of a rule's facts with all its facts."""

    def outcomes(self, run: str) -> Iterable[Outcome]:
        """Give what became of each page."""

    def links(self, run: str) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield each audited page's address and those that it links to."""


@dataclass(frozen=True)
class Shelf:
    """A folder of files that are audited as pages."""

    prefix: str
    """What the names of its pages begin with; empty, or ending with `/`."""
    folder: Path
    whole: bool
    """Whether the folder was audited, and not one file in it."""


@dataclass
class _Wish:
    """What rules want to know of one address."""

    fragments: set[str] = field(default_factory=set)
    document: bool = False


class Targets:
    """Answers `Known` of `rules.base`: what is known of an address."""

    def __init__(
        self,
        site: config.Site,
        links: config.Links,
        *,
        frontier: Frontier,
        statuses: Mapping[str, int],
        shelves: Sequence[Shelf] = (),
        robots: Iterable[RobotsFile] = (),
    ) -> None:
        """`statuses` are those that the crawl was answered with where no page came of it."""
        self._links = links
        self._frontier = frontier
        self._statuses = statuses
        self._shelves = sorted(shelves, key=lambda shelf: -len(shelf.prefix))
        self._asker = Asker(site, links, robots)
        self._crawls = any(map(is_address, site.start))
        self._wishes: dict[str, _Wish] = {}
        self._titles: dict[str, str] = {}
        self._failed: dict[str, Outcome] = {}
        self._anchors: dict[str, tuple[frozenset[str], bool]] = {}
        self._linked: set[str] = set()
        self._asked: Mapping[str, Target] = {}
        self._files: dict[str, Target] = {}
        self._documents = 0
        self._beyond = 0

    def find_out(self, store: Remembered, run: str, rules: Iterable[TargetJudge]) -> None:
        """Look into all that the rules ask about a run's pages. To be called once.

        Raises KeyboardInterrupt, and then knows what it has found out so far.
        """
        rules = list(rules)
        same: dict[str, str] = {}
        for outcome in store.outcomes(run):
            if outcome.audited:
                # The frontier holds the address of each page, too: one text will do.
                url = self._frontier.page_of(outcome.url)
                url = url if url == outcome.url else outcome.url
                self._titles[url] = same.setdefault(outcome.title, outcome.title)
            else:
                self._failed[outcome.url] = outcome
        self._read_wishes(store, run, rules)
        self._read_anchors(store, run)
        if any("links" in rule.needs for rule in rules):
            self._read_links(store, run)
        questions = [
            Question(address, wish.document and can_read(), self._statuses.get(address, 0))
            for address, wish in self._wishes.items()
            if self._look(address, wish) is None
        ]
        try:
            if questions:
                self._asked = self._asker.ask(questions)
        except KeyboardInterrupt:
            self._asked = self._asker.answers
            raise

    def __call__(self, address: str) -> Target:
        """Give what is known of an address, with or without a fragment."""
        plain, mark, fragment = address.partition("#")
        wish = self._wishes.get(plain, _Wish())
        target = self._look(plain, wish) or self._asked.get(plain) or Target(plain)
        if target.page:
            target = replace(
                target,
                title=self._titles.get(target.page, ""),
                listed=self._frontier.is_listed(target.page),
                linked=target.page in self._linked,
            )
        if wish.document and target.document is None and not can_read():
            target = replace(target, document={"fault": INSTALL})
        if not mark:
            return target
        return replace(target, address=address, anchor=self._anchor(target.page, fragment))

    def reasons(self) -> Iterator[str]:
        """Yield why the site's own addresses were not all asked, a sentence each."""
        left = [
            address
            for address, target in self._asked.items()
            if target.detail in LIMITS and self._asker.is_own(address)
        ]
        if left:
            count = "1 address" if len(left) == 1 else f"{len(left)} addresses"
            yield (
                f"{count} on the site itself that pages link to could not be asked, the first "
                f"{min(left)}: {self._asked[min(left)].detail}"
            )
        if self._beyond:
            yield f"{self._beyond} addresses that pages link to were too many to keep in mind"

    def _read_wishes(self, store: Remembered, run: str, rules: Iterable[TargetJudge]) -> None:
        kept = 0
        for rule in rules:
            document = "documents" in rule.needs
            for _, facts in store.facts(run, rule.id):
                for address in (each for fact in facts for each in rule.asks(fact)):
                    plain, _, fragment = address.partition("#")
                    if not document and not fragment and plain in self._titles:
                        continue
                    wish = self._wishes.get(plain)
                    if wish is None or (fragment and fragment not in wish.fragments):
                        if kept >= MOST:
                            self._beyond += 1
                            continue
                        kept += 1
                        wish = self._wishes.setdefault(plain, _Wish())
                        if fragment:
                            wish.fragments.add(fragment)
                    wish.document |= document

    def _read_anchors(self, store: Remembered, run: str) -> None:
        """Keep of each page the places that somebody asks for."""
        wanted: dict[str, set[str]] = {}
        for address, wish in self._wishes.items():
            if wish.fragments and (page := self._page(address)):
                wanted.setdefault(page, set()).update(
                    name for fragment in wish.fragments for name in _names(fragment)
                )
        for page, facts in store.facts(run, anchors.RULE):
            if page in wanted:
                value = facts[0].value
                there = wanted[page].intersection(value["ids"])
                self._anchors[page] = frozenset(there), bool(value["sure"])

    def _read_links(self, store: Remembered, run: str) -> None:
        for page, links in store.links(run):
            for link in links:
                owner = self._frontier.page_of(link)
                if owner and owner != page:
                    self._linked.add(owner)

    def _look(self, address: str, wish: _Wish) -> Target | None:
        """Give what is known without asking anybody; None for what has to be asked."""
        page = self._page(address)
        if page and not wish.document:
            final = page if is_address(page) and page != address else ""
            return Target(address, Reach.THERE, final=final, page=page)
        if not is_address(address):
            if address not in self._files:
                self._files[address] = self._look_up(address, wish)
            return self._files[address]
        failed = self._failed.get(address)
        if failed is not None and not wish.document:
            if failed.kind in _ANSWERED:
                return Target(address, Reach.THERE, 200, "answers 200 OK")
            if failed.kind == "skipped:robots":
                return Target(address, detail="its robots.txt asks programs to stay away")
            if failed.kind.startswith("error:") and self._statuses.get(address) not in NOT_THERE:
                return Target(
                    address,
                    Reach.DOUBTFUL,
                    self._statuses.get(address, 0),
                    f"could not be read: {failed.detail}",
                )
        reason = self._unasked(address)
        return Target(address, detail=reason) if reason else None

    def _unasked(self, address: str) -> str:
        """Give the reason why the settings let nobody ask an address; empty where they do."""
        ask = self._links.ask
        if ask == "auto":
            return "" if self._crawls else _FILES_ONLY
        if ask == "none":
            return _NOT_ASKED
        return _OTHERS if ask == "own" and not self._asker.is_own(address) else ""

    def _page(self, address: str) -> str:
        """Give the audited page at an address; empty where there is none."""
        if address in self._titles:
            return address
        if is_address(address):
            return self._frontier.page_of(address)
        for shelf, inner, _ in self._on_shelves(address):
            above = inner.rstrip("/")
            indexes = (f"{above}/{index}".lstrip("/") for index in _INDEXES)
            for name in (inner, *indexes):
                if shelf.prefix + name in self._titles:
                    return shelf.prefix + name
        return ""

    def _on_shelves(self, address: str) -> Iterator[tuple[Shelf, str, bool]]:
        """Yield the folders that a file may be in, its path there, and whether the link that
        names it begins at the site's root."""
        path = unquote(address.partition("?")[0])
        for shelf in self._shelves:
            if path.startswith(shelf.prefix):
                inner = path.removeprefix(shelf.prefix)
                yield shelf, inner.lstrip("/"), inner.startswith("/")

    def _anchor(self, page: str, fragment: str) -> Reach:
        if not page or page not in self._anchors:
            return Reach.UNASKED
        there, sure = self._anchors[page]
        if not there.isdisjoint(_names(fragment)):
            return Reach.THERE
        return Reach.GONE if sure else Reach.DOUBTFUL

    def _look_up(self, address: str, wish: _Wish) -> Target:
        """Look a file up in the folders that were audited."""
        places = list(self._on_shelves(address))
        if not any(shelf.whole for shelf, _, _ in places):
            why = "only single files were audited, and what lies beside them was not looked at"
            return Target(address, detail=why)
        if any(".." in Path(inner).parts for _, inner, _ in places):
            return Target(address, detail="it lies outside the folder that was audited")
        found = [
            self._stat(address, shelf.folder, inner, rooted, wish)
            for shelf, inner, rooted in places
        ]
        return min(found, key=lambda target: _KINDEST.index(target.reach))

    def _stat(self, address: str, folder: Path, name: str, rooted: bool, wish: _Wish) -> Target:
        gone = "has no file: there is none of that name in the folder"
        path = folder / name
        try:
            if _has_index(path):
                return Target(address, Reach.THERE)
            if rooted and not path.is_file() and not _has_index(folder):
                why = "the folder that was audited has no index.html, so no site begins there"
                return Target(address, detail=why)
            if path.is_dir():
                why = "is a folder without a page of its own (index.html)"
                return Target(address, Reach.DOUBTFUL, detail=why)
            # Many servers answer /about with about.html.
            if path.is_file() or (name and not name.endswith("/") and _beside(path).is_file()):
                document = self._read_document(folder, path) if wish.document else None
                return Target(address, Reach.THERE, document=document)
            top = folder / name.partition("/")[0]
            if rooted and not top.exists():
                why = f"{gone}, if that is where the site begins"
                return Target(address, Reach.DOUBTFUL, detail=why)
        except (OSError, ValueError):
            pass  # A name that no disk can hold is that of no file.
        return Target(address, Reach.GONE, detail=gone)

    def _read_document(self, folder: Path, path: Path) -> Mapping[str, object]:
        try:
            if not path.resolve().is_relative_to(folder):
                return {"fault": "it lies outside the folder that was audited"}
            self._documents += 1
            if self._documents > self._links.documents:
                return {"fault": "more PDFs than links.documents are linked"}
            if path.stat().st_size > self._links.document_bytes:
                limit = self._links.document_bytes
                return {"fault": f"it is larger than {limit:,} bytes (links.document_bytes)"}
            return read_pdf(path.read_bytes())
        except PdfError as fault:
            return {"fault": str(fault)}
        except OSError as problem:
            return {"fault": f"it cannot be read: {problem.strerror}"}


def _has_index(folder: Path) -> bool:
    return any((folder / index).is_file() for index in _INDEXES)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.html")


def _names(fragment: str) -> tuple[str, ...]:
    """Give the names that a fragment can mean: as it stands, and decoded (HTML, 7.4.6.4)."""
    decoded = unquote(fragment)
    return (fragment,) if decoded == fragment else (fragment, decoded)
