"""Rule link-generic."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Severity
from audit.page import Page
from audit.page.flow import heading_level
from audit.page.links import Link
from rules.base import ALSO, PageRule
from rules.image.alternatives import is_placeholder
from rules.link.phrases import bare, says_nothing
from rules.link.scripted import scripted_links

CODE = frozenset("code kbd samp tt".split())


@dataclass(frozen=True)
class Generic(PageRule):
    """A link's name must say where the link leads.

    People who use a screen reader often step from link to link, or call up a list of all links. A
    list that says "Read more, Read more, View all" helps nobody, and "View all" zoomed to fill the
    screen leaves a person with low vision guessing too.

    To fix it, put the target into the link's name: "View all cancer resources". Where there is no
    room, add words that only screen readers speak, or an aria-label that begins with the text
    that is seen.
    """

    title = "Link name says nothing of its target"
    severity = Severity.WARNING
    tags = ("links", "wcag:2.4.4")
    bad = (
        '<h2>Related resources</h2><a data-bad href="/resources/">View All</a>',
        '<p>To see our hours, <a data-bad href="/hours/">click here</a>.</p>',
        '<h3>Clinical trials</h3><p>Open now.</p><a data-bad href="/trials/">Read more »</a>',
        '<p>Su cita empieza aquí.</p><a data-bad href="/citas/">Más información</a>',
        '<p>Trials are open.</p><span data-bad role="link" tabindex="0">Read more</span>',
    )
    good = (
        '<h2>Related resources</h2><a href="/resources/">View all resources</a>',
        '<a href="/lung/">Read more<span class="sr-only"> about lung cancer</span></a>',
        '<a href="/lung/" aria-label="Learn more about lung cancer">Learn more</a>',
        '<h3 id=t>Trials</h3><a href="/trials/" aria-describedby="t">Read more</a>',
        '<a href="#panel" role="button" aria-expanded="false">Show more</a>',
        '<a href="/contact/">Contact</a> <a href="/give/">Donate</a>',
        '<p>Leave the loop by <a href="/continue/"><code>continue</code></a>.</p>',
        '<a href="/lung/"><img src="lung.jpg" alt="..."></a>',
    )

    also: tuple[str, ...] = ()
    """Further names that say nothing on this site."""
    allow: tuple[str, ...] = ()
    """Names that are clear enough on this site."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each generic name and target."""
        same: dict[tuple[str, str], list[Link]] = {}
        for link in (*page.links, *scripted_links(page)):
            if (
                self._is_generic(link.name.text)
                and _leads_away(page, link)
                and not _is_code(page, link)
                and not _is_placeholder(page, link)
            ):
                key = bare(link.name.text) or link.name.text, link.leads_to
                same.setdefault(key, []).append(link)
        for (name, target), links in same.items():
            first = links[0]
            about = _about(page, first.tag)
            yield self.finding(
                page,
                first.tag,
                f"the link is called “{first.name.text}”, which says nothing of where it leads"
                + (f" ({first.target})" if first.target else ""),
                subject=f"{name}|{target}",
                related=[(link.tag, ALSO) for link in links[1:]],
                fix=_fix(first.name.text, about),
                evidence={"name": first.name.text, "target": first.target, "heading": about},
            )

    def _is_generic(self, name: str) -> bool:
        if bare(name) in {bare(each) for each in self.allow}:
            return False
        return says_nothing(name) or bare(name) in {bare(each) for each in self.also if bare(each)}


def _leads_away(page: Page, link: Link) -> bool:
    """Leave out what is a button in fact, and links that a description explains."""
    tag = link.tag
    scripted = "href" not in tag.attrs
    if link.href.startswith("#") or not (scripted or (link.target and link.href)):
        return False
    if link.target and link.target.partition(":")[0].lower() in ("javascript", "data", "blob"):
        return False
    if any(key in tag.attrs for key in ("aria-expanded", "aria-controls", "aria-haspopup")):
        return False
    if str(tag.get("role") or "").lower() in ("button", "tab", "menuitem", "switch"):
        return False
    if any(key in ("data-toggle", "data-bs-toggle", "data-fancybox") for key in tag.attrs):
        return False
    described = [page.walk.by_id.get(each) for each in str(tag.get("aria-describedby", "")).split()]
    said = [page.text(each) for each in described if each is not None]
    # A title is read after the name: sufficient under WCAG technique H33, if no favourite.
    said.append(str(tag.get("title") or ""))
    return not any(bare(text) and not says_nothing(text) for text in said)


def _is_code(page: Page, link: Link) -> bool:
    """Say whether a link is called by a word of a program: that is a name, and means itself."""
    around = any(each.name in CODE for each in link.tag.parents)
    return around or any(
        each.name in CODE and page.text(each) == link.name.text
        for each in page.walk.inside(link.tag)
    )


def _is_placeholder(page: Page, link: Link) -> bool:
    """Say whether only an image names a link, by an alternative that image-alt-placeholder tells
    of."""
    inside = {id(each) for each in page.walk.inside(link.tag)}
    return any(
        id(image.tag) in inside and image.name.text == link.name.text and is_placeholder(image)
        for image in page.images
    )


def _about(page: Page, tag: Tag) -> str:
    """Give the heading that a reader would take the link to belong to, or an empty text."""
    for holder in tag.parents:
        if holder.name in ("body", "main", "html", "nav", "header", "footer", "[document]"):
            break
        headings = [
            each for each in page.walk.inside(holder) if heading_level(each) and page.visible(each)
        ]
        if headings:
            return page.names.spoken(headings[0]) if len(headings) == 1 else _above(page, tag)
    return _above(page, tag)


def _above(page: Page, tag: Tag) -> str:
    position, region = page.walk.position(tag), page.region(tag)
    above = [
        heading.text
        for heading in page.headings
        if page.walk.position(heading.tag) < position and page.region(heading.tag) == region
    ]
    return above[-1] if above else ""


def _fix(name: str, about: str) -> str | None:
    if not about or len(about) > 80:
        return None
    words = name.strip(" .…»›>→:")
    last = bare(name).split()[-1:]
    if last in (["all"], ["todo"], ["todos"], ["todas"]):
        better = f"{words} {about}"
    elif last in (["more"], ["information"], ["info"], ["details"]):
        better = f"{words} about {about}"
    else:
        better = about
    return f"Name the target in the link, for example “{better}”."
