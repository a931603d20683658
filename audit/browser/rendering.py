"""What became of one page in the browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.grounds import Part
from audit.model import Request


@dataclass(frozen=True)
class Rendering:
    """A page as it was read. Its text fields are hostile: they hold what the page says."""

    address: str
    """The page's final address, after the server's redirects."""
    html: str = ""
    """The snapshot that rules read (see `audit.browser.snapshot`); empty for a page that failed."""
    status: int = 0
    """Of the final answer; 0 where there was none, and for files."""
    title: str = ""
    axe: Mapping[str, Any] | None = None
    """axe-core's `violations`, `incomplete` and `testEngine`; each node of the top document has a
    `mark`, which is its element's `data-audit-axe` in `html`."""
    requests: tuple[Request, ...] = ()
    """What the page asked for until it was read, by host; the page itself is left out."""
    parts: tuple[Part, ...] = ()
    """What the page is made of besides its HTML, to be known again another time."""
    hindrance: str = ""
    """Why it cannot be known again by them; empty where it can."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """What could not be had in full, and why: `{"axe": "axe.run was rejected: …"}`. The page is
    audited in part only. Words are `axe`, `rendered` (the page goes on beyond `html`) and
    `styles` (it was read without some of its style sheets)."""
    outcome: str | None = None
    """What became of a page that failed, one of `audit.model.OUTCOMES`; None where it was read."""
    detail: str = ""
    """A sentence for a reader: on `outcome`, or what a page that was read was still waiting for."""
    settled: bool = True
    """Whether it was at rest when it was read, and stayed so; if not, `detail` says more."""
    seconds: float = 0.0
