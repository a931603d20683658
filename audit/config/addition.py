"""A waiver added to audit.yaml: one piece of text put in, and every other byte left as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from audit.config.settings import ConfigError, Waiver

_KEY = "waivers"


def add_waiver(text: str, waiver: Waiver) -> str:
    """Give the text of audit.yaml with a waiver after those that it has.

    Comments, order and line ends stay. Raises ConfigError where the text is written in a way that
    leaves no safe place for it; what was read back is held against what was meant.
    """
    try:
        insertion = _insertion(text, _entry(waiver))
        changed = text[: insertion.at] + insertion.text + text[insertion.until :]
        safe = _read(changed) == _expected(text, waiver)
    except yaml.YAMLError:
        safe = False
    if not safe:
        raise _unsafe("something else would change")
    return changed


@dataclass(frozen=True)
class _Insertion:
    """What is put in place of the characters from `at` to `until`."""

    at: int
    until: int
    text: str


def _insertion(text: str, entry: list[str]) -> _Insertion:
    end = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    if root is None:
        return _at_the_end(text, entry, end)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise _unsafe("the whole file stands in brackets")
    for key, value in root.value:
        if key.value == _KEY:
            return _among(text, key, value, entry, end)
    return _at_the_end(text, entry, end)


def _at_the_end(text: str, entry: list[str], end: str) -> _Insertion:
    lines = [f"{_KEY}:", *(f"  {line}" for line in entry)]
    before = "" if not text.strip("\ufeff") else end
    if text and not text.endswith(("\n", "\ufeff")):
        before = end + before
    return _Insertion(len(text), len(text), before + end.join(lines) + end)


def _among(
    text: str, key: yaml.ScalarNode, value: yaml.Node, entry: list[str], end: str
) -> _Insertion:
    if value.start_mark.index < key.end_mark.index:
        raise _unsafe("the waivers are an alias (*name)")
    if isinstance(value, yaml.SequenceNode) and value.value and not value.flow_style:
        at = _end_of_line(text, _last(value, value.value[-1]))
        lines = [" " * value.start_mark.column + line for line in entry]
        before = "" if text[:at].endswith("\n") else end
        return _Insertion(at, at, before + end.join(lines) + end)
    if isinstance(value, yaml.SequenceNode) and value.value:
        raise _unsafe("the waivers stand in brackets; write them as a list with dashes")
    nothing = isinstance(value, yaml.ScalarNode) and value.value in ("", "~", "null")
    if not nothing and not isinstance(value, yaml.SequenceNode):
        raise _unsafe("the waivers are no list")
    # An empty list, or nothing at all: what is there gives way to a list, a note stays.
    at = text.index(":", key.end_mark.index) + 1
    until = max(at, value.end_mark.index)
    rest = _end_of_line(text, until)
    note = text[until:rest].strip()
    lines = ["  " + line for line in entry]
    return _Insertion(at, rest, (f" {note}" if note else "") + end + end.join(lines) + end)


def _last(sequence: yaml.SequenceNode, node: yaml.Node) -> int:
    """Give the index of the last character that belongs to a node; comments after it do not."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        found = node.value[-1]
        node = found[1] if isinstance(found, tuple) else found
        if node.start_mark.index < sequence.start_mark.index:
            raise _unsafe("the last waiver ends with an alias (*name)")
    return max(node.start_mark.index, node.end_mark.index - 1)


def _end_of_line(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _entry(waiver: Waiver) -> list[str]:
    """Give the lines of a waiver, a key on each."""
    told: dict[str, str] = {"rule": _scalar(waiver.rule)}
    if waiver.pages != ("/**",):
        told["pages"] = f"[{', '.join(map(_quoted, waiver.pages))}]"
    if waiver.subject:
        told["subject"] = _quoted(waiver.subject)
    told["reason"] = _quoted(waiver.reason)
    told["owner"] = _quoted(waiver.owner)
    if waiver.ticket:
        told["ticket"] = _quoted(waiver.ticket)
    told["until"] = waiver.until.isoformat()
    lines = [f"{name}: {value}" for name, value in told.items()]
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _scalar(text: str) -> str:
    return text if text.replace("-", "").replace("/", "").isalnum() else _quoted(text)


def _quoted(text: str) -> str:
    """Give text as a double-quoted YAML scalar on one line."""
    return str(
        yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    ).rstrip("\n")


def _read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only


def _expected(text: str, waiver: Waiver) -> Mapping[str, Any]:
    before = _read(text) or {}
    told: dict[str, Any] = {"rule": waiver.rule, "reason": waiver.reason, "owner": waiver.owner}
    if waiver.pages != ("/**",):
        told["pages"] = list(waiver.pages)
    told |= {name: said for name in ("subject", "ticket") if (said := getattr(waiver, name))}
    told["until"] = waiver.until.isoformat()
    there = before.get(_KEY)
    return {**before, _KEY: [*(there if isinstance(there, list) else ()), told]}


def _unsafe(why: str) -> ConfigError:
    return ConfigError(f"a waiver cannot be added safely, {why}; add it by hand")
