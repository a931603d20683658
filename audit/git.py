"""What git knows of a folder: which files have changed since a commit.

Words given to git are fixed but for the commit, which is resolved to its number first. File names
come back ended by NUL, as they are.
"""

import os
import subprocess
from pathlib import Path

from audit.config import ConfigError
from audit.text import plain

SECONDS = 60
"""That git may take for one answer."""


class Git:
    """The repository that holds a folder. Every method raises ConfigError where git cannot say."""

    def __init__(self, folder: Path) -> None:
        """Find the repository."""
        self._folder = folder
        try:
            self.root = Path(self._line("rev-parse", "--show-toplevel")).resolve()
        except ConfigError as problem:
            raise ConfigError(
                f"{folder} is in no git repository that can be read, so what has changed there "
                f"is not known: {problem}"
            ) from problem

    def commit(self, reference: str) -> str:
        """Give the number of the commit that `reference` names, as `origin/main`."""
        shown = plain(reference, 100)
        # A number with letters would do no harm, but an option might.
        if not reference or reference.startswith("-"):
            raise ConfigError(f"{shown!r} is no name of a commit")
        try:
            return self._line(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"
            )
        except ConfigError:
            if self._line("rev-parse", "--is-shallow-repository") == "true":
                raise ConfigError(
                    f"{shown!r} is not in this clone, which holds the last commits only; fetch it "
                    "first (git fetch origin, or fetch-depth: 0 for actions/checkout)"
                ) from None
            raise ConfigError(f"git knows no commit {shown!r} here") from None

    def changed(self, commit: str) -> list[Path]:
        """Give the files that differ from `commit` now: deleted ones too, and new ones below the
        folder that git does not know yet."""
        differing = self._names("diff", "--name-only", "--no-renames", "--no-ext-diff", commit)
        new = self._names("ls-files", "--others", "--exclude-standard", "--full-name", within=".")
        return [self.root / name for name in dict.fromkeys((*differing, *new))]

    def ignores(self, path: Path) -> bool:
        """Say whether git is told to leave `path` out."""
        done = self._run("check-ignore", "--quiet", "--", os.fspath(path))
        return done.returncode == 0

    def _names(self, *words: str, within: str = "") -> list[str]:
        done = self._asked(*words, "-z", "--", *([within] if within else []))
        return [os.fsdecode(name) for name in done.split(b"\0") if name]

    def _line(self, *words: str) -> str:
        return os.fsdecode(self._asked(*words)).removesuffix("\n")

    def _asked(self, *words: str) -> bytes:
        done = self._run(*words)
        if done.returncode:
            said = plain(done.stderr.decode("utf-8", "replace"), 300)
            raise ConfigError(said or f"git {words[0]} ended with {done.returncode}")
        return done.stdout

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        # A repository may name programs to run; none is wanted for these answers.
        command = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *words)
        try:
            return subprocess.run(  # noqa: S603 - fixed words, see above
                command,
                cwd=self._folder,
                env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except FileNotFoundError as problem:
            raise ConfigError("git is not installed, which knows what has changed") from problem
        except subprocess.TimeoutExpired as problem:
            raise ConfigError(f"git {words[0]} took more than {SECONDS} seconds") from problem
