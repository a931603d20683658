"""What an alternative repeats, at the edges of rule image-alt-redundant."""

import pytest

from audit.model import Finding
from audit.page import Page
from rules.image.alt_redundant import AltRedundant


def _check(html: str) -> list[Finding]:
    return list(AltRedundant().check(Page(url="https://hospital.example/", html=html)))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<a href="/"><img src="a.svg" alt="Home"></a>', id="all that names its link"),
        pytest.param(
            '<figure><a href="big.jpg"><img src="a.jpg" alt="Our garden"></a>'
            "<figcaption>Our garden</figcaption></figure>",
            id="all that names its link, above a caption",
        ),
        pytest.param(
            '<a href="/lung/"><img src="a.svg" alt="Lungs"></a><a href="/liver/">Lungs</a>',
            id="the link beside it leads elsewhere",
        ),
        pytest.param(
            '<a href="/lung/"><img src="a.svg" alt="Lung cancer"></a>'
            '<a href="/lung/">Symptoms, tests and treatment</a>',
            id="the link beside it says something else",
        ),
        pytest.param(
            '<figure><img src="a.jpg" alt="Our garden in spring">'
            "<figcaption hidden>Our garden in spring</figcaption></figure>",
            id="nobody gets the caption",
        ),
        pytest.param('<img src="a.jpg" alt="Picture perfect skin care">', id="picture perfect"),
        pytest.param('<img src="a.png" alt="Image-guided biopsy">', id="image-guided"),
        pytest.param('<img src="a.png" alt="Photon therapy of the brain">', id="photon"),
        pytest.param('<img src="a.png" alt="X-ray image of a healthy lung">', id="X-ray image"),
        pytest.param('<img src="a.png" alt="image of">', id="a placeholder's matter"),
        pytest.param('<img src="a.png" alt="Foto del año: una enfermera">', id="Spanish contest"),
    ],
)
def test_says_nothing_twice(html: str) -> None:
    assert [] == _check(html)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            '<img src="a.jpg" alt="A photograph showing our garden">',
            "begins “A photograph showing”",
        ),
        ('<img src="a.jpg" alt="Imagen de una enfermera">', "begins “Imagen de”"),
        ('<img src="a.jpg" alt="foto del jardín">', "begins “foto del”"),
        ('<a href="/l/"><img src="a.svg" alt="Lung cancer icon"> Lung cancer</a>', "of its link"),
        ('<button><img src="a.svg" alt="Search">Search</button>', "words of its button"),
        (
            '<li><a href="/dr/?utm_source=x">Dr. Lee</a><a href="/dr"><img src="a.jpg" '
            'alt="Dr. Lee"></a>',
            "the link beside it",
        ),
    ],
)
def test_says_something_twice(html: str, said: str) -> None:
    (finding,) = _check(html)
    assert said in finding.message


def test_what_is_repeated_is_pointed_at() -> None:
    (finding,) = _check(
        '<figure><img src="a.jpg" alt="Our garden"><figcaption>Our garden</figcaption></figure>'
    )
    (caption,) = finding.related
    assert ("<figcaption>", "the caption that it repeats") == (caption.snippet[:12], caption.note)


def test_the_remedy_is_the_alternative_without_its_opening() -> None:
    (finding,) = _check('<img src="a.jpg" alt="Image of our infusion suite">')
    assert finding.fix == "Leave “Image of” out: “Our infusion suite”."
