"""A database that is safe to write to: found or made, looked over, and brought up to date.

Nothing is written before the database is known to be ours, whole and of no later version.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from audit.store.errors import ELSEWHERE, NO_DATABASE, StoreError, explained

MIGRATIONS = Path(__file__).parent.parent / "migrations"
"""Alembic's folder; it is part of the package."""

VERSION_TABLE = "care_audit_schema"
"""Where alembic notes the schema's version. The name tells our databases from others'."""

BUSY_SECONDS = 30
"""How long to wait for another writer; a page is written in milliseconds."""

LOOKED_OVER = 512 * 1024 * 1024
"""Bytes up to which a SQLite file is read through for damage when it is opened: half a second.
Of a larger one, damage is found where it is read."""

# SQLite takes a file of a few bytes for an empty one, and would write over it.
# https://www.sqlite.org/fileformat2.html#magic_header_string
_MAGIC = b"SQLite format 3\0"

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def connect(address: str) -> sa.Engine:
    """Open the database at an SQLAlchemy address, `sqlite:///runs.db` as a rule.

    A missing file or folder is made. An older schema is brought up to date, in one transaction.
    Raises StoreError, and leaves the database untouched, where it is another program's, damaged,
    of a later version, or cannot be written.
    """
    try:
        url = sa.make_url(address)
        sqlite = url.get_backend_name() == "sqlite"
        if sqlite:
            _prepare(url)
        engine = sa.create_engine(url, json_serializer=_JSON.encode)
    except ArgumentError as problem:
        raise StoreError(
            f"{address!r} is no address of a database; write sqlite:///care-audit.db, say."
        ) from problem
    except ImportError as problem:
        raise StoreError(
            f"{url.render_as_string()} needs a driver that is not installed ({problem})."
        ) from problem
    if sqlite:
        _tune(engine)
    try:
        with explained(called(engine)):
            _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def called(engine: sa.Engine) -> str:
    """Give the name of a database for messages: a file's path, an address without password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees one state of the database. Raises StoreError."""
    with explained(called(engine)), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a transaction: all that is done in it is kept, or nothing. Raises StoreError."""
    with explained(called(engine)), engine.execution_options(writing=True).begin() as connection:
        yield connection


def _prepare(url: sa.URL) -> None:
    """Make the file's folder, and look the file over without touching it."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StoreError("The history needs a file; write sqlite:///care-audit.db, say.")
    file = Path(url.database)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(
            f"The folder {file.parent} for the history cannot be made ({problem.strerror});"
            f" make it, or {ELSEWHERE}."
        ) from problem
    if file.is_dir():
        raise StoreError(f"{file} is a folder; the history needs a file: {ELSEWHERE}.")
    for path in (file.parent, file):
        if path.exists() and not _writable(path):
            raise StoreError(
                f"{path} is read-only for this user; make it writable, or {ELSEWHERE}."
            )
    if _size(file):
        with file.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise StoreError(f"{file} {NO_DATABASE}.")
        _look_over(file)


def _writable(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _look_over(file: Path) -> None:
    # A connection that can write would already fold a log into the file. Even one that only
    # reads leaves files beside it, unless it is told that nothing changes; with a log lying
    # there, that would be false. https://www.sqlite.org/uri.html#uriimmutable
    log = file.with_name(file.name + "-wal")
    query = "mode=ro" if _size(log) else "mode=ro&immutable=1"
    address = f"{file.absolute().as_uri()}?{query}"
    engine = sa.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with explained(str(file)), engine.connect() as connection:
        _check_version(connection, str(file))
        if _size(file) <= LOOKED_OVER:
            damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if damage != "ok":
                raise StoreError(
                    f"{file} is damaged, and was left as it is; restore it from a backup, or move"
                    f" it away to begin a new one ({damage})."
                )


def _check_version(connection: sa.Connection, name: str) -> str | None:
    """Give the version of the schema, or None for an empty database; refuse any other."""
    tables = sa.inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise StoreError(
                f"{name} is another program's database, and was left as it is; {ELSEWHERE}."
            )
        return None
    version = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table(VERSION_TABLE))
    found: str | None = connection.execute(version).scalar_one_or_none()
    if found is not None and found not in _versions():
        raise StoreError(
            f"{name} was written by a later version of Care Audit (schema {found}, known up to"
            f" {max(_versions())}), and was left as it is; install that version, or {ELSEWHERE}."
        )
    return found


def _versions() -> set[str]:
    """Give the versions of the schema: the numbers that migrations begin with."""
    return {path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")}


def _bring_up_to_date(engine: sa.Engine) -> None:
    # The transaction is also the proof that this database can be written now, not after an hour.
    with writing(engine) as connection:
        if _check_version(connection, called(engine)) != max(_versions()):
            _migrate(connection)


def _migrate(connection: sa.Connection) -> None:
    from alembic import command  # a fifth of a second, needed once in a database's life
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def _tune(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # Python's sqlite3 begins transactions by its own rules, and none around a migration's
        # CREATE TABLE; SQLAlchemy shall begin them.
        # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # With a log, NORMAL loses at most the last pages in a power cut, and never damages.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that turns from reading to writing fails where another one wrote; one
        # that begins as a writer waits for its turn.
        writes = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
