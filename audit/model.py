"""The words every stage shares: places, findings, facts, outcomes, rules and a run's result.

Everything here is a frozen dataclass of plain values, so that any executor can carry it from a
worker to the store and any report can read it. Nothing here does input or output.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from audit.dossier import Dossier


class Severity(StrEnum):
    """How much a finding matters; the gate compares these."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 for the worst, rising as findings matter less."""
        return list(Severity).index(self)


class Certainty(StrEnum):
    """Whether a rule is sure of a finding or asks a person to look; a review trips no gate."""

    SURE = "sure"
    REVIEW = "review"


class Status(StrEnum):
    """What a finding is, held against earlier knowledge of its page and rule."""

    NEW = "new"
    EXISTING = "existing"
    WAIVED = "waived"
    NOT_CHECKED = "not-checked"
    FIXED = "fixed"


ALSO = "the same defect, also here"
"""The note of a related place that has the very same defect as the finding's own place."""


@dataclass(frozen=True)
class Place:
    """One element of one page."""

    url: str
    """The page's address, or its path relative to the target where files are audited."""
    selector: str
    """A CSS selector that names this element alone; ` >>> ` steps into a shadow root or frame."""
    snippet: str = ""
    """The element's opening markup, shortened to some 300 characters. Hostile text: escape it."""
    line: int | None = None
    """Line in the server's HTML, counted from 1, where it is known."""
    column: int | None = None
    """Column in the server's HTML, counted from 1, where it is known."""
    structure: str = ""
    """Where in the page's structure: names of the elements above, without positions or ids."""
    context: str = ""
    """Where a reader finds it: landmark and heading above, as `main › Our accreditations`."""
    note: str = ""
    """In a finding's `related`: what this place has to do with it, as `the badge it repeats`."""
    file: str = ""
    """The file that holds it, as a path with `/` from the root of the repository in which the run
    was started; empty for pages of the web, and for files elsewhere."""


@dataclass(frozen=True)
class Sighting:
    """One run that saw a finding."""

    run: str
    """The run's id."""
    when: datetime
    """When that run began."""


@dataclass(frozen=True)
class Finding:
    """One defect on one page."""

    rule: str
    message: str
    """What is there, quoting the evidence; plain text, one or two sentences."""
    place: Place
    severity: Severity
    certainty: Certainty = Certainty.SURE
    subject: str = ""
    """What it is about (text, alternative, target); part of the fingerprint."""
    related: tuple[Place, ...] = ()
    """Other places that belong to it, each with a `note`."""
    fix: str | None = None
    """What to do about this very finding, where the evidence decides it; else the rule's help."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What the rule saw, as JSON values."""
    wcag: tuple[str, ...] = ()
    """Success criteria it fails, as `1.1.1`."""
    status: Status = Status.NEW
    owner: str = ""
    unstable: bool = False
    """Whether it came and went between two loads of its page; such a finding is a review."""
    first_seen: Sighting | None = None
    """The first run that saw it, of those that its history knows; none before it is compared."""
    last_seen: Sighting | None = None
    """The last run that saw it; an earlier one where it is fixed or was not checked."""
    note: str = ""
    """Why it has its status, where that needs saying: why it was not checked, or how it went."""
    new_rule: bool = False
    """Whether it is there only because its rule changed, on content that did not."""

    @property
    def fingerprint(self) -> str:
        """The same for the same defect on the same page, however the page moves around it."""
        return _digest(self.rule, self.place.url, normalise(self.subject), self.place.structure)

    @property
    def group(self) -> str:
        """The same for the same defect on every page: a template's defect has one group."""
        return _digest(self.rule, normalise(self.subject), self.place.structure)


@dataclass(frozen=True)
class Fact:
    """What a site rule needs to know of one page: small, and grouped with others by `key`."""

    rule: str
    key: str
    value: Any
    """JSON values only. A list says several things, of which some may hold without the others."""
    place: Place


OUTCOMES = frozenset(
    {
        "audited",
        "audited:partial",
        *(
            f"error:{why}"
            for why in (
                "timeout connect protocol decode tls http redirect auth crash script empty".split()
            )
        ),
        *(
            f"skipped:{why}"
            for why in ("too-large not-html download robots out-of-scope duplicate limit".split())
        ),
    }
)
"""Every way in which a wanted page can end; a page has exactly one."""


@dataclass(frozen=True)
class Outcome:
    """What became of one wanted page."""

    url: str
    kind: str
    """One of `OUTCOMES`."""
    detail: str = ""
    """One sentence for a reader; names the thing and, where there is something to do, says it."""
    seconds: float = 0.0
    title: str = ""
    unchanged_since: datetime | None = None
    """When an earlier run read the page, where what it gave is carried over from there: nothing of
    the page has changed since. None where it was read in this run."""

    def __post_init__(self) -> None:
        if self.kind not in OUTCOMES:
            raise ValueError(f"no such outcome: {self.kind!r}")

    @property
    def audited(self) -> bool:
        """Whether rules read this page (perhaps not all of them: see `Unchecked`)."""
        return self.kind.startswith("audited")


@dataclass(frozen=True)
class Unchecked:
    """A rule that did not judge a page, and why. Not checked never looks like passed."""

    rule: str
    url: str
    """Empty where it is the whole site."""
    reason: str


@dataclass(frozen=True)
class Request:
    """What a page made a browser ask one host for."""

    host: str
    """Its name in lower case, without port."""
    kind: str
    """`Network.ResourceType` of the browser in lower case: script, image, fetch, ping …"""
    count: int = 1


class Reach(StrEnum):
    """How it stands with something that a link leads to."""

    THERE = "there"
    GONE = "gone"
    """Not there for certain: asked twice."""
    DOUBTFUL = "doubtful"
    """It answers programs with trouble, and may well answer people: a person has to look."""
    UNASKED = "unasked"
    """Not known."""


@dataclass(frozen=True)
class Target:
    """What is known of an address that pages link to; `audit.targets` finds it out."""

    address: str
    """As rules ask for it, perhaps with a fragment; a path for files, as `Place.url`."""
    reach: Reach = Reach.UNASKED
    status: int = 0
    """Of the last reply over HTTP; 0 where there was none."""
    detail: str = ""
    """What it answers, or why it was not asked, as a sentence goes on after its name: `answers
    404 Not Found`."""
    final: str = ""
    """Where it sends visitors on to; empty where it answers itself."""
    page: str = ""
    """The audited page that it is; empty where it is none."""
    title: str = ""
    """Of that page."""
    anchor: Reach | None = None
    """Whether that page has the place that the fragment names; None where there is no fragment."""
    listed: bool = False
    """Whether a sitemap names it, and nobody asked for it by name."""
    linked: bool = False
    """Whether another audited page links to it."""
    document: Mapping[str, Any] | None = None
    """What `audit.pdf` read in it, where a rule needs `documents` and it could be read."""


class NotCheckedError(Exception):
    """Raised by a rule that cannot judge a page, or a site; the text says why. It is no crash."""


@dataclass(frozen=True)
class Picture:
    """A crop of a rendered page around a finding's element."""

    webp: bytes
    width: int
    """Pixels."""
    height: int
    box: tuple[int, int, int, int]
    """The element within the crop: left, top, width, height in pixels."""


@dataclass(frozen=True)
class Look:
    """What a page looked like, in some hundred bytes: enough to know it again.

    `audit.looks` reads it off a page and says what its parts are.
    """

    words: tuple[int, ...]
    """A sample of the words in its main text, as numbers."""
    frame: tuple[int, ...]
    """A sample of the words around its main text: what its siblings share."""
    text: str
    """Digest of the main text."""
    content: str
    """Digest of all that rules judge, without what changes at every load."""
    title: str = ""
    heading: str = ""
    """Its first heading."""
    signs_in: bool = False
    """Whether it asks for a password."""


@dataclass(frozen=True)
class PageResult:
    """All that leaves a worker for one page."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    links: tuple[str, ...] = ()
    """Canonical addresses this page links to, in order, without repeats."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By finding `group`; of the whole page by `view_of`."""
    costs: Mapping[str, float] = field(default_factory=dict)
    """Seconds of processor time by rule; of these only a run's spread is remembered."""
    look: Look | None = None
    """What it looked like; none of a page that was not audited."""
    status: int = 0
    """Of the last reply over HTTP; 0 where there was none."""


@dataclass(frozen=True)
class RuleInfo:
    """A rule, as reports see it."""

    id: str
    title: str
    severity: Severity
    wcag: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    demand: str = ""
    """What the rule asks of a page, one sentence."""
    why: str = ""
    """Why it matters, and to whom; paragraphs parted by an empty line."""
    fix: str = ""
    """What to do; paragraphs parted by an empty line."""
    help_url: str = ""
    version: str = ""
    """Changes with what it finds: its code, data and options, and the engine it rests on."""

    @property
    def help(self) -> str:
        """Demand, reason and remedy as one text."""
        return "\n\n".join(part for part in (self.demand, self.why, self.fix) if part)


@dataclass(frozen=True)
class RunInfo:
    """One run: when, over what, with which tools, and how it ended."""

    id: str
    started: datetime
    finished: datetime
    targets: tuple[str, ...]
    status: str
    """`complete` or `incomplete`."""
    gate: str
    """`pass` or `fail`."""
    exit: int
    """0 below the gate, 1 gate tripped, 2 usage or configuration, 3 incomplete."""
    mode: str
    """`browser` or `static`."""
    site: str = ""
    """The site's name, for titles."""
    reasons: tuple[str, ...] = ()
    """Why the run is incomplete, a sentence each."""
    version: str = ""
    """Care Audit's."""
    axe: str = ""
    """axe-core's version; empty where no browser ran."""
    browser: str = ""
    """The browser's name and version; empty where none ran."""
    fail_on: Severity | None = Severity.ERROR
    notes: tuple[str, ...] = ()
    """What a reader should know of how it judged, a sentence each; none makes it incomplete."""


@dataclass(frozen=True)
class RunResult:
    """One finished run. Each collection can be read again and again, and may stream from a store.

    Collections are in their final order: outcomes by address; findings by page, rule, and order on
    the page; rules by id; what was not checked by page.
    """

    run: RunInfo
    outcomes: Iterable[Outcome]
    rules: Iterable[RuleInfo]
    findings: Iterable[Finding]
    unchecked: Iterable[Unchecked] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By finding `group`, at most one for each; of whole pages by `view_of`."""
    dossier: Dossier = field(default_factory=Dossier)
    """What is known besides the run itself."""


@dataclass(frozen=True)
class Held:
    """One entry of the site's accreditation registry: what the organisation holds."""

    id: str
    """The catalogue's id, or one of the site's own."""
    name: str = ""
    """Given where the catalogue does not know it."""
    issuer: str = ""
    """Who grants it; given where the catalogue does not know it."""
    also: tuple[str, ...] = ()
    """Other names that the site's pages use for it."""
    since: str = ""
    """Year or date, as the site writes it."""
    until: date | None = None
    """The last day of its term."""
    proof: str = ""
    """Where anybody can see that it is held."""
    images: tuple[str, ...] = ()
    """Hashes of its badge's images."""
    show_on: tuple[str, ...] = ()
    """Paths of pages it must be shown on, each of them."""
    only_on: tuple[str, ...] = ()
    """Paths of pages it may be shown on; empty for any."""
    facility: str = ""
    """Which of the organisation's facilities holds it; empty where all of them do."""


@dataclass(frozen=True)
class ApprovedClaim:
    """One entry of the site's ledger: a superlative that somebody answers for."""

    text: str
    """The wording, as pages have it."""
    evidence: str = ""
    """What shows that it is true."""
    approved_by: str = ""
    """Who answers for it."""
    until: date | None = None
    """The last day on which it may be said."""


@dataclass(frozen=True)
class StatedFact:
    """One entry of the site's fact sheet: a value that every page must say alike."""

    name: str
    """What it is, for messages: `Main telephone number`."""
    value: str
    """What is right."""
    kind: Literal["phone", "number", "address", "text"] = "text"
    """What it is by its form: a telephone number, a number or year, a street address, or a text of
    which `pattern` says how it looks."""
    also: tuple[str, ...] = ()
    """Other values that are right: a toll-free number."""
    near: tuple[str, ...] = ()
    """Words of which one stands beside the value, before or after it: `main number`."""
    pattern: str = ""
    """A regular expression that finds the value, in capitals or not; a group in it holds the value,
    else all of it."""
    unless: tuple[str, ...] = ()
    """Words that show that something else is meant: `ICU` beside a number of beds."""
    pages: tuple[str, ...] = ("/**",)
    """Paths of the pages it holds for."""
    property: str = ""
    """The schema.org property that states it in JSON-LD: `telephone`, `address.streetAddress`."""
    of: str = ""
    """Of which organisation JSON-LD states it, by its `name` there; empty for any."""


def view_of(url: str) -> str:
    """Give the key of the picture of a whole page, beside those of findings' groups."""
    return _digest("view", url)


def normalise(text: str) -> str:
    """Give text as it is compared: NFKC, lower case, single spaces, straight quotes and dashes."""
    if not text.isascii():
        text = _flatten(text)
        if not unicodedata.is_normalized("NFKC", text):
            text = _flatten(unicodedata.normalize("NFKC", text))
    return " ".join(text.split()).casefold()


def _flatten(text: str) -> str:
    # Some ten times as fast as `translate`, which looks up every letter.
    for sign, plain in _PLAIN:
        if sign in text:
            text = text.replace(sign, plain)
    return text


_PLAIN = (
    *((sign, "'") for sign in "‘’‚‛′ʼ"),
    *((sign, '"') for sign in "“”„‟″«»"),
    *((sign, "-") for sign in "‐‑‒–—―−"),
    *((sign, "") for sign in "\u00ad\u200b\u200c\u200d\u2060\ufeff™®©℠"),
)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
