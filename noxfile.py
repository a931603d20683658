"""Everything a developer runs, and all that CI runs: `nox -l` lists it."""

import os
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "lint"]
nox.options.error_on_external_run = True

PROJECT = nox.project.load_toml("pyproject.toml")
PACKAGES = ("audit", "rules", "reports")


def install(session: nox.Session, *groups: str) -> None:
    """Install the project with the pinned versions, and what a session needs besides."""
    needed = nox.project.dependency_groups(PROJECT, *groups) if groups else ()
    session.install("-c", "constraints.txt", "-e", ".", *needed)


@nox.session
def demo(session: nox.Session) -> None:
    """Set everything up, audit the sample site in a real browser, say where the report lies."""
    install(session)
    session.run("care-audit", "doctor", "--install", "--quiet")
    session.run("care-audit", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test, those in the browser too; arguments after `--` go to pytest."""
    install(session, "tests")
    session.run("care-audit", "doctor", "--install", "--quiet")
    # A file's tests stay in one process: many of them share a browser or a server.
    session.run("pytest", "-n", "auto", "--dist", "loadfile", *session.posargs)


@nox.session(default=False)
def ocr(session: nox.Session) -> None:
    """Run the tests of what reads words in pictures: 150 MB, so no part of `tests`."""
    install(session, "tests")
    session.install("-c", "constraints.txt", *PROJECT["project"]["optional-dependencies"]["ocr"])
    session.run("pytest", "tests/audit/imagery", *session.posargs)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Run the tests and say which lines and branches they never reach."""
    install(session, "tests")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "report", "--skip-covered", "--sort=cover")


@nox.session(python=["3.11", "3.12", "3.13"], default=False)
def pythons(session: nox.Session) -> None:
    """Run the tests that need no browser on every supported Python that is here."""
    install(session, "tests")
    session.run("pytest", "-m", "not browser", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check format, style and types."""
    install(session, "tests", "lint")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Write the pages of docs/ that come from the code."""
    install(session)
    session.run("python", "-c", WRITE_DOCS)


WRITE_DOCS = """
from pathlib import Path
from audit.config import docs
from rules import reference
Path("docs/configuration.md").write_text(docs.render(), encoding="utf-8")
Path("docs/rules.md").write_text(reference.render(), encoding="utf-8")
"""


@nox.session(default=False)
def words(session: nox.Session) -> None:
    """Bring the catalogues in reports/languages/ up to date with the reports' own words."""
    install(session)
    template = Path(session.create_tmp(), "reports.pot")
    plain = ("--omit-header", "--no-location", "--sort-output")
    mapping = "reports/languages/babel.cfg"
    session.run("pybabel", "extract", "-F", mapping, "-o", str(template), *plain, "reports")
    for catalogue in sorted(Path("reports/languages").glob("*.po")):
        update = ("pybabel", "update", "-i", str(template), "-o", str(catalogue))
        session.run(*update, "-l", catalogue.stem, "--no-fuzzy-matching", "--ignore-obsolete")
        lines = catalogue.read_text("utf-8").splitlines(keepends=True)
        kept = (line for line in lines if not line.startswith(NOISE))
        catalogue.write_text("".join(kept), "utf-8")


NOISE = (
    *('"Project-Id-Version:', '"Report-Msgid-Bugs-To:', '"POT-Creation-Date:'),
    *('"PO-Revision-Date:', '"Last-Translator:', '"Language-Team:', '"Generated-By:'),
)
"""What Babel writes into a catalogue's head, and git knows better."""


@nox.session(default=False)
def checkers(session: nox.Session) -> None:
    """Try the HTML report with IBM's checker and the Nu HTML checker; needs npm and Java."""
    install(session, "tests")
    here = session.create_tmp()
    needed = ("accessibility-checker-engine", "vnu-jar")
    session.run("npm", "install", "--silent", "--prefix", here, *needed, external=True)
    found = str(Path(here, "node_modules"))
    tests = "tests/reports/to_html/test_other_checkers.py"
    session.run("pytest", tests, *session.posargs, env={"CARE_AUDIT_CHECKERS": found})


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Measure beside peers on real pages; `-- rules` for the rules alone, `-- --help` for more."""
    install(session)
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(default=False)
def survival(session: nox.Session) -> None:
    """Kill runs 200 times at random moments, and 20 with a browser, and take them up again.

    CARE_AUDIT_SEED picks the moments.
    """
    install(session, "tests")
    kills = {
        "CARE_AUDIT_KILLS": os.environ.get("CARE_AUDIT_KILLS", "200"),
        "CARE_AUDIT_BROWSER_KILLS": os.environ.get("CARE_AUDIT_BROWSER_KILLS", "20"),
    }
    moments = ("tests/test_survival.py", "-k", "any_moments", *session.posargs)
    session.run("pytest", *moments, env=kills)


@nox.session(default=False)
def constraints(session: nox.Session) -> None:
    """Pin the newest versions that are at least two weeks old into constraints.txt."""
    session.install("uv")
    session.run(
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
        *(
            "--no-header",
            "--no-annotate",
            "--upgrade",
            "--all-extras",
            "--group",
            "tests",
            "--group",
            "lint",
            "--group",
            "dev",
        ),
        *("--exclude-newer", os.environ.get("BEFORE", "2 weeks"), "pyproject.toml"),
        *("--output-file", "constraints.txt"),
    )
    Path("constraints.txt").chmod(0o644)
