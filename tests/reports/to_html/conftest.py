"""A browser for the report."""

import pytest


@pytest.fixture(scope="module")
def driver(open_chrome):
    with open_chrome("--hide-scrollbars") as chrome:
        chrome.set_script_timeout(120)
        yield chrome
