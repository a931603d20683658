"""Rule badge-out-of-scope."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.catalogue import Catalogue
from rules.badge.registry import Cover, covers, proof_of
from rules.badge.resolver import resolver
from rules.base import PageRule


@dataclass(frozen=True)
class OutOfScope(PageRule):
    """A badge may stand only where the accreditation that it shows holds.

    An accreditation is granted to one program at one place. On the page of a sister hospital, or
    of a department that nobody surveyed, the same badge tells patients something untrue, and
    issuers treat it as misuse of their mark. The rule judges by the site's registry: `only_on`
    lists the pages on which a badge may stand, `facility` says who holds it, and `facilities` in
    audit.yaml says which pages are about whom. Where only the page's title tells the facility,
    the finding asks a person to look.

    To fix it, take the badge off this page, or correct the registry: widen `only_on`, or add an
    entry for the facility that holds the accreditation too, with its proof.
    """

    title = "A badge shown for somebody who does not hold it"
    severity = Severity.ERROR
    tags = ("badges", "truth", "registry")
    given = {
        "accreditations": (
            Held("acs-coc", facility="Tupelo Hospital"),
            Held("acs-napbc", facility="Starkville Hospital"),
            Held("acs-naprc", only_on=("/colorectal/**",)),
            Held("asco-qopi"),
        )
    }
    bad = (
        '<main><h1>Cancer care</h1><img data-bad src="naprc.png" alt="NAPRC accredited"></main>',
        "<main><h1>Locations</h1><h2>Starkville Hospital</h2>"
        '<img data-bad src="coc.png" alt="Commission on Cancer Accredited Program"></main>',
    )
    good = (
        "<main><h1>Locations</h1><h2>Tupelo Hospital</h2>"
        '<img src="coc.png" alt="Commission on Cancer Accredited Program">'
        '<h2>Starkville Hospital</h2><img src="napbc.png" alt="NAPBC accredited">'
        '<img src="qopi.png" alt="QOPI Certified"></main>',
        "<main><h1>Starkville Hospital</h1></main>"
        '<footer><img src="coc.png" alt="Commission on Cancer Accredited Program"></footer>',
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry. Entries without `only_on` and `facility` hold everywhere."""
    facilities: Mapping[str, str] = field(default_factory=dict)
    """Paths, and the facility that these pages are about."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge that the registry holds, but not for this place."""
        if not any(entry.only_on or entry.facility for entry in self.accreditations):
            return
        catalogue = resolver(self.accreditations).catalogue
        for cover in covers(page, self.accreditations, self.facilities):
            if cover.entries and not cover.here:
                yield self._elsewhere(page, cover, catalogue)
            elif cover.here and not cover.own:
                yield self._of_another(page, cover, catalogue)

    def _elsewhere(self, page: Page, cover: Cover, catalogue: Catalogue) -> Finding:
        paths = sorted({path for entry in cover.entries for path in entry.only_on})
        entry = cover.entries[0]
        return self.finding(
            page,
            cover.badge.tag,
            f"“{cover.badge.label}” shows {catalogue.name(entry.id)}, which the registry lets be"
            f" shown only on {', '.join(paths)}.",
            subject=entry.id,
            fix=f"Take the badge off this page, or add the page to `only_on` of {entry.id} in"
            f" audit.yaml.{proof_of(cover.entries)}",
            evidence={
                "only_on": paths,
                "proof": [each.proof for each in cover.entries if each.proof],
                "signals": cover.badge.evidence(catalogue),
            },
        )

    def _of_another(self, page: Page, cover: Cover, catalogue: Catalogue) -> Finding:
        assert cover.subject is not None  # noqa: S101 - only a facility takes entries away
        shown_for = " and ".join(sorted(cover.subject.names))
        holders = " and ".join(sorted({entry.facility for entry in cover.here}))
        entry = cover.here[0]
        return self.finding(
            page,
            cover.badge.tag,
            f"“{cover.badge.label}” is shown for {shown_for} ({cover.subject.why}), but the"
            f" registry says that {holders} holds {catalogue.name(entry.id)}.",
            subject=f"{entry.id} {shown_for}",
            fix=f"Take the badge away here, or enter in the registry that {shown_for} holds"
            f" {entry.id} too, with its proof.{proof_of(cover.here)}",
            evidence={
                "shown_for": sorted(cover.subject.names),
                "held_by": sorted({each.facility for each in cover.here}),
                "proof": [each.proof for each in cover.here if each.proof],
                "signals": cover.badge.evidence(catalogue),
            },
            review=not cover.subject.sure,
        )
