"""The file of marks: read whole or refused, written in one step, fit for git."""

import json
import os
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from audit import marks
from audit.config import ConfigError
from audit.marks import Mark

ONE = Mark("0123456789abcdef", "link-generic", True, date(2026, 11, 23), by="Ann Lee")
TWO = Mark("fedcba9876543210", "card-duplicate", False, date(2026, 11, 24), note="two “clinics”")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "marks.jsonl"


def test_what_is_written_is_read_again(file: Path) -> None:
    assert [None, None] == [marks.add(file, each) for each in (ONE, TWO)]
    assert {ONE, TWO} == set(marks.read(file))


def test_no_file_is_no_marks(file: Path) -> None:
    assert [] == marks.read(file)


def test_marking_again_replaces_and_says_what_was_there(file: Path) -> None:
    marks.add(file, ONE)
    changed = replace(ONE, real=False)
    assert ONE == marks.add(file, changed)
    assert [changed] == marks.read(file)


def test_the_lines_are_sorted_and_one_for_each_mark(file: Path) -> None:
    for each in (ONE, TWO, replace(ONE, finding="0" * 16)):
        marks.add(file, each)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert ["card-duplicate", "link-generic", "link-generic"] == [each["rule"] for each in lines]
    assert ["0" * 16, ONE.finding] == [each["finding"] for each in lines[1:]]


def test_both_lines_of_a_merge_may_stay_and_the_later_one_counts(file: Path) -> None:
    marks.add(file, replace(ONE, real=False, on=date(2026, 11, 25)))
    later = file.read_text()
    marks.add(file, ONE)
    for text in (file.read_text() + later, later + file.read_text()):
        file.write_text(text)
        assert [False] == [each.real for each in marks.read(file)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("<<<<<<< HEAD", "a merge was not finished here"),
        ("finding: x", "no JSON object"),
        ("[1]", "no JSON object"),
        ("[" * 100_000, "no JSON object"),
        ('{"finding": "x"}', "16 characters"),
        ('{"finding": "0123456789abcdef", "rule": "r", "on": "2026-11-23"}', "true or false"),
        ('{"finding": "0123456789abcdef", "real": true, "on": "2026-11-23"}', "'rule'"),
        ('{"finding": "0123456789abcdef", "rule": "r", "real": true}', "a date as"),
        ('{"finding": "0123456789abcdef", "rule": "r", "real": true, "on": "2026-02-30"}', "date"),
        ('{"finding": "0123456789abcdef", "who": "Ann"}', "unknown key 'who'"),
        (
            '{"finding": "0123456789abcdef", "rule": "r", "real": true, "on": "2026-11-23", '
            '"by": 7}',
            "'by' must be text",
        ),
    ],
)
def test_a_line_that_is_no_mark_is_named(line: str, sentence: str, file: Path) -> None:
    marks.add(file, ONE)
    file.write_text(file.read_text() + "\n" + line + "\n")
    before = file.read_text()
    with pytest.raises(ConfigError, match=r"marks\.jsonl:3: ") as refused:
        marks.add(file, TWO)
    assert sentence in str(refused.value)
    assert before == file.read_text(), "what a person has to mend is left as it is"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        marks.read(tmp_path)


def test_hostile_text_stays_on_its_line(file: Path) -> None:
    hostile = replace(ONE, note='"}\n{"finding"', subject="a\u2028b\x85c", url="x" * 300)
    marks.add(file, hostile)
    marks.add(file, TWO)
    assert {hostile, TWO} == set(marks.read(file))
    assert 2 == file.read_text().count("\n")


def test_a_write_that_fails_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks.add(file, ONE)
    before = file.read_bytes()

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        marks.add(file, TWO)
    assert before == file.read_bytes()
    assert [file] == list(file.parent.iterdir())


def test_the_file_keeps_its_permissions(file: Path) -> None:
    marks.add(file, ONE)
    file.chmod(0o640)
    marks.add(file, TWO)
    assert 0o640 == file.stat().st_mode & 0o777


def test_a_reader_never_sees_half_a_file(file: Path) -> None:
    seen: set[int] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(len(marks.read(file)))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(40):
            marks.add(file, replace(ONE, finding=f"{number:016x}"))
    finally:
        done.set()
        reader.join()
    assert 40 == len(marks.read(file))
    assert seen <= set(range(41))
