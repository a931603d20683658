"""The pages of targets that are folders and files: their names in reports, and where they lie."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from audit.config import Site
from audit.files import FileTarget
from audit.repository import Repository
from audit.scope import is_address
from audit.targets import Shelf
from audit.worker import Task


def find(site: Site) -> list[FileTarget]:
    """Find the pages of those of the site's targets that are folders and files.

    Raises ConfigError where there is nothing to read.
    """
    targets = [target for target in site.start if not is_address(target)]
    named = [Path(target).expanduser() for target in (*targets, *site.folders)]
    folders = [path.resolve() for path in named if path.is_dir()]
    return [FileTarget.of(target, folders) for target in targets]


def shelves(folders: Sequence[FileTarget], targets: Sequence[str]) -> Iterator[Shelf]:
    """Yield where the files of targets lie, and what their names begin with (see `tasks`)."""
    given = _given(targets)
    for folder, target, prefix in zip(folders, given, _prefixes(folders, given), strict=True):
        yield Shelf(prefix, folder.folder, whole=target.is_dir())


def tasks(folders: Sequence[FileTarget], targets: Sequence[str]) -> Iterator[Task]:
    """Yield the pages of folders and files, as `find` gives them, each once.

    A page goes by its path from the folder that holds it, of those that `find` was told of; a file
    in none of them by its path from where the command was called, so that its name does not depend
    on what else is audited. Where two targets have pages of one name, every name begins with its
    target as it was given.
    """
    seen: set[Path] = set()
    for number, (folder, prefix) in enumerate(
        zip(folders, _prefixes(folders, _given(targets)), strict=True)
    ):
        for page in folder.pages:
            if folder.folder / page not in seen:  # It may be named twice.
                seen.add(folder.folder / page)
                yield Task(prefix + page, page, number)


def _given(targets: Sequence[str]) -> list[Path]:
    return [Path(target).expanduser() for target in targets if not is_address(target)]


def _prefixes(folders: Sequence[FileTarget], given: Sequence[Path]) -> list[str]:
    """Give with what the names of each target's pages begin."""
    here = Path.cwd().resolve()
    inside = [
        folder.folder.relative_to(here) if folder.folder.is_relative_to(here) else None
        for folder in folders
    ]
    short = [
        _slashed(way) if folder.alone and way is not None else ""
        for folder, way in zip(folders, inside, strict=True)
    ]
    names = {
        folder.folder / page: prefix + page
        for folder, prefix in zip(folders, short, strict=True)
        for page in folder.pages
    }
    if len(set(names.values())) == len(names):
        return short
    return [
        _slashed(target if target.is_dir() else folder.folder if way is None else way)
        for folder, target, way in zip(folders, given, inside, strict=True)
    ]


def _slashed(folder: Path) -> str:
    return "" if folder == Path() else f"{folder.as_posix()}/"


def repository_paths(files: Iterable[Task], folders: Sequence[FileTarget]) -> dict[str, str]:
    """Give the path in the repository of each page that is a file of it."""
    repository = Repository.around(Path.cwd())
    paths = {
        task.url: repository.path(folders[task.folder].folder / task.page)
        for task in files
        if task.folder is not None
    }
    return {url: path for url, path in paths.items() if path}
