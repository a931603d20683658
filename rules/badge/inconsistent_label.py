"""Rule badge-inconsistent-label."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.model import ALSO, Fact, Finding, Held, Severity
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.naming import Naming, namings, official
from rules.badge.reading import read_badges
from rules.badge.resolver import resolver
from rules.base import SiteRule

NAMED = 50
"""Pages that a finding names at most; how many there are, it says."""


@dataclass(frozen=True)
class InconsistentLabel(SiteRule):
    """An accreditation must go by one name on all pages.

    Who reads "CoC accredited" on one page and "Commission on Cancer Accredited Program" on the
    next takes it for two accreditations, and a search for the one does not find the other.
    Capitals, punctuation, trademark signs and the words around the name make no difference, and a
    label that gives both names, as "Commission on Cancer (CoC)", agrees with either. Names that
    the registry lists under `also`, and pages in different languages, are left alone. A name that
    the issuer has replaced is reported by badge-retired-name.

    To fix it, use the name that most pages use, or list the other one in the registry under
    `also` if it is meant.
    """

    title = "One accreditation under different names"
    severity = Severity.WARNING
    tags = ("badges", "consistency")
    bad = (
        {
            "/": '<img src="coc.png" alt="Commission on Cancer Accredited Program">',
            "/about/": '<img src="coc.png" alt="Commission on Cancer">',
            "/care/": '<img data-bad src="coc.png" alt="CoC accredited">',
        },
    )
    good = (
        {
            "/": '<img src="coc.png" alt="Commission on Cancer Accredited Program">',
            "/about/": '<img src="coc.png" alt="Accredited by the COMMISSION ON CANCER®">',
            "/care/": '<img src="coc.png" alt="Commission on Cancer (CoC) accredited">',
        },
        {
            "/": '<img src="1.png" alt="ACR Accredited Breast MRI">',
            "/about/": '<img src="2.png" alt="ACR Accredited MRI">',
        },
        {
            "/": '<html lang="en"><img src="coc.png" alt="Commission on Cancer">',
            "/es/": '<html lang="es"><img src="coc.png" alt="Comisión de Cáncer">',
        },
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; the names in it are names that the site has chosen."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield for each accreditation the names that this page's badges give it."""
        language = page.language.partition("-")[0]
        first: dict[str, Badge] = {}
        names: dict[str, dict[frozenset[str], str]] = defaultdict(dict)
        for badge in read_badges(page, self.accreditations):
            for may_be in badge.accreditations if not badge.contradictory else ():
                if len(may_be) != 1:
                    continue
                (known,) = may_be
                for naming in namings(badge, known, self.accreditations):
                    first.setdefault(known, badge)
                    names[known].setdefault(naming.core, naming.written)
        for known, badge in first.items():
            value = [[sorted(core), written] for core, written in names[known].items()]
            yield self.fact(page, f"{known} {language}", value, badge.tag)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield one finding for each name but the most frequent one, with all its pages."""
        known = key.partition(" ")[0]
        named = [(fact, [Naming(frozenset(c), w) for c, w in fact.value]) for fact in facts]
        common, model = _most_common(named, official(known, self.accreditations))
        others: dict[frozenset[str], list[tuple[Naming, Fact]]] = defaultdict(list)
        for fact, names in named:
            if not any(name.agrees(common) for name in names):
                others[names[0].core].append((names[0], fact))
        agreeing = len(facts) - sum(map(len, others.values()))
        name = resolver(self.accreditations).catalogue.name(known)
        for deviating in others.values():
            written = deviating[0][0].written
            first, *more = (fact.place for _, fact in deviating)
            yield Finding(
                rule=self.id,
                message=f"{name} is called “{written}” on {_pages(len(deviating))} and"
                f" “{common.written}” on {_pages(agreeing)}.",
                place=first,
                severity=self.severity,
                subject=f"{known} {written}",
                related=(
                    *(replace(place, note=ALSO) for place in more[:NAMED]),
                    replace(model.place, note="the name that most pages use"),
                ),
                fix=f"Write “{common.written}” here too, or list “{written}” under `also` of"
                f" {known} in audit.yaml.",
                evidence={
                    "name": written,
                    "pages": len(deviating),
                    "most": common.written,
                    "most_pages": agreeing,
                },
            )


def _most_common(named: Sequence[tuple[Fact, list[Naming]]], own: Naming) -> tuple[Naming, Fact]:
    """Give the name that most pages agree with, and a page of them; the issuer's own in a draw."""
    candidates: dict[frozenset[str], tuple[Naming, Fact]] = {}
    for fact, names in named:
        for name in names:
            candidates.setdefault(name.core, (name, fact))

    def support(candidate: tuple[Naming, Fact]) -> tuple[int, bool, int]:
        agreeing = sum(any(n.agrees(candidate[0]) for n in names) for _, names in named)
        return agreeing, candidate[0].agrees(own), len(candidate[0].core)

    return max(candidates.values(), key=support)


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"
