"""A run's turn at a history: one at a time, taken up where one was broken off if that is wished."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from audit.cli.failure import INCOMPLETE, Failure
from audit.config import Config
from audit.text import plain

if TYPE_CHECKING:
    from audit.store import Store


@dataclass(frozen=True)
class Turn:
    """How a run comes to its turn."""

    resume: bool = False
    """Whether a run that was broken off is taken up."""
    wait: float = 0.0
    """Seconds to wait for another run on the same history."""
    quiet: bool = False
    fresh: bool = False
    """Whether pages are audited that have not changed since the last run."""

    @contextmanager
    def at(self, store: "Store", config: Config, warn: Callable[[str], None]) -> Iterator[None]:
        """Keep other runs from `store` while the context lasts. Raises InUseError."""
        doing = plain(f"care-audit: {' '.join(config.site.start)}", 200)
        with store.hold(doing, self.wait, self.say) as dead:
            if dead and not self.resume:
                warn(f"{dead} did not come to its end; --resume would have taken it up")
            yield

    @property
    def resuming(self) -> Callable[[str], None] | None:
        """What the run tells which earlier one it takes up; None where it shall begin anew."""
        return self.say if self.resume else None

    def say(self, text: str) -> None:
        """Say on stderr how the run goes about it."""
        if not self.quiet:
            click.echo(f"care-audit: {plain(text, 1000)}", err=True)


FIRST_COME = Turn()
"""Begins a new run, and waits for nobody."""


@contextmanager
def under_way(*, verbose: bool) -> Iterator[None]:
    """Turn what ends a run in its middle into a `Failure` with the exit code of such a run."""
    from audit.store import StoreError

    try:
        yield
    except (StoreError, OSError) as problem:
        if verbose or isinstance(problem, BrokenPipeError):
            raise
        text = str(problem)
        if isinstance(problem, OSError):
            name = f": {problem.filename}" if problem.filename else ""
            text = f"{problem.strerror or problem}{name}."
        raise Failure(
            f"{text} The run was broken off; with --resume it can be taken up.", INCOMPLETE
        ) from problem
