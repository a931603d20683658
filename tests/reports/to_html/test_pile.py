from pathlib import Path

import pytest

from reports.output import ReportError
from reports.to_html import pile
from reports.to_html.pile import Pile


@pytest.mark.parametrize("limit", [1, 10_000_000], ids=["on disk", "in memory"])
def test_what_was_put_aside_is_taken_up_as_it_was(monkeypatch, make_finding, limit):
    monkeypatch.setattr(pile, "IN_MEMORY", limit)
    findings = [make_finding(subject=f"{n}") for n in range(20)]
    heap = Pile()
    places = [heap.put(finding)[0] for finding in findings]
    taken = [heap.take(place) for place in reversed(places)]
    assert taken == findings[::-1]
    assert heap.take(heap.put(findings[3])[0]) == findings[3]


def test_signs_that_html_escapes_count_more(make_finding):
    heap = Pile()
    _, plain = heap.put(make_finding(subject="x" * 100))
    _, marked = heap.put(make_finding(subject="<" * 100))
    assert marked == plain + 400


def test_a_full_disk_is_told_in_a_sentence(monkeypatch, make_finding):
    heap = Pile()
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr(heap, "_file", full)
        with pytest.raises(ReportError, match="no room to put the report together: No space"):
            heap.put(make_finding())
