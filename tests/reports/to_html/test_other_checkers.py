"""The report under checkers that are not ours: IBM's engine and the Nu HTML checker.

`nox -s checkers` installs both and runs this; elsewhere it is skipped.
"""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from selenium import webdriver

from audit.browser.programs import find_browser
from audit.config import Browser
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


def test_ibms_checker_finds_nothing(documents):
    programs = find_browser(Browser())
    options = webdriver.ChromeOptions()
    options.binary_location = programs.binary
    options.add_argument("--headless=new")
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    engine = Path(MODULES, "accessibility-checker-engine", "ace.js").read_text("utf-8")
    found = []
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(programs.driver)) as it:
        it.set_script_timeout(120)
        for document in documents:
            it.get(document.as_uri())
            # Through the protocol, for the report's own policy lets no script in.
            it.execute_cdp_cmd("Runtime.evaluate", {"expression": engine})
            results = it.execute_async_script(
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
