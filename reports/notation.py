"""JSON as reports write it: the same bytes for the same result, whatever rules put into it."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value: Any) -> str:
    """Give `value` as JSON; half a character that UTF-8 cannot carry becomes U+FFFD."""
    return _LONE_SURROGATE.sub(
        "\ufffd", json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)
    )


def listed(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a JSON list in pieces, an element on each line; none is held once it is written."""
    between = "["
    for item in items:
        yield f"{between}\n{text(item)}"
        between = ","
    yield "[]" if between == "[" else "\n]"


def _plain(value: Any) -> Any:
    """Give `value` as JSON knows it: evidence comes from many rules, also from other packages."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case set() | frozenset():
            return sorted((_plain(part) for part in value), key=str)
        case Iterable() if not isinstance(value, (bytes, bytearray)):
            return [_plain(part) for part in value]
        case _:
            return str(value)
