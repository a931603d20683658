"""Who is measured, each as a command of its own and with the same pages, axe-core and viewport."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audit import config
from audit.browser import sandboxed
from benchmarks.meter import Reading, measure
from benchmarks.plain import whole_browser

TOOL, PLAIN, PA11Y, FLOOR = "care-audit", "plain script", "pa11y-ci", "floor"


@dataclass(frozen=True)
class Cost:
    """What one contestant took for all pages, once."""

    seconds: float
    cpu: float
    peak: float
    """Megabytes (PSS) of all its processes."""


class ContestError(Exception):
    """A contestant did not do its work, so that its figures mean nothing."""


def tool_command(folder: Path, addresses: Sequence[str], *flags: str) -> list[str]:
    """Write this tool's configuration into `folder` and give its command: a list, no crawl."""
    site = {
        "start": list(addresses),
        "sitemaps": "none",
        "robots": "ignore",
        "follow": False,
        "delay": 0,
    }
    # JSON is YAML.
    # What links lead to is asked after the pages, and nobody else asks it.
    settings = {"site": site, "links": {"ask": "none"}}
    (folder / "audit.yaml").write_text(json.dumps(settings))
    script = Path(sys.executable).with_name("care-audit")
    return [str(script), "run", "--format", "json", "--fail-on", "off", "--quiet", *flags]


def run_tool(addresses: Sequence[str], folder: Path, apart: int) -> Cost:
    """Audit by this tool as installed: all rules, pictures, its database and the JSON report."""
    for old in folder.glob("out/*"):
        old.unlink()
    reading = measure(tool_command(folder, addresses), folder, apart=apart)
    if reading.code not in (0, 3):
        raise ContestError(_words(TOOL, folder, reading))
    report = json.loads((folder / "out/findings.json").read_text("utf-8"))
    missed = [
        f"{page['url']}: {page['outcome']} {page['detail']}"
        for page in report["coverage"]["pages"]
        if page["outcome"] != "audited"
    ]
    if missed or report["coverage"]["audited"] != len(addresses):
        raise ContestError(f"{TOOL} did not audit all pages: {missed}")
    return Cost(reading.seconds, reading.cpu, reading.peak)


def run_plain(addresses: Sequence[str], folder: Path, apart: int) -> Cost:
    """Audit by the plain script."""
    return _run_script(PLAIN, "benchmarks.plain", addresses, folder, apart)


def run_floor(addresses: Sequence[str], folder: Path, apart: int) -> Cost:
    """Give the floor: its seconds are those of the processors, divided by their number."""
    whole = _run_script(FLOOR, "benchmarks.floor", addresses, folder, apart)
    cpu = float(json.loads((folder / "result.json").read_text())["cpu"])
    return Cost(cpu / cores(), cpu, whole.peak)


def run_pa11y(
    script: Path, concurrency: int, addresses: Sequence[str], folder: Path, apart: int
) -> Cost:
    """Audit by pa11y-ci with its axe runner, `concurrency` pages at a time."""
    width, height = config.Browser().viewport
    settings = {
        "defaults": {
            "runners": ["axe"],
            "standard": "WCAG2AA",
            "concurrency": concurrency,
            "timeout": 120_000,
            "viewport": {"width": width, "height": height},
            "chromeLaunchConfig": {
                "executablePath": whole_browser(),
                "args": [] if sandboxed() else ["--no-sandbox"],
            },
        },
        # As objects: plain addresses share one configuration, and close each other's browsers.
        "urls": [{"url": address} for address in addresses],
    }
    (folder / "pa11y.json").write_text(json.dumps(settings))
    command = ["node", str(script), "--config", "pa11y.json", "--reporter", "json"]
    reading = measure(command, folder, apart=apart)
    try:
        report = json.loads((folder / "stdout").read_text("utf-8"))
    except ValueError:
        raise ContestError(_words(PA11Y, folder, reading)) from None
    # An issue has a code; what kept a page from being audited has none.
    faults = [
        f"{url}: {issue.get('message', '')}"
        for url, issues in report["results"].items()
        for issue in issues
        if "code" not in issue
    ]
    if faults or report["total"] != len(addresses):
        raise ContestError(f"{PA11Y} did not audit all pages: {faults}")
    return Cost(reading.seconds, reading.cpu, reading.peak)


def find_concurrency(script: Path, addresses: Sequence[str], folder: Path, apart: int) -> int:
    """Give the number of pages at a time with which pa11y-ci is fastest here."""
    some = addresses[::3]
    tried = sorted({1, cores(), 2 * cores()})
    costs = {n: run_pa11y(script, n, some, folder, apart).seconds for n in tried}
    said = ", ".join(f"{n}: {seconds:.1f} s" for n, seconds in costs.items())
    print(f"pa11y-ci by concurrency, {len(some)} pages: {said}", flush=True)
    return min(costs, key=costs.__getitem__)


def cores() -> int:
    """Give the number of processors that may be used."""
    return len(os.sched_getaffinity(0))


def contestants(script: Path, concurrency: int) -> Mapping[str, Callable[..., Cost]]:
    """Give all of them by name; each takes addresses, a folder, and a process to leave out."""
    return {
        PLAIN: run_plain,
        TOOL: run_tool,
        PA11Y: partial(run_pa11y, script, concurrency),
        FLOOR: run_floor,
    }


def _run_script(name: str, module: str, addresses: Sequence[str], folder: Path, apart: int) -> Cost:
    listed, result = folder / "addresses.txt", folder / "result.json"
    listed.write_text("\n".join(addresses))
    result.unlink(missing_ok=True)
    # The scripts are found from the project's folder, and write nothing but their result.
    command = [sys.executable, "-c", _START % (str(Path.cwd()), module), str(listed), str(result)]
    reading = measure(command, folder, apart=apart)
    if reading.code or not result.is_file():
        raise ContestError(_words(name, folder, reading))
    return Cost(reading.seconds, reading.cpu, reading.peak)


_START = "import runpy, sys; sys.path.insert(0, %r); runpy.run_module(%r, run_name='__main__')"


def _words(name: str, folder: Path, reading: Reading) -> str:
    said = (folder / "stderr").read_text("utf-8", "replace").strip()[-800:]
    return f"{name} failed with exit code {reading.code}: {said}"
