"""The names of pages that are files: the same, whatever else is audited with them."""

from pathlib import Path

import pytest

from audit import file_pages
from audit.config import Site

PAGES = ("index.html", "care/index.html", "care/team.html")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    for site in ("public", "other"):
        for page in PAGES:
            path = folder / site / page
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("<p>")
    monkeypatch.chdir(folder)
    return folder


def names(*targets: str, folders: tuple[str, ...] = ()) -> list[str]:
    found = file_pages.find(Site(start=targets, folders=folders))
    return [task.url for task in file_pages.tasks(found, targets)]


def test_pages_of_a_folder_go_by_their_paths_from_it() -> None:
    assert sorted(PAGES) == names("public")


def test_a_file_of_a_known_folder_goes_by_its_path_from_there() -> None:
    known = ("https://live.example/", "public")
    assert ["care/team.html"] == names("public/care/team.html", folders=known)
    assert list(PAGES) == names(*(f"public/{page}" for page in PAGES), folders=known)


def test_of_two_known_folders_the_first_counts() -> None:
    assert ["care/team.html"] == names("public/care/team.html", folders=("public", "public/care"))


def test_a_file_of_no_known_folder_goes_by_its_path_from_here(here: Path) -> None:
    assert ["public/care/team.html"] == names("public/care/team.html")
    assert ["public/care/team.html"] == names(f"{here}/other/../public/care/team.html")
    assert ["public/index.html", "other/index.html"] == names(
        "public/index.html", "other/index.html"
    )


def test_a_file_from_elsewhere_goes_by_its_name(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here / "other")
    assert ["team.html"] == names("../public/care/team.html")


def test_a_folder_that_is_audited_too_is_known() -> None:
    assert sorted(PAGES) == names("public", "public/care/team.html")


def test_where_names_would_be_the_same_all_begin_with_their_folders(here: Path) -> None:
    both = [f"{site}/{page}" for site in ("public", "other") for page in sorted(PAGES)]
    assert both == names("public", "other")
    assert ["other/index.html", "public/care/index.html", "public/index.html"] == sorted(
        names("other/index.html", "public/care/index.html", "public/index.html")
    )
    assert ["other/index.html", "public/index.html"] == names(
        "other/index.html", "public/index.html", folders=("public", "other")
    )


def test_shelves_begin_with_what_the_names_begin_with(here: Path) -> None:
    for targets in (("public",), ("public", "other"), ("public/care/team.html",)):
        found = file_pages.find(Site(start=targets))
        pages = list(file_pages.tasks(found, targets))
        shelves = list(file_pages.shelves(found, targets))
        for page in pages:
            assert page.folder is not None
            shelf = shelves[page.folder]
            assert (shelf.folder / page.url.removeprefix(shelf.prefix)).is_file()
            assert page.url == shelf.prefix + page.page
