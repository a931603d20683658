"""What a person sees on stderr while a run goes on. Results are not written here."""

import sys
import time
from typing import TYPE_CHECKING

import click

from audit.model import Outcome
from audit.text import plain

if TYPE_CHECKING:
    import rich.progress

STEP = 10.0
"""Seconds between two lines of progress where there is no terminal to draw on."""


class Progress:
    """Says how far a run is: a bar on a terminal, elsewhere a line now and then."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        """`verbose` says each page as it ends; `quiet` says nothing."""
        self._verbose = verbose
        self._quiet = quiet
        self._bar: rich.progress.Progress | None = None
        self._said = time.monotonic()
        if sys.stderr.isatty() and not verbose and not quiet:
            self._bar = _draw()

    def __call__(self, done: int, known: int, outcome: Outcome) -> None:
        """Take one page's outcome; `known` pages are wanted so far."""
        if self._quiet:
            return
        if self._verbose:
            detail = f"  {plain(outcome.detail)}" if outcome.detail else ""
            click.echo(
                f"{done}/{known}  {outcome.kind}  {plain(outcome.url)}  "
                f"{outcome.seconds:.2f} s{detail}",
                err=True,
            )
        elif self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, total=known, page=plain(outcome.url, 50))
        elif time.monotonic() - self._said >= STEP:
            self._said = time.monotonic()
            click.echo(f"{done} of {known} pages", err=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


class Warner:
    """Says what a person should know, each thing once."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._said: set[str] = set()

    def __call__(self, text: str) -> None:
        """Say `text`, which may quote a page."""
        if text not in self._said:
            self._said.add(text)
            click.echo(f"care-audit: warning: {plain(text, 1000)}", err=True)


def _draw() -> "rich.progress.Progress":
    # Imported here: most runs have no terminal, and this takes a tenth of a second.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        # Page text is no markup: `[b]` must stay as it is.
        TextColumn("{task.fields[page]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("pages", total=None, page="")
    bar.start()
    return bar
