"""The pages of targets that are folders and files: their names in reports, and where they lie."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from audit.files import FileTarget
from audit.repository import Repository
from audit.scope import is_address
from audit.targets import Shelf
from audit.worker import Task


def shelves(folders: Sequence[FileTarget], targets: Sequence[str]) -> Iterator[Shelf]:
    """Yield where the files of targets lie, and what their names begin with (see `tasks`)."""
    given = [Path(target).expanduser() for target in targets if not is_address(target)]
    files = {folder.folder / page: page for folder in folders for page in folder.pages}
    alone = len(set(files.values())) == len(files)
    for folder, target in zip(folders, given, strict=True):
        above = target if target.is_dir() else target.parent
        prefix = "" if alone else f"{above.as_posix()}/"
        yield Shelf(prefix, folder.folder, whole=target.is_dir())


def tasks(folders: Sequence[FileTarget], targets: Sequence[str]) -> Iterator[Task]:
    """Yield the pages of folders and files, named by their paths relative to the target.

    Where two targets have pages of one name, every name begins with its target as it was given.
    """
    given = [Path(target).expanduser() for target in targets if not is_address(target)]
    files = {folder.folder / page: page for folder in folders for page in folder.pages}
    alone = len(set(files.values())) == len(files)
    seen: set[Path] = set()
    for number, (folder, target) in enumerate(zip(folders, given, strict=True)):
        above = target if target.is_dir() else target.parent
        for page in folder.pages:
            if folder.folder / page not in seen:  # It may be named twice.
                seen.add(folder.folder / page)
                yield Task(page if alone else (above / page).as_posix(), page, number)


def repository_paths(files: Iterable[Task], folders: Sequence[FileTarget]) -> dict[str, str]:
    """Give the path in the repository of each page that is a file of it."""
    repository = Repository.around(Path.cwd())
    paths = {
        task.url: repository.path(folders[task.folder].folder / task.page)
        for task in files
        if task.folder is not None
    }
    return {url: path for url, path in paths.items() if path}
