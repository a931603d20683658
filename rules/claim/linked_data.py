"""What a page's JSON-LD states of places of care, in schema.org's words.

https://schema.org/Organization, https://schema.org/MedicalOrganization. People have numbers and
addresses of their own and are left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import Tag

from audit.page import Page
from rules.claim.organisations import name_key

LONGEST = 200_000
"""Characters of one script that are read."""
MANY = 2_000
"""Nodes of one page's data that are looked at."""
_NO_PLACE = frozenset(
    "Person Physician IndividualPhysician Event Article NewsArticle BlogPosting WebSite WebPage"
    " Offer Product JobPosting Review Rating BreadcrumbList ListItem ImageObject"
    " VideoObject".split()
)


@dataclass(frozen=True)
class Organisation:
    """One place or organisation that the data describes."""

    tag: Tag
    """The script that holds the data."""
    name: str
    """As written."""
    key: str
    """As compared (see `organisations.name_key`); empty where the name could be anybody's."""
    data: Mapping[str, Any]

    def values(self, path: str) -> list[str]:
        """Give the texts and numbers of a property; `address.streetAddress` names one within."""
        nodes: list[Any] = [self.data]
        for step in path.split("."):
            nodes = [
                inner
                for node in nodes
                if isinstance(node, Mapping)
                for inner in _list(node.get(step))
            ]
        return [str(node) for node in nodes if isinstance(node, (str, int)) and str(node).strip()]

    @property
    def phones(self) -> list[str]:
        """Its numbers, those of its contact points too."""
        return self.values("telephone") + self.values("contactPoint.telephone")


def read_organisations(page: Page) -> Iterator[Organisation]:
    """Yield the places and organisations that the JSON-LD of `page` names; broken data is none."""
    for script in page.walk.named("script"):
        if str(script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = script.string or ""
        if len(text) > LONGEST:
            continue
        try:
            data = json.loads(
                re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>)\s*$", "", text)
            )
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            name = node.get("name")
            kinds = set(map(str, _list(node.get("@type"))))
            if isinstance(name, str) and name.strip() and kinds and not kinds & _NO_PLACE:
                yield Organisation(script, name.strip(), name_key(name), node)


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    stack, seen = [data], 0
    while stack and seen < MANY:
        seen += 1
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node[:MANY]))
        elif isinstance(node, Mapping):
            yield node
            stack.extend(
                each for each in reversed([*node.values()]) if isinstance(each, (list, dict))
            )


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
