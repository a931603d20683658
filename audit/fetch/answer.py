"""What asking for one page gave: the page, or the outcome that says why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.model import Outcome


@dataclass(frozen=True)
class Answer:
    """One answer, from a server or from the disk. Everything in it is hostile."""

    url: str
    """The address that was asked for."""
    final: str
    """The address that answered, after redirects."""
    status: int = 0
    """Of the last reply; 0 where there was none, 200 for a file."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the last reply; names in lower case."""
    body: bytes = b""
    """Unpacked; empty where there is an outcome."""
    html: str = ""
    """The body decoded, for pages."""
    encoding: str = ""
    """What it was decoded from, by the encoding standard's name."""
    redirects: tuple[str, ...] = ()
    """The addresses that sent on to another, in order."""
    seconds: float = 0.0
    """All of it, waits between tries included."""
    slowed: bool = False
    """Whether the host asked for fewer requests (429 or 503) on the way."""
    outcome: Outcome | None = None
    """Why this is no page to audit; None where it is one."""
