"""The model's dataclasses as rows of the tables, and back."""

import base64
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from audit.costs import Cost, Spread
from audit.model import (
    Certainty,
    Fact,
    Finding,
    Look,
    Outcome,
    PageResult,
    Picture,
    Place,
    RuleInfo,
    RunInfo,
    Severity,
    Sighting,
    Status,
    Unchecked,
)

Fields = dict[str, Any]

_RUN_FIELDS = frozenset(each.name for each in fields_of(RunInfo))


def run_row(info: RunInfo) -> Fields:
    """Give the row of a run."""
    return {**vars(info), "fail_on": info.fail_on and info.fail_on.value}


def run_info(row: Row[Any]) -> RunInfo:
    """Give the run of a row; one that never finished ends when it began."""
    fields = {name: value for name, value in row._mapping.items() if name in _RUN_FIELDS}
    fields["finished"] = fields["finished"] or fields["started"]
    fields["targets"] = tuple(fields["targets"])
    fields["reasons"] = tuple(fields["reasons"])
    fields["notes"] = tuple(fields["notes"])
    fields["fail_on"] = fields["fail_on"] and Severity(fields["fail_on"])
    return RunInfo(**fields)


def rule_row(run: str, rule: RuleInfo) -> Fields:
    """Give the row of a rule."""
    return {"run": run, **vars(rule), "severity": rule.severity.value}


def rule_info(row: Row[Any]) -> RuleInfo:
    """Give the rule of a row."""
    return RuleInfo(
        id=row.id,
        title=row.title,
        severity=Severity(row.severity),
        wcag=tuple(row.wcag),
        tags=tuple(row.tags),
        demand=row.demand,
        why=row.why,
        fix=row.fix,
        help_url=row.help_url,
        version=row.version,
    )


def outcome_row(run: str, outcome: Outcome) -> Fields:
    """Give the row of a page that gave nothing but its outcome."""
    return {"run": run, **vars(outcome), "links": ()}


def page_row(run: str, page: PageResult) -> Fields:
    """Give the row of a page."""
    return {
        **outcome_row(run, page.outcome),
        "links": page.links,
        "status": page.status,
        "look": page.look and look_row(page.look),
    }


def look_row(look: Look) -> Fields:
    """Give what a page looked like as JSON; its numbers of 32 bits take six characters each."""
    return {**vars(look), "words": _pack(look.words), "frame": _pack(look.frame)}


def look(fields: Mapping[str, Any] | None) -> Look | None:
    """Give what a page looked like."""
    if fields is None:
        return None
    numbers = {name: _unpack(fields[name]) for name in ("words", "frame")}
    return Look(**{**fields, **numbers})


def outcome(row: Row[Any]) -> Outcome:
    """Give what became of the page of a row."""
    return Outcome(row.url, row.kind, row.detail, row.seconds, row.title, row.unchanged_since)


def finding_row(run: str, page: int | None, finding: Finding) -> Fields:
    """Give the row of a finding."""
    fields = dict(vars(finding))
    first, last = fields.pop("first_seen"), fields.pop("last_seen")
    fields.update(
        first_run=first.run if first else "",
        first_seen=first and first.when,
        last_run=last.run if last else "",
        last_seen=last and last.when,
        run=run,
        page=page,
        url=finding.place.url,
        fingerprint=finding.fingerprint,
        finding_group=finding.group,
        severity=finding.severity.value,
        certainty=finding.certainty.value,
        status=finding.status.value,
        place=_place_row(finding.place),
        related=[_place_row(place) for place in finding.related],
    )
    return fields


def finding(row: Row[Any]) -> Finding:
    """Give the finding of a row."""
    return Finding(
        rule=row.rule,
        message=row.message,
        place=_place(row.place),
        severity=Severity(row.severity),
        certainty=Certainty(row.certainty),
        subject=row.subject,
        related=tuple(map(_place, row.related)),
        fix=row.fix,
        evidence=row.evidence,
        wcag=tuple(row.wcag),
        status=Status(row.status),
        owner=row.owner,
        unstable=row.unstable,
        first_seen=_sighting(row.first_run, row.first_seen),
        last_seen=_sighting(row.last_run, row.last_seen),
        note=row.note,
        new_rule=row.new_rule,
    )


def fact_row(run: str, page: int, fact: Fact) -> Fields:
    """Give the row of a fact."""
    return {
        "run": run,
        "page": page,
        "rule": fact.rule,
        "key": fact.key,
        "value": fact.value,
        "place": _place_row(fact.place),
    }


def fact(row: Row[Any], same: dict[str, Any] | None = None) -> Fact:
    """Give the fact of a row; equal values and texts are one object where `same` is one."""
    if same is None:
        return Fact(row.rule, row.key, row.value, _place(row.place))
    place = {k: same.setdefault(v, v) if isinstance(v, str) else v for k, v in row.place.items()}
    value = row.value
    if not isinstance(value, str):  # 1 and True are equal, and not the same.
        value = same.setdefault(f"{value!r}\0", value)
    return Fact(
        same.setdefault(row.rule, row.rule),
        same.setdefault(row.key, row.key),
        value if not isinstance(value, str) else same.setdefault(value, value),
        _place(place),
    )


def unchecked_row(run: str, page: int | None, item: Unchecked) -> Fields:
    """Give the row of a rule that did not judge a page."""
    return {"run": run, "page": page, **vars(item)}


def unchecked(row: Row[Any]) -> Unchecked:
    """Give the rule of a row that did not judge a page."""
    return Unchecked(row.rule, row.url, row.reason)


def picture_row(run: str, page: int, group: str, picture: Picture) -> Fields:
    """Give the row of a picture."""
    return {"run": run, "page": page, "finding_group": group, **vars(picture)}


def picture(row: Row[Any]) -> Picture:
    """Give the picture of a row."""
    left, top, width, height = row.box
    return Picture(bytes(row.webp), row.width, row.height, (left, top, width, height))


def cost_row(run: str, cost: Cost) -> Fields:
    """Give the row of what a rule cost."""
    buckets = sorted(cost.pages.counts.items())
    return {"run": run, "rule": cost.rule, "pages": buckets, "site": cost.site}


def cost(row: Row[Any]) -> Cost:
    """Give what the rule of a row cost."""
    return Cost(row.rule, Spread(Counter(dict(row.pages))), row.site)


def _sighting(run: str, when: datetime | None) -> Sighting | None:
    return Sighting(run, when) if run and when is not None else None


def _pack(numbers: tuple[int, ...]) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}I", *numbers)).decode("ascii")


def _unpack(text: str) -> tuple[int, ...]:
    packed = base64.b64decode(text)
    return struct.unpack(f"<{len(packed) // 4}I", packed)


def _place_row(place: Place) -> Fields:
    # Most places have no line, note or structure: a third of a database would be empty fields.
    return {name: value for name, value in vars(place).items() if value not in ("", None)}


def _place(fields: Mapping[str, Any]) -> Place:
    return Place(**{"url": "", "selector": "", **fields})
