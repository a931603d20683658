from pathlib import Path

from audit.model import Finding, Place, Severity
from audit.repository import Repository, locate


def test_paths_begin_at_the_repository_around_a_folder(tmp_path):
    (tmp_path / ".git").mkdir()
    here = tmp_path / "site" / "tools"
    here.mkdir(parents=True)
    repository = Repository.around(here)
    assert repository.path(tmp_path / "site" / "public" / "a.html") == "site/public/a.html"


def test_a_worktree_has_a_file_where_others_have_a_folder(tmp_path):
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    (tmp_path / "site").mkdir()
    assert Repository.around(tmp_path / "site").root == tmp_path.resolve()


def test_without_a_repository_paths_begin_where_the_run_was_started(tmp_path):
    assert Repository.around(tmp_path).path(tmp_path / "a" / "b.html") == "a/b.html"


def test_a_file_elsewhere_has_no_path(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".git").mkdir()
    assert Repository.around(tmp_path / "work").path(tmp_path / "a.html") == ""


def test_a_link_out_of_the_repository_leads_elsewhere(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "a.html").write_text("x")
    (tmp_path / "work" / "a.html").symlink_to(tmp_path / "a.html")
    assert Repository.around(tmp_path / "work").path(Path(tmp_path / "work" / "a.html")) == ""


def test_each_place_of_a_finding_gets_its_file():
    places = [Place(url, "p") for url in ("a.html", "b.html", "https://x.example/")]
    finding = Finding("r", "m", places[0], Severity.ERROR, related=tuple(places[1:]))
    told = locate(finding, {"a.html": "web/a.html", "b.html": "web/b.html"})
    assert [each.file for each in (told.place, *told.related)] == ["web/a.html", "web/b.html", ""]
    assert told.fingerprint == finding.fingerprint
