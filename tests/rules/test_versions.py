"""A rule's version changes with what it finds, and with nothing else."""

import os
import subprocess
import sys
from dataclasses import replace

from audit.model import Severity
from rules import loader
from rules.versions import version_of

PRINT = "from rules import loader; print(loader.load({}, {}).versions())"


def test_every_rule_that_reports_name_has_a_version() -> None:
    rules = loader.load({}, {})
    versions = rules.versions()
    assert {info.id for info in rules.infos()} == versions.keys()
    own = {rule: version for rule, version in versions.items() if not rule.startswith("axe/")}
    assert len(own) == len(set(own.values()))


def test_options_and_severity_belong_to_it() -> None:
    rule = loader.find()["image-alt-long"]()
    (option, *_) = vars(rule)
    assert version_of(rule) == version_of(type(rule)())
    assert version_of(rule) != version_of(replace(rule, **{option: 7}))
    stricter = type(rule)()
    object.__setattr__(stricter, "severity", Severity.NOTICE)
    assert version_of(rule) != version_of(stricter) or rule.severity is Severity.NOTICE


def test_it_is_the_same_in_every_process() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(said)
