"""Whether the memory of the whole tree stays level over many pages."""

import re
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contestants import ContestError, tool_command
from benchmarks.meter import Reading, measure

BLOCK = 200
"""Pages that are compared: the second of these blocks and the last."""
_DONE = re.compile(rb"^\d+/\d+ ", re.MULTILINE)


def audit_many(addresses: Sequence[str], pages: int, folder: Path, apart: int) -> Reading:
    """Audit `pages` pages in one run, each address as often as it takes; gives memory by page."""
    times = -(-pages // len(addresses))
    many = [f"{address}?visit={n}" for n in range(times) for address in addresses][:pages]
    command = [*tool_command(folder, many), "--verbose"]
    command.remove("--quiet")
    told = folder / "stderr"

    def progress() -> int:
        return len(_DONE.findall(told.read_bytes()))

    reading = measure(command, folder, apart=apart, progress=progress)
    text = told.read_text("utf-8", "replace")
    audited = len(re.findall(r"^\d+/\d+  audited  ", text, re.MULTILINE))
    if audited != pages:
        raise ContestError(
            f"of {pages} pages {audited} were audited; exit {reading.code}: {text[-800:]}"
        )
    return reading


def blocks(reading: Reading, pages: int) -> list[tuple[int, float, float]]:
    """Give for each block of pages its first page, and median and peak of memory in megabytes."""
    found = []
    for first in range(0, pages, BLOCK):
        inside = [s.megabytes for s in reading.samples if first <= s.progress < first + BLOCK]
        if inside:
            found.append((first, statistics.median(inside), max(inside)))
    return found
