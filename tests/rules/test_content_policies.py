"""Policies of a site's own: what is required, what is forbidden, and what counts as there."""

import time

import pytest

from audit.judge import judge
from audit.model import (
    Certainty,
    Finding,
    NotCheckedError,
    Reach,
    Severity,
    Target,
    Unchecked,
)
from audit.page import Page
from audit.policies import Policy, Sought
from rules.content.forbidden import Forbidden
from rules.content.required import Required
from rules.loader import RuleSet


def _page(html: str, url: str = "https://hospital.example/care/") -> Page:
    return Page(url=url, html=html)


def _has(html: str, **sought: object) -> bool:
    rule = Required(policies=(Policy("p", require=Sought(**sought)),))  # type: ignore[arg-type]
    return not list(rule.collect(_page(html)))


def _forbidden(html: str, **sought: object) -> list[Finding]:
    rule = Forbidden(policies=(Policy("p", forbid=Sought(**sought)),))  # type: ignore[arg-type]
    return list(rule.check(_page(html)))


@pytest.mark.parametrize(
    ("html", "sought"),
    [
        ("<p>Call 911 now</p>", {"text": "call 911"}),
        ("<p>Call</p><p>911</p>", {"text": "call 911"}),
        ("<p>Don’t wait</p>", {"text": "don't wait"}),
        ("<p>non‑profit</p>", {"text": "non-profit"}),
        ("<p>non-profit</p>", {"text": "non profit"}),
        ("<p>LLAME&nbsp;AL 911</p>", {"text": ("call 911", "llame al 911")}),
        ("<img src=a.png alt='Call 911'>", {"text": "call 911"}),
        ("<p>Guarantees</p>", {"text": "guarantee*"}),
        ("<footer><p>© 2026 Clinic</p></footer>", {"selector": "footer", "text": "clinic"}),
        ("<p>Tel. 662-377-3000</p>", {"regex": r"\(?662\)?[ -.]?377[ -.]?\d{4}"}),
        ("<p>“We don’t”</p>", {"regex": "we don't"}),
        ("<html lang=es-MX><p>Hola", {"selector": "html", "attribute": "lang", "regex": "^es"}),
        ("<meta name=robots content=noindex>", {"selector": "meta[name=robots]"}),
        ("<a href=/n.pdf>Notice of privacy</a>", {"link_text": "notice of privacy"}),
        ("<a href=/n/ aria-label='Privacy notice'>P</a>", {"link_text": "privacy notice"}),
        ("<a href=/n/><img src=a.png alt='Privacy notice'></a>", {"link_text": "privacy notice"}),
        ("<a href='/notices/privacy?x=1#y'>P</a>", {"link": "/notices/**"}),
        ("<a href='http://www.hospital.example/notices/'>P</a>", {"link": "/notices/**"}),
        ("<a href='https://ocrportal.hhs.gov/ocr'>P</a>", {"link": "ocrportal.hhs.gov/**"}),
        ("<a href='https://www.hhs.gov/ocr'>P</a>", {"link": "*.hhs.gov/**|hhs.gov/**"}),
        ("<footer><b><a href=/n>Notice</a></b></footer>", {"selector": "footer", "link": "/n"}),
        ("<a class=x href=/n>Notice</a>", {"selector": "a.x", "link_text": "notice"}),
    ],
)
def test_what_is_there_is_seen(html: str, sought: dict[str, object]) -> None:
    assert _has(html, **sought)


@pytest.mark.parametrize(
    ("html", "sought"),
    [
        ("<p hidden>Call 911 now</p>", {"text": "call 911"}),
        ("<!-- call 911 --><script>'call 911'</script>", {"text": "call 911"}),
        ("<title>Call 911</title><p>Welcome", {"text": "call 911"}),
        ("<p>Recall 9110</p>", {"text": "call 911"}),
        ("<p>guarantor</p>", {"text": "guarantee*"}),
        ("<main>Clinic</main><footer>x</footer>", {"selector": "footer", "text": "clinic"}),
        ("<template><iframe></iframe></template>", {"selector": "iframe"}),
        ("<div hidden><form class=x></form></div>", {"selector": "form.x"}),
        ("<p>Notice of privacy</p>", {"link_text": "notice of privacy"}),
        ("<a href='#'>Notice of privacy</a>", {"link_text": "notice of privacy"}),
        ("<a href='javascript:x()'>Notice of privacy</a>", {"link_text": "notice of privacy"}),
        ("<a href='https://other.example/notices/'>P</a>", {"link": "/notices/**"}),
        ("<a href='https://evil.example/hhs.gov/'>P</a>", {"link": "hhs.gov/**"}),
        ("<a href='https://hhs.gov.evil.example/'>P</a>", {"link": "hhs.gov/**"}),
        ("<main><a href=/n>Notice</a></main>", {"selector": "footer", "link": "/n"}),
        ("<a href=/n>Read</a><a href=/m>Notice</a>", {"link": "/n", "link_text": "notice"}),
        ("<html lang=en>", {"selector": "html", "attribute": "lang", "regex": "^es"}),
    ],
)
def test_what_is_not_there_is_missed(html: str, sought: dict[str, object]) -> None:
    assert not _has(html, **sought)


def test_of_nested_elements_the_innermost_is_reported() -> None:
    found = _forbidden(
        "<div><section><p>A miracle</p></section></div>", selector="*", text="miracle"
    )
    assert ["p"] == [each.place.selector.rpartition(" > ")[2] for each in found]


def test_every_place_is_reported_where_its_words_stand() -> None:
    html = "<title>A miracle</title><h1>Miracle</h1><p>No <b>miracle</b>.</p><p>Care</p>"
    found = _forbidden(html, text="miracle*")
    assert ["title", "h1", "p"] == [each.place.snippet[1:].partition(">")[0] for each in found]
    assert ["p: miracle", "p: Miracle", "p: miracle"] == [each.subject for each in found]


def test_a_page_full_of_it_is_not_reported_without_end() -> None:
    assert 200 == len(_forbidden("<p>miracle</p>" * 3000, text="miracle"))


def test_a_policy_speaks_in_its_own_words_and_names_its_law() -> None:
    policy = Policy(
        "notice",
        require=Sought(link_text="notice of nondiscrimination"),
        message="The notice is missing.",
        why="Patients must know.",
        fix="Link it.",
        law="section-1557-nondiscrimination",
        severity=Severity.WARNING,
        review=True,
    )
    rule = Required(policies=(policy,))
    facts = list(rule.collect(_page("<p>Care</p>")))
    (found,) = rule.check("notice", facts)
    assert "The notice is missing (policy “notice”, 45 CFR 92.10)." == found.message
    assert (Severity.WARNING, Certainty.REVIEW) == (found.severity, found.certainty)
    assert ("notice", "Link it.") == (found.subject, found.fix)
    assert "link named “notice of nondiscrimination”" == found.evidence["looked for"]
    assert "Patients must know." == found.evidence["why"]
    assert "45 CFR 92.10" in found.evidence["law"]


def test_a_policy_without_words_of_its_own_says_what_it_looked_for() -> None:
    rule = Required(policies=(Policy("p", require=Sought(text=("a", "b", "c", "d"))),))
    (found,) = rule.check("p", list(rule.collect(_page("<p>Care</p>"))))
    assert "There is no text with “a” or “b” or “c” or the like (policy “p”)." == found.message


def test_a_policy_for_the_site_is_met_by_one_page_and_missed_once() -> None:
    rule = Required(policies=(Policy("p", scope="site", require=Sought(text="notice")),))
    home = _page("<p>Care</p>", "https://hospital.example/")
    deep = _page("<p>Care</p>", "https://hospital.example/a/b/")
    facts = [fact for page in (deep, home) for fact in rule.collect(page)]
    (found,) = rule.check("p", facts)
    assert "https://hospital.example/" == found.place.url
    assert "There is no text with “notice” on any of the pages audited (policy “p”)." == (
        found.message
    )
    notice = rule.collect(_page("<p>Notice</p>", "https://hospital.example/n/"))
    assert [] == list(rule.check("p", [*facts, *notice]))


def test_pages_that_a_policy_does_not_speak_of_are_left_alone() -> None:
    policies = (Policy("p", pages=("/urgent/**",), require=Sought(text="x")),)
    assert [] == list(Required(policies=policies).collect(_page("<p>Care</p>")))


def test_an_expression_that_runs_out_of_time_leaves_the_page_unchecked_and_says_so() -> None:
    slow = Policy("slow", forbid=Sought(regex=r"(\w+\s?)+$"))
    quick = Policy("quick", forbid=Sought(text="miracle"))
    page = _page(f"<p>{'a' * 5000}!</p><p>A miracle</p>")
    rule = Forbidden(policies=(slow, quick))
    found: list[Finding] = []
    begun = time.process_time()
    with pytest.raises(NotCheckedError, match="policy “slow”: a regular expression"):
        found.extend(rule.check(page))
    assert time.process_time() - begun < 10
    verdict = judge(page, RuleSet(page=(rule,), site=()))
    assert ["A miracle"] == [each.place.snippet[3:-4] for each in verdict.findings]
    (unchecked,) = verdict.unchecked
    assert ("content-forbidden", page.url) == (unchecked.rule, unchecked.url)
    assert "ran out of time" in unchecked.reason
    assert "crashed" not in unchecked.reason


def test_words_of_a_page_cannot_break_out_of_a_message() -> None:
    (found,) = _forbidden("<p>miracle\u202e\u0007 cure</p>", regex="miracle.*")
    assert "\u202e" not in found.message
    assert "\u0007" not in found.message


def _answered(html: str, targets: dict[str, Target]) -> list[Finding | Unchecked]:
    policy = Policy("notice", require=Sought(link_text="notice", answers=200))
    rule = Required(policies=(policy,))
    facts = list(rule.collect(_page(html)))
    asked = {address for fact in facts for address in rule.asks(fact)}
    assert asked <= set(targets)
    return list(rule.check("notice", facts, lambda address: targets[address]))


NOTICE = "https://hospital.example/notice/"
OLD = "https://hospital.example/old/"


@pytest.mark.parametrize("status", [0, 200])
def test_a_required_link_that_answers_meets_the_policy(status: int) -> None:
    there = {NOTICE: Target(NOTICE, Reach.THERE, status)}
    assert [] == _answered("<a href=/notice/>Our notice</a>", there)


def test_one_link_of_several_that_answers_is_enough() -> None:
    html = "<a href=/old/>Old notice</a><a href=/notice/>Notice</a>"
    gone = Target(OLD, Reach.GONE, 404, "answers 404 Not Found")
    assert [] == _answered(html, {OLD: gone, NOTICE: Target(NOTICE, Reach.THERE, 200)})


@pytest.mark.parametrize(
    ("target", "certainty", "said"),
    [
        (Target(OLD, Reach.GONE, 404, "answers 404 Not Found"), "sure", "answers 404 Not Found"),
        (Target(OLD, Reach.THERE, 204), "sure", "answers 204"),
        (Target(OLD, Reach.DOUBTFUL, 403, "answers 403"), "review", "answers 403"),
    ],
)
def test_a_required_link_that_does_not_answer_is_told(
    target: Target, certainty: str, said: str
) -> None:
    (found,) = _answered("<a href=/old/>Notice</a>", {OLD: target})
    assert isinstance(found, Finding)
    assert certainty == found.certainty
    assert (
        f"The link named “notice” leads to {OLD}, which {said} (policy “notice”)." == found.message
    )


def test_a_required_link_that_nobody_asked_is_unchecked() -> None:
    (left,) = _answered("<a href=/old/>Notice</a>", {OLD: Target(OLD, detail="links.ask is none")})
    assert Unchecked("content-required", OLD, "policy “notice”: links.ask is none") == left
