"""openacr.yaml: the draft of an accessibility conformance report, as OpenACR has it.

A draft: who answers for it, and what no program can know, is for people to fill in. Automation
writes only that a criterion is not supported, wholly or in part, or that it was not evaluated; that
it is supported, or does not apply, comes from people's results alone.

Source: https://github.com/GSA/openacr, its schema 0.1.0 and its catalog `CATALOG`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from audit.dossier import Result
from audit.model import RunInfo, RunResult
from audit.text import plain
from reports import output
from reports.conformance import Outcome, Standing, assess
from reports.remarks import remark

NAME = "openacr.yaml"
CATALOG = "2.5-edition-wcag-2.2-508-en"
"""VPAT 2.5 for WCAG 2.2 and the revised Section 508, in English; it lists 4.1.1, too."""

_CHAPTERS = {"A": "success_criteria_level_a", "AA": "success_criteria_level_aa"}
_LEFT_OUT = {
    "success_criteria_level_aaa": "Level AAA was not evaluated.",
    "functional_performance_criteria": "Not evaluated: these are for a person to judge.",
    "hardware": "The product is a website.",
    "software": "The product is a website.",
    "support_documentation_and_services": "Not evaluated: these are for a person to judge.",
}
"""Chapters of the catalogue that the draft turns off, and why."""


def write(result: RunResult, folder: Path) -> Path:
    """Write openacr.yaml into `folder` and give its path.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        stream.write("# A draft, written by Care Audit. Fill in who answers for it before use.\n")
        yaml.safe_dump(_draft(result), stream, allow_unicode=True, sort_keys=False, width=1_000_000)
    return path


def level(standing: Standing) -> str:
    """Give the level of adherence, one of the terms of OpenACR's catalogs.

    `does-not-support` is for what fails on most of the site, `partially-supports` for some of it.
    """
    people = standing.people
    match standing.outcome:
        case Outcome.FAILED:
            whole = people and people.check.result is Result.FAIL and not people.check.pages
            most = whole or (standing.fails and standing.fails_on_most)
            return "does-not-support" if most else "partially-supports"
        case Outcome.PASSED:
            return "supports"
        case Outcome.NOT_APPLICABLE:
            return "not-applicable"
        case _:
            return "not-evaluated"


def _draft(result: RunResult) -> dict[str, Any]:
    run = result.run
    name = plain(run.site or (run.targets[0] if run.targets else "the website"), 200)
    day = run.finished.date().isoformat()
    standings = assess(result).standings.values()
    return {
        "title": f"{name} Accessibility Conformance Report (draft)",
        "product": {
            "name": name,
            "version": day,
            "description": f"The website: {plain(', '.join(run.targets), 1000) or 'no target'}",
        },
        "author": {"name": "", "company_name": "", "email": ""},
        "vendor": {"name": "", "company_name": name, "email": ""},
        "report_date": day,
        "last_modified_date": day,
        "version": 1,
        "notes": (
            "A draft. Automated checks find only part of what can fail, and never that a criterion"
            " is met. What nobody tried is not evaluated."
        ),
        "evaluation_methods_used": _methods(run),
        "catalog": CATALOG,
        "chapters": {
            **{
                chapter: {"criteria": _criteria(s for s in standings if s.criterion.level == level)}
                for level, chapter in _CHAPTERS.items()
            },
            **{name: {"notes": why, "disabled": True} for name, why in _LEFT_OUT.items()},
        },
    }


def _criteria(standings: Iterable[Standing]) -> list[dict[str, Any]]:
    return [
        {
            "num": standing.criterion.number,
            "components": [
                {
                    "name": "web",
                    "adherence": {"level": level(standing), "notes": remark(standing)},
                }
            ],
        }
        for standing in standings
    ]


def _methods(run: RunInfo) -> str:
    tools = [f"Care Audit {run.version}".strip()]
    tools += [f"axe-core {run.axe}"] if run.axe else []
    tools += [plain(run.browser, 100)] if run.browser else []
    incomplete = "" if run.status == "complete" else " The audit was incomplete."
    return (
        f"Automated checks with {', '.join(tools)} on {run.finished.date().isoformat()}, and what"
        f" people found where a criterion's notes name them.{incomplete}"
    )
