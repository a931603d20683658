import os
import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from bs4 import BeautifulSoup

from audit.browser.programs import find_browser
from audit.config import Browser
from audit.dossier import Printer
from reports import to_html, to_pdf
from reports.output import ReportError

FIRST = (
    '<meta http-equiv="Content-Security-Policy" content="default-src x">'
    "<style>p {{ color: red }}</style><body><h1>One</h1>"
    '<main id="main" tabindex="-1">{}</main></body>'
)


def bind(first, second="<p></p>"):
    texts = {
        "report.html": FIRST.format(first),
        "report/conformance.html": FIRST.format(second).replace("One", "Two"),
    }
    return BeautifulSoup(to_pdf.bind(texts, paper="Letter"), "html.parser")


def test_documents_follow_one_another_under_their_headings():
    soup = bind("<p>a</p>", "<p>b</p>")
    assert [each.get_text() for each in soup.main.find_all(recursive=False)] == ["a", "Two", "b"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="#x">', "#x"),
        ('<a href="report/conformance.html#x">', "#conformance-x"),
        ('<a href="report/conformance.html">', "#conformance-main"),
        ('<a href="report/pages.html#x">', None),
        ('<a href="https://a.example/#x">', "https://a.example/#x"),
        ('<a href="mailto:a@b.example">', "mailto:a@b.example"),
    ],
)
def test_links_of_the_first_document_lead_within_or_to_the_web(link, expected):
    assert bind(f"<p>{link}a</a></p>").main.a.get("href") == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="#x">', "#conformance-x"),
        ('<a href="../report.html#x">', "#x"),
        ('<a href="../report.html">', "#main"),
        ('<a href="pages.html">', None),
    ],
)
def test_links_of_a_further_document_lead_within(link, expected):
    assert bind("", f"<p>{link}a</a></p>").main.a.get("href") == expected


def test_what_names_an_id_names_it_after_binding():
    part = '<p id="a" aria-labelledby="a b">x</p><svg><rect fill="url(#b)"/></svg><b id="b"></b>'
    soup = bind(part, part)
    ids = [each["id"] for each in soup.find_all(id=True)]
    assert ids == ["main", "a", "b", "conformance-main", "conformance-a", "conformance-b"]
    assert [each["aria-labelledby"] for each in soup.main("p")] == [
        "a b",
        "conformance-a conformance-b",
    ]
    assert [each["fill"] for each in soup("rect")] == ["url(#b)", "url(#conformance-b)"]


def test_no_script_is_bound_and_the_policy_lets_the_style_in(tmp_path, rich_result):
    to_html.write(rich_result, tmp_path)
    texts = {
        name: (tmp_path / name).read_text("utf-8")
        for name in (*to_pdf.PRINTED, "report/pages.html")
        if (tmp_path / name).exists()
    }
    soup = BeautifulSoup(to_pdf.bind(texts, paper="A4"), "html.parser")
    assert not soup("script")
    ids = [each["id"] for each in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    within = {a["href"][1:] for a in soup.main("a", href=re.compile("^#"))}
    assert within <= set(ids)


@pytest.mark.browser
def test_the_pdf_is_tagged_and_says_what_the_report_says(tmp_path, rich_result):
    path = to_pdf.write(rich_result, tmp_path)
    assert path == tmp_path / "report.pdf"
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]
    with pikepdf.open(path) as pdf:
        assert pdf.Root.Lang == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title).startswith("Care Audit report: Lindenhof Cancer Centre")
        assert str(pdf.docinfo.CreationDate) == "D:20261103140602+00'00'"
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "Lindenhof Cancer Centre"
        kinds = set(_kinds(pdf.Root.StructTreeRoot.K))
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/L", "/LI", "/Link"} <= kinds
        named = [
            str(note.A.URI)
            for page in pdf.pages
            for note in page.get("/Annots", ())
            if "/URI" in note.get("/A", {})
        ]
        assert named
        assert [each for each in named if not each.startswith("https://")] == []
        assert [float(each) for each in pdf.pages[0].MediaBox[2:]] == pytest.approx(
            [595, 842], abs=1
        )


def _kinds(node):
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from _kinds(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S)
        if "/K" in node:
            yield from _kinds(node.K)


@pytest.mark.browser
def test_the_same_run_gives_the_same_pdf_on_the_paper_that_is_wanted(tmp_path, make_result):
    printer = Printer(paper="Letter")
    result = make_result(dossier=replace(make_result().dossier, printer=printer, language="es"))
    first = to_pdf.write(result, tmp_path / "a").read_bytes()
    assert to_pdf.write(result, tmp_path / "b").read_bytes() == first
    with pikepdf.open(BytesIO(first)) as pdf:
        assert pdf.Root.Lang == "es"
        assert [float(each) for each in pdf.pages[0].MediaBox[2:]] == pytest.approx(
            [612, 792], abs=1
        )


def test_without_a_browser_the_error_says_so(tmp_path, make_result):
    printer = Printer(binary=str(tmp_path / "none"))
    result = make_result(dossier=replace(make_result().dossier, printer=printer))
    with pytest.raises(ReportError, match=r"report\.pdf cannot be printed: browser\.binary names"):
        to_pdf.write(result, tmp_path)
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.browser
@pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
def test_a_browser_that_dies_is_told(tmp_path, make_result):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    program.chmod(0o755)
    driver = find_browser(Browser()).driver
    result = make_result(
        dossier=replace(make_result().dossier, printer=Printer(str(program), driver))
    )
    with pytest.raises(ReportError, match=r"cannot be printed: Chromium .* did not start"):
        to_pdf.write(result, tmp_path)
