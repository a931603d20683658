"""Which broken-off run is taken up, and what of it is done again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit import resume
from audit.config import Config, ConfigError
from audit.model import Outcome
from audit.store import Store

STARTED = datetime(2026, 11, 7, 2, tzinfo=UTC)
SITE = ("https://example.org/",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/care-audit.db") as store:
        yield store


def config(**sections: dict[str, Any]) -> Config:
    return Config.model_validate({"site": {"start": SITE}} | sections)


def terms(config: Config, **changes: Any) -> str:
    given: dict[str, Any] = {"versions": {"a": "1"}, "doubted": (), "pages": None, "mode": "static"}
    given |= changes
    return resume.terms_of(config, given.pop("versions"), given.pop("doubted"), **given)


def find(store: Store, *, terms: str = "same", after: timedelta = timedelta(hours=1)) -> Any:
    return resume.find(store.journal, SITE, terms, now=STARTED + after, hours=12)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(terms(config(site={"start": SITE, "max_depth": 3})), id="configuration"),
        pytest.param(terms(config(site={"start": ["https://example.com/"]})), id="targets"),
        pytest.param(terms(config(), versions={"a": "2"}), id="a rule's version"),
        pytest.param(terms(config(), doubted=["a"]), id="a rule that only asks"),
        pytest.param(terms(config(), pages=[Path("a.html")]), id="chosen pages"),
        pytest.param(terms(config(), mode="browser"), id="mode"),
    ],
)
def test_terms_change_with_all_that_decides_what_is_found(changed: str) -> None:
    assert terms(config()) != changed


@pytest.mark.parametrize(
    "same",
    [
        {"history": {"database": "sqlite:///elsewhere.db"}},
        {"reports": {"out": "elsewhere"}},
        {"browser": {"workers": 3}},
        {"gate": {"fail_on": "off"}},
    ],
    ids=lambda sections: next(iter(sections)),
)
def test_terms_stay_with_what_changes_nothing_of_what_is_found(same: dict[str, Any]) -> None:
    assert terms(config()) == terms(config(**same))


def test_terms_name_a_folder_wherever_they_are_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = terms(config(site={"start": ["pages"]}))
    assert here == terms(config(site={"start": ["pages"]}))
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert here != terms(config(site={"start": ["pages"]}))


def test_the_order_of_chosen_pages_does_not_matter() -> None:
    pages = [Path("a"), Path("b")]
    assert terms(config(), pages=pages) == terms(config(), pages=pages[::-1])


def test_a_run_that_was_broken_off_is_found(store: Store) -> None:
    assert find(store)[0] is None
    run = store.begin(SITE, STARTED, site="", mode="static", version="", terms="same")
    found, why = find(store)
    assert run == found.id
    assert "taking up the run of 2026-11-07 02:00 UTC, which was broken off" == why


def test_what_was_read_long_ago_is_not_taken_up(store: Store) -> None:
    store.begin(SITE, STARTED, site="", mode="static", version="", terms="same")
    assert find(store, after=timedelta(hours=12))[0]
    found, why = find(store, after=timedelta(hours=12, seconds=1))
    assert found is None
    assert "more than 12 hours ago (history.resume_hours)" in why


def test_a_run_on_other_terms_is_refused_until_it_is_old(store: Store) -> None:
    store.begin(SITE, STARTED, site="", mode="static", version="", terms="same")
    with pytest.raises(ConfigError, match="run without --resume to begin a new one"):
        find(store, terms="other")
    assert find(store, terms="other", after=timedelta(days=1))[0] is None


@pytest.mark.parametrize(
    ("kind", "status", "again"),
    [
        ("audited", 200, False),
        ("audited:partial", 200, False),
        ("error:connect", 0, True),
        ("error:timeout", 0, True),
        ("error:http", 503, True),
        ("error:http", 404, False),
        ("error:http", 410, False),
        ("skipped:robots", 0, True),
        ("skipped:duplicate", 200, False),
        ("skipped:not-html", 200, False),
    ],
)
def test_what_failed_is_tried_again(kind: Any, status: int, again: bool) -> None:
    assert again is resume.is_tried_again(Outcome("https://example.org/a", kind), status)
