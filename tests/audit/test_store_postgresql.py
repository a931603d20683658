"""The history in PostgreSQL, by the same code; skipped, and said so, where there is none."""

import random
import string
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from audit.model import Fact, Finding, Outcome, PageResult, Picture, Place, Severity, Unchecked
from audit.store import Store, StoreError, database
from audit.store.tables import metadata

NOON = datetime(2026, 11, 7, 12, tzinfo=UTC)


@pytest.fixture
def address(postgresql: str) -> Iterator[str]:
    engine = sa.create_engine(postgresql)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    yield postgresql
    engine.dispose()


def columns(address: str) -> dict[str, set[str]]:
    engine = sa.create_engine(address)
    inspector = sa.inspect(engine)
    found = {
        table: {column["name"] for column in inspector.get_columns(table)}
        for table in inspector.get_table_names()
    }
    engine.dispose()
    return found


def begin(store: Store) -> str:
    return store.begin(["https://a.example"], NOON, site="Elm", mode="static", version="0.1")


def test_migrations_make_the_tables_that_the_code_uses(address: str) -> None:
    Store.open(address).close()
    made = columns(address)
    assert {database.VERSION_TABLE} == made.keys() - metadata.tables.keys()
    for name, table in metadata.tables.items():
        assert {column.name for column in table.columns} == made[name]


def test_a_page_comes_back_as_it_was_saved(address: str) -> None:
    place = Place("https://a.example/é", "a", "<a>\U0001f600</a>", 3, 4)
    found = Finding("r", "m", place, Severity.ERROR, evidence={"deep": [1, None, {"é": 2.5}]})
    result = PageResult(
        Outcome(place.url, "audited", "", 1.5, "Title"),
        (found,),
        (Fact("r", "key", ["x" * 5000, 1], place),),
        (Unchecked("axe", place.url, "why"),),
        ("https://b.example",),
        {found.group: Picture(b"RIFF\x00\xff", 3, 2, (1, 1, 1, 1))},
    )
    with Store.open(address) as store:
        run = begin(store)
        store.save_page(run, result)
        assert result == store.page(run, place.url)
        assert [result.outcome] == list(store.outcomes(run))
        assert NOON == store.info(run).started


def test_addresses_and_keys_longer_than_an_index_entry_are_kept_apart(address: str) -> None:
    noise = random.Random(7)  # An index packs what repeats itself.
    tail = "".join(noise.choices(string.ascii_letters, k=8000))
    urls = [f"https://a.example/{tail}{end}" for end in "ab"]
    place = Place(urls[0], "a")
    with Store.open(address) as store:
        run = begin(store)
        for url in (*urls, urls[0]):
            fact = Fact("rule", tail + url[-1], 1, place)
            found = Finding("rule", "m", Place(url, "a"), Severity.ERROR)
            store.save_page(run, PageResult(Outcome(url, "audited"), (found,), (fact,)))
        assert urls == [outcome.url for outcome in store.outcomes(run)]
        assert [tail + "a", tail + "b"] == [key for key, _ in store.facts(run, "rule")]
        saved = store.page(run, urls[1])
        assert saved is not None
        assert urls[1] == saved.outcome.url


def test_addresses_sort_by_code_point_whatever_the_language(address: str) -> None:
    urls = [f"file:///{name}.html" for name in ("B", "a", "ä", "Z", "é", "\U0001f600", "\uff21")]
    with Store.open(address) as store:
        run = begin(store)
        store.save_outcomes(run, [Outcome(url, "audited") for url in urls])
        assert sorted(urls) == [outcome.url for outcome in store.outcomes(run)]


def test_a_database_of_a_later_version_is_refused_untouched(address: str) -> None:
    with Store.open(address) as store:
        begin(store)
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {database.VERSION_TABLE} SET version_num = '0999'")
    before = columns(address)
    with pytest.raises(StoreError, match="later version of Care Audit"):
        Store.open(address)
    assert before == columns(address)
    with engine.begin() as connection:
        assert 1 == connection.exec_driver_sql("SELECT count(*) FROM runs").scalar_one()
    engine.dispose()


def test_another_programs_database_is_refused_untouched(address: str) -> None:
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id int)")
    with pytest.raises(StoreError, match="another program's database"):
        Store.open(address)
    assert {"theirs": {"id"}} == columns(address)
    engine.dispose()


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("pg8000", reason="pip install 'care-audit[postgresql]'")
    with pytest.raises(StoreError) as refused:
        Store.open("postgresql+pg8000://audit:secret@127.0.0.1:1/none")
    assert "127.0.0.1" in str(refused.value)
    assert "secret" not in str(refused.value)
