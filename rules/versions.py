"""Which version of a rule this is: a digest of all that decides what it finds.

That is its own file, the modules it reads with, the data beside these, what `audit.page` reads off
a page, and its options. Where two runs differ in it, a finding may be new on a page that nobody
touched.
"""

import hashlib
import re
import sys
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import audit.page
from rules.base import Collector, Rule

_FROM = re.compile(r"^\s*from\s+([\w.]+)\s+import\s+(\([^)]*\)|[^\n(]+)", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import\s+([\w.]+)", re.MULTILINE)


def version_of(rule: Rule | Collector) -> str:
    """Give the version of a rule or a collector as it is set up, 12 hexadecimal digits."""
    taken = fields(rule) if is_dataclass(rule) else ()
    options = {each.name: _plain(getattr(rule, each.name)) for each in taken}
    severity = getattr(rule, "severity", "")
    said = f"{_code(type(rule).__module__)} {severity} {sorted(options.items())}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


@cache
def _code(module: str) -> str:
    """Give the digest of a module's code and data, and of all it rests on."""
    package = module.partition(".")[0]
    modules: set[str] = set()
    found = {module}
    while found:
        modules |= found
        found = {used for each in found for used in _used(each, package)} - modules
    files = {Path(str(sys.modules[each].__file__)) for each in modules}
    data = {path for folder in {file.parent for file in files} for path in _data(folder)}
    digest = hashlib.sha256(_reading().encode())
    for path in sorted(files | data):
        digest.update(_digest(path))
    return digest.hexdigest()


@cache
def _data(folder: Path) -> tuple[Path, ...]:
    return tuple(path for path in folder.iterdir() if path.suffix in (".json", ".txt", ".yaml"))


@cache
def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


@cache
def _reading() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(audit.page.__path__[0]).glob("*.py")):
        digest.update(_digest(path))
    return digest.hexdigest()


@cache
def _used(module: str, package: str) -> frozenset[str]:
    """Give the modules of a package that a module of it names in its imports."""
    text = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")
    named = set(_IMPORT.findall(text))
    for source, names in _FROM.findall(text):
        named |= {source, *(f"{source}.{name}" for name in re.findall(r"\w+", names))}
    return frozenset(
        name
        for name in named
        if name.partition(".")[0] == package and getattr(sys.modules.get(name), "__file__", None)
    )


def _plain(value: Any) -> Any:
    """Give an option's value as text that is the same in every process."""
    match value:
        case Mapping():
            return sorted((str(key), str(_plain(each))) for key, each in value.items())
        case Set():
            return sorted(str(_plain(each)) for each in value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case re.Pattern():
            return value.pattern
        case _ if is_dataclass(value) and not isinstance(value, type):
            return [(each.name, str(_plain(getattr(value, each.name)))) for each in fields(value)]
        case _ if hasattr(value, "model_dump"):
            return _plain(value.model_dump())
        case _:
            return repr(value)
