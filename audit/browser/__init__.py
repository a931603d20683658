"""Pages in a real browser: shown, settled, run through axe-core, written down, pictured.

This package alone knows Selenium, axe-selenium-python and Chromium. It has no opinion on what a
page says: rules read the `Rendering`.
"""

from audit.browser.faults import BrowserError as BrowserError
from audit.browser.faults import BrowserMissing as BrowserMissing
from audit.browser.grid import Grid as Grid
from audit.browser.process import sandboxed as sandboxed
from audit.browser.programs import APT as APT
from audit.browser.programs import Programs as Programs
from audit.browser.programs import find_browser as find_browser
from audit.browser.programs import install_browser as install_browser
from audit.browser.rendering import Rendering as Rendering
from audit.browser.session import Browser as Browser
from audit.browser.session import describe as describe
from audit.browser.source import Source as Source
from audit.browser.source import find_source as find_source
