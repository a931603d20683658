"""Conformance: the legal clock, and each success criterion with what programs and people found."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.dossier import PastRun
from audit.model import RunResult
from reports.checklist import QUESTIONS
from reports.conformance import Outcome, assess
from reports.language import Language
from reports.to_html.digest import Digest
from reports.to_html.document import Document

NAME = "report/conformance.html"

STANDARDS = ("WCAG 2.1 AA", "WCAG 2.2 AA")
"""Those that are counted side by side."""


@dataclass(frozen=True)
class Trend:
    """What became of findings over the last runs."""

    runs: int
    days: int
    fixed: int
    new: int


def documents(result: RunResult, digest: Digest, language: Language) -> Iterable[Document]:
    """Give the document of this part; `digest` is not asked."""
    assessment = assess(result)
    yield Document(
        NAME,
        "conformance.html.j2",
        title=language.words.gettext("Conformance"),
        label=language.words.gettext("Conformance"),
        values={
            "assessment": assessment,
            "standards": STANDARDS,
            "paces": [assessment.pace(clock) for clock in result.dossier.laws],
            "trend": trend(result.dossier.past),
            "questions": {
                number: language.words.gettext(asked) for number, asked in QUESTIONS.items()
            },
            "outcomes": tuple(Outcome),
        },
    )


def trend(past: tuple[PastRun, ...]) -> Trend | None:
    """Sum up the last runs; None where they are less than a week apart, which shows no pace."""
    if not past or (days := (past[-1].started - past[0].started).days) < 7:
        return None
    later = past[1:]
    fixed, new = sum(each.fixed for each in later), sum(each.new for each in later)
    return Trend(len(past), days, fixed, new)
