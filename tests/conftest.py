"""What every test shares."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import pytest
from hypothesis import settings
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from audit import config
from audit.browser.programs import find_browser

# The same examples at every run: a change is to blame for a failure, not a throw of dice. To look
# for new ones, run pytest with --hypothesis-profile=default.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

OpenChrome = Callable[..., AbstractContextManager[webdriver.Chrome]]
"""Takes the flags that a test wants beside those that keep the browser out of sight."""


@pytest.fixture(scope="session")
def open_chrome() -> OpenChrome:
    """A browser as its users start it, for tests that look at pages without this tool."""
    return _open_chrome


@contextmanager
def _open_chrome(*flags: str) -> Iterator[webdriver.Chrome]:
    programs = find_browser(config.Browser())
    options = Options()
    options.binary_location = programs.binary
    for flag in ("--headless=new", "--disable-dev-shm-usage", *flags):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service(programs.driver, popen_kw={"start_new_session": True})
    with webdriver.Chrome(options, service) as chrome:
        group = service.process.pid
        yield chrome
    # A headless shell does not end with its driver; both are in one group.
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
