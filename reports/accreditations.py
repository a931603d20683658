"""The sheet of accreditations as rows for spreadsheets: every badge and claim of every page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from audit.dossier import BadgeSeen, ClaimSeen, Registered, Sheet
from audit.model import RunResult
from reports import standing
from reports.language import Language, speak
from reports.problems import Problem, Problems, judges, read_problems

NOTED_BY = ("badges", "claims")
"""Who notes what the sheet lists: where one of them did not run, nothing is known of a page."""

Cell = str | int | date

ACCREDITATION, BADGE, APPROVED, CLAIM, NOT_CHECKED = (
    "accreditation",
    "badge",
    "approved claim",
    "claim",
    "not checked",
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ACCREDITATION: tuple(
        "what means issuer holder status since until proof pages problems".split()
    ),
    BADGE: tuple(
        "page place what picture means status holder since until proof signals problems".split()
    ),
    APPROVED: tuple("what proof approved_by status until pages".split()),
    CLAIM: tuple("page place what means status approved_by problems".split()),
    NOT_CHECKED: tuple("page what status".split()),
}
"""What kinds of rows there are, and the columns that each fills."""
EVERY = tuple(
    "page place what picture means issuer holder status since until proof signals approved_by pages"
    " problems".split()
)
"""All columns, in order."""


@dataclass(frozen=True)
class Line:
    """One row."""

    kind: str
    """One of `COLUMNS`."""
    cells: Mapping[str, Cell]


def lines(result: RunResult) -> Iterator[Line]:
    """Yield all rows, those of one kind one after another; memory stays level.

    Last comes what was not checked, so that nobody takes the rest for all.
    """
    language = speak(result.dossier.language)
    sheet = result.dossier.sheet
    if sheet is not None:
        problems = read_problems(result.findings, result.rules)
        yield from _held(sheet, problems, language)
        for badge in sheet.badges:
            yield _badge(badge, sheet, problems, language)
        yield from _ledger(sheet, language)
        for claim in sheet.claims:
            yield _claim(claim, sheet, problems, language)
    yield from _gaps(result, language)


def kinds(language: Language) -> Mapping[str, str]:
    """Give what each kind of row is called."""
    _ = language.words.gettext
    return {
        ACCREDITATION: _("Accreditation"),
        BADGE: _("Badge"),
        APPROVED: _("Approved claim"),
        CLAIM: _("Claim"),
        NOT_CHECKED: _("Not checked"),
    }


def heads(language: Language) -> Mapping[str, str]:
    """Give what each column is called."""
    _ = language.words.gettext
    return {
        "page": _("Page"),
        "place": _("Place"),
        "what": _("What"),
        "picture": _("Picture"),
        "means": _("Stands for"),
        "issuer": _("Issuer"),
        "holder": _("Holder"),
        "status": _("Status"),
        "since": _("Since"),
        "until": _("Until"),
        "proof": _("Proof or evidence"),
        "signals": _("What its parts say"),
        "approved_by": _("Approved by"),
        "pages": _("Pages"),
        "problems": _("Problems"),
    }


def _held(sheet: Sheet, problems: Problems, language: Language) -> Iterator[Line]:
    shown: dict[str, int] = defaultdict(int)
    found: dict[str, dict[Problem, None]] = defaultdict(dict)
    known = {entry.id for entry in sheet.registry}
    for _url, badges in groupby(sheet.badges, key=lambda badge: badge.url):
        here = set()
        for badge in badges:
            for meant in badge.meant:
                if len(meant.ids) == 1 and meant.ids[0] in known:
                    here.add(meant.ids[0])
                    at = problems.at.get((badge.url, badge.selector), ())
                    found[meant.ids[0]].update(dict.fromkeys(at))
        for each in here:
            shown[each] += 1
    for entry in sheet.registry:
        about = found[entry.id] | dict.fromkeys(problems.about.get(entry.id, ()))
        yield Line(
            ACCREDITATION,
            {
                "what": entry.name,
                "means": entry.id,
                "issuer": entry.issuer,
                "status": _status(entry, language),
                "pages": shown[entry.id],
                "problems": _told(about),
                **_entry(entry),
            },
        )


def _entry(entry: Registered) -> dict[str, Cell]:
    return {
        "holder": entry.facility,
        "since": entry.since,
        "until": entry.until or "",
        "proof": entry.proof,
    }


def _status(entry: Registered, language: Language) -> str:
    return f"{standing.name(entry.standing, language)}: {standing.term(entry, language)}"


def _badge(badge: BadgeSeen, sheet: Sheet, problems: Problems, language: Language) -> Line:
    _, ngettext = language.words.gettext, language.words.ngettext
    if badge.left_out:
        more = ngettext(
            "%(number)s more badge is on this page and not told here.",
            "%(number)s more badges are on this page and not told here.",
            badge.left_out,
        )
        number = language.number(badge.left_out)
        return Line(BADGE, {"page": badge.url, "status": more % {"number": number}})
    either = _(" or ")
    entries = [sheet.registry[n] for meant in badge.meant for n in meant.entries]
    return Line(
        BADGE,
        {
            "page": badge.url,
            "place": badge.context,
            "what": badge.label,
            "picture": badge.image,
            "means": "; ".join(either.join(meant.names[:10]) for meant in badge.meant)
            or "; ".join(badge.issuers),
            "status": f"{standing.name(badge.standing, language)}:"
            f" {standing.meaning(badge.standing, language)}",
            "holder": _joined(entry.facility for entry in entries),
            "since": _joined(entry.since for entry in entries),
            "until": entries[0].until or ""
            if len(entries) == 1
            else _joined(entry.until.isoformat() for entry in entries if entry.until),
            "proof": _joined(entry.proof for entry in entries),
            "signals": "; ".join(
                f"{signal.kind}: {signal.text} ({either.join(signal.says)})"
                for signal in badge.signals
                if signal.says
            ),
            "problems": _told(problems.at.get((badge.url, badge.selector), ())),
        },
    )


def _ledger(sheet: Sheet, language: Language) -> Iterator[Line]:
    said: dict[int, set[str]] = defaultdict(set)
    for claim in sheet.claims:
        if claim.entry is not None:
            said[claim.entry].add(claim.url)
    for number, entry in enumerate(sheet.ledger):
        yield Line(
            APPROVED,
            {
                "what": entry.text,
                "proof": entry.evidence,
                "approved_by": entry.approved_by,
                "status": standing.approval(entry, language),
                "until": entry.until or "",
                "pages": len(said[number]),
            },
        )


def _claim(claim: ClaimSeen, sheet: Sheet, problems: Problems, language: Language) -> Line:
    entry = sheet.ledger[claim.entry] if claim.entry is not None else None
    found = problems.at.get((claim.url, claim.selector), ())
    return Line(
        CLAIM,
        {
            "page": claim.url,
            "place": claim.context,
            "what": claim.sentence,
            "means": claim.words,
            "status": standing.claim(claim, sheet, language),
            "approved_by": entry.approved_by if entry else "",
            "problems": _told(each for each in found if each.rule.startswith("claim-")),
        },
    )


def _gaps(result: RunResult, language: Language) -> Iterator[Line]:
    _ = language.words.gettext
    site = _("the whole site")
    if result.dossier.sheet is None:
        yield _gap(site, _("Badges and claims"), _("Nothing is known of them in this run."))
    if not any(judges(rule.id) for rule in result.rules):
        yield _gap(site, _("Badges and claims"), _("No rule about badges or claims ran."))
    if result.run.mode == "static":
        told = _("No browser was used. A badge that a script puts on a page was not seen.")
        yield _gap(site, _("Badges and claims"), told)
    for reason in result.run.reasons:
        yield _gap(site, _("Incomplete"), reason)
    for outcome in result.outcomes:
        if outcome.kind not in ("audited", "skipped:duplicate"):
            yield _gap(outcome.url, outcome.kind, outcome.detail)
    for one in result.unchecked:
        if judges(one.rule) or one.rule in NOTED_BY:
            yield _gap(one.url or site, one.rule, one.reason)


def _gap(page: str, what: str, reason: str) -> Line:
    return Line(NOT_CHECKED, {"page": page, "what": what, "status": reason})


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _told(problems: Iterable[Problem]) -> str:
    return "; ".join(f"{each.rule} ({each.word}): {each.group}" for each in problems)
