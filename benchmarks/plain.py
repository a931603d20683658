"""The script that a user would write: one browser, one page after the other, axe-core's result.

python -m benchmarks.plain ADDRESSES.txt RESULTS.json
"""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from audit import axe, config
from audit.browser import find_browser, sandboxed
from audit.browser.programs import BROWSERS, SHELLS

WIDTH, HEIGHT = config.Browser().viewport
OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": config.Axe().tags}})


def whole_browser() -> str:
    """Give the path of Chromium itself, as users have it, not of a headless shell."""
    names = (name for name in BROWSERS if name not in SHELLS)
    found = next((path for name in names if (path := shutil.which(name))), "")
    return found or find_browser(config.Browser()).binary


@contextmanager
def open_browser(binary: str, *flags: str) -> Iterator[webdriver.Chrome]:
    """Open the headless browser at `binary` with the viewport that all contestants have."""
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in ("--headless=new", *flags, *(() if sandboxed() else ("--no-sandbox",))):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, Service(find_browser(config.Browser()).driver))
    try:
        driver.set_window_size(WIDTH, HEIGHT)
        # A window's frame takes some of it, also where none is seen.
        lost = driver.execute_script("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        driver.set_window_size(WIDTH + lost[0], HEIGHT + lost[1])
        driver.set_script_timeout(120)
        yield driver
    finally:
        driver.quit()


def audit(driver: webdriver.Chrome, address: str) -> dict[str, Any]:
    """Load a page and give axe-core's result."""
    driver.get(address)
    checker = Axe(driver, script_url=str(axe.PATH))
    checker.inject()
    result: dict[str, Any] = checker.run(options=OPTIONS)
    return result


def _main(addresses: Path, results: Path) -> None:
    with open_browser(whole_browser()) as driver:
        found = {each: audit(driver, each)["violations"] for each in addresses.read_text().split()}
    results.write_text(json.dumps(found))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
