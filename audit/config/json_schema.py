"""The JSON Schema of audit.yaml, by which editors complete and check it while it is written."""

from collections.abc import Collection
from typing import Any

from audit.config.settings import Config
from audit.model import Severity

_SETTING = {
    "description": "`off`, a severity, or a mapping of `severity` and the rule's own options.",
    "anyOf": [
        {"enum": ["off", *Severity]},
        {"type": "object", "properties": {"severity": {"enum": list(Severity)}}},
    ],
}


def schema(*, accreditations: Collection[str] = ()) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of audit.yaml.

    `accreditations` are the catalogue's ids; with them an editor offers what may be held. The
    schema is a help while writing: `load` knows more, rules and their options among it.
    """
    told = Config.model_json_schema()
    told["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    told["title"] = "audit.yaml of Care Audit"
    told["$defs"]["RuleSetting"] = dict(_SETTING)
    _describe_held(told["$defs"]["Held"], accreditations)
    _ease(told)
    return told


def _describe_held(held: dict[str, Any], accreditations: Collection[str]) -> None:
    ids = {"enum": sorted(accreditations)} if accreditations else {"type": "string"}
    own = held["properties"].pop("id")
    own["description"] = OWN_ID
    held["properties"] = {"is": {"description": IS, **ids}, "id": own, **held["properties"]}
    held["required"] = []
    held["oneOf"] = [{"required": ["is"]}, {"required": ["id", "name", "issuer"]}]


IS = "The accreditation's id in the catalogue."
"""What the key `is` means, which stands for `Held.id` in audit.yaml."""
OWN_ID = "An id of your own for what the catalogue does not know; needs `name` and `issuer`."
"""What the key `id` means in audit.yaml."""


def _ease(part: Any) -> None:
    """Let numbers stand for text, as `since: 1981`, and nothing for an empty list or section."""
    if isinstance(part, list):
        for each in part:
            _ease(each)
    if not isinstance(part, dict):
        return
    for each in part.values():
        _ease(each)
    part.pop("title", None) if isinstance(part.get("title"), str) and "type" in part else None
    if part.get("type") == "string" and not {"format", "pattern", "enum"} & set(part):
        part["type"] = ["string", "number"]
