"""Text from elsewhere, made fit for one line of a message."""

import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


_COMMAND = re.compile(r"##(?=\w*\[)")
"""How a line begins, anywhere in it, that GitHub's or Azure's runner obeys: `##[error]`."""


def plain(text: str, limit: int = 200) -> str:
    """Give hostile text as one printable line of at most `limit` characters.

    Control characters and those that reorder or hide text become spaces, and what a CI server
    would take for a command is parted. Not an escape for any format: each report escapes at its
    own edge.
    """
    line = _COMMAND.sub("## ", " ".join(_UNSEEN.sub(" ", text).split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"
