"""A site held against its twin: what the live site has as well is no fault of the candidate's.

Pages are paired by their paths from the two targets, so that a folder, a preview below some path
and the live site can be held against one another.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ada_url

from audit.config import Config, Site
from audit.coverage import NOT_THERE
from audit.model import Finding, Outcome, RunResult, Status, normalise
from audit.scope import host_key, is_address
from audit.text import plain

NAMED = 5
"""Pages that a sentence names at most."""


@dataclass(frozen=True)
class Base:
    """What the addresses of a site begin with; empty for files, which go by their paths."""

    prefix: str = ""

    def path(self, address: str) -> str:
        """Give the path of a page from here, the same for `a/`, `a/index.html` and `a.html`."""
        inner, mark, query = self.strip(address).partition("?")
        inner = re.sub(r"(^|/)(index|default)\.(html?|xhtml)$", r"\1", inner)
        inner = re.sub(r"\.(html?|xhtml)$", "", inner)
        return inner.strip("/") + mark + query

    def strip(self, text: str) -> str:
        """Give text without what this site's addresses begin with."""
        return text.replace(self.prefix, "") if self.prefix else text


def bases(candidate: Iterable[str], live: str) -> tuple[Base, Base]:
    """Give the bases of two targets: their origins, or their folders where these differ."""
    targets = list(candidate)
    starts = [target for target in targets if is_address(target)]
    if len(targets) == 1 and starts and is_address(live):
        one, other = _folder(starts[0]), _folder(live)
        if one[1] != other[1]:
            return Base("".join(one)), Base("".join(other))
    origin = f"{_folder(starts[0])[0]}/" if starts else ""
    there = _folder(live) if is_address(live) else ("", "")
    # Files lie where the live target says: /care/ for the folder of that part of a site.
    return Base(origin), Base(there[0] + ("/" if starts and there[0] else there[1]))


def live_config(config: Config, live: str) -> Config:
    """Give the configuration with which the live site is audited.

    What a secret header is for is the candidate's servers: others do not get it. Nothing must be
    there, and nothing is waived: it is only looked at, once.
    """
    hosts = {host_key(start) for start in config.site.start if is_address(start)}
    given: dict[str, object] = {"start": (live,), "must_audit": ()}
    if not (is_address(live) and host_key(live) in hosts):
        given["headers_from"] = Site().headers_from
    site = config.site.model_copy(update=given)
    history = config.history.model_copy(update={"refresh": 0})
    return config.model_copy(update={"site": site, "history": history, "waivers": ()})


class Twin:
    """What the live site has: asked of each finding of the candidate."""

    def __init__(self, live: RunResult, target: str, candidate: Iterable[str]) -> None:
        """Read the result of the audit of `target`; the candidate's are its targets."""
        self._target = target
        self._here, self._there = bases(candidate, target)
        self._keys = {
            _key(finding, self._there)
            for finding in live.findings
            if finding.status not in (Status.FIXED, Status.NOT_CHECKED)
        }
        self._audited: set[str] = set()
        self._failed: dict[str, str] = {}
        for outcome in live.outcomes:
            path = self._there.path(outcome.url)
            if outcome.audited:
                self._audited.add(path)
            elif _is_unknown(outcome):
                self._failed[path] = outcome.detail or outcome.kind
        # A page may have answered under one of its addresses and failed under another.
        for path in self._audited:
            self._failed.pop(path, None)
        self._unchecked = sorted({each.rule for each in live.unchecked})

    def knows(self, finding: Finding) -> str:
        """Say that the live site has a finding as well; empty where it has not."""
        if _key(finding, self._here) not in self._keys:
            return ""
        return f"{plain(self._target)} has it, too"

    def remarks(self, result: RunResult) -> Iterator[str]:
        """Yield which pages could be held against the live ones, and which could not."""
        paired = alone = 0
        failed: list[str] = []
        for outcome in result.outcomes:
            if not outcome.audited:
                continue
            path = self._here.path(outcome.url)
            if path in self._audited:
                paired += 1
            elif path in self._failed:
                failed.append(f"{plain(outcome.url)} ({self._failed[path]})")
            else:
                alone += 1
        yield (
            f"held against {plain(self._target)}: {paired} "
            f"{'page is' if paired == 1 else 'pages are'} there as well, {alone} only here"
        )
        if failed:
            more = f" and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
            yield (
                f"{len(failed)} {'page' if len(failed) == 1 else 'pages'} could not be audited on "
                f"{plain(self._target)}, so all that was found on them counts: "
                f"{', '.join(failed[:NAMED])}{more}"
            )
        if not self._audited:
            yield f"no page of {plain(self._target)} could be audited, so all that was found counts"


def _is_unknown(outcome: Outcome) -> bool:
    """Say whether there may be a page of which nothing is known; 404 says there is none."""
    if outcome.kind == "skipped:duplicate":
        return False
    gone = any(f" answers {status} " in outcome.detail for status in NOT_THERE)
    return not (outcome.kind == "error:http" and gone)


def _key(finding: Finding, base: Base) -> str:
    """Give what two sites' findings have in common: the fingerprint without what is the host's."""
    parts = (
        finding.rule,
        base.path(finding.place.url),
        normalise(base.strip(finding.subject)),
        finding.place.structure,
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _folder(address: str) -> tuple[str, str]:
    """Give the origin of an address, and the path of the folder that it is in."""
    try:
        url = ada_url.URL(address.strip())
    except ValueError:
        return "", ""
    return str(url.origin), str(url.pathname).rpartition("/")[0] + "/"
