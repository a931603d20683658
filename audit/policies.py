"""What a site demands of its own pages without a program: policies, and words to avoid.

Plain data, for audit.yaml to fill and rules to hold pages against.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Literal

from audit.model import Severity

Words = str | tuple[str, ...]
"""Wordings of which one is enough: a list, or one text with `|` between them."""


@dataclass(frozen=True)
class Sought:
    """What must, or must not, be on a page. One element or link has to fit all that is said."""

    selector: str = ""
    """A CSS selector: only what fits it, or stands in what fits it, is looked at."""
    text: Words = ()
    """Words that a reader gets, whole words in any case; `|` parts wordings of which one is
    enough, `*` stands for the rest of a word."""
    regex: str = ""
    """A regular expression (Python's) for what a reader gets; it takes no notice of case."""
    attribute: str = ""
    """An attribute the element has; `text` and `regex` are then looked for in its value."""
    link_text: Words = ()
    """Words in a link's name, written as for `text`."""
    link: Words = ()
    """Where a link leads: a path of this site as `/notices/**`, or an address without `https://`
    as `ocrportal.hhs.gov/**`."""
    answers: int = 0
    """The status that the link's target must answer with, as 200; 0 where nobody is to ask."""

    @property
    def is_link(self) -> bool:
        """Whether a link is looked for."""
        return bool(self.link_text or self.link)


@dataclass(frozen=True)
class Policy:
    """What one of the organisation's own policies asks of its pages."""

    id: str
    """Its name in findings and waivers: small letters, digits and hyphens."""
    pages: tuple[str, ...] = ("/**",)
    """Paths of the pages it holds for."""
    require: Sought | None = None
    """What must be there; a page without it is a finding of content-required."""
    forbid: Sought | None = None
    """What must not be there; each place that has it is a finding of content-forbidden."""
    scope: Literal["page", "site"] = "page"
    """With `require`: whether every page must have it, or one page of them all is enough."""
    message: str = ""
    """What a finding says; made from the policy where empty."""
    why: str = ""
    """Why it is asked for: the reason, or the law."""
    fix: str = ""
    """What to do about it."""
    law: str = ""
    """The law that asks for it, by its id in Care Audit's list of laws."""
    severity: Severity | None = None
    """Another severity than the rule's own."""
    review: bool = False
    """Whether a person is to decide: such a finding trips no gate."""


@dataclass(frozen=True)
class Pack:
    """A ready set of policies that comes with Care Audit."""

    use: str
    """The pack's name: `us-hospital`."""
    pages: tuple[str, ...] = ("/**",)
    """Paths of the pages it holds for."""
    without: tuple[str, ...] = ()
    """Ids of its policies that do not concern this site."""


@dataclass(frozen=True)
class Term:
    """Words that the organisation does not want to use, and what to say instead."""

    avoid: Words
    """The words, whole and in any case; `|` parts wordings, `*` stands for the rest of a word.
    Their other forms are found too: `suffers from` finds `suffering from`."""
    use: str
    """What to say instead."""
    why: str
    """The reason, for whoever has to change the text."""
    exact: bool = False
    """Whether only these very forms are meant."""


def wordings(words: Words) -> tuple[str, ...]:
    """Give the single wordings of which one is enough."""
    given = words.split("|") if isinstance(words, str) else words
    return tuple(" ".join(each.split()) for each in given if each.strip())


def expression(words: Words, forms: Mapping[str, Set[str]] | None = None) -> str:
    r"""Give a regular expression that finds one of the wordings in normalised text.

    Whole words only; `*` is the rest of a word, so it never runs on to another and the search
    takes time in proportion to the text. `forms` gives the forms of a word in which it counts.
    """
    alternatives = (
        r"[\s-]+".join(_word(word, forms or {}) for word in re.split(r"[\s-]+", each) if word)
        for each in wordings(words)
    )
    return rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)"


def _word(word: str, forms: Mapping[str, Set[str]]) -> str:
    if word in forms:
        return f"(?:{'|'.join(map(re.escape, sorted(forms[word])))})"
    return r"\w*".join(re.escape(part) for part in word.split("*"))
