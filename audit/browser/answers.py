"""What a server's answer, or the lack of one, makes of a page: the outcomes, read off Chromium's
network errors and response heads.

The errors are those of net_error_list.h in Chromium's source.
"""

import re
from collections.abc import Mapping
from typing import Any

from audit.browser.faults import PageFault

HTML = frozenset({"text/html", "application/xhtml+xml"})
_SHOWN = re.compile(r"\b(json|xml|pdf|javascript|ecmascript)$")
"""Application types that a browser shows, though they are no pages; others it saves."""
_ERRORS = (
    (r"INVALID_AUTH|AUTH_CREDENTIALS|PROXY_AUTH", "error:auth", "the server asks for a login"),
    (r"SSL|CERT|TLS|PINNED|INSECURE", "error:tls", "there is no safe connection to the server"),
    (r"TOO_MANY_REDIRECTS", "error:redirect", "redirects lead from one to the next without end"),
    (r"REDIRECT", "error:redirect", "it redirects to where no page may be read"),
    (r"TIMED_OUT", "error:timeout", "the server did not answer in time"),
    (r"CONTENT_DECODING", "error:decode", "the server packed its answer wrongly"),
    (
        r"CONTENT_LENGTH_MISMATCH|INCOMPLETE",
        "error:protocol",
        "the answer broke off before its end",
    ),
    (
        r"NAME_NOT_RESOLVED|CONNECTION|ADDRESS|INTERNET|NETWORK|SOCKS|TUNNEL|PROXY|UNSAFE_PORT",
        "error:connect",
        "there is no connection to the server",
    ),
    (r"FILE_NOT_FOUND|ACCESS_DENIED", "error:connect", "the file cannot be read"),
)
"""The first whose pattern is in the error's name counts; any other breaks the protocol."""


def read_refusal(error: str, status: int) -> PageFault:
    """Give what a navigation's error makes of a page; `status` is the answer's, 0 for none."""
    if status in (204, 205, 304):
        return PageFault("error:empty", f"the server answered {status}, which holds no page")
    if status >= 400:
        return _read_status(status)
    name = error.removeprefix("net::ERR_")
    for pattern, outcome, meaning in _ERRORS:
        if re.search(pattern, name):
            return PageFault(outcome, f"{meaning} ({name})")
    if name == "ABORTED":
        return PageFault("error:empty", "the server's answer holds no page")
    return PageFault("error:protocol", f"the server's answer is none that can be read ({name})")


def read_response(response: Mapping[str, Any]) -> PageFault | None:
    """Give what the head of the page's own answer makes of it; None where it is a page.

    `response` is a `Network.Response`.
    """
    status, type_ = int(response["status"]), response["mimeType"].lower()
    if status in (204, 205, 304):
        return PageFault("error:empty", f"the server answered {status}, which holds no page")
    if status >= 400:
        return _read_status(status)
    headers = {name.lower(): value for name, value in response.get("headers", {}).items()}
    if is_saved(headers):
        return PageFault("skipped:download", "the address gives a file to save, not a page")
    if not type_ or type_ in HTML:
        return None
    if type_.startswith("application/") and not _SHOWN.search(type_):
        return PageFault("skipped:download", f"the address gives {type_} to save, not a page")
    return PageFault("skipped:not-html", f"the address gives {type_}, not a page")


def is_saved(headers: Mapping[str, str]) -> bool:
    """Say whether an answer is a file to save (RFC 6266); header names are in lower case."""
    return headers.get("content-disposition", "").strip().lower().startswith("attachment")


def _read_status(status: int) -> PageFault:
    if status in (401, 407):
        return PageFault("error:auth", f"the server asks for a login ({status})")
    return PageFault("error:http", f"the server answered {status}")
