"""The JSON Schema of audit.yaml."""

import re
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
import yaml

from audit import config
from audit.model import Severity


@pytest.fixture
def validator(rules: Mapping[str, type]) -> jsonschema.Draft202012Validator:
    told = config.schema(rules=rules, accreditations=["acs-coc"], formats=["html", "json"])
    jsonschema.Draft202012Validator.check_schema(told)
    return jsonschema.Draft202012Validator(told)


class Loader(yaml.SafeLoader):
    """Reads YAML as editors do: `off` is a word, a date is text, 1981 a number."""

    yaml_implicit_resolvers = {}


Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"\d+$"), list("0123456789"))


def _read(text: str) -> Any:
    return yaml.load(text, Loader=Loader)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "accreditations: [{is: acs-coc, since: 1981, until: 2027-12-31}]",
        "accreditations: [{id: a, name: b, issuer: c}]",
        "rules: {link-generic: off, axe/region: notice, image-alt-long: {limit: 3}}",
        "gate: {fail_on: off}",
        "browser: {workers: 2, viewport: [390, 844]}",
        "site: {sitemaps: [https://www.example.org/sitemap.xml], name: 1981}",
    ],
)
def test_what_can_be_loaded_is_valid(text: str, validator: jsonschema.Draft202012Validator) -> None:
    assert [] == [error.message for error in validator.iter_errors(_read(text))]


@pytest.mark.parametrize(
    "text",
    [
        "stie: {}",
        "site: {max_pages: many}",
        "site: {include: [care]}",
        "accreditations: [{is: acs-co}]",
        "accreditations: [{id: a}]",
        "accreditations: [{is: acs-coc, id: a}]",
        "rules: {link-generc: off}",
        "rules: {link-generic: {alos: []}}",
        "rules: {link-generic: on}",
        "gate: {fail_on: eror}",
        "waivers: [{rule: link-generic}]",
        "reports: {formats: [pdf]}",
    ],
)
def test_a_mistake_is_invalid(text: str, validator: jsonschema.Draft202012Validator) -> None:
    assert list(validator.iter_errors(_read(text)))


def test_every_key_says_what_it_means() -> None:
    told = config.schema()
    silent = [
        f"{name}.{key}"
        for name, part in [("", told), *told["$defs"].items()]
        for key, value in part.get("properties", {}).items()
        if not value.get("description") and "$ref" not in value
    ]
    assert silent == []


def test_without_names_any_rule_and_accreditation_is_valid() -> None:
    told = jsonschema.Draft202012Validator(config.schema())
    given = {"accreditations": [{"is": "any"}], "rules": {"any-rule": str(Severity.NOTICE)}}
    assert told.is_valid(given)
