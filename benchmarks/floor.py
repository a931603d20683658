"""What cannot be left out: loading each page and axe.run, in one tab that is warm.

axe-core is preloaded into a world of its own and gives no more than numbers back. The time is the
processors', from the first page on, divided by their number: as if all could always be busy.

    python -m benchmarks.floor ADDRESSES.txt RESULT.json
"""

import json
import os
import sys
import time
from pathlib import Path

from selenium import webdriver

from audit import axe, config
from audit.browser import find_browser
from benchmarks.meter import cpu_below
from benchmarks.plain import OPTIONS, open_browser

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--max-opt=2,--invocation-count-for-maglev=2000,--min-semi-space-size=16",
)
"""The cheapest that leave every finding as it is, of those that were tried."""
WARM_UP = 3
"""Pages loaded before the time counts."""
_WORLD = "floor"
_RUN = (
    "axe.run(document, {...%s, resultTypes: ['violations', 'incomplete']})"
    ".then((result) => result.violations.length)"
)


def _visit(driver: webdriver.Chrome, address: str) -> None:
    driver.get(address)
    frame = driver.execute_cdp_cmd("Page.getFrameTree", {})["frameTree"]["frame"]["id"]
    world = driver.execute_cdp_cmd(
        "Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD}
    )
    answer = driver.execute_cdp_cmd(
        "Runtime.evaluate",
        {
            "expression": _RUN % OPTIONS,
            "awaitPromise": True,
            "returnByValue": True,
            "contextId": world["executionContextId"],
        },
    )
    if "value" not in answer["result"] or "exceptionDetails" in answer:
        raise RuntimeError(f"axe.run failed on {address}: {answer}")


def _main(addresses: Path, result: Path) -> None:
    pages = addresses.read_text().split()
    # The cheapest browser there is here, as this tool takes it.
    with open_browser(find_browser(config.Browser()).binary, *FLAGS) as driver:
        driver.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": axe.load(), "worldName": _WORLD}
        )
        for page in pages[:WARM_UP]:
            _visit(driver, page)
        cpu, begun = cpu_below(os.getpid()), time.perf_counter()
        for page in pages:
            _visit(driver, page)
        spent = {"cpu": cpu_below(os.getpid()) - cpu, "seconds": time.perf_counter() - begun}
    result.write_text(json.dumps(spent))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
