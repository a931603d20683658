"""The command line: the only package that knows everyone, prints, and ends the process.

Results go to stdout, messages to stderr; the most important line comes last. Modules that cost
time to import are imported by the command that needs them.
"""

import sys
from collections.abc import Sequence

import click

import audit
import reports
import rules
from audit.cli.audits import demo, run
from audit.cli.badges import badges
from audit.cli.catalogue import explain, list_rules
from audit.cli.configuration import CONFIG, configure, load_rules
from audit.cli.deciding import baseline, waive
from audit.cli.failure import INTERRUPTED, USAGE
from audit.cli.imprints import hash_images
from audit.cli.marking import mark
from audit.cli.nights import notify, schedule
from audit.cli.past import asof, diff, history
from audit.cli.reporting import report
from audit.cli.setup import doctor, init

__all__ = ["CONFIG", "command", "configure", "load_rules", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code: 0, 1 gate tripped, 2 usage, 3 incomplete."""
    for package in (audit, rules, reports):
        if getattr(package, "OWNER", "") != "care-audit":
            click.echo(
                f"care-audit: another package has taken the name {package.__name__!r} "
                f"({getattr(package, '__file__', '?')}); install care-audit in an environment of "
                "its own, as pipx does",
                err=True,
            )
            return USAGE
    try:
        code = command.main(list(argv) if argv is not None else None, standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except rules.RuleError as problem:
        click.echo(f"care-audit: {problem}", err=True)
        return USAGE
    except click.Abort:
        click.echo("care-audit: broken off", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; nothing more can be said to them.
        sys.stdout = None
        return 0
    return code if isinstance(code, int) else 0


@click.group(
    name="care-audit",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "CARE_AUDIT",
        "max_content_width": 100,
    },
    epilog="Exit codes: 0 below the gate, 1 gate tripped, 2 usage or configuration, "
    "3 incomplete: something wanted was not checked.",
)
@click.version_option(audit.__version__, prog_name="care-audit")
def command() -> None:
    """Audit a hospital's public pages: is what they claim true, and can everybody use them?"""


for each in (
    run,
    demo,
    init,
    doctor,
    badges,
    hash_images,
    mark,
    waive,
    baseline,
    list_rules,
    explain,
    report,
    history,
    diff,
    asof,
    schedule,
    notify,
):
    command.add_command(each)
