"""Every key of audit.yaml, misspelt in every way by one letter."""

from collections.abc import Callable, Iterator

import pytest

from audit.config import Config, shape
from audit.config.settings import RuleSetting
from audit.model import Held

Told = Callable[[str | bytes], list[str]]


def _mappings(
    cls: type, where: str, indent: str, text: str
) -> Iterator[tuple[str, str, str, set[str]]]:
    """Yield each mapping: where it stands, text up to its first key, indentation, and its keys."""
    keys = shape.keys(cls)
    names = {*keys, "is"} if cls is Held else set(keys)
    yield where, text, indent, names
    for name, key in keys.items():
        inner, entry = shape.bare(key.wanted), False
        if not shape.is_section(inner):
            inner, entry = next(iter(getattr(inner, "__args__", ())), None), True
        if inner is RuleSetting or not shape.is_section(inner):
            continue
        path = f"{where}.{name}" if where else name
        opening = f"{text}{indent}{name}:\n"
        if entry:
            yield from _mappings(inner, f"{path} #1", "  ", f"{opening}- x: y\n")
        else:
            yield from _mappings(inner, path, f"{indent}  ", opening)


MAPPINGS = [
    *_mappings(Config, "", "", ""),
    ("rules.image-alt-long", "rules:\n  image-alt-long:\n", "    ",
     {"severity", "limit", "share", "strict", "weights", "least"}),
]  # fmt: skip
KEYS = [
    pytest.param(where, text, indent, name, names, id=f"{where}.{name}".lstrip("."))
    for where, text, indent, names in MAPPINGS
    for name in sorted(names)
]


def _misspelt(name: str) -> set[str]:
    places = range(len(name))
    return {
        *(name[:n] + name[n + 1 :] for n in places if len(name) > 1),
        *(name[:n] + "x" + name[n + 1 :] for n in places),
        *(name[:n] + name[n] + name[n:] for n in places),
        *(name[:n] + name[n + 1] + name[n] + name[n + 2 :] for n in places[:-1]),
        name.upper(),
    } - {name}


@pytest.mark.parametrize(("where", "text", "indent", "name", "names"), KEYS)
def test_a_key_misspelt_by_one_letter_is_found_and_put_right(
    where: str, text: str, indent: str, name: str, names: set[str], mistakes: Told
) -> None:
    wrong = sorted(_misspelt(name) - names)
    line = text.count("\n") + 1
    told = mistakes(text + "".join(f"{indent}{each}: z\n" for each in wrong))
    path = f"{where}: " if where else ""
    for number, each in enumerate(wrong):
        place = (
            f"audit.yaml:{line + number}:{len(indent) + 1}: {path}unknown key {each!r}; did you "
        )
        found = [one for one in told if one.startswith(place)]
        assert len(found) == 1, each
        assert repr(name) in found[0].removeprefix(place)


def test_every_section_and_key_is_tried() -> None:
    tried = {where for where, *_ in MAPPINGS}
    assert tried >= {"", "site", "browser", "browser.axe", "accreditations #1", "claims #1"}
    assert tried >= {"gate", "waivers #1", "reports", "history"}
    assert len(KEYS) > 60
