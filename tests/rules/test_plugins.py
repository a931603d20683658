"""Rules of somebody else's package: found, explained, run, and refused in one sentence."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest

from rules import RuleError, examples, loader, plugins

OWN_RULES = Path(__file__).parents[2] / "docs" / "examples" / "own-rules"
PAGE = """<!doctype html><html lang="en"><title>Contact</title><main><h1>Contact</h1>
<p>Call 662-555-0100 at any hour.</p></main></html>"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def _install(project: Path, site: Path) -> None:
    """Lay a project's package and its entry points where an installer would."""
    told = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in {value.partition(".")[0] for value in told["entry-points"][plugins.GROUP].values()}:
        shutil.copytree(project / name, site / name, ignore=shutil.ignore_patterns("__pycache__"))
    info = site / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n"
    )
    entries = told["entry-points"][plugins.GROUP].items()
    lines = [f"[{plugins.GROUP}]", *(f"{name} = {value}" for name, value in entries)]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run care-audit in a folder of its own, with what is installed in `site` beside it."""
    (tmp_path / "site").mkdir()

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(tmp_path / "site"), str(OWN_RULES.parents[2])])
        return subprocess.run(
            [sys.executable, "-m", "audit", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return command


def test_the_example_package_is_found_explained_and_run(run: Run, tmp_path: Path) -> None:
    _install(OWN_RULES, tmp_path / "site")
    listed = run("rules").stdout
    assert "acme/phone-hours  " in listed
    assert "acme/phone-plain  " in listed
    explained = run("explain", "acme/phone-plain").stdout
    assert "# acme/phone-plain" in explained
    assert "| `unless` | `[fax]` | Words that say that nobody is to call the number. |" in explained
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "audit.yaml").write_text("rules: {acme/phone-plain: error}\n")
    told = json.loads(run("run", "--static", "--json", "page.html").stdout)
    (found,) = [each for each in told["findings"] if each["rule"] == "acme/phone-plain"]
    assert ("error", "“662-555-0100” is no link.") == (found["severity"], found["message"])
    (tmp_path / "audit.yaml").write_text("rules: {acme/phone-plain: {unless: [call]}}\n")
    told = json.loads(run("run", "--static", "--json", "page.html").stdout)
    ours = [each for each in told["findings"] if each["rule"].startswith("acme/")]
    assert [] == [each for each in ours if each["status"] in ("new", "existing")]


def test_the_example_package_passes_its_own_tests(tmp_path: Path) -> None:
    shutil.copytree(OWN_RULES, tmp_path / "own", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests"],
        cwd=tmp_path / "own",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", str(OWN_RULES.parents[2])])},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert 0 == done.returncode, done.stdout
    assert "2 passed" in done.stdout


def test_a_broken_package_ends_every_command_in_one_sentence(run: Run, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(OWN_RULES, project)
    (project / "acme_rules" / "phone" / "plain.py").write_text("import no_such_module_anywhere\n")
    _install(project, tmp_path / "site")
    (tmp_path / "page.html").write_text(PAGE)
    for words in (["rules"], ["explain", "section-empty"], ["run", "--static", "page.html"]):
        done = run(*words)
        assert 2 == done.returncode
        assert (
            "care-audit: rules of 'acme': acme_rules.phone.plain cannot be imported: "
            "ModuleNotFoundError: No module named 'no_such_module_anywhere'; mend or uninstall "
            "that package"
        ) == done.stderr.strip()


# In this process: what else can be wrong with a package.

RULE = '''"""Rule blink."""
from dataclasses import dataclass
from typing import ClassVar
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
    bad = ("<blink data-bad>!</blink>",)
    good = ("<p>!</p>",)

    def check(self, page):
        for tag in page.soup.find_all("blink"):
            yield self.finding(page, tag, "it blinks")
'''


@pytest.fixture
def plug_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Declare packages of rules as installed ones would; each file's text by its name."""
    loader.find.cache_clear()
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    entries: list[metadata.EntryPoint] = []
    monkeypatch.setattr(loader, "entry_points", lambda group: entries)

    def declare(name: str, value: str, **files: str) -> None:
        folder = tmp_path / value
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        for file, text in files.items():
            (folder / f"{file}.py").write_text(text)
        entries.append(metadata.EntryPoint(name, value, loader.GROUP))

    yield declare
    loader.find.cache_clear()
    for name in set(sys.modules) - before:
        if name.partition(".")[0].startswith("plug"):
            del sys.modules[name]


def test_a_rule_of_a_package_carries_its_owner(plug_in: Callable[..., None]) -> None:
    plug_in("acme-health", "plug_good", blink=RULE)
    assert "acme-health/blink" in loader.find()


FAULTS = {
    "syntax": ("def", "plug_x.blink cannot be imported: SyntaxError: "),
    "end of the process": ("raise SystemExit(3)", "plug_x.blink cannot be imported: SystemExit: 3"),
    "two rules": (
        RULE + RULE.replace("class Blink", "class Blunk"),
        "plug_x.blink holds 2 rules; one rule, one file",
    ),
    "no docstring": (
        RULE.replace('"""Nothing', 'x = """Nothing'),
        "Blink has no docstring, which is what people read of it",
    ),
    "no title": (RULE.replace("    title =", "    name ="), "Blink has no title"),
    "no severity": (
        RULE.replace("severity = Severity.ERROR", 'severity = "error"'),
        "Blink has no severity",
    ),
    "option without dataclass": (
        RULE.replace("@dataclass(frozen=True)\n", "").replace(
            "    title", "    most: int = 3\n    title"
        ),
        "Blink has options and lacks @dataclass(frozen=True)",
    ),
    "option without default": (
        RULE.replace("    title", "    most: int\n    title"),
        "the option 'most' of Blink has no default",
    ),
    "option of an unknown type": (
        RULE.replace("    title", "    most: 'Nowhere' = 3\n    title"),
        "the type of an option of Blink cannot be read: NameError",
    ),
    "set up": (
        RULE + "\n    def __post_init__(self):\n        raise RuntimeError('no licence')\n",
        "Blink cannot be set up: RuntimeError: no licence",
    ),
    "nothing": ("", "there is no rule in plug_x"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_rule_is_named_and_refused(
    text: str, said: str, plug_in: Callable[..., None]
) -> None:
    plug_in("acme", "plug_x", blink=text)
    with pytest.raises(RuleError) as refused:
        loader.find()
    assert str(refused.value).startswith("rules of 'acme': ")
    assert said in str(refused.value)
    assert str(refused.value).endswith("mend or uninstall that package")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("axe", "cannot give its rules the name 'axe': Care Audit's own rules have it"),
        ("section-empty", "Care Audit's own rules have it"),
        ("Acme Health", "must be small letters, digits and hyphens"),
    ],
)
def test_a_name_that_cannot_be_an_owners_is_refused(
    name: str, said: str, plug_in: Callable[..., None]
) -> None:
    plug_in(name, "plug_named", blink=RULE)
    with pytest.raises(RuleError, match=said):
        loader.find()


def test_two_packages_of_one_name_are_refused(plug_in: Callable[..., None]) -> None:
    plug_in("acme", "plug_one", blink=RULE)
    plug_in("acme", "plug_two", blink=RULE)
    with pytest.raises(RuleError, match="both call their rules 'acme'"):
        loader.find()


def test_our_own_packages_are_nobodys_plugin(plug_in: Callable[..., None]) -> None:
    plug_in("acme", "plug_ours")
    entry = metadata.EntryPoint("acme", "rules.card", loader.GROUP)
    with pytest.raises(RuleError, match="one of Care Audit's own packages"):
        list(plugins.packages((entry,), frozenset()))


def test_a_rule_that_its_options_break_is_refused(plug_in: Callable[..., None]) -> None:
    check = (
        "\n    def __post_init__(self):\n        if self.most > 9:\n"
        "            raise ValueError('too many')\n"
    )
    plug_in(
        "acme", "plug_opt", blink=RULE.replace("    title", "    most: int = 3\n    title") + check
    )
    setting = _Setting({"most": 10})
    with pytest.raises(RuleError, match="rule 'acme/blink' cannot be set up: too many"):
        loader.load({"acme/blink": setting}, {})


class _Setting:
    enabled = True
    severity = None

    def __init__(self, options: dict[str, object]) -> None:
        self.options = options


# What a package's author runs.


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("", ""), ""),
        (("<blink data-bad>", "<p data-bad>"), "is marked and not found"),
        (("<blink data-bad>!", "<blink>a</blink><blink data-bad>!"), "is found and not marked"),
        (("<blink data-bad>", "<blink>"), "it marks no offender"),
        (("<p>!</p>", "<blink>!</blink>"), "good example 1: it is not silent: it blinks"),
        (("    bad = ", "    worse = "), "it has no bad example"),
        (("It distracts.", ""), "must say why it matters"),
        (("To fix it, stop.", "Stop."), "“To fix it,”"),
        (('"Something blinks"', '"Something blinks."'), "without a full stop"),
        (('it blinks")', 'it blinks")\n            tag.decompose()'), "changes the page"),
    ],
)
def test_examples_hold_a_rule_to_its_word(
    change: tuple[str, str], said: str, plug_in: Callable[..., None]
) -> None:
    plug_in("acme", "plug_ex", blink=RULE.replace(*change) if change[0] else RULE)
    (rule,) = examples.rules_in("plug_ex")
    if not said:
        examples.check(rule)
        return
    with pytest.raises(AssertionError) as failed:
        examples.check(rule)
    assert said in str(failed.value)
