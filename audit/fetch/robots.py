"""robots.txt, read once for each origin in a run and obeyed as RFC 9309 says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from audit import urls
from audit.fetch.answer import Answer

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: at least this much must be read; what follows is ignored."""
MAX_REDIRECTS = 5
"""RFC 9309, 2.3.1.2: after these a robots.txt may be taken for absent."""
MAX_DELAY = 30.0
"""Seconds; a longer Crawl-delay would turn a site of some size into weeks."""


@dataclass(frozen=True)
class RobotsFile:
    """What an origin's robots.txt says. Picklable, so that workers need not ask again."""

    origin: str
    text: str = ""
    """Empty where there is none: all is allowed."""
    fault: str = ""
    """A sentence, where it could not be read; then nothing is allowed."""
    kind: str = ""
    """With a fault: the outcome that pages of this origin get."""


@dataclass
class Robots:
    """The robots.txt files of a run. `read` gets one document, whatever its type."""

    read: Callable[..., Answer]
    user_agent: str
    files: dict[str, RobotsFile] = field(default_factory=dict)
    """By origin; may be filled with what another process has read."""
    _parsed: dict[str, Protego] = field(default_factory=dict, repr=False)

    def refusal(self, address: str) -> tuple[str, str] | None:
        """Give outcome and reason why `address` must not be asked for, or None where it may.

        An origin that cannot be reached at all gives its pages that same error, so that a site
        that is down never looks as if it had only asked to be left alone.
        """
        file = self.file(address)
        if file.fault:
            return file.kind, file.fault
        if self._rules(file).can_fetch(address, self._product):
            return None
        return (
            "skipped:robots",
            f"{file.origin}/robots.txt asks robots not to read {urls.path(address)[:200]}; "
            "if the site is yours, allow CareAudit there or set site.robots to ignore",
        )

    def delay(self, address: str) -> float | None:
        """Give the Crawl-delay of the address's origin in seconds, at most MAX_DELAY, if any."""
        delay = self._rules(self.file(address)).crawl_delay(self._product)
        return None if delay is None else max(0.0, min(delay, MAX_DELAY))

    def sitemaps(self, address: str) -> tuple[str, ...]:
        """Give the sitemaps that the robots.txt of the address's origin names, absolute."""
        file = self.file(address)
        found = (urls.resolve(s, file.origin + "/") for s in self._rules(file).sitemaps)
        return tuple(dict.fromkeys(sitemap for sitemap in found if sitemap))

    def file(self, address: str) -> RobotsFile:
        """Give the robots.txt of the address's origin, read now if it was not yet."""
        origin = urls.origin(address)
        if origin not in self.files:
            self.files[origin] = self._read(origin)
        return self.files[origin]

    def _read(self, origin: str) -> RobotsFile:
        answer = self.read(
            f"{origin}/robots.txt", max_bytes=MAX_BYTES, max_redirects=MAX_REDIRECTS, cut=True
        )
        outcome = answer.outcome
        if outcome is None:
            body = answer.body
            if len(body) >= MAX_BYTES:
                body = body[: body.rfind(b"\n") + 1]
            return RobotsFile(origin, body.decode("utf-8", "replace").removeprefix("\ufeff"))
        if 400 <= answer.status < 500 or outcome.kind in ("error:empty", "error:redirect"):
            return RobotsFile(origin)
        kind = "skipped:robots" if answer.status >= 500 else outcome.kind
        return RobotsFile(
            origin,
            fault=f"{origin}/robots.txt could not be read, so nothing there may be asked for "
            f"in this run: {outcome.detail}",
            kind=kind,
        )

    def _rules(self, file: RobotsFile) -> Protego:
        if file.origin not in self._parsed:
            self._parsed[file.origin] = Protego.parse(file.text)
        return self._parsed[file.origin]

    @property
    def _product(self) -> str:
        found = re.match(r"[A-Za-z_-]+", self.user_agent)
        return found[0] if found else self.user_agent
