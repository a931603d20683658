"""Rule badge-not-shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit import urls
from audit.model import Certainty, Fact, Finding, Held, Place, Severity, Unchecked
from audit.page import Page
from rules.badge.reading import read_badges
from rules.badge.registry import lasts, proof_of
from rules.badge.resolver import resolver
from rules.base import ALSO, SiteRule

LOOKED = "looked"
"""The key of the facts that tell which pages were audited."""
YES, PERHAPS, NO = "yes", "perhaps", "no"
OPEN = ", unless a picture without a name or a script does"
NAMED = 50
"""Pages that a finding names at most; how many there are, it says."""


@dataclass(frozen=True)
class NotShown(SiteRule):
    """A badge must stand on every page on which the registry says it must be shown.

    Some accreditations ask to be shown where their care is described, and patients look for them
    there. A new template loses a badge without anybody noticing. The registry names the pages
    (`show_on`); only pages that were audited are judged, and where none was, the report says that
    nobody looked. A term that has ended asks for nothing.

    To fix it, put the badge on the page, with the accreditation's name as its label, or take the
    page out of `show_on`.
    """

    title = "A badge is missing where it must be shown"
    severity = Severity.WARNING
    tags = ("badges", "truth", "registry")
    given = {"accreditations": (Held("acs-coc", show_on=("/care/**",)),)}
    bad = (
        {
            "/care/": '<body><h1>Care</h1><img src="coc.png" alt="CoC accredited"></body>',
            "/care/lung/": "<body data-bad><h1>Lung care</h1></body>",
            "/care/skin/": "<body data-bad><h1>Skin care</h1><p>Accredited by the CoC.</p></body>",
        },
    )
    good = (
        {
            "/care/": '<h1>Care</h1><img src="coc.png" alt="Commission on Cancer">',
            "/care/lung/": '<h1>Lung</h1><footer><img src="c.svg" alt="CoC accredited"></footer>',
            "/news/": "<h1>News</h1>",
        },
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry. Entries without `show_on` may be shown or not."""
    every_page: bool = True
    """Whether each page that a path with `*` means must show the badge. Else one of them is
    enough, and a finding is a review: a page that was not audited may show it."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield which entries must be shown on this page, and for each of them whether it is."""
        if not any(entry.show_on for entry in self.accreditations):
            return
        wanted = [n for n, entry in enumerate(self.accreditations) if _is_wanted(entry, page.url)]
        yield Fact(self.id, LOOKED, wanted, Place(page.url, "body"))
        for number in wanted:
            entry = self.accreditations[number]
            ended = not lasts(entry, page.gathered.date())
            shown = YES if ended else self._shows(page, entry)
            at = page.soup.body or page.soup
            # What is in order needs no place to look at, and a site may have many such pages.
            place = Place(page.url, "body") if shown == YES else page.place(at)
            yield Fact(self.id, str(number), shown, place)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding | Unchecked]:
        """Yield one finding for an entry, at the first page that lacks its badge."""
        if key == LOOKED:
            yield from self._unseen({number for fact in facts for number in fact.value})
            return
        entry = self.accreditations[int(key)]
        if not self.every_page:
            facts = _parts_without(entry, facts)
        sure = [fact for fact in facts if fact.value == NO]
        missing = sure or [fact for fact in facts if fact.value == PERHAPS]
        if not missing:
            return
        name = resolver(self.accreditations).catalogue.name(entry.id)
        paths = ", ".join(entry.show_on)
        looked = "1 page was" if len(facts) == 1 else f"{len(facts)} pages were"
        lack = "it does" if len(facts) == 1 else f"{len(missing)} of them do"
        first, *others = (fact.place for fact in missing)
        yield Finding(
            rule=self.id,
            message=f"The registry says that {name} must be shown on {paths}. {looked} audited"
            f" there, and {lack} not show it{'' if sure else OPEN}.",
            place=first,
            severity=self.severity,
            certainty=Certainty.SURE if sure and self.every_page else Certainty.REVIEW,
            subject=f"{entry.id} {entry.facility}".strip(),
            related=tuple(replace(place, note=ALSO) for place in others[:NAMED]),
            fix=f"Put the badge of {name} there, or take the page out of `show_on` of {entry.id}"
            f" in audit.yaml.{proof_of([entry])}",
            evidence={
                "show_on": list(entry.show_on),
                "audited": len(facts),
                "without": [fact.place.url for fact in missing[:NAMED]],
                "proof": entry.proof,
            },
        )

    def _unseen(self, seen: set[int]) -> Iterator[Unchecked]:
        """Yield the entries for which no page was audited: nobody looked whether they are shown."""
        catalogue = resolver(self.accreditations).catalogue
        for number, entry in enumerate(self.accreditations):
            if entry.show_on and number not in seen:
                yield Unchecked(
                    self.id,
                    ", ".join(entry.show_on),
                    "no page there was audited, so nobody looked whether"
                    f" {catalogue.name(entry.id)} is shown",
                )

    def _shows(self, page: Page, entry: Held) -> str:
        badges = resolver(self.accreditations)
        issuers = badges.catalogue.accreditations[entry.id].issuers
        for badge in read_badges(page, self.accreditations):
            # A label that leaves open which, or contradicts another, is another rule's to report.
            if any(entry.id in signal.meaning.ids for signal in badge.strong):
                return YES
            if not badge.sides or any(s.meaning.mentions for s in badge.strong):
                continue
            if any(signal.meaning.issuers & issuers for signal in badge.strong):
                return YES
        if not page.rendered and page.walk.named("script"):
            # A script may put the badge there, and only a browser would have seen it.
            return PERHAPS
        for image in page.images:
            slug = image.file_name.rpartition(".")[0]
            if not image.name.text and slug and entry.id in badges.resolve_slug(slug).ids:
                return PERHAPS
        return NO


def _is_wanted(entry: Held, url: str) -> bool:
    return bool(entry.show_on) and urls.path_matches(url, entry.show_on)


def _parts_without(entry: Held, facts: Sequence[Fact]) -> list[Fact]:
    """Give the facts of those paths of an entry on which no page shows its badge."""
    found: dict[str, Fact] = {}
    for path in entry.show_on:
        inside = [fact for fact in facts if urls.path_matches(fact.place.url, (path,))]
        if all(fact.value != YES for fact in inside):
            found.update((fact.place.url, fact) for fact in inside)
    return list(found.values())
