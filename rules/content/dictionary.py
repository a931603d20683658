"""Misspellings, as typos knows them (https://github.com/crate-ci/typos): words to corrections.

typos is a program. It is given words and answers with what is known of them; it reads no file and
no setting, and asks nobody. So it is asked here like a library, and each word once in a process.
"""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from audit.model import NotCheckedError

INSTALL = "pip install 'care-audit[spelling]'"
SECONDS = 60
"""Most that one question may take; some thousand words take a tenth of a second."""
MANY = 200_000
"""Words that are remembered; more are forgotten together."""
_known: dict[str, tuple[str, ...]] = {}


def corrections(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Give the known misspellings among `words`, each with what may be meant.

    Words are in small letters and of letters only. Raises NotCheckedError where typos is not
    installed or does not answer.
    """
    wanted = sorted(set(words))
    new = [word for word in wanted if word not in _known]
    if new:
        if len(_known) + len(new) > MANY:
            _known.clear()
            new = wanted
        found = _ask(new)
        _known.update((word, found.get(word, ())) for word in new)
    return {word: _known[word] for word in wanted if _known[word]}


def _ask(words: list[str]) -> dict[str, tuple[str, ...]]:
    command = [_program(), "--isolated", "--format", "json", "-"]
    try:
        done = subprocess.run(  # noqa: S603 - the words go to its input, not to its command line
            command,
            input="\n".join(words) + "\n",
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as problem:
        raise NotCheckedError(f"typos did not answer: {problem}") from problem
    # 0: no misspelling, 2: some (crate-ci/typos, docs/reference.md).
    if done.returncode not in (0, 2):
        raise NotCheckedError(f"typos ended with {done.returncode}: {done.stderr.strip()[:200]}")
    answers = (json.loads(line) for line in done.stdout.splitlines() if line.strip())
    return {
        answer["typo"]: tuple(answer["corrections"])
        for answer in answers
        if answer["type"] == "typo" and answer["corrections"]
    }


@cache
def _program() -> str:
    """Give the path of typos: beside this Python's own programs, or where the shell finds it."""
    folder = sysconfig.get_path("scripts")
    found = shutil.which("typos", path=folder) or shutil.which("typos")
    if found is None:
        raise NotCheckedError(f"spelling needs typos: {INSTALL}")
    return str(Path(found))
