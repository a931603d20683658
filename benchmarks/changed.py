"""What a pull request's worth of changed files takes: 50 of 400 built pages, without a browser.

The command is the one for CI, start and end included. Pages lie in folders of their own, as most
generators build them, so that nearly every page names an `index.html` and has to be read to find
out what the change reaches.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit import sample
from benchmarks import rules
from benchmarks.contestants import ContestError
from benchmarks.meter import Reading, measure

PAGES, CHANGED = 400, 50
LIMIT = 5.0
"""Seconds at most for the changed pages of a site like a hospital's."""
LONGEST = 100_000
"""Bytes of a page of documentation that is taken."""


@dataclass(frozen=True)
class Row:
    """One kind of pages, measured."""

    name: str
    size: float
    """Kilobytes of a page, on average."""
    audited: int
    """Pages that were audited: the changed ones, and those that a change reaches."""
    readings: Sequence[Reading]

    @property
    def seconds(self) -> float:
        """The median of all rounds."""
        return statistics.median(each.seconds for each in self.readings)

    @property
    def cpu(self) -> float:
        """The median of all rounds, in seconds."""
        return statistics.median(each.cpu for each in self.readings)


def kinds(corpus: Path) -> dict[str, list[Path]]:
    """Give the pages that sites are made of, by the name of the kind."""
    documents = [path for path in rules.documents(corpus, PAGES) if path.stat().st_size <= LONGEST]
    return {
        "a hospital's (sample site)": sorted(sample.SITE.rglob("*.html")),
        "documentation": documents[:: max(1, len(documents) // PAGES)],
    }


def build(folder: Path, originals: Sequence[Path]) -> float:
    """Make a repository whose last commit changes pages; gives the kilobytes of a page."""
    public = folder / "public"
    written = 0
    for number in range(PAGES):
        page = public / str(number) / "index.html"
        page.parent.mkdir(parents=True)
        written += page.write_bytes(originals[number % len(originals)].read_bytes())
    _git(folder, "init", "--quiet")
    _commit(folder)
    for number in range(0, PAGES, PAGES // CHANGED):
        with (public / str(number) / "index.html").open("ab") as file:
            file.write(b"<p>Parking is free for visitors of floor %d.</p>\n" % number)
    _commit(folder)
    return written / PAGES / 1000


def measure_all(folder: Path, corpus: Path, rounds: int) -> list[Row]:
    """Audit the changed pages of each kind `rounds` times, the kinds in turns.

    Raises ContestError where not all of them were audited.
    """
    sites = kinds(corpus)
    sizes = {}
    for name, originals in sites.items():
        (folder / name).mkdir()
        sizes[name] = build(folder / name, originals)
    readings: dict[str, list[Reading]] = {name: [] for name in sites}
    audited = {}
    for _ in range(rounds):
        for name in sites:
            readings[name].append(_audit(folder / name))
            audited[name] = _count(folder / name)
    return [Row(name, sizes[name], audited[name], readings[name]) for name in sites]


def table(rows: Sequence[Row]) -> str:
    """Give what was measured as Markdown."""
    lines = ["| pages | kB a page | audited | seconds | CPU s |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.size:.0f} | {row.audited} of {PAGES} | {row.seconds:.1f} "
        f"| {row.cpu:.1f} |"
        for row in rows
    ]
    return "\n".join(lines)


def _audit(folder: Path) -> Reading:
    for old in folder.glob("out/*"):
        old.unlink()
    script = Path(sys.executable).with_name("care-audit")
    command = [str(script), "run", "--static", "--quiet", "--changed-since", "HEAD~1", "public/"]
    return measure(command, folder)


def _count(folder: Path) -> int:
    report = folder / "out/findings.json"
    said = (folder / "stderr").read_text("utf-8", "replace")[-500:]
    if not report.is_file():
        raise ContestError(f"care-audit wrote no report: {said}")
    audited = int(json.loads(report.read_text("utf-8"))["coverage"]["audited"])
    if audited < CHANGED:
        raise ContestError(f"care-audit audited {audited} of {CHANGED} changed pages: {said}")
    return audited


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    _git(
        folder,
        *("-c", "user.name=benchmark", "-c", "user.email=benchmark@hospital.example"),
        *("commit", "--quiet", "--message", "pages"),
    )


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
