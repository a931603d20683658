"""What follows a night: messages that arrive at a real server, old runs that go, schedules."""

import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from audit import cli
from audit.cli.nights import schedule
from audit.schedule import Night, ScheduleError, cron, systemd, this_command

PAGE = """<!doctype html><html lang="en"><head><title>Quality</title></head><body><main>
<h1>Quality</h1><p>We are looked at from outside.</p></main></body></html>"""
BROKEN = PAGE.replace("<p>", '<img src="a.png" alt="DSC_0042.JPG"><p>')
HOSTILE = PAGE.replace(
    "<p>",
    '<img src="a.png" alt="@everyone <!channel> [pay](https://evil.example) `x` www.evil.example'
    ' \x1b[31m\u202e.jpg"><p>',
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in a folder of its own, and tells nobody unless it says so."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CARE_AUDIT_NOTIFY", raising=False)
    Path("audit.yaml").write_text(
        "site: {name: Lakeside}\nbrowser: {enabled: false}\nnotify: {digest: off}\n"
        "reports: {url: 'https://reports.example/nights/'}\n"
    )
    return tmp_path


class Inbox(list[dict[str, str]]):
    """The messages that arrived."""


@pytest.fixture
def inbox(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A server that takes what apprise sends to json://."""
    arrived = Inbox()

    def take(request: Request) -> Response:
        arrived.append(json.loads(request.data))
        return Response("ok")

    httpserver.expect_request("/hook").respond_with_handler(take)
    monkeypatch.setenv("CARE_AUDIT_NOTIFY", f"json://127.0.0.1:{httpserver.port}/hook")
    yield arrived


def night(html: str = PAGE, *arguments: str, code: int | None = None) -> None:
    Path("site").mkdir(exist_ok=True)
    Path("site/a.html").write_text(html, encoding="utf-8")
    ended = cli.main(["run", "-q", *(arguments or ("site",))])
    assert ended == code if code is not None else ended in (0, 1)


def test_a_change_is_told_with_counts_the_worst_and_a_link(inbox: Inbox) -> None:
    night(BROKEN)
    (message,) = inbox
    assert "Care Audit, Lakeside: 1 new" == message["title"]
    body = message["message"]
    assert "1 new, 0 fixed, 1 open, 0 waived, 0 not checked. 1 of 1 page audited." in body
    assert "This is the first run" in body
    assert "1. error, image-alt-filename: " in body
    assert "Report: https://reports.example/nights/report.html" in body


def test_a_night_without_a_change_is_not_told(inbox: Inbox) -> None:
    night(BROKEN)
    inbox.clear()
    night(BROKEN)
    assert [] == inbox


def test_an_incomplete_run_is_told_always_and_its_reasons_come_first(inbox: Inbox) -> None:
    night(PAGE)
    inbox.clear()
    with Path("audit.yaml").open("a") as file:
        file.write("gate: {fail_on: off}\n")
    Path("audit.yaml").write_text(
        Path("audit.yaml")
        .read_text()
        .replace("Lakeside}", "Lakeside, must_audit: [/promised/]}")
        .replace("digest: off", "digest: off, on_change: false")
    )
    for _ in range(2):
        night(PAGE, code=3)
    assert 2 == len(inbox)
    assert "Care Audit, Lakeside: INCOMPLETE, nothing new" == inbox[-1]["title"]
    first, second = inbox[-1]["message"].splitlines()[:2]
    assert "INCOMPLETE: not everything was checked." == first
    assert "- /promised/ must be audited and was not" == second


def test_a_run_that_ends_by_an_error_is_told(
    inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    night(PAGE, "no-such-folder", code=2)
    (message,) = inbox
    assert "Care Audit, Lakeside: FAILED" == message["title"]
    assert "no-such-folder" in message["message"]
    assert "no-such-folder" in capsys.readouterr().err


def test_a_configuration_that_cannot_be_read_is_told(inbox: Inbox) -> None:
    Path("audit.yaml").write_text("sight: {}\n")
    night(PAGE, code=2)
    (message,) = inbox
    assert "Care Audit: FAILED" == message["title"]
    assert "unknown key 'sight'" in message["message"]


def test_a_run_that_only_tries_something_is_not_told(inbox: Inbox) -> None:
    night(BROKEN, "--print-only", "site")
    night(BROKEN, "--print-only", "no-such-folder", code=2)
    assert [] == inbox


def test_a_run_that_is_told_to_stop_tells_that_it_is_incomplete(
    inbox: Inbox, httpserver: HTTPServer
) -> None:
    links = "".join(f'<a href="/{n}.html">Page {n} of many</a> ' for n in range(200))
    served = Response(PAGE.replace("<p>", f"<p>{links}"), content_type="text/html")
    httpserver.expect_request(re.compile(r"/(\d+\.html)?")).respond_with_response(served)
    Path("audit.yaml").write_text(
        "site: {name: Lakeside, delay: 0.2}\nbrowser: {enabled: false}\nlinks: {ask: none}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "audit", "run", "-v", httpserver.url_for("/")],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stderr
        for line in process.stderr:
            if "/3.html" in line:
                break
        process.terminate()
        process.stderr.read()
        assert 3 == process.wait(60)
    (message,) = inbox
    assert message["title"].startswith("Care Audit, Lakeside: INCOMPLETE")
    assert "- the run was broken off" in message["message"]


def test_a_failed_message_is_said_and_changes_no_exit_code(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request("/hook").respond_with_data("no", status=500)
    host = f"127.0.0.1:{httpserver.port}"
    monkeypatch.setenv("CARE_AUDIT_NOTIFY", f"json://me:s3cret@{host}/hook nonsense://x")
    night(BROKEN, code=1)
    said = capsys.readouterr().err
    assert "the message did not reach address 1 (JSON)" in said
    assert "the message was not sent to address 2" in said
    assert "s3cret" not in said


def test_every_other_address_is_reached_where_one_fails(
    inbox: Inbox, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = f"json://127.0.0.1:{httpserver.port}/hook"
    monkeypatch.setenv("CARE_AUDIT_NOTIFY", f"json://127.0.0.1:9/x\n{good}")
    night(BROKEN)
    assert 1 == len(inbox)


def test_page_text_holds_no_markup_mention_or_link_in_a_message(inbox: Inbox) -> None:
    night(HOSTILE)
    body = inbox[0]["message"]
    assert "everyone" in body, "it is told, only not as a mention"
    told = body.replace("https://reports.example/nights/report.html", "")
    assert not re.search(r"[@<>\[\]`\x1b\u202e]|://|www\.", told)


def test_another_variable_may_hold_the_addresses(
    inbox: Inbox, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CARE_AUDIT_NOTIFY")
    monkeypatch.setenv("TEAM", f"json://127.0.0.1:{httpserver.port}/hook")
    Path("audit.yaml").write_text("browser: {enabled: false}\nnotify: {urls_from: TEAM}\n")
    night(BROKEN)
    assert ["Care Audit: 1 new"] == [each["title"] for each in inbox]


def _move(days: int) -> None:
    """Make every remembered run so many days older."""
    with closing(sqlite3.connect("out/care-audit.db")) as database, database:
        for run, started in database.execute("SELECT id, started FROM runs").fetchall():
            moment = datetime.fromisoformat(started) - timedelta(days=days)
            text = moment.isoformat(" ", "microseconds")
            database.execute("UPDATE runs SET started = ? WHERE id = ?", (text, run))


def test_the_first_run_of_a_week_sums_up_the_one_before(inbox: Inbox) -> None:
    today = datetime.now(UTC).strftime("%A").lower()
    Path("audit.yaml").write_text(
        f"site: {{name: Lakeside}}\nbrowser: {{enabled: false}}\nnotify: {{digest: {today}}}\n"
    )
    night(BROKEN)
    assert ["Care Audit, Lakeside: 1 new"] == [each["title"] for each in inbox], "no week is over"
    _move(days=2)
    inbox.clear()
    night(PAGE)
    (message,) = inbox
    assert "Care Audit, Lakeside: the week" == message["title"]
    assert "2 runs since" in message["message"]
    assert "Fixed in that time: 1." in message["message"]
    inbox.clear()
    night(PAGE)
    assert [] == inbox, "once a week is enough"


def test_old_runs_go_after_a_night_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("audit.yaml").write_text("browser: {enabled: false}\nhistory: {keep: 30 days}\n")
    night(PAGE)
    _move(days=31)
    capsys.readouterr()
    assert 0 == cli.main(["run", "site"])
    assert "deleted 1 run of " in capsys.readouterr().err
    cli.main(["history", "--json"])
    assert 1 == len(json.loads(capsys.readouterr().out))


def test_notify_tries_the_addresses(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == cli.main(["notify", "--test"])
    assert ["Care Audit, Lakeside: a test"] == [each["title"] for each in inbox]
    assert 2 == cli.main(["notify"]), "no run is there to tell of"
    night(PAGE)
    inbox.clear()
    assert 0 == cli.main(["notify"])
    assert ["Care Audit, Lakeside: nothing new"] == [each["title"] for each in inbox]


def test_notify_without_an_address_says_what_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 2 == cli.main(["notify", "--test"])
    assert "CARE_AUDIT_NOTIFY is not set" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("result", "messages"), [("oom-kill", 1), ("signal", 1), ("success", 0), ("exit-code", 0)]
)
def test_systemd_tells_of_a_night_that_was_killed(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, result: str, messages: int
) -> None:
    monkeypatch.setenv("SERVICE_RESULT", result)
    assert 0 == cli.main(["notify", "--if-killed"])
    assert messages == len(inbox)
    assert all("FAILED" in each["title"] and result in each["message"] for each in inbox)


def test_a_night_that_told_of_itself_is_not_told_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(PAGE)
    inbox.clear()
    monkeypatch.setenv("SERVICE_RESULT", "timeout")
    assert 0 == cli.main(["notify", "--if-killed"])
    assert [] == inbox


ODD = Night(
    command=("/opt/care 100%/bin/care-audit",),
    arguments=("--config", '/srv/it\'s "so" 5%/$HOME/a.yaml', "https://x.example/%20a?b=c&d"),
    folder=Path("/srv/it's so 5%"),
    user="web",
    hour=2,
    minute=5,
)


def _systemd(value: str) -> list[str]:
    """Read a command line as systemd.service(5) says; its quotes are almost a shell's."""
    return [
        word.replace("%%", "%").replace("$$", "$")
        for word in shlex.split(value.replace("'", "\\'") if '"' not in value else value)
    ]


def test_systemd_runs_the_very_words() -> None:
    line = re.search(r"^ExecStart=(.*)$", systemd(ODD), re.M)
    assert line
    assert list(ODD.run) == _systemd(line[1])
    assert "WorkingDirectory=/srv/it's so 5%%\n" in systemd(ODD)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "care 100%" / "care-audit"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = tmp_path / "units"
    units.mkdir()
    printed = systemd(Night((str(program),), ODD.arguments, tmp_path, "root", 2, 5))
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", printed, flags=re.M)
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        (units / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(units / "care-audit.timer")],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "care-audit" in line]
    assert [] == ours
    calendar = re.search(r"^OnCalendar=(.*)$", printed, re.M)
    assert calendar
    subprocess.run(["systemd-analyze", "calendar", calendar[1]], check=True, capture_output=True)


def test_cron_runs_the_very_words(tmp_path: Path) -> None:
    folder = tmp_path / "it's so 5%"
    folder.mkdir()
    told = folder / "told.json"
    code = "import json, sys; open('told.json', 'w').write(json.dumps(sys.argv[1:]))"
    printed = cron(Night((sys.executable, "-c", code), ODD.arguments, folder, "web", 2, 5))
    line = printed.splitlines()[-1]
    times, command = re.fullmatch(r"((?:\S+ ){5})(.*)", line).groups()  # type: ignore[union-attr]
    assert "5 2 * * * " == times
    assert not re.search(r"(?<!\\)%", command), "cron would end the command there"
    subprocess.run(["/bin/sh", "-c", command.replace(r"\%", "%")], check=True)
    assert ["run", "--resume", "--quiet", *ODD.arguments] == json.loads(told.read_text())


def test_github_runs_the_very_words(capsys: pytest.CaptureFixture[str]) -> None:
    target = "https://x.example/a b/${{ secrets.X }}/%20"
    assert 0 == cli.main(["schedule", "--print", "github", "--at", "4:05", target])
    workflow = yaml.safe_load(capsys.readouterr().out)
    assert [{"cron": "5 4 * * *"}] == workflow[True]["schedule"]
    steps = workflow["jobs"]["night"]["steps"]
    (command,) = [each["run"] for each in steps if "--resume" in each.get("run", "")]
    written = command.replace("${{ '${{' }}", "${{")
    assert command.count("${{") == 2, "GitHub works out what it finds in them"
    assert ["care-audit", "run", "--resume", "--config", "audit.yaml", "--", target] == shlex.split(
        written
    )


def test_what_is_printed_runs_this_installation_here(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == cli.main(["schedule", "--print", "systemd", "--user", "web", "site"])
    out = capsys.readouterr().out
    line = re.search(r"^ExecStart=(.*)$", out, re.M)
    assert line
    words = _systemd(line[1])
    version = subprocess.run(
        [*words[: len(this_command())], "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("care-audit, version")
    options = words[len(this_command()) + 1 :]
    context = cli.command.commands["run"].make_context("run", options)
    assert (("site",), True) == (context.params["targets"], context.params["resume"])
    assert folder / "audit.yaml" == context.params["config_file"]
    assert "User=web\n" in out
    assert f"WorkingDirectory={folder}\n" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--print", "systemd"], "nothing to audit"),
        (["--print", "cron", "--at", "25:00", "site"], "no time as 02:30"),
        (["--print", "launchd", "site"], "'launchd'"),
        (["site"], "--print"),
    ],
    ids=["no target", "no time", "no such kind", "nothing chosen"],
)
def test_a_wrong_use_prints_nothing(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == cli.main([schedule.name or "", *arguments])
    said = capsys.readouterr()
    assert "" == said.out
    assert sentence in said.err


def test_a_path_with_a_line_break_is_refused() -> None:
    with pytest.raises(ScheduleError, match="line break"):
        Night(("/bin/care-audit",), ("a\nb",), Path("/srv"), "web", 2, 5)
