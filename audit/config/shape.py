"""What a settings type takes, read off its annotations: its keys, and words for its values."""

import dataclasses
import types
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from audit.config.settings import Config, Expression, Glob, ImageHash, Text, Wanted
from audit.model import ApprovedClaim, Held, StatedFact
from audit.policies import Pack, Policy, Sought, Term

LISTS: Mapping[Any, type] = {
    **{kind: kind for kind in (tuple, list, set, frozenset)},
    **dict.fromkeys((Sequence, Collection, Iterable), tuple),
}
"""Types that a YAML list serves, and what it is read into."""

_STRICTER: Mapping[tuple[type, str], Any] = {
    # audit.model is plain data; what a site may write is stricter.
    (Held, "id"): Text,
    (Held, "also"): tuple[Text, ...],
    (Held, "images"): tuple[ImageHash, ...],
    (Held, "show_on"): tuple[Glob, ...],
    (Held, "only_on"): tuple[Glob, ...],
    (ApprovedClaim, "text"): Text,
    (Policy, "id"): Text,
    (Policy, "pages"): tuple[Glob, ...],
    (Pack, "use"): Text,
    (Pack, "pages"): tuple[Glob, ...],
    (Term, "avoid"): Text | tuple[Text, ...],
    (Term, "use"): Text,
    (Term, "why"): Text,
    **{(Sought, name): Text | tuple[Text, ...] for name in ("text", "link_text", "link")},
    **{(Sought, name): Text for name in ("selector", "regex", "attribute")},
    (StatedFact, "name"): Text,
    (StatedFact, "value"): Text,
    (StatedFact, "also"): tuple[Text, ...],
    (StatedFact, "near"): tuple[Text, ...],
    (StatedFact, "unless"): tuple[Text, ...],
    (StatedFact, "pattern"): Expression,
    (StatedFact, "pages"): tuple[Glob, ...],
}


@dataclass(frozen=True)
class Key:
    """One key of a mapping in audit.yaml."""

    wanted: Any
    """The annotation of what it takes."""
    required: bool = False
    default: Any = None


@lru_cache(maxsize=128)
def keys(cls: type[Any]) -> Mapping[str, Key]:
    """Give the keys of a pydantic model or a dataclass by name, in the order they are written."""
    hints = get_type_hints(cls, include_extras=True)
    if issubclass(cls, BaseModel):
        return {
            name: Key(hints[name], info.is_required(), info.get_default(call_default_factory=True))
            for name, info in cls.model_fields.items()
        }
    missing = dataclasses.MISSING
    return {
        each.name: Key(
            _STRICTER.get((cls, each.name), hints[each.name]),
            required=each.default is missing and each.default_factory is missing,
            default=each.default if each.default_factory is missing else each.default_factory(),
        )
        for each in dataclasses.fields(cls)
        if each.init
    }


def options(rule: type) -> Mapping[str, Key]:
    """Give the options of a rule that audit.yaml may set.

    Those are the fields of its dataclass, but for what others fill: sections of audit.yaml by
    their name, and in an adapter the `overrides` that are said of `axe/<rule>`.
    """
    given = {"overrides", *Config.model_fields}
    return {name: key for name, key in keys(rule).items() if name not in given}


def is_section(wanted: Any) -> bool:
    """Say whether a type has keys of its own."""
    return isinstance(wanted, type) and (
        issubclass(wanted, BaseModel) or dataclasses.is_dataclass(wanted)
    )


def bare(wanted: Any) -> Any:
    """Give an annotation without its metadata."""
    return get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted


def marks(wanted: Any, kind: type) -> list[Any]:
    """Give the metadata of one kind that an annotation carries itself, first one first."""
    return [each for each in getattr(wanted, "__metadata__", ()) if isinstance(each, kind)]


def members(wanted: Any) -> list[Any]:
    """Give the types of a union, `None` left out; any other type is its own single member.

    `None` cannot be written in audit.yaml: a key that has no value is left out.
    """
    if get_origin(bare(wanted)) in (Union, types.UnionType):
        return [each for each in get_args(bare(wanted)) if each is not type(None)]
    return [wanted]


def parts(wanted: Any) -> tuple[Any, ...]:
    """Give the types of what a list or mapping holds; text where they are not said."""
    plain = bare(wanted)
    origin = get_origin(plain) or plain
    return get_args(plain) or ((str,) if origin in LISTS else (str, str))


def words(wanted: Any) -> str:
    """Give words for what a type takes, as `a whole number from 1 to 64`."""
    named = marks(wanted, Wanted)
    if named:
        return str(named[0].words)
    several = members(wanted)
    if len(several) > 1:
        return _either([word for each in several for word in _choices(each) or [words(each)]])
    plain = bare(several[0])
    origin = get_origin(plain) or plain
    if origin in LISTS:
        return _list_words(parts(plain))
    if _choices(plain):
        return _either(_choices(plain))
    if isinstance(origin, type):
        if is_section(origin) or issubclass(origin, Mapping):
            return "a mapping of keys to values"
        if origin in _SCALARS:
            return _SCALARS[origin][0] + _bounds(wanted)
    return f"a value of type {getattr(plain, '__name__', plain)}"


def plural(wanted: Any) -> str:
    """Give words for several values of a type, as `whole numbers of at least 200`."""
    named = marks(wanted, Wanted)
    if named:
        return str(named[0].plural)
    plain = bare(wanted)
    if plain in _SCALARS:
        return _SCALARS[plain][1] + _bounds(wanted)
    if is_section(plain):
        return "mappings of keys to values"
    return f"entries, each {words(wanted)}"


_SCALARS: Mapping[Any, tuple[str, str]] = {
    str: ("text", "texts"),
    bool: ("true or false", "entries, each true or false"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    date: ("a date as 2027-12-31", "dates as 2027-12-31"),
}


def _choices(wanted: Any) -> list[str]:
    if get_origin(wanted) is Literal:
        return [str(each) for each in get_args(wanted)]
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return [str(each.value) for each in wanted]
    return []


def _list_words(inner: tuple[Any, ...]) -> str:
    if len(inner) == 1 or inner[1] is Ellipsis:
        return f"a list of {plural(inner[0])}"
    if len(set(map(str, inner))) == 1:
        return f"a list of {len(inner)} {plural(inner[0])}"
    return f"a list of {len(inner)}: " + ", then ".join(words(each) for each in inner)


def _bounds(wanted: Any) -> str:
    found: dict[str, Any] = {}
    for info in marks(wanted, FieldInfo):
        for rule in info.metadata:
            found |= {
                name: getattr(rule, name)
                for name in ("ge", "gt", "le", "lt")
                if hasattr(rule, name)
            }
    if "ge" in found and "le" in found:
        return f" from {found['ge']} to {found['le']}"
    names = {"ge": "of at least", "gt": "above", "le": "of at most", "lt": "below"}
    return "".join(f" {names[name]} {bound}" for name, bound in found.items())


def _either(options: list[str]) -> str:
    if len(options) == 1:
        return options[0]
    return f"{', '.join(options[:-1])} or {options[-1]}"
