"""Reads one PDF from stdin and writes what it found to stdout as JSON; `audit.pdf` runs it.

It imports nothing of ours, so that it starts quickly and holds nothing that a PDF could want.
"""

import contextlib
import io
import json
import sys
from typing import Any

import pikepdf

PAGES = 5
"""Pages looked at for text; a scan shows on its first."""
FORMS = 60
"""Drawings within drawings looked into."""
DEPTH = 6
MEMORY = 1 << 30
"""Bytes of address space."""
PROCESSOR = 15
"""Seconds of processor time."""
LONGEST = 500
"""Characters of a title or language."""

_SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})


def main() -> None:
    """Read, and write one JSON object; `fault` in it says why there is nothing else."""
    _bound()
    try:
        with pikepdf.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
            found = _read(pdf)
    except pikepdf.PasswordError:
        found = {"fault": "it needs a password"}
    except MemoryError:
        found = {"fault": "reading it takes too much memory"}
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError) as problem:
        found = {"fault": f"it is damaged: {' '.join(str(problem).split())[:200]}"}
    sys.stdout.write(json.dumps(found))


def _bound() -> None:
    with contextlib.suppress(ImportError):  # Windows has no such limits; the clock still has.
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))


def _read(pdf: pikepdf.Pdf) -> dict[str, Any]:
    root = pdf.Root
    marks, tree = root.get("/MarkInfo"), root.get("/StructTreeRoot")
    view = root.get("/ViewerPreferences")
    looked = _Pages()
    count = len(pdf.pages)
    for number in range(min(count, PAGES)):
        looked.look(pdf.pages[number].obj)
    return {
        "pages": count,
        # ISO 32000-1, 14.7 and 14.8: a structure tree, and the promise that it is complete.
        "tagged": _entry(marks, "/Marked") is True and _entry(tree, "/K") is not None,
        "title": _title(pdf),
        "shows_title": _entry(view, "/DisplayDocTitle") is True,
        "language": _text(root.get("/Lang")),
        "text": None if looked.unread and not looked.text else looked.text,
        "pictures": looked.pictures,
    }


def _title(pdf: pikepdf.Pdf) -> str:
    title = _text(pdf.docinfo.get("/Title"))
    if title:
        return title
    with contextlib.suppress(Exception), pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        return " ".join(str(xmp.get("dc:title") or "").split())[:LONGEST]
    return ""


class _Pages:
    """Whether pages show text, and whether they show pictures."""

    def __init__(self) -> None:
        self.text = False
        self.pictures = False
        self.unread = False
        """Whether some page could not be read."""
        self._seen: set[tuple[int, int]] = set()

    def look(self, holder: Any, depth: int = 0) -> None:
        """Look into a page, or a drawing on one."""
        if self.text:
            return
        drawings = _entry(_entry(holder, "/Resources"), "/XObject")
        try:
            instructions = pikepdf.parse_content_stream(holder)
        except (pikepdf.PdfError, pikepdf.DataDecodingError, TypeError, ValueError):
            self.unread = True
            return
        for each in instructions:
            operator, operands = str(each.operator), each.operands
            if operator in _SHOWS_TEXT and _shows_something(operands):
                self.text = True
                return
            if operator == "INLINE IMAGE":
                self.pictures = True
            elif operator == "Do" and operands:
                self._draw(_entry(drawings, str(operands[0])), depth)

    def _draw(self, drawing: Any, depth: int) -> None:
        kind = str(_entry(drawing, "/Subtype") or "")
        if kind == "/Image":
            self.pictures = True
        elif kind == "/Form" and depth < DEPTH and len(self._seen) < FORMS:
            if drawing.objgen in self._seen:
                return
            self._seen.add(drawing.objgen)
            self.look(drawing, depth + 1)


def _shows_something(operands: Any) -> bool:
    parts = [p for each in operands for p in (each if isinstance(each, pikepdf.Array) else [each])]
    return any(isinstance(part, pikepdf.String) and bytes(part).strip() for part in parts)


def _entry(holder: Any, name: str) -> Any:
    """Give an entry of what should be a dictionary, and is anything at all in a hostile file."""
    if isinstance(holder, (pikepdf.Dictionary, pikepdf.Stream)):
        return holder.get(name)
    return None


def _text(value: Any) -> str:
    return " ".join(str(value).split())[:LONGEST] if isinstance(value, pikepdf.String) else ""


if __name__ == "__main__":
    main()
