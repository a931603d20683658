"""Pages that are not the same at every load: what both loads show is sure, the rest is not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from audit import cli, config, sample
from audit.compare import trips
from audit.judge import Verdict
from audit.model import ALSO, Certainty, Fact, Finding, Place, Severity, Unchecked
from audit.steadiness import confirm, leave_open
from audit.worker import Audited, Job, Task, Worker

URL = "https://hospital.example/"
Wire = Any
"""conftest.py's server, which answers each path as it is told."""


def find(subject: str, rule: str = "link-generic", **more: Any) -> Finding:
    place = Place(URL, f"#{subject}", structure="main>a")
    return Finding(rule, f"says {subject}.", place, Severity.ERROR, subject=subject, **more)


def fact(key: str, value: object = None, selector: str = "title") -> Fact:
    return Fact("page-title-duplicate", key, value, Place(URL, selector))


def test_what_both_loads_show_is_said_as_the_second_does() -> None:
    first, second = find("a"), replace(find("a"), message="says a, too")
    assert (second,) == confirm(Verdict((first,)), Verdict((second,))).findings


def test_what_one_load_shows_is_unstable_and_trips_no_gate() -> None:
    both, before, after = find("both"), find("before"), find("after")
    verdict = confirm(Verdict((both, before)), Verdict((after, both)))
    assert {"both": False, "before": True, "after": True} == {
        finding.subject: finding.unstable for finding in verdict.findings
    }
    assert ["both"] == [each.subject for each in verdict.findings if trips(each, Severity.NOTICE)]
    assert {each.fingerprint for each in verdict.findings} == {
        each.fingerprint for each in (both, before, after)
    }


def test_what_only_one_load_is_sure_of_is_unstable() -> None:
    sure, review = find("a"), find("a", certainty=Certainty.REVIEW)
    for first, second in ((sure, review), (review, sure)):
        (found,) = confirm(Verdict((first,)), Verdict((second,))).findings
        assert (found.certainty, found.unstable) == (Certainty.REVIEW, True)


def test_of_two_severities_the_milder_holds() -> None:
    mild = replace(find("a"), severity=Severity.NOTICE)
    for first, second in ((mild, find("a")), (find("a"), mild)):
        (found,) = confirm(Verdict((first,)), Verdict((second,))).findings
        assert (found.severity, found.unstable) == (Severity.NOTICE, False)


def test_a_place_of_one_load_only_is_not_called_the_same_defect() -> None:
    here, there = Place(URL, "#here", note=ALSO), Place(URL, "#there", note=ALSO)
    first, second = find("a", related=(here,)), find("a", related=(here, there))
    (found,) = confirm(Verdict((first,)), Verdict((second,))).findings
    assert [True, False] == [place.note == ALSO for place in found.related]


def test_findings_of_one_rule_stay_together() -> None:
    first = Verdict((find("a", "one"), find("b", "two")))
    second = Verdict((find("c", "one"), find("d", "two")))
    assert ["one", "one", "two", "two"] == [each.rule for each in confirm(first, second).findings]


def test_facts_are_those_of_both_loads() -> None:
    first = Verdict(facts=(fact("a", {"n": [1]}), fact("b"), fact("c", 1)))
    second = Verdict(facts=(fact("a", {"n": [1]}, "head > title"), fact("c", 2), fact("d")))
    assert [("a", "head > title")] == [
        (each.key, each.place.selector) for each in confirm(first, second).facts
    ]


def test_what_one_load_left_unchecked_is_unchecked() -> None:
    one, other = Unchecked("axe", URL, "it was rejected"), Unchecked("link", URL, "it crashed")
    verdict = confirm(Verdict(unchecked=(one,)), Verdict(unchecked=(other, one)))
    assert {one, other} == set(verdict.unchecked)
    assert 2 == len(verdict.unchecked)


def test_a_page_that_cannot_be_loaded_again_leaves_its_rules_unchecked() -> None:
    review = find("b", "card-conflict", certainty=Certainty.REVIEW)
    verdict = leave_open(Verdict((find("a"), find("c"), review), (fact("a"),)), URL, "it is gone")
    assert not [each for each in verdict.findings if trips(each, Severity.NOTICE)]
    assert () == verdict.facts
    assert ["link-generic", "page-title-duplicate"] == [each.rule for each in verdict.unchecked]


UNREST = "<script>setInterval(() => document.body.append(' '), 20)</script>"
"""Never comes to rest."""
BAD = '<img src="/x.png" alt="DSC_0042.jpg">'
STEADY = '<a href="/1/">Read more</a>'


def html(body: str) -> bytes:
    return (
        '<!doctype html><html lang="en"><title>Wards</title><body><main><h1>Wards</h1>'
        f"<p>Our wards are open to visitors.</p>{body}</main>"
    ).encode()


@pytest.fixture
def audit(wire: Wire) -> Iterator[Callable[[str], Audited]]:
    """Audits a page of `wire` as a run does, with half a second to settle."""
    settings = config.Config(
        site=config.Site(start=(wire.origin + "/",), robots="ignore", delay=0),
        browser=config.Browser(settle=0.5, page_timeout=10),
    )
    worker = Worker(Job(settings, cli.load_rules))
    yield lambda url: worker.audit(Task(url))
    worker.close()


def loads(wire: Wire, *bodies: str) -> str:
    """Set what the page holds when it is fetched, and at each load in the browser."""
    return str(wire.on("/", *(wire.ok(html(body)) for body in bodies)))


def seen(audited: Audited) -> dict[str, bool]:
    return {each.rule: each.unstable for each in audited.result.findings}


@pytest.mark.browser
def test_a_page_that_flips_and_never_rests_is_sure_only_of_what_stays(
    audit: Callable[[str], Audited], wire: Wire
) -> None:
    both = STEADY + UNREST
    result = audit(loads(wire, both, BAD + both, both)).result
    found = {each.rule: each for each in result.findings}
    assert {"image-alt-filename": True, "link-generic": False} == {
        rule: found[rule].unstable for rule in ("image-alt-filename", "link-generic")
    }
    assert found["image-alt-filename"].certainty is Certainty.REVIEW
    assert "one of two loads" in found["image-alt-filename"].message
    assert "audited" == result.outcome.kind
    assert "changes to its content; it was loaded again, and 1 finding came and went" in (
        result.outcome.detail
    )
    assert found["link-generic"].group in result.pictures
    assert 3 == wire.asked.count("/")


@pytest.mark.browser
def test_a_page_that_comes_to_rest_is_loaded_once(
    audit: Callable[[str], Audited], wire: Wire
) -> None:
    audited = audit(loads(wire, BAD + STEADY))
    assert {"image-alt-filename": False, "link-generic": False}.items() <= seen(audited).items()
    assert 2 == wire.asked.count("/"), "once by the fetcher and once by the browser"
    assert "" == audited.result.outcome.detail


@pytest.mark.browser
def test_a_page_that_changes_while_it_is_read_is_loaded_again(
    audit: Callable[[str], Audited], wire: Wire
) -> None:
    # axe-core sends its findings in a frame to the page, which can hear that.
    hears = "<script>addEventListener('message', () => document.body.append(' '))</script>"
    frame = '<iframe title="Map" srcdoc="<html lang=en><title>Map</title><p>Here"></iframe>'
    audited = audit(loads(wire, STEADY + frame + hears))
    assert audited.result.outcome.detail.startswith("the page changed while it was read; ")


@pytest.mark.browser
def test_a_page_that_fails_when_it_is_loaded_again_is_not_checked(
    audit: Callable[[str], Audited], wire: Wire
) -> None:
    body = wire.ok(html(STEADY + UNREST))
    result = audit(wire.on("/", body, body, wire.answer(500, b"<p>Oh"))).result
    assert "audited:partial" == result.outcome.kind
    assert "could not be loaded again" in result.outcome.detail
    assert all(each.certainty is Certainty.REVIEW for each in result.findings)
    assert "link-generic" in {each.rule for each in result.unchecked}


@pytest.mark.browser
def test_animations_without_an_end_are_held_where_they_begin(
    audit: Callable[[str], Audited], wire: Wire
) -> None:
    pulse = (
        "<style>@keyframes pulse { to { color: #fff } }"
        "#p { color: #000; background: #fff; animation: pulse 0.3s infinite alternate }</style>"
        "<p id=p>Visit us on any day of the week</p>"
    )
    url = loads(wire, pulse)
    for _ in range(5):
        assert "axe/color-contrast" not in seen(audit(url))


@pytest.mark.browser
def test_the_sample_site_gives_the_same_findings_at_every_load() -> None:
    pages = sorted(sample.SITE.rglob("index.html"))
    paths = ["/" + page.parent.relative_to(sample.SITE).as_posix() + "/" for page in pages]
    with sample.serve() as origin:
        worker = Worker(Job(cli.configure(sample.CONFIG, (f"{origin}/",), {}), cli.load_rules))
        try:
            rounds = [
                [worker.audit(Task(origin + path.replace("/./", "/"))).result for path in paths]
                for _ in range(3)
            ]
        finally:
            worker.close()
    for first, *others in zip(*rounds, strict=True):
        for other in others:
            assert first.findings == other.findings, first.outcome.url
            assert (first.facts, first.unchecked) == (other.facts, other.unchecked)
    assert sum(len(result.findings) for result in rounds[0]) > 40


def test_of_a_fact_that_lists_things_those_of_both_loads_hold() -> None:
    first = Verdict(facts=(fact("links", ["a", ["b", 1], "c"]), fact("ids", {"ids": ["a"]})))
    second = Verdict(facts=(fact("links", ["c", "d", ["b", 1]]), fact("ids", {"ids": ["b"]})))
    assert [["c", ["b", 1]]] == [each.value for each in confirm(first, second).facts]
