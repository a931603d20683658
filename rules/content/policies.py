"""Looks on a page for what a policy requires or forbids."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import soupsieve
from bs4 import Tag

from audit import law, patterns, urls
from audit.model import NotCheckedError, normalise
from audit.page import Page
from audit.page.links import Link
from audit.policies import Policy, Sought, Words, wordings
from audit.text import plain
from rules.content.phrases import Phrase, speech
from rules.link.targets import address_of

SECONDS = 2.0
"""Processor time for the regular expressions of one page; ordinary ones need milliseconds."""
MOST = 200
"""Places that one policy reports on one page; a reviewer who has seen so many knows."""
MOST_TARGETS = 5
"""Addresses that are asked for one policy and page; one that answers is enough."""
MACHINERY = frozenset("html head title meta link script style base".split())
"""Elements that no reader sees and that policies speak of all the same."""


@dataclass(frozen=True)
class Hit:
    """One place that fits what was looked for."""

    tag: Tag
    quote: str
    """What stands there and fits; empty where only an element was looked for."""


class Reading:
    """One page, as policies look at it."""

    def __init__(self, page: Page) -> None:
        """Take a page; nothing is read off it before a policy asks."""
        self._page = page
        self._budget = patterns.Budget(SECONDS)

    def has(self, sought: Sought) -> bool:
        """Say whether the page has what is looked for.

        Raises NotCheckedError where time ran out.
        """
        try:
            if sought.is_link:
                return any(_leads_somewhere(link) for link in self._links(sought))
            if sought.text and not sought.regex and not sought.selector and not sought.attribute:
                return _phrase(sought.text).is_in(speech(self._page))
            return next(self._elements(sought), None) is not None
        except patterns.TooSlowError as problem:
            raise NotCheckedError(f"a regular expression of audit.yaml: {problem}") from problem

    def targets(self, sought: Sought) -> list[str]:
        """Give where the links lead that fit, the first few of them, none twice."""
        found = (address_of(self._page, link.href) for link in self._links(sought))
        return list(islice(dict.fromkeys(each for each in found if each), MOST_TARGETS))

    def find(self, sought: Sought) -> list[Hit]:
        """Give the places that fit, the innermost of nested ones.

        Raises NotCheckedError where time ran out.
        """
        try:
            if sought.is_link:
                hits = [Hit(link.tag, _name(self._page, link)) for link in self._links(sought)]
            elif not sought.selector and not sought.attribute:
                hits = list(self._passages(sought))
            else:
                hits = list(self._elements(sought))
        except patterns.TooSlowError as problem:
            raise NotCheckedError(f"a regular expression of audit.yaml: {problem}") from problem
        return self._innermost(hits)[:MOST]

    def _links(self, sought: Sought) -> Iterator[Link]:
        within = self._selected(sought.selector) if sought.selector else None
        named = _phrase(sought.link_text) if sought.link_text else None
        places = wordings(sought.link)
        for link in self._page.links:
            if named is not None and named.find(_name(self._page, link)) is None:
                continue
            if places and not _leads_to(link, places, self._page.url):
                continue
            if within is None or any(self._holds(each, link.tag) for each in within):
                yield link

    def _passages(self, sought: Sought) -> Iterator[Hit]:
        """Yield every run of text, heading, alternative and title that fits."""
        # Most pages have none of the words: one search over all of it tells.
        if sought.text and not (
            _phrase(sought.text).is_in(speech(self._page))
            or _phrase(sought.text).find(self._page.title)
        ):
            return
        title = self._page.title_tag
        passages = [(bit.tag, bit.text) for bit in self._page.flow if bit.text]
        if title is not None and self._page.title:
            passages.append((title, self._page.title))
        for tag, text in passages:
            quote = self._fits(sought, text)
            if quote is not None:
                yield Hit(tag, quote)

    def _elements(self, sought: Sought) -> Iterator[Hit]:
        for tag in self._candidates(sought):
            if sought.attribute:
                if sought.attribute not in tag.attrs:
                    continue
                value = tag.attrs[sought.attribute]
                text = " ".join(value) if isinstance(value, list) else str(value)
            elif sought.text or sought.regex:
                text = tag.get_text() if tag.name in MACHINERY else self._page.names.spoken(tag)
            else:
                text = ""
            quote = self._fits(sought, text)
            if quote is not None:
                yield Hit(tag, quote or text)

    def _candidates(self, sought: Sought) -> Iterable[Tag]:
        if sought.selector:
            return self._selected(sought.selector)
        if sought.attribute:
            return [tag for tag in self._page.walk.tags if self._counts(tag)]
        return [bit.tag for bit in self._page.flow]

    def _fits(self, sought: Sought, text: str) -> str | None:
        """Give what fits in a text, None where it does not fit; all that is said has to."""
        quote = ""
        if sought.text:
            found = _phrase(sought.text).find(text)
            if found is None:
                return None
            quote = found
        if sought.regex:
            matched = self._search(sought.regex, text)
            if matched is None:
                return None
            quote = matched
        return quote

    def _search(self, expression: str, text: str) -> str | None:
        pattern = patterns.compile(expression)
        found = self._budget.search(pattern, text)
        if found is None and not text.isascii():
            # Whoever writes a pattern types straight quotes; pages have curly ones.
            found = self._budget.search(pattern, normalise(text))
        return found

    def _selected(self, selector: str) -> list[Tag]:
        return [tag for tag in soupsieve.select(selector, self._page.soup) if self._counts(tag)]

    def _counts(self, tag: Tag) -> bool:
        """Say whether a reader gets an element, or it is a live part of the page's machinery."""
        if self._page.visible(tag):
            return True
        return (tag.name in MACHINERY or tag.find_parent("head") is not None) and (
            tag.find_parent(["template", "noscript"]) is None
        )

    def _holds(self, outer: Tag, tag: Tag) -> bool:
        return outer is tag or self._page.walk.contains(outer, tag)

    def _innermost(self, hits: list[Hit]) -> list[Hit]:
        walk = self._page.walk
        ordered = sorted(hits, key=lambda hit: walk.position(hit.tag))
        # In document order an element that holds another hit holds the next one.
        return [
            hit
            for hit, following in zip(ordered, [*ordered, None][1:], strict=True)
            if following is None or not walk.contains(hit.tag, following.tag)
        ]


def describe(sought: Sought) -> str:
    """Give what is looked for, as the end of `there is no …`."""
    if sought.is_link:
        parts = ["link"]
        if sought.link_text:
            parts.append(f"named {_either(sought.link_text)}")
        if sought.link:
            parts.append(f"to {_either(sought.link)}")
    elif sought.attribute:
        parts = [f"attribute “{sought.attribute}”"]
        parts += [f"with {_either(sought.text)}"] if sought.text else []
        parts += [f"that fits “{sought.regex}”"] if sought.regex else []
    elif sought.text or sought.regex:
        parts = [f"text with {_either(sought.text)}"] if sought.text else ["text"]
        parts += [f"that fits “{sought.regex}”"] if sought.regex else []
    else:
        return f"element that fits “{sought.selector}”"
    return " ".join(parts) + (f" in “{sought.selector}”" if sought.selector else "")


def evidence(policy: Policy, sought: Sought) -> dict[str, object]:
    """Give what a finding of a policy rests on, as JSON values."""
    found: dict[str, object] = {"policy": policy.id, "looked for": describe(sought)}
    if policy.why:
        found["why"] = policy.why
    if policy.law:
        named = law.load()[policy.law]
        found |= {"law": f"{named.name}, {named.citation}", "read it at": named.url}
    return found


def basis(policy: Policy) -> str:
    """Give what a message names as its reason: `(policy “x”, 45 CFR 92.10)`."""
    citation = f", {law.load()[policy.law].citation}" if policy.law else ""
    return f"(policy “{policy.id}”{citation})"


def applies(policy: Policy, page: Page) -> bool:
    """Say whether a policy speaks of a page."""
    return urls.path_matches(page.url, policy.pages)


def _either(words: Words) -> str:
    given = wordings(words)
    shown = " or ".join(f"“{each}”" for each in given[:3])
    return f"{shown} or the like" if len(given) > 3 else shown


@lru_cache(maxsize=512)
def _phrase(words: Words) -> Phrase:
    return Phrase(words)


def _name(page: Page, link: Link) -> str:
    return link.name.text or page.text(link.tag)


def _leads_somewhere(link: Link) -> bool:
    """A name that leads to no page is no notice: `#`, `javascript:`."""
    return bool(link.target) and link.href != "#" and not link.href.startswith("javascript:")


def _leads_to(link: Link, places: tuple[str, ...], page: str) -> bool:
    if not link.target or len(link.target) > 2000:
        return False
    host = urls.host(link.target).removeprefix("www.")
    address = f"/{host}{urls.path(link.target)}"
    for place in places:
        if place.startswith("/"):
            if host == urls.host(page).removeprefix("www.") and urls.path_matches(
                link.target, (place,)
            ):
                return True
        elif urls.path_matches(address, (f"/{place.removeprefix('www.')}",)):
            return True
    return False


def quoted(quote: str) -> str:
    """Give page text as a message quotes it."""
    return f"“{plain(quote, 120)}”"
