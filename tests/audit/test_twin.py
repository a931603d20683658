"""A candidate held against the live site: pages paired by path, findings without the host."""

from datetime import UTC, datetime

import pytest

from audit.config import Config, Site, Waiver
from audit.config.settings import Frozen
from audit.model import Finding, Outcome, Place, RunInfo, RunResult, Severity, Status
from audit.twin import Twin, live_config

LIVE = "https://www.hospital.example/"


def finding(url: str, subject: str = "View All", **more: object) -> Finding:
    place = Place(url, "a", structure="main › p › a")
    return Finding("link-generic", "m", place, Severity.ERROR, subject=subject, **more)


def result(outcomes: dict[str, str], *findings: Finding, detail: str = "") -> RunResult:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    run = RunInfo("1", moment, moment, (), "complete", "pass", 0, "static")
    given = [Outcome(url, kind, detail) for url, kind in outcomes.items()]
    return RunResult(run, given, [], findings)


@pytest.mark.parametrize(
    ("live", "there", "candidate", "here"),
    [
        (LIVE, "care/a", "https://staging.example/", "https://staging.example/care/a"),
        (LIVE, "care/", "https://staging.example/", "https://staging.example/care/index.html"),
        (LIVE, "care/", "public", "care/index.html"),
        (LIVE, "", "public", "index.html"),
        (LIVE, "about", "public", "about.html"),
        (LIVE, "care/a?page=2", "https://staging.example/", "https://staging.example/care/a?page=2"),
        (LIVE, "care/a", "https://preview.example/pr/12/", "https://preview.example/pr/12/care/a"),
        (f"{LIVE}care/", "care/a", "public", "a.html"),
        (f"{LIVE}care/", "news/a", "https://staging.example/care/", "https://staging.example/news/a"),
    ],
)  # fmt: skip
def test_pages_are_paired_by_their_paths(live: str, there: str, candidate: str, here: str) -> None:
    there = LIVE + there
    twin = Twin(result({there: "audited"}, finding(there)), live, [candidate])
    assert f"{live} has it, too" == twin.knows(finding(here))
    (said,) = twin.remarks(result({here: "audited"}))
    assert "1 page is there as well, 0 only here" in said


def test_two_folders_are_paired_too() -> None:
    twin = Twin(result({"a.html": "audited"}, finding("a.html")), "live", ["public"])
    assert twin.knows(finding("a.html"))


@pytest.mark.parametrize(
    "other",
    [
        finding("https://staging.example/b"),
        finding("https://staging.example/a", "Click here"),
        finding("https://staging.example/a?page=2"),
    ],
    ids=["another page", "another subject", "another query"],
)
def test_what_the_live_site_has_not_is_not_known(other: Finding) -> None:
    twin = Twin(
        result({f"{LIVE}a": "audited"}, finding(f"{LIVE}a")), LIVE, ["https://staging.example/"]
    )
    assert "" == twin.knows(other)


def test_a_subject_that_names_its_own_site_is_the_same_one() -> None:
    live = finding(f"{LIVE}a", f"{LIVE}old/page")
    twin = Twin(result({f"{LIVE}a": "audited"}, live), LIVE, ["https://staging.example/"])
    assert twin.knows(finding("https://staging.example/a", "https://staging.example/old/page"))
    assert not twin.knows(finding("https://staging.example/a", "https://other.example/old/page"))


@pytest.mark.parametrize("status", [Status.FIXED, Status.NOT_CHECKED])
def test_what_the_live_run_did_not_see_excuses_nothing(status: Status) -> None:
    there = finding(f"{LIVE}a", status=status)
    twin = Twin(result({f"{LIVE}a": "audited"}, there), LIVE, ["https://staging.example/"])
    assert "" == twin.knows(finding("https://staging.example/a"))


def test_a_live_page_that_could_not_be_audited_excuses_nothing_and_that_is_said() -> None:
    live = result({f"{LIVE}a": "error:timeout", f"{LIVE}b": "audited"}, detail="it was slow")
    twin = Twin(live, LIVE, ["public"])
    assert "" == twin.knows(finding("a.html"))
    said = list(twin.remarks(result({"a.html": "audited", "b.html": "audited"})))
    assert "1 page is there as well, 0 only here" in said[0]
    assert "1 page could not be audited on" in said[1]
    assert "a.html (it was slow)" in said[1]


def test_a_page_that_the_live_site_certainly_has_not_is_only_here() -> None:
    live = {f"{LIVE}b": "audited"}
    gone = result(live | {f"{LIVE}a": "error:http"}, detail=f"{LIVE}a answers 404 Not Found; mend")
    (said,) = Twin(gone, LIVE, ["public"]).remarks(result({"a.html": "audited"}))
    assert "0 pages are there as well, 1 only here" in said


def test_a_live_site_that_is_down_excuses_nothing_and_that_is_said() -> None:
    down = result({LIVE: "error:connect"}, detail="refused")
    said = list(Twin(down, LIVE, ["public"]).remarks(result({"a.html": "audited"})))
    assert "no page of https://www.hospital.example/ could be audited" in said[-1]


def test_secrets_for_the_candidate_are_not_sent_to_another_host() -> None:
    waiver = Waiver(rule="r", reason="r", owner="o", until=datetime(2027, 1, 1).date())
    site = Site(start=("https://staging.example/",), headers_from=Frozen({"X-Key": "KEY"}))
    config = Config(site=site.model_copy(update={"must_audit": ("/care/",)}), waivers=(waiver,))
    live = live_config(config, LIVE)
    assert not live.site.headers_from
    assert (LIVE,) == live.site.start
    assert () == live.site.must_audit == live.waivers
    same = live_config(config, "https://staging.example/main/")
    assert {"X-Key": "KEY"} == dict(same.site.headers_from)
