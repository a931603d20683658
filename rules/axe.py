"""Rules axe/*: an adapter that turns what axe-core found into findings."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from bs4 import Tag
from soupsieve import SelectorSyntaxError

from audit import urls
from audit.model import Certainty, Finding, Place, RuleInfo, Severity, normalise
from audit.page import Page
from rules.base import PageRule

SEVERITIES = {
    "critical": Severity.ERROR,
    "serious": Severity.ERROR,
    "moderate": Severity.WARNING,
    "minor": Severity.NOTICE,
}
"""By axe-core's impact."""
LEFT_TO = {
    "area-alt": "image-alt-missing",
    "button-name": "image-alt-missing",
    "document-title": "page-title-missing",
    "image-alt": "image-alt-missing",
    "input-image-alt": "image-alt-missing",
    "link-name": "image-alt-missing",
    "image-redundant-alt": "image-alt-redundant",
    "role-img-alt": "image-alt-missing",
    "svg-img-alt": "image-alt-missing",
}
"""axe-core's rules, and ours that report the same defect of the same element more exactly."""
_IDENTIFYING = ("href", "src", "alt", "name", "type", "role", "aria-label", "title", "lang")
"""Attributes that tell what an element is about; its classes, ids and styles change for nothing."""
_BUILD = re.compile(r"[.-][0-9a-f]{8,64}(?=\.\w{1,5}(\?|$))")
"""The digest that a bundler puts into a file's name: `logo.3f2a9c1b.svg`."""
_PLAIN_BOXES = ("div", "span", "html", "body")


@dataclass(frozen=True)
class Axe(PageRule):
    """A page must pass the checks of axe-core, a test program that most accessibility tools share.

    What it finds keeps people out who use a screen reader, a keyboard or large type. It checks
    what a program can check of the Web Content Accessibility Guidelines (WCAG). Each of its rules
    is named `axe/<rule>`; what it could not decide is left for a person to review.

    To fix it, follow the finding: it says what is wrong with which element.
    """

    title = "axe-core's checks"
    severity = Severity.ERROR
    tags = ("axe",)
    needs = frozenset({"axe"})
    gives_way = {f"axe/{theirs}": ours for theirs, ours in LEFT_TO.items()}

    axe_tags: tuple[str, ...] = (
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    )
    """Which of axe-core's rules are listed in reports; `browser.axe.tags` says which are run."""
    overrides: Mapping[str, Severity | None] = field(default_factory=dict)
    """Severities by axe-core's rule, None for one that is off."""

    def infos(self) -> Iterator[RuleInfo]:
        """Yield each of axe-core's rules that may be run, as reports see it."""
        for known in _catalogue().values():
            if self._is_listed(known):
                yield RuleInfo(
                    id=f"{self.id}/{known['id']}",
                    title=known["help"],
                    severity=self._severity(known["id"], known["impact"]),
                    wcag=criteria(known["tags"]),
                    tags=("axe", *(tag for tag in known["tags"] if tag in ("best-practice",))),
                    demand=known["description"].rstrip(".") + ".",
                    why=_who(known["id"], known["tags"]),
                    fix=_to_fix(known["id"]),
                    help_url=known["url"],
                )

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each element that axe-core names."""
        if page.axe is None:
            return
        elements = _Elements(page)
        for kind, certainty in (
            ("violations", Certainty.SURE),
            ("incomplete", Certainty.REVIEW),
        ):
            for result in page.axe[kind]:
                if self.overrides.get(result["id"], Severity.ERROR) is None:
                    continue
                for node in result["nodes"]:
                    yield self._finding(page, elements, result, node, certainty)

    def _finding(
        self,
        page: Page,
        elements: "_Elements",
        result: Mapping[str, Any],
        node: Mapping[str, Any],
        certainty: Certainty,
    ) -> Finding:
        tag = elements.find(node)
        text = page.text(tag) if tag is not None else _text(node["html"])
        return Finding(
            rule=f"{self.id}/{result['id']}",
            message=_message(result, node, text),
            place=page.place(tag) if tag is not None else _place(page, node),
            severity=self._severity(result["id"], node.get("impact") or result["impact"]),
            certainty=certainty,
            subject=_subject(node["html"], text),
            fix=_to_fix(result["id"]) or _summary(node) or None,
            evidence={
                "impact": node.get("impact") or result["impact"],
                "checks": [_evidence(check) for check in _failed(node)],
                "help": result.get("helpUrl", ""),
            },
            wcag=criteria(result["tags"]),
        )

    def _is_listed(self, known: Mapping[str, Any]) -> bool:
        tags = set(known["tags"])
        if tags & {"experimental", "deprecated"} or self.overrides.get(known["id"], "") is None:
            return False
        return bool(tags & set(self.axe_tags))

    def _severity(self, rule: str, impact: str | None) -> Severity:
        said = self.overrides.get(rule)
        if said is not None:
            return said
        if self.severity != type(self).severity:
            return self.severity  # The site has set one for all of them.
        return SEVERITIES.get(impact or "", Severity.WARNING)


class _Elements:
    """Finds on the page the elements that axe-core names."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._marked = {
            str(tag["data-audit-axe"]): tag
            for tag in page.walk.tags
            if "data-audit-axe" in tag.attrs
        }

    def find(self, node: Mapping[str, Any]) -> Tag | None:
        """Give a node's element: by the browser's mark, else by a selector that fits it alone."""
        if node.get("mark"):
            return self._marked.get(str(node["mark"]))
        steps = _steps(node["target"])
        if len(steps) != 1:
            return None
        try:
            found = self._page.soup.select(steps[0], limit=2)
        except (SelectorSyntaxError, NotImplementedError):
            return None  # A browser's selectors know more than ours.
        return found[0] if len(found) == 1 and found[0].name == _name(node["html"]) else None


def criteria(tags: Sequence[str]) -> tuple[str, ...]:
    """Give the success criteria named by axe-core's tags: `wcag143` is 1.4.3, `wcag1412` 1.4.12."""
    found = (re.fullmatch(r"wcag(\d)(\d)(\d{1,2})", tag) for tag in tags)
    return tuple(".".join(match.groups()) for match in found if match)


def _message(result: Mapping[str, Any], node: Mapping[str, Any], text: str) -> str:
    quoted = f"“{_shorten(text, 80)}”" if text else _shorten(node["html"], 120)
    facts = "; ".join(dict.fromkeys(_fact(check) for check in _failed(node)[:3]))
    return f"{result['help']}: {facts} ({quoted})" if facts else f"{result['help']} ({quoted})"


def _fact(check: Mapping[str, Any]) -> str:
    data = check.get("data")
    if check["id"] == "color-contrast" and isinstance(data, dict) and data.get("contrastRatio"):
        return (
            f"the text is {data['fgColor']} on {data['bgColor']}, a contrast of "
            f"{data['contrastRatio']}:1, where at least {data['expectedContrastRatio']} is asked"
        )
    # What follows the first sentence explains it.
    words = " ".join(str(check["message"]).split()).partition(". ")[0].rstrip(".")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _failed(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*node.get("none", ()), *node.get("all", ()), *node.get("any", ())]


def _evidence(check: Mapping[str, Any]) -> dict[str, Any]:
    related = [" >>> ".join(_steps(each["target"])) for each in check.get("relatedNodes", ())]
    return {
        "id": check["id"],
        "message": check["message"],
        "data": check.get("data"),
        **({"related": related} if related else {}),
    }


def _summary(node: Mapping[str, Any]) -> str:
    """Give axe-core's own advice on one line: `Fix any of the following: …; …`."""
    lines = [line.strip() for line in str(node.get("failureSummary") or "").splitlines()]
    words = "; ".join(line for line in lines if line)
    return re.sub(r":; ", ": ", words)


def _subject(markup: str, text: str) -> str:
    opening = re.match(r"<[^>]*>", markup)
    attributes = dict(re.findall(r'\s([\w:-]+)="([^"]*)"', opening.group() if opening else ""))
    about = [
        f"{key}={_lasting(key, attributes[key])}" for key in _IDENTIFYING if attributes.get(key)
    ]
    # Long text is what an element holds, not what it is called.
    words = [text] if len(text) <= 200 else []
    return normalise(" ".join([_name(markup), *about, *words]))


def _lasting(attribute: str, value: str) -> str:
    """Give an attribute's value without what each visit or build makes anew."""
    if attribute not in ("href", "src"):
        return value
    return _BUILD.sub("", urls.untracked(html.unescape(value)))


def _place(page: Page, node: Mapping[str, Any]) -> Place:
    ancestry = " > ".join(_steps(node.get("ancestry") or node["target"]))
    names = [re.split(r"[^\w-]", step.strip())[0] for step in ancestry.split(">")]
    kept = [name for name in names[:-1] if name and name not in _PLAIN_BOXES]
    return Place(
        url=page.url,
        selector=" >>> ".join(_steps(node["target"])),
        snippet=_shorten(node["html"], 300),
        structure=">".join([*kept, _name(node["html"])]),
    )


def _steps(target: Any) -> list[str]:
    """Give a target's selectors in order; those into shadow roots lie in lists of their own."""
    if isinstance(target, str):
        return [target]
    return [step for part in target for step in _steps(part)]


def _name(markup: str) -> str:
    match = re.match(r"<([\w:-]+)", markup)
    return match.group(1).lower() if match else ""


def _text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>?", " ", markup)).split())


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _who(rule: str, tags: Sequence[str]) -> str:
    for key in (rule, *(tag for tag in tags if tag.startswith("cat."))):
        if key in _readers():
            return _readers()[key]["who"]
    return ""


def _to_fix(rule: str) -> str:
    said = _readers().get(rule, {}).get("fix", "")
    return f"To fix it, {said}" if said else ""


@cache
def _catalogue() -> Mapping[str, Mapping[str, Any]]:
    """axe-core's own list of its rules, as `axe.getRules` gives it, with each rule's impact."""
    text = Path(__file__).with_name("axe.json").read_text(encoding="utf-8")
    return {known["id"]: known for known in json.loads(text)}


@cache
def _readers() -> Mapping[str, Mapping[str, str]]:
    text = Path(__file__).with_name("axe_readers.yaml").read_text(encoding="utf-8")
    readers: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return readers
