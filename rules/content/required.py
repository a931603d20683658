"""Rule content-required."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit import urls
from audit.model import (
    Certainty,
    Fact,
    Finding,
    NotCheckedError,
    Reach,
    Severity,
    Target,
    Unchecked,
)
from audit.page import Page
from audit.policies import Policy, Sought
from audit.text import plain
from rules.base import Known, TargetRule
from rules.content.policies import Reading, applies, basis, describe, evidence


@dataclass(frozen=True)
class Required(TargetRule):
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
            Policy("portal", pages=("/pay/**",), require=Sought(link_text="sign in", answers=200)),
            Policy("newsletter", scope="site", require=Sought(selector="form.newsletter")),
        )
    }
    answers = {
        "https://portal.example/old/": Target("", Reach.GONE, 404, "answers 404 Not Found"),
        "https://portal.example/": Target("", Reach.THERE, 200),
    }
    bad = (
        {
            "/": "<form class=newsletter><input></form><a href=/n>Nondiscrimination Notice</a>",
            "/pay/": "<body data-bad><a href=/n>Nondiscrimination Notice</a>"
            "<a href='https://portal.example/old/'>Sign in</a>",
        },
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
            "/pay/": "<form class=newsletter><input></form><a href=/n>Nondiscrimination Notice</a>"
            "<a href='https://portal.example/old/'>Sign in</a>"
            "<a href='https://portal.example/'>Sign in here</a>",
        },
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
            if has and policy.require.answers:
                yield self.fact(page, policy.id, reading.targets(policy.require), root)
            elif policy.scope == "site" or not has:
                yield self.fact(page, policy.id, has, root)
        if unread:
            raise NotCheckedError("; ".join(unread))

    def asks(self, fact: Fact) -> Iterator[str]:
        """Yield where the links of a page lead that a policy wants to answer."""
        if isinstance(fact.value, list):
            yield from fact.value

    def check(
        self, key: str, facts: Sequence[Fact], known: Known = Target
    ) -> Iterator[Finding | Unchecked]:
        """Yield each page that lacks what one policy requires, or the site where none has it."""
        policy = next(each for each in self.policies if each.id == key)
        if policy.require is None:
            return
        judged = [(fact, _fault(fact, policy.require.answers, known)) for fact in facts]
        lacking = [(fact, fault) for fact, fault in judged if fault is not None]
        if policy.scope == "site":
            if len(lacking) < len(facts):
                return
            # A link that leads nowhere tells more than that there is none elsewhere.
            lacking = [min(lacking, key=lambda each: (not each[1].address, _nearness(each[0])))]
        for fact, fault in lacking:
            if fault.address and fault.reach is Reach.UNASKED:
                reason = fault.detail or "it was not asked"
                yield Unchecked(self.id, fault.address, f"policy “{policy.id}”: {reason}")
            else:
                yield self._finding(policy, policy.require, fact, fault, len(facts))

    def _finding(
        self, policy: Policy, required: Sought, fact: Fact, fault: Target, pages: int
    ) -> Finding:
        said = policy.message.rstrip(".") or f"There is no {describe(required)}"
        if fault.address:
            leads = f"leads to {plain(fault.address)}, which {plain(fault.detail)}"
            said = (
                f"{said}: the link {leads}"
                if policy.message
                else f"The {describe(required)} {leads}"
            )
        elif policy.scope == "site":
            said += " on any of the pages audited" if pages > 1 else " on the one page audited"
        doubtful = policy.review or (bool(fault.address) and fault.reach is Reach.DOUBTFUL)
        return Finding(
            rule=self.id,
            message=f"{said} {basis(policy)}.",
            place=fact.place,
            severity=policy.severity or self.severity,
            certainty=Certainty.REVIEW if doubtful else Certainty.SURE,
            subject=policy.id,
            fix=policy.fix or None,
            evidence=evidence(policy, required),
        )


NOTHING = Target("")
"""What a page has that has no link of the kind."""


def _fault(fact: Fact, wanted: int, known: Known) -> Target | None:
    """Give the target that keeps a page from meeting a policy, None where it meets it."""
    if not isinstance(fact.value, list):
        return None if fact.value else NOTHING
    targets = [known(address) for address in fact.value]
    # An audited page has no status: it is there.
    if any(each.reach is Reach.THERE and each.status in (0, wanted) for each in targets):
        return None
    order = (Reach.UNASKED, Reach.DOUBTFUL, Reach.THERE, Reach.GONE)
    worst = min(targets, key=lambda each: order.index(each.reach), default=NOTHING)
    return replace(worst, detail=worst.detail or f"answers {worst.status}")


def _nearness(fact: Fact) -> tuple[int, str]:
    """The home page first: what no page has is missing there above all."""
    return urls.path(fact.place.url).rstrip("/").count("/"), fact.place.url
