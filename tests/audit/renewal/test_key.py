"""What decides whether anything may be carried over at all."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.cli.configuration import load_rules
from audit.config import Config
from audit.renewal.key import decided_by, key_of

TODAY = datetime.now(UTC).date().isoformat()
WAIVER = {"rule": "link-generic", "reason": "r", "owner": "o", "until": date(2026, 11, 24)}


def key(config: Config, **more: Any) -> str:
    rules = load_rules(config)
    given: dict[str, Any] = {"doubted": (), "mode": "browser", **more}
    return key_of(config, rules.versions(), rules.collected(), **given)


def test_the_same_gives_the_same_key() -> None:
    assert key(Config()) == key(Config())


@pytest.mark.parametrize(
    "settings",
    [
        {"rules": {"link-generic": {"enabled": False}}},
        {"rules": {"link-generic": {"severity": "error"}}},
        {"browser": {"viewport": [800, 600]}},
        {"browser": {"axe": {"tags": ["wcag2a"]}}},
        {"browser": {"settle": 2}},
        {"site": {"user_agent": "Another"}},
        {"site": {"headers_from": {"X-Login": "LOGIN"}}},
        {"claims": [{"text": "The best"}]},
        {"accreditations": [{"id": "qopi", "until": "2027-01-01"}]},
        {"terms": [{"avoid": "victim", "use": "person", "why": "w"}]},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_may_change_a_verdict_changes_the_key(settings: dict[str, Any]) -> None:
    assert key(Config()) != key(Config.model_validate(settings))


@pytest.mark.parametrize(
    "settings",
    [
        {"gate": {"only_new": True}},
        {"history": {"refresh": 3, "keep": "9 days"}},
        {"reports": {"formats": ["sarif"]}},
        {"browser": {"workers": 3, "page_timeout": 60}},
        {"links": {"ask": "none"}},
        {"owners": {"/a/**": "Web"}},
        {"waivers": [WAIVER]},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_changes_no_verdict_changes_no_key(settings: dict[str, Any]) -> None:
    assert key(Config()) == key(Config.model_validate(settings))


def test_mode_and_doubted_rules_are_part_of_the_key() -> None:
    keys = {
        key(Config()),
        key(Config(), mode="static"),
        key(Config(), doubted=("link-generic",)),
    }
    assert 3 == len(keys)


def test_a_waiver_that_ends_is_another_decision() -> None:
    config = Config.model_validate({"waivers": [WAIVER]})
    assert decided_by(config, "2026-11-23") == decided_by(config, "2026-11-24")
    assert decided_by(config, "2026-11-24") != decided_by(config, "2026-11-25")
    assert decided_by(Config(), TODAY) == decided_by(config, "2026-11-25")
