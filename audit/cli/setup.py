"""The commands that prepare an audit: `init` and `doctor`."""

import json
import sys
from pathlib import Path

import click

import audit
from audit.cli.configuration import CONFIG, configure, known_names
from audit.cli.failure import Failure


@click.command()
@click.option("--name", default="", help="The organisation's name.")
@click.option("--start", default="", help="The address to begin at.")
@click.option("--schema", is_flag=True, help="Write audit.schema.json for editors beside it.")
@click.argument("path", type=click.Path(path_type=Path), default=Path(CONFIG))
def init(name: str, start: str, schema: bool, path: Path) -> None:
    """Write an audit.yaml to begin with; one that is there is never written over."""
    from audit import config

    files = {path: config.render_template(name, start)}
    if schema:
        text = json.dumps(config.schema(**known_names()), indent=1, ensure_ascii=False)
        files[path.with_name("audit.schema.json")] = text + "\n"
    for target, text in files.items():
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise Failure(f"{target} is there already; name another file") from None
        except OSError as problem:
            raise Failure(f"{target} cannot be written: {problem.strerror}") from problem
        click.echo(f"{target} written")
    click.echo("Next: look it over, then care-audit run")


@click.command()
@click.option("--install", is_flag=True, help="As root on Debian: install a missing browser.")
@click.option("-q", "--quiet", is_flag=True, help="Only what is wrong.")
def doctor(install: bool, quiet: bool) -> int:
    """Say whether this machine has what a full audit needs."""
    from audit import axe
    from audit.browser import (
        BrowserError,
        BrowserMissing,
        describe,
        find_source,
        install_browser,
    )

    say = _silent if quiet else click.echo
    config = configure(None, (), {}).browser
    say(f"care-audit  {audit.__version__}, Python {sys.version.split()[0]}")
    try:
        axe.load()
    except axe.AxeError as problem:
        raise Failure(str(problem)) from problem
    say(f"axe-core    {axe.VERSION}, unchanged")
    try:
        try:
            find_source(config)
        except BrowserMissing:
            if not install:
                raise
            install_browser(lambda line: click.echo(f"care-audit: running {line}", err=True))
        for line in describe(config):
            say(line)
    except BrowserError as problem:
        raise Failure(str(problem)) from problem
    say("All is well: care-audit demo")
    return 0


def _silent(_text: str) -> None:
    pass
