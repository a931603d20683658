"""The page as rules read it: one string of HTML, written in the browser, the DOM left alone.

What differs from the page's own markup:

- Marks of ours begin with `data-audit-`; the page's own attributes of that name are left out.
- `data-audit-hidden="display"` stands on an element that is not displayed, and not on those in it;
  `data-audit-hidden="visibility"` on each element that cannot be seen. What is in a closed
  `<details>`, or shown to screen readers alone, is not hidden.
- An open shadow root is an `<audit-shadow-root>` in its host, each `<slot>` holding what is
  assigned to it. Light children that no slot takes are not there.
- `data-audit-selector` on everything in a shadow root: where it is in the browser, with ` >>> `
  for each step into a shadow root.
- `data-audit-src` is the source an image really shows, where that is not `src`;
  `data-audit-background` the image behind an element that has a name or no elements in it.
- `data-audit-axe` is the `mark` of axe-core's results for this element.
- Comments are left out, and what is in scripts (but JSON-LD), styles, templates, frames and
  `noscript`. Very long attributes are cut.
"""

from dataclasses import dataclass
from pathlib import Path

from audit.browser.tab import Tab

CHARACTERS = 5_000_000
ELEMENTS = 60_000
WAITING = 1_000_000
"""Nodes not written yet; bounds memory on a page of millions of siblings."""

_WRITE = Path(__file__).with_name("snapshot.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Snapshot:
    """The page at one moment."""

    html: str
    title: str
    elements: int
    full: bool
    """Whether the page goes on beyond what was written."""
    changed: bool
    """Whether the page had changed since it had come to rest."""
    shown: bool
    """Whether there is anything to see: text, an image, a control."""


def take_snapshot(tab: Tab, world: int, deadline: float) -> Snapshot:
    """Write down the page that `tab` shows; `world` is our context in it."""
    limits = {"characters": CHARACTERS, "elements": ELEMENTS, "waiting": WAITING}
    return Snapshot(**tab.run(_WRITE, limits, world=world, deadline=deadline))
