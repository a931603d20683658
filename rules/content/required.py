"""Rule content-required."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit import urls
from audit.model import Certainty, Fact, Finding, NotCheckedError, Severity
from audit.page import Page
from audit.policies import Policy, Sought
from rules.base import SiteRule
from rules.content.policies import Reading, applies, basis, describe, evidence


@dataclass(frozen=True)
class Required(SiteRule):
    """A page must have what the organisation's own policies require of it.

    A notice that the law asks for, a phone line for emergencies, a disclaimer: somebody decided
    that visitors must find it, and a new template or a forgotten block takes it away in silence.

    To fix it, put the missing text or link back. Where the policy does not concern the page,
    narrow its `pages` in audit.yaml.
    """

    title = "What a policy requires is missing"
    severity = Severity.ERROR
    tags = ("content", "policies")
    given = {
        "policies": (
            Policy(
                "nondiscrimination-notice",
                require=Sought(link_text="Notice of Nondiscrimination|Nondiscrimination notice"),
                why="45 CFR 92.10",
            ),
            Policy(
                "emergency-line",
                pages=("/symptoms/**",),
                require=Sought(text="call 911"),
                why="Risk",
            ),
            Policy("newsletter", scope="site", require=Sought(selector="form.newsletter")),
        )
    }
    bad = (
        {
            "/": "<form class=newsletter><input></form><a href=/n>Notice of nondiscrimination</a>",
            "/care/": "<body data-bad><p>Notice of nondiscrimination: ask at the desk.</p>",
        },
        {
            "/": "<form class=newsletter><input></form>"
            "<footer><a href=/n>Non&shy;discrimination notice</a></footer>",
            "/symptoms/": "<body data-bad><a href=/n>Nondiscrimination Notice</a>"
            "<p hidden>Call 911.</p>",
        },
        {"/": "<body data-bad><a href=/n>Nondiscrimination Notice</a>"},
        {
            "/": "<form class=newsletter><input></form><a href=/n>Nondiscrimination Notice</a>",
            "/care/": "<body data-bad><a href='#'>Nondiscrimination Notice</a>",
        },
    )
    good = (
        {
            "/": "<form class=newsletter><input></form>"
            "<a href=/n>Read our notice of nondiscrimination (PDF)</a>",
            "/symptoms/": "<a href=/n aria-label='Nondiscrimination notice'>Rights</a>"
            "<p>Please <strong>call</strong> 911.</p>",
        },
    )

    policies: tuple[Policy, ...] = ()

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield a fact for each policy that the page does not meet, or that one page can meet."""
        reading = Reading(page)
        root = page.soup.body or page.soup.html or page.soup
        unread: list[str] = []
        for policy in self.policies:
            if policy.require is None or not applies(policy, page):
                continue
            try:
                has = reading.has(policy.require)
            except NotCheckedError as problem:
                unread.append(f"policy “{policy.id}”: {problem}")
                continue
            if policy.scope == "site" or not has:
                yield self.fact(page, policy.id, has, root)
        if unread:
            raise NotCheckedError("; ".join(unread))

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield each page that lacks what one policy requires, or the site where none has it."""
        policy = next(each for each in self.policies if each.id == key)
        lacking = [fact for fact in facts if not fact.value]
        if policy.scope == "site":
            if len(lacking) < len(facts):
                return
            lacking = [min(facts, key=_nearness)]
        for fact in lacking:
            yield self._finding(policy, fact, len(facts))

    def _finding(self, policy: Policy, fact: Fact, pages: int) -> Finding:
        assert policy.require is not None  # noqa: S101  (collect made no fact of another)
        said = policy.message or f"There is no {describe(policy.require)}"
        where = ""
        if policy.scope == "site":
            where = " on any of the pages audited" if pages > 1 else " on the one page audited"
        return Finding(
            rule=self.id,
            message=f"{said.rstrip('.')}{where} {basis(policy)}.",
            place=fact.place,
            severity=policy.severity or self.severity,
            certainty=Certainty.REVIEW if policy.review else Certainty.SURE,
            subject=policy.id,
            fix=policy.fix or None,
            evidence=evidence(policy, policy.require),
        )


def _nearness(fact: Fact) -> tuple[int, str]:
    """The home page first: what no page has is missing there above all."""
    return urls.path(fact.place.url).rstrip("/").count("/"), fact.place.url
