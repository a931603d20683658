import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from audit.model import Finding, Outcome, PageResult, Place, Severity
from audit.store import Store, StoreError, database, tables
from audit.store.errors import explained

NOBODY = 65534


def filled(file: Path, pages: int = 40) -> Path:
    with Store.open(f"sqlite:///{file}") as store:
        run = store.begin([], datetime(2026, 11, 7, tzinfo=UTC), site="", mode="static", version="")
        for n in range(pages):
            found = Finding("r", "m" * 400, Place(f"u{n}", "p"), Severity.ERROR)
            store.save_page(run, PageResult(Outcome(f"u{n}", "audited"), (found,) * 5))
    return file


def refusal(file: Path) -> str:
    """Give what is said of a file that is refused, once it is certain that nothing touched it."""
    before = contents(file.parent)
    with pytest.raises(StoreError) as refused:
        Store.open(f"sqlite:///{file}")
    assert before == contents(file.parent)
    assert str(file) in str(refused.value)
    return str(refused.value)


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if not path.name.endswith("-shm")  # readers note their locks there; it holds no data
    }


def test_the_migrated_schema_is_the_one_the_code_uses(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path}/a.db")
    with database.reading(engine) as connection:
        options = {"version_table": database.VERSION_TABLE, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_opening_again_changes_nothing_and_leaves_one_file(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.db")
    before = file.read_bytes()
    Store.open(f"sqlite:///{file}").close()
    assert [file] == list(tmp_path.iterdir())
    assert before == file.read_bytes()


def test_missing_folders_are_made(tmp_path: Path) -> None:
    filled(tmp_path / "out" / "50 % done" / "ärzte.db", pages=1)
    assert (tmp_path / "out" / "50 % done" / "ärzte.db").is_file()


def test_an_empty_file_becomes_a_history(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    assert filled(tmp_path / "a.db").stat().st_size


def test_a_database_of_a_later_version_is_refused_untouched(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.db")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"UPDATE {database.VERSION_TABLE} SET version_num = '0999'")
    said = refusal(file)
    assert (
        f"later version of Care Audit (schema 0999, known up to {max(database._versions())})"
        in said
    )
    assert "--db" in said


def test_a_later_version_that_died_is_refused_with_its_log_untouched(tmp_path: Path) -> None:
    file = filled(tmp_path / "live" / "a.db")
    (tmp_path / "copy").mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"UPDATE {database.VERSION_TABLE} SET version_num = '0999'")
        connection.commit()
        for name in ("a.db", "a.db-wal", "a.db-shm"):
            shutil.copy(file.with_name(name), tmp_path / "copy" / name)
    assert "later version" in refusal(tmp_path / "copy" / "a.db")


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    assert "another program's" in refusal(file)


@pytest.mark.parametrize(
    "content", [b"<!doctype html>" * 500, b"x", b"SQLite format 3\0", b"\0" * 9]
)
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(content)
    assert "no database" in refusal(file) or "damaged" in refusal(file)


def test_a_database_cut_short_is_refused_untouched(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.db")
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size // 2)
    assert "damaged" in refusal(file)


def test_a_database_with_a_page_overwritten_is_refused_untouched(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.db")
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 4096 // 2 * 4096)
        stream.write(b"\xaa" * 4096)
    assert "damaged" in refusal(file)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"{tmp_path} is a folder"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(StoreError, match=f"folder {tmp_path}/out .* cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/out/a.db")


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere, so be somebody else for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


def test_a_read_only_folder_is_named(public: Path) -> None:
    public.chmod(0o555)
    with without_privileges(), pytest.raises(StoreError, match=f"{public} is read-only"):
        Store.open(f"sqlite:///{public}/a.db")
    with without_privileges(), pytest.raises(StoreError, match=f"{public}/out .*cannot be made"):
        Store.open(f"sqlite:///{public}/out/a.db")


def test_a_read_only_file_is_named(public: Path) -> None:
    filled(public / "a.db").chmod(0o444)
    public.chmod(0o777)
    with without_privileges(), pytest.raises(StoreError, match=f"{public}/a.db is read-only"):
        Store.open(f"sqlite:///{public}/a.db")


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:a?uri=true"]
)
def test_a_history_without_a_file_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match="needs a file"):
        Store.open(address)


@pytest.mark.parametrize("address", ["care-audit.db", "nosuch://x/y", ""])
def test_an_address_that_is_none_is_named(address: str) -> None:
    with pytest.raises(StoreError, match=f"'{address}' is no address of a database"):
        Store.open(address)


def test_a_missing_driver_is_named_without_the_password() -> None:
    with pytest.raises(StoreError, match="driver that is not installed") as refused:
        Store.open("mysql+cymysql://audit:secret@localhost/history")
    assert "secret" not in str(refused.value)


def test_a_full_disk_is_called_so(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        with (
            pytest.raises(StoreError, match=r"a\.db cannot grow, the disk is full"),
            explained("a.db"),
        ):
            connection.execute("CREATE TABLE t (x)")


def test_another_programs_lock_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    file = filled(tmp_path / "a.db", pages=1)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"a\.db is in use by another program"):
            Store.open(f"sqlite:///{file}")


def test_several_processes_can_begin_one_history_together(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(begin, [f"sqlite:///{tmp_path}/a.db"] * 8))
    with Store.open(f"sqlite:///{tmp_path}/a.db") as store:
        assert sorted(runs) == sorted(info.id for info in store.runs())


def begin(address: str) -> str:
    with Store.open(address) as store:
        return store.begin([], datetime.now(UTC), site="", mode="static", version="")


UNDO = {
    "0002": ["ALTER TABLE findings DROP COLUMN unstable"],
    "0003": ["DROP TABLE costs", "ALTER TABLE runs DROP COLUMN notes"],
    "0004": [
        "DROP INDEX ix_findings_run_fingerprint",
        *(
            f"ALTER TABLE {table} DROP COLUMN {column}"
            for table, columns in {
                "runs": "scope whole",
                "rules": "version",
                "pages": "status look doubted",
                "findings": "first_run last_run first_seen last_seen note new_rule",
            }.items()
            for column in columns.split()
        ),
    ],
    "0005": [
        "ALTER TABLE runs DROP COLUMN terms",
        "ALTER TABLE runs DROP COLUMN resumable",
        "ALTER TABLE pages DROP COLUMN visit",
        "DROP TABLE writer",
    ],
    "0006": [
        "ALTER TABLE pages DROP COLUMN unchanged_since",
        "DROP TABLE grounds",
        "DROP TABLE states",
    ],
}
"""By migration: what takes a database back to the version before it."""


def of_version(file: Path, version: str) -> str:
    """Give the address of a history that the given version of the schema left behind."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for later in sorted(UNDO, reverse=True):
            for statement in UNDO[later] if later > version else ():
                connection.execute(statement)
        connection.execute(f"UPDATE {database.VERSION_TABLE} SET version_num = '{version}'")
    return f"sqlite:///{file}"


def test_findings_of_an_older_version_are_read_as_they_were(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.db", pages=1)
    with Store.open(of_version(file, "0001")) as store:
        (run,) = store.runs()
        assert [False] * 5 == [finding.unstable for finding in store.result(run.id).findings]


def test_runs_of_an_older_version_have_no_costs_and_no_notes(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.db", pages=1)
    with Store.open(of_version(file, "0002")) as store:
        assert [()] == [run.notes for run in store.runs()]
        assert [] == store.costs()
