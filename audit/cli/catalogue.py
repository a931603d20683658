"""The commands that speak of the rules: `rules` and `explain`."""

import difflib
import json

import click

from audit.cli.configuration import load_rules
from audit.cli.failure import Failure
from audit.config import Config


@click.command(name="rules")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_rules(as_json: bool) -> None:
    """List the rules."""
    infos = load_rules(Config()).infos()
    if as_json:
        rows = [
            {
                "id": info.id,
                "title": info.title,
                "severity": info.severity,
                "wcag": info.wcag,
                "tags": info.tags,
                "help": info.help,
            }
            for info in infos
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    width = max(len(info.id) for info in infos)
    for info in infos:
        criteria = f" (WCAG {', '.join(info.wcag)})" if info.wcag else ""
        click.echo(f"{info.id:<{width}}  {info.severity:<7}  {info.title}{criteria}")
    click.echo(f"{len(infos)} rules. More of one: care-audit explain RULE", err=True)


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a rule: what it asks, why, how to fix what it finds, its options and examples."""
    from rules import loader, reference

    found = loader.find()
    if rule in found:
        click.echo(reference.explain(found[rule], level=1).rstrip())
        return
    infos = {info.id: info for info in load_rules(Config()).infos()}
    if rule not in infos:
        near = difflib.get_close_matches(rule, [*found, *infos], 1)
        hint = f"; did you mean {near[0]!r}?" if near else "; `care-audit rules` lists them"
        raise Failure(f"there is no rule {rule!r}{hint}")
    info = infos[rule]
    click.echo(f"# {info.id}\n\n{info.title} ({info.severity})\n\n{info.help}")
    if info.help_url:
        click.echo(f"\nMore: {info.help_url}")
