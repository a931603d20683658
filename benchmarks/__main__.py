"""Measures Care Audit beside its peers and prints tables in Markdown; `--help` says how."""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from audit import axe
from audit.browser import Browser
from audit.config import Browser as BrowserSettings
from benchmarks import changed, facts, memory, nights, report, rules
from benchmarks.contestants import (
    FLOOR,
    PA11Y,
    PLAIN,
    TOOL,
    ContestError,
    Cost,
    contestants,
    cores,
    find_concurrency,
)
from benchmarks.corpus import PA11Y_CI, Corpus, CorpusError, collect, install_pa11y
from benchmarks.equality import Comparison, compare
from benchmarks.server import serve
from benchmarks.steadiness import find_flips

Rounds = Mapping[str, Sequence[Cost]]
TARGETS = (
    ("wall, of the plain script's", TOOL, PLAIN, "seconds", 0.45),
    ("CPU, of the plain script's", TOOL, PLAIN, "cpu", 0.70),
    ("wall, of pa11y-ci's", TOOL, PA11Y, "seconds", 0.35),
    ("wall, of the floor", TOOL, FLOOR, "seconds", 1.15),
)
"""What is compared, who, with whom, in what, and the ratio that is wanted at most."""
PEAK = 1126
"""Megabytes at most for the whole tree with two workers: 1.1 GB."""
GROWTH = 0.10
"""By how much the memory of the last block of pages may differ from the second's."""


def main() -> int:
    """Run what the command line asks for; gives 0, or 2 where it could not be measured."""
    options = _parser().parse_args()
    cache = Path(options.cache).expanduser()
    try:
        if options.what == "facts":
            return _say_facts(options.pages or 100_000)
        if options.what == "report":
            return _say_report()
        options.pages = options.pages or 1000
        corpus = collect(cache)
        if options.what == "rules":
            return _say_rules(corpus, options.rounds, options.pages)
        if options.what == "changed":
            return _say_changed(corpus, options.rounds)
        if options.what == "nights":
            return _say_nights(corpus, options.pages, static=options.static)
        with (
            tempfile.TemporaryDirectory(prefix="care-audit-benchmark-") as name,
            serve(corpus.root) as (origin, server),
        ):
            folder = Path(name)
            addresses = [f"{origin}/{page}" for page in corpus.pages][:: options.every]
            _say_where(corpus, len(addresses))
            if options.what == "compare":
                _compare(options, addresses, cache, folder, server)
            elif options.what == "equality":
                _run_alone(addresses, folder, server)
                _say_equality(addresses, folder)
            elif options.what == "steadiness":
                _say_steadiness(addresses, options.rounds, folder, server)
            else:
                _memory(addresses, options.pages, folder, server)
    except (CorpusError, ContestError) as problem:
        print(f"benchmarks: {problem}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        default="compare",
        choices=(
            *("compare", "equality", "steadiness", "memory"),
            *("rules", "facts", "nights", "changed", "report"),
        ),
        help="all contestants, then whether findings are equal; only the latter; "
        "whether all rounds of this tool have the same findings; the memory of one long run; "
        "what each rule costs without a browser; what comparing many pages takes; what a second "
        "night costs over a site that has not changed; what 50 changed files cost in CI; or "
        "what the HTML report of 200,000 findings takes (default: %(default)s)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    parser.add_argument(
        "--pages",
        type=int,
        help="of `memory`, `rules` and `nights` (default: 1000) and of `facts` (100000)",
    )
    parser.add_argument("--static", action="store_true", help="`nights` without a browser")
    parser.add_argument(
        "--cache",
        default=f"{os.environ.get('XDG_CACHE_HOME', '~/.cache')}/care-audit-benchmarks",
        help="folder for pages and peers; default: %(default)s",
    )
    return parser


def _say_where(corpus: Corpus, number: int) -> None:
    with Browser(BrowserSettings()) as browser:
        version = browser.version
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {cores()} processors, Python {platform.python_version()}, "
        f"{version}, axe-core {axe.VERSION}, pa11y-ci {PA11Y_CI}; {number} pages "
        f"(set {corpus.digest})\n",
        flush=True,
    )


def _compare(
    options: argparse.Namespace, addresses: list[str], cache: Path, folder: Path, server: int
) -> None:
    script = install_pa11y(cache, axe.VERSION)
    folders = {name: folder / str(n) for n, name in enumerate((TOOL, PLAIN, PA11Y, FLOOR))}
    for each in folders.values():
        each.mkdir()
    concurrency = find_concurrency(script, addresses, folders[PA11Y], server)
    everyone = contestants(script, concurrency)
    rounds: dict[str, list[Cost]] = {name: [] for name in everyone}
    for number in range(options.rounds):
        names = list(everyone)
        # Nobody is always first, or always after the same.
        names = names[number % len(names) :] + names[: number % len(names)]
        for name in names:
            cost = everyone[name](addresses, folders[name], server)
            rounds[name].append(cost)
            print(
                f"round {number + 1}: {name}: {cost.seconds:.1f} s, CPU {cost.cpu:.1f} s, "
                f"{cost.peak:.0f} MB; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    _say_costs(rounds, len(addresses))
    _say_ratios(rounds)
    _say_equality(addresses, folders[TOOL])


def _say_costs(rounds: Rounds, pages: int) -> None:
    print("\n| | pages a second | wall s a page | CPU s a page | peak MB (PSS) |")
    print("|---|---|---|---|---|")
    for name, costs in rounds.items():
        seconds = statistics.median(cost.seconds for cost in costs) / pages
        cpu = statistics.median(cost.cpu for cost in costs) / pages
        peak = statistics.median(cost.peak for cost in costs)
        print(f"| {name} | {1 / seconds:.2f} | {seconds:.2f} | {cpu:.2f} | {peak:.0f} |")


def _say_ratios(rounds: Rounds) -> None:
    print(f"\n| {TOOL} | each round | median | wanted |\n|---|---|---|---|")
    for words, who, whom, what, wanted in TARGETS:
        ratios = [
            getattr(ours, what) / getattr(theirs, what)
            for ours, theirs in zip(rounds[who], rounds[whom], strict=True)
        ]
        each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"| {words} | {each} | {statistics.median(ratios):.2f} | at most {wanted:.2f} |")
    peaks = [cost.peak for cost in rounds[TOOL]]
    each = ", ".join(f"{peak:.0f}" for peak in peaks)
    print(f"| peak memory, MB | {each} | {statistics.median(peaks):.0f} | at most {PEAK} |")


def _run_alone(addresses: list[str], folder: Path, server: int) -> None:
    contestants(Path(), 1)[TOOL](addresses, folder, server)


def _say_equality(addresses: list[str], folder: Path) -> None:
    report = json.loads((folder / "out/findings.json").read_text("utf-8"))
    pages = list(compare(addresses, report))
    differing = [page for page in pages if page.lost or page.added]
    print(
        f"\naxe-core's violations, beside the plain script's: {len(pages) - len(differing)} of "
        f"{len(pages)} pages equal, {sum(page.agreed for page in pages)} elements agreed on, "
        f"{sum(bool(page.flips) for page in pages)} pages on which the plain script's own "
        "loads differ"
    )
    for page in pages:
        _say_page(page)


def _say_page(page: Comparison) -> None:
    for word, found in (("lost", page.lost), ("added", page.added), ("flips", page.flips)):
        for rule, way in sorted(found)[:10]:
            print(f"  {word}: {page.address.split('/', 3)[3]}: {rule}: {way}")
        if len(found) > 10:
            print(f"  {word}: and {len(found) - 10} more")


def _say_steadiness(addresses: list[str], rounds: int, folder: Path, server: int) -> None:
    reports = []
    for _ in range(rounds):
        _run_alone(addresses, folder, server)
        reports.append(json.loads((folder / "out/findings.json").read_text("utf-8")))
    flips = find_flips(reports)
    unsteady = len({flip.address for flip in flips})
    print(
        f"{len(addresses) - unsteady} of {len(addresses)} pages had the same findings in all of "
        f"{rounds} runs, {len(reports[-1]['findings'])} in the last"
    )
    for flip in flips:
        _, rule, certainty, selector = flip.said
        page = flip.address.split("/", 3)[3]
        print(f"  in {flip.runs} of {rounds}: {page}: {rule} ({certainty}): {selector}")


def _memory(addresses: list[str], pages: int, folder: Path, server: int) -> None:
    reading = memory.audit_many(addresses, pages, folder, server)
    found = memory.blocks(reading, pages)
    print("| pages | median MB (PSS) | peak MB |\n|---|---|---|")
    for first, median, peak in found:
        print(f"| {first + 1} to {min(first + memory.BLOCK, pages)} | {median:.0f} | {peak:.0f} |")
    print(f"\n{pages} pages in {reading.seconds:.0f} s, CPU {reading.cpu:.0f} s")
    if len(found) > 2:
        growth = found[-1][1] / found[1][1] - 1
        print(f"last against second: {growth:+.1%}, wanted within {GROWTH:.0%}")


def _say_rules(corpus: Corpus, rounds: int, pages: int) -> int:
    """Give 1 where the rules cost more than is wanted."""
    reading = rules.measure(rules.documents(corpus.root, pages), rounds)
    print(f"{reading.pages} pages, {reading.size / 1000:,.0f} kB, median of {rounds} rounds\n")
    print(rules.table(reading))
    print("\ndearest pages, ms for 100 kB:")
    for cost, page in reading.worst:
        print(f"  {cost:6.1f} {Path(page).relative_to(corpus.root)}")
    return 1 if reading.total > rules.LIMIT else 0


def _say_nights(corpus: Corpus, pages: int, *, static: bool) -> int:
    """Give 1 where the second night costs too much, or what changed is not seen."""
    flags = ("--static",) if static else ()
    with tempfile.TemporaryDirectory(prefix="care-audit-benchmark-") as name:
        reading = nights.run(corpus, pages, Path(name), *flags)
    print(nights.table(reading))
    return 0 if nights.is_good(reading) else 1


def _say_changed(corpus: Corpus, rounds: int) -> int:
    """Give 1 where the changed pages of a hospital's site take longer than is wanted."""
    with tempfile.TemporaryDirectory(prefix="care-audit-benchmark-") as name:
        rows = changed.measure_all(Path(name), corpus.root, rounds)
    print(changed.table(rows))
    return 1 if rows[0].seconds > changed.LIMIT else 0


def _say_report() -> int:
    """Give 1 where a report takes longer, is larger, or opens more slowly than is wanted."""
    with tempfile.TemporaryDirectory(prefix="care-audit-benchmark-") as name:
        readings = list(report.measure_all(Path(name)))
    print(report.table(readings))
    return 0 if all(reading.is_good for reading in readings) else 1


def _say_facts(pages: int) -> int:
    """Give 1 where comparing the pages takes more memory than is wanted."""
    with tempfile.TemporaryDirectory(prefix="care-audit-benchmark-") as name:
        reading = facts.measure(Path(name), pages)
    print(facts.table(reading))
    return 1 if reading.peak > facts.LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
