"""report.html: the digest of a run put into the templates, in one file that asks for nothing.

The report's own words stand in the templates; this module has none.
"""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from audit.model import Picture, RunInfo, RunResult, Severity
from reports import output
from reports.to_html import entries, text
from reports.to_html.criteria import criterion
from reports.to_html.digest import digest
from reports.to_html.evidence import SEEN_IN, tables

NAME = "report.html"

GAP = 5
"""Pixels between an element in a picture and the frame that marks it."""


def write(result: RunResult, folder: Path) -> Path:
    """Write report.html into `folder` and give its path.

    One file without script, style, picture or font from elsewhere; its Content-Security-Policy
    allows none. The same result gives the same bytes. Raises ReportError where the file cannot be
    written.
    """
    path = folder / NAME
    pieces = (
        _environment()
        .get_template("report.html.j2")
        .generate(
            run=result.run,
            name=_name(result.run),
            digest=digest(result),
            style=_style(),
            policy=_policy(),
        )
    )
    with output.replace(path) as stream:
        stream.writelines(pieces)
    return path


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports.to_html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "code": text.code,
        "cut": text.cut,
        "paragraphs": text.paragraphs,
        "sentence": text.sentence,
        "web": text.web,
        "data_uri": _data_uri,
        "frame": _frame,
    }
    environment.globals |= {
        "criterion": criterion,
        "SEEN_IN": SEEN_IN,
        "tables": tables,
        "severities": tuple(Severity),
        "PAGES_SHOWN": entries.PAGES_SHOWN,
    }
    return environment


@cache
def _style() -> Markup:
    return Markup(files(__package__).joinpath("report.css").read_text("utf-8"))  # noqa: S704


def _policy() -> str:
    """Give the policy under which nothing loads or runs but the one style sheet in the file.

    The hash is of the style element's exact text (https://www.w3.org/TR/CSP3/#source-list-valid).
    """
    digested = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        "default-src 'none'; img-src data:;"
        f" style-src 'sha256-{digested}'; base-uri 'none'; form-action 'none'"
    )


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
