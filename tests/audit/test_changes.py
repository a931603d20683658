"""Which pages a change reaches, in real repositories."""

import subprocess
from pathlib import Path

import pytest

from audit.changes import MAX_BYTES, Selection, select
from audit.config import ConfigError


class Repository:
    """A git repository with a built site in `site`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / "site"
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.email", "a@hospital.example")
        self.git("config", "user.name", "A")

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True)

    def write(self, name: str, text: str = "changed") -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x")

    def select(self, since: str = "HEAD", *targets: str) -> Selection:
        return select(since, targets or (str(self.site),), [self.root / "audit.yaml"])

    def reached(self, since: str = "HEAD") -> set[str]:
        return {path.relative_to(self.site).as_posix() for path in self.select(since).pages}


FILES = {
    "site/index.html": '<a href="care/">Care</a><img src="img/logo.png">',
    "site/care/index.html": '<link rel="stylesheet" href="/css/care.css"><a href="/">Home</a>',
    "site/care/team.html": '<a href="../visit.html#parking">Parking</a>',
    "site/visit.html": '<script src="js/visit.js"></script><a href="care/team.html">Team</a>',
    "site/css/care.css": "@import 'base.css';",
    "site/css/base.css": "p { background: url('../img/My Paper (1).png') }",
    "site/js/visit.js": "import './map'",
    "site/js/map.js": "fetch('hours.json')",
    "site/js/hours.json": "{}",
    "site/img/logo.png": "a picture",
    "site/img/My Paper (1).png": "a picture",
    "site/img/old.png": "a picture that no page shows",
    "site/parts/head.inc": "<p>",
    "README.md": "words",
    "audit.yaml": "site: {start: [site]}",
}
EVERY = {"index.html", "care/index.html", "care/team.html", "visit.html"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    for name, text in FILES.items():
        made.write(name, text)
    made.commit()
    return made


@pytest.mark.parametrize(
    ("changed", "reached"),
    [
        ("site/care/team.html", {"care/team.html"}),
        ("site/visit.html", {"visit.html", "care/team.html"}),
        ("site/index.html", {"index.html"}),
        ("site/css/care.css", {"care/index.html"}),
        ("site/css/base.css", {"care/index.html"}),
        ("site/img/My Paper (1).png", {"care/index.html"}),
        ("site/img/logo.png", {"index.html"}),
        ("site/js/hours.json", {"visit.html"}),
        ("site/js/map.js", {"visit.html"}),
        ("site/img/old.png", set()),
        ("site/parts/head.inc", set()),
        ("README.md", set()),
        ("site/new.html", {"new.html"}),
        ("site/js/chunk-4f3a.js", EVERY),
        ("site/_headers", EVERY),
        ("audit.yaml", EVERY),
    ],
)
def test_a_change_reaches_what_uses_it(
    changed: str, reached: set[str], repository: Repository
) -> None:
    repository.write(changed)
    assert reached == repository.reached()
    repository.commit()
    assert set() == repository.reached(), "nothing has changed since"
    assert reached == repository.reached("HEAD~1")


def test_several_changes_reach_what_each_of_them_reaches(repository: Repository) -> None:
    for name in ("site/js/hours.json", "site/css/base.css", "site/img/old.png"):
        repository.write(name)
    chosen = repository.select()
    assert {"visit.html", "care/index.html"} == repository.reached()
    assert "no page uses site/img/old.png" in chosen.notes


def test_files_that_use_each_other_reach_their_pages(repository: Repository) -> None:
    repository.write("site/js/map.js", "import './visit.js'; fetch('hours.json')")
    repository.commit()
    repository.write("site/js/hours.json")
    assert {"visit.html"} == repository.reached()


def test_a_file_too_large_to_be_parsed_may_name_whatever_its_letters_hold(
    repository: Repository,
) -> None:
    repository.write("site/care/index.html", f"{'x' * MAX_BYTES} hours ")
    repository.commit()
    repository.write("site/js/hours.json")
    assert {"visit.html", "care/index.html"} == repository.reached()
    repository.commit()
    repository.write("site/img/logo.png")
    assert {"index.html"} == repository.reached()


def test_nothing_changed_reaches_nothing(repository: Repository) -> None:
    assert set() == repository.reached()


@pytest.mark.parametrize(
    ("deleted", "reached"),
    [
        ("site/care/team.html", {"visit.html"}),
        ("site/care/index.html", {"index.html"}),
        ("site/index.html", {"care/index.html"}),
        ("site/css/base.css", {"care/index.html"}),
    ],
)
def test_what_was_deleted_reaches_what_leads_there(
    deleted: str, reached: set[str], repository: Repository
) -> None:
    (repository.root / deleted).unlink()
    assert reached == repository.reached()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ("site/parts/head.inc", "no page uses site/parts/head.inc"),
        ("site/img/old.png", "no page uses site/img/old.png"),
        ("README.md", "README.md lie outside site"),
        ("site/js/chunk-4f3a.js", "which pages use site/js/chunk-4f3a.js cannot be told"),
        ("audit.yaml", "audit.yaml has changed, which decides for every page"),
    ],
)
def test_what_cannot_be_followed_is_said(
    changed: str, sentence: str, repository: Repository
) -> None:
    repository.write(changed)
    assert sentence in " ".join(repository.select().notes)


def test_a_folder_that_git_leaves_out_is_audited_whole(repository: Repository) -> None:
    repository.write(".gitignore", "built/\n")
    repository.write("built/a.html", "a")
    repository.write("built/b.html", "b")
    found = repository.select("HEAD", str(repository.root / "built"))
    assert {"a.html", "b.html"} == {path.name for path in found.pages}
    assert any("git leaves built out" in note for note in found.notes)


def test_hostile_names_of_files_do_no_harm(repository: Repository) -> None:
    names = ["--output=x.html", "new\nline.html", "\x1b[31m.html", "\udcff.html", "$(id).html"]
    for name in names:
        repository.write(f"site/{name}")
    assert set(names) == repository.reached()
    repository.write("site/\x1b[31mred.inc")
    assert "\x1b" not in " ".join(repository.select().notes)


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        ("no-such", "git knows no commit 'no-such'"),
        ("--output=/tmp/x", "no name of a commit"),
        ("", "no name of a commit"),
        ("HEAD:README.md", "git knows no commit"),
    ],
)
def test_what_names_no_commit_is_refused(since: str, sentence: str, repository: Repository) -> None:
    with pytest.raises(ConfigError, match=sentence):
        repository.select(since)


def test_a_shallow_clone_that_lacks_the_commit_is_told_to_fetch_it(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write("site/visit.html")
    repository.commit()
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone))
    with pytest.raises(ConfigError, match=r"not in this clone.*fetch it first"):
        select("HEAD~1", [str(clone / "site")])


def test_without_a_repository_nothing_is_known_of_changes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("a")
    with pytest.raises(ConfigError, match="in no git repository"):
        select("HEAD", [str(tmp_path)])


def test_an_address_has_no_files_that_change(repository: Repository) -> None:
    with pytest.raises(ConfigError, match="is an address"):
        repository.select("HEAD", "https://hospital.example/")


def test_a_repository_cannot_have_its_programs_run(repository: Repository) -> None:
    mark = repository.root / "ran"
    repository.git("config", "core.fsmonitor", f"touch {mark}; false")
    repository.git("config", "diff.external", f"touch {mark}; false")
    repository.write("site/visit.html")
    repository.reached()
    assert not mark.exists()
