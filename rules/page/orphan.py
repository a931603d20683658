"""Rule page-orphan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.model import Certainty, Fact, Finding, Severity, Target
from audit.page import Page
from rules.base import Known, TargetRule


@dataclass(frozen=True)
class Orphan(TargetRule):
    """Every page that the sitemap names can be reached by a link.

    Search engines find a page by the sitemap; a visitor who browses never does. Such a page is
    often one that was replaced and forgotten, and goes on telling patients what no longer holds.
    It is judged only where the whole site was audited and links were followed. Without a browser
    it is left to a person, for a script may make the menu that links to it.

    To fix it, link the page from where visitors look for it, or take it out of the sitemap and
    off the site.
    """

    title = "Page that nothing links to"
    severity = Severity.NOTICE
    tags = ("pages", "links")
    needs = frozenset({"answers", "links"})
    answers = {
        "https://hospital.example/old-trial/": Target("", listed=True),
        "https://hospital.example/breast-care/": Target("", listed=True, linked=True),
    }
    bad = ({"/old-trial/": "<html data-bad><title>A trial</title><h1>A trial</h1></html>"},)
    good = (
        {"/breast-care/": "<title>Breast care</title><h1>Breast care</h1>"},
        {"/thank-you/": "<title>Thank you</title>We have your message."},
        {"/old-trial/": "<title>A trial</title><link rel=canonical href=/trial/>"},
    )

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield a fact of a page that stands for itself."""
        if page.root or page.soup.html is None:
            return
        for tag in page.walk.named("link"):
            named = page.resolve(str(tag.get("href") or "")) or page.url
            if "canonical" in (tag.get("rel") or ()) and named not in (page.url, page.address):
                return
        yield self.fact(page, page.url, {"rendered": page.rendered}, page.soup.html)

    def check(self, key: str, facts: Sequence[Fact], known: Known = Target) -> Iterator[Finding]:
        """Yield a page that a sitemap names and no other page links to."""
        target = known(key)
        if not target.listed or target.linked:
            return
        sure = facts[0].value["rendered"]
        yield Finding(
            rule=self.id,
            message="The sitemap names this page, and no page of the site links to it",
            place=facts[0].place,
            severity=self.severity,
            certainty=Certainty.SURE if sure else Certainty.REVIEW,
            subject="orphan",
        )
