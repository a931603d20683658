"""The laws that Care Audit speaks of, and ready packs of policies that rest on them.

Data lies in the YAML files beside this module, each entry with its citation, its dates and the
day on which somebody last held it against its source. Nothing here is legal advice, and no law
is in any rule's code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from audit.model import Severity
from audit.policies import Pack, Policy, Sought

FOLDER = Path(__file__).parent
LAWS = FOLDER / "law.yaml"
PACKS = FOLDER / "packs"


@dataclass(frozen=True)
class Deadline:
    """A day from which a law is to be met."""

    day: date
    who: str
    """Whom this day is for, as the end of `for …`."""


@dataclass(frozen=True)
class Law:
    """One law, in the words of a reader who is no lawyer."""

    id: str
    name: str
    citation: str
    """As lawyers cite it: `45 CFR 92.10`."""
    url: str
    """Where its text can be read."""
    asks: str
    """What it asks of a website, in one sentence."""
    applies_to: str
    """Whom it concerns."""
    dates: tuple[Deadline, ...]
    """Since when, or from when; the earliest first, and empty where no day could be verified."""
    sources: tuple[str, ...]
    """Where dates and wording were verified."""
    verified: date
    """The day on which this entry was last held against its sources."""
    standard: str = ""
    """The technical standard it names: `WCAG 2.1 AA`."""
    changed_by: str = ""
    """The latest act that changed its dates: `91 FR 25496`."""


@cache
def load() -> Mapping[str, Law]:
    """Give every law by its id, in the order of the file."""
    entries = yaml.safe_load(LAWS.read_text(encoding="utf-8"))["laws"]
    laws = [
        Law(
            **{
                **entry,
                "dates": tuple(Deadline(**each) for each in entry["dates"]),
                "sources": tuple(entry["sources"]),
            }
        )
        for entry in entries
    ]
    return {law.id: law for law in laws}


def pack_names() -> tuple[str, ...]:
    """Give the names of the packs of policies that there are."""
    return tuple(sorted(path.stem for path in PACKS.glob("*.yaml")))


@cache
def read_pack(name: str) -> tuple[Policy, ...]:
    """Give the policies of a pack in the order of its file; raises KeyError for no pack."""
    if name not in pack_names():
        raise KeyError(name)
    entries = yaml.safe_load((PACKS / f"{name}.yaml").read_text(encoding="utf-8"))["policies"]
    return tuple(_policy(entry) for entry in entries)


def expand(policies: Iterable[Policy | Pack]) -> tuple[Policy, ...]:
    """Give policies with those of each pack in the pack's place."""
    found: list[Policy] = []
    for each in policies:
        if isinstance(each, Policy):
            found.append(each)
            continue
        found += [
            replace(policy, pages=each.pages)
            for policy in read_pack(each.use)
            if policy.id not in each.without
        ]
    return tuple(found)


def _policy(entry: Mapping[str, Any]) -> Policy:
    values = dict(entry)
    for key in ("require", "forbid"):
        if key in values:
            values[key] = Sought(**{name: _frozen(v) for name, v in values[key].items()})
    if "severity" in values:
        values["severity"] = Severity(values["severity"])
    return Policy(**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
