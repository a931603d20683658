"""Finds Chromium and its driver on this machine, and installs them where that is asked for."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from audit import config
from audit.browser.faults import BrowserError, BrowserMissing

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""Chromium without its windows, tabs and menus. Pages are the same in it: axe-core's violations and
incomplete results on all pages of `benchmarks`, for an eighth less processor time. It is taken
where it is of the driver's version: what is left of an older one would not start."""
BROWSERS = (
    *SHELLS,
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
"""Names on the path, then places that are often not on it. The cheapest comes first."""
DRIVERS = (
    "chromedriver",
    "chromium.chromedriver",
    "/usr/bin/chromedriver",
    "/usr/lib/chromium/chromedriver",
    "/usr/lib/chromium-browser/chromedriver",
    "/snap/bin/chromium.chromedriver",
    "/opt/homebrew/bin/chromedriver",
    "/usr/local/bin/chromedriver",
)

APT = "apt-get install -y --no-install-recommends chromium chromium-driver"
APT_SHELL = "apt-get install -y --no-install-recommends chromium-headless-shell"
"""What makes audits cheaper, where there is such a package: Debian 12 and later."""
_LINES = {
    "debian": APT,
    "ubuntu": "snap install chromium",
    "fedora": "dnf install -y chromium chromedriver",
    "rhel": "dnf install -y chromium chromedriver",
    "arch": "pacman -S --noconfirm chromium",
    "alpine": "apk add chromium chromium-chromedriver",
    "suse": "zypper install -y chromium chromedriver",
}
"""By `ID` or `ID_LIKE` of os-release(5). Ubuntu's own apt packages only point to the snap."""
_MAC = "brew install --cask google-chrome chromedriver"
_ELSEWHERE = (
    "install Chrome or Chromium and the chromedriver of the same version "
    "(https://googlechromelabs.github.io/chrome-for-testing/)"
)


class Programs(NamedTuple):
    """Paths of the two programs."""

    binary: str
    driver: str

    @property
    def is_shell(self) -> bool:
        """Whether the browser is a headless shell."""
        return Path(self.binary).stem in SHELLS


def find_browser(settings: config.Browser) -> Programs:
    """Give the paths of browser and driver: those the settings name, else the first found.

    Raises `BrowserMissing`, whose text says what is missing and the line that installs it.
    """
    driver = _named("browser.driver", settings.driver) or _first(DRIVERS)
    binary = _named("browser.binary", settings.binary) or _first(_fitting(driver))
    if binary and driver:
        return Programs(binary, driver)
    lacking = " and ".join(
        name for name, path in (("no Chromium", binary), ("no chromedriver", driver)) if not path
    )
    raise BrowserMissing(f"there is {lacking} on this machine; to get it: {_how_to_install()}")


def version_of(binary: str) -> str:
    """Give name and version of a browser, or its driver, without starting it, as `Chromium
    156.0.8078.79`; empty where it does not say."""
    try:
        said = subprocess.run(  # noqa: S603 - the program that pages are rendered with
            [binary, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=20,
            check=False,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\b\d+(?:\.\d+){3}\b", said)
    return f"Chromium {found[0]}" if found else ""


def install_browser(say: Callable[[str], None]) -> None:
    """Install Chromium and its driver by apt, which must be here, as root.

    `say` is told each command before it runs. Raises `BrowserMissing` where that may not or
    cannot be done here, with the line to run instead; `BrowserError` where apt fails.
    """
    line = _how_to_install()
    if line.removeprefix("sudo ") != APT or not shutil.which("apt-get"):
        raise BrowserMissing(f"the browser is not installed by this program here; run: {line}")
    if not _is_root():
        raise BrowserMissing(f"installing the browser takes root; run: {line}")
    for command in ("apt-get update", APT, APT_SHELL):
        say(command)
        done = subprocess.run(  # noqa: S603 - three fixed lines
            command.split(),
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        # `update` fails when one of many lists does; the packages may be there all the same. And
        # without the shell audits go on as well.
        if done.returncode and command == APT:
            last = done.stdout.strip().splitlines()[-1:] or ["no word of it"]
            raise BrowserError(f"{command} failed: {last[0]}")


def _named(key: str, path: str) -> str:
    if not path:
        return ""
    found = shutil.which(str(Path(path).expanduser()))
    if not found:
        raise BrowserMissing(f"{key} names {path}, where there is no program that can be run")
    return found


def _fitting(driver: str) -> Iterator[str]:
    for name in BROWSERS:
        found = shutil.which(name)
        if found and (name not in SHELLS or (driver and _are_of_one_version(found, driver))):
            yield found


@lru_cache
def _are_of_one_version(binary: str, driver: str) -> bool:
    version = version_of(binary)
    return bool(version) and version == version_of(driver)


def _first(candidates: Iterable[str]) -> str:
    return next((found for name in candidates if (found := shutil.which(name))), "")


def _how_to_install() -> str:
    if platform.system() == "Darwin":
        return _MAC
    for family in _families():
        if family in _LINES:
            return _LINES[family] if _is_root() else f"sudo {_LINES[family]}"
    return _ELSEWHERE


def _families() -> list[str]:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return []
    return [release.get("ID", ""), *release.get("ID_LIKE", "").split()]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
