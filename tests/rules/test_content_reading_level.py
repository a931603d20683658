"""Reading levels: what is counted, what is left out, and what is too little to judge."""

import pytest

from audit.model import Finding, Held
from audit.page import Page
from rules.content.prose import read_sections, sentences
from rules.content.reading_level import ReadingLevel, count_syllables, measure, proper_names

HARD = ReadingLevel.bad[0].partition("</h2>")[2].removesuffix("</main>")
EASY = "<p>" + "You can call the nurse at any time of the day. " * 15 + "</p>"


def _find(body: str, lang: str = "en", **options: object) -> list[Finding]:
    page = Page(url="https://hospital.example/care/", html=f"<html lang={lang}><main>{body}")
    return list(ReadingLevel(**options).check(page))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("leukemia", 4),
        ("radiation", 4),
        ("walked", 1),
        ("treated", 2),
        ("delivered", 3),
        ("homes", 1),
        ("nurses", 2),
        ("high-dose", 2),
        pytest.param("nivolumab", 1, id="a drug"),
        pytest.param("2021", 1, id="a number"),
    ],
)
def test_syllables_are_counted_as_they_are_said(word: str, syllables: int) -> None:
    assert syllables == count_syllables(word)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Dr. Maya Okafor sees patients on Mondays. She speaks English and Spanish.", 2),
        ("Bring your card, e.g. Your insurance card, to the first visit.", 1),
        ("The clinic opens at 8 a.m. Monday to Friday for all patients.", 1),
        ("Ask J. R. Smith about the trial in our clinic. “Can I join that trial?” you may ask.", 2),
        ("Take 2.5 mg of the drug each day.", 1),
        ("Yes! No! Call now.", 0),
    ],
)
def test_text_is_parted_into_sentences(text: str, number: int) -> None:
    assert number == len(list(sentences(text)))


def test_the_grade_is_the_formulas() -> None:
    # 0.39 * 11 words + 11.8 * 13 / 11 syllables - 15.59, worked out by hand.
    [said] = list(sentences("The nurse will call you at home about the next visit."))
    assert 2.65 == round(measure([said], {}).grade, 2)


def test_a_page_about_programs_is_left_out_and_one_key_makes_none() -> None:
    key = "<p>Press <kbd>Ctrl</kbd> for large print.</p>"
    assert 1 == len(_find(f"<h1>Care</h1><h2>Planning</h2>{HARD}{key}"))
    assert [] == _find(f"<h1>Care</h1><h2>Planning</h2>{HARD}{key * 3}")


def test_a_hard_section_is_found_at_its_heading() -> None:
    found = _find(f"<h1>Care</h1><h2>Visits</h2>{EASY}<h2>Planning</h2>{HARD}<h2>Call</h2>{EASY}")
    assert ["Planning"] == [finding.subject for finding in found]
    assert found[0].evidence["grade"] > 15


def test_without_a_heading_the_text_itself_is_the_place() -> None:
    assert ["body > main > p:nth-of-type(1)"] == [each.place.selector for each in _find(HARD)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h2>Planning</h2>{EASY}", id="easy"),
        pytest.param(f"<h2>Planning</h2>{HARD[:500]}</p>", id="short"),
        pytest.param(f"<h2>Planning</h2><div lang=es>{HARD}</div>", id="another language"),
        pytest.param(f"<blockquote>{HARD}</blockquote>", id="a quotation"),
        pytest.param(f"<table><td>{HARD}</table>", id="a table"),
        pytest.param(f"<nav>{HARD}</nav><aside>{HARD}</aside>", id="beside the main text"),
        pytest.param(
            "<h2>Programs</h2><ul>" + "<li>Multidisciplinary evaluation, rehabilitation" * 40,
            id="a list of labels",
        ),
    ],
)
def test_what_is_easy_or_no_text_of_the_page_is_left_alone(body: str) -> None:
    assert [] == _find(body)


def test_other_languages_are_not_judged() -> None:
    spanish = "<p>" + "La administración de quimioterapia requiere preparación farmacéutica. " * 30
    assert [] == _find(spanish, "es")
    assert [] == _find(spanish, "en")


def test_names_count_as_one_short_word() -> None:
    text = "We hold the Comprehensive Breast Imaging Center of Excellence from the state."
    [said] = list(sentences(text))
    assert 7 == measure([said], {}).words
    named = list(sentences("Fernhollow opened today at nine. We love Fernhollow very much."))
    assert {"fernhollow"} == proper_names(named)
    assert measure(named, {}, proper_names(named)).grade < measure(named, {}).grade


def test_registered_names_count_as_short_however_they_are_written() -> None:
    body = f"<h2>Planning</h2>{HARD.replace('multidisciplinary', 'three creeks quality award')}"
    held = (Held("award", "Multidisciplinary evaluation"),)
    plain, registered = _find(body), _find(body, accreditations=held)
    assert registered[0].evidence["words"] == plain[0].evidence["words"] - 1


def test_a_site_sets_its_own_grade() -> None:
    assert [] == _find(HARD, grade=40)
    assert 1 == len(_find(EASY.replace("nurse", "physician"), grade=1))


def test_sections_end_at_the_next_heading() -> None:
    html = (
        "<main><p>Before all of the headings.</p><h2>A</h2><h2>B</h2><p>Under the second one.</p>"
    )
    page = Page(url="https://hospital.example/", html=html)
    read = list(read_sections(page))
    assert [None, "B"] == [each.heading.text if each.heading else None for each in read]
