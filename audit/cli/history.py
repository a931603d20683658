"""The history that commands read: which database it is, and which run is the last one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from audit.cli.failure import USAGE, Failure
from audit.config import Config, ConfigError
from audit.model import RunInfo

if TYPE_CHECKING:
    from audit.store import Store


def database_of(config: Config) -> str:
    """Give the SQLAlchemy address of the history."""
    return config.history.database or f"sqlite:///{Path(config.reports.out) / 'care-audit.db'}"


@contextmanager
def plainly(*, verbose: bool = False, exit_code: int = USAGE) -> Iterator[None]:
    """Turn what can go wrong with files, reports and the history into a `Failure`.

    With `verbose` it is raised as it is, with its traceback.
    """
    try:
        yield
    except OSError as problem:
        if verbose or isinstance(problem, BrokenPipeError):
            raise
        name = f" {problem.filename}" if problem.filename else ""
        raise Failure(f"{problem.strerror or problem}:{name}", exit_code) from problem
    except Exception as problem:
        # Imported here: commands that need no history are spared what the store is built on.
        from audit.store import StoreError
        from reports.formats import ReportError

        if verbose or not isinstance(problem, (ConfigError, StoreError, ReportError)):
            raise
        raise Failure(str(problem), exit_code) from problem


@contextmanager
def open_history(config: Config) -> Iterator["Store"]:
    """Open the history for reading. Raises `Failure` where there is none yet."""
    from audit.store import Store

    with plainly():
        if not history_is_there(config):
            raise Failure("no run is remembered yet; begin with: care-audit run")
        with Store.open(database_of(config)) as store:
            yield store


def history_is_there(config: Config) -> bool:
    """Say whether a history may be read; asking for one must not make an empty file."""
    address = database_of(config)
    file = address.removeprefix("sqlite:///")
    return file == address or Path(file).is_file()


def latest(store: "Store") -> RunInfo:
    """Give the last run. Raises `Failure` where there is none."""
    run = next(iter(store.runs()), None)
    if run is None:
        raise Failure("no run is remembered yet; begin with: care-audit run")
    return run
