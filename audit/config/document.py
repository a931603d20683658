"""YAML text as a tree of nodes that know their place; its faults in plain words.

Only text is read: `no` stays `no` and `1981` stays `1981` until a setting's type says what they
are. Nothing is constructed, so nothing in the file can run.
"""

import re
from dataclasses import dataclass

import yaml

Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_BYTES = 1_000_000
"""Room for some ten thousand waivers; more is another kind of file."""
MAX_DEPTH = 50
"""Nesting; audit.yaml needs five. libyaml's composer overruns the C stack at some 50,000."""

# YAML 1.2.2, 5.1: what a YAML text may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_SPACE = re.compile(r"\s*(?:- )?([A-Za-z_][\w.-]*):([^\s/].*)")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-[^\s-]")


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong in audit.yaml."""

    line: int
    """Counted from 1."""
    column: int
    """In characters, counted from 1."""
    message: str
    """Plain text; what comes from the file is quoted in it without control characters."""


class DocumentError(Exception):
    """The text is no YAML that can be read; holds the one mistake that stops the reading."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake)
        self.mistake = mistake


def parse(content: bytes) -> yaml.Node | None:
    """Give the root node of a YAML document, None where it holds nothing but comments.

    Raises DocumentError.
    """
    text = _decode(content)
    try:
        _check_depth(text)
        root: yaml.Node | None = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        raise DocumentError(_explain(error, text)) from error
    return root


def missing_space(text: str) -> str:
    """Say what lacks a space in text that should have been `key: value` or `- entry`, if so."""
    pair = _NO_SPACE.fullmatch(text.rstrip())
    if pair:
        return f"a space is missing after the colon: write {quote(f'{pair[1]}: {pair[2]}')}"
    if _NO_SPACE_AFTER_DASH.match(text):
        return "a space is missing after the dash"
    return ""


def quote(text: str) -> str:
    """Give text of the file as a message shows it: short, in quotes, safe for a terminal."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(Mistake(1, 1, "the file is UTF-16; save it as UTF-8"))
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
        said = f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise DocumentError(_at(before, said)) from error
    found = _FORBIDDEN.search(text)
    if found:
        said = f"the control character U+{ord(found[0]):04X} may not stand in YAML; delete it"
        raise DocumentError(_at(text[: found.start()], said))
    return text


def _at(before: str, message: str) -> Mistake:
    return Mistake(before.count("\n") + 1, len(before) - before.rfind("\n"), message)


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            mark = event.start_mark
            said = f"nested deeper than {MAX_DEPTH} levels"
            raise DocumentError(Mistake(mark.line + 1, mark.column + 1, said))


def _explain(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """Put a fault that PyYAML or libyaml found into words that name the usual cause."""
    lines = [*text.splitlines(), ""]
    mark = error.problem_mark or error.context_mark or _START
    opened = error.context_mark or mark
    context, problem = error.context or "", error.problem or "unreadable"
    line = lines[mark.line] if mark.line < len(lines) else ""
    above = next((n for n in range(mark.line - 1, -1, -1) if _says_something(lines[n])), None)
    before, here = line[: mark.column], line[mark.column : mark.column + 1]

    def at(place: yaml.Mark, message: str) -> Mistake:
        return Mistake(place.line + 1, place.column + 1, message)

    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        said = "a tab stands here; YAML indents with spaces only"
        return Mistake(mark.line + 1, indent.index("\t") + 1, said)
    if "unknown escape" in problem:
        said = (
            "in double quotes a backslash begins an escape; use single quotes, or write \\\\ for it"
        )
        return at(opened, said)
    if "quoted scalar" in context:
        return at(opened, f"the quote {lines[opened.line][opened.column]} is never closed")
    if "another document" in problem:
        return at(mark, "a second document begins here; audit.yaml is one document")
    if "simple key" in context:
        said = missing_space(lines[opened.line]) or "expected 'key: value' or '- entry' here"
        return at(opened, said)
    if "mapping values" in problem:
        if above is not None and missing_space(lines[above]):
            return _at_text(lines, above, missing_space(lines[above]))
        if ": " in before:
            return at(mark, "a second ': ' in one value; put the value in quotes")
        if above is not None and not re.search(r":(\s|$)", lines[above]):
            return _at_text(lines, above, f"no colon after {quote(lines[above].strip())}")
        return at(mark, "this line is indented deeper than the line above it allows")
    if "flow" in context:
        bracket = lines[opened.line][opened.column]
        said = f"the bracket {bracket} is not closed, or a comma is missing after an entry"
        return at(opened, said)
    if (
        "alias" in context
        or "anchor" in context
        or "tag" in context
        or "undefined alias" in problem
    ):
        place = mark if "undefined alias" in problem else opened
        sign = lines[place.line][place.column : place.column + 1]
        return at(place, f"text that begins with {sign} must stand in quotes")
    if "cannot start any token" in problem:
        return at(mark, f"text that begins with {here} must stand in quotes")
    if "block" in context:
        if not before.strip():
            said = "this line is indented differently from the lines it follows"
            if "collection" in context and mark.column == opened.column:
                said = "entries ('- entry') and keys ('key: value') are mixed here"
            return at(mark, said)
        if before.rstrip().endswith(("'", '"')):
            said = (
                "text follows the closing quote; a quote inside a text of the same kind is doubled"
            )
            if before.rstrip().endswith('"'):
                said = 'text follows the closing quote; a quote inside a text is written \\"'
            return at(mark, said)
        return at(mark, f"{quote(here)} cannot stand here; put the text in quotes")
    return at(mark, f"YAML cannot read this: {problem}")


_START = yaml.Mark("", 0, 0, 0, "", 0)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _at_text(lines: list[str], number: int, message: str) -> Mistake:
    line = lines[number]
    return Mistake(number + 1, len(line) - len(line.lstrip()) + 1, message)
