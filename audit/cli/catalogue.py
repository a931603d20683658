"""The commands that speak of the rules: `rules` and `explain`."""

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.configuration import configure, load_rules
from audit.cli.failure import Failure
from audit.cli.history import history_is_there, open_history, plainly
from audit.config import Config
from audit.model import RuleInfo

if TYPE_CHECKING:
    from audit.costs import Cost
    from audit.precision import Record


@click.command(name="rules")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_rules(config_file: Path | None, db: str | None, as_json: bool) -> None:
    """List the rules: what each costs, and how often it is right where findings were marked."""
    infos = load_rules(Config()).infos()
    costs, records = _experience(config_file, db)
    if as_json:
        rows = [_row(info, costs.get(info.id), records.get(info.id)) for info in infos]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    width = max(len(info.id) for info in infos)
    for info in infos:
        criteria = f" (WCAG {', '.join(info.wcag)})" if info.wcag else ""
        columns = [f"{info.id:<{width}}", f"{info.severity:<7}"]
        if costs:
            columns.append(f"{_cost(costs.get(info.id)):>9}")
        if records:
            columns.append(f"{_precision(records.get(info.id)):<18}")
        click.echo("  ".join([*columns, f"{info.title}{criteria}"]))
    for line in _remarks(costs, records, {info.id for info in infos}):
        click.echo(line, err=True)
    click.echo(f"{len(infos)} rules. More of one: care-audit explain RULE", err=True)


def _experience(
    config_file: Path | None, db: str | None
) -> tuple[Mapping[str, "Cost"], Mapping[str, "Record"]]:
    """Give what the remembered runs and the marks tell of each rule."""
    from audit.precision import records

    try:
        config = configure(config_file, (), {"db": db})
    except Failure as problem:
        if config_file is not None:
            raise
        # Whoever looks for a rule's name to mend audit.yaml must get the list.
        problem.show()
        return {}, {}
    with plainly():
        known = records(config)
        if not history_is_there(config):
            return {}, known
        with open_history(config) as store:
            return {cost.rule: cost for cost in store.costs()}, known


def _row(info: RuleInfo, cost: "Cost | None", record: "Record | None") -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": info.id,
        "title": info.title,
        "severity": info.severity,
        "wcag": info.wcag,
        "tags": info.tags,
        "help": info.help,
    }
    if cost is not None:
        row["cost"] = {
            "median_ms": round(cost.pages.median * 1000, 3),
            "pages": cost.pages.times,
            "site_ms": round(cost.site * 1000, 3),
        }
    if record is not None:
        low, high = record.interval
        row["precision"] = {
            "share": round(record.share, 3),
            "low": round(low, 3),
            "high": round(high, 3),
            "marks": record.marks,
            "right": record.real,
            "asked": record.floor,
            "review": record.doubted,
        }
    return row


def _cost(cost: "Cost | None") -> str:
    if cost is None or not cost.pages.times:
        return ""
    return f"{cost.pages.median * 1000:.2f} ms"


def _precision(record: "Record | None") -> str:
    if record is None:
        return ""
    few = "" if record.marks >= record.least else " (few)"
    return f"{record.real} of {record.marks} right{few}"


def _remarks(
    costs: Mapping[str, "Cost"], records: Mapping[str, "Record"], known: Collection[str]
) -> Iterator[str]:
    """Yield what the columns cannot say."""
    if costs:
        pages = max(cost.pages.times for cost in costs.values())
        yield (
            f"Times: processor time for a page, median of up to {pages} pages of the last runs. "
            "What several rules read together counts for the first of them."
        )
        others = [
            f"{name} {_cost(costs[name])}"
            for name in sorted(costs.keys() - known)
            if costs[name].pages.times
        ]
        if others:
            yield f"What is no rule by itself took: {', '.join(others)}."
    for record in records.values():
        if record.doubted:
            yield f"{record.doubt}."


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
