"""Which language a text is in: what is surely another, and what nobody could tell."""

import subprocess
import sys

import pytest

from audit.model import ALSO, Finding
from audit.page import Page
from rules.content.language_mismatch import LanguageMismatch
from rules.content.languages import Stated, guess, is_in, spoken

ENGLISH = (
    "Please bring a list of all the medicines that you take, your insurance card and the results"
    " of earlier tests to your first visit."
)
SPANISH = (
    "Si habla español, tiene a su disposición servicios gratuitos de asistencia lingüística;"
    " pregunte a cualquier persona de nuestro equipo."
)
VIETNAMESE = (
    "Nếu quý vị nói tiếng Việt, chúng tôi có dịch vụ hỗ trợ ngôn ngữ miễn phí dành cho quý vị;"
    " xin hỏi bất cứ nhân viên nào."
)
CHINESE = "如果您說中文，我們可以免費為您提供語言協助服務。請向我們的任何一位工作人員詢問。"


def _find(html: str, **options: object) -> list[Finding]:
    page = Page(url="https://hospital.example/care/", html=html)
    return list(LanguageMismatch(**options).check(page))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        pytest.param(f"<p>{SPANISH}</p>", "es", id="Spanish"),
        pytest.param(f"<p>{VIETNAMESE}</p>", "vi", id="Vietnamese"),
        pytest.param(f"<p>{CHINESE}</p>", "zh", id="Chinese, which parts no words"),
        pytest.param(f"<div>{SPANISH.upper()}</div>", "es", id="capitals"),
        pytest.param(f"<p lang=en><span>{SPANISH}</span></p>", "es", id="marked as English"),
        pytest.param(f"<p>{SPANISH} 1-800-555-0100, www.hospital.example</p>", "es", id="a number"),
    ],
)
def test_a_passage_in_another_language_is_found(body: str, language: str) -> None:
    found = _find(f"<html lang=en-US><p>{ENGLISH}</p><p>{ENGLISH}</p>{body}")
    assert [language] == [finding.evidence["found"] for finding in found]
    assert [("3.1.2",)] == [finding.wcag for finding in found]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<html><p>{SPANISH}</p><p>{SPANISH}</p>", id="no language is stated"),
        pytest.param(f"<html lang=und><p>{SPANISH}</p>", id="undetermined"),
        pytest.param(f"<html lang=en><p lang=''>{SPANISH}</p>", id="stated as unknown"),
        pytest.param(f"<html lang=en><p lang=es-MX>{SPANISH}</p>", id="marked"),
        pytest.param(f"<html lang=en><p><i lang=es>{SPANISH}</i></p>", id="marked inside"),
        pytest.param(f"<html lang=pt><p>{SPANISH}</p><p>{SPANISH}</p>", id="near: es and pt"),
        pytest.param(f"<html lang=en><p translate=no>{SPANISH}</p>", id="not to be translated"),
        pytest.param(f"<html lang=en><pre>{SPANISH}</pre>", id="code"),
        pytest.param(f"<html lang=en><p hidden>{SPANISH}</p>", id="hidden"),
        pytest.param("<html lang=en><p>Servicios de asistencia lingüística</p>", id="short"),
        pytest.param(
            f"<html lang=en><p>{ENGLISH} “Si habla español, pregunte.” {ENGLISH}</p>",
            id="quoted inside",
        ),
        pytest.param(
            "<html lang=en><p>Carcinoma in situ, lymphoma malignum, adenocarcinoma, sarcoma,"
            " melanoma, glioblastoma multiforme, ad hoc, in vitro, in vivo, per os</p>",
            id="Latin terms",
        ),
        pytest.param(
            "<html lang=en><ul><li>García, Juan<li>Müller, Hans<li>Nguyễn, An</ul><p>Juan García,"
            " Hans Müller, Nguyễn Văn An, Giulia Rossi, Pierre Dubois, Ingrid Åkesson</p>",
            id="names",
        ),
        pytest.param(f"<html lang=en><p>{ENGLISH}</p><p>\ufffd {SPANISH}</p>", id="not decoded"),
    ],
)
def test_what_is_marked_or_cannot_be_told_is_left_alone(html: str) -> None:
    assert [] == _find(html)


def test_a_page_whose_language_is_wrong_is_one_finding() -> None:
    found = _find(f"<html lang=en><h1>Cáncer</h1><p>{SPANISH}</p><p>{SPANISH}</p><p>OK</p>")
    assert ["html"] == [finding.place.selector for finding in found]
    assert [("3.1.1",)] == [finding.wcag for finding in found]


def test_passages_side_by_side_are_one_finding_for_each_language() -> None:
    html = (
        f"<html lang=en><p>{ENGLISH}</p><p>{ENGLISH}</p><p>{ENGLISH}</p>"
        f"<div><p>{SPANISH}</p><p>{SPANISH}</p><p>{VIETNAMESE}</p></div>"
    )
    found = _find(html)
    assert ["es", "vi"] == [finding.evidence["found"] for finding in found]
    assert [1, 0] == [sum(p.note == ALSO for p in finding.related) for finding in found]


def test_a_site_may_allow_a_language() -> None:
    html = f"<html lang=en><p>{ENGLISH}</p><p>{ENGLISH}</p><p>{SPANISH}</p>"
    assert [] == _find(html, allow=("es",))


def test_a_text_of_two_languages_is_neither() -> None:
    assert guess(spoken(f"{ENGLISH} {SPANISH}"), "en") is None
    assert guess(spoken(f"{ENGLISH} {SPANISH}"), "de") is None


def test_a_language_is_recognised() -> None:
    assert is_in(ENGLISH, "en")
    assert not is_in(SPANISH, "en")
    assert not is_in("1-800-555-0100", "en")


def test_no_language_is_told_by_asking_anybody() -> None:
    # An audit hook sees every look-up and connection, whichever library makes it.
    program = """
import sys

def forbid(event, _):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"went out: {event}")

sys.addaudithook(forbid)
from rules.content.languages import guess, spoken
found = guess(spoken(sys.argv[1]), "en")
sys.exit(0 if found and found.language == "es" else "not recognised")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, SPANISH], capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_code_is_left_out_whole_though_other_code_is_a_part_of_it() -> None:
    shown = ("bin", "usr/bin/make", "make", "bin/make", "usr")
    said = ", ".join(f"<code>{each}</code>" for each in shown)
    page = Page(url="https://hospital.example/", html=f"<p>Call {said} again.</p>")
    (bit,) = page.flow
    assert ["Call", "again"] == "".join(
        sign if sign.isalnum() else " " for sign in Stated(page).text(bit)
    ).split()
    assert "/" not in Stated(page).text(bit)
