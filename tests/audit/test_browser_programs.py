"""Where the browser is found, and what is said where there is none."""

import os
import platform
import shutil
from pathlib import Path

import pytest

from audit import config
from audit.browser import (
    APT,
    Browser,
    BrowserError,
    BrowserMissing,
    describe,
    find_browser,
    install_browser,
    programs,
    sandboxed,
)


def program(path: Path, script: str = "exit 1") -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian machine on which there is nothing but an empty folder of programs, and root."""
    monkeypatch.setenv("PATH", str(tmp_path))
    names = ("BROWSERS", "DRIVERS")
    for name in names:
        kept = tuple(each for each in getattr(programs, name) if "/" not in each)
        monkeypatch.setattr(programs, name, kept)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    release(monkeypatch, ID="debian")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def release(monkeypatch: pytest.MonkeyPatch, **says: str) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: says)


def test_the_first_of_the_usual_names_is_taken(bare: Path) -> None:
    program(bare / "google-chrome")
    binary, driver = program(bare / "chromium"), program(bare / "chromedriver")
    assert find_browser(config.Browser()) == (str(binary), str(driver))


def test_a_headless_shell_is_taken_before_the_whole_browser(bare: Path) -> None:
    chromium = program(bare / "chromium")
    program(bare / "chromedriver", "echo ChromeDriver 9.0.1.2 '(of today)'")
    assert find_browser(config.Browser()).binary == str(chromium)
    assert not find_browser(config.Browser()).is_shell
    shell = program(bare / "chromium-headless-shell", "echo Chromium 9.0.1.2 built on Debian")
    assert find_browser(config.Browser()).binary == str(shell)
    assert find_browser(config.Browser()).is_shell
    assert find_browser(config.Browser(binary=str(chromium))).binary == str(chromium)


def test_a_headless_shell_that_does_not_fit_the_driver_is_left(bare: Path) -> None:
    chromium = program(bare / "chromium")
    program(bare / "chromedriver", "echo ChromeDriver 9.0.1.2")
    program(bare / "chromium-headless-shell", "echo Chromium 8.0.1.2")
    assert find_browser(config.Browser()).binary == str(chromium)


def test_what_the_settings_name_wins(bare: Path) -> None:
    for name in ("chromium", "chromedriver"):
        program(bare / name)
    mine = program(bare / "mine")
    found = find_browser(config.Browser(binary=str(mine), driver=str(mine)))
    assert found == (str(mine), str(mine))


def test_a_path_that_leads_nowhere_is_told_by_its_key(bare: Path) -> None:
    with pytest.raises(BrowserMissing, match=r"browser\.driver names /no/such"):
        find_browser(config.Browser(driver="/no/such"))


def test_what_is_missing_is_told_with_the_line_that_gets_it(bare: Path) -> None:
    with pytest.raises(BrowserMissing) as both:
        find_browser(config.Browser())
    assert "no Chromium and no chromedriver" in str(both.value)
    assert str(both.value).endswith(f": {APT}")
    program(bare / "chromium")
    with pytest.raises(BrowserMissing, match="there is no chromedriver"):
        find_browser(config.Browser())


SYSTEMS = {
    "debian-s-children": ({"ID": "raspbian", "ID_LIKE": "debian"}, APT),
    "ubuntu": ({"ID": "ubuntu", "ID_LIKE": "debian"}, "snap install chromium"),
    "mint": ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "snap install chromium"),
    "fedora": ({"ID": "fedora"}, "dnf install"),
    "alpine": ({"ID": "alpine"}, "apk add"),
    "unknown": ({"ID": "haiku"}, "chrome-for-testing"),
}


@pytest.mark.parametrize(("says", "line"), SYSTEMS.values(), ids=SYSTEMS)
def test_each_system_has_its_own_line(
    bare: Path, monkeypatch: pytest.MonkeyPatch, says: dict[str, str], line: str
) -> None:
    release(monkeypatch, **says)
    with pytest.raises(BrowserMissing, match=line):
        find_browser(config.Browser())


def test_only_root_installs(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "apt-get", "touch $0.ran")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(BrowserMissing, match=f"root; run: sudo {APT}"):
        install_browser(lambda _: None)
    assert not (bare / "apt-get.ran").exists()


def test_only_where_apt_has_a_real_browser_is_it_installed(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bare / "apt-get", "touch $0.ran")
    release(monkeypatch, ID="ubuntu", ID_LIKE="debian")
    with pytest.raises(BrowserMissing, match="snap install chromium"):
        install_browser(lambda _: None)
    assert not list(bare.glob("*.ran"))


def test_installing_says_what_it_runs_and_runs_it(bare: Path) -> None:
    log = bare / "log"
    program(bare / "apt-get", f'echo "$DEBIAN_FRONTEND $@" >> {log}')
    said: list[str] = []
    install_browser(said.append)
    assert said == ["apt-get update", APT, programs.APT_SHELL]
    assert log.read_text(encoding="utf-8").splitlines() == [
        "noninteractive update",
        f"noninteractive {APT.removeprefix('apt-get ')}",
        f"noninteractive {programs.APT_SHELL.removeprefix('apt-get ')}",
    ]


def test_where_there_is_no_headless_shell_the_whole_browser_is_enough(bare: Path) -> None:
    program(bare / "apt-get", f'echo "$@" >> {bare / "log"}; [ "$5" != chromium-headless-shell ]')
    install_browser(lambda _: None)
    assert "chromium-headless-shell" in (bare / "log").read_text(encoding="utf-8")


def test_a_failed_install_is_told_in_apt_s_words(bare: Path) -> None:
    program(bare / "apt-get", 'echo "E: Unable to locate package"; exit 100')
    with pytest.raises(BrowserError, match="E: Unable to locate package"):
        install_browser(lambda _: None)


@pytest.mark.browser
@pytest.mark.parametrize("name", (*programs.SHELLS, "chromium"))
def test_a_shell_and_a_whole_browser_render_pages_alike(name: str) -> None:
    path = shutil.which(name)
    if not path:
        pytest.skip(f"there is no {name} on this machine")
    with Browser(config.Browser(binary=path)) as browser:
        page = "data:text/html,<title>T</title><p>Text<img src=x.png>"
        rendering = browser.render(page)
    assert rendering.title == "T"
    assert rendering.axe is not None
    assert "image-alt" in {rule["id"] for rule in rendering.axe["violations"]}


@pytest.mark.browser
def test_a_browser_that_does_not_start_is_told(tmp_path: Path) -> None:
    broken = program(tmp_path / "chromium", "exit 7")
    settings = config.Browser(binary=str(broken))
    with pytest.raises(BrowserError, match="did not start"):
        Browser(settings).__enter__()
    rendering = Browser(settings).render("http://127.0.0.1:9/")
    assert rendering.outcome == "error:crash"
    assert "did not start" in rendering.detail


@pytest.mark.browser
def test_browser_and_driver_are_described() -> None:
    browser, driver, sandbox = describe(config.Browser())
    found = find_browser(config.Browser())
    assert found.binary in browser
    assert "Chromium " in browser
    assert found.is_shell == ("headless shell" in browser)
    assert found.driver in driver
    assert ("on" if sandboxed() else "off") in sandbox
