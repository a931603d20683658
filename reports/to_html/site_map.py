"""A site by its sections: what share of each was checked, and where its findings are.

Sections are folders of addresses, `DEPTH` deep. Pages come in order of their addresses and are
only counted, so the map stays small however large the site is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from audit.model import Outcome

DEPTH = 3
"""How many folders deep sections go, below the host where there are several."""
REMEMBERED = 20_000
"""Sections kept apart; pages of further ones count in the section around them."""
SHOWN = (40, 12, 8)
"""Sections shown at most: of the site, of each of these, and of each of those."""
STEPS = (0.0, 1.0, 3.0, 10.0)
"""Errors per page: above each of these the heat is a step higher."""

_INDEXES = ("index", "default", "home")
"""Names of the file that servers show for its folder."""


class State(StrEnum):
    """How it stands with a page, the worst first; only one of them says that nothing was found."""

    ERRORS = "errors"
    LESSER = "lesser"
    """Warnings, notices, or what is waived."""
    REVIEWS = "reviews"
    """Something for a person to decide."""
    PARTLY = "partly"
    """Nothing was found, and not everything was checked."""
    CLEAR = "clear"
    UNCHECKED = "unchecked"
    SAME = "same"
    """Another wanted page, under which it is checked."""


def state_of(outcome: Outcome, counts: Mapping[str, int], unchecked: int) -> State:
    """Say how it stands with a page.

    `counts` are its findings by `reports.weight.word`; `unchecked` the rules that did not judge it.
    """
    if outcome.kind == "skipped:duplicate":
        return State.SAME
    if not outcome.audited:
        return State.UNCHECKED
    if counts.get("error"):
        return State.ERRORS
    if counts.get("warning") or counts.get("notice") or counts.get("waived"):
        return State.LESSER
    if counts.get("review"):
        return State.REVIEWS
    if outcome.kind != "audited" or unchecked or counts.get("not checked"):
        return State.PARTLY
    return State.CLEAR


@dataclass
class Section:
    """A folder of the site with all pages in it, however deep."""

    name: str
    path: tuple[str, ...]
    states: Counter[State] = field(default_factory=Counter)
    """How many pages are in which state."""
    findings: Counter[str] = field(default_factory=Counter)
    """By `reports.weight.word`."""
    below: dict[str, "Section"] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Give its place in the site as `/care/breast/`; its host where it is the whole of one."""
        host, *names = self.path if "://" in self.path[0] else ("", *self.path)
        return f"/{'/'.join(names)}/" if names else host.partition("://")[2]

    @property
    def wanted(self) -> int:
        """Pages, each counted once."""
        return self.states.total() - self.states[State.SAME]

    @property
    def audited(self) -> int:
        """Pages that rules read, whole or in part."""
        return self.wanted - self.states[State.UNCHECKED]

    @property
    def per_page(self) -> float:
        """Errors for each audited page; 0 where none was audited."""
        return self.findings["error"] / self.audited if self.audited else 0.0

    @property
    def heat(self) -> int:
        """From 0, no error, to the number of `STEPS`; -1 where no page was audited."""
        return sum(self.per_page > step for step in STEPS) if self.audited else -1

    @property
    def bars(self) -> Iterator[tuple[State, float, float]]:
        """Yield state, left edge and width of each part of a bar that is 1 wide in all."""
        left = 0.0
        for state in State:
            if state is not State.SAME and self.states[state]:
                width = self.states[state] / self.wanted
                yield state, left, width
                left += width


class SiteMap:
    """Counts pages into sections."""

    def __init__(self) -> None:
        """Begin with an empty site."""
        self.site = Section("", ())
        self._remembered = 0

    def add(self, url: str, state: State, counts: Mapping[str, int]) -> None:
        """Count a page in each section that it is in."""
        section = self.site
        self._count(section, state, counts)
        for name in folders(url):
            below = section.below.get(name)
            if below is None:
                if self._remembered >= REMEMBERED:
                    self._forget(section.path)
                if self._remembered >= REMEMBERED:
                    return
                below = section.below[name] = Section(name, (*section.path, name))
                self._remembered += 1
            section = below
            self._count(section, state, counts)

    @property
    def top(self) -> Section:
        """Give the part of the site where its sections begin: below its host, if it has but one."""
        hosts = list(self.site.below.values())
        return hosts[0] if len(hosts) == 1 and "://" in hosts[0].name else self.site

    @staticmethod
    def _count(section: Section, state: State, counts: Mapping[str, int]) -> None:
        section.states[state] += 1
        section.findings.update(counts)

    def _forget(self, but: tuple[str, ...]) -> None:
        """Let go of what is only one page, `but` the way to a section: it has no line in a map."""
        stack = [self.site]
        self._remembered = 0
        while stack:
            section = stack.pop()
            section.below = {
                name: each
                for name, each in section.below.items()
                if each.states.total() > 1 or each.path == but[: len(each.path)]
            }
            self._remembered += len(section.below)
            stack += section.below.values()


def folders(url: str) -> tuple[str, ...]:
    """Give the names under which a page is filed: its origin, if it has one, and its path.

    `https://a.example/care/breast/` and `…/care/breast/index.html` are both filed under
    `https://a.example`, `care`, `breast`. No more than `DEPTH` names of the path.
    """
    scheme, mark, rest = url.partition("?")[0].partition("#")[0].rpartition("://")
    host, _, path = rest.partition("/") if mark else ("", "", rest)
    names = [name for name in path.split("/", DEPTH + 1)[: DEPTH + 1] if name]
    if names and names[-1].partition(".")[0].lower() in _INDEXES:
        names.pop()
    return (*([f"{scheme}://{host}"] if mark else ()), *names[:DEPTH])


@dataclass(frozen=True)
class Branch:
    """A section as a map shows it."""

    section: Section
    below: list["Branch"]
    """The sections in it that deserve a line of their own, the largest first."""
    rest: Section | None
    """What of it is in none of these: single pages and small sections; None where nothing is."""


def draw(section: Section, depth: int = 0) -> Branch:
    """Give a section with the sections in it, as deep and as many as `SHOWN` says."""
    most = SHOWN[depth] if depth < len(SHOWN) else 0
    worth = [each for each in section.below.values() if each.wanted > 1]
    chosen = sorted(worth, key=lambda each: (-each.wanted, each.name))[:most]
    rest = Section(section.name, section.path, section.states.copy(), section.findings.copy())
    for each in chosen:
        rest.states -= each.states
        rest.findings -= each.findings
    below = [draw(each, depth + 1) for each in chosen]
    return Branch(section, below, rest if chosen and rest.wanted else None)
