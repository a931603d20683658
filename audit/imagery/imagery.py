"""Looks at the images of pages that may be badges, each of them once."""

import base64
import binascii
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup, Tag

from audit import urls
from audit.config import Config, Images
from audit.fetch.answer import Answer
from audit.imagery import drawing, recognition
from audit.imagery.choice import candidates
from audit.imagery.likeness import take_imprint
from audit.imagery.pixels import UnreadableError, unpack
from audit.imagery.recognition import Recognition
from audit.page import Page
from audit.page.images import Image
from audit.page.imprint import ImageEvidence
from audit.text import plain

REMEMBERED = 4096
"""Images whose evidence a worker keeps: some 2 MB."""
_NAMESPACES = ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

Read = Callable[[str], Answer]
"""Gives what an address answers, or why it does not."""


def is_wanted(config: Config) -> bool:
    """Say whether a run has to look at images: there is something to hold them against."""
    if config.images.look == "auto":
        return config.images.words or any(held.images for held in config.accreditations)
    return config.images.look == "always"


def look_at(body: bytes, recognise: Callable[..., str] | None = None) -> ImageEvidence:
    """Give what is to be seen in an image, from its bytes. `recognise` reads words in pixels.

    Never raises for what an image holds; `problem` says why it could not be looked at.
    """
    try:
        if drawing.is_drawing(body):
            words = drawing.read_words(body)
            pixels = drawing.draw(body)
            imprint = take_imprint(pixels, drawing.digest(words))
            return ImageEvidence(imprint, words, drawn=True)
        pixels = unpack(body)
        words = recognise(pixels) if recognise is not None else ""
        return ImageEvidence(take_imprint(pixels), words)
    except UnreadableError as problem:
        return ImageEvidence(problem=str(problem))


class Imagery:
    """Looks at images for one worker."""

    def __init__(
        self,
        settings: Images,
        *,
        delay: float = 0,
        recognition: Recognition | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`delay` is the least number of seconds between two requests to one host."""
        self._settings = settings
        self._delay = delay
        self._sleep = sleep
        self._recognition = recognition
        self._known: OrderedDict[tuple[str, str], ImageEvidence] = OrderedDict()
        self._asked: dict[str, float] = {}

    @classmethod
    def of(cls, config: Config) -> "Imagery | None":
        """Make what a run needs, None where it has nothing to look for in images."""
        if not is_wanted(config):
            return None
        reads = config.images.words and recognition.is_installed()
        return cls(
            config.images,
            delay=config.site.delay,
            recognition=Recognition() if reads else None,
        )

    def look(self, page: Page, read: Read, site: str = "") -> Page:
        """Give `page` with what is to be seen in its images that may be badges.

        `read` fetches an address as `Page.image_key` writes it; `site` parts images whose equal
        addresses are not the same. Where words cannot be recognised the page lacks `words`.
        """
        found: dict[str, ImageEvidence] = {}
        try:
            chosen = candidates(page)
        except Exception:  # A page that cannot be read; each rule will say so.
            return page
        for image in chosen:
            key = page.image_key(image)
            if not key or key in found:
                continue
            if len(found) >= self._settings.per_page:
                found[key] = ImageEvidence(
                    problem=f"is one of more than {self._settings.per_page} images of the page; "
                    "raise images.per_page"
                )
                continue
            found[key] = self._remembered(site, key, image, read)
        pixels = any(not each.drawn and not each.problem for each in found.values())
        unread = self._settings.words and self._recognition is None and pixels
        return page.with_images(found, {"words": recognition.LACKING} if unread else {})

    def _remembered(self, site: str, key: str, image: Image, read: Read) -> ImageEvidence:
        known = self._known.get((site, key))
        if known is None:
            known = self._known[site, key] = self._look(key, image, read)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end((site, key))
        return known

    def _look(self, key: str, image: Image, read: Read) -> ImageEvidence:
        recognise = self._recognition.read if self._recognition is not None else None
        if key.startswith("svg:"):
            return look_at(_as_document(image.tag))
        if key.startswith("data:"):
            body = _unpack_data(image.src[: self._settings.max_bytes * 4 // 3])
            return look_at(body, recognise) if body else ImageEvidence(problem="holds no image")
        self._wait_for(urls.host(key))
        answer = read(key)
        if answer.outcome is not None:
            return ImageEvidence(problem=f"could not be read: {plain(answer.outcome.detail)}")
        return look_at(answer.body, recognise)

    def _wait_for(self, host: str) -> None:
        """Keep the site's distance between two requests; files have no host."""
        if not host:
            return
        due = self._asked.get(host, 0.0) + self._delay - time.monotonic()
        if due > 0:
            self._sleep(due)
        self._asked[host] = time.monotonic()


def _as_document(svg: Tag) -> bytes:
    """Give a drawing that stands in a page as a document of its own.

    HTML knows neither the case of its names (viewBox) nor that it has a namespace; the parser of
    the HTML standard puts the first right, whichever read the page.
    """
    parsed = BeautifulSoup(str(svg), "html5lib").svg
    markup = str(parsed or svg)
    if "xmlns=" not in markup.partition(">")[0]:
        markup = markup.replace("<svg", f"<svg{_NAMESPACES}", 1)
    return markup.encode("utf-8", "replace")


def _unpack_data(address: str) -> bytes:
    """Give what a data: address holds (RFC 2397); empty where that cannot be told."""
    head, comma, data = address.removeprefix("data:").partition(",")
    if not comma:
        return b""
    body = unquote_to_bytes(data)
    if head.lower().rstrip().endswith(";base64"):
        try:
            return base64.b64decode(body + b"=" * (-len(body) % 4))
        except (binascii.Error, ValueError):
            return b""
    return body
