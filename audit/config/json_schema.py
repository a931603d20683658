"""The JSON Schema of audit.yaml, by which editors complete and check it while it is written."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import PydanticUserError, TypeAdapter

from audit import law
from audit.config import shape
from audit.config.settings import Config
from audit.model import Held, Severity

IS = "The accreditation's id in the catalogue."
"""What the key `is` means, which stands for `Held.id` in audit.yaml."""
OWN_ID = "An id of your own for what the catalogue does not know; needs `name` and `issuer`."
"""What the key `id` means in audit.yaml."""

_SEVERITY: Mapping[str, Any] = {"enum": list(Severity)}
_SHARE: Mapping[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}


def schema(
    *,
    rules: Mapping[str, type] | None = None,
    accreditations: Collection[str] = (),
    formats: Collection[str] = (),
) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of audit.yaml.

    Takes what `load` takes; what is given here an editor offers. The schema is a help while
    writing and `load` the judge: only `load` knows duplicate keys, say.
    """
    told = Config.model_json_schema()
    definitions = told["$defs"]
    definitions["RuleSetting"] = _setting({}, closed=False)
    _describe_held(definitions["Held"], accreditations)
    _describe_duty(told["properties"]["laws"], definitions["Duty"])
    if formats:
        definitions["Reports"]["properties"]["formats"]["items"] = {"enum": sorted(formats)}
    if rules:
        own = {rule: _setting(_options(cls), closed=True) for rule, cls in rules.items()}
        axe = {"^axe/": _setting({}, closed=True)}
        told["properties"]["rules"] |= {
            "properties": own,
            "patternProperties": axe,
            "additionalProperties": False,
        }
    _ease(told)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "audit.yaml of Care Audit",
        **told,
    }


def _setting(options: Mapping[str, Any], *, closed: bool) -> dict[str, Any]:
    own = {"severity": _SEVERITY, "precision": _SHARE}
    whole = {"properties": {**own, **options}, "additionalProperties": not closed}
    return {"anyOf": [{"enum": ["off", *Severity]}, {"type": "object", **whole}]}


def _options(rule: type) -> dict[str, Any]:
    return {name: _option(key.wanted) for name, key in shape.options(rule).items()}


def _option(wanted: Any) -> dict[str, Any]:
    try:
        return TypeAdapter(wanted).json_schema()
    except PydanticUserError:
        # A type of another package's rule that no schema can name: an editor lets anything pass.
        return {}


def _describe_held(held: dict[str, Any], accreditations: Collection[str]) -> None:
    known = {"enum": sorted(accreditations)} if accreditations else {"type": "string"}
    own = {**held["properties"].pop("id"), "description": OWN_ID}
    rest = {name: held["properties"][name] for name in shape.keys(Held) if name != "id"}
    held["properties"] = {"is": {"description": IS, **known}, "id": own, **rest}
    held["required"] = []
    own_keys = ("id", "name", "issuer")
    held["oneOf"] = [
        {"required": ["is"], "properties": dict.fromkeys(own_keys, False)},
        {"required": list(own_keys), "properties": {"is": False}},
    ]


def _describe_duty(laws: dict[str, Any], duty: dict[str, Any]) -> None:
    known = {"enum": list(law.load())}
    duty["properties"]["law"] |= known
    laws["items"] = {"anyOf": [known, laws["items"]]}


def _ease(part: Any) -> None:
    """Let numbers stand for text, as in `since: 1981`, and drop what says nothing to an editor."""
    if isinstance(part, list):
        for each in part:
            _ease(each)
    if not isinstance(part, dict):
        return
    for each in part.values():
        _ease(each)
    if isinstance(part.get("title"), str):
        del part["title"]
    if "anyOf" in part:
        # null is what a missing key means in Python; audit.yaml has no word for it.
        part["anyOf"] = [each for each in part["anyOf"] if each != {"type": "null"}]
    if "default" in part and part["default"] is None:
        del part["default"]
    if part.get("type") == "string" and not {"format", "pattern", "enum", "const"} & set(part):
        part["type"] = ["string", "number"]
