"""Where links lead, as rules ask for it: one spelling for each address, fragments kept."""

import posixpath
import re
from urllib.parse import unquote

from bs4 import Tag

from audit import urls
from audit.page import Page

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_STATE = re.compile(r"[/?=&!\s]|^0$|^javascript", re.IGNORECASE)
"""What scripts keep behind the number sign for themselves; no name of a place looks like it."""
_CONTROL = re.compile(
    r"^(data-(bs-)?(toggle|target|dismiss|action|modal|open|popup|fancybox|lightbox)|data-reveal"
    r"|on(click|mousedown|pointerdown|keydown)|aria-(controls|expanded|haspopup|pressed)|jsaction"
    r"|@click|v-on:.*|x-on:.*|ng-click|hx-.*|wire:.*)$",
    re.IGNORECASE,
)
_CONTROL_CLASS = re.compile(
    r"(^|[-_])(js|modal|pop-?up|toggle|trigger|lightbox|drawer|dialog|accordion|tab|carousel|slide)"
    r"([-_]|$)",
    re.IGNORECASE,
)


def address_of(page: Page, href: str) -> str | None:
    """Give the address that a link on `page` leads to, with its fragment where that names a place.

    That is a canonical web address; for files a path as `Page.url`, with a further `/` before the
    path within the folder where the link begins at the site's root, and `..` where it leaves the
    folder. None for mailto: and such.
    """
    found = page.resolve(href)
    if found is None:
        return None
    address, _, fragment = found.partition("#")
    if _SCHEME.match(address):
        web = urls.canonical(address)
        if web is None or not web.startswith("http"):
            return None
        address = web
    elif not page.root:
        return None
    else:
        address = _path_of(page, href, address)
    fragment = fragment.partition(":~:")[0]  # https://wicg.github.io/scroll-to-text-fragment/
    if not fragment or fragment.lower() == "top" or _STATE.search(fragment):
        return address
    return f"{address}#{fragment}"


def is_control(tag: Tag) -> bool:
    """Say whether a link with a fragment looks like a button of some script's."""
    role = str(tag.get("role") or "")
    if role and role != "link":
        return True
    classes = tag.get("class") or ()
    return any(map(_CONTROL.match, tag.attrs)) or any(map(_CONTROL_CLASS.search, classes))


def _path_of(page: Page, href: str, resolved: str) -> str:
    own = unquote(page.address.removeprefix(page.root))
    prefix = page.url.removesuffix(own)
    inner = "" if resolved == "./" else resolved
    written = href.strip().partition("#")[0].partition("?")[0]
    if written.startswith("/"):
        return f"{prefix}/{inner}"
    if written and not page.walk.named("base"):
        # An address cannot climb above its root, and forgets that the link wanted to.
        climbed = posixpath.normpath(posixpath.join(posixpath.dirname(own) or ".", written))
        if climbed == ".." or climbed.startswith("../"):
            return f"{prefix}{climbed}"
    return f"{prefix}{inner}" or "./"
