"""What is remembered of a page so that it need not be audited again while nothing has changed.

The judgement of a page rests on the bytes that its server sent, on what it loaded in a browser, on
the rules, and on the day. `audit.renewal` asks whether all of them still are what they were.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit.fetch.validators import Validators
from audit.files import FileReader

JUDGED = ("content-security-policy", "content-type", "link", "refresh")
"""Headers of a page that rules judge, or that change what a browser makes of it."""


@dataclass(frozen=True)
class Part:
    """One thing that a page used: a style sheet, a script, an image."""

    address: str
    """Where it was asked for, before redirects; a path from the target for a `file`."""
    kind: str
    """`Network.ResourceType` of the browser in lower case, or `file`."""
    status: int = 0
    """What it answered the browser; 0 where it did not, or nobody saw."""
    state: str = ""
    """What it was (see `state_of`); empty where its server says nothing by which it could be known
    again: then somebody has to ask for it and look."""
    final: str = ""
    """Where its validators hold: the address that answered, after redirects."""


@dataclass(frozen=True)
class Grounds:
    """What the judgement of one page rests on."""

    gathered: datetime
    """When it was read. All that is carried over from there is as old as this."""
    state: str
    """What its server sent (see `state_of`)."""
    validators: Validators | None = None
    """By which its server knows it again, where that can be trusted."""
    until: date | None = None
    """First day (UTC) on which a rule would say something else; None where no rule goes by it."""
    parts: tuple[Part, ...] = ()
    browser: str = ""
    """Name and version of the browser that rendered it."""
    hindrance: str = ""
    """Why it has to be audited again whatever happens; empty where it need not be."""
    key: str = ""
    """Digest of rules, configuration and engines: see `audit.renewal.key`."""
    decided: str = ""
    """Digest of what the site had decided of findings: owners and waivers."""


def state_of(body: bytes, headers: Mapping[str, str] | None = None) -> str:
    """Give the state of something whose bytes are known; of a page with its `headers`."""
    digest = hashlib.sha256(body)
    for name in JUDGED if headers else ():
        digest.update(f"\n{name}: {(headers or {}).get(name, '')}".encode("utf-8", "replace"))
    return f"body {digest.hexdigest()[:32]}"


def file_state(reader: FileReader, path: str) -> str:
    """Give the state of a file of a target, by its path there; one that cannot be read has one."""
    answer = reader.read(path, reader.max_bytes)
    return f"nothing {answer.outcome.kind}" if answer.outcome else state_of(answer.body)
