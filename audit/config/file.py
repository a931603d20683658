"""audit.yaml, from a file to `Config`: every mistake in it is told at once, or there is none."""

import dataclasses
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml

from audit import law
from audit.config import shape
from audit.config.document import MAX_BYTES, parse
from audit.config.laws import Duties
from audit.config.mistake import DocumentError, Mistake, quote
from audit.config.policies import Policies, Terms
from audit.config.reader import INVALID, Reader, is_nothing
from audit.config.reader import Path as Where
from audit.config.settings import Config, ConfigError, Duty, Known, RuleSetting, Share, Text
from audit.model import Held, Severity, StatedFact
from audit.policies import Pack, Policy, Sought, Term

AXE_RULE = re.compile(r"axe/[a-z0-9]+(-[a-z0-9]+)*")
"""How audit.yaml names one of axe-core's rules."""

_FORMS = {
    "phone": re.compile(r"\+?[\d\s().-]{7,24}"),
    "number": re.compile(r"\d[\d,]*|[a-z]{3,6}", re.IGNORECASE),
    "address": re.compile(r"\d+\w? .+"),
    "text": re.compile(r".+"),
}
_CALLED = {"phone": "telephone number", "number": "number", "address": "street address"}

_IN_CATALOGUE = shape.Key(Annotated[Text, Known("accreditation")])


def load(
    path: Path,
    *,
    rules: Mapping[str, type],
    accreditations: Collection[str] = (),
    formats: Collection[str] = (),
) -> Config:
    """Read audit.yaml.

    `rules` gives each rule's class by id; the fields of these dataclasses are the options that
    may be set, but for those named like a section. `accreditations` are the ids of the
    catalogue, `formats` the names of the report formats. A name that is not among them is a
    mistake. An empty file is a `Config` of defaults.

    Raises ConfigError where the file cannot be read or holds a mistake; its text has a line
    `file:line:column: what is wrong` for each, in the order of the file.
    """
    known = {
        "rule": rules,
        "accreditation": accreditations,
        "report format": formats,
        "law": law.load(),
    }
    reader = Reader(known, also={"rule": AXE_RULE}, homes=_homes())
    registry = _Registry(reader, accreditations)
    settings = _RuleSettings(reader, rules)
    policies = Policies(reader)
    reader.specials = {
        Held: registry.read,
        RuleSetting: settings.read,
        Policy | Pack: policies.read,
        Sought: policies.read_sought,
        Term: Terms(reader).read,
        Duty: Duties(reader).read,
        StatedFact: _FactSheet(reader).read,
    }
    try:
        root = parse(_content(path))
        config = Config()
        if root is not None and not is_nothing(root):
            config = reader.read(root, Config, ())
    except DocumentError as error:
        raise ConfigError(_told(path, [*reader.mistakes, error.mistake])) from error
    if reader.mistakes:
        raise ConfigError(_told(path, reader.mistakes))
    return config


class _Registry:
    """Reads entries of `accreditations`."""

    def __init__(self, reader: Reader, catalogue: Collection[str]) -> None:
        self._reader = reader
        self._catalogue = catalogue
        self._keys = dict(shape.keys(Held))
        self._keys["id"] = dataclasses.replace(self._keys["id"], required=False)
        self._keys["is"] = _IN_CATALOGUE

    def read(self, node: yaml.Node, where: Where) -> Any:
        """Give what an organisation holds."""
        reader = self._reader
        if not isinstance(node, yaml.MappingNode):
            reader.expected(node, "a mapping of keys to values", where)
            return INVALID
        before = len(reader.mistakes)
        values, entries = reader.fields(node, self._keys, where)
        if "is" in entries:
            for name in ("id", "name", "issuer"):
                if name in entries:
                    said = f"{quote(name)} does not go with 'is'; other names go into 'also'"
                    reader.note(entries[name].key, where, said)
        elif "id" in entries:
            if values["id"] in self._catalogue:
                said = f"{quote(values['id'])} is in the catalogue: write 'is' in place of 'id'"
                reader.note(entries["id"].key, where, said)
            for name in ("name", "issuer"):
                if not values.get(name):
                    said = f"{quote(name)} is missing: the catalogue does not know it"
                    reader.note(node, where, said)
        else:
            said = "'is' (an id of the catalogue) or 'id' (one of your own) is missing"
            reader.note(node, where, said)
        if len(reader.mistakes) > before:
            return INVALID
        values["id"] = values.pop("is", values.get("id"))
        return Held(**values)


class _FactSheet:
    """Reads entries of `facts`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, node: yaml.Node, where: Where) -> Any:
        """Give a fact; one that no page can be held against is a mistake."""
        reader = self._reader
        if not isinstance(node, yaml.MappingNode):
            reader.expected(node, "a mapping of keys to values", where)
            return INVALID
        before = len(reader.mistakes)
        values, _ = reader.fields(node, shape.keys(StatedFact), where)
        if len(reader.mistakes) > before:
            return INVALID
        fact = StatedFact(**values)
        if not (fact.near or fact.pattern or fact.property):
            said = "'near', 'pattern' or 'property' is missing: nothing says where the value stands"
            reader.note(node, where, said)
        elif fact.kind == "text" and not (fact.pattern or fact.property):
            said = (
                "'kind' (phone, number or address) or 'pattern' is missing: nothing says how the "
            )
            reader.note(node, where, said + "value looks")
        for value in (fact.value, *fact.also):
            if not _FORMS[fact.kind].fullmatch(value):
                reader.note(node, where, f"{quote(value)} is no {_CALLED[fact.kind]}")
        return INVALID if len(reader.mistakes) > before else fact


class _RuleSettings:
    """Reads what stands after a rule's id in `rules`."""

    def __init__(self, reader: Reader, rules: Mapping[str, type]) -> None:
        self._reader = reader
        self._rules = rules

    def read(self, node: yaml.Node, where: Where) -> Any:
        """Give the setting of the rule that `where` ends with."""
        reader, rule = self._reader, str(where[-1])
        if rule not in self._rules and not AXE_RULE.fullmatch(rule):
            return INVALID
        if isinstance(node, yaml.ScalarNode):
            if node.value == "off":
                return RuleSetting(enabled=False)
            if node.value in list(Severity):
                return RuleSetting(severity=Severity(node.value))
        if not isinstance(node, yaml.MappingNode):
            wanted = "a mapping of options or off, error, warning or notice"
            reader.expected(node, wanted, where)
            return INVALID
        keys = {"severity": shape.Key(Severity), "precision": shape.Key(Share)}
        if rule in self._rules:
            keys |= shape.options(self._rules[rule])
        before = len(reader.mistakes)
        values, _ = reader.fields(node, keys, where)
        if len(reader.mistakes) > before:
            return INVALID
        own = {name: values.pop(name, None) for name in ("severity", "precision")}
        return RuleSetting(**own, options=values)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{path}: bigger than {MAX_BYTES:,} bytes; no audit.yaml needs that")
    return content


def _told(path: Path, mistakes: list[Mistake]) -> str:
    return "\n".join(
        f"{path}:{each.line}:{each.column}: {each.message}" for each in sorted(set(mistakes))
    )


def _homes() -> Mapping[str, str]:
    """Give the section of each key that stands in one section only."""
    homes: dict[str, list[str]] = {}
    for name, key in shape.keys(Config).items():
        if shape.is_section(key.wanted):
            for inner in shape.keys(key.wanted):
                homes.setdefault(inner, []).append(name)
    return {inner: found[0] for inner, found in homes.items() if len(found) == 1}
