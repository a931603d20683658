"""What the rules cost without a browser: CPU per rule for 100 kB of HTML, beyond the one parse.

Pages are those of real documentation sites. Each is parsed once, and that is measured apart; then
its collections are read and every rule judges it. What several rules share counts for the first
of them that asks, or for the collection where the page has one.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from audit.page import Page
from rules import loader

LIMIT = 60.0
"""Milliseconds of CPU at most for all static rules on 100 kB of HTML, beyond its one parse."""
COLLECTIONS = ("walk", "names", "title", "language", "images", "links", "flow", "lists")
"""What pages read off themselves for all rules, in the order in which one needs the other."""
LIVE = frozenset({"axe", "rendered"})
"""Evidence that only a browser gives; rules that need it are not static."""
SHORTEST, LONGEST = 5_000, 500_000
"""Bytes of a page that is taken: stubs say nothing of rules, and a book in one page is no page."""


@dataclass(frozen=True)
class Reading:
    """What was measured on all pages."""

    pages: int
    size: int
    """Characters of all pages together."""
    parse: float
    """Milliseconds of CPU for 100 kB; the best parser's work, which all rules share."""
    parts: Mapping[str, float]
    """Milliseconds of CPU for 100 kB by rule and, as `page.flow`, by collection."""
    worst: Sequence[tuple[float, str]]
    """The dearest pages: milliseconds for 100 kB, all rules together, and the page."""

    @property
    def total(self) -> float:
        """All rules and collections together, in milliseconds for 100 kB."""
        return sum(self.parts.values())


def documents(root: Path, wanted: int) -> list[Path]:
    """Give some `wanted` pages of the documentation below `root`, always the same, of every site.

    Sites are packages; a site with thousands of pages gives no more than its share.
    """
    sites: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(root.rglob("*.htm*")):
        is_page = path.is_file() and not path.is_symlink()
        if is_page and SHORTEST <= path.stat().st_size <= LONGEST:
            sites["/".join(path.relative_to(root).parts[:5])].append(path)
    share = max(1, wanted // max(1, len(sites)))
    return [path for pages in sites.values() for path in pages[:: max(1, len(pages) // share)]]


def measure(paths: Sequence[Path], rounds: int) -> Reading:
    """Judge each page in `rounds` rounds with every static rule at its defaults; give medians.

    Raises what a rule raises: one that crashes has no figure.
    """
    ready = loader.load({}, {})
    questions: dict[str, Callable[[Page], Iterator[object]]] = {
        **{rule.id: rule.check for rule in ready.page},
        **{each.id: each.collect for each in (*ready.site, *ready.collectors)},
    }
    live = {rule.id for rule in ready.page if rule.needs & LIVE}
    asked = {name: question for name, question in questions.items() if name not in live}
    # The first page also pays for what a process reads once, such as the catalogue of badges.
    _judge(_page(paths[0]), asked)
    costs: list[dict[str, float]] = []
    size, worst = 0, []
    for _ in range(rounds):
        cost: dict[str, float] = defaultdict(float)
        size, worst = 0, []
        for path in paths:
            page = _page(path)
            spent = _judge(page, asked)
            for part, seconds in spent.items():
                cost[part] += seconds
            size += len(page.html)
            beyond = sum(spent.values()) - spent["parse"]
            worst.append((beyond * 1e8 / len(page.html), str(path)))
        costs.append(cost)
    mean = {part: median(cost[part] for cost in costs) * 1e8 / size for part in costs[0]}
    parse = mean.pop("parse")
    return Reading(len(paths), size, parse, mean, sorted(worst, reverse=True)[:5])


def _page(path: Path) -> Page:
    html = path.read_bytes().decode("utf-8", "replace")
    return Page(url=f"https://docs.example/{path.name}", html=html)


def _judge(page: Page, asked: Mapping[str, Callable[[Page], Iterator[object]]]) -> dict[str, float]:
    """Give the seconds of CPU of each part of judging one page."""
    spent: dict[str, float] = {}
    # What the page before left behind is not this one's cost; what this one leaves is.
    gc.collect()
    steps: dict[str, Callable[[], object]] = {"parse": lambda: page.soup}
    for name in COLLECTIONS:
        steps[f"page.{name}"] = lambda name=name: getattr(page, name)  # type: ignore[misc]
    for name, question in asked.items():
        steps[name] = lambda question=question: list(question(page))  # type: ignore[misc]
    for name, step in steps.items():
        begun = time.process_time()
        step()
        spent[name] = time.process_time() - begun
    return spent


def table(reading: Reading) -> str:
    """Give what was measured as Markdown, the dearest part first."""
    lines = ["| rule or collection | CPU ms for 100 kB |", "|---|---|"]
    parts = sorted(reading.parts.items(), key=lambda part: -part[1])
    lines += [f"| {name} | {cost:.2f} |" for name, cost in parts]
    lines += [
        f"| **all together** (at most {LIMIT:.0f} wanted) | **{reading.total:.1f}** |",
        f"| the one parse, beside them | {reading.parse:.1f} |",
    ]
    return "\n".join(lines)
