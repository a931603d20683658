"""Reads nodes of a YAML document as the types of settings ask, and notes every mistake.

The types decide what a text means. pydantic judges each value; this module says where it stands
and puts what is wrong into plain words.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_origin

import yaml
from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError
from rapidfuzz.distance import OSA

from audit.config import shape
from audit.config.mistake import DocumentError, Mistake, quote
from audit.config.settings import Known, Wanted
from audit.config.syntax import missing_space

Path = tuple[str | int, ...]
"""Where a value stands in the settings, as `("waivers", 0, "until")`."""

INVALID: Final = object()
"""Stands for a value that was a mistake, which has been noted."""

MAX_VALUES = 100_000
"""Values in one file; by aliases a few lines can name more than any memory holds."""

_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_TRUTH = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One `key: value` of a mapping."""

    key: yaml.ScalarNode
    value: yaml.Node


class Reader:
    """Reads one document; `mistakes` grows while it does."""

    def __init__(
        self,
        known: Mapping[str, Collection[str]],
        also: Mapping[str, re.Pattern[str]],
        homes: Mapping[str, str],
    ) -> None:
        """Take the names there are by kind (see `Known`), forms that further names may have, and
        the section in which a key belongs that may stand elsewhere by mistake.
        """
        self.mistakes: list[Mistake] = []
        self.specials: dict[Any, Callable[[yaml.Node, Path], Any]] = {}
        """By type: what reads it, where its keys alone do not say how."""
        self._known = known
        self._also = also
        self._homes = homes
        self._adapters: dict[int, tuple[Any, TypeAdapter[Any]]] = {}
        self._values = 0

    def note(self, node: yaml.Node, path: Path, message: str) -> None:
        """Note a mistake at a node."""
        mark = node.start_mark
        told = f"{spell(path)}: {message}" if path else message
        self.mistakes.append(Mistake(mark.line + 1, mark.column + 1, told))

    def expected(self, node: yaml.Node, wanted: str, path: Path) -> None:
        """Note that something else is wanted than stands there."""
        hint = _hint(node, wanted)
        self.note(node, path, f"expected {wanted}, found {_found(node)}{hint and '; ' + hint}")

    def read(self, node: yaml.Node, wanted: Any, path: Path) -> Any:
        """Give the value of a node as `wanted` (an annotation) asks, or `INVALID`.

        A list or mapping may hold `INVALID` where a mistake was noted. Raises DocumentError
        where the document holds too much.
        """
        self._count(node)
        if node.tag != _TAGS[type(node)]:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.note(node, path, f"the tag {quote(tag)} means nothing here; delete it")
            return INVALID
        if shape.bare(wanted) in self.specials:
            return self.specials[shape.bare(wanted)](node, path)
        fitting = [each for each in shape.members(wanted) if _node_type(each) is type(node)]
        if not fitting or is_nothing(node):
            self.expected(node, shape.words(wanted), path)
            return INVALID
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, shape.bare(fitting[0]), path)
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, shape.bare(fitting[0]), path)
        return self._scalar(node, wanted, path)

    def fields(
        self, node: yaml.MappingNode, keys: Mapping[str, shape.Key], path: Path
    ) -> tuple[dict[str, Any], dict[str, Entry]]:
        """Give the values of a mapping that may have certain keys, and where they stand.

        An empty list or section may be written as nothing at all: `exclude:`.
        """
        entries = self._entries(node, path)
        values: dict[str, Any] = {}
        for name, entry in entries.items():
            if name not in keys:
                self.note(entry.key, path, f"unknown key {quote(name)}{self._place(name, keys)}")
            elif not (is_nothing(entry.value) and _may_be_empty(keys[name])):
                values[name] = self.read(entry.value, keys[name].wanted, (*path, name))
        for name, key in keys.items():
            if key.required and name not in entries:
                words = shape.words(key.wanted)
                expected = f"; expected {words}" if words != "text" else ""
                self.note(node, path, f"{quote(name)} is missing{expected}")
        return values, entries

    def _entries(self, node: yaml.MappingNode, path: Path) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for key, value in node.value:
            self._count(key)
            if not isinstance(key, yaml.ScalarNode):
                said = "a key must be text; text that begins with { or [ must stand in quotes"
                self.note(key, path, said)
            elif key.value == "<<":
                self.note(key, path, "merge keys (<<) are not supported; write the keys out")
            elif key.value in found:
                line = found[key.value].key.start_mark.line + 1
                said = f"the key {quote(key.value)} stands twice, first on line {line}"
                self.note(key, path, said)
            else:
                found[key.value] = Entry(key, value)
        return found

    def _mapping(self, node: yaml.MappingNode, wanted: Any, path: Path) -> Any:
        if shape.is_section(wanted):
            before = len(self.mistakes)
            values, _ = self.fields(node, shape.keys(wanted), path)
            return wanted(**values) if len(self.mistakes) == before else INVALID
        of_keys, of_values = shape.parts(wanted)
        return {
            self.read(entry.key, of_keys, path): self.read(entry.value, of_values, (*path, name))
            for name, entry in self._entries(node, path).items()
        }

    def _list(self, node: yaml.SequenceNode, wanted: Any, path: Path) -> Any:
        inner = shape.parts(wanted)
        if len(inner) == 1 or inner[1] is Ellipsis:
            inner = (inner[0],) * len(node.value)
        if len(inner) != len(node.value):
            found = f"a list of {len(node.value)}"
            self.note(node, path, f"expected {shape.words(wanted)}, found {found}")
            return INVALID
        each = enumerate(zip(node.value, inner, strict=True))
        values = [self.read(part, kind, (*path, number)) for number, (part, kind) in each]
        return shape.LISTS[get_origin(wanted) or wanted](values)

    def _scalar(self, node: yaml.Node, wanted: Any, path: Path) -> Any:
        named = shape.marks(wanted, Wanted)
        for kind in [wanted] if named else shape.members(wanted):
            value = self._value(node.value, kind)
            if value is not INVALID:
                break
        else:
            if date in shape.members(wanted):
                self.note(node, path, _explain_date(node.value))
            elif any(each.secret for each in named):
                self.note(node, path, f"expected {shape.words(wanted)}, found another text")
            else:
                self.expected(node, shape.words(wanted), path)
            return INVALID
        for known in shape.marks(wanted, Known):
            form, names = self._also.get(known.kind), self._known[known.kind]
            if value not in names and not (form and form.fullmatch(value)):
                said = f"unknown {known.kind} {quote(value)}{_instead(value, names)}"
                self.note(node, path, said)
                return INVALID
        return value

    def _value(self, text: str, wanted: Any) -> Any:
        if wanted is str:
            return text
        if wanted is bool:
            return _TRUTH.get(text.casefold(), INVALID)
        if wanted is date and not _DAY.fullmatch(text):
            # pydantic would take a moment or a count of seconds for a day too.
            return INVALID
        try:
            if id(wanted) not in self._adapters:
                settings = ConfigDict(allow_inf_nan=False)
                self._adapters[id(wanted)] = (wanted, TypeAdapter(wanted, config=settings))
            return self._adapters[id(wanted)][1].validate_python(text)
        except (ValidationError, PydanticUserError):
            # The second: an option of a rule has a type that no text can be.
            return INVALID

    def _place(self, name: str, keys: Iterable[str]) -> str:
        near = nearest(name, keys)
        if not near and name in self._homes:
            return f"; it belongs in {quote(self._homes[name])}"
        return _instead(name, keys)

    def _count(self, node: yaml.Node) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            mark = node.start_mark
            said = f"more than {MAX_VALUES:,} values, counting those that aliases (*name) repeat"
            raise DocumentError(Mistake(mark.line + 1, mark.column + 1, said))


def spell(path: Path) -> str:
    """Give a path as messages show it, as `waivers #1.until`; list entries count from 1."""
    told = ""
    for part in path:
        if isinstance(part, int):
            told += f" #{part + 1}"
        else:
            told += ("." if told else "") + (part if part.isprintable() else quote(part))
    return told


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Give the names that differ least from a misspelt one: a letter in three at most."""
    allowed = max(1, len(name) // 3)
    distances = {
        each: OSA.distance(name.casefold(), each.casefold(), score_cutoff=allowed) for each in names
    }
    least = min(distances.values(), default=allowed + 1)
    return [each for each, far in distances.items() if far == least <= allowed][:3]


def is_nothing(node: yaml.Node) -> bool:
    """Say whether a node is what YAML reads as null: nothing at all, `~` or `null`."""
    return (
        isinstance(node, yaml.ScalarNode)
        and not node.style
        and node.value in ("", "~", "null", "Null", "NULL")
    )


def _instead(name: str, names: Iterable[str]) -> str:
    near = nearest(name, names)
    if near:
        return f"; did you mean {' or '.join(quote(each) for each in near)}?"
    known = sorted(names)
    return f"; this version knows {', '.join(known) or 'none'}" if len(known) <= 25 else ""


def _node_type(wanted: Any) -> type[yaml.Node]:
    plain = shape.bare(wanted)
    origin = get_origin(plain) or plain
    if origin in shape.LISTS:
        return yaml.SequenceNode
    if shape.is_section(plain) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return yaml.MappingNode
    return yaml.ScalarNode


def _may_be_empty(key: shape.Key) -> bool:
    empty = isinstance(key.default, (tuple, Mapping)) and not key.default
    return not key.required and (empty or shape.is_section(key.wanted))


def _found(node: yaml.Node) -> str:
    if is_nothing(node):
        return "nothing"
    if isinstance(node, yaml.ScalarNode):
        return quote(node.value)
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping of keys to values"


def _hint(node: yaml.Node, wanted: str) -> str:
    if is_nothing(node):
        return ""
    grouped = wanted.startswith(("a list", "a mapping"))
    if grouped and isinstance(node, yaml.ScalarNode) and missing_space(node.value):
        return missing_space(node.value)
    if wanted.startswith("a list"):
        return "begin each entry with '- '"
    if not grouped and isinstance(node, yaml.CollectionNode) and node.flow_style:
        return "text that begins with { or [ must stand in quotes"
    return ""


def _explain_date(text: str) -> str:
    numbers = _DAY.fullmatch(text)
    said = f"expected a date as 2027-12-31, found {quote(text)}"
    if not numbers:
        return said
    year, month, day = map(int, numbers.groups())
    if not 1 <= month <= 12:
        return f"{said}; there is no month {month}"
    if year == 0 or day == 0:
        return f"{said}; years and days count from 1"
    return f"{said}; {month_name[month]} {year} has {monthrange(year, month)[1]} days"
