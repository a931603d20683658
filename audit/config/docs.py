"""docs/configuration.md, made from the settings' own types and words."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import yaml

from audit.config import shape
from audit.config.json_schema import IS, OWN_ID, schema
from audit.config.settings import Config, RuleSetting, Text

_HEAD = """\
# audit.yaml, key by key

<!-- Made from audit/config/settings.py and audit/model.py by `nox -s docs`; edit those. -->

`care-audit init` writes a first audit.yaml. Every key may be left out unless its default is
*required*. An unknown key, a wrong type, a key that stands twice or a day that does not exist
stops the run before it begins, with file, line, column and what to write.

- Paths such as `/cancer-care/**` begin with `/`. `*` stands for any part of one name, `?` for one
  character, `**` for any number of names.
- Secrets stay out of the file: `headers_from` names environment variables.
- Anchors and aliases (`&name`, `*name`) work; merge keys (`<<`) and tags (`!!str`) do not.
"""

_RULES = """\
### After a rule's id

| Written | Means |
| --- | --- |
| `image-alt-long: off` | the rule does not run |
| `link-generic: notice` | its findings are notices |
| `link-generic: {severity: notice, also: [Explore]}` | a severity, and options of this rule |
| `link-generic: {precision: 0.9}` | share of right findings that is asked of this rule |
| `axe/color-contrast: off` | one of axe-core's rules is left out; a severity does as well |

`care-audit explain RULE` prints the options of a rule.
"""


def render() -> str:
    """Give docs/configuration.md as it should read now."""
    return _HEAD + "".join(_section(Config, (), schema())) + "\n" + _RULES


def _section(cls: type, where: tuple[str, ...], told: dict[str, Any]) -> Iterator[str]:
    described = told["$defs"].get(cls.__name__, told)
    if where:
        yield f"\n## {'.'.join(where)}\n\n{described['description']}\n"
    else:
        yield "\n## The whole\n"
    yield "\n| Key | Takes | Default | Meaning |\n| --- | --- | --- | --- |\n"
    inner: list[tuple[str, type]] = []
    for name, words, default, meaning in _rows(cls, described["properties"]):
        yield f"| `{name}` | {_cell(words)} | {default} | {_cell(meaning)} |\n"
    for name, key in shape.keys(cls).items():
        inner += [(name, each) for each in _sections_in(key.wanted)]
    for name, each in inner:
        yield from _section(each, (*where, name), told)


def _rows(cls: type, properties: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name, key in shape.keys(cls).items():
        about = key.wanted.__doc__ if shape.is_section(key.wanted) else ""
        meaning = properties[name].get("description") or about or ""
        if "is" in properties and name == "id":
            yield "is", shape.words(Text), "*required*, or `id`", IS
            yield "id", shape.words(Text), "*required*, or `is`", OWN_ID
        else:
            yield name, shape.words(key.wanted), _default(key), meaning


def _sections_in(wanted: Any) -> list[type]:
    """Give the types with keys of their own that stand directly or as entries in a type."""
    plain = shape.bare(wanted)
    if shape.is_section(plain):
        return [] if plain is RuleSetting else [plain]
    return [found for each in get_args(plain) for found in _sections_in(each)]


def _default(key: shape.Key) -> str:
    if key.required:
        return "*required*"
    if shape.is_section(key.wanted):
        return "see below"
    default = key.default.value if isinstance(key.default, Enum) else key.default
    if default is None or default in ("", ()) or default == {}:
        return "none"
    if isinstance(default, tuple):
        default = list(default)
    text = yaml.safe_dump(default, default_flow_style=True, width=float("inf"))
    return f"`{text.removesuffix('...' + chr(10)).strip()}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
