import os
import resource
import stat

import pytest

from reports.output import ReportError, replace, together


def test_a_report_is_replaced_whole(tmp_path):
    path = tmp_path / "out" / "report.txt"
    for text in ("the first\n", "the second\n"):
        with replace(path) as stream:
            stream.write(text)
    assert path.read_bytes() == b"the second\n"
    assert list(path.parent.iterdir()) == [path]


def test_readers_see_the_earlier_report_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("earlier")
    with replace(path) as stream:
        stream.write("new")
        stream.flush()
        assert path.read_text() == "earlier"
    assert path.read_text() == "new"


def test_a_failure_leaves_the_earlier_report_and_nothing_else(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("earlier")
    with pytest.raises(ZeroDivisionError), replace(path) as stream:
        stream.write("half of the")
        stream.write(str(1 // 0))
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_report_may_be_read_by_whoever_the_umask_lets(tmp_path):
    before = os.umask(0o022)
    try:
        with replace(tmp_path / "report.txt"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.txt").stat().st_mode) == 0o644


def test_no_room_for_the_report_is_said_in_one_sentence(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("earlier")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(ReportError, match="File too large"), replace(path) as stream:
            stream.write("x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_an_error_that_names_the_report(tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    path = tmp_path / "out" / "report.txt"
    with pytest.raises(ReportError, match=r"out/report.txt cannot be written"), replace(path):
        pass


def test_a_folder_in_the_reports_place_is_an_error(tmp_path):
    (tmp_path / "report.txt").mkdir()
    with pytest.raises(ReportError, match="Is a directory"), replace(tmp_path / "report.txt"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_reports_are_put_in_place_together(tmp_path):
    (tmp_path / "a.txt").write_text("earlier")
    with together(tmp_path) as draft:
        for name in ("a.txt", "b.txt"):
            with replace(draft / name) as stream:
                stream.write("new")
        assert (tmp_path / "a.txt").read_text() == "earlier"
        assert not (tmp_path / "b.txt").exists()
    assert {"a.txt": "new", "b.txt": "new"} == {
        path.name: path.read_text() for path in tmp_path.iterdir()
    }


def test_one_report_that_fails_leaves_all_as_they_were(tmp_path):
    (tmp_path / "a.txt").write_text("earlier")
    with pytest.raises(ReportError) as refusal, together(tmp_path) as draft:
        (draft / "a.txt").write_text("new")
        (draft / "b.txt").mkdir()
        with replace(draft / "b.txt"):
            pass
    assert str(refusal.value).startswith(f"the report {tmp_path}/b.txt cannot be written: ")
    assert ["a.txt"] == [path.name for path in tmp_path.iterdir()]
    assert (tmp_path / "a.txt").read_text() == "earlier"


def test_a_folder_for_reports_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    refusal = pytest.raises(ReportError, match=r"the reports in .*/out cannot be written")
    with refusal, together(tmp_path / "out"):
        pass


def test_a_folder_of_reports_replaces_the_earlier_one_whole(tmp_path):
    for names in (("one", "two"), ("one",)):
        with together(tmp_path) as draft:
            (draft / "report").mkdir()
            for name in names:
                (draft / "report" / name).write_text(name)
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["one"]
    assert list(tmp_path.iterdir()) == [tmp_path / "report"]


def test_a_folder_that_fails_to_come_leaves_the_earlier_one(tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "one").write_text("earlier")
    with pytest.raises(ZeroDivisionError), together(tmp_path) as draft:
        (draft / "report").mkdir()
        (draft / "report" / "one").write_text(str(1 // 0))
    assert (tmp_path / "report" / "one").read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [tmp_path / "report"]
