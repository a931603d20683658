"""What comparing the pages of a very large site takes: memory and time of the stage after the last.

The pages are copies of the sample site's, each under an address of its own, with all facts that
the rules take off them. What the template says is thus said on every page: keys with as many facts
as there are pages are the hard case for memory. The stage runs in a process of its own, so that
its peak is nobody else's.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audit import cli, sample
from audit.config import Config, Links, Site
from audit.frontier import Frontier, Source
from audit.judge import SitePile, is_target_judge, judge, judge_site
from audit.model import Fact, Outcome, PageResult
from audit.page import Page
from audit.store import Store
from audit.targets import Targets

LIMIT = 300.0
"""Megabytes at most for 100,000 pages."""
ORIGIN = "https://hospital.example"


@dataclass(frozen=True)
class Reading:
    """What was measured."""

    pages: int
    facts: int
    findings: int
    stored: float
    """Megabytes of the database."""
    filling: float
    """Seconds to save all pages."""
    seconds: float
    """Seconds to compare them."""
    peak: float
    """Megabytes of resident memory at most while they were compared, Python's own included."""
    idle: float
    """Megabytes before the first fact was read."""


def measure(folder: Path, pages: int) -> Reading:
    """Save `pages` pages into a database in `folder`, compare them in another process."""
    database = f"sqlite:///{folder / 'facts.db'}"
    begun = time.perf_counter()
    run, facts = _fill(database, pages)
    filling = time.perf_counter() - begun
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.facts", database, run, str(pages)],
        capture_output=True,
        check=True,
        text=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    size = sum(path.stat().st_size for path in folder.glob("facts.db*")) / 1e6
    return Reading(pages=pages, facts=facts, stored=size, filling=filling, **said)


def _config(pages: int) -> Config:
    # Nobody is asked: what others answer costs their time, not memory.
    site = Site(start=(f"{ORIGIN}/",), max_pages=pages + 1)
    return cli.configure(sample.CONFIG, (), {}).model_copy(
        update={"site": site, "links": Links(ask="none")}
    )


def _fill(database: str, pages: int) -> tuple[str, int]:
    rules = cli.load_rules(_config(pages))
    originals = []
    for path in sorted(sample.SITE.rglob("index.html")):
        name = path.relative_to(sample.SITE).as_posix().removesuffix("index.html")
        page = Page(url=f"{ORIGIN}/{name}", html=path.read_text("utf-8"))
        originals.append((page, judge(page, rules).facts, tuple(page.targets())))
    saved = 0
    with Store.open(database) as store:
        run = store.begin((ORIGIN,), datetime.now(UTC), site="", mode="static", version="")
        for number in range(pages):
            page, facts, links = originals[number % len(originals)]
            copy = _address(page.url, number)
            moved = tuple(_move(fact, page.url, copy) for fact in facts)
            saved += len(moved)
            outcome = Outcome(copy, "audited", title=page.title)
            store.save_page(run, PageResult(outcome, facts=moved, links=links))
    return run, saved


def _address(url: str, number: int) -> str:
    return f"{ORIGIN}/{number}{url.removeprefix(ORIGIN)}"


def _move(fact: Fact, url: str, copy: str) -> Fact:
    key = copy if fact.key == url else fact.key
    return replace(fact, key=key, place=replace(fact.place, url=copy))


def _compare(database: str, run: str, pages: int) -> dict[str, float]:
    config = _config(pages)
    rules = cli.load_rules(config)
    idle = _peak()
    begun = time.perf_counter()
    findings = 0
    with Store.open(database) as store:
        targets = Targets(
            config.site, config.links, frontier=_frontier(config.site, store, run), statuses={}
        )
        targets.find_out(store, run, [rule for rule in rules.site if is_target_judge(rule)])
        for rule in rules.site:
            pile = SitePile(rule.id)
            known = targets if is_target_judge(rule) else None
            for verdict in judge_site(rule, store.facts(run, rule.id), known):
                pile.add(verdict)
                findings += len(verdict.findings)
                if pile.is_full:
                    store.save_site(run, *pile.take())
            store.save_site(run, *pile.take())
    seconds = time.perf_counter() - begun
    return {"findings": findings, "seconds": seconds, "peak": _peak(), "idle": idle}


def _frontier(site: Site, store: Store, run: str) -> Frontier:
    """Give the frontier as it is after the last page: a run holds it in memory, too."""
    frontier = Frontier(site)
    for url in _urls(store, run):
        frontier.want(url, source=Source.SITEMAP)
    now = 0.0
    while (wanted := frontier.next(now)) is not None:
        if isinstance(wanted, float):
            now += wanted
        else:
            frontier.finish(Outcome(wanted.url, "audited"), now=now)
    return frontier


def _urls(store: Store, run: str) -> Iterator[str]:
    yield from (outcome.url for outcome in store.outcomes(run))


def _peak() -> float:
    # Not getrusage: its peak is also that of the process which started this one.
    status = Path("/proc/self/status").read_text("ascii")
    (kilobytes,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kilobytes) * 1024 / 1e6


def table(reading: Reading) -> str:
    """Give what was measured as Markdown."""
    return "\n".join(
        [
            "| pages | facts | database MB | saving s | comparing s | findings | peak MB "
            "| before, MB |",
            "|---|---|---|---|---|---|---|---|",
            f"| {reading.pages:,} | {reading.facts:,} | {reading.stored:.0f} "
            f"| {reading.filling:.0f} | {reading.seconds:.0f} | {reading.findings:,} "
            f"| {reading.peak:.0f} (at most {LIMIT:.0f} wanted) | {reading.idle:.0f} |",
        ]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("run")
    parser.add_argument("pages", type=int)
    given = parser.parse_args()
    print(json.dumps(_compare(given.database, given.run, given.pages)))
