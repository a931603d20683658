"""Finds every rule, here and in installed packages, and sets it up as a site wants it.

A rule is a file: nothing is registered by hand. A rule that cannot be loaded stops the run, for
a gate that silently loses a rule is no gate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any, Protocol

import rules
from audit.model import RuleInfo, Severity
from rules import RuleError as RuleError
from rules import plugins
from rules.base import Collector, PageRule, Rule, SiteRule
from rules.plugins import GROUP as GROUP
from rules.versions import version_of


class Setting(Protocol):
    """What a site says of one rule."""

    @property
    def enabled(self) -> bool:
        """Whether it runs."""

    @property
    def severity(self) -> Severity | None:
        """Another severity than the rule's own."""

    @property
    def options(self) -> Mapping[str, Any]:
        """Values for the rule's options, already checked."""


@dataclass(frozen=True)
class RuleSet:
    """The rules of one run, set up, each kind in the order of their ids."""

    page: tuple[PageRule, ...]
    site: tuple[SiteRule, ...]
    collectors: tuple[Collector, ...] = ()

    def infos(self) -> list[RuleInfo]:
        """Give every rule as reports see it, in the order of their ids."""
        found = [info for rule in (*self.page, *self.site) for info in rule.infos()]
        return sorted(found, key=lambda info: info.id)

    def versions(self) -> dict[str, str]:
        """Give the version of every rule that `infos` names, by id."""
        return {
            info.id: version
            for rule in (*self.page, *self.site)
            for version in (version_of(rule),)
            for info in rule.infos()
        }

    def collected(self) -> str:
        """Give the version of its collectors, all of them together."""
        return " ".join(map(version_of, self.collectors))


@lru_cache(maxsize=1)
def find() -> Mapping[str, type[Rule]]:
    """Give every rule's class by its id, in the order of ids.

    Raises `RuleError` for a plugin that cannot be imported and for two rules with one id.
    """
    found: dict[str, type[Rule]] = {}
    for cls in plugins.classes(rules):
        if issubclass(cls, Rule):
            _add(found, cls)
    own = frozenset(found)
    for owner, package in plugins.packages(tuple(entry_points(group=GROUP)), own):
        for cls in plugins.rules_of(owner, package):
            _add(found, cls)
    return dict(sorted(found.items()))


def _add(found: dict[str, type[Rule]], cls: type[Rule]) -> None:
    if cls.id in found:
        raise RuleError(
            f"two rules are called {cls.id!r}: {found[cls.id].__module__} and "
            f"{cls.__module__}; rename one of the files"
        )
    found[cls.id] = cls


def load(settings: Mapping[str, Setting], sections: Mapping[str, Any]) -> RuleSet:
    """Set up every rule that is on.

    `settings` holds what the site says, by rule id; `<adapter>/<rule>` speaks of one rule of an
    adapter such as axe. `sections` holds the parts of audit.yaml that rules may ask for by
    naming an option after them.
    """
    ready: list[Rule] = []
    for identity, cls in find().items():
        setting = settings.get(identity)
        if cls.optional if setting is None else not setting.enabled:
            continue
        given = _asked_for(cls, sections)
        if "overrides" in {each.name for each in fields(cls)}:
            given["overrides"] = {
                other.partition("/")[2]: (each.severity if each.enabled else None)
                for other, each in settings.items()
                if other.startswith(f"{identity}/")
            }
        try:
            rule = cls(**given, **(setting.options if setting else {}))
        except (TypeError, ValueError) as problem:
            raise RuleError(f"rule {identity!r} cannot be set up: {problem}") from problem
        if setting is not None and setting.severity is not None:
            # The class states the default; this one instance is what the site made of it.
            object.__setattr__(rule, "severity", setting.severity)
        ready.append(rule)
    return RuleSet(
        page=tuple(rule for rule in ready if isinstance(rule, PageRule)),
        site=tuple(rule for rule in ready if isinstance(rule, SiteRule)),
        collectors=tuple(cls(**_asked_for(cls, sections)) for cls in _collectors()),
    )


@lru_cache(maxsize=1)
def _collectors() -> tuple[type[Collector], ...]:
    return tuple(cls for cls in plugins.classes(rules) if issubclass(cls, Collector))


def _asked_for(cls: type[Rule] | type[Collector], sections: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(cls)}
    return {name: value for name, value in sections.items() if name in names}
