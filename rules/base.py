"""What a rule is: one class in one file, with its text, options and examples in it."""

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bs4 import Tag

from audit.model import ALSO as ALSO
from audit.model import Certainty, Fact, Finding, Place, RuleInfo, Severity, Target, Unchecked
from audit.page import Page

Known = Callable[[str], Target]
"""Gives what is known of an address; a fragment may follow it. Asks nobody."""


@dataclass(frozen=True)
class Rule(ABC):
    """A demand on pages. Subclass `PageRule` or `SiteRule`.

    The class docstring is what people read: its first paragraph the demand in one sentence, then
    why it matters and to whom, then a paragraph that begins `To fix it,`. Annotated attributes of
    a subclass are its options: name, type and default stand there and nowhere else, the comment
    string below each is its documentation. An option named like a section of audit.yaml
    (`accreditations`, `claims`) is given that section.
    """

    id: ClassVar[str] = ""
    """Set by the loader from the file: `rules/card/duplicate.py` is `card-duplicate`."""
    title: ClassVar[str]
    severity: ClassVar[Severity]
    tags: ClassVar[tuple[str, ...]] = ()
    """Subjects, and success criteria as `wcag:1.1.1`."""
    needs: ClassVar[frozenset[str]] = frozenset()
    """Evidence that a page must have, else the rule is unchecked there: `axe`, `rendered`."""
    optional: ClassVar[bool] = False
    """Whether it runs only where audit.yaml names it."""
    given: ClassVar[Mapping[str, Any]] = {}
    """Options under which the rule's examples stand, where defaults would find nothing."""
    gives_way: ClassVar[Mapping[str, str]] = {}
    """Ids of this rule's findings that are dropped where the named rule reports the element."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        package, _, path = cls.__module__.partition(".")
        if package == "rules":
            cls.id = path.replace(".", "-").replace("_", "-")

    @classmethod
    def wcag(cls) -> tuple[str, ...]:
        """Give the success criteria that the rule's findings fail, as `1.1.1`."""
        return tuple(t.removeprefix("wcag:") for t in cls.tags if t.startswith("wcag:"))

    def infos(self) -> Iterator[RuleInfo]:
        """Yield the rule as reports see it; an adapter yields each rule it speaks for."""
        yield self.info(self.severity)

    @classmethod
    def info(cls, severity: Severity | None = None) -> RuleInfo:
        """Give the rule as reports see it."""
        paragraphs = inspect.cleandoc(cls.__doc__ or "").split("\n\n")
        paragraphs = [re.sub(r"\s*\n\s*", " ", paragraph) for paragraph in paragraphs]
        fixes = [p for p in paragraphs if p.startswith("To fix it")]
        why = [p for p in paragraphs[1:] if p not in fixes]
        return RuleInfo(
            id=cls.id,
            title=cls.title,
            severity=severity or cls.severity,
            wcag=cls.wcag(),
            tags=tuple(t for t in cls.tags if not t.startswith("wcag:")),
            demand=paragraphs[0],
            why="\n\n".join(why),
            fix="\n\n".join(fixes),
        )

    def finding(
        self,
        page: Page,
        at: Tag | Place,
        message: str,
        *,
        subject: str = "",
        related: Sequence[tuple[Tag | Place, str]] = (),
        fix: str | None = None,
        evidence: Mapping[str, Any] | None = None,
        review: bool = False,
    ) -> Finding:
        """Make a finding of this rule at an element of `page`.

        `message` says what is there and quotes it. `subject` is what the finding is about; it
        makes the finding the same one tomorrow, so it must not hold positions or counts.
        `related` pairs other elements with what they have to do with it. `review` asks a person
        to look instead of claiming a defect.
        """
        return Finding(
            rule=self.id,
            message=message,
            place=page.place(at) if isinstance(at, Tag) else at,
            severity=self.severity,
            certainty=Certainty.REVIEW if review else Certainty.SURE,
            subject=subject or message,
            related=tuple(_noted(page, *pair) for pair in related),
            fix=fix,
            evidence=dict(evidence or {}),
            wcag=self.wcag(),
        )


@dataclass(frozen=True)
class PageRule(Rule):
    """A rule that judges one page by itself.

    `bad` examples mark each offender with `data-bad` (for a lacking page: `<body data-bad>`);
    the shared test wants exactly those found, and documentation strips the mark. A finding finds
    its place and every related place with the note `ALSO`. `good` examples must be silent.
    """

    bad: ClassVar[tuple[str, ...]] = ()
    good: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def check(self, page: Page) -> Iterator[Finding]:
        """Yield what is wrong with `page`; keep no state, change nothing."""


@dataclass(frozen=True)
class SiteRule(Rule):
    """A rule that compares pages. It sees a page once, and then facts of one key at a time.

    Examples map a page's path to its HTML.
    """

    bad: ClassVar[tuple[Mapping[str, str], ...]] = ()
    good: ClassVar[tuple[Mapping[str, str], ...]] = ()

    @abstractmethod
    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield small facts of `page` (see `fact`)."""

    @abstractmethod
    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding | Unchecked]:
        """Yield what is wrong with all facts of one `key`, over all pages."""

    def fact(self, page: Page, key: str, value: Any, at: Tag) -> Fact:
        """Make a fact of this rule; `value` holds JSON values only."""
        return Fact(self.id, key, value, page.place(at))


@dataclass(frozen=True)
class TargetRule(SiteRule):
    """A site rule that has to know what addresses answer, those that pages link to above all.

    It says by `asks` which. All were asked, once for all rules and for as long as the site's
    `links` settings allow, when `check` is called; what was not asked is `Reach.UNASKED`.
    """

    needs = frozenset({"answers"})
    """Besides `answers`: `documents` has the PDFs read that it asks for, `links` wants to know
    which pages link to which."""
    answers: ClassVar[Mapping[str, Target]] = {}
    """What the examples' addresses answer."""

    def asks(self, fact: Fact) -> Iterator[str]:
        """Yield the addresses that a fact is about, with fragments; as a rule, it is its key."""
        yield fact.key

    @abstractmethod
    def check(
        self, key: str, facts: Sequence[Fact], known: Known = Target
    ) -> Iterator[Finding | Unchecked]:
        """Yield what is wrong with all facts of one `key`, and what could not be judged.

        An `Unchecked` names the address as its `url`; equal reasons are put together.
        """


@dataclass(frozen=True)
class Collector(ABC):
    """Takes facts off every page that are no rule's; a command lists them after the run.

    One class in one file, found by the loader as rules are. An option named like a section of
    audit.yaml is given that section.
    """

    id: ClassVar[str]
    """The name under which its facts are remembered."""
    needs: ClassVar[frozenset[str]] = frozenset()
    """Evidence that a page must have, else the page is unchecked for it."""

    @abstractmethod
    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield small facts of `page`; keep no state, change nothing."""


def _noted(page: Page, at: Tag | Place, note: str) -> Place:
    place = page.place(at) if isinstance(at, Tag) else at
    return Place(**{**vars(place), "note": note})
