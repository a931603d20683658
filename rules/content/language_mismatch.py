"""Rule content-language-mismatch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.model import Finding, Severity
from audit.page import Page
from audit.page.flow import Bit
from rules.base import ALSO, PageRule
from rules.content.languages import NAMES, Guess, Stated, guess, length, primary, spoken


@dataclass(frozen=True)
class Passage:
    """A run of text that was looked at, and what it is in where that is not what is stated."""

    bit: Bit
    text: str
    stated: str
    guess: Guess | None


@dataclass(frozen=True)
class LanguageMismatch(PageRule):
    """Text is in the language that the page says it is in.

    A screen reader chooses its voice by the page's language. Spanish read out by an English voice
    cannot be understood, and the people it was written for are those who need it. Translation
    and search go wrong in the same way.

    Names, single words and short labels, codes and addresses are left out, and so are languages
    that are too near each other to tell apart in a few words, such as Spanish and Portuguese.

    To fix it, state the language where the text begins: `<html lang="es">` for a whole page,
    `<p lang="es">` for a passage.
    """

    title = "Text in another language than stated"
    severity = Severity.ERROR
    tags = ("content", "wcag:3.1.1", "wcag:3.1.2")
    bad = (
        "<html lang=en data-bad><main><h1>Atención del cáncer</h1><p>Nuestro equipo de médicos y"
        " enfermeras atiende a cada paciente con un plan de tratamiento hecho a su medida, cerca"
        " de su casa y de su familia.</p><p>Llame a la clínica para pedir una cita con uno de"
        " nuestros especialistas; si no puede venir, le llamaremos nosotros por teléfono.</p>",
        "<html lang=es><main><p>Nuestro equipo de médicos y enfermeras atiende a cada paciente con"
        " un plan de tratamiento hecho a su medida, cerca de su casa y de su familia.</p>"
        "<p data-bad>Please bring a list of all the medicines that you take, your insurance card"
        " and the results of earlier tests to your first visit.</p>",
        "<html lang=en><main><p>Please bring a list of all the medicines that you take, your"
        " insurance card and the results of earlier tests.</p>"
        "<p data-bad>Si habla español, tiene a su disposición servicios gratuitos de asistencia"
        " lingüística; pregunte a cualquier persona de nuestro equipo.</p>",
    )
    good = (
        "<html lang=en><main><p>Please bring a list of all the medicines that you take, your"
        " insurance card and the results of earlier tests.</p>"
        "<p lang=es>Si habla español, tiene a su disposición servicios gratuitos de asistencia"
        " lingüística; pregunte a cualquier persona de nuestro equipo.</p>",
        "<html lang=en><nav><a href=/es/>Español</a> <a href=/vi/>Tiếng Việt</a></nav>"
        "<p>Please bring a list of all the medicines that you take to your first visit.</p>",
        "<html lang=en><p>Nivolumab, pembrolizumab, ipilimumab, atezolizumab, durvalumab,"
        " carboplatin, paclitaxel, docetaxel, doxorubicin, capecitabine and gemcitabine</p>",
        "<html lang=en><p>Dr. José Luis Hernández García, Dra. María Guadalupe Martínez,"
        " Dr. Jean-Pierre Lefèvre, Dr. Nguyễn Văn An, Dr. Giovanni De Luca</p>",
        "<html lang=en><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod"
        " tempor incididunt ut labore et dolore magna aliqua.</p>",
        "<html lang=es><p>La radioterapia estereotáctica utiliza haces de radiación muy precisos"
        " para destruir el tumor y proteger el tejido sano que lo rodea.</p>",
    )

    words: int = 12
    """Words from which on a passage is judged."""
    allow: tuple[str, ...] = ()
    """Languages, as `es`, in which passages may stand anywhere without being marked."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for the page, or one for each passage that is in another language."""
        passages = list(self._read(page))
        whole = self._whole(page, passages)
        if whole is not None:
            yield whole
            return
        for run in _runs(passages):
            yield self._passage(page, run)

    def _read(self, page: Page) -> Iterator[Passage]:
        stated = Stated(page)
        for bit in page.flow:
            if bit.kind != "text" or len(bit.text) < 2 * self.words:
                continue
            said = stated.of(bit.tag)
            if said is None or not primary(said):
                continue
            text = stated.text(bit)
            words = spoken(text)
            if len(words) < self.words and text.isascii():
                continue
            found = guess(words, said)
            if length(words, found.language if found else primary(said)) >= self.words:
                if found is not None and found.language in self.allow:
                    found = None
                yield Passage(bit, text, said, found)

    def _whole(self, page: Page, passages: Sequence[Passage]) -> Finding | None:
        """Find a page that is as a whole in another language than its root element says."""
        own = [each for each in passages if each.stated == page.language]
        letters: Counter[str] = Counter()
        for each in own:
            letters[each.guess.language if each.guess else ""] += len(each.text)
        if len(own) < 2 or not letters or page.soup.html is None:
            return None
        language, most = letters.most_common(1)[0]
        if not language or most < MOST * letters.total():
            return None
        first = next(each for each in own if each.guess and each.guess.language == language)
        finding = self.finding(
            page,
            page.soup.html,
            f"the page says that it is in {_name(page.language)}, and its text is in"
            f" {NAMES[language]}: “{_shorten(first.text)}”",
            subject=f"{primary(page.language)} {language}",
            fix=f'State the page\'s language: <html lang="{language}">.',
            evidence={"stated": page.language, "found": language, "passages": len(own)},
        )
        return replace(finding, wcag=("3.1.1",))

    def _passage(self, page: Page, run: Sequence[Passage]) -> Finding:
        first = run[0]
        assert first.guess is not None  # noqa: S101 - what `_runs` gives
        language, score = first.guess
        finding = self.finding(
            page,
            first.bit.tag,
            f"text in {NAMES[language]} stands where {_name(first.stated)} is stated:"
            f" “{_shorten(first.text)}”",
            subject=first.text[:200],
            related=[(each.bit.tag, ALSO) for each in run[1:]],
            fix=f'Put lang="{language}" on the element that holds the text.',
            evidence={"stated": first.stated, "found": language, "score": score},
        )
        return replace(finding, wcag=("3.1.2",))


MOST = 0.8
"""Share of a page's text in one other language from which on the page itself is mislabelled."""


def _runs(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Yield passages in another language; those that follow each other in one block together."""
    run: list[Passage] = []
    for each in passages:
        if run and not (
            each.guess
            and run[-1].guess
            and each.guess.language == run[-1].guess.language
            and each.bit.tag.parent is run[-1].bit.tag.parent
        ):
            yield run
            run = []
        if each.guess:
            run.append(each)
    if run:
        yield run


def _name(tag: str) -> str:
    return NAMES.get(primary(tag), f"“{tag[:20]}”")


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 120 else text[:119].rstrip() + "…"
