"""The report as documents: report.html, and the further ones in the folder `report` beside it.

Each part of the report is a module beside this one that says which documents it has: a line in
`PARTS`. The report's own words stand in the templates.
"""

import base64
import hashlib
from collections.abc import Collection, Sequence
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from audit.law.criteria import criterion
from audit.model import Picture, RunInfo, RunResult, Severity
from reports import criteria, output
from reports.language import speak
from reports.to_html import accreditations, conformance, entries, findings, pages, text
from reports.to_html.audience import shut_out
from reports.to_html.digest import Digest, digest
from reports.to_html.document import Document, Part
from reports.to_html.evidence import SEEN_IN, pair, registered, tables
from reports.to_html.waiver import waiver

NAME = "report.html"

GAP = 5
"""Pixels between an element in a picture and the frame that marks it."""


PARTS: tuple[Part, ...] = (
    findings.documents,
    pages.documents,
    accreditations.documents,
    conformance.documents,
)
"""The parts in the order in which readers find them, after the first document."""


def write(result: RunResult, folder: Path, *, only: Collection[str] = ()) -> Path:
    """Write the report into `folder` and give the path of its first document, report.html.

    With `only`, none but the documents of these names: their links to others lead nowhere.
    Files without style, picture or font from elsewhere; their Content-Security-Policy allows none.
    The same result gives the same bytes. Raises ReportError where a file cannot be written.
    """
    language = speak(result.dossier.language)
    made = digest(result)
    first = Document(
        NAME, "report.html.j2", label=language.words.gettext("Overview"), filtered=True
    )
    documents = [first, *(each for part in PARTS for each in part(result, made, language))]
    ways = [document for document in documents if document.label]
    for document in documents:
        if only and document.name not in only:
            continue
        _write(document, ways, result, made, folder)
    return folder / NAME


def _write(
    document: Document, ways: Sequence[Document], result: RunResult, made: Digest, folder: Path
) -> None:
    pieces = (
        _environment(result.dossier.language)
        .get_template(document.template)
        .generate(
            run=result.run,
            dossier=result.dossier,
            site=_name(result.run),
            digest=made,
            document=document,
            documents=ways,
            style=_text("report.css"),
            script=_text("report.js") if document.filtered else "",
            policy=_policy(document.filtered),
            **document.values,
        )
    )
    with output.replace(folder / document.name) as stream:
        stream.writelines(pieces)


@cache
def _environment(code: str) -> Environment:
    language = speak(code)
    environment = Environment(
        loader=PackageLoader("reports.to_html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(language.words, newstyle=True)  # type: ignore[attr-defined]
    # Ours beside Jinja's, which escape what is put into a sentence, and no more.
    environment.globals |= {
        "gettext": text.filling(language.words.gettext),
        "ngettext": text.filling(language.words.ngettext),
    }
    environment.filters |= {
        "code": text.code,
        "cut": text.cut,
        "paragraphs": text.paragraphs,
        "sentence": text.sentence,
        "visible": text.visible,
        "web": text.web,
        "data_uri": _data_uri,
        "frame": _frame,
    }
    environment.globals |= {
        "criterion": criterion,
        "criterion_title": partial(criteria.title, language=language),
        "english": Markup("") if code == "en" else Markup(' lang="en"'),
        "language": language,
        "SEEN_IN": SEEN_IN,
        "pair": pair,
        "shut_out": shut_out,
        "tables": tables,
        "registered": partial(registered, language=language),
        "waiver": waiver,
        "severities": tuple(Severity),
        "PAGES_SHOWN": entries.PAGES_SHOWN,
    }
    return environment


@cache
def _text(name: str) -> Markup:
    return Markup(files(__package__).joinpath(name).read_text("utf-8"))  # noqa: S704


@cache
def _policy(scripted: bool) -> str:
    """Give the policy under which nothing loads or runs but the file's own style, and script.

    The hashes are of the elements' exact texts (https://www.w3.org/TR/CSP3/#source-list-valid).
    """
    script = f" script-src '{_hash('report.js')}';" if scripted else ""
    return (
        f"default-src 'none'; img-src data:;{script}"
        f" style-src '{_hash('report.css')}'; base-uri 'none'; form-action 'none'"
    )


def _hash(name: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(_text(name).encode()).digest()).decode()}"


def _data_uri(picture: Picture) -> Markup:
    return Markup("data:image/webp;base64,") + base64.b64encode(picture.webp).decode()


def _frame(picture: Picture) -> tuple[int, int, int, int]:
    """Give left, top, width and height of a frame that leaves the element itself uncovered."""
    left, top, width, height = picture.box
    right = _within(left + width + GAP, picture.width)
    bottom = _within(top + height + GAP, picture.height)
    left, top = _within(left - GAP, picture.width), _within(top - GAP, picture.height)
    return left, top, right - left, bottom - top


def _within(value: int, edge: int) -> int:
    return max(0, min(value, edge))


def _name(run: RunInfo) -> str:
    """Give what the report is about: the site's name, else its first address, file or folder."""
    if run.site or not run.targets:
        return run.site
    first = run.targets[0].rstrip("/")
    scheme, separator, rest = first.partition("://")
    return rest if separator and scheme != "file" else first.rpartition("/")[2]
