"""The report under checkers that are not ours: IBM's engine and the Nu HTML checker.

`nox -s checkers` installs both and runs this; elsewhere it is skipped.
"""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from audit.model import Outcome, Place, Unchecked
from reports import to_html

MODULES = os.environ.get("CARE_AUDIT_CHECKERS", "")
"""The folder `node_modules` that holds both."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not MODULES, reason="other checkers are not here: run `nox -s checkers`"),
]

HOSTILE = '"><script>document.title="owned"</script>\u202egnp.\x07' + "unbroken" * 30 + " مرحبا"


@pytest.fixture(scope="module")
def documents(tmp_path_factory, rich_result):
    """Give all files of the reports of several kinds of run."""
    findings = list(rich_result.findings)
    place = Place("javascript:alert(1)", HOSTILE, HOSTILE, context=HOSTILE, note=HOSTILE)
    results = {
        "rich": rich_result,
        "empty": replace(rich_result, findings=(), unchecked=(), outcomes=(), rules=()),
        "hostile": replace(
            rich_result,
            run=replace(rich_result.run, site=HOSTILE, reasons=(HOSTILE,), targets=(HOSTILE,)),
            outcomes=(Outcome(place.url, "audited", HOSTILE, title=HOSTILE),),
            rules=[replace(rule, title=HOSTILE, why=HOSTILE) for rule in rich_result.rules],
            findings=[
                replace(each, message=HOSTILE, place=place, related=(place,), subject=str(number))
                for number, each in enumerate(findings)
            ],
            unchecked=(Unchecked(HOSTILE, place.url, HOSTILE),),
        ),
        "spanish": replace(rich_result, dossier=replace(rich_result.dossier, language="es")),
    }
    folder = tmp_path_factory.mktemp("reports")
    for name, result in results.items():
        to_html.write(result, folder / name)
    return sorted(folder.rglob("*.html"))


def test_ibms_checker_finds_nothing(driver, documents):
    engine = Path(MODULES, "accessibility-checker-engine", "ace.js").read_text("utf-8")
    found = []
    for document in documents:
        driver.get(document.as_uri())
        # Through the protocol, for the report's own policy lets no script in.
        driver.execute_cdp_cmd("Runtime.evaluate", {"expression": engine})
        results = driver.execute_async_script(
            "const done = arguments[0];"
            "new ace.Checker().check(document, ['WCAG_2_2'])"
            ".then(report => done(report.results), problem => done(String(problem)))"
        )
        assert isinstance(results, list), results
        assert any(each["value"][1] == "PASS" for each in results)
        found += [
            (document.parent.name, document.name, each["ruleId"], each["path"]["dom"])
            for each in results
            if each["value"] == ["VIOLATION", "FAIL"]
        ]
    assert found == []


def test_the_nu_checker_finds_nothing(documents):
    jar = Path(MODULES, "vnu-jar", "build", "dist", "vnu.jar")
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "text"]
    ran = subprocess.run([*command, *map(str, documents)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
