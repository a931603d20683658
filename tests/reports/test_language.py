"""The reports' own words: all marked for translation, all translated, and read as they should."""

import dataclasses
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString
from jinja2 import Environment, nodes

import reports
from audit.dossier import Check, Clock, PastRun, Result, WaiverNote
from audit.law.criteria import CRITERIA
from audit.model import Severity
from reports import criteria, language, to_html
from reports.language import Language, speak
from reports.to_html import report
from reports.to_html.text import label

FOLDER = Path(reports.__file__).parent
OTHERS = [code for code in language.LANGUAGES if code != "en"]


@pytest.fixture(scope="session")
def extracted(tmp_path_factory):
    """All messages that the reports' code and templates mark for translation."""
    template = tmp_path_factory.mktemp("words") / "reports.pot"
    mapping = FOLDER / "languages" / "babel.cfg"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(mapping), "-o", str(template), str(FOLDER)]
    )
    with template.open("rb") as stream:
        return [message for message in read_po(stream) if message.id]


@pytest.fixture(params=OTHERS)
def catalogue(request):
    with (FOLDER / "languages" / f"{request.param}.po").open("rb") as stream:
        return read_po(stream, locale=request.param)


def translations(catalogue):
    """Yield each message beside its translation, form by form."""
    for message in catalogue:
        if message.id:
            yield from zip(forms(message.id), forms(message.string), strict=True)


def forms(message):
    """Give the forms of a message, the singular and the plural where it has both."""
    return message if isinstance(message, tuple | list) else (message,)


# The catalogues


def test_catalogues_are_there_for_every_language():
    found = {path.stem for path in (FOLDER / "languages").glob("*.po")}
    assert found == set(OTHERS)


def test_every_message_is_translated(extracted, catalogue):
    left = [
        forms(message.id)[0]
        for message in extracted
        if not (known := catalogue.get(message.id)) or not all(forms(known.string))
    ]
    assert not left


def test_no_message_is_guessed_or_left_over(extracted, catalogue):
    wanted = {message.id for message in extracted}
    assert [message.id for message in catalogue if message.id and message.id not in wanted] == []
    assert [message.id for message in catalogue if message.fuzzy] == []
    assert not catalogue.obsolete


PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%(?!\(\w+\)[sd])")
MARKUP = re.compile(r"</?\w[^>]*>")


def test_translations_have_the_same_placeholders_and_markup(catalogue):
    for mine, theirs in translations(catalogue):
        for pattern in (PLACEHOLDER, MARKUP):
            expected = Counter(match[0] for match in pattern.finditer(mine))
            assert Counter(match[0] for match in pattern.finditer(theirs)) == expected, mine


def test_translations_begin_and_end_as_the_message_does(catalogue):
    """What is put together from several messages keeps its spaces and its full stops."""
    for mine, theirs in translations(catalogue):
        for end in (r"^\s*", r"[.:]?\s*$"):
            assert re.search(end, theirs)[0] == re.search(end, mine)[0], mine


# Marked words


NOT_SPOKEN = ("marks", "tone")
"""Macros that write attributes and classes."""
TEMPLATES = sorted((FOLDER / "to_html" / "templates").glob("*.html.j2"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_word_that_is_not_marked(path):
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    markup = "".join(written(environment.parse(path.read_text("utf-8"))))
    markup = re.sub(r"(?s)<(code|pre)\b.*?</\1>", " ", markup)
    spoken = re.findall(rf'\b(?:{"|".join(SPOKEN)})="([^"]*)"', markup)
    texts = re.split(r"<[^>]*>", markup)
    assert [words for text in (*texts, *spoken) for words in left(text, whole(()))] == []


def written(node):
    """Yield what stands in a template, with 0 for each expression."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Macro) and child.name in NOT_SPOKEN:
            continue
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            yield "0"
        else:
            yield from written(child)


class Wrapped(NullTranslations):
    """Puts every message into ⟦brackets⟧, and keeps those that were asked for."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def gettext(self, message):
        self.asked.add(message)
        return f"⟦{message}⟧"

    def ngettext(self, one, many, number):
        self.asked.add((one, many))
        return f"⟦{one if number == 1 else many}⟧"


class Pseudo(Language):
    """A language whose words, numbers and dates are all in brackets."""

    def date(self, value):
        return f"⟦{super().date(value)}⟧"

    def time(self, value):
        return f"⟦{super().time(value)}⟧"


def strings(value):
    """Yield all texts in a result: those of pages, rules, laws and people."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings(key)
            yield from strings(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from strings(one)


def fields(result):
    """Yield what the evidence of rules is called where the report has no better words."""
    for finding in result.findings:
        for name, value in finding.evidence.items():
            yield label(name)
            for item in value if isinstance(value, list) else ():
                yield from map(label, item if isinstance(item, dict) else ())


NAMES = "Care Audit", "axe-core", "WCAG 2.1", "WCAG 2.2", "WCAG", "findings.json", "AA", "A"
"""The same in every language."""
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label", "data-some", "data-none")
"""Attributes that readers come to know."""


def unmarked(markup, known):
    """Yield words of a document that stand outside brackets and are not in `known`."""
    soup = BeautifulSoup(markup, "html.parser")
    depth = 0
    for node in soup.descendants:
        if isinstance(node, NavigableString) and not isinstance(node, Comment | Doctype):
            if node.find_parent(["style", "script", "code", "pre", "bdi"]):
                continue
            outside, depth = outer(node, depth)
            yield from left(outside, known)
        elif node.name:
            for name in SPOKEN:
                if name in node.attrs:
                    yield from left(outer(node[name], 0)[0], known)
    if depth:
        yield "a message that was cut in two"


def outer(text, depth):
    """Give what stands outside brackets, and how deep in them the text ends."""
    kept = []
    for letter in text:
        if letter == "⟦":
            depth += 1
        elif letter == "⟧":
            depth -= 1
            kept.append(" ")
        elif not depth:
            kept.append(letter)
    return "".join(kept), depth


def left(text, known):
    """Yield `text` without what is known, where words are left."""
    text = known.sub(" ", re.sub(r"\s+", " ", text))
    if re.search(r"[^\W\d_]", text):
        yield text.strip()


def whole(texts):
    """Give a pattern for any of the texts, the longest first, where they are whole words."""
    longest = sorted({*texts, *NAMES} - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@pytest.fixture
def pseudo(monkeypatch):
    """The language that the report speaks where a dossier asks for en_GB."""
    spoken = Pseudo("en_GB", Wrapped())
    monkeypatch.setattr(report, "speak", lambda _code: spoken)
    return spoken


def in_language(result, code):
    return dataclasses.replace(result, dossier=dataclasses.replace(result.dossier, language=code))


def documents(folder):
    return [folder / "report.html", *sorted((folder / "report").glob("*.html"))]


def full(result):
    """Give a result about which everything is known that a dossier can hold, and no browser ran."""
    today = result.run.started.date()
    law = Clock(
        *("law", "The law", "45 CFR 84.84", "https://law.example/", "All of it.", "WCAG 2.1 AA"),
        *("91 FR 25496", today, "hospitals"),
    )
    run = PastRun("run", result.run.started, "complete", 30, 26, 8, 20, 1, 1, 1, 2)
    waiver = WaiverNote("section-empty", ("/*",), "Team", "Soon", "Ada", "T-1", today, covers=1)
    days = [today - timedelta(days=days) for days in (400, 1)]
    return dataclasses.replace(
        result,
        run=dataclasses.replace(
            result.run, mode="static", browser="", axe="", version="", fail_on=Severity.NOTICE
        ),
        dossier=dataclasses.replace(
            result.dossier,
            past=(dataclasses.replace(run, id="old", status="incomplete"), run),
            waivers=(
                dataclasses.replace(waiver, until=days[0]),
                waiver,
                dataclasses.replace(waiver, until=today + timedelta(days=40), covers=0),
            ),
            laws=(
                law,
                dataclasses.replace(law, day=today - timedelta(days=5), days_left=-5, standard=""),
                dataclasses.replace(law, day=today, days_left=0),
                dataclasses.replace(law, day=today + timedelta(days=90), days_left=90, who=""),
            ),
            checks=tuple(
                Check(number, result, "Ada", day, "with NVDA", pages)
                for number, result in zip(("1.1.1", "1.2.2", "2.1.1", "2.4.7"), Result, strict=True)
                for day, pages in zip(days, ("", "/contact/"), strict=True)
            ),
        ),
    )


@pytest.mark.parametrize("kind", ["rich", "full", "empty", "clean"])
def test_every_word_of_a_report_is_marked_for_translation(
    tmp_path, kind, pseudo, extracted, rich_result, make_result
):
    result = {
        "rich": lambda: rich_result,
        "full": lambda: full(rich_result),
        "empty": lambda: make_result(outcomes=(), rules=()),
        "clean": make_result,
    }[kind]()
    to_html.write(in_language(result, pseudo.code), tmp_path)
    known = whole(re.sub(r"\s+", " ", one) for one in (*strings(result), *fields(result)))
    found = {
        (path.name, words)
        for path in documents(tmp_path)
        for words in unmarked(path.read_text("utf-8"), known)
    }
    assert not found
    assert pseudo.words.asked <= {message.id for message in extracted}


def test_every_success_criterion_has_a_name_to_translate():
    assert list(criteria.NAMES) == [one.name for one in CRITERIA.values()]


# Reports in Spanish


def test_a_report_in_spanish_says_so_and_speaks_it(tmp_path, rich_result):
    to_html.write(in_language(rich_result, "es"), tmp_path)
    for path in documents(tmp_path):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert soup.html["lang"] == "es"
        assert soup.select_one(".skip").get_text().startswith("Saltar al")
        assert soup.find(id="contents").get_text() == "Contenido"


def test_what_stays_english_says_so_where_the_report_speaks_spanish(tmp_path, rich_result):
    """Else a Spanish voice reads it (WCAG 3.1.2)."""
    to_html.write(in_language(rich_result, "es"), tmp_path)
    soup = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
    entry = soup.select_one(".entry")
    for part in ("h3 bdi", ".message bdi", ".why bdi", ".fix bdi"):
        assert entry.select_one(part)["lang"] == "en"
    assert not entry.select_one(".where bdi").has_attr("lang")
    to_html.write(rich_result, tmp_path)
    english = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
    assert [tag.name for tag in english.find_all(lang=True)] == ["html"]


def test_success_criteria_go_by_their_spanish_names(tmp_path, rich_result):
    to_html.write(in_language(rich_result, "es"), tmp_path)
    for path in documents(tmp_path):
        assert "Non-text Content" not in path.read_text("utf-8")
    assert "1.1.1 Contenido no textual" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "number", "day", "time"),
    [
        ("en", "1,234.5", "3 November 2026", "14:05 UTC"),
        ("es", "1,234.5", "3 de noviembre de 2026", "14:05 UTC"),
    ],
)
def test_numbers_and_dates_are_as_readers_of_the_language_write_them(code, number, day, time):
    spoken = speak(code)
    assert spoken.number(1234.5) == number
    assert spoken.date(date(2026, 11, 3)) == day
    assert spoken.time(datetime(2026, 11, 3, 14, 5, tzinfo=UTC)) == time


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "hallazgos"), (1, "hallazgo"), (2, "hallazgos")]
)
def test_spanish_counts_as_it_should(number, expected):
    words = speak("es").words.ngettext("%(shown)s finding", "%(shown)s findings", number)
    assert words == f"%(shown)s {expected}"


def test_what_has_no_translation_is_said_in_english():
    assert speak("es").words.gettext("A rule's own text") == "A rule's own text"
    assert speak("es").words.ngettext("one text", "many texts", 2) == "many texts"


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no reports in 'fr'; there are: en, es"):
        speak("fr")
