"""A waiver written into audit.yaml: nothing else changes, or nothing at all."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from audit.config import Config, ConfigError, Waiver, load
from audit.config.addition import add_waiver
from audit.config.template import render_template

WAIVER = Waiver(
    rule="link-generic",
    pages=("/care/",),
    subject="View: “All” # of them",
    reason="It's the new design: [March]",
    owner="Web team",
    ticket="https://tickets.example/7?a=b#c",
    until=date(2027, 3, 31),
)
OLD = "  - rule: card-duplicate\n    reason: r # why\n    owner: o\n    until: 2027-01-01\n"


def loaded(folder: Path, text: str) -> Config:
    path = folder / "audit.yaml"
    path.write_bytes(text.encode())
    names = ("html", "json")
    return load(path, formats=names, rules={"link-generic": type, "card-duplicate": type})


FOLDED = OLD.replace("r # why", ">\n      long\n      text")
TEXTS = {
    "empty": ("", 0),
    "a note": ("# nothing but a note", 0),
    "byte order mark": ("\ufeffsite:\n  name: x\n", 0),
    "no last line end": ("site:\n  name: x", 0),
    "key alone": ("waivers:\n", 0),
    "key and note": ("waivers: # what we live with\n\nsite: {name: x} # end\n", 0),
    "empty list": ("waivers: []\nsite: {name: x}\n", 0),
    "empty list, notes": ("waivers: [] # none yet\n\n# The site.\nsite: {name: x}\n", 0),
    "null": ("waivers: ~\nsite: {name: x}\n", 0),
    "one": (f"waivers:\n{OLD}", 1),
    "one, no line end": (f"waivers:\n{OLD.rstrip()}", 1),
    "two": (f"waivers:\n{OLD}{OLD.replace('card-duplicate', 'link-generic')}", 2),
    "notes after": (f"waivers:\n{OLD}  # after\n\n# the gate\ngate:\n  fail_on: error\n", 1),
    "dashes at the margin": (f"waivers:\n{dedent(OLD)}site:\n", 1),
    "folded": (f"waivers:\n{FOLDED}site:\n", 1),
    "block text last": (
        "waivers:\n  - until: 2027-01-01\n    rule: card-duplicate\n    owner: o\n"
        "    reason: |\n      a\n\n      b\n\n\n# note\nsite:\n",
        1,
    ),
    "brackets in dashes": (
        "waivers:\n  - {rule: card-duplicate, reason: r,\n     owner: o, until: 2027-01-01} # one\n"
        "gate: {fail_on: error}\n",
        1,
    ),
    "CRLF": (f"site:\n  name: x\nwaivers:\n{OLD}# end\n".replace("\n", "\r\n"), 1),
    "template": (render_template("Lakeside", "site"), 0),
}


@pytest.mark.parametrize(("text", "before"), TEXTS.values(), ids=TEXTS)
def test_everything_else_stays_as_it_was(text: str, before: int, tmp_path: Path) -> None:
    changed = add_waiver(text, WAIVER)
    was, now = loaded(tmp_path, text), loaded(tmp_path, changed)
    assert before == len(was.waivers)
    assert now == was.model_copy(update={"waivers": (*was.waivers, WAIVER)})
    assert ("\r\n" in text) == ("\r\n" in changed)
    replaced = text.replace("waivers: []", "waivers:").replace("waivers: ~", "waivers:")
    left = iter(changed.splitlines())
    assert all(line in left for line in replaced.splitlines()), "every line, in its order"


@pytest.mark.parametrize(
    "text",
    [
        "{site: {name: x}}\n",
        "waivers: [{rule: a, reason: r, owner: o, until: 2027-01-01}]\n",
        "site: {name: &n x}\nrules: &w []\nwaivers: *w\n",
        "waivers: {a: b}\n",
        "site:\n  name: x\n...\n",
        "- a list\n",
        "site: [\n",
    ],
    ids=["brackets", "list in brackets", "alias", "mapping", "ended", "no mapping", "broken"],
)
def test_what_cannot_be_done_safely_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        add_waiver(text, WAIVER)


@given(
    st.text(min_size=1).filter(str.strip),
    st.text(min_size=1).filter(str.strip),
)
def test_any_text_comes_back_as_it_was_meant(subject: str, reason: str) -> None:
    subject, reason = " ".join(subject.split()), " ".join(reason.split())
    if any(0xD800 <= ord(sign) < 0xE000 for sign in subject + reason):
        return
    waiver = WAIVER.model_copy(update={"subject": subject, "reason": reason})
    text = add_waiver(add_waiver("site:\n  name: x\n", WAIVER), waiver)
    found = yaml.load(text, Loader=yaml.BaseLoader)["waivers"]
    assert [WAIVER.subject, subject] == [each["subject"] for each in found]
    assert [WAIVER.reason, reason] == [each["reason"] for each in found]
