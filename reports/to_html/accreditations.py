"""The sheet of accreditations: what is held, every badge and claim, and what the registry says.

A badge in a footer stands on every page of a site, so equal badges are told once with their pages,
and pages with the same badges together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from audit.dossier import Approved, BadgeSeen, ClaimSeen, Meant, Registered, Sheet, Standing
from audit.model import RunResult
from reports import standing
from reports.language import Language
from reports.problems import Problem, Problems, judges, read_problems
from reports.to_html.digest import Digest, Gap
from reports.to_html.document import Document
from reports.to_html.entries import known

NAME = "report/accreditations.html"
DIFFERENT = 2000
"""Badges, claims and sets of badges that are told apart, of each; what is beyond is counted."""
SHOWN = 300
"""Rows of each table of these."""
PAGES_SHOWN = 5
"""Pages named at once in a row."""
PAGES_FOLDED = 45
"""Further pages of a row, in a part that the reader opens."""
NOTED_BY = ("badges", "claims")
"""Who notes what the sheet lists: where one of them did not run, nothing is known of a page."""


@dataclass
class Pages:
    """Pages that have something in common."""

    number: int = 0
    listed: list[str] = field(default_factory=list)
    _last: str | None = None

    def add(self, url: str) -> None:
        """Count one more page; the same one may come several times after another."""
        if url != self._last:
            self._last = url
            self.number += 1
            if len(self.listed) < PAGES_SHOWN + PAGES_FOLDED:
                self.listed.append(url)


@dataclass
class Row:
    """What is told once: a badge or a claim, with its pages and what was found there."""

    pages: Pages = field(default_factory=Pages)
    problems: dict[Problem, None] = field(default_factory=dict)
    number: int = 0
    """Its number in its table, from 1."""

    def add(self, url: str, problems: Iterable[Problem]) -> None:
        """Count one more page that has it."""
        self.pages.add(url)
        self.problems.update(dict.fromkeys(problems))


@dataclass
class Badge(Row):
    """One badge, as it looks and reads alike on all its pages."""

    seen: BadgeSeen = field(kw_only=True)


@dataclass
class Claim(Row):
    """One sentence, as it stands alike on all its pages."""

    seen: ClaimSeen = field(kw_only=True)


@dataclass
class Accreditation(Row):
    """One accreditation: what the registry holds of it, and who shows it."""

    meant: Meant = field(kw_only=True)
    entry: Registered | None = None
    """None where badges show it and the registry does not hold it."""
    shared: bool = False
    """Whether other entries are of the same accreditation, so that its pages are theirs too."""


@dataclass
class Alike:
    """Pages with the same badges."""

    badges: tuple[Badge, ...]
    pages: Pages = field(default_factory=Pages)


@dataclass
class Tables:
    """All that the sheet tells, gathered in one pass over what was noted."""

    accreditations: list[Accreditation] = field(default_factory=list)
    badges: list[Badge] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    said: dict[int, Pages] = field(default_factory=dict)
    """Pages that say an entry of the ledger, by its position."""
    pages: int = 0
    """Pages with a badge."""
    left_out: int = 0
    """Badges and claims that were not noted, or are more than `DIFFERENT` different ones."""

    @property
    def standings(self) -> Mapping[Standing, int]:
        """Give how many different badges there are of each standing, the worst first."""
        found = dict.fromkeys(standing.TONES, 0)
        for badge in self.badges:
            found[badge.seen.standing] += 1
        return found

    @property
    def unshown(self) -> list[Accreditation]:
        """Give what the registry holds and no badge shows."""
        return [one for one in self.accreditations if one.entry and not one.pages.number]


def documents(result: RunResult, digest: Digest, language: Language) -> Iterator[Document]:
    """Give the sheet; nothing where nobody looked at accreditations."""
    sheet = result.dossier.sheet
    if sheet is None:
        return
    _ = language.words.gettext
    problems = read_problems(result.findings, result.rules)
    tables = gather(sheet, problems)
    gaps = _gaps(result)
    ran = [rule for rule in digest.rules if judges(rule.id)]
    yield Document(
        NAME,
        "accreditations.html.j2",
        title=_("Accreditations"),
        label=_("Accreditations"),
        values={
            "sheet": sheet,
            "told": tables,
            "problems": problems,
            "gaps": gaps,
            "judges": ran,
            "whole": _whole(result, digest) and ran and not gaps and not tables.left_out,
            "SHOWN": SHOWN,
            "NAMED": PAGES_SHOWN,
            **_words(sheet, language),
            **_ways(result, digest, tables),
        },
    )


def _whole(result: RunResult, digest: Digest) -> bool:
    """Say whether each page was read whole, with what scripts put on it."""
    coverage = digest.coverage
    return coverage.audited > 0 and coverage.whole and result.run.mode != "static"


def concerns(rule: str) -> bool:
    """Say whether the sheet lacks something where the rule of that id did not run."""
    return judges(rule) or rule in NOTED_BY


def gather(sheet: Sheet, problems: Problems) -> Tables:
    """Give what the sheet tells, in tables, the worst first.

    Memory goes with the number of different badges and claims, up to `DIFFERENT`.
    """
    tables = Tables()
    held = _registry(sheet)
    badges: dict[Any, Badge] = {}
    alike: dict[tuple[int, ...], Alike] = {}
    for url, found in groupby(sheet.badges, key=lambda badge: badge.url):
        here: dict[int, Badge] = {}
        for seen in found:
            if seen.left_out:
                tables.left_out += seen.left_out
                continue
            at = problems.at.get((url, seen.selector), ())
            key = (seen.label, seen.image, seen.standing, seen.meant, seen.issuers, seen.signals)
            badge = badges.get(key)
            if badge is None:
                if len(badges) >= DIFFERENT:
                    tables.left_out += 1
                    continue
                badge = badges[key] = Badge(seen=seen)
            badge.add(url, at)
            here[id(badge)] = badge
            if seen.standing is not Standing.CONTRADICTORY:
                _count(held, seen, url, at)
        if here:
            tables.pages += 1
            names = tuple(here)
            if names in alike or len(alike) < DIFFERENT:
                alike.setdefault(names, Alike(tuple(here.values()))).pages.add(url)
    tables.badges = _numbered(badges.values(), lambda badge: ORDER[badge.seen.standing])
    tables.alike = sorted(alike.values(), key=lambda one: -one.pages.number)
    tables.accreditations = [one for some in held.values() for one in some]
    for one in tables.accreditations:
        for name in one.meant.ids:
            one.problems.update(dict.fromkeys(problems.about.get(name, ())))
    _claims(sheet, tables, problems.at)
    return tables


ORDER = {each: n for n, each in enumerate(standing.TONES)}


def _registry(sheet: Sheet) -> dict[tuple[str, ...], list[Accreditation]]:
    known: dict[tuple[str, ...], list[Accreditation]] = {}
    for n, entry in enumerate(sheet.registry):
        meant = Meant((entry.id,), (entry.name,), entry.standing, (n,))
        known.setdefault(meant.ids, []).append(Accreditation(meant=meant, entry=entry))
    for some in known.values():
        for one in some:
            one.shared = len(some) > 1
    return known


def _count(
    known: dict[tuple[str, ...], list[Accreditation]],
    seen: BadgeSeen,
    url: str,
    problems: Iterable[Problem],
) -> None:
    for meant in seen.meant:
        rows = known.get(meant.ids)
        if rows is None:
            if len(known) >= DIFFERENT:
                continue
            rows = known[meant.ids] = [Accreditation(meant=meant)]
        for row in rows:
            row.add(url, problems)


def _claims(
    sheet: Sheet, tables: Tables, problems: Mapping[tuple[str, str], tuple[Problem, ...]]
) -> None:
    claims: dict[tuple[str, str, str, bool], Claim] = {}
    for seen in sheet.claims:
        if seen.kind == "more":
            tables.left_out += 1
            continue
        key = (seen.kind, seen.words, seen.sentence, seen.doubtful)
        claim = claims.get(key)
        if claim is None:
            if len(claims) >= DIFFERENT:
                tables.left_out += 1
                continue
            claim = claims[key] = Claim(seen=seen)
        found = problems.get((seen.url, seen.selector), ())
        claim.add(seen.url, [each for each in found if each.rule.startswith("claim-")])
        if seen.entry is not None:
            tables.said.setdefault(seen.entry, Pages()).add(seen.url)
    tables.claims = _numbered(claims.values(), lambda claim: not claim.problems)


Told = TypeVar("Told", bound=Row)


def _numbered(rows: Iterable[Told], rank: Callable[[Told], int]) -> list[Told]:
    found = sorted(rows, key=lambda row: (rank(row), -row.pages.number))
    for number, row in enumerate(found, 1):
        row.number = number
    return found


def _gaps(result: RunResult) -> list[Gap]:
    """Give what rules about badges and claims did not judge, and pages whose badges are unread."""
    rules = {rule.id: rule for rule in result.rules}
    gaps: dict[tuple[str, str], Gap] = {}
    for one in result.unchecked:
        if concerns(one.rule):
            key = (one.reason, one.rule)
            gaps.setdefault(key, Gap(known(rules, one.rule), one.reason)).add(one)
    return list(gaps.values())


def _words(sheet: Sheet, language: Language) -> dict[str, Any]:
    """Give the words that the template needs for standings."""

    def term(entry: Registered) -> str:
        return standing.term(entry, language)

    def approval(entry: Approved) -> str:
        return standing.approval(entry, language)

    def either(names: tuple[str, ...]) -> str:
        return language.words.gettext(" or ").join(names[:3])

    return {
        "either": either,
        "name": lambda one: standing.name(one, language),
        "meaning": lambda one: standing.meaning(one, language),
        "tone": lambda one: standing.TONES[one],
        "approval_tone": lambda one: standing.APPROVAL_TONES[one],
        "term": term,
        "approval": approval,
        "claim": lambda seen: standing.claim(seen, sheet, language),
        "claim_tone": lambda seen: standing.claim_tone(seen, sheet),
    }


def _ways(result: RunResult, digest: Digest, tables: Tables) -> dict[str, Any]:
    """Give where the report tells of a problem, and what pages are called."""
    entries = {
        (kind, entry.group): entry
        for kind, section in digest.sections.items()
        for entry in section.every
        if judges(entry.rule.id)
    }
    rows: list[Row | Alike] = [*tables.badges, *tables.claims, *tables.alike]
    named = {url for row in rows for url in row.pages.listed}
    titles = {each.url: each.title for each in result.outcomes if each.url in named}
    return {
        "entry_of": lambda problem: entries.get((problem.kind, problem.group)),
        "titles": titles,
        "path": _path,
    }


def _path(url: str) -> str:
    """Give an address without its scheme and host."""
    _scheme, mark, rest = url.partition("://")
    return f"/{rest.partition('/')[2]}" if mark else url
