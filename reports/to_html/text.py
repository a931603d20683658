"""Text of audited pages and of rules, made fit to stand in the report.

Pages are hostile. The template engine escapes markup; what it leaves alone is done here: characters
that cannot be seen, that turn the direction of what follows, or that no HTML may hold, links that
would run a script, and texts of any length.
"""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""What `visible` has a sign for."""
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\"<>]+", re.IGNORECASE)
_CODE = re.compile(r"`([^`]+)`")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def visible(text: str) -> str:
    """Give `text` with a visible sign for every character that a reader must not be fooled by.

    Control characters, what no HTML may hold, and characters that override the direction of text
    (a page's title could swallow the words around it) become `[U+202E]`. Halves of characters
    become U+FFFD.
    """
    return UNSEEN.sub(_sign, text)


def finalize(value: Any) -> Any:
    """Make a template's value visible before it is escaped; markup of our own stays as it is."""
    if isinstance(value, Markup):
        return value
    return visible(value) if isinstance(value, str) else value


def filling(translate: Callable[..., str]) -> Callable[..., Markup]:
    """Give a gettext function that fills its translation with values made visible and escaped."""

    def fill(*message: Any, **values: Any) -> Markup:
        translated = Markup(translate(*message))  # noqa: S704 (our own words, with their markup)
        if len(message) == 3:
            values.setdefault("num", message[2])  # as Jinja's own does
        return translated % {name: finalize(value) for name, value in values.items()}

    return fill


def cut(text: str, length: int = 600) -> str:
    """Give at most `length` characters of `text`, with `…` for the rest."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def sentence(text: str) -> str:
    """Give a message as a sentence of its own: with a capital, if it begins with a plain letter."""
    return text[:1].upper() + text[1:] if "a" <= text[:1] <= "z" else text


def code(text: str) -> Markup:
    """Give a rule's text with what stands between backticks as code."""
    parts = _CODE.split(visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )


def paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a text that parts them by an empty line."""
    return [part.strip() for part in _PARAGRAPHS.split(text) if part.strip()]


def web(address: str) -> str:
    """Give `address` if it is one that a reader may follow, else an empty text.

    Only http and https: escaping does nothing against `javascript:`.
    """
    return address if len(address) <= 2000 and _WEB.fullmatch(address) else ""


def label(name: str) -> str:
    """Give a field's name as words: `fgColor` and `fg_color` are both `Fg color`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\s-]+", " ", name).strip()
    return words[:1].upper() + words[1:].lower() if words else name


def _sign(match: re.Match[str]) -> str:
    point = ord(match[0])
    return "\ufffd" if 0xD800 <= point <= 0xDFFF else f"[U+{point:04X}]"
