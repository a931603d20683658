"""Where a finding is: in the server's HTML, in the page that a browser made of it, or in both.

Whoever mends it wants to know: what the server sends is mended in the content, what only the
rendered page has is made by a script or a style sheet, often another team's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from audit.model import Finding, normalise
from audit.page import Page

SEEN_IN = "seen_in"
"""The key in a finding's evidence; its value is `server`, `rendered` or `both`."""
LONGEST = 2_000_000
"""Characters of a server's HTML that are read a second time; a longer page says nothing here."""

Question = Callable[[Page], Iterator[Finding]]


def locate(
    findings: Iterable[Finding], page: Page, questions: Mapping[str, Question]
) -> list[Finding]:
    """Say in each content finding's evidence where it is; the others stay as they are.

    `questions` are the checks, by rule id, of the rules that judge content: they need nothing but
    HTML. On a rendered page a finding is in both where the same rule finds the same subject in
    the server's HTML, which is parsed only where there is a finding to ask for: roughly first,
    and as browsers do where it is not found so. What cannot be told is not said.
    """
    known: dict[tuple[str, Page], frozenset[str] | None] = {}
    located = []
    for finding in findings:
        question = questions.get(finding.rule)
        word = _word(finding, page, question, known) if question is not None else ""
        located.append(
            replace(finding, evidence={**finding.evidence, SEEN_IN: word}) if word else finding
        )
    return located


def _word(
    finding: Finding,
    page: Page,
    question: Question,
    known: dict[tuple[str, Page], frozenset[str] | None],
) -> str:
    if not page.rendered:
        return "server"
    if not page.source or len(page.source) > LONGEST:
        return ""
    for server in (page.server_roughly, page.server):
        key = finding.rule, server
        if key not in known:
            known[key] = _subjects(question, server)
        subjects = known[key]
        if subjects is not None and normalise(finding.subject) in subjects:
            return "both"
    return "" if subjects is None else "rendered"


def _subjects(question: Question, server: Page) -> frozenset[str] | None:
    """Give what a rule finds in the server's HTML; None where it crashes there."""
    try:
        return frozenset(normalise(each.subject) for each in question(server))
    except Exception:
        # The rule has judged the page itself; only this remark on its findings is lost.
        return None
