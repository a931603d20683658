"""Reads `laws`: which laws a site has to meet, and by which of their dates."""

from typing import Any

import yaml

from audit import law
from audit.config import shape
from audit.config.mistake import quote
from audit.config.reader import INVALID, Reader
from audit.config.reader import Path as Where
from audit.config.settings import Duty, LawId


class Duties:
    """Reads entries of `laws`, and sees to it that a clock that runs is one that the law has."""

    def __init__(self, reader: Reader) -> None:
        """Take the reader that reads and notes."""
        self._reader = reader
        self._lines: dict[tuple[str, str], int] = {}

    def read(self, node: yaml.Node, where: Where) -> Any:
        """Give a law that is to be met; its id alone stands for one with all its dates."""
        reader = self._reader
        if isinstance(node, yaml.ScalarNode):
            found = reader.read(node, LawId, where)
            return self._take(Duty(law=found), node, where) if found is not INVALID else INVALID
        if not isinstance(node, yaml.MappingNode):
            reader.expected(node, "a law's id or a mapping of keys to values", where)
            return INVALID
        before = len(reader.mistakes)
        values, entries = reader.fields(node, shape.keys(Duty), where)
        if len(reader.mistakes) > before:
            return INVALID
        duty = Duty(**values)
        named = [each.who for each in law.load()[duty.law].dates]
        meant = [who for who in named if duty.who.casefold() in who.casefold()]
        if duty.who and len(meant) != 1:
            there = " or ".join(quote(who) for who in named) or "none"
            said = (
                f"{quote(duty.who)} names {len(meant) or 'none'} of the law's dates; it has {there}"
            )
            reader.note(entries["who"].value, (*where, "who"), said)
            return INVALID
        return self._take(duty, node, where)

    def _take(self, duty: Duty, node: yaml.Node, where: Where) -> Any:
        key = (duty.law, duty.who.casefold())
        if key in self._lines:
            said = f"the law {quote(duty.law)} stands twice, first on line {self._lines[key]}"
            self._reader.note(node, where, said)
            return INVALID
        self._lines[key] = node.start_mark.line + 1
        return duty
