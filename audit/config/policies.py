"""Reads `policies` and `terms`: what a person can write wrong in them is told before any page is
read, for a policy that finds nothing by mistake would pass for one that is met."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

from audit import law, patterns
from audit.config import shape
from audit.config.mistake import quote
from audit.config.reader import INVALID, Reader
from audit.config.reader import Path as Where
from audit.policies import Pack, Policy, Sought, Term, Words, wordings

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""How a policy is called: waivers and the history of findings go by it."""
ATTRIBUTE = re.compile(r"[a-z][a-z0-9:_-]*")
"""The name of an attribute, as HTML parsers give it: in small letters."""
WORD = re.compile(r"[^\W_]")
_OF_ELEMENTS = ("text", "regex", "attribute")


class Policies:
    """Reads entries of `policies`, and sees to it that no two have one id."""

    def __init__(self, reader: Reader) -> None:
        """Take the reader that reads and notes."""
        self._reader = reader
        self._lines: dict[str, int] = {}
        self._keys = dict(shape.keys(Policy))
        for name in ("require", "forbid"):
            # Not `Sought | None`: a key that is there has a value.
            self._keys[name] = shape.Key(Sought)

    def read(self, node: yaml.Node, where: Where) -> Any:
        """Give a policy, or a pack of them."""
        reader = self._reader
        if not isinstance(node, yaml.MappingNode):
            reader.expected(node, "a mapping of keys to values", where)
            return INVALID
        before = len(reader.mistakes)
        named = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
        read = self._pack if "use" in named else self._policy
        found = read(node, where)
        return found if len(reader.mistakes) == before else INVALID

    def read_sought(self, node: yaml.Node, where: Where) -> Any:
        """Give what a policy looks for."""
        reader = self._reader
        if not isinstance(node, yaml.MappingNode):
            reader.expected(node, "a mapping of keys to values", where)
            return INVALID
        before = len(reader.mistakes)
        values, entries = reader.fields(node, shape.keys(Sought), where)
        if "answers" in entries:
            key = entries["answers"].key
            if "link" not in entries and "link_text" not in entries:
                reader.note(key, where, "'answers' goes with 'link' or 'link_text' only")
            elif where[-1] == "forbid":
                reader.note(key, where, "'answers' goes with 'require' only")
        if not entries:
            reader.note(node, where, "nothing to look for is named: text, link_text, selector, …")
        if "link" in entries or "link_text" in entries:
            for name in _OF_ELEMENTS:
                if name in entries:
                    said = f"{quote(name)} does not go with 'link' or 'link_text'"
                    reader.note(entries[name].key, where, said)
        if len(reader.mistakes) > before:
            return INVALID
        for name, entry in entries.items():
            problem = _problem(name, values[name])
            if problem:
                reader.note(entry.value, (*where, name), problem)
        return Sought(**values) if len(reader.mistakes) == before else INVALID

    def _policy(self, node: yaml.MappingNode, where: Where) -> Any:
        reader = self._reader
        values, entries = reader.fields(node, self._keys, where)
        if "require" in entries and "forbid" in entries:
            said = "'forbid' does not go with 'require'; write two policies"
            reader.note(entries["forbid"].key, where, said)
        elif "require" not in entries and "forbid" not in entries:
            reader.note(node, where, "'require' or 'forbid' is missing: nothing is asked for")
        if values.get("scope") == "site" and "forbid" in entries:
            said = "'scope: site' goes with 'require' only; what is forbidden is so on every page"
            reader.note(entries["scope"].key, where, said)
        identity = values.get("id")
        if isinstance(identity, str):
            if not SLUG.fullmatch(identity):
                said = f"expected small letters, digits and hyphens, found {quote(identity)}"
                reader.note(entries["id"].value, (*where, "id"), said)
            self._take([identity], node, where)
        known = law.load()
        if isinstance(values.get("law"), str) and values["law"] not in known:
            said = f"unknown law {quote(values['law'])}; this version knows {', '.join(known)}"
            reader.note(entries["law"].value, (*where, "law"), said)
        if any(value is INVALID for value in values.values()) or "id" not in values:
            return INVALID
        return Policy(**values)

    def _pack(self, node: yaml.MappingNode, where: Where) -> Any:
        reader = self._reader
        values, entries = reader.fields(node, shape.keys(Pack), where)
        name = values.get("use")
        if not isinstance(name, str):
            return INVALID
        if name not in law.pack_names():
            said = f"unknown pack {quote(name)}; this version knows {', '.join(law.pack_names())}"
            reader.note(entries["use"].value, (*where, "use"), said)
            return INVALID
        ids = [policy.id for policy in law.read_pack(name)]
        without = values.get("without", ())
        for each in without:
            if isinstance(each, str) and each not in ids:
                said = f"{quote(each)} is no policy of {name}; it has {', '.join(ids)}"
                reader.note(entries["without"].value, (*where, "without"), said)
        self._take((each for each in ids if each not in without), node, where)
        return Pack(**values)

    def _take(self, ids: Iterable[str], node: yaml.Node, where: Where) -> None:
        for identity in ids:
            if identity in self._lines:
                said = f"the policy {quote(identity)} stands twice"
                self._reader.note(node, where, f"{said}, first on line {self._lines[identity]}")
            self._lines.setdefault(identity, node.start_mark.line + 1)


class Terms:
    """Reads entries of `terms`."""

    def __init__(self, reader: Reader) -> None:
        """Take the reader that reads and notes."""
        self._reader = reader

    def read(self, node: yaml.Node, where: Where) -> Any:
        """Give words to avoid."""
        reader = self._reader
        if not isinstance(node, yaml.MappingNode):
            reader.expected(node, "a mapping of keys to values", where)
            return INVALID
        before = len(reader.mistakes)
        values, entries = reader.fields(node, shape.keys(Term), where)
        if len(reader.mistakes) > before:
            return INVALID
        problem = _words_problem(values["avoid"])
        if problem:
            reader.note(entries["avoid"].value, (*where, "avoid"), problem)
            return INVALID
        return Term(**values)


def _problem(name: str, value: Any) -> str:
    """Give what is wrong with the value of a key of `require` or `forbid`, or nothing."""
    if name in ("text", "link_text"):
        return _words_problem(value)
    if name == "selector":
        return _selector_problem(value)
    if name == "regex":
        return _regex_problem(value)
    if name == "attribute" and not ATTRIBUTE.fullmatch(value):
        return f"expected the name of an attribute in small letters, found {quote(value)}"
    if name == "link":
        return _link_problem(value)
    if name == "answers" and not 200 <= value <= 599:
        # Below are no answers yet (RFC 9110, 15.2).
        return f"expected a status of HTTP from 200 to 599, found {quote(str(value))}"
    return ""


def _words_problem(words: Words) -> str:
    if not wordings(words):
        return "no words are named"
    for each in wordings(words):
        if not all(WORD.search(word) or "*" not in word for word in each.split()):
            return f"'*' must stand beside letters, found {quote(each)}"
        if not WORD.search(each):
            return f"{quote(each)} holds no word"
    return ""


def _selector_problem(selector: str) -> str:
    import soupsieve  # It brings the parser of HTML along, an eighth of a second.

    if selector.count(":has(") > 1:
        return "more than one ':has(' is too slow on big pages; write two policies"
    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, NotImplementedError) as problem:
        return f"{quote(selector)} is no CSS selector: {str(problem).splitlines()[0]}"
    return ""


def _regex_problem(expression: str) -> str:
    try:
        patterns.check(expression)
    except patterns.PatternError as problem:
        return f"{quote(expression)} cannot be used as a regular expression: {problem}"
    return ""


def _link_problem(places: Words) -> str:
    for each in wordings(places):
        if "://" in each:
            return f"write {quote(each.partition('://')[2])}, without the scheme"
        if not each.startswith("/") and "." not in each.partition("/")[0]:
            return f"expected a path beginning with / or an address, found {quote(each)}"
        if each.count("**") > 2:
            return "more than two '**' in one address"
    return "" if wordings(places) else "no address is named"
