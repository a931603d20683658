"""earl.jsonld: EARL 1.0 in JSON-LD, an assertion for each page and rule.

A rule passed where it judged a page whole and found nothing; that says something of the rule's one
question, and nothing of a success criterion. What was not checked, or in part only, is untested;
what a person has to decide cannot be told.

Of each success criterion there is an assertion on the whole site: failed or untested, as automation
never says more; and one for each result of a person, who may say that it passed.

Source: W3C, “Evaluation and Report Language (EARL) 1.0 Schema”; its outcome values are in 2.7.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from audit.dossier import Result
from audit.model import Certainty, Finding, RuleInfo, RunInfo, RunResult, Status
from audit.text import plain
from reports import output
from reports.conformance import Answer, Standing, assess
from reports.notation import listed, text
from reports.pages import PageReport, by_page
from reports.remarks import automated, told

NAME = "earl.jsonld"
MOST = 20
"""Findings of one rule on one page that an assertion names."""
LONGEST = 500
"""Characters of one text."""

_CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "WCAG": "https://www.w3.org/TR/WCAG22/#",
    "Assertion": "earl:Assertion",
    "TestResult": "earl:TestResult",
    "TestCase": "earl:TestCase",
    "TestRequirement": "earl:TestRequirement",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "WebPage": "earl:TestSubject",
    "Software": "earl:Software",
    "assertedBy": {"@id": "earl:assertedBy", "@type": "@id"},
    "subject": {"@id": "earl:subject", "@type": "@id"},
    "test": {"@id": "earl:test", "@type": "@id"},
    "mode": {"@id": "earl:mode", "@type": "@id"},
    "outcome": {"@id": "earl:outcome", "@type": "@id"},
    "result": "earl:result",
    "info": "earl:info",
    "pointer": "earl:pointer",
    "title": "dct:title",
    "description": "dct:description",
    "date": "dct:date",
    "identifier": "dct:identifier",
    "isPartOf": "dct:isPartOf",
    "release": "doap:release",
}
_TOOL = "urn:care-audit"
_SITE = f"{_TOOL}:site"
_SAID = {
    Result.PASS: "passed",
    Result.FAIL: "failed",
    Result.NOT_APPLICABLE: "inapplicable",
    Result.NOT_CHECKED: "untested",
}


def write(result: RunResult, folder: Path) -> Path:
    """Write earl.jsonld into `folder` and give its path; one page is in memory at a time.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        write_to(result, stream)
    return path


def write_to(result: RunResult, stream: TextIO) -> None:
    """Write the text of earl.jsonld to an open stream."""
    stream.write(f'{{"@context": {text(_CONTEXT)},\n"@graph": ')
    for piece in listed(_nodes(result)):
        stream.write(piece)
    stream.write("}\n")


def _nodes(result: RunResult) -> Iterator[dict[str, Any]]:
    rules = list(result.rules)
    whole_site: dict[str, str] = {}
    yield _tool(result.run)
    yield from map(_test, rules)
    for page in by_page(result):
        if not page.url:
            whole_site = page.unchecked
            continue
        yield _subject(page)
        page.unchecked.update(whole_site)
        found: dict[str, list[Finding]] = {}
        for finding in page.findings:
            if finding.status is not Status.FIXED:
                found.setdefault(finding.rule, []).append(finding)
        for rule in rules:
            yield _assertion(page, rule, found.get(rule.id, []), result.run)
    yield from _criteria(result)


def _criteria(result: RunResult) -> Iterator[dict[str, Any]]:
    """Yield what automation and people say of the success criteria, and who and what that is."""
    name = plain(result.run.site or ", ".join(result.run.targets), LONGEST)
    yield {"@id": _SITE, "@type": "WebPage", "title": name}
    standings = assess(result).standings.values()
    people: dict[str, str] = {}
    places: dict[str, str] = {}
    for answer in (each for standing in standings for each in standing.answers):
        people[_person(answer)] = plain(answer.check.who, LONGEST)
        if answer.check.pages:
            places[_place(answer)] = plain(answer.check.pages, LONGEST)
    yield from ({"@id": at, "@type": "Person", "title": who} for at, who in people.items())
    yield from ({"@id": at, "@type": "WebPage", "title": where} for at, where in places.items())
    for standing in standings:
        one = standing.criterion
        yield {
            "@id": _requirement(standing),
            "@type": "TestRequirement",
            "identifier": one.number,
            "title": one.name,
            "isPartOf": [f"WCAG {version}" for version in one.versions],
        }
        yield {
            "@type": "Assertion",
            "assertedBy": _TOOL,
            "subject": _SITE,
            "test": _requirement(standing),
            "mode": "earl:automatic",
            "result": {
                "@type": "TestResult",
                "outcome": "earl:failed" if standing.fails else "earl:untested",
                "info": automated(standing),
                "date": result.run.finished.isoformat(),
            },
        }
        for answer in standing.answers:
            yield _manual(standing, answer)


def _manual(standing: Standing, answer: Answer) -> dict[str, Any]:
    # What somebody saw long ago says nothing of today, unless it was a failure.
    lapsed = answer.old and answer.check.result is not Result.FAIL
    return {
        "@type": "Assertion",
        "assertedBy": _person(answer),
        "subject": _place(answer) if answer.check.pages else _SITE,
        "test": _requirement(standing),
        "mode": "earl:manual",
        "result": {
            "@type": "TestResult",
            "outcome": f"earl:{'untested' if lapsed else _SAID[answer.check.result]}",
            "info": plain(told(answer), LONGEST),
            "date": answer.check.on.isoformat(),
        },
    }


def _person(answer: Answer) -> str:
    return f"{_TOOL}:person:{_quoted(answer.check.who)}"


def _place(answer: Answer) -> str:
    return f"{_TOOL}:pages:{_quoted(answer.check.pages)}"


def _quoted(words: str) -> str:
    return quote(plain(words, LONGEST), safe="", errors="replace")


def _requirement(standing: Standing) -> str:
    """Give the address of a criterion in the latest version that has it."""
    one = standing.criterion
    return f"https://www.w3.org/TR/WCAG{one.versions[-1].replace('.', '')}/#{one.slug}"


def _tool(run: RunInfo) -> dict[str, Any]:
    about: dict[str, Any] = {"@id": _TOOL, "@type": "Software", "title": "Care Audit"}
    if run.version:
        about["release"] = run.version
    if run.axe:
        about["description"] = f"with axe-core {run.axe}"
    return about


def _test(rule: RuleInfo) -> dict[str, Any]:
    about: dict[str, Any] = {
        "@id": _test_id(rule),
        "@type": "TestCase",
        "identifier": rule.id,
        "title": plain(rule.title, LONGEST),
        "description": plain(rule.demand, LONGEST),
    }
    if rule.wcag:
        about["isPartOf"] = [f"WCAG {criterion}" for criterion in rule.wcag]
    return about


def _subject(page: PageReport) -> dict[str, Any]:
    about: dict[str, Any] = {"@id": _iri(page.url), "@type": "WebPage"}
    if page.outcome is not None and page.outcome.title:
        about["title"] = plain(page.outcome.title, LONGEST)
    return about


def _assertion(
    page: PageReport, rule: RuleInfo, findings: list[Finding], run: RunInfo
) -> dict[str, Any]:
    outcome, info = _outcome(page, rule, findings)
    about: dict[str, Any] = {"@type": "TestResult", "outcome": f"earl:{outcome}"}
    if info:
        about["info"] = plain(info, LONGEST)
    if outcome in ("failed", "cantTell") and findings:
        about["description"] = [plain(each.message, LONGEST) for each in findings[:MOST]]
        about["pointer"] = [plain(each.place.selector, LONGEST) for each in findings[:MOST]]
    about["date"] = run.finished.isoformat()
    return {
        "@type": "Assertion",
        "assertedBy": _TOOL,
        "subject": _iri(page.url),
        "test": _test_id(rule),
        "mode": "earl:automatic",
        "result": about,
    }


def _outcome(page: PageReport, rule: RuleInfo, findings: list[Finding]) -> tuple[str, str]:
    """Give the outcome of a rule on a page, and what there is to say of it."""
    there = [each for each in findings if each.status is not Status.NOT_CHECKED]
    sure = [each for each in there if each.certainty is Certainty.SURE]
    if sure:
        waived = all(each.status is Status.WAIVED for each in sure)
        return "failed", "waived in audit.yaml" if waived else ""
    if there:
        return "cantTell", "a person has to decide"
    if len(there) < len(findings):
        return "untested", "not checked this time; it failed before"
    outcome = page.outcome
    if outcome is None:
        return "untested", "the page was not wanted in this run"
    if not outcome.audited:
        return "untested", f"{outcome.kind}: {outcome.detail}"
    if page.is_unchecked(rule):
        return "untested", page.unchecked.get(rule.id) or page.unchecked[rule.id.split("/")[0]]
    if outcome.kind != "audited":
        return "untested", f"the page was audited in part: {outcome.detail}"
    return "passed", ""


def _test_id(rule: RuleInfo) -> str:
    return f"{_TOOL}:rule:{quote(rule.id, safe='/-')}"


def _iri(address: str) -> str:
    """Give an address without what RFC 3987 forbids in one; files stay relative."""
    return quote(plain(address, 4000), safe="%/:?#[]@!$&'()*+,;=~-._", errors="replace")
