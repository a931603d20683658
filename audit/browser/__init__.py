"""Pages in a real browser: shown, settled, run through axe-core, written down, pictured.

This package alone knows Selenium, axe-selenium-python and Chromium. It has no opinion on what a
page says: rules read the `Rendering`. Its parts are imported when they are asked for: Selenium
takes half a second, which an audit without a browser can do without.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from audit.browser.source import current_version as current_version
    from audit.browser.source import find_source as find_source
else:
    _HOMES = {
        "BrowserError": "faults",
        "BrowserMissing": "faults",
        "Grid": "grid",
        "sandboxed": "process",
        "APT": "programs",
        "Programs": "programs",
        "find_browser": "programs",
        "install_browser": "programs",
        "Rendering": "rendering",
        "Browser": "session",
        "describe": "session",
        "Source": "source",
        "current_version": "source",
        "find_source": "source",
    }

    def __getattr__(name):
        """Give a name of one of the parts (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
