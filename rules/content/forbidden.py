"""Rule content-forbidden."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audit.model import Finding, NotCheckedError, Severity
from audit.page import Page
from audit.policies import Policy, Sought
from rules.base import PageRule
from rules.content.policies import Reading, applies, basis, describe, evidence, quoted


@dataclass(frozen=True)
class Forbidden(PageRule):
    """A page must not have what the organisation's own policies forbid on it.

    A promise of a cure, the old name of a hospital, a widget that sends visits to a third party:
    somebody decided that patients must not meet it, and copied text brings it back.

    To fix it, take the text, link or element out. Where the policy does not concern the page,
    narrow its `pages` in audit.yaml.
    """

    title = "What a policy forbids is there"
    severity = Severity.ERROR
    tags = ("content", "policies")
    given = {
        "policies": (
            Policy("no-cure-claims", forbid=Sought(text="guarantee*|miracle|100% cure")),
            Policy("no-old-phone", forbid=Sought(regex=r"\(?555\)?[ -.]0100")),
            Policy("no-tracking-pixel", forbid=Sought(selector="script[src*='pixel.example/']")),
            Policy("no-old-portal", forbid=Sought(link="portal.example.com/**")),
            Policy(
                "no-http-forms", forbid=Sought(selector="form", attribute="action", regex="^http:")
            ),
        )
    }
    bad = (
        "<p data-bad>Our doctors guarantee results.</p><h2 data-bad>A Miracle of medicine</h2>",
        "<p data-bad>Call <b>(555) 0100</b> now.</p>",
        "<script data-bad src='https://pixel.example/p.js'></script><p>Welcome</p>",
        "<p><a data-bad href='https://portal.example.com/login'>Sign in</a></p>",
        "<img data-bad src=a.jpg alt='100% cure'>",
        "<form data-bad action='http://hospital.example/pay'><button>Pay</button></form>",
    )
    good = (
        "<p>Nobody can promise a cure, and miraculous stories are rare.</p>",
        "<p hidden>We guarantee it.</p><!-- miracle -->",
        "<a href='/portal/'>Sign in at portal.example.com</a>",
        "<form action='/pay'><button>Pay</button></form>",
    )

    policies: tuple[Policy, ...] = ()

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each place that has what a policy forbids."""
        reading = Reading(page)
        unread: list[str] = []
        for policy in self.policies:
            if policy.forbid is None or not applies(policy, page):
                continue
            try:
                hits = reading.find(policy.forbid)
            except NotCheckedError as problem:
                unread.append(f"policy “{policy.id}”: {problem}")
                continue
            for hit in hits:
                found = self.finding(
                    page,
                    hit.tag,
                    _message(policy, policy.forbid, hit.quote),
                    subject=f"{policy.id}: {hit.quote}" if hit.quote else policy.id,
                    fix=policy.fix or None,
                    evidence=evidence(policy, policy.forbid),
                    review=policy.review,
                )
                yield replace(found, severity=policy.severity or self.severity)
        if unread:
            raise NotCheckedError("; ".join(unread))


def _message(policy: Policy, forbidden: Sought, quote: str) -> str:
    parts = [policy.message.rstrip(".")] if policy.message else []
    if quote:
        parts.append(quoted(quote))
    elif not parts:
        parts.append(f"There is an {describe(forbidden)}")
    return f"{': '.join(parts)} {basis(policy)}."
