"""Rule image-alt-inconsistent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from audit.model import Certainty, Fact, Finding, Held, Severity
from audit.page import Page
from audit.page.images import Image
from audit.page.imprint import Imprint
from rules.badge.gallery import gallery
from rules.badge.resolver import resolver
from rules.base import SiteRule
from rules.image.alternatives import bare, is_asset_name, is_placeholder
from rules.image.contradiction import WORD, contradict
from rules.image.identity import identify, words_of_file
from rules.image.surroundings import control

STAND_IN = re.compile(
    r"placeholder|default|silhouette|avatar|no[-_]?(photo|image|pic)|coming[-_]?soon|generic|blank"
    r"|unknown|sprite|spacer",
    re.IGNORECASE,
)
"""Names of files that stand for many things."""
MANY = 3
"""Alternatives of one image from which on it stands for many things, and is said of none."""
LONGEST = 300
"""Characters of an alternative that are compared."""


@dataclass(frozen=True)
class AltInconsistent(SiteRule):
    """One image must not have alternatives that contradict each other, nor two images the same.

    Where a picture is the one clinic on one page and another clinic on the next, somebody who
    listens is told something untrue on one of them. It happens when a block is copied and only
    its picture, or only its text, is changed. Other words for the same picture are fine, so is
    an empty alternative where it only decorates, and so is the name of the target in a link.

    To fix it, look at the picture, and describe it where the alternative is another picture's.
    """

    title = "One image, alternatives that contradict each other"
    severity = Severity.WARNING
    tags = ("images", "truth", "wcag:1.1.1")
    bad = (
        {
            "/a/": '<img src="/img/wickett.jpg" alt="Wickett Clinic, seen from the door">',
            "/b/": '<img src="/img/wickett-640x480.jpg" alt="Wickett Clinic, seen from the door">',
            "/c/": '<img data-bad src="/img/wickett.webp" alt="Alder Bend Clinic, seen from the '
            'door">',
        },
        {
            "/a/": '<img src="/img/seal-4.png" alt="Commission on Cancer accredited">',
            "/b/": '<img data-bad src="/img/seal-4.png" alt="Magnet Recognition">',
        },
        {
            "/a/": '<img src="/img/linear-accelerator.jpg" alt="A linear accelerator">',
            "/b/": '<img data-bad src="/img/mammogram-room.jpg" alt="A linear accelerator">',
        },
    )
    good = (
        {
            "/a/": '<img src="/img/suite.jpg" alt="A nurse sits with a man during his infusion">',
            "/b/": '<img src="/img/suite.jpg" alt="A patient rests under a blanket">',
            "/c/": '<img src="/img/suite.jpg" alt="">',
            "/d/": '<html lang="es"><img src="/img/suite.jpg" alt="Sala de infusión">',
        },
        {
            "/a/": '<img src="/img/logo.svg" alt="Fernhollow Cancer Center">',
            "/b/": '<a href="/"><img src="/img/logo.svg" alt="Home page"></a>',
            "/c/": '<img src="/img/logo-dark.png" alt="Fernhollow Cancer Center">',
        },
        {
            "/a/": '<img src="/img/acr.png" alt="ACR accredited mammography">',
            "/b/": '<img src="/img/acr.png" alt="ACR accredited breast MRI">',
        },
        {
            "/a/": '<img src="/img/okafor.jpg" alt="Maya Okafor, MD">',
            "/b/": '<img src="/img/team/maya-2026.jpg" alt="Maya Okafor, MD">',
        },
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names count beside the catalogue's."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield for each image how it is called, and for each alternative which image has it."""
        language = page.language.partition("-")[0]
        known = gallery(self.accreditations)
        told: set[tuple[str, str]] = set()
        for image in page.images:
            if not _describes(image):
                continue
            key = page.image_key(image)
            if key.startswith(("data:", "svg:")):
                continue
            which, alternative = identify(key), image.name.text[:LONGEST]
            if not which or (which, alternative) in told or STAND_IN.search(which):
                continue
            told.add((which, alternative))
            imprint = _imprint(page, key)
            if imprint is not None and known.recognise(imprint).mentions:
                continue  # badge-image-mismatch knows what it shows.
            value = [alternative, which, str(imprint) if imprint is not None else ""]
            yield self.fact(page, f"image {language} {which}", value, image.tag)
            if len(WORD.findall(alternative)) > 1 and not _is_name(alternative):
                yield self.fact(
                    page, f"alternative {language} {bare(alternative)}", value, image.tag
                )

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield one finding for an image, or for an alternative, that has two meanings."""
        if key.startswith("image "):
            yield from self._alternatives(facts)
        else:
            yield from self._images(facts)

    def _alternatives(self, facts: Sequence[Fact]) -> Iterator[Finding]:
        called: dict[str, list[Fact]] = {}
        for fact in facts:
            called.setdefault(bare(fact.value[0]), []).append(fact)
        if not 1 < len(called) <= MANY:
            return
        badges = resolver(self.accreditations)
        named = words_of_file(facts[0].value[1])
        usual = sorted(
            called.values(),
            key=lambda same: (len(same), len(named & _words(same[0].value[0]))),
            reverse=True,
        )
        for most, least in combinations(usual, 2):
            right, wrong = most[0], least[0]
            sure = contradict(right.value[0], wrong.value[0], _file(right), badges)
            if sure is None:
                continue
            yield self._finding(
                wrong,
                right,
                f"The image is called “{wrong.value[0]}” here, and “{right.value[0]}” on "
                f"{_pages(most)}.",
                f"the same image, called “{right.value[0]}”",
                sure,
            )
            return

    def _images(self, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Compare what files are called: of the picture itself, nothing may be known."""
        shown = {fact.value[1]: fact for fact in reversed(facts)}
        if not 1 < len(shown) <= MANY:
            return
        said = {word.lower()[:4] for word in WORD.findall(facts[0].value[0]) if len(word) > 3}
        files = {which: {word[:4] for word in words_of_file(which)} for which in shown}
        told = [which for which in sorted(shown) if files[which] & said]
        for right in told[:1]:
            for wrong in sorted(shown):
                other = files[wrong]
                if not other or other & said or other & files[right]:
                    continue
                if _look_alike(shown[wrong].value[2], shown[right].value[2]):
                    continue
                meant, this = _file(shown[right]), _file(shown[wrong])
                yield self._finding(
                    shown[wrong],
                    shown[right],
                    f"“{facts[0].value[0]}” is the alternative text of two images: of “{meant}”, "
                    f"and here of “{this}”.",
                    "the image that its name says is meant",
                    Certainty.REVIEW,
                )

    def _finding(
        self, wrong: Fact, right: Fact, message: str, note: str, sure: Certainty
    ) -> Finding:
        return Finding(
            rule=self.id,
            message=message,
            place=wrong.place,
            severity=self.severity,
            certainty=sure,
            subject=f"{wrong.value[1]}|{wrong.value[0]}",
            related=(replace(right.place, note=note),),
            evidence={"alternative": wrong.value[0], "elsewhere": right.value[0]},
            wcag=self.wcag(),
        )


def _describes(image: Image) -> bool:
    """Say whether an image's name tells what it shows, not where a link leads, and is no blunder
    that another rule reports."""
    if not image.name.text or not image.src or control(image.tag) is not None:
        return False
    return not is_placeholder(image) and not is_asset_name(image)


def _words(text: str) -> frozenset[str]:
    return frozenset(map(str.lower, WORD.findall(text)))


def _file(fact: Fact) -> str:
    """Give the name of the file of an image that a fact is about, without its ending."""
    return str(fact.value[1]).rpartition("/")[2]


def _is_name(text: str) -> bool:
    """Say whether a text is a name and no more: `Maya Okafor, MD`; it may be of many pictures."""
    return all(word[:1].isupper() or word.isdigit() for word in WORD.findall(text))


def _imprint(page: Page, key: str) -> Imprint | None:
    seen = (page.looked_at or {}).get(key)
    return seen.imprint if seen is not None else None


def _look_alike(one: str, two: str) -> bool:
    return bool(one and two) and Imprint.parse(one).distance([Imprint.parse(two)]) is not None


def _pages(facts: Sequence[Fact]) -> str:
    urls: Mapping[str, None] = dict.fromkeys(fact.place.url for fact in facts)
    first = next(iter(urls))
    return first if len(urls) == 1 else f"{len(urls)} pages, {first} among them"
