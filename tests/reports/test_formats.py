import subprocess
import sys
import textwrap

import pytest

from reports import formats


def install(folder, name, entry, module=""):
    """Lay a distribution into `folder` as pip would, with one report format."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[care_audit.reports]\n{entry}\n")
    if module:
        (folder / f"{name}.py").write_text(textwrap.dedent(module))


@pytest.fixture
def packages(tmp_path, monkeypatch):
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.mark.browser
def test_each_of_our_formats_writes_its_file(tmp_path, rich_result):
    written = {name: formats.write(name, rich_result, tmp_path).name for name in formats.OURS}
    assert written == {
        "accreditations-csv": "accreditations.csv",
        "accreditations-xlsx": "accreditations.xlsx",
        "checklist": "checklist.csv",
        "csv": "findings.csv",
        "earl": "earl.jsonld",
        "github": "annotations.txt",
        "gitlab": "gl-code-quality-report.json",
        "html": "report.html",
        "json": "findings.json",
        "junit": "junit.xml",
        "markdown": "summary.md",
        "openacr": "openacr.yaml",
        "pdf": "report.pdf",
        "sarif": "findings.sarif",
        "wcag-em": "wcag-em.md",
    }
    assert {path.name for path in tmp_path.iterdir()} == {*written.values(), "report"}


def test_names_are_in_alphabetical_order():
    assert set(formats.OURS) <= set(formats.names())
    assert list(formats.names()) == sorted(formats.names())


def test_an_unknown_format_is_an_error_that_lists_the_known():
    with pytest.raises(
        formats.ReportError,
        match=r"no report format 'odt'; there are: accreditations-csv, .*, json,",
    ):
        formats.load("odt")


def test_an_installed_package_adds_a_format(packages, tmp_path, make_result):
    install(
        packages,
        "acme_report",
        "acme = acme_report:write",
        """
        def write(result, folder):
            path = folder / "acme.txt"
            path.write_text(result.run.site)
            return path
        """,
    )
    assert "acme" in formats.names()
    path = formats.write("acme", make_result(), tmp_path)
    assert path.read_text() == "Lindenhof Cancer Centre"


@pytest.mark.parametrize(
    ("entry", "module", "reason"),
    [
        ("acme = acme_broken:write", "import no_such_module", "ModuleNotFoundError.*no_such"),
        ("acme = acme_broken:write", "1 // 0", "ZeroDivisionError"),
        ("acme = acme_broken:write", "", "No module named 'acme_broken'"),
        ("acme = acme_broken:write", "def other(): ...", "AttributeError"),
        ("acme = acme_broken:write", "write = 3", "is no function"),
    ],
)
def test_a_format_that_cannot_be_loaded_names_its_package(packages, entry, module, reason):
    install(packages, "acme_broken", entry, module)
    sys.modules.pop("acme_broken", None)
    with pytest.raises(formats.ReportError, match=f"'acme' of acme_broken.*{reason}"):
        formats.load("acme")


def test_two_packages_with_one_format_are_an_error_that_names_both(packages):
    install(packages, "acme_twin", "json = acme_twin:write")
    with pytest.raises(formats.ReportError, match="'json': care-audit and acme_twin"):
        formats.names()


def test_listing_the_formats_loads_none_of_them():
    program = (
        "import sys; from reports import formats; formats.names();"
        "print(sorted({'jinja2', 'reports.to_json'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"
