"""The audit.yaml that `care-audit init` writes."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from audit import config
from audit.config import document, shape
from audit.model import Severity
from reports import formats
from rules import loader
from rules.badge import catalogue


def plain(value: Any) -> Any:
    """Give a rule's default as YAML holds it."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, frozenset)):
        return [plain(each) for each in value]
    return value


def _load(text: str, folder: Path) -> config.Config:
    file = folder / "audit.yaml"
    file.write_text(text, encoding="utf-8")
    return config.load(
        file,
        rules=loader.find(),
        accreditations=catalogue.load().accreditations,
        formats=formats.names(),
    )


def test_it_is_valid_as_it_stands(tmp_path: Path) -> None:
    given = _load(config.render_template("Pine Hospital", "https://pine.example/"), tmp_path)
    assert given == config.Config(
        site=config.Site(name="Pine Hospital", start=("https://pine.example/",))
    )


def test_it_is_valid_with_every_example_in_use(tmp_path: Path) -> None:
    text = config.render_template("Pine Hospital", "https://pine.example/")
    used = re.sub(r"^#(?! \S)", "", text, flags=re.MULTILINE)
    given = _load(used, tmp_path)
    assert given.site.include == ("/cancer-care/**",)
    assert [held.id for held in given.accreditations] == ["acs-coc", "state-quality-award"]
    assert [claim.approved_by for claim in given.claims] == ["Compliance"]
    assert [waiver.rule for waiver in given.waivers] == ["link-generic"]
    assert given.rules["link-generic"].severity is Severity.NOTICE
    assert given.rules["image-alt-placeholder"].options == {"also": ("clip art",)}


def test_name_and_start_may_be_left_for_later(tmp_path: Path) -> None:
    assert _load(config.render_template("", ""), tmp_path) == config.Config()


@given(name=st.text(), start=st.text(min_size=1))
def test_any_name_and_start_come_back_as_they_were(name: str, start: str) -> None:
    root = document.parse(config.render_template(name, start).encode("utf-8"))
    assert root is not None
    site = {key.value: value.value for key, value in root.value}["site"]
    read = {key.value: value.value for key, value in site}
    assert read["name"] == name
    assert [each.value for each in read["start"]] == [start]


def test_nothing_in_it_is_wider_than_a_terminal() -> None:
    lines = config.render_template("Pine Hospital", "https://pine.example/").splitlines()
    assert [line for line in lines if len(line) > 100] == []


@pytest.mark.parametrize("rule", sorted(loader.find()))
def test_every_option_of_every_rule_can_be_written_in_it(rule: str, tmp_path: Path) -> None:
    setting = {name: key.default for name, key in shape.options(loader.find()[rule]).items()}
    file = yaml.safe_dump({"rules": {rule: {"severity": "notice", **plain(setting)}}})
    assert _load(file, tmp_path).rules[rule].options == setting
