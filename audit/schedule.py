"""What makes audits run at night: units for systemd, a line for cron, a workflow for GitHub.

Only text is made; nothing is installed. Every word of a command may hold blanks, quotes and percent
signs, which each of the three reads in its own way.
"""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit import __version__

VARIABLE = "CARE_AUDIT_NOTIFY"
"""The environment variable that holds the addresses for messages, unless audit.yaml says else."""

SERVICE = "care-audit"
"""The name of the units."""

LOCK = ".care-audit-night.lock"
"""The file by which cron's nights keep out of each other's way."""


class ScheduleError(Exception):
    """A schedule cannot be written; the text says why."""


@dataclass(frozen=True)
class Night:
    """What is to be run, where, by whom, and when."""

    command: tuple[str, ...]
    """The program with what always belongs to it; a path that holds everywhere."""
    arguments: tuple[str, ...]
    """What follows `run`: options and targets."""
    folder: Path
    """Where it is run, an absolute path: targets and reports may be named relative to it."""
    user: str
    """Whose account it runs under."""
    hour: int
    minute: int
    variable: str = VARIABLE
    """The environment variable that holds the addresses for messages."""
    notify_arguments: tuple[str, ...] = ()
    """What follows `notify`, so that it finds the same configuration and history."""

    def __post_init__(self) -> None:
        for word in (*self.command, *self.arguments, str(self.folder), self.user):
            if any(ord(sign) < 32 or ord(sign) == 127 for sign in word):
                raise ScheduleError(
                    f"{word!r} holds a line break or another control character, which no schedule"
                    " can say; rename it"
                )

    @property
    def run(self) -> tuple[str, ...]:
        """The whole command; a night that was broken off is carried on."""
        return (*self.command, "run", "--resume", "--quiet", *self.arguments)


def this_command() -> tuple[str, ...]:
    """Give the command by which this very installation is run from anywhere."""
    # Not resolved: through a link's target Python would not find its environment.
    python = Path(sys.executable).absolute()
    script = python.with_name("care-audit")
    return (str(script),) if script.is_file() else (str(python), "-m", "audit")


def systemd(night: Night) -> str:
    """Give a service and its timer, each below a comment that names its file.

    The options are explained in systemd.service(5), systemd.exec(5) and systemd.timer(5).
    """
    environment = f"/etc/{SERVICE}.env"
    return f"""\
# Write the two parts to the files named above them, then:
#   systemctl daemon-reload && systemctl enable --now {SERVICE}.timer
# Try it at once with: systemctl start {SERVICE}.service

# /etc/systemd/system/{SERVICE}.service
[Unit]
Description=Care Audit: the nightly audit
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=6h
StartLimitBurst=10

[Service]
Type=oneshot
User={_specifiers(night.user)}
WorkingDirectory={_specifiers(str(night.folder))}
# {night.variable}=…, the addresses for messages; readable for root alone.
EnvironmentFile=-{environment}
ExecStart={_systemd_words(night.run)}
# A night that was killed cannot say so itself.
ExecStopPost={_systemd_words((*night.command, "notify", "--if-killed", *night.notify_arguments))}
# 1 only means that something was found.
SuccessExitStatus=1
# A night that was killed is carried on where it was.
Restart=on-abort
RestartSec=5min
# One that takes longer is ended, and said to be incomplete.
TimeoutStartSec=8h
TimeoutStopSec=60
Nice=10

# /etc/systemd/system/{SERVICE}.timer
[Unit]
Description=Care Audit: every night

[Timer]
OnCalendar=*-*-* {night.hour:02}:{night.minute:02}:00
# A night on which the machine was off is made up for.
Persistent=true
RandomizedDelaySec=15min

[Install]
WantedBy=timers.target
"""


def cron(night: Night) -> str:
    """Give a line for `crontab -e`, with a comment.

    An unescaped percent sign ends the command: crontab(5).
    """
    words = " ".join(map(shlex.quote, night.run))
    folder, log = shlex.quote(str(night.folder)), "care-audit-night.log"
    command = f"cd {folder} && flock -n {LOCK} {words} >> {log} 2>&1".replace("%", r"\%")
    return f"""\
# Care Audit: the nightly audit. Add this with `crontab -e` as {night.user}. Messages go to the
# addresses in {night.variable}; write {night.variable}=… on a line of its own above this one.
# A night that begins while the one before still runs is left out (flock).
{night.minute} {night.hour} * * * {command}
"""


def github(night: Night) -> str:
    """Give a workflow that keeps the history from night to night in GitHub's cache."""
    words = " ".join(map(shlex.quote, ("run", "--resume", *night.arguments)))
    command = f"care-audit {words}".replace("${{", "${{ '${{' }}")
    variable = night.variable
    return f"""\
# .github/workflows/care-audit.yml
name: Care Audit
on:
  schedule:
    - cron: "{night.minute} {night.hour} * * *"  # UTC
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: care-audit
jobs:
  night:
    runs-on: ubuntu-latest
    timeout-minutes: 350
    env:
      {variable}: ${{{{ secrets.{variable} }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # Or from where your own installation comes.
      - run: python -m pip install "care-audit=={__version__}"
      - run: care-audit doctor --install
      - uses: actions/cache/restore@v4
        with:
          path: out
          key: care-audit-${{{{ github.run_id }}}}
          restore-keys: care-audit-
      - run: |
          {command}
      # Also after a night that found something, or was not complete.
      - uses: actions/cache/save@v4
        if: always()
        with:
          path: out
          key: care-audit-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: care-audit
          path: out
"""


def _systemd_words(words: Sequence[str]) -> str:
    """Give a command line as systemd.service(5) reads it, in the section “Command lines”."""
    # Variables are not looked for in the program's own path.
    return " ".join([_quoted(words[0]), *(_quoted(word.replace("$", "$$")) for word in words[1:])])


def _quoted(word: str) -> str:
    escaped = _specifiers(word.replace("\\", "\\\\").replace('"', '\\"'))
    plain = word and all(sign.isalnum() or sign in "/._-=:,+@%$" for sign in word)
    return escaped if plain else f'"{escaped}"'


def _specifiers(text: str) -> str:
    """Give text in which systemd sees no specifiers: systemd.unit(5)."""
    return text.replace("%", "%%")
