"""Rules in installed packages: found by their entry point, and refused where they are no rules.

Whatever is wrong with a package of somebody else's is told in one sentence that names it, for a
gate that silently loses a rule is no gate, and a traceback helps nobody who only runs an audit.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import ClassVar, get_origin, get_type_hints

from audit.model import Severity
from rules import RuleError
from rules.base import Collector, PageRule, Rule, SiteRule

GROUP = "care_audit.rules"
"""Entry point group in which an installed package names its package of rules."""
OWNER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What an entry point may be called: it is the first part of its rules' ids."""
OURS = ("audit", "reports", "rules")


def packages(
    entries: tuple[EntryPoint, ...], taken: frozenset[str]
) -> Iterator[tuple[str, ModuleType]]:
    """Yield the owner and the package of each entry point, in the order of their names.

    `taken` are names that rules of Care Audit have. Raises `RuleError` for a name that cannot be
    one, or is taken, and for a package that cannot be imported.
    """
    seen: dict[str, EntryPoint] = {}
    for entry in sorted(entries, key=lambda each: each.name):
        if not OWNER.fullmatch(entry.name):
            raise RuleError(
                f"{_named(entry)} cannot give its rules the name {entry.name!r}: it must be small "
                "letters, digits and hyphens"
            )
        if entry.name in taken:
            raise RuleError(
                f"{_named(entry)} cannot give its rules the name {entry.name!r}: Care Audit's own "
                "rules have it"
            )
        if entry.name in seen:
            raise RuleError(
                f"{_named(seen[entry.name])} and {_named(entry)} both call their rules "
                f"{entry.name!r}; uninstall one of them"
            )
        seen[entry.name] = entry
        yield entry.name, _import_package(entry)


def rules_of(owner: str, package: ModuleType) -> Iterator[type[Rule]]:
    """Yield the rules in a package of somebody else's, each with its id `owner/folder-file`.

    Raises `RuleError` for one that cannot be imported, set up or explained, and for a package
    without rules.
    """
    found = False
    try:
        for cls in classes(package):
            if issubclass(cls, Rule):
                inner = cls.__module__.removeprefix(f"{package.__name__}.")
                cls.id = f"{owner}/{inner.replace('.', '-').replace('_', '-')}"
                problem = _problem(cls)
                if problem:
                    raise RuleError(f"{cls.__module__}: {problem}")
                found = True
                yield cls
    except RuleError as problem:
        raise RuleError(f"rules of {owner!r}: {problem}; mend or uninstall that package") from (
            problem.__cause__ or problem
        )
    if not found:
        raise RuleError(
            f"rules of {owner!r}: there is no rule in {package.__name__}; mend or uninstall that "
            "package"
        )


def classes(package: ModuleType) -> Iterator[type[Rule] | type[Collector]]:
    """Yield the rule or collector of each module in a package, in the order of their names.

    Raises `RuleError` for a module that cannot be imported or holds more than one.
    """
    for each in _modules(package):
        module = _import(each)
        own = [
            cls
            for _, cls in inspect.getmembers(module, inspect.isclass)
            if issubclass(cls, (PageRule, SiteRule, Collector))
            if cls.__module__ == module.__name__ and not inspect.isabstract(cls)
        ]
        if len(own) > 1:
            raise RuleError(f"{module.__name__} holds {len(own)} rules; one rule, one file")
        yield from own


def _modules(package: ModuleType) -> Iterator[str]:
    # Not walk_packages: it imports packages by itself and hides what goes wrong there.
    for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield each.name
        if each.ispkg:
            yield from _modules(_import(each.name))


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as problem:
        raise RuleError(f"{name} cannot be imported: {_said(problem)}") from problem


def _import_package(entry: EntryPoint) -> ModuleType:
    if entry.value.partition(".")[0].partition(":")[0] in OURS:
        raise RuleError(f"{_named(entry)} names one of Care Audit's own packages as its rules")
    try:
        package = entry.load()
    except (Exception, SystemExit) as problem:
        raise RuleError(
            f"rules of {entry.name!r} ({entry.value}) cannot be imported: {_said(problem)}; "
            "mend or uninstall that package"
        ) from problem
    if not isinstance(package, ModuleType) or not hasattr(package, "__path__"):
        raise RuleError(
            f"entry point {entry.name!r} ({entry.value}) is no package of rules; it must name a "
            "folder with __init__.py"
        )
    return package


def _problem(cls: type[Rule]) -> str:
    """Give what keeps a class from being a rule, or nothing."""
    name = cls.__name__
    # Without one, a dataclass gets its signature in its place.
    if (vars(cls).get("__doc__") or f"{name}(").startswith(f"{name}("):
        return f"{name} has no docstring, which is what people read of it"
    if not isinstance(getattr(cls, "title", None), str):
        return f"{name} has no title"
    if not isinstance(getattr(cls, "severity", None), Severity):
        return f"{name} has no severity (Severity.ERROR, WARNING or NOTICE)"
    try:
        hints = get_type_hints(cls)
    except Exception as problem:
        return f"the type of an option of {name} cannot be read: {_said(problem)}"
    options = {
        option
        for option in inspect.get_annotations(cls)
        if get_origin(hints[option]) is not ClassVar and hints[option] is not ClassVar
    }
    if options and "__dataclass_fields__" not in vars(cls):
        return f"{name} has options and lacks @dataclass(frozen=True)"
    lacking = [
        each.name
        for each in dataclasses.fields(cls)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    ]
    if lacking:
        return f"the option {lacking[0]!r} of {name} has no default"
    try:
        cls()
    except Exception as problem:
        return f"{name} cannot be set up: {_said(problem)}"
    return ""


def _named(entry: EntryPoint) -> str:
    made_by = entry.dist.name if entry.dist is not None else entry.value
    return f"the package {made_by!r}"


def _said(problem: BaseException) -> str:
    text = " ".join(str(problem).split())[:200]
    return f"{type(problem).__name__}: {text}" if text else type(problem).__name__
