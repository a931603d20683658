"""The command `hash`: what `images` of the accreditation registry takes."""

from pathlib import Path

import click

from audit.cli.failure import Failure


@click.command(name="hash")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def hash_images(files: tuple[Path, ...]) -> None:
    """Print the hashes of badges' images, for `images` in the registry of audit.yaml."""
    from audit.imagery import look_at

    for file in files:
        try:
            seen = look_at(file.read_bytes())
        except OSError as problem:
            raise Failure(f"{file} cannot be read: {problem.strerror}") from problem
        if seen.problem:
            raise Failure(f"{file} {seen.problem}")
        if seen.imprint is None:
            raise Failure(f"{file} is all of one color, and looks like any other such image")
        click.echo(f"{seen.imprint}  {file}")
