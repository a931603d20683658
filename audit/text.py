"""Text from elsewhere, made fit for one line of a message."""

import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


def plain(text: str, limit: int = 200) -> str:
    """Give hostile text as one printable line of at most `limit` characters.

    Control characters and those that reorder or hide text become spaces. Not an escape for any
    format: each report escapes at its own edge.
    """
    line = " ".join(_UNSEEN.sub(" ", text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
