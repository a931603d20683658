"""The places on a page that a link's fragment can name."""

from audit.model import Fact, Place
from audit.page import Page

RULE = "anchors"
"""The name under which these facts are remembered; they are no rule's."""


def read_anchors(page: Page) -> Fact:
    """Give the ids and anchor names of a page (https://html.spec.whatwg.org/#find-a-potential-
    indicated-element), and whether these are all: without a browser, a script may add others."""
    names = [name for tag in page.walk.named("a") if isinstance(name := tag.get("name"), str)]
    if page.rendered:
        # A reason given for a rendered page is that its snapshot was cut.
        sure = "rendered" not in page.missing
    else:
        sure = not any(map(_is_program, page.walk.named("script")))
    value = {"ids": sorted({*page.walk.by_id, *names}), "sure": sure}
    return Fact(RULE, page.url, value, Place(page.url, "html"))


def _is_program(tag: object) -> bool:
    # Data blocks, such as JSON-LD, add nothing (https://html.spec.whatwg.org/#data-block).
    kind = str(getattr(tag, "attrs", {}).get("type") or "").lower()
    return not kind or "javascript" in kind or "ecmascript" in kind or kind == "module"
