"""Prints a document of ours to a tagged PDF, by the browser that pages are audited with."""

import base64
import re
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from audit import config
from audit.browser.faults import BrowserError, Overdue
from audit.browser.process import Chromium
from audit.browser.programs import find_browser

SECONDS = 180.0
"""What printing may take, the start of the browser not counted."""
_SIZE = (1024, 768)
_CHUNK = 1 << 20
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}([+-]\d\d'\d\d')?\)")
"""As ISO 32000-2, 7.9.4 writes dates, in the information that the browser writes."""


class PrintError(Exception):
    """A document could not be printed; the text is a sentence for a reader."""


def print_pdf(
    document: Path,
    path: Path,
    *,
    when: datetime,
    binary: str = "",
    driver: str = "",
    seconds: float = SECONDS,
) -> None:
    """Print the HTML file `document` to `path`.

    The PDF has tags, an outline of the headings, and the language and title of the document, whose
    style says what paper it wants. `when` stands in it as its date, so that the same document gives
    the same bytes with the same browser. `binary` and `driver` are as in audit.yaml's `browser`.
    Nothing is asked of any network.

    Raises PrintError where there is no browser, the text saying what to install, where the browser
    fails, and where it takes more than `seconds`.
    """
    try:
        programs = find_browser(config.Browser(binary=binary, driver=driver))
        loaded: set[str] = set()

        def listen(event: str, told: Mapping[str, Any], _: str) -> None:
            if event == "Page.lifecycleEvent" and told["name"] == "load":
                loaded.add(told["loaderId"])

        with Chromium(programs, _SIZE, listen) as chromium:
            printed = _print(chromium, document, loaded, time.monotonic() + seconds)
    except Overdue as error:
        raise PrintError(f"the browser did not print it within {seconds:.0f} seconds") from error
    except BrowserError as error:
        raise PrintError(str(error)) from error
    path.write_bytes(_DATE.sub(lambda match: _dated(match, when), printed))


def _print(chromium: Chromium, document: Path, loaded: set[str], deadline: float) -> bytes:
    line = chromium.line
    targets = line.call("Target.getTargets", deadline=deadline)["targetInfos"]
    page = next(each["targetId"] for each in targets if each["type"] == "page")
    session = line.call("Target.attachToTarget", deadline=deadline, targetId=page, flatten=True)[
        "sessionId"
    ]
    line.call("Page.enable", session, deadline=deadline)
    line.call("Page.setLifecycleEventsEnabled", session, deadline=deadline, enabled=True)
    line.call("Network.enable", session, deadline=deadline)
    line.call(
        "Network.emulateNetworkConditions",
        session,
        deadline=deadline,
        offline=True,
        latency=0,
        downloadThroughput=0,
        uploadThroughput=0,
    )
    shown = line.call("Page.navigate", session, deadline=deadline, url=document.as_uri())
    if shown.get("errorText"):
        raise PrintError(f"the browser cannot open it: {shown['errorText']}")
    # Of this very document: the browser's first, empty page ends its loading at some time, too.
    line.wait(lambda: shown["loaderId"] in loaded, deadline)
    stream = line.call(
        "Page.printToPDF",
        session,
        deadline=deadline,
        transferMode="ReturnAsStream",
        preferCSSPageSize=True,
        printBackground=True,
        generateTaggedPDF=True,
        generateDocumentOutline=True,
    )["stream"]
    printed = bytearray()
    done = False
    while not done:
        chunk = line.call("IO.read", session, deadline=deadline, handle=stream, size=_CHUNK)
        printed += base64.b64decode(chunk["data"])
        done = chunk["eof"]
    return bytes(printed)


def _dated(match: re.Match[bytes], when: datetime) -> bytes:
    # As long as what it replaces, since the PDF knows where each of its objects begins.
    zone = b"+00'00'" if match[2] else b""
    return b"/%s (D:%s%s)" % (match[1], f"{when:%Y%m%d%H%M%S}".encode(), zone)
