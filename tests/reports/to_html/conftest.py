"""A browser for the report: started as readers start theirs, and gone when its tests are."""

import os
import signal
from contextlib import suppress

import pytest
from selenium import webdriver

from audit.browser.programs import find_browser
from audit.config import Browser


@pytest.fixture(scope="module")
def driver():
    programs = find_browser(Browser())
    options = webdriver.ChromeOptions()
    options.binary_location = programs.binary
    options.add_argument("--headless=new")
    options.add_argument("--hide-scrollbars")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(programs.driver, popen_kw={"start_new_session": True})
    with webdriver.Chrome(options=options, service=service) as chrome:
        group = service.process.pid
        chrome.set_script_timeout(120)
        yield chrome
    # A headless shell does not end with its driver; both are in one group.
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
