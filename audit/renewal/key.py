"""The key of a run: a digest of all that decides what a page gives, but for the page itself.

Where it is another one than it was, no page is carried over.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import audit
from audit.axe import VERSION as AXE_VERSION
from audit.config import Config

_WITHOUT_EFFECT: dict[str, Any] = {
    "browser": {"workers", "binary", "driver", "grid", "page_timeout"},
    "gate": True,
    "history": True,
    "links": True,
    "notify": True,
    "owners": True,
    "precision": True,
    "reports": True,
    "site": {
        "connect_timeout",
        "delay",
        "exclude",
        "follow",
        "include",
        "max_depth",
        "max_pages",
        "max_query_variants",
        "max_retry_after",
        "max_sitemaps",
        "min_coverage",
        "must_audit",
        "retries",
        "robots",
        "sitemaps",
        "start",
        "timeout",
    },
    "waivers": True,
}
"""Settings that change nothing of what one page gives. Owners and waivers are decided anew."""
_READING = ("axe", "browser", "fetch", "imagery", "law", "page")
"""Packages of ours that read pages, or that rules rest on."""
_JUDGING = (
    "album",
    "anchors",
    "day",
    "judge",
    "looks",
    "model",
    "patterns",
    "policies",
    "provenance",
    "source_lines",
    "text",
    "urls",
    "worker",
)
"""Modules of ours that make findings and facts of what was read, or that rules rest on."""


def key_of(
    config: Config,
    versions: Mapping[str, str],
    collectors: str,
    doubted: Iterable[str],
    *,
    mode: str,
) -> str:
    """Give the key of a run.

    `versions` are the rules' by their ids, `collectors` is that of what takes facts that are no
    rule's, `doubted` are the rules that only ask, `mode` is that of `RunInfo`. The browser's
    version is no part of it: it is not known before a browser has started.
    """
    parts = {
        "config": config.model_dump(mode="json", exclude=_WITHOUT_EFFECT),
        "versions": dict(versions),
        "collectors": collectors,
        "doubted": sorted(doubted),
        "mode": mode,
        "program": f"{audit.__version__} {_code()}",
        "axe": AXE_VERSION,
    }
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def decided_by(config: Config, today: str) -> str:
    """Give the digest of what a site has decided of findings: owners, and waivers of `today`."""
    parts = {
        "owners": dict(config.owners),
        "waivers": [
            each.model_dump(mode="json")
            for each in config.waivers
            if each.until.isoformat() >= today
        ],
    }
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _code() -> str:
    """Give the digest of the code that reads and judges pages: a version may lag behind it."""
    root = Path(audit.__path__[0])
    files = [root / f"{name}.py" for name in _JUDGING]
    for package in _READING:
        files += (each for each in (root / package).iterdir() if each.suffix in (".py", ".js"))
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
