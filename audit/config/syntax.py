"""Faults of YAML itself in plain words that name the usual cause.

libyaml and PyYAML say where they stopped and what they looked for. A person wants to know what
to mend, and the line that was meant often stands above.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from audit.config.mistake import Mistake, quote

_NO_SPACE = re.compile(r"\s*(?:- )?([A-Za-z_][\w.-]*):([^\s/].*)")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-[^\s-]")


def explain(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """Put what a YAML parser says of a text into words for the person who wrote it."""
    mark = error.problem_mark or error.context_mark or yaml.Mark("", 0, 0, 0, "", 0)
    opened = error.context_mark or mark
    fault = _Fault(
        text.splitlines(), (mark.line, mark.column), (opened.line, opened.column), error.problem
    )
    said = f"{error.context}; {error.problem}"
    if "\t" in fault.indent:
        return _tab(fault)
    return next(tell for cause, tell in _CAUSES if re.search(cause, said))(fault)


def missing_space(text: str) -> str:
    """Say what lacks a space in text that should have been `key: value` or `- entry`, if so."""
    pair = _NO_SPACE.fullmatch(text.rstrip())
    if pair:
        return f"a space is missing after the colon: write {quote(f'{pair[1]}: {pair[2]}')}"
    if _NO_SPACE_AFTER_DASH.match(text):
        return "a space is missing after the dash"
    return ""


Spot = tuple[int, int]
"""Line and column, both counted from 0."""


@dataclass(frozen=True)
class _Fault:
    lines: list[str]
    at: Spot
    """Where the parser stopped."""
    opened: Spot
    """Where that began which the parser was reading."""
    problem: str | None

    def line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def sign(self, spot: Spot) -> str:
        return self.line(spot[0])[spot[1] : spot[1] + 1]

    @property
    def before(self) -> str:
        return self.line(self.at[0])[: self.at[1]]

    @property
    def indent(self) -> str:
        line = self.line(self.at[0])
        return line[: len(line) - len(line.lstrip())]

    @property
    def above(self) -> Spot:
        """The line above that says something, at its first word."""
        number = self.at[0]
        while number > 0:
            number -= 1
            words = self.line(number).strip()
            if words and not words.startswith("#"):
                break
        return number, len(self.line(number)) - len(self.line(number).lstrip())


def _tell(spot: Spot, message: str) -> Mistake:
    return Mistake(spot[0] + 1, spot[1] + 1, message)


def _tab(fault: _Fault) -> Mistake:
    spot = fault.at[0], fault.indent.index("\t")
    return _tell(spot, "a tab stands here; YAML indents with spaces only")


def _escape(fault: _Fault) -> Mistake:
    said = "in double quotes a backslash begins an escape; use single quotes, or write \\\\ for it"
    return _tell(fault.opened, said)


def _open_quote(fault: _Fault) -> Mistake:
    return _tell(fault.opened, f"the quote {fault.sign(fault.opened)} is never closed")


def _open_bracket(fault: _Fault) -> Mistake:
    sign = fault.sign(fault.opened)
    said = f"the bracket {sign} is not closed, or a comma is missing after an entry"
    return _tell(fault.opened, said)


def _two_documents(fault: _Fault) -> Mistake:
    return _tell(fault.at, "a second document begins here; audit.yaml is one document")


def _no_colon(fault: _Fault) -> Mistake:
    said = missing_space(fault.line(fault.opened[0])) or "expected 'key: value' or '- entry' here"
    return _tell(fault.opened, said)


def _stray_colon(fault: _Fault) -> Mistake:
    above = fault.line(fault.above[0])
    if missing_space(above):
        return _tell(fault.above, missing_space(above))
    if ": " in fault.before:
        return _tell(fault.at, "a second ': ' in one value; put the value in quotes")
    if above and not re.search(r":(\s|$)", above):
        return _tell(fault.above, f"no colon after {quote(above.strip())}")
    return _tell(fault.at, "this line is indented deeper than the line above it allows")


def _must_be_quoted(fault: _Fault) -> Mistake:
    spot = fault.opened if fault.sign(fault.opened) in "*&!" else fault.at
    return _tell(spot, f"text that begins with {fault.sign(spot)} must stand in quotes")


def _anchor_twice(fault: _Fault) -> Mistake:
    first = fault.opened[0] + 1
    return _tell(fault.at, f"this anchor (&name) stands twice, first on line {first}")


def _after_the_end(fault: _Fault) -> Mistake:
    return _tell(fault.at, "this stands after the end of what the lines above hold")


def _misplaced(fault: _Fault) -> Mistake:
    sign = fault.sign(fault.at)
    if not fault.before.strip():
        said = "this line is indented differently from the lines it follows"
    elif fault.before.rstrip().endswith("'"):
        said = "text follows the closing quote; write '' for a ' inside"
    elif fault.before.rstrip().endswith('"'):
        said = 'text follows the closing quote; write \\" for a " inside'
    elif sign in "]}":
        said = f"the bracket {sign} closes nothing"
    else:
        said = f"{quote(sign)} cannot stand here; put the text in quotes"
    return _tell(fault.at, said)


def _text_block(fault: _Fault) -> Mistake:
    return _tell(fault.at, "after | or > the text begins on the next line")


def _mixed(fault: _Fault) -> Mistake:
    if fault.at[1] != fault.opened[1]:
        return _misplaced(fault)
    return _tell(fault.at, "entries ('- entry') and keys ('key: value') are mixed here")


def _other(fault: _Fault) -> Mistake:
    return _tell(fault.at, f"YAML cannot read this: {fault.problem}")


_CAUSES: tuple[tuple[str, Callable[[_Fault], Mistake]], ...] = (
    (r"unknown escape", _escape),
    (r"quoted scalar", _open_quote),
    (r"another document", _two_documents),
    (r"simple key", _no_colon),
    (r"mapping values", _stray_colon),
    (r"flow (sequence|mapping)", _open_bracket),
    (r"an? (alias|anchor|tag)\b|undefined (alias|tag)|cannot start any token", _must_be_quoted),
    (r"block scalar", _text_block),
    (r"block collection", _mixed),
    (r"block (mapping|node)", _misplaced),
    (r"document start", _after_the_end),
    (r"duplicate anchor", _anchor_twice),
    (r"", _other),
)
"""What the parser says of its fault, libyaml's words and PyYAML's alike, and what that means."""
