"""How a command ends that cannot go on: one clear sentence, and an exit code."""

from typing import Any

import click

USAGE, INCOMPLETE, INTERRUPTED = 2, 3, 130


class Failure(click.ClickException):
    """Ends a command with one clear sentence."""

    def __init__(self, message: str, exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        """Write the sentence to stderr; mistakes in a file stand on lines of their own."""
        head = "the configuration cannot be used:\n" if "\n" in self.message else ""
        click.echo(f"care-audit: {head}{self.message}", err=True)
