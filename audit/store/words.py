"""Values as a database can hold them: page text is hostile, and rules come from anywhere."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from operator import is_
from typing import Any, TypeVar

from audit.model import PageResult, Place

Item = TypeVar("Item")

# UTF-8 has no half characters, and PostgreSQL takes no NUL:
# https://www.postgresql.org/docs/current/datatype-character.html
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_JSON_FIELDS = frozenset({"evidence", "value"})


def clean_page(result: PageResult) -> PageResult:
    """Give a page's result as it is stored and read back (see `clean`).

    A finding that had to be changed may belong to another group then; its picture moves along.
    """
    findings = tuple(map(clean, result.findings))
    moved = {
        given.group: kept.group
        for given, kept in zip(result.findings, findings, strict=True)
        if kept is not given
    }
    return PageResult(
        outcome=clean(result.outcome),
        findings=findings,
        facts=tuple(map(clean, result.facts)),
        unchecked=tuple(map(clean, result.unchecked)),
        links=tuple(map(clean_text, result.links)),
        pictures={
            clean_text(moved.get(group, group)): picture
            for group, picture in result.pictures.items()
        },
        look=clean(result.look) if result.look is not None else None,
        status=result.status,
    )


def clean(item: Item) -> Item:
    """Give one of the model's dataclasses as it is stored and read back.

    NUL and lone surrogates become U+FFFD; evidence and a fact's value become plain JSON values
    (see `clean_json`). Gives `item` itself where there is nothing to change, as on most pages.
    """
    changed = {}
    for name, value in vars(item).items():
        kept = clean_json(value) if name in _JSON_FIELDS else _clean_part(value)
        if kept is not value:
            changed[name] = kept
    return replace(item, **changed) if changed else item  # type: ignore[type-var]


def clean_text(text: str) -> str:
    """Give `text` with U+FFFD for every NUL and lone surrogate."""
    if type(text) is not str:
        text = str(text)  # a parser's string would drag its whole page along
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def clean_json(value: Any) -> Any:
    """Give `value` as JSON gives it back: lists for sequences, sorted lists for sets.

    A number that is none is None, and what JSON does not know is its text. Gives `value` itself
    where there is nothing to change.
    """
    match value:
        case Enum():
            return clean_json(value.value)
        case str():
            return clean_text(value)
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            parts = {clean_text(str(key)): clean_json(part) for key, part in value.items()}
            return value if type(value) is dict and _same(value, parts) else parts
        case set() | frozenset():
            return sorted((clean_json(part) for part in value), key=repr)
        case Iterable() if not isinstance(value, (bytes, bytearray)):
            elements = [clean_json(part) for part in value]
            return value if type(value) is list and _all_are(value, elements) else elements
        case _:
            return clean_text(str(value))


def _clean_part(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return clean_text(value)
    if kind is tuple:
        parts = tuple(map(_clean_part, value))
        return value if _all_are(value, parts) else parts
    if kind is Place:
        return clean(value)
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Enum) else value


def _same(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> bool:
    return _all_are(a, b) and _all_are(a.values(), b.values())


def _all_are(a: Iterable[Any], b: Iterable[Any]) -> bool:
    return all(map(is_, a, b))
