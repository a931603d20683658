"""Holds findings against what the site has decided: owners, waivers, and the gate."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from audit import urls
from audit.config import Config, Waiver
from audit.model import Certainty, Finding, Severity, Status
from audit.waivers import covers


@dataclass(frozen=True)
class Decisions:
    """What a site says of findings, ready to be asked once for each."""

    waivers: tuple[Waiver, ...]
    owners: tuple[tuple[str, str], ...]
    """Glob and owner; the longest glob that fits a page decides."""
    today: date
    doubted: frozenset[str] = frozenset()
    """Rules that are wrong so often that their findings are for a person to decide."""

    @classmethod
    def of(cls, config: Config, today: date, doubted: frozenset[str] = frozenset()) -> "Decisions":
        """Read a configuration; waivers that have ended on `today` decide nothing."""
        owners = sorted(config.owners.items(), key=lambda pair: -len(pair[0]))
        current = tuple(each for each in config.waivers if each.until >= today)
        return cls(current, tuple(owners), today, doubted)

    def apply(self, finding: Finding) -> Finding:
        """Give the finding with its owner, waived where a waiver covers it, and as a review
        where its rule is doubted."""
        if finding.rule in self.doubted:
            finding = replace(finding, certainty=Certainty.REVIEW)
        owner = next(
            (who for glob, who in self.owners if urls.path_matches(finding.place.url, (glob,))), ""
        )
        waived = any(covers(waiver, finding) for waiver in self.waivers)
        if not owner and not waived:
            return finding
        return replace(finding, owner=owner, status=Status.WAIVED if waived else finding.status)


def trips(
    finding: Finding,
    fail_on: Severity | None,
    *,
    now: datetime | None = None,
    grace: timedelta = timedelta(0),
) -> bool:
    """Say whether a finding trips the gate: sure, seen in this run, not waived, severe enough.

    What is there only because its rule changed does not before it is `grace` old.
    """
    return (
        fail_on is not None
        and finding.certainty is Certainty.SURE
        and finding.status in (Status.NEW, Status.EXISTING)
        and finding.severity.rank <= fail_on.rank
        and not in_grace(finding, now, grace)
    )


def in_grace(finding: Finding, now: datetime | None, grace: timedelta) -> bool:
    """Say whether a finding is there only because its rule changed, less than `grace` ago."""
    return (
        finding.new_rule
        and finding.first_seen is not None
        and now is not None
        and now - finding.first_seen.when < grace
    )
