"""What the HTML report of a very large run takes: seconds, memory, sizes, and time to open it.

The run is made up: 5,000 pages with 40 findings each, once of some 2,000 defects that templates
repeat, once of 50,000. It is read from a real store on disk and written by a process of its own,
so that its peak is nobody else's; then a headless Chromium opens the first document.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from selenium import webdriver

from audit.browser.programs import find_browser
from audit.config import Browser as BrowserSettings
from audit.model import (
    Certainty,
    Finding,
    Outcome,
    PageResult,
    Picture,
    Place,
    RuleInfo,
    RunInfo,
    Severity,
)
from audit.store import Store
from reports import to_html

PAGES = 5000
"""Pages of the run."""
ON_EACH = 40
"""Findings on each of them."""
DEFECTS = (2000, 50_000)
"""Different defects, of which the findings are."""
SECONDS = 60.0
"""At most to write it all."""
BIGGEST = 5.0
"""Megabytes of a file at most."""
OPENED = 2.0
"""Seconds at most until the first document is loaded."""
ORIGIN = "https://www.hospital.example"
RULES = 70


@dataclass(frozen=True)
class Reading:
    """What was measured of one run."""

    defects: int
    seconds: float
    """To write all documents, the reading of the store included."""
    cpu: float
    """Seconds of processor time in them."""
    peak: float
    """Megabytes of resident memory at most, Python's own included."""
    idle: float
    """Megabytes before the first finding was read."""
    files: int
    total: float
    """Megabytes of all files."""
    biggest: float
    """Megabytes of the largest."""
    first: float
    """Megabytes of the first document."""
    opened: float
    """Seconds until the load event of the first document."""

    @property
    def is_good(self) -> bool:
        """Say whether it is as small and quick as is wanted."""
        return self.seconds < SECONDS and self.biggest <= BIGGEST and self.opened < OPENED


def measure_all(folder: Path, defects: Sequence[int] = DEFECTS) -> Iterator[Reading]:
    """Yield a reading for each number of defects; the databases go to `folder`."""
    for number in defects:
        database = f"sqlite:///{folder / f'{number}.db'}"
        run = _fill(database, number)
        out = folder / f"{number}"
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.report", database, run, str(out)],
            capture_output=True,
            check=True,
            text=True,
        )
        said: dict[str, Any] = json.loads(done.stdout)
        sizes = [file.stat().st_size / 1e6 for file in out.rglob("*.html")]
        first = out / "report.html"
        yield Reading(
            defects=number,
            files=len(sizes),
            total=sum(sizes),
            biggest=max(sizes),
            first=first.stat().st_size / 1e6,
            opened=_open(first),
            **said,
        )


def table(readings: Sequence[Reading]) -> str:
    """Give what was measured as Markdown."""
    lines = [
        "| defects | written s | CPU s | peak MB | before, MB | files | in all MB | biggest MB "
        "| first MB | opened s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.defects:,} | {one.seconds:.1f} | {one.cpu:.1f} | {one.peak:.0f} | {one.idle:.0f} "
        f"| {one.files} | {one.total:.0f} | {one.biggest:.2f} "
        f"| {one.first:.2f} | {one.opened:.2f} |"
        for one in readings
    ]
    return "\n".join(lines)


def _fill(database: str, defects: int) -> str:
    started = datetime(2026, 11, 3, tzinfo=UTC)
    picture = _picture()
    with Store.open(database) as store:
        run = store.begin((ORIGIN,), started, site="Hospital", mode="browser", version="1")
        for page in range(PAGES):
            url = f"{ORIGIN}/section-{page % 23}/department-{page % 131}/page-{page:05}/"
            findings = tuple(
                # Templates repeat what they say on pages near each other.
                _finding(url, (page * ON_EACH + place * 53) % defects)
                for place in range(ON_EACH)
            )
            pictures = {one.group: picture for one in findings} if page % 25 == 0 else {}
            outcome = Outcome(url, "audited", "", 1.2, f"Department {page % 131}: page {page}")
            store.save_page(run, PageResult(outcome, findings=findings, pictures=pictures))
        store.finish(
            run,
            RunInfo(
                id=run,
                started=started,
                finished=started + timedelta(hours=2),
                targets=(ORIGIN,),
                status="complete",
                gate="fail",
                exit=1,
                mode="browser",
                site="Hospital",
            ),
            map(_rule, range(RULES)),
        )
    return run


def _rule(number: int) -> RuleInfo:
    return RuleInfo(
        id=f"family-{number}",
        title=f"What rule {number} finds on pages",
        severity=list(Severity)[number % 3],
        wcag=(f"1.{number % 4 + 1}.1",) if number % 3 else (),
        tags=("badges",) if number % 5 == 0 else ("axe",),
        demand="All that labels a badge must name the same accreditation.",
        why="Patients choose a hospital by its accreditations. " * 4,
        fix="To fix it, find out which accreditation the picture shows, and name that one.",
        help_url="https://rules.example/page",
    )


def _finding(url: str, defect: int) -> Finding:
    rule = _rule(defect % RULES)
    place = Place(
        url,
        f"main > section:nth-of-type({defect % 7}) > ul.cards > li:nth-child({defect % 11}) > img",
        f'<img class="card__image" src="/media/{defect}.webp" alt="Seal number {defect}">',
        line=defect % 900,
        structure="main section ul li img",
        context="main › Our accreditations",
    )
    signals = [
        {"signal": name, "text": f"Accreditation {defect}", "says": [f"Name {defect}"]}
        for name in ("alternative text", "heading", "caption")
    ]
    return Finding(
        rule=rule.id,
        message=f"The alternative text says “seal number {defect}”; its heading says another.",
        place=place,
        severity=rule.severity,
        certainty=Certainty.REVIEW if defect % 10 == 0 else Certainty.SURE,
        subject=f"seal number {defect}",
        related=(Place(url, "main > h2", "<h2>", context="main", note="the badge it repeats"),),
        evidence={"signals": signals, "seen_in": "both"},
        wcag=rule.wcag,
        owner=f"Team {len(url) % 3 + defect % 5}",
    )


def _picture() -> Picture:
    packed = BytesIO()
    Image.effect_noise((600, 200), 40).convert("RGB").save(packed, "WEBP", quality=30)
    return Picture(packed.getvalue(), 600, 200, (100, 40, 200, 100))


def _open(document: Path) -> float:
    programs = find_browser(BrowserSettings())
    options = webdriver.ChromeOptions()
    options.binary_location = programs.binary
    options.add_argument("--headless=new")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(programs.driver)) as one:
        one.get(document.as_uri())
        milliseconds: float = one.execute_script(
            "return performance.getEntriesByType('navigation')[0].loadEventEnd"
        )
    return milliseconds / 1000


def _write(database: str, run: str, out: Path) -> dict[str, float]:
    with Store.open(database) as store:
        result = store.result(run)
        idle = _peak()
        begun, worked = time.perf_counter(), time.process_time()
        to_html.write(result, out)
        return {
            "seconds": time.perf_counter() - begun,
            "cpu": time.process_time() - worked,
            "peak": _peak(),
            "idle": idle,
        }


def _peak() -> float:
    # Not getrusage: its peak is also that of the process which started this one.
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("run")
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    print(json.dumps(_write(given.database, given.run, given.out)))
