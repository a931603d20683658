from datetime import UTC, datetime

import pytest

from audit.printing import PrintError, print_pdf

WHEN = datetime(2026, 11, 3, tzinfo=UTC)

pytestmark = pytest.mark.browser


def test_what_takes_too_long_is_given_up(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<title>x</title><script>for (;;) {}</script>", "utf-8")
    with pytest.raises(PrintError, match="did not print it within 1 seconds"):
        print_pdf(page, tmp_path / "page.pdf", when=WHEN, seconds=1)
    assert not (tmp_path / "page.pdf").exists()


def test_a_document_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PrintError, match="the browser cannot open it: net::ERR_FILE_NOT_FOUND"):
        print_pdf(tmp_path / "none.html", tmp_path / "page.pdf", when=WHEN)


def test_nothing_is_asked_of_the_network(tmp_path, httpserver):
    page = tmp_path / "page.html"
    page.write_text(f"<title>x</title><img src='{httpserver.url_for('/a.png')}'>", "utf-8")
    print_pdf(page, tmp_path / "page.pdf", when=WHEN)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
    assert httpserver.log == []
