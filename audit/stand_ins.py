"""Pages that answer, but with something else: a form to sign in, a notice of maintenance.

Such an answer says nothing about the page it stands in for, and a defect that is not on it is not
fixed. It is told by holding a page against what it was when it was last known, and against the
other pages of the run. What has been rewritten or designed anew looks different as well, so a
look that has changed is no proof: there must be a sign that something else answers. And what
stands for long is the page: after `ACCEPTED_AFTER` it is taken as such.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.looks import FRAME, likeness
from audit.model import Look, normalise

ALIKE = 0.2
"""Share of words from which on a text is the same one, edited. Unrelated texts share some 0.05."""
FRAMED_ALIKE = 0.4
"""The same for what stands around the text: menus and the foot of a page."""
TOGETHER = 3
"""Pages that must show one text, and did not before, until it stands in for all of them."""
SIBLINGS = 3
"""Pages that must look as they did, until one can be said to look like none of them."""
SAMPLE = 2000
"""Pages whose surroundings are looked at; they are a template's, and the same on nearly all."""
HAD_TEXT = 12
"""Words in its sample from which on a page without any has lost its text."""
ACCEPTED_AFTER = timedelta(days=7)
"""How long a stand-in may stand until it is what the public gets, and so the page."""

_SAYS_SO = re.compile(
    r"\b(sign[ -]?in|log[ -]?in|iniciar sesi[oó]n"
    r"|(under|site|system|scheduled|down for) maintenance"
    r"|en mantenimiento|temporarily (unavailable|closed|down)|no disponible|be (right )?back"
    r"|back (soon|shortly)|access denied|acceso denegado|forbidden|captcha|just a moment"
    r"|attention required|are you (a )?(human|robot)|verify (that )?you are|session (has )?expired"
    r"|service unavailable|bad gateway|gateway time-?out|internal server error"
    r"|page (was )?not found"
    r"|p[aá]gina no encontrada|error [45]\d\d|404)\b"
)
"""What titles and headings of such answers say, where they say it."""


@dataclass(frozen=True)
class Visit:
    """An audited page now, and as it was when it was last known."""

    url: str
    now: Look
    before: Look
    doubted: datetime | None
    """Since when something else has been answering; None where the last run saw the page."""


@dataclass(frozen=True)
class Double:
    """A page that turned out to be another one of the run, and was audited by itself before."""

    url: str
    page: str
    """The page that it turned out to be."""
    doubted: datetime | None
    """As of a visit."""


@dataclass(frozen=True)
class StandIn:
    """A page that answers with something else."""

    url: str
    kind: str
    """The outcome that it has for that."""
    why: str
    """To be read after “it answers, but”."""
    doubted: datetime


def find_stand_ins(visits: Iterable[Visit], now: datetime) -> Iterator[StandIn]:
    """Yield the pages of a run that answer with something else, once all have been looked at.

    Only those that are not themselves any more are held in memory.
    """
    changed: list[Visit] = []
    around: Counter[int] = Counter()
    known = 0
    for visit in visits:
        if not _is_itself(visit):
            changed.append(visit)
        elif known < SAMPLE:
            known += 1
            around.update(visit.now.frame)
    template = frozenset(word for word, pages in around.items() if pages >= SIBLINGS)
    texts: dict[str, set[str]] = defaultdict(set)
    shown: Counter[str] = Counter()
    for visit in changed:
        texts[visit.now.text].add(visit.before.text)
        shown[visit.now.text] += 1
    for visit in changed:
        since = visit.doubted or now
        if now - since >= ACCEPTED_AFTER:
            continue
        together = shown[visit.now.text] if len(texts[visit.now.text]) > 1 else 1
        sign = _sign(visit, together, template)
        if sign is not None:
            yield StandIn(visit.url, *sign, since)


def _is_itself(visit: Visit) -> bool:
    return likeness(visit.now.words, visit.before.words) >= ALIKE


def _sign(visit: Visit, together: int, template: frozenset[int]) -> tuple[str, str] | None:
    """Give the outcome of a changed page and the sign that it is not the page; None without."""
    now, before = visit.now, visit.before
    if now.signs_in and not before.signs_in:
        return "error:auth", "asks for a password, which it did not"
    if not now.words and len(before.words) >= HAD_TEXT:
        return "error:empty", "shows no text, where it had some"
    if together >= TOGETHER:
        said = now.heading or now.title
        quoted = f" (“{said[:80]}”)" if said else ""
        return (
            "error:http",
            f"shows the same text{quoted} as {together - 1} other pages, which had their own",
        )
    if normalise(now.title) == normalise(before.title):
        return None
    said = next((each for each in (now.title, now.heading) if _SAYS_SO.search(normalise(each))), "")
    if said:
        kind = "error:auth" if re.search("sign|log|sesi", normalise(said)) else "error:http"
        return kind, f"says “{said[:80]}” where it was “{before.title[:80]}”"
    framed_before = likeness(now.frame, before.frame, FRAME) >= FRAMED_ALIKE
    framed_as_others = sum(map(template.__contains__, now.frame)) >= FRAMED_ALIKE * len(now.frame)
    if template and not framed_before and not (now.frame and framed_as_others):
        return (
            "error:http",
            f"looks neither like the page it was (“{before.title[:80]}”) nor like any other",
        )
    return None


def find_collapsed(
    doubles: Iterable[Double], stand_ins: frozenset[str], now: datetime
) -> Iterator[StandIn]:
    """Yield pages that lead to another now and have not been moved there.

    Where that one is a stand-in, or `TOGETHER` pages came to be it at one time, it says nothing
    of them; one or two pages that lead to a third were put together.
    """
    led: dict[str, list[Double]] = defaultdict(list)
    for double in doubles:
        if double.doubted is None or now - double.doubted < ACCEPTED_AFTER:
            led[double.page].append(double)
    for page, pages in led.items():
        if page not in stand_ins and len(pages) < TOGETHER:
            continue
        for double in pages:
            others = f", as {len(pages) - 1} other pages do" if len(pages) > 1 else ""
            why = f"leads to {page}{others}, where it had a text of its own"
            yield StandIn(double.url, "error:redirect", why, double.doubted or now)
