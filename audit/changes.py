"""Which pages of a built site a change can reach: those that changed, and those that use what did.

Where it cannot be told what a change reaches, it reaches every page.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from audit.config import ConfigError
from audit.files import SUFFIXES, FileTarget
from audit.git import Git
from audit.references import Reference, read_references
from audit.scope import is_address
from audit.text import plain

READ = frozenset((*SUFFIXES, ".css", ".js", ".mjs", ".json", ".svg", ".webmanifest", ".shtml"))
"""Suffixes of files that name others."""
REACHING = frozenset({"", ".cjs", ".css", ".js", ".json", ".mjs", ".wasm", ".webmanifest"})
"""Suffixes of files that a page may use without naming them: scripts put names together."""
MAX_BYTES = 5_000_000
"""Of a file that is read for what it names; a bigger one may name anything."""
NAMED = 3
"""Files that a sentence names at most."""
_ELSEWHERE = frozenset({"node_modules"})
_WORD = re.compile(r"[A-Za-z0-9]+")
_FRONT = ("index", "default")


@dataclass(frozen=True)
class Selection:
    """The pages of a run that looks at a change only."""

    pages: frozenset[Path]
    """Files to audit."""
    known: int
    """How many pages there are."""
    notes: tuple[str, ...] = ()
    """How the pages were chosen, a sentence each."""


def select(reference: str, targets: Sequence[str], deciding: Iterable[Path] = ()) -> Selection:
    """Give the pages of `targets` that what changed since a commit can reach.

    `reference` names the commit, as `origin/main`; the work tree is looked at as it is, files that
    are not committed included. `deciding` are files that decide what is found on any page, as
    audit.yaml. Raises ConfigError where git cannot say what has changed.
    """
    if any(is_address(target) for target in targets):
        raise ConfigError(
            "--changed-since works on the files of a built site; "
            f"{plain(next(filter(is_address, targets)))!r} is an address"
        )
    pages: set[Path] = set()
    known: set[Path] = set()
    notes: dict[str, None] = {}
    decisive = {path.resolve() for path in deciding}
    for target in targets:
        folder = FileTarget.of(target)
        git = Git(folder.folder)
        changed = git.changed(git.commit(reference))
        reached = _reach(folder, git, changed, decisive)
        pages |= reached.pages
        known |= {folder.folder / page for page in folder.pages}
        notes |= dict.fromkeys(reached.notes)
    first = (
        f"{len(pages)} of {len(known)} pages were audited: what has changed since "
        f"{plain(reference, 100)}, and what uses it"
    )
    return Selection(frozenset(pages), len(known), (first, *notes))


@dataclass(frozen=True)
class _Reached:
    pages: frozenset[Path]
    notes: tuple[str, ...] = ()


def _reach(folder: FileTarget, git: Git, changed: list[Path], decisive: set[Path]) -> _Reached:
    every = frozenset(folder.folder / page for page in folder.pages)
    if git.ignores(folder.folder):
        return _Reached(every, (f"git leaves {plain(folder.folder.name)} out: all is audited",))
    decided = [path for path in changed if path.resolve() in decisive]
    if decided:
        said = f"{plain(decided[0].name)} has changed, which decides for every page: all is audited"
        return _Reached(every, (said,))
    site = _Site(folder, git.root)
    pages, idle = site.reach(changed)
    inside = [path for path in idle if path.is_relative_to(folder.folder)]
    unknown = [path for path in inside if path.suffix.lower() in REACHING]
    if unknown:
        said = f"which pages use {_list(unknown, git.root)} cannot be told: all is audited"
        return _Reached(every, (said,))
    notes = []
    if inside:
        notes.append(f"no page uses {_list(inside, git.root)}")
    outside = [path for path in idle if path not in inside]
    if outside:
        notes.append(
            f"{_list(outside, git.root)} lie outside {plain(folder.folder.name)}, and no page "
            "there names them; if pages are built from them, build before the audit"
        )
    return _Reached(frozenset(pages) & every, tuple(notes))


@dataclass(frozen=True)
class _Change:
    """A changed file, and the names by which others may speak of it."""

    path: Path
    names: tuple[tuple[str, ...], ...]
    """Parts of its path from the repository's root, with and without what may be left out."""
    inner: tuple[tuple[str, ...], ...]
    """The same from the target's folder; none where it lies elsewhere."""
    itself: bool
    """Whether its own text has changed, and so perhaps the places that others name in it."""
    gone: bool
    """Whether it was deleted, so that what links to it leads nowhere."""

    @cached_property
    def lasts(self) -> frozenset[str]:
        """With what the path of a reference that means it can end."""
        return frozenset(name[-1] if name else "" for name in (*self.names, *self.inner))

    def is_meant(self, reference: Reference, parts: tuple[str, ...]) -> bool:
        """Say whether a reference, whose path has these parts, may mean it and matters to it."""
        if not (reference.uses or self.gone or (self.itself and reference.names_place)):
            return False
        if not parts:
            # What names nothing at all means the front page; only its loss matters to others.
            return self.gone and () in self.inner
        return any(_ends(name, parts) for name in self.names) or any(
            _ends(parts, name) for name in self.inner
        )


@dataclass(frozen=True)
class _Named:
    """A reference, and the files that hold it: what a template says stands in many."""

    parts: tuple[str, ...]
    """Of its path."""
    files: list[Path]


class _Site:
    """The files of a target, and what they name; each is parsed once at most."""

    def __init__(self, folder: FileTarget, root: Path) -> None:
        self._folder = folder
        self._root = root
        self._pages = {folder.folder / page for page in folder.pages}
        self._unread = {*self._pages, *_files_below(folder.folder)}
        self._vast: set[Path] = set()
        self._sought: set[bytes] = set()
        # By the last part of the reference's path; the front page's is empty.
        self._named: dict[str, dict[Reference, _Named]] = {}

    def reach(self, changed: Sequence[Path]) -> tuple[set[Path], list[Path]]:
        """Give the pages that changed files reach, and the files that reach none."""
        changes = [self._change(path, itself=True) for path in changed]
        pages = {file for wave in self._follow(changes) for file in wave & self._pages}
        idle = [
            change.path
            for change in changes
            if not self._was_page(change.path)
            and all(wave.isdisjoint(self._pages) for wave in self._follow([change]))
        ]
        return pages, idle

    def _follow(self, changes: Sequence[_Change]) -> Iterator[set[Path]]:
        """Yield the files that changed ones reach, step by step; first themselves."""
        seen = {change.path for change in changes}
        yield seen.copy()
        while changes:
            self._read(changes)
            users = {user for change in changes for user in self._users(change)} - seen
            yield users
            seen |= users
            changes = [self._change(user, itself=False) for user in users]

    def _was_page(self, path: Path) -> bool:
        """Say whether a file is a page of the target, or was: then nobody need use it."""
        return path.suffix.lower() in SUFFIXES and path.is_relative_to(self._folder.folder)

    def _change(self, path: Path, *, itself: bool) -> _Change:
        names = _names(path.relative_to(self._root)) if path.is_relative_to(self._root) else ()
        inside = path.is_relative_to(self._folder.folder)
        inner = _names(path.relative_to(self._folder.folder)) if inside else ()
        return _Change(path, names, inner, itself, not path.exists())

    def _users(self, change: _Change) -> Iterator[Path]:
        for last in change.lasts:
            for reference, named in self._named.get(last, {}).items():
                if change.is_meant(reference, named.parts):
                    yield from (file for file in named.files if file != change.path)
        words = _telling(change)
        # Nobody keeps these in memory; a site has few of them.
        yield from (file for file in self._vast if _holds(_content(file), words))

    def _read(self, changes: Iterable[_Change]) -> None:
        """Read the files that may name a changed one and were not read yet."""
        words = {word for change in changes for word in _telling(change)} - self._sought
        self._sought |= words
        for file in sorted(self._unread) if words else ():
            content = _content(file)
            if _holds(content, words):
                self._unread.discard(file)
                if len(content) > MAX_BYTES:
                    self._vast.add(file)
                else:
                    self._note(file, content.decode("utf-8", "replace"))

    def _note(self, file: Path, text: str) -> None:
        for reference in read_references(file.name, text):
            parts = _parts(reference.path)
            ending = self._named.setdefault(parts[-1] if parts else "", {})
            ending.setdefault(reference, _Named(parts, [])).files.append(file)


def _content(file: Path) -> bytes:
    """Give what a file holds; nothing where it cannot be read, for the audit will say so."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _holds(content: bytes, words: Iterable[bytes]) -> bool:
    return any(word in content for word in words)


def _files_below(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in _ELSEWHERE
        ]
        for name in files:
            if PurePosixPath(name).suffix.lower() in READ:
                yield Path(folder) / name


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part not in ("", ".", ".."))


def _names(path: Path) -> tuple[tuple[str, ...], ...]:
    """Give a path as it may be named: in full, without its suffix, as the folder it stands for."""
    names = [path.parts, (*path.parts[:-1], path.stem)]
    if path.stem.lower() in _FRONT:
        names.append(path.parts[:-1])
    return tuple(dict.fromkeys(names))


def _ends(whole: tuple[str, ...], end: tuple[str, ...]) -> bool:
    return bool(end) and len(end) <= len(whole) and whole[len(whole) - len(end) :] == end


def _telling(change: _Change) -> tuple[bytes, ...]:
    """Give letters of which some stand in whatever names a file, however that is encoded.

    Reading a file for them takes a hundredth of the time of parsing it.
    """
    stem = change.path.stem
    named = [stem]
    if stem.lower() in _FRONT:
        if change.gone and () in change.inner:
            return (b"",)
        named.append(change.path.parent.name)
    return tuple(max(_WORD.findall(each), key=len, default="").encode() for each in named)


def _list(paths: Sequence[Path], root: Path) -> str:
    named = [
        plain(os.fspath(path.relative_to(root) if path.is_relative_to(root) else path), 100)
        for path in sorted(paths)[:NAMED]
    ]
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return f"{', '.join(named)}{more}"
