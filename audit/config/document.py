"""YAML text as a tree of nodes that know their place.

Only text is read: `no` stays `no` and `1981` stays `1981` until a setting's type says what they
are. Nothing is constructed, so nothing in the file can run.
"""

import re

import yaml

from audit.config.mistake import DocumentError, Mistake
from audit.config.syntax import explain

Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_BYTES = 1_000_000
"""Room for some ten thousand waivers; more is another kind of file."""
MAX_DEPTH = 50
"""Nesting; audit.yaml needs five. libyaml's composer overruns the C stack at some 50,000."""

# YAML 1.2.2, 5.1, and without byte order marks inside.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def parse(content: bytes) -> yaml.Node | None:
    """Give the root node of a YAML document, None where it holds nothing but comments.

    Raises DocumentError.
    """
    text = _decode(content)
    try:
        _check_depth(text)
        root: yaml.Node | None = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        raise DocumentError(explain(error, text)) from error
    return root


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(Mistake(1, 1, "the file is UTF-16; save it as UTF-8"))
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
        said = f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise DocumentError(_after(before, said)) from error
    found = _FORBIDDEN.search(text)
    if found:
        said = f"the control character U+{ord(found[0]):04X} may not stand in YAML; delete it"
        raise DocumentError(_after(text[: found.start()], said))
    return text


def _after(before: str, message: str) -> Mistake:
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
