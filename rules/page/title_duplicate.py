"""Rule page-title-duplicate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bs4 import Tag

from audit.model import Fact, Finding, Severity, normalise
from audit.page import Page
from rules.base import ALSO, SiteRule


@dataclass(frozen=True)
class TitleDuplicate(SiteRule):
    """Every page has a title of its own.

    Browser tabs, bookmarks, search results and a screen reader's first words are the title. Where
    two pages share one, nobody can tell which of them is open.

    To fix it, begin each title with what sets the page apart, and end it with the organisation's
    name: `Breast care | Lakeside Cancer Center`.
    """

    title = "Two pages have the same title"
    severity = Severity.WARNING
    tags = ("pages", "wcag:2.4.2")
    bad = (
        {
            "/breast-care/": "<title data-bad>Cancer care</title><h1>Breast care</h1>",
            "/lung-care/": "<title data-bad>Cancer care</title><h1>Lung care</h1>",
        },
    )
    good = (
        {
            "/breast-care/": "<title>Breast care | Lakeside</title><h1>Breast care</h1>",
            "/lung-care/": "<title>Lung care | Lakeside</title><h1>Lung care</h1>",
        },
        {
            "/news/": "<title>News</title><h1>News</h1>",
            "/news/?page=2": ("<title>News</title><link rel=canonical href=/news/><h1>News</h1>"),
        },
    )

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield the title of a page that stands for itself."""
        tag = page.title_tag
        if tag is None or not page.title:
            return
        canonical = next(filter(_is_canonical, page.walk.named("link")), None)
        target = page.resolve(str(canonical["href"])) if canonical else None
        if target and target != page.url:
            return
        yield self.fact(page, normalise(page.title), page.title, tag)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield one finding for a title that several pages share, at the first of them."""
        places = list({fact.place.url: fact.place for fact in facts}.values())
        if len(places) < 2:
            return
        first, *others = places
        yield Finding(
            rule=self.id,
            message=f"{len(places)} pages are titled “{facts[0].value}”",
            place=first,
            severity=self.severity,
            subject=key,
            related=tuple(replace(place, note=ALSO) for place in others[:50]),
            evidence={"title": facts[0].value, "pages": len(places)},
            wcag=self.wcag(),
        )


def _is_canonical(link: Tag) -> bool:
    return "canonical" in (link.get("rel") or ()) and "href" in link.attrs
