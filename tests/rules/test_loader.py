"""Rules are found by where they lie, and set up as a site says."""

import sys
from importlib import metadata
from pathlib import Path

import pytest

from audit.config import RuleSetting
from audit.model import Held, Severity
from rules import loader


@pytest.fixture(autouse=True)
def _fresh() -> None:
    loader.find.cache_clear()
    yield
    loader.find.cache_clear()


def test_the_id_is_the_path() -> None:
    assert "rules.card.duplicate" == loader.find()["card-duplicate"].__module__


def test_a_rule_can_be_turned_off() -> None:
    ready = loader.load({"card-duplicate": RuleSetting(enabled=False)}, {})
    assert "card-duplicate" not in [rule.id for rule in ready.page]
    assert "card-conflict" in [rule.id for rule in ready.page]


def test_a_site_sets_severity_and_options() -> None:
    setting = RuleSetting(severity=Severity.NOTICE, options={"also": ("Explore",)})
    ready = loader.load({"link-generic": setting}, {})
    rule = next(rule for rule in ready.page if rule.id == "link-generic")
    assert Severity.NOTICE == rule.severity
    assert ("Explore",) == rule.also
    assert Severity.NOTICE == next(i for i in ready.infos() if i.id == "link-generic").severity


def test_the_registry_reaches_the_rules_that_ask_for_it() -> None:
    held = (Held(id="acs-coc"),)
    ready = loader.load({}, {"accreditations": held, "claims": ()})
    rule = next(rule for rule in ready.page if rule.id == "badge-unregistered")
    assert held == rule.accreditations


RULE = '''"""Rule {name}."""
from dataclasses import dataclass
from audit.model import Severity
from rules.base import PageRule

@dataclass(frozen=True)
class Blink(PageRule):
    """Nothing blinks.

    It distracts.

    To fix it, stop.
    """
    title = "Something blinks"
    severity = Severity.ERROR

    def check(self, page):
        for tag in page.soup.find_all("blink"):
            yield self.finding(page, tag, "it blinks")
'''


def _plug_in(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, value: str) -> None:
    """Install nothing, but declare an entry point as an installed package would."""
    monkeypatch.syspath_prepend(str(folder))
    entry = metadata.EntryPoint(name, value, loader.GROUP)
    monkeypatch.setattr(loader, "entry_points", lambda group: [entry])


def test_rules_of_another_package_carry_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "acme_rules"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "blink.py").write_text(RULE)
    _plug_in(monkeypatch, tmp_path, "acme", "acme_rules")
    assert "acme/blink" in loader.find()
    for module in [name for name in sys.modules if name.startswith("acme_rules")]:
        del sys.modules[module]


def test_a_plugin_that_cannot_be_imported_stops_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken_rules.py").write_text("import no_such_module_anywhere")
    _plug_in(monkeypatch, tmp_path, "broken", "broken_rules")
    with pytest.raises(loader.RuleError, match=r"rules of .broken.*no_such_module_anywhere"):
        loader.find()


def test_a_file_with_two_rules_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "two_rules"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "both.py").write_text(RULE + RULE.replace("class Blink", "class Blunk"))
    _plug_in(monkeypatch, tmp_path, "two", "two_rules")
    with pytest.raises(loader.RuleError, match="one rule, one file"):
        loader.find()
