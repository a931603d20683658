"""Rule content-discouraged-term."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bs4 import Tag

from audit import urls
from audit.model import Finding, Severity, normalise
from audit.page import Page
from audit.policies import Term, wordings
from audit.text import plain
from rules.base import PageRule
from rules.content.inflections import forms
from rules.content.phrases import Phrase, speech

CODE = frozenset("code pre kbd samp var textarea math".split())
QUOTES = frozenset("q blockquote cite".split())
"""Elements that hold another's words, or the title of another's work."""
SAID = re.compile(r"“[^“”]{0,1000}”|\"[^\"]{0,1000}\"|«[^«»]{0,1000}»|‘[^‘’]{0,300}’(?!\w)")
"""What stands between quotation marks."""
MOST = 200
"""Blocks that are reported for one term on one page; a reviewer who has seen so many knows."""
SMALL = frozenset(
    "a an and as at but by de del for from in into la nor of on or over per the to up via with"
    " y".split()
)
"""Words that stay small where all others of a title are written with a capital."""


@dataclass(frozen=True)
class DiscouragedTerm(PageRule):
    """A page must use the words that the organisation has agreed on.

    Words such as "victim" or "suffers from" put the illness before the person and hurt those who
    live with it; others are out of date, or say less plainly what plain words say.

    To fix it, use the words that the finding names. What a patient or another author said, and
    what is called by that name, may stand: put it in quotation marks or a blockquote.
    """

    title = "Words that the organisation wants to avoid"
    severity = Severity.WARNING
    tags = ("content", "wording")
    given = {
        "terms": (
            Term("suffers from", use="has", why="People come before their illness."),
            Term("cancer victim|cancer sufferer", use="person with cancer", why="People first."),
            Term("commit suicide", use="die by suicide", why="It is no crime."),
            Term("elderly", use="older adults", why="It says nothing of the person."),
        )
    }
    bad = (
        "<p data-bad>My father suffered from lung cancer for years.</p>",
        "<h2 data-bad>Help for Cancer Victims</h2><p>We are here.</p>",
        "<ul><li data-bad>Anyone suffering <em>from</em> pain<li>Anyone else</ul>",
        "<p data-bad>Some of them have committed suicide.</p>",
        "<p data-bad>Cancer&#8209;victims find help here.</p>",
        "<img data-bad src=a.jpg alt='An elderly woman and her doctor'>",
    )
    good = (
        "<blockquote>I suffered from it for years.</blockquote>",
        "<p>“I have suffered from it for years,” she says.</p>",
        "<p>Call the Elderly Care Alliance of Ohio.</p>",
        "<p>Write <code>suffers from</code> nowhere.</p>",
        "<p>Read <a href='https://other.example/'>Helping cancer victims</a>.</p>",
        "<p hidden>She suffers from it.</p><p>Suffer little. From today on, we help.</p>",
    )

    terms: tuple[Term, ...] = ()

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each term and block that holds it."""
        if not self.terms:
            return
        said = speech(page)
        passages = [(bit.tag, bit.text) for bit in page.flow if bit.text]
        for term in self.terms:
            phrase = _phrase(term)
            # Most pages have none of the words: one search over all of it tells.
            if not phrase.is_in(said):
                continue
            found = ((*each, _find(page, *each, phrase)) for each in passages)
            for tag, text, words in islice((each for each in found if each[2]), MOST):
                yield self.finding(
                    page,
                    tag,
                    f"“{plain(words, 80)}”: say “{term.use}” instead. {_sentence(term.why)}",
                    subject=wordings(term.avoid)[0],
                    fix=f"Write “{term.use}” in place of “{plain(words, 80)}”.",
                    evidence={"text": text[:300], "found": words, "why": term.why},
                )


def _find(page: Page, tag: Tag, text: str, phrase: Phrase) -> str:
    """Give the term as the organisation itself says it in a block, or nothing."""
    if phrase.find(text) is None:
        return ""
    own = _own_words(page, tag, text)
    found = phrase.find(own)
    matches = phrase.matches(own)
    if found is None or not matches or _is_titled(own):
        return found or ""
    return next((each.group() for each in matches if not _is_name(own, each)), "")


def _own_words(page: Page, tag: Tag, text: str) -> str:
    """Give a block's text without code, quotations, and links to others' pages."""
    if any(each.name in CODE or each.name in QUOTES for each in (tag, *tag.parents)):
        return ""
    if _leaves(page, tag):
        return ""
    for inner in page.walk.inside(tag):
        if inner.name in CODE or inner.name in QUOTES or _leaves(page, inner):
            shown = page.text(inner)
            text = text.replace(shown, " | ", 1) if shown else text
    return SAID.sub(" | ", text)


def _leaves(page: Page, tag: Tag) -> bool:
    """Say whether an element is a link to another site, or in one: its words are a title there."""
    link = tag if tag.name == "a" else tag.find_parent("a")
    href = link.get("href") if link is not None else None
    target = page.resolve(href) if isinstance(href, str) else None
    host = urls.host(target) if target else ""
    return bool(host) and host.removeprefix("www.") != urls.host(page.url).removeprefix("www.")


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Say whether the words stand in a name: capitals amid a sentence, and a capital beside."""
    words = [word for word in re.findall(r"\w+", match.group()) if word.lower() not in SMALL]
    if not all(word[0].isupper() for word in words):
        return False
    before = text[: match.start()].rstrip()
    begins = not before or before[-1] in ".!?:|•–—"
    after = re.match(r"[\s-]+([A-Z]\w+)", text[match.end() :])
    previous = re.search(r"([A-Z]\w*)[\s-]+$", text[: match.start()])
    return bool(after or (previous and not begins)) or not begins


def _is_titled(text: str) -> bool:
    """Say whether all words of a line have capitals, so that they tell no name from others."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in SMALL]
    if text.rstrip().endswith("."):
        return False
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


@lru_cache(maxsize=1024)
def _phrase(term: Term) -> Phrase:
    words = {word for each in wordings(term.avoid) for word in _words(each)}
    bent: dict[str, Set[str]] = {word: frozenset({word}) for word in words}
    if not term.exact:
        for each in wordings(term.avoid):
            in_it = _words(each)
            for number, word in enumerate(in_it):
                first, last = number == 0, number == len(in_it) - 1
                bent[word] = bent[word] | forms(word, first=first, last=last)
    return Phrase(term.avoid, {word: given for word, given in bent.items() if "*" not in word})


def _words(wording: str) -> list[str]:
    return [word for word in re.split(r"[\s-]+", normalise(wording)) if word]
