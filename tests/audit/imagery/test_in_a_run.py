"""Pictures in whole runs: from the command line to the finding."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_httpserver import HTTPServer

from audit import cli

Seal = Callable[..., Image.Image]
AsFile = Callable[..., bytes]
PAGE = """<!doctype html><html lang="en"><head><title>Accreditations</title></head><body><main>
<h1>Accreditations</h1><ul>
<li><figure><img src="{0}/mammography.png" alt="ACR Accredited Mammography" width="120">
<figcaption>ACR accredited mammography</figcaption></figure></li>
<li><figure><img src="{0}/breast%20mri.webp?v=2" alt="ACR Accredited Breast Ultrasound" width="120">
<figcaption>ACR accredited breast ultrasound</figcaption></figure></li></ul>
</main></body></html>"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seal: Seal, as_file: AsFile) -> Path:
    """A site as files, and beside it an audit.yaml that holds what `care-audit hash` printed."""
    monkeypatch.chdir(tmp_path)
    for words in ("MAMMOGRAPHY", "BREAST MRI", "BREAST\nULTRASOUND"):
        name = words.lower().replace("\n", " ")
        (tmp_path / f"{name}.png").write_bytes(as_file(seal(words), "PNG"))
    site = tmp_path / "site" / "img"
    site.mkdir(parents=True)
    small = seal("BREAST MRI").resize((150, 150), Image.Resampling.LANCZOS)
    (site / "breast mri.webp").write_bytes(as_file(small, "WEBP", quality=80))
    (site / "mammography.png").write_bytes(as_file(seal("MAMMOGRAPHY"), "PNG"))
    (tmp_path / "site" / "index.html").write_text(PAGE.format("img"), encoding="utf-8")
    return tmp_path


def _register(capsys: pytest.CaptureFixture[str], **files: str) -> None:
    assert 0 == cli.main(["hash", *files.values()])
    hashes = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    entries = [
        f'  - is: acr-{name.replace("_", "-")}\n    images: ["{each}"]\n'
        for name, each in zip(files, hashes, strict=True)
    ]
    Path("audit.yaml").write_text(
        "site: {delay: 0, retries: 0, robots: ignore}\naccreditations:\n" + "".join(entries)
    )


def _findings(target: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    cli.main(["run", "--static", target, "-q"])
    report = json.loads(Path("out/findings.json").read_text(encoding="utf-8"))
    found = [each for each in report["findings"] if each["rule"] == "badge-image-mismatch"]
    left = [each for each in report["unchecked"] if each["rule"] == "badge-image-mismatch"]
    return found, left


def test_a_seal_in_a_folder_is_known_again(capsys: pytest.CaptureFixture[str]) -> None:
    _register(
        capsys,
        mammography="mammography.png",
        breast_mri="breast mri.png",
        breast_ultrasound="breast ultrasound.png",
    )
    (finding,), left = _findings("site")
    assert "“ACR Accredited Breast Ultrasound” names ACR Breast Ultrasound" in finding["message"]
    assert "its picture looks like the registry's picture of ACR Breast MRI" in finding["message"]
    assert ("sure", []) == (finding["certainty"], left)


def test_without_the_labels_own_picture_a_person_decides(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _register(capsys, mammography="mammography.png", breast_mri="breast mri.png")
    (finding,), _ = _findings("site")
    assert "review" == finding["certainty"]


def test_a_seal_on_a_server_is_known_again_and_one_that_is_gone_is_unchecked(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _register(capsys, breast_ultrasound="breast ultrasound.png", breast_mri="breast mri.png")
    httpserver.expect_request("/").respond_with_data(PAGE.format("/img"), content_type="text/html")
    httpserver.expect_request("/img/breast mri.webp").respond_with_data(
        (folder / "site" / "img" / "breast mri.webp").read_bytes(), content_type="image/webp"
    )
    httpserver.expect_request("/img/mammography.png").respond_with_data("", status=404)
    (finding,), (left,) = _findings(httpserver.url_for("/"))
    assert "ACR Breast MRI" in finding["message"]
    assert "/img/mammography.png could not be read" in left["reason"]
    assert "404" in left["reason"]


def test_a_usual_run_asks_for_no_image(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE.format("/img"), content_type="text/html")
    Path("audit.yaml").write_text("site: {delay: 0}\naccreditations: [{is: acr-breast-mri}]\n")
    assert ([], []) == _findings(httpserver.url_for("/"))
    asked = {request.path for request, _ in httpserver.log}
    assert not {path for path in asked if "/img/" in path}


def test_what_cannot_be_hashed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("note.txt").write_text("no image")
    Image.new("RGB", (9, 9), "teal").save("plain.png")
    assert 2 == cli.main(["hash", "note.txt"])
    assert 2 == cli.main(["hash", "plain.png"])
    told = capsys.readouterr().err
    assert "note.txt is no image of a known format" in told
    assert "plain.png is all of one color" in told
