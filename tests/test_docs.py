"""Documentation is what the code says."""

import re
from pathlib import Path

import pytest

from audit import cli
from audit.config import docs
from rules import loader, reference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "render"), [("rules.md", reference.render), ("configuration.md", docs.render)]
)
def test_generated_pages_are_current(name: str, render: object) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert render() == written, "run `./dev docs`"  # type: ignore[operator]


def test_the_readme_names_every_command() -> None:
    named = set(re.findall(r"^\| `care-audit (\w+)", README, re.M))
    assert set(cli.command.commands) == named


def test_the_readme_names_the_exit_codes() -> None:
    assert ["0", "1", "2", "3"] == re.findall(r"^\| (\d) \|", README, re.M)


def test_links_between_documents_lead_somewhere() -> None:
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("audit/**/*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_changelog_names_every_rule() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [] == [name for name in loader.find() if name != "axe" and name not in changelog]


def test_the_two_commands_stand_alone_on_their_lines() -> None:
    lines = README.splitlines()
    assert "    ./dev demo" in lines
    assert "    ./dev tests" in lines
    assert "./dev tests" in (ROOT / ".ci/run").read_text(encoding="utf-8")
