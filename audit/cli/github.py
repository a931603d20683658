"""What a run says to GitHub Actions, beside its reports: annotations, and the job's summary."""

import os
from pathlib import Path

import click

from audit.model import RunResult

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The environment variable that names the file to which a step adds its summary, as Markdown."""


def tell(result: RunResult, *, err: bool = False) -> None:
    """Print a run's annotations, on stderr with `err`, and add its summary to the job's.

    The runner reads both streams. Where it is not there, nothing is added to any file.
    """
    from reports import to_github, to_markdown

    for command in to_github.commands(result):
        click.echo(command, err=err)
    file = os.environ.get(SUMMARY)
    if file:
        with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in to_markdown.lines(result))
