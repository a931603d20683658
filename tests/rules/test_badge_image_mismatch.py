"""Pictures against labels: rule badge-image-mismatch, and what badge-mislabelled makes of them."""

import pytest

from audit.judge import judge
from audit.model import Certainty, Finding, Held, NotCheckedError
from audit.page import Page
from audit.page.imprint import ImageEvidence, Imprint
from rules.badge.duplicate import Duplicate
from rules.badge.image_mismatch import ImageMismatch
from rules.badge.inventory import Inventory
from rules.badge.mislabelled import Mislabelled
from rules.loader import RuleSet

COLOURS = "0a000000000500"
SHAPES = int("6a95" * 16, 16)


def _imprint(apart: int = 0, *, colours: str = COLOURS, words: str = "") -> Imprint:
    """Give the imprint of a picture that differs in so many marks from the first."""
    return Imprint(SHAPES ^ ((1 << apart) - 1), colours, words)


MAMMOGRAPHY, MRI, COC = _imprint(), _imprint(40), _imprint(128)
REGISTRY = (
    Held("acr-mammography", images=(str(MAMMOGRAPHY),)),
    Held("acr-breast-mri", images=(str(MRI),)),
    Held("acs-napbc"),
)
LABELLED_MAMMOGRAPHY = (
    '<figure><img src="/a.png" alt="ACR Accredited Mammography">'
    "<figcaption>ACR accredited mammography</figcaption></figure>"
)


def _page(html: str, **seen: ImageEvidence) -> Page:
    by_address = {f"https://hospital.example/{name}.png": each for name, each in seen.items()}
    return Page(url="https://hospital.example/", html=html).with_images(by_address, {})


def _check(
    html: str, registry: tuple[Held, ...] = REGISTRY, **seen: ImageEvidence
) -> list[Finding]:
    return list(ImageMismatch(accreditations=registry).check(_page(html, **seen)))


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(ImageEvidence(MAMMOGRAPHY), id="its own picture"),
        pytest.param(ImageEvidence(_imprint(18)), id="its own, scaled"),
        pytest.param(ImageEvidence(_imprint(22)), id="between two, and closer to neither"),
        pytest.param(ImageEvidence(COC), id="one that nobody knows"),
        pytest.param(ImageEvidence(_imprint(40, colours="0500000000a000")), id="recoloured"),
        pytest.param(ImageEvidence(_imprint(40, words="0123456789ab")), id="with other words"),
        pytest.param(ImageEvidence(None), id="a plain one"),
        pytest.param(ImageEvidence(None, "ACR ACCREDITED FACILITY"), id="words without a subject"),
        pytest.param(ImageEvidence(None, "MAMMOGRAPHY"), id="words without an issuer"),
        pytest.param(ImageEvidence(None, "Accredited 2026"), id="words that name nothing"),
        pytest.param(ImageEvidence(MAMMOGRAPHY, "ACR Breast MRI"), id="picture and words differ"),
    ],
)
def test_nothing_speaks_against_the_label(seen: ImageEvidence) -> None:
    assert [] == _check(LABELLED_MAMMOGRAPHY, a=seen)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (ImageEvidence(MRI), "its picture looks like the registry's picture of ACR Breast MRI"),
        (ImageEvidence(_imprint(55)), "looks like the registry's picture of ACR Breast MRI"),
        (
            ImageEvidence(None, "ACR BREAST MRI ACCREDITED", drawn=True),
            "the words in its picture, “ACR BREAST MRI ACCREDITED”, name ACR Breast MRI",
        ),
        (ImageEvidence(None, "ACR BREAST MRI ACCREDITED"), "the words in its picture"),
        (ImageEvidence(None, "Commission on Cancer"), "name Commission on Cancer"),
    ],
)
def test_the_picture_of_another_accreditation_is_found(seen: ImageEvidence, said: str) -> None:
    (finding,) = _check(LABELLED_MAMMOGRAPHY, a=seen)
    assert said in finding.message
    assert finding.message.startswith("The badge's alternative text “ACR Accredited Mammography”")
    assert Certainty.SURE is finding.certainty


def test_a_word_that_was_overlooked_is_no_contradiction() -> None:
    html = LABELLED_MAMMOGRAPHY.replace("Mammography", "Breast Ultrasound").replace(
        "mammography", "breast ultrasound"
    )
    assert [] == _check(html, a=ImageEvidence(None, "ACR ULTRASOUND ACCREDITED FACILITY"))
    (drawn,) = _check(html, a=ImageEvidence(None, "ACR ULTRASOUND ACCREDITED", drawn=True))
    assert "Ultrasound" in drawn.message


def test_it_is_a_review_where_the_labels_own_picture_is_not_known() -> None:
    html = '<figure><img src="/a.png" alt="NAPBC accredited breast center"></figure>'
    (close,) = _check(html, a=ImageEvidence(_imprint(6)))
    (same,) = _check(html, a=ImageEvidence(_imprint(1)))
    assert (Certainty.REVIEW, Certainty.SURE) == (close.certainty, same.certainty)


def test_one_mark_for_two_accreditations_fits_both() -> None:
    registry = (
        Held("acs-coc", images=(str(COC),)),
        Held("acs-napbc", images=(str(COC),)),
    )
    html = '<img src="/a.png" alt="NAPBC accredited breast center">'
    assert [] == _check(html, registry, a=ImageEvidence(COC))


def test_the_badge_that_has_the_picture_rightly_is_pointed_at() -> None:
    html = (
        f'<ul><li>{LABELLED_MAMMOGRAPHY}<li><figure><img src="/b.png" alt="ACR Breast MRI '
        'accredited"><figcaption>ACR accredited breast MRI</figcaption></figure></ul>'
    )
    (finding,) = _check(html, a=ImageEvidence(MRI), b=ImageEvidence(MRI))
    assert ["the badge of ACR Breast MRI Accreditation"] == [p.note for p in finding.related]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_label_that_was_copied_under_another_picture_is_one_defect(swapped: bool) -> None:
    html = f"<ul><li>{LABELLED_MAMMOGRAPHY}<li>{LABELLED_MAMMOGRAPHY.replace('/a.', '/b.')}</ul>"
    pictures = (MRI, MAMMOGRAPHY) if swapped else (MAMMOGRAPHY, MRI)
    page = _page(html, a=ImageEvidence(pictures[0]), b=ImageEvidence(pictures[1]))
    rules = RuleSet(
        (Duplicate(accreditations=REGISTRY), ImageMismatch(accreditations=REGISTRY)), ()
    )
    (finding,) = judge(page, rules).findings
    assert "badge-image-mismatch" == finding.rule
    assert ["the badge whose label it repeats"] == [place.note for place in finding.related]


def test_contradicting_labels_are_left_to_badge_mislabelled_and_the_picture_decides() -> None:
    html = (
        '<figure><img src="/a.png" alt="ACR Accredited Breast MRI">'
        "<figcaption>ACR accredited mammography</figcaption></figure>"
    )
    page = _page(html, a=ImageEvidence(MRI))
    assert [] == list(ImageMismatch(accreditations=REGISTRY).check(page))
    (finding,) = Mislabelled(accreditations=REGISTRY).check(page)
    assert "its caption “ACR accredited mammography” names" in finding.message
    assert " and picture name ACR Breast MRI" in finding.message
    assert finding.fix is not None
    assert finding.fix.startswith("If the picture shows ACR Breast MRI")


def test_a_picture_that_could_not_be_looked_at_is_not_called_clean() -> None:
    with pytest.raises(NotCheckedError, match=r"a\.png could not be read: it answers 404"):
        _check(LABELLED_MAMMOGRAPHY, a=ImageEvidence(problem="could not be read: it answers 404"))
    with pytest.raises(NotCheckedError, match="was not looked at"):
        _check(LABELLED_MAMMOGRAPHY)


def test_an_icon_beside_a_heading_has_nothing_to_be_looked_at() -> None:
    icon = '<svg viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>'
    html = f"<div>{icon}<h3>Commission on Cancer accredited</h3></div>"
    assert [] == _check(html)


def test_pictures_of_what_is_no_badge_need_not_be_looked_at() -> None:
    html = '<img src="/a.png" alt="A nurse greets a patient">'
    assert [] == _check(html, a=ImageEvidence(problem="could not be read"))


def test_nothing_is_unchecked_where_there_is_nothing_to_compare() -> None:
    assert [] == _check(LABELLED_MAMMOGRAPHY, (), a=ImageEvidence(problem="could not be read"))
    page = Page(url="https://hospital.example/", html=LABELLED_MAMMOGRAPHY)
    assert [] == list(ImageMismatch(accreditations=REGISTRY).check(page))


def test_the_signals_of_a_picture_are_listed_with_their_reason() -> None:
    page = _page(LABELLED_MAMMOGRAPHY, a=ImageEvidence(_imprint(3), "ACR CT", drawn=True))
    facts = [fact.value for fact in Inventory(accreditations=REGISTRY).collect(page)]
    signals = {each["signal"]: each for value in facts for each in value.get("signals", ())}
    assert str(_imprint(3)) == signals["picture"]["text"]
    assert ["acr-mammography"] == signals["picture"]["ids"]
    assert "the two differ in 3 of 256 marks" in signals["picture"]["why"]
    assert ["acr-ct"] == signals["words in the picture"]["ids"]


def test_a_picture_that_nobody_knows_says_so() -> None:
    page = _page(LABELLED_MAMMOGRAPHY, a=ImageEvidence(COC))
    facts = [fact.value for fact in Inventory(accreditations=REGISTRY).collect(page)]
    whys = [each["why"] for value in facts for each in value.get("signals", ())]
    assert "resembles no picture of the registry" in whys
