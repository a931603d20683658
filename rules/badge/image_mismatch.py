"""Rule badge-image-mismatch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.model import Finding, Held, NotCheckedError, Severity
from audit.page import Page
from audit.page.imprint import Imprint
from rules.badge.badge import PICTURE, RECOGNISED, Badge, Signal
from rules.badge.catalogue import Catalogue
from rules.badge.gallery import Gallery, gallery
from rules.badge.reading import read_badges
from rules.badge.resolver import Resolver, resolver
from rules.badge.words import clip, essential, split
from rules.base import PageRule


@dataclass(frozen=True)
class ImageMismatch(PageRule):
    """The picture of a badge must be the one of the accreditation that its label names.

    People who see the page trust the seal, people who hear it are told the label. Where the two
    are of different accreditations, one of them is told something untrue, and an issuer's mark
    stands beside a name that it was not given for. It happens when a block is copied and only
    its text, or only its picture, is changed.

    A picture is known again by its hash, a short code that stays nearly the same when a picture is
    scaled or saved anew. The registry holds the hashes of each badge (`images` of an accreditation;
    `care-audit hash` prints them). A picture is known, too, by the words in it: those of a drawing
    (SVG) are read as they stand there, those of a photograph or scan are recognised where
    `images.words` is on.

    To fix it, look at the picture: put the badge there that the label names, or write the label
    that belongs to the picture. Where an issuer gives one mark for several accreditations, enter
    its hash under each of them.
    """

    title = "A badge's picture and label are of different accreditations"
    severity = Severity.ERROR
    tags = ("badges", "truth", "images", "wcag:1.1.1")
    wants = frozenset({"words"})
    bad = (
        '<figure><svg data-bad role="img" aria-label="ACR Accredited Mammography">'
        '<circle r="90" cx="100" cy="100"/><text y="90">ACR</text><text y="110">BREAST MRI</text>'
        '<text y="130">ACCREDITED</text></svg><figcaption>ACR accredited mammography</figcaption>'
        "</figure>",
    )
    good = (
        '<figure><svg role="img" aria-label="ACR Accredited Breast MRI"><circle r="90" cx="100"/>'
        '<text y="90">ACR</text><text y="110">BREAST MRI</text><text y="130">ACCREDITED</text>'
        "</svg><figcaption>ACR accredited breast MRI</figcaption></figure>",
        '<figure><svg role="img" aria-label="ACR Accredited Breast MRI"><circle r="90" cx="100"/>'
        "<text>ACR</text><text>ACCREDITED</text></svg></figure>",
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names and image hashes count beside the catalogue's."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge whose picture is another one's.

        Raises NotCheckedError where badges' pictures could not be looked at.
        """
        if page.looked_at is None:
            return
        known = gallery(self.accreditations)
        names = resolver(self.accreditations)
        badges = read_badges(page, self.accreditations)
        for badge in badges:
            # Where labels contradict each other, badge-mislabelled says so, with the picture.
            if badge.sides and not badge.contradictory:
                against = [signal for signal in badge.shown if _contradicts(signal, badge, names)]
                if against and len(against) == len(badge.shown):
                    yield self._mismatch(page, badge, against[0], badges, known, names.catalogue)
        self._own_up(page, badges, known)

    def _mismatch(
        self,
        page: Page,
        badge: Badge,
        shown: Signal,
        badges: Sequence[Badge],
        known: Gallery,
        catalogue: Catalogue,
    ) -> Finding:
        label = next(signal for signal in badge.strong if signal.names)
        named = _names(badge.ids, catalogue) or _names(label.meaning.issuers, catalogue)
        pictured = _names(shown.meaning.ids, catalogue) or _names(shown.meaning.issuers, catalogue)
        if shown.kind == PICTURE:
            said = f"its picture {shown.meaning.why.partition(': ')[0]}"
        else:
            said = f"the words in its picture, “{clip(shown.text)}”, name {pictured}"
        twins = [
            other
            for other in badges
            if other is not badge and not other.contradictory and other.ids & shown.meaning.ids
        ]
        copies = [
            other for other in badges if other is not badge and other.likeness == badge.likeness
        ]
        return self.finding(
            page,
            badge.tag,
            f"The badge's {label.kind} “{clip(label.text)}” names {named}, but {said}.",
            subject=f"{clip(label.text)}|{pictured}",
            related=[
                *((other.tag, f"the badge of {pictured}") for other in twins[:1]),
                *((other.tag, "the badge whose label it repeats") for other in copies[:1]),
            ],
            fix=f"If the page means {named}, put that badge's picture here; if it means "
            f"{pictured}, write so in the label.",
            evidence={"signals": badge.evidence(catalogue)},
            review=not _is_sure(shown, badge, known)
            or not (catalogue.vouches_for(badge.ids) and catalogue.vouches_for(shown.meaning.ids)),
        )

    def _own_up(self, page: Page, badges: Sequence[Badge], known: Gallery) -> None:
        """Raise NotCheckedError for badges whose picture should have been looked at and was not."""
        seen = page.looked_at or {}
        if not known and not any(each.text for each in seen.values()):
            return  # There is nothing that a picture could be held against.
        lacking: dict[str, str] = {}
        for badge in badges:
            if badge.image.kind == "svg" and badge.image.decorative:
                continue  # An icon beside a heading is drawn for any heading.
            key = page.image_key(badge.image)
            if key and key not in seen:
                lacking[key] = "was not looked at: by its size or place it is no badge"
            elif key and seen[key].problem:
                lacking[key] = seen[key].problem
        if lacking:
            key, why = next(iter(lacking.items()))
            more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
            where = key if not key.startswith(("svg:", "data:")) else "a picture in the page itself"
            raise NotCheckedError(f"{where} {why}{more}")


def _contradicts(shown: Signal, badge: Badge, badges: Resolver) -> bool:
    """Say whether a picture names something else than its badge's labels."""
    if not badge.ids or not shown.meaning.ids:
        return not any(shown.agrees(label, badges) for label in badge.sides[0])
    if badge.ids & shown.meaning.ids:
        return False
    # A word may have been overlooked: what is left of `Breast Ultrasound` is an ultrasound.
    named = _words(mention.words for mention in shown.meaning.mentions)
    return shown.kind != RECOGNISED or not named <= _words(label.text for label in badge.strong)


def _words(texts: Iterable[str]) -> set[str]:
    return {word.key for text in texts for word in essential(split(text))}


def _is_sure(shown: Signal, badge: Badge, known: Gallery) -> bool:
    """Say whether the picture is certain to be another one's, not one that looks much like it."""
    if shown.kind != PICTURE:
        return True
    # The label's own picture was there to be compared, and this is clearly not it.
    return known.holds(badge.ids) or known.is_very_same(Imprint.parse(shown.text))


def _names(ids: frozenset[str], catalogue: Catalogue) -> str:
    known = {each: catalogue.accreditations.get(each) for each in ids}
    named = sorted(found.name if found else catalogue.issuer_name(i) for i, found in known.items())
    return " or ".join(named[:3])
