"""What reports are given besides the run itself: its language, and what the site keeps about it.

Frozen dataclasses of plain values, as those of `audit.model`. Nothing here does input or output:
`audit.cli.dossier` puts a dossier together, and reports only read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True)
class PastRun:
    """What one run of the same targets came to: findings on pages, by what is known of them."""

    id: str
    started: datetime
    status: str
    """`complete` or `incomplete`."""
    wanted: int
    """Pages, each under one address."""
    audited: int
    new: int
    """Sure findings that no run before had."""
    existing: int
    """Sure findings that an earlier run had, too."""
    fixed: int
    waived: int
    not_checked: int
    """Findings of earlier runs that this one could not look at again."""
    reviews: int
    """Findings that a person has to decide."""


@dataclass(frozen=True)
class WaiverNote:
    """What audit.yaml says of a waiver, and what it meets in the run."""

    rule: str
    pages: tuple[str, ...]
    """Globs of the paths that it holds for."""
    subject: str
    """What the finding is about; empty for any."""
    reason: str
    owner: str
    ticket: str
    until: date
    """The last day on which it holds."""
    covers: int
    """Findings of the run that it speaks of, whether or not it has ended."""


class Standing(StrEnum):
    """How it stands with an accreditation that the registry holds, or that a badge shows."""

    HELD = "held"
    ENDING = "ending"
    """Held, and its term ends soon."""
    ENDED = "ended"
    ELSEWHERE = "elsewhere"
    """Held, and not to be shown on this page."""
    NOT_HELD = "not-held"
    """Not in the registry."""
    CONTRADICTORY = "contradictory"
    """The badge's names contradict each other."""
    UNCLEAR = "unclear"
    """Which of several is meant, or whose, cannot be told."""
    UNKNOWN = "unknown"
    """There is no registry."""
    CANDIDATE = "candidate"
    """A picture that looks like a badge and names nothing that is known."""


class Approval(StrEnum):
    """How it stands with an entry of the ledger of claims."""

    APPROVED = "approved"
    ENDED = "ended"
    UNPROVEN = "unproven"
    """It has no evidence."""
    UNSIGNED = "unsigned"
    """Nobody is named who approved it."""


@dataclass(frozen=True)
class Registered:
    """One entry of the registry, on the day of the run."""

    id: str
    name: str
    issuer: str
    """Its name."""
    since: str
    until: date | None
    proof: str
    """Where anybody can see that it is held."""
    facility: str
    """Who holds it; empty where all of the organisation does."""
    only_on: tuple[str, ...]
    """Paths of the pages that may show it; empty for any."""
    standing: Standing
    """`HELD`, `ENDING` or `ENDED`."""
    days: int
    """Until the end of its term; below 0 where that is over, 0 where it has no end."""


@dataclass(frozen=True)
class Meant:
    """One accreditation that a badge shows."""

    ids: tuple[str, ...]
    """Those that it may be; usually one."""
    names: tuple[str, ...]
    """Theirs."""
    standing: Standing
    entries: tuple[int, ...] = ()
    """Positions in the registry of the entries that hold it."""


@dataclass(frozen=True)
class Signal:
    """What one of a badge's texts says."""

    kind: str
    text: str
    says: tuple[str, ...]
    """Names of what it was understood to mean."""


@dataclass(frozen=True)
class BadgeSeen:
    """One badge on one page."""

    url: str
    selector: str
    context: str
    """Where a reader finds it: landmark and heading above."""
    label: str
    image: str
    """Its picture's address, shortened."""
    standing: Standing
    """The worst of what it shows."""
    meant: tuple[Meant, ...] = ()
    issuers: tuple[str, ...] = ()
    """Names of issuers that it names without saying which of their accreditations."""
    signals: tuple[Signal, ...] = ()
    left_out: int = 0
    """In place of all this: how many more badges the page has."""


@dataclass(frozen=True)
class Approved:
    """One entry of the ledger of claims, on the day of the run."""

    text: str
    evidence: str
    approved_by: str
    until: date | None
    approval: Approval


@dataclass(frozen=True)
class ClaimSeen:
    """One sentence of one page that counts accreditations, or praises in superlatives."""

    url: str
    selector: str
    context: str
    kind: str
    """`number`, `superlative`, or `more` for those that were not noted."""
    words: str
    sentence: str
    doubtful: bool = False
    """Whether it may speak of another organisation."""
    entry: int | None = None
    """Position in the ledger of the entry that covers it, the best of several."""


@dataclass(frozen=True)
class Sheet:
    """What a site says of its accreditations, beside what it holds and has approved."""

    day: date
    """On which the run began; terms are held against it."""
    registry: tuple[Registered, ...] = ()
    ledger: tuple[Approved, ...] = ()
    badges: Iterable[BadgeSeen] = ()
    """Page by page; may be read again and again."""
    claims: Iterable[ClaimSeen] = ()
    """Likewise."""


@dataclass(frozen=True)
class Clock:
    """A law that the site chose, and a day from which it is to be met."""

    id: str
    name: str
    citation: str
    """As lawyers cite it: `45 CFR 84.84`."""
    url: str
    """Where its text can be read."""
    asks: str
    """What it asks of a website, in one sentence."""
    standard: str
    """The technical standard it names, as `WCAG 2.1 AA`; empty where it names none."""
    changed_by: str
    """The latest act that changed its dates; empty where none did."""
    verified: date
    """The day on which the law's text and dates were last held against their source."""
    who: str = ""
    """Whom the day is for, as the end of `for …`."""
    day: date | None = None
    """None where no day could be verified."""
    days_left: int = 0
    """From the end of the run to that day; below 0 where it has passed."""


class Result(StrEnum):
    """What a person found of a success criterion."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Check:
    """What a person found when trying a success criterion on pages of the site."""

    criterion: str
    """Its number, as `1.1.1`."""
    result: Result
    who: str
    on: date
    note: str = ""
    pages: str = ""
    """Which pages the person tried, in the person's words; empty for the whole site."""


@dataclass(frozen=True)
class Printer:
    """What prints the report, and on which paper; see `audit.printing`."""

    binary: str = ""
    """The browser; empty for the first that is found."""
    driver: str = ""
    """Its driver; the same."""
    paper: str = "A4"
    """As CSS names it: `A4`, `Letter`."""


@dataclass(frozen=True)
class Dossier:
    """All of it; what is not known is empty, and reports say so or leave it out."""

    language: str = "en"
    """In which the reports' own words are, as BCP 47 has it: `en`, `es`."""
    past: tuple[PastRun, ...] = ()
    """The last runs of the same targets, the oldest first and this one last; none where this one
    was over a choice of pages."""
    waivers: tuple[WaiverNote, ...] = ()
    """The waivers of audit.yaml, the first to end first."""
    sheet: Sheet | None = None
    """What is known of accreditations and claims; None where nobody looked."""
    laws: tuple[Clock, ...] = ()
    """The laws that the site chose, the first to be met first."""
    checks: tuple[Check, ...] = ()
    """What people found, in the order in which they wrote it down."""
    old_after: int = 365
    """Days after which what a person found no longer counts."""
    printer: Printer = Printer()
    """What prints report.pdf."""
