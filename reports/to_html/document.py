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

from audit.model import Picture, RunResult, Severity
from reports import output
from reports.to_html import entries, text
from reports.to_html.criteria import criterion
from reports.to_html.digest import digest
from reports.to_html.evidence import tables

NAME = "report.html"


def write(result: RunResult, folder: Path) -> Path:
    """Write report.html into `folder` and give its path.

    One file without script, style, picture or font from elsewhere; its Content-Security-Policy
    allows none. The same result gives the same bytes. Raises ReportError where the file cannot be
    written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        for piece in (
            _environment()
            .get_template("report.html.j2")
            .generate(run=result.run, digest=digest(result), style=_style(), policy=_policy())
        ):
            stream.write(piece)
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
        "web": text.web,
        "data_uri": _data_uri,
        "box": _box,
    }
    environment.globals |= {
        "criterion": criterion,
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


def _box(picture: Picture) -> tuple[int, int, int, int]:
    """Give the element's left, top, width and height within the picture's edges."""
    left, top, width, height = picture.box
    right, bottom = min(left + width, picture.width), min(top + height, picture.height)
    left, top = max(0, min(left, picture.width)), max(0, min(top, picture.height))
    return left, top, max(0, right - left), max(0, bottom - top)
