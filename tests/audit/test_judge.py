"""Judging: crashes and missing evidence are unchecked, equal findings are one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from audit.judge import PERHAPS, SitePile, judge, judge_site, merge
from audit.model import ALSO, Certainty, Fact, Finding, Place, Reach, Severity, Target, Unchecked
from audit.page import Page

HTML = "<body><p>one</p><p>two</p><p>one</p></body>"


@dataclass(frozen=True)
class Paragraphs:
    """Finds every paragraph."""

    id: str = "test-paragraphs"
    needs: frozenset[str] = frozenset()
    gives_way: dict[str, str] = field(default_factory=dict)
    crash_after: int = 99

    def check(self, page: Page) -> Iterator[Finding]:
        for number, tag in enumerate(page.soup.find_all("p")):
            if number == self.crash_after:
                raise ValueError("a <b>\nstrange</b> page")
            text = page.text(tag)
            yield Finding(self.id, text, page.place(tag), Severity.ERROR, subject=text)


@dataclass(frozen=True)
class Rules:
    page: tuple[Paragraphs, ...] = ()
    site: tuple["Repeats", ...] = ()
    collectors: tuple["Repeats", ...] = ()


@dataclass(frozen=True)
class Repeats:
    """Finds a key with two facts; crashes on the key `bad`."""

    id: str = "test-repeats"
    needs: frozenset[str] = frozenset()

    def collect(self, page: Page) -> Iterator[Fact]:
        for tag in page.soup.find_all("p"):
            yield Fact(self.id, page.text(tag), None, page.place(tag))

    def check(self, key: str, facts: list[Fact]) -> Iterator[Finding]:
        if key == "bad":
            raise RuntimeError("no")
        if len(facts) > 1:
            yield Finding(self.id, key, facts[0].place, Severity.WARNING, subject=key)


def _page(**more: object) -> Page:
    return Page(url="https://hospital.example/", html=HTML, **more)


def test_equal_findings_on_a_page_are_one_with_all_its_places() -> None:
    verdict = judge(_page(), Rules((Paragraphs(),)))
    one, two = verdict.findings
    assert ("one", "two") == (one.subject, two.subject)
    assert [ALSO] == [place.note for place in one.related]
    assert "body > p:nth-of-type(3)" == one.related[0].selector
    assert () == two.related


@pytest.mark.parametrize("review_first", [True, False])
def test_a_place_that_is_for_review_is_not_called_sure(review_first: bool) -> None:
    page = _page()
    sure, _, review = Paragraphs().check(page)
    review = replace(review, certainty=Certainty.REVIEW)
    (one,) = merge([review, sure] if review_first else [sure, review])
    assert (Certainty.SURE, sure.place) == (one.certainty, one.place)
    assert [(PERHAPS, review.place.selector)] == [(p.note, p.selector) for p in one.related]


def test_a_rule_that_crashes_is_unchecked_and_keeps_what_it_found() -> None:
    verdict = judge(_page(), Rules((Paragraphs(crash_after=1), Paragraphs(id="test-other"))))
    assert ["one"] == [f.subject for f in verdict.findings if f.rule == "test-paragraphs"]
    assert 2 == len([f for f in verdict.findings if f.rule == "test-other"])
    (unchecked,) = verdict.unchecked
    assert ("test-paragraphs", "https://hospital.example/") == (unchecked.rule, unchecked.url)
    assert "ValueError: a <b> strange</b> page" in unchecked.reason


def test_a_rule_without_its_evidence_is_unchecked() -> None:
    page = _page(missing={"axe": "the browser crashed"})
    verdict = judge(page, Rules((Paragraphs(needs=frozenset({"axe"})),)))
    assert () == verdict.findings
    assert (
        Unchecked("test-paragraphs", "https://hospital.example/", "the browser crashed"),
    ) == verdict.unchecked


def test_the_more_exact_rule_speaks_for_an_element() -> None:
    vague = Paragraphs(id="vague", gives_way={"vague": "exact"})
    verdict = judge(_page(), Rules((vague, Paragraphs(id="exact", crash_after=1))))
    # The exact rule names only the first paragraph: the second stays the vague one's.
    assert [("vague", "two"), ("vague", "one"), ("exact", "one")] == [
        (f.rule, f.subject) for f in verdict.findings
    ]
    assert "body > p:nth-of-type(3)" == verdict.findings[1].place.selector


def test_facts_leave_the_page() -> None:
    verdict = judge(_page(), Rules(site=(Repeats(),)))
    assert ["one", "two", "one"] == [fact.key for fact in verdict.facts]


def test_a_site_rule_that_crashes_on_one_key_still_judges_the_others() -> None:
    place = Place("https://hospital.example/", "p")
    groups = [
        ("bad", [Fact("test-repeats", "bad", None, place)]),
        ("twice", [Fact("test-repeats", "twice", None, place)] * 2),
    ]
    bad, twice = judge_site(Repeats(), groups)
    assert ["twice"] == [finding.subject for finding in twice.findings]
    assert ["test-repeats"] == [each.rule for each in bad.unchecked]


@dataclass(frozen=True)
class Links(Repeats):
    """Leaves open whatever is unasked."""

    needs: frozenset[str] = frozenset({"answers"})

    def check(self, key: str, facts: list[Fact], known=Target) -> Iterator[Finding | Unchecked]:
        if known(key).reach is Reach.UNASKED:
            yield Unchecked(self.id, key, "nobody was asked")
        else:
            yield Finding(self.id, key, facts[0].place, Severity.ERROR, subject="the same")


def test_what_a_rule_leaves_open_for_want_of_an_answer_is_put_together() -> None:
    place = Place("https://hospital.example/", "a")
    groups = [(key, [Fact("test-repeats", key, None, place)]) for key in "cabd"]

    def known(address: str) -> Target:
        return Target(address, Reach.GONE if address in "cd" else Reach.UNASKED)

    pile = SitePile("test-repeats")
    for verdict in judge_site(Links(), groups, known):
        pile.add(verdict)
    findings, unchecked = pile.take()
    assert ["c"] == [each.message for each in findings], "one defect under two keys is said once"
    assert [] == unchecked
    assert [Unchecked("test-repeats", "", "2 addresses, first a: nobody was asked")] == list(
        pile.left()
    )
    assert ([], []) == pile.take()


@pytest.mark.parametrize("needs", [frozenset(), frozenset({"answers"})])
def test_places_on_a_page_are_noted_where_a_rule_wants_answers(needs: frozenset[str]) -> None:
    html = '<h2 id="b">B</h2><a name="a">A</a>'
    rules = Rules(site=(replace(Repeats(), needs=needs),))
    facts = judge(Page(url="https://hospital.example/", html=html), rules).facts
    wanted = [{"ids": ["a", "b"], "sure": True}] if needs else []
    assert wanted == [fact.value for fact in facts]
