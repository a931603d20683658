"""What holds for every format that programs and code hosts read."""

import tracemalloc
from dataclasses import replace

import pytest

from reports import formats

WRITTEN = (
    "checklist",
    "csv",
    "earl",
    "github",
    "gitlab",
    "json",
    "junit",
    "markdown",
    "openacr",
    "sarif",
    "wcag-em",
)


@pytest.fixture(params=WRITTEN)
def name(request):
    return request.param


def test_the_same_run_gives_the_same_bytes(tmp_path, filed_result, name):
    first = formats.write(name, filed_result, tmp_path / "a").read_bytes()
    assert formats.write(name, filed_result, tmp_path / "b").read_bytes() == first
    assert first


def test_what_a_page_says_never_stops_a_report(
    tmp_path, make_result, make_run, make_finding, name, hostile
):
    place = replace(make_finding().place, url=hostile, file=hostile, selector=hostile)
    place = replace(place, snippet=hostile, context=hostile, note=hostile)
    finding = make_finding(
        message=hostile,
        fix=hostile,
        subject=hostile,
        owner=hostile,
        place=place,
        related=(place,),
        evidence={hostile: hostile},
    )
    run = make_run(status="incomplete", reasons=(hostile,), site=hostile, notes=(hostile,))
    path = formats.write(name, make_result(run=run, findings=(finding,), outcomes=()), tmp_path)
    text = path.read_bytes().decode("utf-8")
    if name != "json":  # JSON says what a page says, letter for letter.
        assert not {"\x1b", "\u202e", "\x00", "\x9f", "\x07"} & set(text)


class Stream:
    """Findings that are made as they are read, like those of a store."""

    def __init__(self, make, number):
        self.make, self.number = make, number

    def __iter__(self):
        return (self._finding(n) for n in range(self.number))

    def _finding(self, number):
        finding = self.make(url=f"https://www.lindenhof-cancer.example/{number // 5:06}")
        place = replace(finding.place, file=f"public/{number // 5:06}.html")
        return replace(finding, subject=f"{number % 5}", place=place)


def test_findings_are_not_gathered_in_memory(tmp_path, make_result, make_finding, name):
    def peak(number):
        result = make_result(findings=Stream(make_finding, number))
        tracemalloc.start()
        try:
            formats.write(name, result, tmp_path)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(3000) < peak(500) + 300_000  # the findings alone would be some 6 MB
