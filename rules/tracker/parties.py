"""Third parties: who they are, where it is known, and which elements of a page ask them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml
from bs4 import Tag

from audit import urls
from audit.page import Page

ASKING = MappingProxyType(
    {
        "script": ("src",),
        "img": ("src", "srcset"),
        "iframe": ("src",),
        "frame": ("src",),
        "link": ("href",),
        "source": ("src", "srcset"),
        "video": ("src", "poster"),
        "audio": ("src",),
        "track": ("src",),
        "embed": ("src",),
        "object": ("data",),
        "input": ("src",),
    }
)
"""Elements for which a browser asks other hosts by itself, and what names them. Links do so only
when somebody follows them."""
LOADED = frozenset(
    "stylesheet icon preload modulepreload prefetch manifest apple-touch-icon".split()
)
"""Relations for which a browser loads what a `<link>` names (https://html.spec.whatwg.org)."""
SCRIPTS = re.compile(r"(module|(text|application)/(x-)?(java|ecma)script)?", re.IGNORECASE)
"""Types of scripts that run; consent banners hold a script back by giving it another."""
IN_SCRIPT = re.compile(r"[\"'`](?:https?:)?//([\w.-]{4,253})(?=[/\"'`?:])")
"""A host in a text within a script."""


@dataclass(frozen=True)
class Party:
    """A third party that receives requests."""

    name: str
    """Its own name, or its registrable domain where it is not known."""
    words: str = ""
    """What it does, as `measures what visitors do`; empty where it is not known."""
    kind: str = ""
    tracks: bool = False
    """Whether following visitors is its purpose."""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Party]:
    """Give the known parties by host."""
    text = (files(__package__) / "parties.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    found: dict[str, Party] = {}
    for entry in raw["parties"]:
        kind = raw["kinds"][entry["kind"]]
        party = Party(entry["name"], kind["words"], entry["kind"], kind["tracks"])
        found.update(dict.fromkeys(entry["hosts"], party))
    return MappingProxyType(found)


@lru_cache(maxsize=4096)
def identify(host: str) -> Party:
    """Give the third party behind a host: by name where it is known, else by domain."""
    known, labels = _known(), host.split(".")
    for first in range(len(labels) - 1):
        party = known.get(".".join(labels[first:]))
        if party is not None:
            return party
    return Party(urls.site(host))


def named(page: Page) -> Iterator[tuple[str, str, Tag]]:
    """Yield host, element name and element for every host that the HTML makes a browser ask."""
    for name, attributes in ASKING.items():
        for tag in page.walk.named(name):
            if not tag.attrs or not _asks(tag):
                continue
            for attribute in attributes:
                value = str(tag.attrs.get(attribute) or "").strip()
                # Without a scheme or `//` it is on this very host, unless <base> says otherwise.
                if not value or value.startswith(("data:", "blob:", "about:", "#")):
                    continue
                target = page.resolve(value.split()[0].rstrip(",") if "set" in attribute else value)
                host = urls.host(target) if target and target.startswith("http") else ""
                if host:
                    yield host, name, tag


def named_in_scripts(page: Page) -> Iterator[tuple[str, Tag]]:
    """Yield host and element for known trackers that an inline script names."""
    for tag in page.walk.named("script"):
        if "src" in tag.attrs or not _asks(tag):
            continue
        text = tag.string or ""
        if "//" not in text:
            continue
        for host in dict.fromkeys(IN_SCRIPT.findall(text)):
            if identify(host.lower()).tracks:
                yield host.lower(), tag


def is_pixel(tag: Tag) -> bool:
    """Say whether an image is one point in size: nobody sees it, its request counts a visit."""
    sizes = [str(tag.get(side, "")).strip().removesuffix("px") for side in ("width", "height")]
    return all(size in ("0", "1") for size in sizes)


def _asks(tag: Tag) -> bool:
    """Say whether a browser asks for what the element names, as soon as it comes to it."""
    if tag.name == "script":
        return SCRIPTS.fullmatch(str(tag.attrs.get("type") or "").strip()) is not None
    if tag.name == "link":
        rel = tag.attrs.get("rel") or ()
        given = rel.split() if isinstance(rel, str) else rel
        return any(each.lower() in LOADED for each in given)
    if tag.name == "input":
        return str(tag.attrs.get("type") or "").lower() == "image"
    return True
