"""How long a page may be carried over, and by what it is known again."""

from collections import Counter

import pytest

from audit.fetch import Validators
from audit.renewal.renewal import longest

ADDRESS = "https://a.example/style.css"
DATE = "Tue, 24 Nov 2026 03:00:00 GMT"
EARLIER = "Tue, 24 Nov 2026 02:59:00 GMT"


def test_pages_of_one_night_are_due_on_several() -> None:
    due = Counter(longest(f"https://a.example/{n}/", 7) for n in range(1000))
    assert {4, 5, 6, 7} == set(due)
    assert max(due.values()) < 320


def test_a_page_is_due_on_the_same_night_whoever_asks() -> None:
    assert longest("https://a.example/", 7) == longest("https://a.example/", 7)


@pytest.mark.parametrize("refresh", [1, 2, 3, 30, 366])
def test_no_page_is_carried_over_for_longer_than_is_wanted(refresh: int) -> None:
    days = {longest(f"https://a.example/{n}/", refresh) for n in range(500)}
    assert refresh == max(days)
    assert min(days) >= max(1, refresh // 2)


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"etag": '"abc"'}, 'etag "abc"'),
        ({"etag": 'W/"abc"'}, 'etag W/"abc"'),
        ({"etag": '"abc"', "last-modified": EARLIER, "date": DATE}, 'etag "abc"'),
        ({"last-modified": EARLIER, "date": DATE}, f"modified {EARLIER}"),
    ],
    ids=["tag", "weak tag", "both", "date of change"],
)
def test_what_a_server_says_of_an_answer_is_believed(headers: dict[str, str], state: str) -> None:
    validators = Validators.of(ADDRESS, headers)
    assert validators is not None
    assert state == validators.state
    assert validators == Validators.read(ADDRESS, state)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"etag": "abc"},
        {"etag": '"abc"\r\nX: y'},
        {"etag": '"abc"', "cache-control": "private, no-store"},
        {"etag": '"abc"', "set-cookie": "visit=7"},
        {"etag": '"abc"', "vary": "*"},
        {"last-modified": DATE, "date": DATE},
        {"last-modified": EARLIER},
        {"last-modified": "yesterday", "date": DATE},
    ],
    ids=[
        "nothing",
        "no tag",
        "two lines",
        "must not be stored",
        "sets a cookie",
        "varies by what nobody knows",
        "changed this very second",
        "no date to hold it against",
        "no date",
    ],
)
def test_what_says_nothing_certain_is_not_believed(headers: dict[str, str]) -> None:
    assert Validators.of(ADDRESS, headers) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ('"a"', '"a"', True),
        ('W/"a"', '"a"', True),
        ('"a-br"', '"a-gzip"', True),
        ('"a"', '"a--gzip"', True),
        ('"a"', '"b"', False),
        ('"a-br"', '"b-gzip"', False),
        ('"gzip"', '"br"', False),
    ],
)
def test_tags_are_compared_without_their_packing(one: str, other: str, alike: bool) -> None:
    assert alike is Validators(ADDRESS, one).are_like(Validators(ADDRESS, other))


def test_tags_of_two_addresses_are_never_alike() -> None:
    assert not Validators(ADDRESS, '"a"').are_like(Validators(f"{ADDRESS}?2", '"a"'))
