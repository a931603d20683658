"""Misspellings: the program is asked for real, each word once, and says when it cannot."""

import os
import subprocess
import sys

import pytest

from audit.judge import judge
from audit.model import Held, NotCheckedError
from audit.page import Page
from rules import loader
from rules.content import dictionary
from rules.content.spelling import Spelling
from rules.loader import RuleSet


def _find(body: str, **options: object) -> list[str]:
    page = Page(url="https://hospital.example/care/", html=f"<html lang=en-US>{body}")
    return [finding.subject for finding in Spelling(**options).check(page)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Each pateint recieves care.</p>", {"pateint", "recieves"}),
        ("<li>radiaton, diarhea</li>", {"radiaton", "diarhea"}),
        ("<p>(pateint) “recieve”</p>", {"pateint", "recieve"}),
    ],
)
def test_misspellings_are_found(body: str, words: set[str]) -> None:
    assert words == set(_find(body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>Ask Pateint Smith.</p>", id="a name"),
        pytest.param("<p>/pateint/ pateint@hospital.example pateint.example</p>", id="addresses"),
        pytest.param("<pre>pateint</pre>", id="code"),
        pytest.param("<p lang=fr>pateint</p>", id="French"),
        pytest.param("<p hidden>pateint</p>", id="hidden"),
        pytest.param("<p>cryoablation, neoadjuvant, theranostics, brachytherapy</p>", id="medical"),
    ],
)
def test_what_is_no_english_word_is_left_alone(body: str) -> None:
    assert [] == _find(body)


def test_a_site_has_words_of_its_own() -> None:
    assert [] == _find("<p>Our pateint day.</p>", words=("Pateint",))
    held = (Held("award", "Pateint Award"),)
    assert [] == _find("<p>Our pateint day.</p>", accreditations=held)


def test_a_word_is_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    word = "occurence"
    assert {word: ("occurrence",)} == dictionary.corrections([word])
    monkeypatch.setattr(dictionary, "_ask", lambda words: pytest.fail(f"asked again: {words}"))
    assert {word: ("occurrence",)} == dictionary.corrections([word])


def test_without_the_program_the_page_is_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise NotCheckedError(f"spelling needs typos: {dictionary.INSTALL}")

    monkeypatch.setattr(dictionary, "_program", missing)
    monkeypatch.setattr(dictionary, "_known", {})
    page = Page(url="https://hospital.example/", html="<html lang=en><p>Each pateint.</p>")
    verdict = judge(page, RuleSet(page=(Spelling(),), site=()))
    assert ["content-spelling"] == [each.rule for each in verdict.unchecked]
    assert "pip install 'care-audit[spelling]'" in verdict.unchecked[0].reason


def test_a_program_that_is_nowhere_is_named_with_the_line_that_installs_it() -> None:
    program = """
import sysconfig
sysconfig.get_path = lambda *_: "/nowhere"
from rules.content import dictionary
try:
    dictionary.corrections(["pateint"])
except Exception as problem:
    print(problem)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": "/nowhere"},
        check=True,
    )
    assert "spelling needs typos: pip install 'care-audit[spelling]'\n" == done.stdout


def test_the_rule_is_off_until_it_is_named() -> None:
    class Named:
        enabled = True
        severity = None
        options: dict[str, object] = {}

    assert "content-spelling" not in [rule.id for rule in loader.load({}, {}).page]
    named = loader.load({"content-spelling": Named()}, {})
    assert "content-spelling" in [rule.id for rule in named.page]
