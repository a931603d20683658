"""Rule content-placeholder."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Severity, normalise
from audit.page import Page
from audit.page.names import INLINE
from rules import words
from rules.base import PageRule

CODE = frozenset("code pre kbd samp var textarea math".split())
"""Elements that show markup and formulas on purpose."""
FILLER = re.compile(
    r"\b(lorem\s+ipsum|dolor\s+sit\s+amet|consectetu?er\s+adipi[sc]+ing|sed\s+do\s+eiusmod"
    r"|ut\s+enim\s+ad\s+minim\s+veniam|excepteur\s+sint\s+occaecat|duis\s+aute\s+irure)\b",
    re.IGNORECASE,
)
FILLER_WORDS = ("ipsum", "amet", "adipi", "eiusmod", "veniam", "occaecat", "irure")
"""One of these is in all that `FILLER` finds."""
BRACKETED = re.compile(
    r"[\[{<]{1,2}\s*(please\s+)?((insert|enter|add|type|put|paste|replace|fill\s+in|update|inserte"
    r"|ingrese|escriba|agregue)\s+[^\[\]{}<>]{2,80}"
    r"|(your|our|client|company|tu|su)\s+[^\[\]{}<>]{2,40})\s*[\]}>]{1,2}"
    r"|[\[{]{1,2}\s*((tbd|tba|tbc|todo|tk|xx+|placeholder|lorem\s+ipsum)\b[^\[\]{}<>]{0,80}"
    r"|([\w'’-]+[ _]){0,4}(name|nombre|phone\s+number|phone\s+#|e-?mail\s+address"
    r"|street\s+address|goes\s+here|here|address|date\s+here))\s*[\]}]{1,2}",
    re.IGNORECASE,
)
"""What an author was to put in, in brackets. «These» are quotation marks in other languages."""
FIELDS = (
    "names?|first|last|patients?|providers?|doctors?|physicians?|nurse|clinic|hospital|facility"
    "|location|department|address|street|city|state|zip|phone|fax|email|website|site|url|link|title"
    "|subtitle|heading|headline|date|time|day|month|year|hours|price|cost|amount|total|count|number"
    "|text|body|content|description|summary|caption|image|label|value|item|user|username|company"
    "|organization|specialty|speciality|service|event|speaker|place|nombre|fecha|hora|direccion"
    "|telefono|ciudad|doctora?"
)
"""Names of fields that templates fill; other words in braces are somebody's way to write."""
TAGS = (
    ("{{", re.compile(r"\{\{[{#/^&>!]?\s*[\w$@][^{}]{0,80}\}\}\}?"), "template tag"),
    ("{%", re.compile(r"\{%-?\s*\w[^%]{0,80}%\}"), "template tag"),
    ("<", re.compile(r"<%[=#@-]?[^%]{1,80}%>|<\?(php|=)[^?]{0,80}(\?>)?"), "template tag"),
    ("${", re.compile(r"\$\{[A-Za-z_][\w.\[\]()'\"| ?:-]{0,60}\}"), "template tag"),
    ("{$", re.compile(r"\{\$[A-Za-z_][\w.>-]{0,60}\}"), "template tag"),
    ("[[", re.compile(r"\[\[[*+$~!%-]?\s*[A-Za-z_][\w.: -]{0,60}\]\]"), "template tag"),
    (
        "@",
        re.compile(r"(?<!\w)@(Model|ViewBag|ViewData|Html|Url|item|TempData)\.\w+"),
        "template tag",
    ),
    (
        "%",
        re.compile(r"%%?[A-Z][A-Z0-9]*(_[A-Z0-9]+)+%%?|%%[A-Za-z_]{2,40}%%"),
        "merge field",
    ),
    ("*|", re.compile(r"\*\|[A-Z][A-Z0-9_:]+\|\*"), "merge field"),
    ("#", re.compile(r"(?<![\w#&])#[A-Z][A-Z0-9]*(_[A-Z0-9]+)*#(?!\w)"), "merge field"),
    ("«", re.compile(r"«[A-Za-z]+(_|(?<=[a-z])[A-Z])\w*»"), "merge field"),
    (
        "{",
        re.compile(
            r"(?<![\w\\^}$/=])\{([a-z]+[A-Z]\w*|[A-Za-z]+[_.][\w.]+"
            rf"|(?:{FIELDS})|\d)\}}(?![\w/=])"
        ),
        "template tag",
    ),
    ("{", re.compile(r"\A\W*\{[a-z]{3,}\}\W*\Z"), "template tag"),
    (
        "[",
        re.compile(r"\[/?[a-z][a-z0-9]*_[a-z][a-z0-9_]*(\s[^\[\]]*)?/?\]"),
        "shortcode",
    ),
    (
        "[",
        re.compile(r"\[[a-z][a-z0-9_-]*(\s+[a-z_-]+\s*=\s*[\"'“”″]?[^\[\]]*)\]"),
        "shortcode",
    ),
    ("[", re.compile(r"\[[a-z_]+(:[a-z_?-]+)+\]"), "token"),
    ("__MSG_", re.compile(r"__MSG_\w+__"), "token"),
)
"""What template languages, mail tools and content systems leave behind when nothing filled it:
signs that it begins with, the whole, and what it is."""
COMPUTED = re.compile(
    r"\[object (Object|Array|HTML\w*)\]"
    r"|[$€£]NaN|(?<![\w-])NaN(?=\s*(miles?|km|min|hours?|years?|days?|weeks?|months?|stars?"
    r"|reviews?|ratings?|patients|am|pm)\b)"
    r"|(?<![\w-])NaN(?=\s*%|\s*[/:]\s*(\d|NaN))|\bundefined,? undefined\b|\bnull null\b"
    r"|\bInvalid Date\b|\b(Dr\.|Hello|Welcome,?|Hi) (undefined|null)\b|\$(undefined|null)\b"
)
"""What scripts print when a value is missing; the case is theirs."""
ALONE = re.compile(
    r"undefined|null|NaN|\$[a-z]\w+|T\.?B\.?D\.?|TODO|TK|TKTK|FPO|[xX]{3,}"
    r"|#(N/A|REF!|VALUE!|NAME\?|DIV/0!)"
)
PHONE = re.compile(r"(?<![\w-])\(?[xX]{3}\)?[-. )]{1,2}[xX]{3}[-. ][xX]{4}\b")
"""A phone number that nobody filled in."""
SPECIMEN = re.compile(
    r"\b(sample|template|example|format|form letter|script|ejemplo|modelo|formato)\b", re.IGNORECASE
)
"""Words that say that what follows is to be filled in by the reader."""
INSTRUCTION = "an instruction to the author"
MISSING = "a missing value"
SAMPLE = "sample text"
PROGRAMMED = frozenset("code pre kbd samp".split())
"""Elements of pages that explain programs: braces and `null` may stand in their prose too."""
BOUND = re.compile(r"^(ng-|data-ng-|v-|x-|:|@|\*ng|data-bind|bind)", re.IGNORECASE)
"""Attributes by which a script finds the places that it fills in."""
SAMPLES = words.read(__file__, "samples.txt")
"""Those of four words or more count inside a text too."""
BRACKETS = tuple("[ { <".split())
VALUES = ("undefined", "null", "NaN", "Invalid Date", "[object ")
"""What every pattern of instructions, and of missing values, needs one of."""
SUSPECT = (*BRACKETS, *"« % @ # * __".split(), *VALUES)
"""What every pattern of tags, instructions and missing values needs one of."""
_WORDS_OF_SAMPLES = tuple((each, tuple(each.split())) for each in SAMPLES)


_SIGNS = re.compile(r"[^\w\s']+")


@dataclass(frozen=True)
class Placeholder(PageRule):
    """A page must not show text that was meant to be replaced.

    "Lorem ipsum" or "[Insert provider name here]" tells every visitor that nobody proof-read the
    page, and takes the place of what a patient came for: a name, a number, an hour.

    To fix it, write what belongs there, or take the block out. Where a template or a script ought
    to have filled it in, find out which value is missing.
    """

    title = "Text that was meant to be replaced"
    severity = Severity.ERROR
    tags = ("content",)
    bad = (
        "<p data-bad>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p>",
        "<p data-bad>Your doctor is [Insert provider name here].</p>",
        "<h2>Hours</h2><p data-bad>TBD</p>",
        "<h2 data-bad>Welcome, {{ patient.first_name }}</h2>",
        "<p data-bad>Click edit button to change this text.</p>",
        "<img data-bad src=a.jpg alt='Portrait of [Insert name]'>",
        "<p data-bad>[object Object]</p>",
    )
    good = (
        "<p>Insert the catheter slowly.</p>",
        "<p>Location: TBD</p>",
        "<p>Take it with {or} without food.</p>",
        "<p>Write <code>{{ name }}</code> in the template.</p>",
        "<p>Consent form [PDF], patient story [video] [1]</p>",
        "<p>Dr. Null sees patients on Monday.</p>",
        "<table><tr><th>Date<th>Place<tr><td>May 3<td>TBD</table>",
    )

    also: tuple[str, ...] = ()
    """Further texts that stand where something else was meant to be."""
    allow: tuple[str, ...] = ()
    """Texts that may stand on this site though they look like placeholders."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each block, image, link, title or description that holds one."""
        allowed = {normalise(text) for text in self.allow}
        told: set[tuple[int, str]] = set()
        explains = bool(page.walk.named(*PROGRAMMED))
        texts = list(_texts(page))
        search = _Search([text for _, _, text in texts], self.also)
        for tag, kind, text in texts:
            found = search.find(text) or (_alone(page, tag, text) if kind == "text" else None)
            if found is not None and found[1] == INSTRUCTION and _is_specimen(page, tag):
                continue
            if found is None or normalise(found[0]) in allowed or (id(tag), found[0]) in told:
                continue
            told.add((id(tag), found[0]))
            quoted, what = found
            where = "" if kind == "text" else f" in the {kind}"
            yield self.finding(
                page,
                tag,
                f"{what}{where}: “{quoted}”",
                subject=quoted,
                evidence={"text": text[:300], "found": quoted, "kind": what, "in": kind},
                review=(explains and _is_of_programs(what))
                or (what != "filler text" and not page.rendered and _is_bound(tag)),
            )


def _is_of_programs(what: str) -> bool:
    """Say whether a text of this kind also stands where somebody explains programs."""
    return what in (INSTRUCTION, MISSING, SAMPLE) or what.startswith("an unfilled ")


class _Search:
    """Looks for placeholders, and only for those whose words the page has at all."""

    def __init__(self, texts: Sequence[str], also: Sequence[str]) -> None:
        """Prepare to search `texts`; `also` are samples of the site's own."""
        written = "\n".join(texts)
        parts_said = _words(written)
        said, words = " ".join(parts_said), set(parts_said)
        own = {_plain(each) for each in also} - {""}
        samples = {
            each
            for each, parts in (*_WORDS_OF_SAMPLES, *((each, each.split()) for each in own))
            if words.issuperset(parts) and each in said
        }
        self._suspects = [each for each in SUSPECT if each in written]
        self._values = [each for each in VALUES if each in written]
        self._tags = [each for each in TAGS if each[0] in written]
        self._whole = samples
        self._parts = [each for each in samples & SAMPLES if each.count(" ") > 2]
        self._filler = any(each in said for each in FILLER_WORDS)
        self._phone = "xxx" in words

    def find(self, text: str) -> tuple[str, str] | None:
        """Give the placeholder in `text` and what it is."""
        if self._filler and (match := FILLER.search(text)):
            return _around(text, match), "filler text"
        if self._whole and (found := self._sample(text)):
            return found, SAMPLE
        if self._phone and (match := PHONE.search(text)) and not SPECIMEN.search(text):
            return _around(text, match), "a phone number that nobody filled in"
        if not any(each in text for each in self._suspects):
            return None
        if any(each in text for each in self._values) and (match := COMPUTED.search(text)):
            return _around(text, match), MISSING
        for signs, pattern, what in self._tags:
            if signs in text and (match := pattern.search(text)):
                return match.group(), f"an unfilled {what}"
        match = BRACKETED.search(text) if any(each in text for each in BRACKETS) else None
        if match and not _is_address_pattern(text, match):
            return match.group(), INSTRUCTION
        return None

    def _sample(self, text: str) -> str:
        plain = _plain(text)
        if plain in self._whole:
            return text
        part = next((each for each in self._parts if f" {each} " in f" {plain} "), "")
        return text if part and len(text) <= 120 else part


def _texts(page: Page) -> Iterator[tuple[Tag, str, str]]:
    """Yield every text that a reader gets: element, kind, text."""
    code = page.walk.named(*CODE)
    within = {id(each) for tag in code for each in (tag, *page.walk.inside(tag))}
    for bit in page.flow:
        if bit.kind != "thing" and bit.text and id(bit.tag) not in within:
            text = _without_code(page, bit.tag, bit.text) if code else bit.text
            yield bit.tag, "text", text
    for image in page.images:
        if image.name.text:
            yield image.tag, "alternative text", image.name.text
    for link in page.links:
        if link.name.source in ("aria-label", "title"):
            yield link.tag, "link's name", link.name.text
    if page.title_tag is not None and page.title:
        yield page.title_tag, "page's title", page.title
    for meta in page.walk.named("meta"):
        if str(meta.get("name")).lower() == "description" and meta.get("content"):
            yield meta, "page's description", str(meta["content"])


def _without_code(page: Page, tag: Tag, text: str) -> str:
    """Give a run of text without the markup that it shows on purpose."""
    for each in page.walk.inside(tag):
        if each.name in CODE:
            shown = page.text(each)
            text = text.replace(shown, " ", 1) if shown else text
    return text


def _is_specimen(page: Page, tag: Tag) -> bool:
    """Say whether the heading above announces a text for readers to fill in: a sample letter."""
    position = page.walk.position(tag)
    above = [each for each in page.headings if page.walk.position(each.tag) < position]
    return bool(above) and bool(SPECIMEN.search(above[-1].text))


def _alone(page: Page, tag: Tag, text: str) -> tuple[str, str] | None:
    """Find a word that says "later" or "nothing" and is all that a block has to say.

    As the value of a label or a column it is a notice: the place of an event is to be decided.
    """
    if not ALONE.fullmatch(text.strip(" .:*-–—")):
        return None
    block = tag
    while block.name in INLINE and block.parent is not None:
        block = block.parent
    if page.text(block) != text or block.name in ("dd", "dt", "th", "option"):
        return None
    if _has_columns(block.find_parent("table")):
        return None
    computed = not text.strip(" .").isupper()
    if not computed and _has_label(page, block):
        return None
    return text, MISSING if computed else "a note that something is still to come"


def _has_columns(table: Tag | None) -> bool:
    """Say whether a table's columns are named: then it lists events, or the like."""
    rows = table.find_all("tr") if table is not None else []
    return any(len(row.find_all("th", recursive=False)) > 1 for row in rows)


def _has_label(page: Page, block: Tag) -> bool:
    """Say whether a short line stands just before in the same block: `Speaker`, then `TBD`."""
    before = block.find_previous_sibling()
    if before is None or re.fullmatch(r"h[1-6]|th", before.name):
        return False
    label = page.text(before)
    return 0 < len(label.split()) <= 4 and block.name != "li"


def _is_bound(tag: Tag) -> bool:
    """Say whether a script that has not run yet fills in this part of the page."""
    return any(BOUND.match(key) for each in (tag, *tag.parents) for key in each.attrs)


def _is_address_pattern(text: str, match: re.Match[str]) -> bool:
    """`[first name].[last name]@hospital.example` and `/{name}/` tell how addresses are made."""
    around = text[max(0, match.start() - 1) : match.end() + 1]
    path = around[:1] in "/=" or around[-1:] in "/="
    return path or bool(re.search(r"\]\s?[.@_-]\s?\[|\]@|@\[", text[max(0, match.start() - 2) :]))


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    plain = normalise(text)
    # Some ten times as fast as the pattern, which does the same.
    return (plain.translate(_BLANKS) if plain.isascii() else _SIGNS.sub(" ", plain)).split()


_BLANKS = {code: " " for code in range(128) if _SIGNS.fullmatch(chr(code))}


def _around(text: str, match: re.Match[str]) -> str:
    start, end = max(0, match.start() - 20), min(len(text), match.end() + 40)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
