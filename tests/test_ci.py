"""Care Audit in CI: what it says to code hosts, its hook for pre-commit, its action for GitHub."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from audit import cli
from reports import formats

ROOT = Path(__file__).parents[1]
CLEAN = """<!doctype html><html lang="en"><head><title>Visiting</title></head>
<body><main><h1>Visiting</h1><p>Come to the front desk first.</p></main></body></html>"""
BROKEN = CLEAN.replace("<p>", '\n <img src="a.png" alt="DSC_0042.JPG"><p>')
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
OPTIONS = {name for each in cli.command.commands["run"].params for name in each.opts}


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    """Every test stands in a repository of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(name, text):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_findings_name_the_file_as_the_repository_knows_it(monkeypatch):
    write("site/public/visit/index.html", BROKEN)
    monkeypatch.chdir("site")
    cli.main(["run", "--static", "--format", "sarif", "public"])
    (run,) = json.loads(Path("out/findings.sarif").read_text("utf-8"))["runs"]
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "site/public/visit/index.html", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 2},
    }


def test_a_finding_of_a_rule_that_compares_pages_names_its_files():
    write("public/a.html", CLEAN)
    write("public/b.html", CLEAN.replace("front desk", "west wing"))
    cli.main(["run", "--static", "--format", "json", "public"])
    findings = json.loads(Path("out/findings.json").read_text("utf-8"))["findings"]
    (title,) = [each for each in findings if each["rule"] == "page-title-duplicate"]
    files = {place["file"] for place in (title, *title["related"])}
    assert files == {"public/a.html", "public/b.html"}


def test_a_file_outside_the_repository_has_no_path_in_it(tmp_path, monkeypatch):
    write("elsewhere/a.html", BROKEN)
    write("work/.git/HEAD", "")
    monkeypatch.chdir("work")
    cli.main(["run", "--static", "--format", "json", "../elsewhere/a.html"])
    (finding,) = json.loads(Path("out/findings.json").read_text("utf-8"))["findings"]
    assert finding["file"] == ""


def test_github_is_told_at_once(capsys, monkeypatch, tmp_path):
    summary = tmp_path / "step.md"
    summary.write_text("Before.\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    write("public/a.html", BROKEN)
    assert 1 == cli.main(["run", "--static", "--format", "github", "public"])
    out = capsys.readouterr().out
    commands = [line for line in out.splitlines() if line.startswith("::")]
    assert commands == Path("out/annotations.txt").read_text("utf-8").splitlines()
    assert "file=public/a.html,line=3,col=2::" in commands[0]
    assert summary.read_text("utf-8").startswith("Before.\n## Care Audit\n")
    assert "public/a.html:3" in summary.read_text("utf-8")


def test_nothing_is_told_to_github_where_nobody_asked(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    cli.main(["run", "--static", write("a.html", BROKEN)])
    assert "::error" not in capsys.readouterr().out
    assert not (tmp_path / "step.md").exists()


def test_json_on_stdout_stays_json_beside_other_formats(capsys):
    write("a.html", BROKEN)
    cli.main(["run", "--static", "--json", "--format", "gitlab", "--format", "github", "a.html"])
    streams = capsys.readouterr()
    assert json.loads(streams.out)["schema"] == 1
    assert streams.err.startswith("::error ")


def test_a_page_cannot_give_the_runner_a_command(capsys):
    words = "##[add-mask]true ##vso[task.setvariable]x"
    write("a.html", CLEAN.replace("<p>", f'<a href="/x">more</a><img alt="{words}.jpg"><p>'))
    cli.main(["run", "--static", "--format", "github", "-v", "a.html"])
    assert not re.search(r"##\w*\[", "".join(capsys.readouterr()))


def test_print_only_leaves_nothing_behind(capsys, repository):
    write("a.html", BROKEN)
    assert 1 == cli.main(["run", "--static", "--print-only", "a.html"])
    out = capsys.readouterr().out
    assert "[a.html:3]" in out
    assert "Report:" not in out
    assert {path.name for path in repository.iterdir()} == {".git", "a.html"}


@pytest.mark.parametrize("option", [["--out", "there"], ["--db", "sqlite:///runs.db"]])
def test_print_only_refuses_what_would_stay(option, capsys):
    assert 2 == cli.main(["run", "--static", "--print-only", *option, write("a.html", CLEAN)])
    assert "--print-only leaves nothing behind" in capsys.readouterr().err


def test_single_files_need_not_hold_what_the_whole_site_must(capsys):
    write("audit.yaml", "site:\n  must_audit: [/visit/]\n")
    assert 0 == cli.main(["run", "--static", "--print-only", write("a.html", CLEAN)])


def test_a_folder_must_hold_what_the_whole_site_must(capsys):
    write("audit.yaml", "site:\n  must_audit: [/visit/]\n")
    write("public/a.html", CLEAN)
    assert 3 == cli.main(["run", "--static", "--print-only", "public"])


@pytest.mark.parametrize(("page", "code"), [(CLEAN, 0), (BROKEN, 1)])
def test_the_hook_ends_as_its_files_are(page, code, repository):
    (hook,) = HOOK
    program, *words = shlex.split(hook["entry"])
    command = [str(Path(sys.executable).with_name(program)), *words]
    files = [write("a.html", page), write("b/a.html", CLEAN.replace("Visiting", "Parking"))]
    done = subprocess.run([*command, *files], capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    assert {path.name for path in repository.iterdir()} == {".git", "a.html", "b"}
    assert ("a.html:3" in done.stdout) is (code == 1)


def test_the_hook_lets_through_what_a_baseline_of_the_whole_folder_holds():
    (hook,) = HOOK
    _, *words = shlex.split(hook["entry"])
    write("audit.yaml", "site: {start: [public]}\ngate: {baseline: baseline.jsonl}\n")
    write("baseline.jsonl", "")
    files = [write(f"public/{name}.html", BROKEN) for name in ("a", "care/b", "care/c")]
    assert cli.main(["run", "--static"]) == 1
    assert cli.main(["baseline"]) == 0
    assert cli.main([*words, *files]) == 0
    assert cli.main([*words, files[1]]) == 0
    write(files[1], BROKEN.replace("DSC_0042", "DSC_0043"))
    assert cli.main([*words, files[1]]) == 1, "this one is not in the baseline"


def test_each_input_of_the_action_is_an_option_or_says_what_it_is():
    named = {f"--{name}" for name in ACTION["inputs"]} - {"--targets", "--formats", "--python"}
    assert named <= OPTIONS
    used = set(re.findall(r"(?<=[( ])--[a-z-]+(?=[ )])", audit_step()["run"]))
    assert used - {"--"} == named | {"--format"}


def test_the_action_puts_no_input_into_a_script():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    handed = " ".join(value for step in ACTION["runs"]["steps"] for value in step["env"].values())
    assert {f"inputs.{name}" for name in ACTION["inputs"]} == set(
        re.findall(r"inputs\.[a-z-]+", handed)
    )


def test_the_action_installs_what_is_there():
    install = ACTION["runs"]["steps"][0]["run"]
    (named,) = re.findall(r"\$GITHUB_ACTION_PATH/([\w.]+)", install)
    assert (ROOT / named).is_file()


def test_the_action_audits_and_hands_on_the_exit_code(repository):
    write("my site/a.html", BROKEN)
    write("b.html", CLEAN.replace("Visiting", "Parking"))
    done, outputs = run_action(repository, targets="my site/\n\nb.html\n", static="true")
    assert done.returncode == 1, done.stderr
    assert outputs == "exit-code=1\n"
    assert "::error " in done.stdout
    written = {path.name for path in (repository / "out").iterdir()}
    assert {"annotations.txt", "findings.sarif", "findings.json", "report.html"} <= written


def test_the_action_runs_nothing_that_an_input_says(repository):
    evil = "$(touch evil)`touch evil`;touch evil"
    write(evil, BROKEN)  # No page: its name has no ending.
    done, outputs = run_action(repository, targets=f"{evil}\n--out=evil", static="true")
    assert done.returncode != 0
    assert outputs.startswith("exit-code=")
    assert not (repository / "evil").exists()


def audit_step():
    (step,) = [each for each in ACTION["runs"]["steps"] if each.get("id") == "audit"]
    return step


def run_action(repository, **inputs):
    """Run the action's second step as a runner would."""
    values = {name: each["default"] for name, each in ACTION["inputs"].items()} | inputs
    step = audit_step()
    programs = repository / ".git" / "care-audit" / "bin"
    programs.mkdir(parents=True)
    (programs / "care-audit").symlink_to(Path(sys.executable).with_name("care-audit"))
    outputs = repository / ".git" / "outputs"
    env = dict(os.environ, RUNNER_TEMP=str(repository / ".git"), GITHUB_OUTPUT=str(outputs))
    for name, value in step["env"].items():
        env[name] = values[re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value).group(1)]
    script = repository / ".git" / "step.sh"
    script.write_text(step["run"])
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        capture_output=True,
        text=True,
        env=env,
    )
    return done, outputs.read_text()


def test_the_guide_names_every_format_and_its_file(rich_names):
    for name, file in rich_names.items():
        assert f"| `{name}` | `{file}` |" in GUIDE


@pytest.fixture
def rich_names():
    names = {"html": "report.html"}
    for name in set(formats.OURS) - {"html"}:
        module = __import__(formats.OURS[name].partition(":")[0], fromlist=["NAME"])
        names[name] = module.NAME
    return names


def test_the_guide_names_every_column_and_every_input():
    from reports.to_csv import COLUMNS

    assert [] == [name for name in (*COLUMNS, *ACTION["inputs"]) if f"`{name}`" not in GUIDE]


def test_commands_in_the_guide_have_options_that_are_there():
    for line in re.findall(r"care-audit run [^\n']*", GUIDE):
        assert set(re.findall(r"--[a-z-]+", line)) <= OPTIONS, line
        named = set(re.findall(r"--format (\w+)", line))
        assert named <= set(formats.OURS)


def test_yaml_in_the_guide_can_be_read():
    for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S):
        assert yaml.safe_load(block)


def test_an_audit_without_a_browser_never_loads_what_drives_one():
    write("a.html", CLEAN)
    program = (
        "import sys; from audit import cli; code = cli.main(sys.argv[1:]);"
        "print(code, sorted({'selenium', 'axe_selenium_python'} & set(sys.modules)))"
    )
    words = ["run", "--static", "--print-only", "a.html"]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr
