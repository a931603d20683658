"""Which of the organisation's facilities a badge is shown for, as far as its page says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from audit import urls
from audit.model import Held
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.lines import lines
from rules.badge.words import Word, clip, essential, split

EVERYWHERE = frozenset({"header", "nav", "footer"})
"""Regions that a template repeats on every page: what stands there is not said of one page."""


@dataclass(frozen=True)
class Subject:
    """The facilities that a badge is shown for."""

    names: frozenset[str]
    """As the registry writes them; several where a label names several."""
    why: str
    """For a reader: what says so."""
    sure: bool
    """Whether the badge's own label, its heading or the site's own word says so."""
    also: frozenset[str] = frozenset()
    """Facilities that the words beside the badge bring up."""

    def covers(self, facility: str) -> bool:
        """Say whether what `facility` holds may be shown here; empty is all of them."""
        return not facility or facility in self.names | self.also


def subject_of(
    page: Page, badge: Badge, held: tuple[Held, ...], facilities: Mapping[str, str]
) -> Subject | None:
    """Give the facility that `badge` is shown for, None where nothing says so.

    Its labels say it first, then the heading above it, then `facilities` (paths of pages, and
    whose they are), and last, without being sure, the title of the page.
    """
    names = _known(held, tuple(facilities.values()))
    if len(names) < 2:
        return None
    beside = _named(names, (line.text for line in badge.surroundings.lines))
    for signal in badge.strong:
        said = _named(names, [signal.text])
        if said:
            return Subject(said, f"its {signal.kind} says “{clip(signal.text)}”", True, beside)
    if badge.region in EVERYWHERE:
        return None
    above = lines(page).heading_above(badge.tag)
    if above is not None and above.level > 1:
        said = _named(names, [above.text])
        if said:
            return Subject(said, f"the heading above says “{clip(above.text)}”", True, beside)
    owners = [path for path in facilities if urls.path_matches(page.url, (path,))]
    if owners:
        path = max(owners, key=len)
        return Subject(
            frozenset({facilities[path]}), f"{path} is its part of the site", True, beside
        )
    for heading in page.headings:
        if heading.level == 1:
            said = _named(names, [heading.text])
            if len(said) == 1:
                return Subject(said, f"the page is called “{clip(heading.text)}”", False, beside)
    return None


@lru_cache(maxsize=64)
def _known(held: tuple[Held, ...], more: tuple[str, ...]) -> Mapping[str, tuple[Word, ...]]:
    names = {entry.facility for entry in held} | {*more}
    return {name: tuple(essential(split(name))) for name in sorted(names) if name}


def _named(names: Mapping[str, tuple[Word, ...]], texts: Iterable[str]) -> frozenset[str]:
    """Give the facilities that texts name, the longest names first: none is part of another."""
    return frozenset(name for text in texts for name in _in_text(names, text))


def _in_text(names: Mapping[str, tuple[Word, ...]], text: str) -> Iterable[str]:
    words = essential(split(text[:LONGEST]))
    keys = tuple(word.key for word in words)
    taken: set[int] = set()
    for name, wanted in sorted(names.items(), key=lambda pair: -len(pair[1])):
        sought = tuple(word.key for word in wanted)
        for start in range(len(keys) - len(sought) + 1):
            inside = range(start, start + len(sought))
            if keys[start : start + len(sought)] != sought or not taken.isdisjoint(inside):
                continue
            if len(wanted) == 1 and words[start].raw not in (wanted[0].raw, wanted[0].raw.upper()):
                # `West` is a hospital, and the west wing is none.
                continue
            taken.update(inside)
            yield name


LONGEST = 600
"""Characters of a text that are read; pages are hostile."""
