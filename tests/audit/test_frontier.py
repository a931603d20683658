"""The frontier: every wanted address once, in order, politely, with one end."""

import time
from collections import Counter
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import frontier as frontiers
from audit.config import Site
from audit.frontier import Frontier, Source, Wanted
from audit.model import Outcome

START = "https://a.example/"


def site(**changes: object) -> Site:
    return Site(**({"start": (START,), "delay": 0} | changes))


def drain(frontier: Frontier, limit: int = 100_000) -> list[str]:
    """Ask for one address after the other, all audited at once; the clock runs as needed."""
    now, given = 0.0, []
    while (turn := frontier.next(now)) is not None and len(given) < limit:
        if isinstance(turn, Wanted):
            given.append(turn.url)
            frontier.finish(Outcome(turn.url, "audited"), now=now)
        else:
            now += turn
    return given


def take(frontier: Frontier, now: float = 0.0) -> str:
    turn = frontier.next(now)
    assert isinstance(turn, Wanted)
    return turn.url


def test_named_addresses_come_first_then_sitemaps_then_links_by_depth() -> None:
    frontier = Frontier(site())
    frontier.want(START + "deep", 3)
    frontier.want(START + "near", 1)
    frontier.want(START + "map", 0, Source.SITEMAP)
    frontier.want(START + "near2", 1)
    frontier.want(START, 0, Source.NAMED)
    assert drain(frontier) == [START + path for path in ("", "map", "near", "near2", "deep")]


def test_an_address_is_wanted_once_however_it_is_spelled() -> None:
    frontier = Frontier(site())
    assert frontier.want("https://A.example/x?utm_source=y#top")
    assert not frontier.want("https://a.example/x")
    assert not frontier.want("https://a.example:443/./x")
    assert drain(frontier) == ["https://a.example/x"]
    assert not frontier.want("https://a.example/x")


@pytest.mark.parametrize(
    "address",
    [
        "https://b.example/",
        "https://a.example/private/x",
        "https://a.example/brochure.pdf",
        "mailto:a@a.example",
        "file:///etc/passwd",
        "nonsense",
    ],
)
def test_what_is_no_page_in_scope_does_not_enter(address: str) -> None:
    frontier = Frontier(site(exclude=("/private/**",)))
    assert not frontier.want(address)
    assert drain(frontier) == []
    assert list(frontier.rest()) == []


def test_what_is_named_enters_whatever_the_globs_say() -> None:
    frontier = Frontier(site(include=("/care/**",)))
    assert frontier.want(START, source=Source.NAMED)
    assert drain(frontier) == [START]


def test_links_of_a_page_are_one_further_away() -> None:
    frontier = Frontier(site(max_depth=2))
    frontier.want(START, source=Source.NAMED)
    for depth in range(3):
        turn = frontier.next(0)
        assert isinstance(turn, Wanted)
        assert turn.depth == depth
        frontier.finish(Outcome(turn.url, "audited"), now=0, links=[f"{START}{depth + 1}"])
    assert frontier.next(0) is None
    (left,) = frontier.rest()
    assert (left.url, left.kind) == (START + "3", "skipped:limit")
    assert "site.max_depth" in left.detail


def test_links_are_left_where_they_are_not_to_be_followed() -> None:
    frontier = Frontier(site(follow=False))
    frontier.want(START, source=Source.NAMED)
    frontier.finish(Outcome(take(frontier), "audited"), now=0, links=[START + "x"])
    assert frontier.next(0) is None


def test_pages_over_the_limit_are_listed() -> None:
    frontier = Frontier(site(max_pages=3))
    for number in range(5):
        frontier.want(f"{START}{number}")
    assert len(drain(frontier)) == 3
    rest = list(frontier.rest())
    assert [outcome.url for outcome in rest] == [START + "3", START + "4"]
    assert {outcome.kind for outcome in rest} == {"skipped:limit"}
    assert "site.max_pages" in rest[0].detail
    assert list(frontier.rest()) == []


def test_a_run_that_ended_for_another_reason_says_so() -> None:
    frontier = Frontier(site())
    frontier.want(START)
    assert [outcome.detail for outcome in frontier.rest("interrupted")] == ["interrupted"]


def test_a_calendar_without_end_ends() -> None:
    frontier = Frontier(site(max_query_variants=10))
    frontier.want(START + "events", source=Source.NAMED)
    now, asked = 0.0, 0
    while isinstance(turn := frontier.next(now), Wanted):
        asked += 1
        more = [f"{START}events?month={asked}&view={view}" for view in range(5)]
        frontier.finish(Outcome(turn.url, "audited"), now=now, links=more)
    assert asked == 11
    rest = list(frontier.rest())
    assert len(rest) == 11 * 5 - 10
    assert "site.max_query_variants" in rest[0].detail


def test_a_sitemap_may_list_as_many_variants_as_it_likes() -> None:
    frontier = Frontier(site(max_query_variants=1))
    for number in range(5):
        frontier.want(f"{START}?id={number}", source=Source.SITEMAP)
    assert len(drain(frontier)) == 5


def test_a_path_that_grows_without_end_ends() -> None:
    frontier = Frontier(site())
    frontier.want(START + "a/", source=Source.NAMED)
    asked = 0
    while isinstance(turn := frontier.next(0), Wanted):
        asked += 1
        frontier.finish(Outcome(turn.url, "audited"), now=0, links=[turn.url + "a/"])
    assert asked == 21


def test_a_traps_addresses_are_not_remembered_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frontiers, "MAX_LISTED", 5)
    frontier = Frontier(site(max_pages=2))
    for number in range(20):
        frontier.want(f"{START}{number}")
    assert frontier.unlisted == 13
    drain(frontier)
    assert len(list(frontier.rest())) == 5


def test_a_host_is_not_asked_more_often_than_its_delay() -> None:
    frontier = Frontier(site(delay=2))
    for number in range(3):
        frontier.want(f"{START}{number}")
    take(frontier, 100)
    assert frontier.next(100.5) == 1.5
    take(frontier, 102)
    assert frontier.next(103.9) == pytest.approx(0.1)
    take(frontier, 104)
    assert frontier.next(104) is None


def test_one_host_does_not_wait_for_another() -> None:
    frontier = Frontier(site(start=(START, "https://b.example/"), delay=2))
    for host in ("a", "b"):
        for number in range(2):
            frontier.want(f"https://{host}.example/{number}")
    assert {take(frontier), take(frontier)} == {START + "0", "https://b.example/0"}
    assert frontier.next(0) == 2


def test_what_comes_first_is_not_held_up_by_what_came_earlier() -> None:
    frontier = Frontier(site(start=(START, "https://b.example/")))
    frontier.want(START + "far", 9)
    frontier.want(START + "far2", 9)
    assert take(frontier) == START + "far"
    frontier.want(START + "soon", 1)
    frontier.want("https://b.example/", 5)
    assert [take(frontier) for _ in range(3)] == [
        START + "soon",
        "https://b.example/",
        START + "far2",
    ]


def test_what_comes_first_overtakes_on_a_host_that_may_be_asked_already() -> None:
    frontier = Frontier(site(start=(START, "https://b.example/")))
    frontier.want(START)
    frontier.want("https://b.example/far", 9)
    assert take(frontier) == START
    frontier.want("https://b.example/near", 1)
    assert [take(frontier), take(frontier)] == ["https://b.example/near", "https://b.example/far"]


def test_a_host_whose_turn_had_come_is_left_alone_once_it_asks_for_it() -> None:
    frontier = Frontier(site(start=(START, "https://b.example/")))
    frontier.want("https://b.example/")
    frontier.want(START, 1)
    frontier.want("https://b.example/far", 2)
    first = take(frontier)
    assert take(frontier) == START
    frontier.finish(Outcome(first, "audited"), now=0, slowed=True)
    assert frontier.next(0) == frontiers.LEAST_SLOWDOWN
    assert take(frontier, frontiers.LEAST_SLOWDOWN) == "https://b.example/far"


def test_a_host_that_asks_for_fewer_requests_gets_fewer_and_is_forgiven_slowly() -> None:
    frontier = Frontier(site(delay=1))
    for number in range(200):
        frontier.want(f"{START}{number}")

    def pause(slowed: bool) -> float:
        nonlocal now
        frontier.finish(Outcome(take(frontier, now), "audited"), now=now, slowed=slowed)
        turn = frontier.next(now)
        assert isinstance(turn, float)
        now += turn
        return turn

    now = 0.0
    assert pause(False) == 1
    assert [pause(True) for _ in range(6)] == [2, 4, 8, 16, 30, 30]
    # The pause after an answer was settled when its address was handed out.
    pause(False)
    assert pause(False) == pytest.approx(27)
    assert [pause(False) for _ in range(60)][-1] == 1


def test_a_host_without_delay_is_slowed_too() -> None:
    frontier = Frontier(site())
    frontier.want(START + "1")
    frontier.want(START + "2")
    frontier.finish(Outcome(take(frontier), "audited"), now=0, slowed=True)
    assert frontier.next(0) == frontiers.LEAST_SLOWDOWN


@pytest.mark.parametrize(("asked", "expected"), [(5, 5), (0.01, 0.2), (9999, 30)])
def test_a_crawl_delay_counts_where_it_is_longer(asked: float, expected: float) -> None:
    frontier = Frontier(site(delay=0.2))
    frontier.pace(START, asked)
    frontier.want(START + "1")
    frontier.want(START + "2")
    take(frontier)
    assert frontier.next(0) == pytest.approx(expected)


def test_an_address_that_leads_to_a_wanted_page_is_a_duplicate() -> None:
    frontier = Frontier(site())
    frontier.want(START + "new", source=Source.NAMED)
    frontier.want(START + "old")
    new, old = take(frontier), take(frontier)
    frontier.finish(Outcome(new, "audited"), now=0, final=new)
    ended = frontier.finish(Outcome(old, "audited", seconds=2), now=0, final=new + "#top")
    assert (ended.url, ended.kind, ended.seconds) == (old, "skipped:duplicate", 2)
    assert new in ended.detail


ELSEWHERE = "https://cdn.example/page"
"""Out of scope."""


def test_a_page_in_hand_is_not_asked_for_again_under_its_own_address() -> None:
    frontier = Frontier(site(max_pages=1))
    frontier.want(START, source=Source.NAMED)
    frontier.want(ELSEWHERE, source=Source.NAMED)
    frontier.finish(Outcome(take(frontier), "audited"), now=0, final=ELSEWHERE)
    assert frontier.next(0) is None
    (left,) = frontier.rest()
    assert (left.url, left.kind) == (ELSEWHERE, "skipped:duplicate")
    assert START in left.detail


def test_the_same_holds_when_its_turn_would_come() -> None:
    frontier = Frontier(site())
    frontier.want(START, source=Source.NAMED)
    frontier.want(ELSEWHERE, source=Source.NAMED)
    frontier.want(START + "x")
    frontier.finish(Outcome(take(frontier), "audited"), now=0, final=ELSEWHERE)
    assert drain(frontier) == [START + "x"]
    assert [left.kind for left in frontier.rest()] == ["skipped:duplicate"]


def test_two_addresses_of_one_page_out_of_scope_are_one() -> None:
    frontier = Frontier(site())
    for name in ("a", "b"):
        frontier.want(START + name)
    first = frontier.finish(Outcome(take(frontier), "audited"), now=0, final=ELSEWHERE)
    second = frontier.finish(Outcome(take(frontier), "audited"), now=0, final=ELSEWHERE)
    assert (first.kind, second.kind) == ("audited", "skipped:duplicate")


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_page_goes_by_the_address_that_answers_whichever_came_first(
    order: tuple[str, ...],
) -> None:
    frontier = Frontier(site())
    for name in ("a", "b", "c"):
        frontier.want(START + name)
    out = {take(frontier) for _ in order}
    ends = {}
    for name in order:
        out.discard(START + name)
        ended = frontier.finish(Outcome(START + name, "audited"), now=0, final=START + "c")
        ends[name] = ended.kind
    assert {"a": "skipped:duplicate", "b": "skipped:duplicate", "c": "audited"} == ends
    assert frontier.next(0) is None
    assert {START + "c"} == {frontier.page_of(START + name) for name in "abc"}


def test_the_address_that_answers_is_wanted_and_counts_once() -> None:
    frontier = Frontier(site(max_pages=1))
    frontier.want("http://a.example/", source=Source.NAMED)
    ended = frontier.finish(Outcome(take(frontier), "audited"), now=0, final=START)
    assert (ended.kind, START in ended.detail) == ("skipped:duplicate", True)
    assert drain(frontier) == [START]
    assert 1 == frontier.asked
    assert [] == list(frontier.rest())


def test_a_site_that_gives_each_visitor_another_address_is_audited() -> None:
    frontier = Frontier(site())
    frontier.want(START, source=Source.NAMED)
    frontier.finish(Outcome(take(frontier), "audited"), now=0, final=f"{START}?visit=1")
    turn = frontier.next(0)
    assert Wanted(f"{START}?visit=1", 0, led=True) == turn
    ended = frontier.finish(Outcome(f"{START}?visit=1", "audited"), now=0, final=f"{START}?visit=2")
    assert "audited" == ended.kind
    assert frontier.next(0) is None


def test_two_addresses_that_lead_to_one_another_are_an_error() -> None:
    frontier = Frontier(site())
    for name in ("a", "b"):
        frontier.want(START + name)
    a, b = take(frontier), take(frontier)
    first = frontier.finish(Outcome(a, "audited"), now=0, final=b)
    second = frontier.finish(Outcome(b, "audited"), now=0, final=a)
    assert ("skipped:duplicate", "error:redirect") == (first.kind, second.kind)
    assert "leads back here" in second.detail


def test_what_failed_under_its_own_address_stays_an_error() -> None:
    frontier = Frontier(site())
    for name in ("a", "b"):
        frontier.want(START + name)
    failed = frontier.finish(Outcome(take(frontier), "error:timeout"), now=0)
    double = frontier.finish(Outcome(take(frontier), "audited"), now=0, final=START + "a")
    assert ("error:timeout", "skipped:duplicate") == (failed.kind, double.kind)
    assert "" == frontier.page_of(START + "b"), "nobody audited it"


def test_an_error_stays_an_error_where_it_was_redirected() -> None:
    frontier = Frontier(site())
    for name in ("a", "b"):
        frontier.want(START + name)
    frontier.finish(Outcome(take(frontier), "audited"), now=0)
    ended = frontier.finish(Outcome(take(frontier), "error:http"), now=0, final=START + "a")
    assert ended.kind == "error:http"


def test_an_address_that_is_not_out_cannot_be_finished() -> None:
    with pytest.raises(KeyError):
        Frontier(site()).finish(Outcome(START, "audited"), now=0)


def test_a_run_goes_on_where_it_was_broken_off() -> None:
    frontier = Frontier(site(max_pages=3))
    for address in (START, START + "gone", START + "x", START + "y"):
        frontier.want(address)
    frontier.recall(Outcome(START, "audited"), 0)
    frontier.recall(Outcome(START + "gone", "error:http"), 0)
    assert (2, 2) == (frontier.asked, frontier.queued)
    assert drain(frontier) == [START + "x"]
    assert [left.url for left in frontier.rest()] == [START + "y"]


def test_a_recalled_page_that_nothing_leads_to_any_more_is_not_asked_again() -> None:
    frontier = Frontier(site())
    frontier.recall(Outcome(START + "old", "audited"), 0, links=[START + "old", START + "new"])
    assert drain(frontier) == [START + "new"]


def test_a_recalled_double_still_stands_for_the_page_that_was_out_when_the_run_was_broken_off() -> (
    None
):
    frontier = Frontier(site())
    frontier.want(START + "a")
    frontier.want(START + "b")
    double = Outcome(START + "b", "skipped:duplicate", "it is another page")
    frontier.recall(double, 0, final=START + "a")
    assert drain(frontier) == [START + "a"]
    assert frontier.page_of(START + "b") == START + "a"


ADDRESS = st.builds("https://{}.example/{}".format, st.sampled_from("ab"), st.integers(0, 9))


@settings(max_examples=200, deadline=None)
@given(
    seeds=st.lists(st.tuples(ADDRESS, st.sampled_from(Source)), max_size=12),
    pages=st.dictionaries(
        ADDRESS,
        st.tuples(
            st.lists(ADDRESS, max_size=4),
            ADDRESS,
            st.sampled_from(["audited", "audited:partial", "error:http"]),
            st.booleans(),
        ),
    ),
    limits=st.tuples(st.integers(1, 12), st.integers(0, 3), st.sampled_from([0, 0.5, 3])),
    workers=st.integers(1, 4),
)
def test_every_wanted_address_has_exactly_one_end(
    seeds: list[tuple[str, Source]],
    pages: dict[str, tuple[list[str], str, str, bool]],
    limits: tuple[int, int, float],
    workers: int,
) -> None:
    frontier = Frontier(
        site(
            start=(START, "https://b.example/"),
            max_pages=limits[0],
            max_depth=limits[1],
            delay=limits[2],
        )
    )
    wanted = {address for address, source in seeds if frontier.want(address, source=source)}
    ends: Counter[str] = Counter()
    asked: dict[str, list[float]] = {"a": [], "b": []}
    busy: list[str] = []
    now = 0.0
    while True:
        turn = frontier.next(now) if len(busy) < workers else None
        if isinstance(turn, Wanted):
            busy.append(turn.url)
            asked[turn.url[8]].append(now)
        elif busy:
            url = busy.pop(0)
            links, final, kind, slowed = pages.get(url, ([], url, "audited", False))
            outcome = frontier.finish(
                Outcome(url, kind), now=now, final=final, links=links, slowed=slowed
            )
            ends[outcome.url] += 1
            wanted.update(links)
        elif turn is None:
            break
        else:
            assert turn > 0
            now += turn
    assert frontier.busy == 0
    handed_out = sum(map(len, asked.values()))
    assert frontier.asked <= limits[0]
    assert frontier.asked <= handed_out <= 2 * frontier.asked, "a page and what led to it are one"
    ends.update(outcome.url for outcome in frontier.rest())
    assert set(ends.values()) <= {1}
    aliases = {final for url, (_, final, _, _) in pages.items() if ends[url]}
    assert set(ends) <= wanted | aliases
    assert wanted - set(ends) <= aliases
    for times in asked.values():
        pauses = [b - a for a, b in pairwise(times)]
        assert all(pause >= limits[2] - 1e-9 for pause in pauses)


def test_a_hundred_thousand_addresses_take_seconds() -> None:
    frontier = Frontier(site(max_pages=100_000))
    begun = time.perf_counter()
    for number in range(100_000):
        frontier.want(f"{START}{number}", source=Source.SITEMAP)
    assert len(drain(frontier, 200_000)) == 100_000
    # About four seconds where this was written; ten times that would be another algorithm.
    assert time.perf_counter() - begun < 40


class _Crawl:
    """A crawl of invented pages, one after the other, that can be broken off."""

    def __init__(self, pages: dict[str, tuple[list[str], str, str]], limits: tuple[int, int]):
        self.frontier = Frontier(
            site(
                start=(START, "https://b.example/"),
                max_pages=limits[0],
                max_depth=limits[1],
                max_query_variants=2,
            )
        )
        self.pages = pages
        self.done: list[tuple[Outcome, int, str, list[str]]] = []

    def go(self, steps: int) -> None:
        while len(self.done) < steps and isinstance(turn := self.frontier.next(0), Wanted):
            links, final, kind = self.pages.get(turn.url, ([], turn.url, "audited"))
            outcome = self.frontier.finish(Outcome(turn.url, kind), now=0, final=final, links=links)
            self.done.append((outcome, turn.depth, final, links))

    def ends(self) -> dict[str, Outcome]:
        outcomes = [outcome for outcome, *_ in self.done]
        return {outcome.url: outcome for outcome in (*outcomes, *self.frontier.rest())}


QUERIED = st.builds(
    "https://{}.example/{}{}".format,
    st.sampled_from("ab"),
    st.integers(0, 5),
    st.sampled_from(["", "?x=1", "?x=2", "?x=3"]),
)


@settings(max_examples=100)
@given(
    seeds=st.lists(st.tuples(QUERIED, st.sampled_from(Source)), max_size=8),
    pages=st.dictionaries(
        QUERIED,
        st.tuples(
            st.lists(QUERIED, max_size=5),
            QUERIED,
            st.sampled_from(["audited", "audited:partial", "error:http"]),
        ),
    ),
    limits=st.tuples(st.integers(1, 30), st.integers(0, 3)),
    broken_off=st.integers(0, 20),
)
def test_a_crawl_that_is_taken_up_ends_as_one_that_was_never_broken_off(
    seeds: list[tuple[str, Source]],
    pages: dict[str, tuple[list[str], str, str]],
    limits: tuple[int, int],
    broken_off: int,
) -> None:
    whole, first, second = (_Crawl(pages, limits) for _ in range(3))
    for crawl in (whole, first, second):
        for address, source in seeds:
            crawl.frontier.want(address, source=source)
    whole.go(10_000)
    first.go(broken_off)
    for outcome, depth, final, links in first.done:
        second.frontier.recall(outcome, depth, final=final, links=links)
    second.done = first.done
    second.go(10_000)
    assert whole.done == second.done
    assert whole.frontier.asked == second.frontier.asked
    assert whole.ends() == second.ends()


def test_a_page_is_known_by_every_address_that_led_to_it() -> None:
    frontier = Frontier(site())
    for address in (START, f"{START}old", f"{START}gone"):
        frontier.want(address)
    for url, final, kind in (
        (START, START, "audited"),
        (f"{START}old", START, "audited"),
        (f"{START}gone", f"{START}gone", "error:http"),
    ):
        assert url == take(frontier)
        frontier.finish(Outcome(url, kind), now=0, final=final)
    assert [START, START, "", ""] == [
        frontier.page_of(f"{START}{path}") for path in ("", "old", "gone", "never")
    ]


def test_a_sitemap_lists_what_nobody_named() -> None:
    frontier = Frontier(site())
    frontier.want(START, source=Source.NAMED)
    frontier.want(f"{START}a", source=Source.LINK)
    for path in ("", "a", "b"):
        frontier.want(f"{START}{path}", source=Source.SITEMAP)
    frontier.want(f"{START}c", source=Source.LINK)
    assert [False, True, True, False] == [
        frontier.is_listed(f"{START}{path}") for path in ("", "a", "b", "c")
    ]
