"""Pictures are few, one of each defect, and first of what matters."""

from audit.album import AT_ONCE, MOST, PER_PAGE, TRIES, Album
from audit.model import Certainty, Finding, Place, Severity


def find(
    rule: str,
    subject: str,
    severity: Severity = Severity.ERROR,
    certainty: Certainty = Certainty.SURE,
) -> Finding:
    place = Place("https://a.example/", f"#{rule}-{subject}", "<p>")
    return Finding(rule, "", place, severity, certainty, subject=subject)


def many(number: int, first: int = 0) -> list[Finding]:
    return [find("axe/list", f"{n}") for n in range(first, first + number)]


def test_what_has_a_picture_is_not_chosen_again() -> None:
    album, finding = Album(), find("link-generic", "more")
    assert album.choose([finding]) == {finding.group: "#link-generic-more"}
    album.keep([finding.group])
    assert album.choose([finding]) == {}


def test_each_rule_has_one_before_any_has_two() -> None:
    findings = [*many(AT_ONCE), find("link-generic", "more", Severity.NOTICE)]
    assert findings[-1].group in Album().choose(findings)


def test_what_is_sure_comes_first_then_what_is_severe() -> None:
    review = find("axe/a", "a", Severity.ERROR, Certainty.REVIEW)
    notice, error = find("axe/b", "b", Severity.NOTICE), find("axe/c", "c")
    assert list(Album().choose([review, notice, error])) == [
        error.group,
        notice.group,
        review.group,
    ]


def test_pages_pay_for_their_pictures() -> None:
    album = Album()
    first = album.choose(many(200))
    album.keep(first)
    second = album.choose(many(200))
    assert (len(first), len(second)) == (AT_ONCE, PER_PAGE)
    assert not first.keys() & second.keys()


def test_clean_pages_pay_for_later_ones_within_bounds() -> None:
    album = Album()
    album.keep(album.choose(many(200)))
    for _ in range(AT_ONCE * 2):
        album.choose([])
    assert len(album.choose(many(200))) == AT_ONCE


def test_what_cannot_be_seen_does_not_keep_others_from_being_pictured() -> None:
    album = Album()
    album.keep(album.choose(many(AT_ONCE)))
    hidden, seen = find("axe/a", "hidden"), find("axe/list", "seen")
    assert list(album.choose([hidden, seen])) == [hidden.group]
    later = [list(album.choose([hidden, seen])) for _ in range(TRIES)]
    assert any(seen.group in chosen for chosen in later)
    assert hidden.group not in later[-1]


def test_a_run_takes_no_more_pictures_than_its_most() -> None:
    album, taken = Album(), 0
    for page in range(MOST * 2):
        chosen = album.choose(many(5, first=page * 5))
        album.keep(chosen)
        taken += len(chosen)
    assert MOST == taken
