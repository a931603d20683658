"""Rule badge-mislabelled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.model import Finding, Held, Severity, normalise
from audit.page import Page
from rules.badge.badge import DRAWN, PICTURE, RECOGNISED, Badge, Signal, narrowed
from rules.badge.catalogue import UNVERIFIED, Catalogue
from rules.badge.reading import read_badges
from rules.badge.resolver import resolver
from rules.badge.words import clip
from rules.base import PageRule

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


@dataclass(frozen=True)
class Mislabelled(PageRule):
    """All labels of an accreditation badge must name one and the same accreditation.

    Patients choose a hospital by its accreditations. Where a heading names one and the picture
    another, people who see the page and people who hear it are told different things, and one of
    them is told something untrue. Issuers allow their marks only beside their own names, and a
    false mark is a deceptive claim under section 5 of the FTC Act.

    To fix it, look which accreditation the picture shows, and make heading, text and alternative
    text name that one.
    """

    title = "A badge's labels name different accreditations"
    severity = Severity.ERROR
    tags = ("badges", "truth", "wcag:1.1.1")
    bad = (
        "<h2>Accreditations</h2><ul>"
        '<li><img src="1.png" alt="ACR Accredited Mammography"><h3>ACR Accredited Mammography</h3>'
        '<li><img data-bad src="2.png" alt="ACR Accredited Facility for Radiation Oncology">'
        "<h3>ACR Accredited Mammography</h3></ul>",
        '<figure><img data-bad src="seal.png" alt="Commission on Cancer accredited program">'
        "<figcaption>National Accreditation Program for Breast Centers</figcaption></figure>",
    )
    good = (
        '<figure><img src="seal.png" alt="Commission on Cancer Accredited Program: A Quality '
        'Program of the American College of Surgeons"><figcaption>CoC accredited</figcaption>'
        "</figure>",
        '<div><img src="acs.png" alt="NAPBC seal"><h3>ACS accredits our breast care program</h3>'
        "</div>",
        '<div><img src="team.jpg" alt="Nurses of the breast center"><h3>Commission on Cancer '
        "accredited</h3></div>",
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names count beside the catalogue's."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge whose labels contradict each other."""
        catalogue = resolver(self.accreditations).catalogue
        badges = read_badges(page, self.accreditations)
        for badge in badges:
            if badge.contradictory:
                yield self._contradiction(page, badge, badges, catalogue)

    def _contradiction(
        self, page: Page, badge: Badge, badges: Sequence[Badge], catalogue: Catalogue
    ) -> Finding:
        sides = [_Side(side, badge, badges, catalogue) for side in badge.sides]
        wrong = _wrong(sides)
        right = next((side for side in sides if side is not wrong), sides[0])
        first, last = (right, wrong) if wrong is not None else (sides[0], sides[-1])
        message = f"The badge's {first.quoted} {first.verb}, but its {last.quoted} {last.verb}."
        related = []
        if wrong is not None and wrong.repeats:
            twin = wrong.repeats[0]
            at = next(n for n, other in enumerate(badges) if other is twin)
            which = f"the {ORDINALS[at]} badge" if at < len(ORDINALS) else "another badge"
            kinds = _listed(wrong.kinds_shared_with(twin) or wrong.kinds)
            verb = "repeats" if " and " not in kinds else "repeat"
            message += f" {kinds[:1].upper()}{kinds[1:]} {verb} {which} of the page."
            related.append((twin.tag, f"the badge whose {kinds} it repeats"))
        sure = all(catalogue.vouches_for(side.ids) for side in sides)
        return self.finding(
            page,
            badge.tag,
            message if sure else message + UNVERIFIED,
            subject=" | ".join(clip(signal.text) for side in badge.sides for signal in side),
            related=related,
            fix=_fix(wrong, right, badge) if wrong is not None else None,
            evidence={"signals": badge.evidence(catalogue)},
            review=not sure,
        )


class _Side:
    """Labels of one badge that agree, and what speaks for and against them."""

    def __init__(
        self, strong: Sequence[Signal], badge: Badge, badges: Sequence[Badge], catalogue: Catalogue
    ) -> None:
        self.strong = tuple(strong)
        self.ids = ids = frozenset().union(*(signal.meaning.ids for signal in strong))
        issuers = frozenset().union(*(signal.meaning.issuers for signal in strong))
        self.support = [s for s in badge.weak if s.meaning.ids & ids]
        self.repeats = [
            other
            for other in badges
            if other is not badge and not other.contradictory and other.ids & ids
        ]
        self.repeats.sort(key=lambda other: not self.kinds_shared_with(other))
        known = [catalogue.name(sorted(may_be)[0]) for may_be in narrowed(self.strong)]
        known = known or [catalogue.issuer_name(issuer) for issuer in sorted(issuers)]
        self.name = " and ".join(known)
        self.quoted = _listed([_quoted(signal) for signal in (*self.strong, *self.support)])
        self.verb = (
            f"{'names' if len(self.strong) + len(self.support) == 1 else 'name'} {self.name}"
        )

    @property
    def is_shown(self) -> bool:
        """Whether the picture itself says the same."""
        return any(signal.kind in (PICTURE, DRAWN, RECOGNISED) for signal in self.support)

    @property
    def kinds(self) -> list[str]:
        """What its labels are, for a reader."""
        return [signal.kind for signal in self.strong]

    def kinds_shared_with(self, other: Badge) -> list[str]:
        """Which of the labels another badge has word for word."""
        said = {normalise(signal.text) for signal in other.signals}
        both = (*self.strong, *(s for s in self.support if s.kind == "text"))
        return [signal.kind for signal in both if normalise(signal.text) in said]


def _quoted(signal: Signal) -> str:
    return signal.kind if signal.kind == PICTURE else f"{signal.kind} “{clip(signal.text)}”"


def _wrong(sides: Sequence[_Side]) -> _Side | None:
    """Give the side that the evidence speaks against, None where nothing decides."""
    shown = [side for side in sides if side.is_shown]
    if len(shown) == 1 and len(sides) == 2:
        return next(side for side in sides if side is not shown[0])
    copied = [side for side in sides if side.repeats]
    if len(copied) == 1 and len(sides) == 2:
        return copied[0]
    by_support = sorted(sides, key=lambda side: len(side.support))
    if len(by_support[0].support) < len(by_support[1].support):
        return by_support[0]
    return None


def _fix(wrong: _Side, right: _Side, badge: Badge) -> str:
    where = _listed(wrong.kinds)
    if badge.image.name.text and any(signal.tag is badge.tag for signal in wrong.strong):
        return f"If the picture shows {right.name}, change the {where} to “{right.name}”."
    text = [signal for signal in wrong.support if signal.kind == "text"]
    more = ", and let the text below describe that one" if text else ""
    return f"If the picture shows {right.name}, change the {where} to “{right.name}”{more}."


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
