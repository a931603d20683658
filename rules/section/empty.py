"""Rule section-empty."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Severity, normalise
from audit.page import Page
from rules.base import PageRule
from rules.section.reading import WAITING, Outline, Section
from rules.section.titles import hidden_content, is_doubtful, titles_a_section


@dataclass(frozen=True)
class Empty(PageRule):
    """A heading must have something under it.

    A heading is a promise: "Related Locations" says that locations follow. Somebody who jumps
    from heading to heading with a screen reader lands on it and finds nothing, and everybody else
    wonders whether the page is broken.

    To fix it, add what the heading announces, or take the heading out. Where a list is filled
    from another system, let the template leave out the heading when the list is empty.
    """

    title = "Heading with nothing under it"
    severity = Severity.ERROR
    tags = ("sections", "wcag:1.3.1", "wcag:2.4.6")
    bad = (
        "<main><h1>Care</h1><p>Text.</p><section><h2 data-bad>Related Locations</h2></section>"
        "<section><h2>Contact</h2><p>Call us.</p></section></main>",
        "<main><h1>Care</h1><p>Text.</p><h2 data-bad>Our doctors</h2><ul></ul></main>"
        "<footer><p>Lakeside</p></footer>",
        "<main><h1>Care</h1><p>Text.</p><h2 data-bad>News</h2><p>&nbsp;</p><!-- later --><hr>"
        "<h2>Events</h2><p>None today.</p></main>",
        "<main><h1>Care</h1><p>Text.</p><div data-bad role=heading aria-level=2>Hours</div>"
        "<div hidden>9 to 5</div><h2>Contact</h2><p>Call us.</p></main>",
    )
    good = (
        "<main><h1>Care</h1><h2>Locations</h2><p>Tupelo</p></main>",
        "<main><h1>Care</h1><h2>Locations</h2><h3>Tupelo</h3><p>Main Street</p></main>",
        "<main><h1>Care</h1><h2>Our goal</h2><div role=progressbar aria-valuenow=60></div></main>",
        "<main><h1>Care</h1><h2>Find us</h2><iframe title=Map src=/map></iframe></main>",
        "<main><h1>Care</h1><h2>Services</h2><div><div><img src=a alt=A><h3>Lungs</h3></div>"
        "<div><img src=b alt=B><h3>Skin</h3></div></div></main>",
        "<main><div><h4>Our services</h4><h2>Close to home</h2><p>Text.</p></div></main>",
        "<main><h1>Care</h1><p>Text.</p><h3><a href=/lungs/>Lungs</a></h3>"
        "<h3><a href=/skin/>Skin</a></h3></main>",
    )

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each heading that announces something and has nothing."""
        outline = Outline(page)
        for section in outline.sections:
            if not section.bits and titles_a_section(outline, section):
                yield self._report(page, outline, section)

    def _report(self, page: Page, outline: Outline, section: Section) -> Finding:
        text = section.heading.text
        review = is_doubtful(outline, section)
        message = f"there is nothing under the heading “{text}”"
        message += _next(section)
        shell = _shell(outline, section)
        if shell is not None:
            review = True
            message += f"; a script or a style sheet may fill the empty <{shell.name}> there"
        if _is_filled_by_server(page, text):
            message += "; the server sent content there, and it is gone from the rendered page"
        return self.finding(
            page,
            section.heading.tag,
            message,
            subject=text,
            fix=f"Add what “{text}” announces, or take the heading out.",
            evidence={"heading": text, "level": section.heading.level},
            review=review,
        )


def _next(section: Section) -> str:
    after = section.after
    if after is None:
        return ": the page ends there"
    if after.heading is not None:
        return f": the heading “{after.text}” follows at once"
    return f": the {after.region} follows at once" if after.region else ""


def _shell(outline: Outline, section: Section) -> Tag | None:
    """Give the empty element that may show more than was read, or None.

    A browser has run the scripts; only what is inside a closed custom element stays unseen.
    """
    page = outline.page
    hidden = hidden_content(outline, section)
    for tag in outline.between(section):
        if tag.name == "script":
            inline = section.after is not None or tag.parent is section.heading.tag.parent
            if not page.rendered and inline and tag.parent is not page.soup.body:
                return tag
        elif page.walk.removed(tag):
            continue
        elif _shows_more(tag):
            return tag
        elif page.rendered or (hidden is not None and page.walk.contains(tag, hidden)):
            continue
        elif _awaits(tag) or WAITING.fullmatch(page.text(tag)):
            return tag
    return None


def _shows_more(tag: Tag) -> bool:
    """A custom element, a region for messages to come, or a picture that styles draw."""
    if "-" in tag.name and tag.name != "audit-shadow-root":
        return True
    if tag.get("aria-live") or tag.get("role") in ("status", "log", "alert"):
        return True
    return bool(tag.get("aria-label")) and tag.name in ("div", "span", "i", "p")


def _awaits(tag: Tag) -> bool:
    """A script needs something to find the element by."""
    return bool(tag.get("id")) or any(key.startswith("data-") for key in tag.attrs)


def _is_filled_by_server(page: Page, text: str) -> bool:
    """Say whether the server's HTML has content under the heading called `text`."""
    if page.server is page:
        return False
    return any(
        section.bits
        for section in Outline(page.server).sections
        if normalise(section.heading.text) == normalise(text)
    )
