"""report.pdf: the report to file and to sign, as the browser prints it.

The first document of the HTML report, the accreditation sheet and the conformance, one after the
other, with links between them. Tagged, so that screen readers read it as they read the report.
"""

import base64
import hashlib
import posixpath
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from lxml import html

from audit import printing
from audit.model import RunResult
from reports import output, to_html

NAME = "report.pdf"
PRINTED = ("report.html", "report/accreditations.html", "report/conformance.html")
"""The documents that are printed, in this order."""

_PAPER = """
@page { size: PAPER; }
@page sheet { size: PAPER landscape; }
body:has(.bound) { page: auto; }
[data-bound="accreditations"] { page: sheet; }
"""
"""The sheet of accreditations is wide; what is bound with it is not."""
_POINTERS = ("aria-labelledby", "aria-describedby", "headers", "for")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_POLICY = re.compile(r'(http-equiv="Content-Security-Policy" content=")[^"]*')
_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_MAIN = re.compile(r'<main id="main"[^>]*>(.*)</main>', re.DOTALL)
_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


def write(result: RunResult, folder: Path) -> Path:
    """Write report.pdf into `folder` and give its path.

    The same result gives the same bytes with the same browser on the same machine. Raises
    ReportError where there is no browser that prints, or the file cannot be written.
    """
    path = folder / NAME
    with tempfile.TemporaryDirectory(prefix="care-audit-") as scratch:
        to_html.write(result, Path(scratch), only=PRINTED)
        texts = {
            name: Path(scratch, name).read_text("utf-8")
            for name in PRINTED
            if Path(scratch, name).exists()
        }
        whole = Path(scratch, "print.html")
        whole.write_text(bind(texts, paper=result.dossier.printer.paper), "utf-8")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            printing.print_pdf(
                whole,
                path,
                when=result.run.finished.astimezone(UTC),
                binary=result.dossier.printer.binary,
                driver=result.dossier.printer.driver,
            )
        except printing.PrintError as error:
            raise output.ReportError(f"the report {path} cannot be printed: {error}") from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise output.ReportError(f"the report {path} cannot be written: {reason}") from error
    return path


def bind(texts: Mapping[str, str], *, paper: str) -> str:
    """Give documents of the report, by name, as one for `paper` (`A4`, `Letter`): the first whole,
    and of each further one its heading and its main part.

    Links between them lead within the one; those to other files of the report become plain text.
    """
    first, *others = texts
    names = {name: "" if name == first else f"{_stem(name)}-" for name in texts}
    parts = [
        f'<h1 class="bound" data-bound="{_stem(name)}" id="{names[name]}main">'
        f"{_found(_HEADING, texts[name])}</h1>"
        f"{_within(name, _found(_MAIN, texts[name]), names)}"
        for name in others
    ]
    text = _SCRIPT.sub("", texts[first])
    main = _MAIN.search(text)
    assert main  # noqa: S101 - the report's own frame has it
    body = _within(first, main[1], names) + "".join(parts)
    text = text[: main.start(1)] + body + text[main.end(1) :]
    style = _found(_STYLE, text) + _PAPER.replace("PAPER", paper)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = _POLICY.sub(rf"\1default-src 'none'; img-src data:; style-src 'sha256-{digest}'", text)
    return _STYLE.sub(lambda _: f"<style>{style}</style>", text, count=1)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, pattern.pattern  # noqa: S101 - the report's own frame has it
    return found[1]


def _stem(name: str) -> str:
    return posixpath.basename(name).partition(".")[0]


def _within(name: str, markup: str, names: Mapping[str, str]) -> str:
    """Give the main part of a document with ids of its own, and links as the bound one has them."""
    root = html.fragment_fromstring(markup, create_parent="div")
    prefix = names[name]
    for element in root.iter(html.etree.Element):
        if "id" in element.attrib:
            element.set("id", prefix + element.attrib["id"])
        for pointer in _POINTERS:
            if pointer in element.attrib:
                ids = element.attrib[pointer].split()
                element.set(pointer, " ".join(prefix + each for each in ids))
        fill = element.get("fill", "")
        if fill.startswith("url(#"):
            element.set("fill", f"url(#{prefix}{fill.removeprefix('url(#')}")
        if element.tag == "a":
            _lead(element, name, names)
    for each in root:
        each.set("data-bound", _stem(name))
    return "".join(html.tostring(each, encoding="unicode") for each in root)


def _lead(link: html.HtmlElement, name: str, names: Mapping[str, str]) -> None:
    address = link.get("href", "")
    if re.match(r"[a-z]+:", address, re.IGNORECASE):
        return
    path, _, anchor = address.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    if target in names:
        link.set("href", f"#{names[target]}{anchor or 'main'}")
    else:
        link.attrib.pop("href", None)
