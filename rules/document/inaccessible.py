"""Rule document-inaccessible."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit import urls
from audit.model import ALSO, Certainty, Fact, Finding, Reach, Severity, Target, Unchecked
from audit.page import Page
from audit.page.links import Link
from rules.base import Known, TargetRule
from rules.link.targets import address_of

_PDF = re.compile(r"\.pdf$", re.IGNORECASE)
_LACKS_TITLE_BAR = "a setting that shows its title in the window (DisplayDocTitle)"


@dataclass(frozen=True)
class Inaccessible(TargetRule):
    """A linked PDF can be read by people who cannot see it.

    A screen reader needs tags to know headings, lists and reading order, the language to
    pronounce words, and a title to announce the document. A scanned page is one picture: there
    is nothing to read aloud at all, and nothing that can be enlarged, searched or translated.
    Consent forms and instructions in such files shut people out of their own treatment. Files of
    other organisations are left alone.

    To fix it, export the document anew from its source as a tagged PDF (PDF/UA) with title and
    language set; run text recognition over a scan first. Best of all, make it a page.
    """

    title = "PDF that not everybody can read"
    severity = Severity.ERROR
    tags = ("documents", "wcag:1.1.1", "wcag:1.3.1", "wcag:2.4.2", "wcag:3.1.1")
    needs = frozenset({"answers", "documents"})
    answers = {
        "https://hospital.example/consent.pdf": Target(
            "",
            Reach.THERE,
            document={
                "pages": 2,
                "tagged": False,
                "title": "",
                "shows_title": False,
                "language": "",
                "text": True,
                "pictures": False,
            },
        ),
        "https://hospital.example/guide.pdf": Target(
            "",
            Reach.THERE,
            document={
                "pages": 8,
                "tagged": True,
                "title": "A guide to your treatment",
                "shows_title": True,
                "language": "en-US",
                "text": True,
                "pictures": True,
            },
        ),
    }
    bad = ({"/care/": '<a data-bad href="/consent.pdf">Consent form (PDF)</a>'},)
    good = (
        {"/care/": '<a href="/guide.pdf">A guide to your treatment (PDF)</a>'},
        {"/care/": '<a href="https://agency.example/report.pdf">The agency’s report</a>'},
        {"/care/": '<a href="/pdf/">All our documents</a>'},
    )

    others: bool = False
    """Whether PDFs on other organisations' sites are judged, too."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield links to PDFs, each of them once."""
        markup = page.html.lower()
        if ".pdf" not in markup and "application/pdf" not in markup:
            return
        seen: set[str] = set()
        own = urls.site(urls.host(page.address or page.url))
        for link in page.links:
            if not link.target or not _is_pdf(link):
                continue
            address = (address_of(page, link.href) or "").partition("#")[0]
            if not address or address in seen:
                continue
            seen.add(address)
            if self.others or not urls.host(address) or urls.site(urls.host(address)) == own:
                yield self.fact(page, address, link.name.text[:80], link.tag)

    def check(
        self, key: str, facts: Sequence[Fact], known: Known = Target
    ) -> Iterator[Finding | Unchecked]:
        """Yield one finding for a PDF that lacks something, at the first link to it."""
        target = known(key)
        if target.reach is Reach.GONE:
            return  # link-broken says so.
        if target.document is None or "fault" in target.document:
            found = target.document or {"fault": target.detail or "it was not asked"}
            yield Unchecked(self.id, key, str(found["fault"]))
            return
        lacks = _lacks(target.document)
        if not lacks:
            return
        places = list({fact.place.url: fact.place for fact in facts}.values())
        first, *more = places
        said = f"“{facts[0].value}”" if facts[0].value else "A link without a name"
        yield Finding(
            rule=self.id,
            message=f"{said} leads to a PDF without {_listed(lacks)}: {key}",
            place=first,
            severity=self.severity,
            certainty=Certainty.REVIEW if lacks == [_LACKS_TITLE_BAR] else Certainty.SURE,
            subject=key,
            related=tuple(replace(place, note=ALSO) for place in more[:50]),
            evidence={"target": key, "linked_from": len(places), **target.document},
            wcag=tuple(dict.fromkeys(_CRITERIA[lack] for lack in lacks)),
        )


def _is_pdf(link: Link) -> bool:
    kind = str(link.tag.get("type") or "").lower()
    return kind == "application/pdf" or bool(_PDF.search(urls.path(link.target or "")))


_TEXT = "any text: its pages are pictures"
_TAGS = "tags"
_TITLE = "a title"
_LANGUAGE = "a language"
_CRITERIA = {
    _TEXT: "1.1.1",
    _TAGS: "1.3.1",
    _TITLE: "2.4.2",
    _LACKS_TITLE_BAR: "2.4.2",
    _LANGUAGE: "3.1.1",
}
"""By WCAG's techniques for PDF: PDF7, PDF9 and others, PDF18, PDF16."""


def _lacks(document: Mapping[str, Any]) -> list[str]:
    lacks = []
    if document["pictures"] and document["text"] is False:
        lacks.append(_TEXT)
    if not document["tagged"]:
        lacks.append(_TAGS)
    if not document["title"]:
        lacks.append(_TITLE)
    elif not document["shows_title"]:
        lacks.append(_LACKS_TITLE_BAR)
    if not document["language"]:
        lacks.append(_LANGUAGE)
    return lacks


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
