"""One image under two names, and one name on two images, at the edges."""

import pytest

from audit.model import Certainty, Fact, Finding, Held
from audit.page import Page
from audit.page.imprint import ImageEvidence, Imprint
from rules.image.alt_inconsistent import AltInconsistent
from rules.image.identity import identify

SITE = "https://hospital.example"


def _judge(*pages: str, rule: AltInconsistent | None = None) -> list[Finding]:
    rule = rule or AltInconsistent()
    read = [Page(url=f"{SITE}/{n}/", html=html) for n, html in enumerate(pages)]
    return _found(rule, read)


def _found(rule: AltInconsistent, pages: list[Page]) -> list[Finding]:
    groups: dict[str, list[Fact]] = {}
    for page in pages:
        for fact in rule.collect(page):
            groups.setdefault(fact.key, []).append(fact)
    return [finding for key, facts in groups.items() for finding in rule.check(key, facts)]


def _called(*alternatives: str, src: str = "/img/a1.jpg") -> list[Finding]:
    return _judge(*(f'<img src="{src}" alt="{each}">' for each in alternatives))


@pytest.mark.parametrize(
    "alternatives",
    [
        pytest.param(("Our infusion suite", "Infusion suite"), id="shorter"),
        pytest.param(("A nurse at work", "Nurses care for a patient"), id="other wording"),
        pytest.param(
            ("A light building among trees", "Fernhollow Clinic, seen from the path"),
            id="a scene, and the name of its place",
        ),
        pytest.param(
            ("A man under a blanket gets medicine", "A nurse sits with her patient"),
            id="two descriptions of one scene",
        ),
        pytest.param(("Portrait of Maya Okafor", "Dr. Okafor smiling"), id="one person"),
        pytest.param(("Maya Okafor, MD", "Dr. Maya Okafor"), id="titles"),
        pytest.param(("Fernhollow Cancer Center", "FCC logo"), id="initials"),
        pytest.param(("CoC accredited", "Commission on Cancer Accredited Program"), id="one badge"),
        pytest.param(
            ("Portrait of A. Lee", "Portrait of B. Roe", "Portrait of C. Day", "Ann Poe"),
            id="a stand-in for many",
        ),
        pytest.param(("image", "Wickett Clinic, seen from the door"), id="a placeholder"),
        pytest.param(("Wickett Clinic", ""), id="decoration elsewhere"),
    ],
)
def test_one_image_may_be_described_in_many_ways(alternatives: tuple[str, ...]) -> None:
    assert [] == _called(*alternatives)


@pytest.mark.parametrize(
    ("alternatives", "certainty"),
    [
        (("Wickett Clinic, seen from the door", "Alder Bend Clinic, seen from the door"), "sure"),
        (("Portrait of Maya Okafor", "Portrait of Maya Tran"), "review"),
        (("Infusion suite", "Research lab"), "review"),
        (("Commission on Cancer accredited", "QOPI Certification Program"), "sure"),
    ],
)
def test_one_image_cannot_be_two_things(alternatives: tuple[str, str], certainty: str) -> None:
    (finding,) = _called(*alternatives)
    assert Certainty(certainty) is finding.certainty
    (other,) = finding.related
    assert f"{SITE}/1/" == finding.place.url
    assert (f"{SITE}/0/", f"the same image, called “{alternatives[0]}”") == (other.url, other.note)


def test_what_is_said_less_often_is_the_finding() -> None:
    right = '<img src="/a1.jpg" alt="Wickett Clinic, seen from the door">'
    wrong = '<img src="/a1.jpg" alt="Alder Bend Clinic, seen from the door">'
    (finding,) = _judge(wrong, right, right)
    assert f"{SITE}/0/" == finding.place.url
    assert "on 2 pages" in finding.message


def test_between_two_the_files_name_decides() -> None:
    for src, page in (("/wickett-1.jpg", 0), ("/alder-bend.jpg", 1)):
        (finding,) = _called(
            "Alder Bend Clinic, seen from the door", "Wickett Clinic, seen from the door", src=src
        )
        assert f"{SITE}/{page}/" == finding.place.url


def test_a_link_names_its_target() -> None:
    assert [] == _judge(
        '<img src="/a1.jpg" alt="Wickett Clinic, seen from the door">',
        '<a href="/"><img src="/a1.jpg" alt="Alder Bend Clinic, seen from the door"></a>',
    )


def test_languages_are_not_compared() -> None:
    assert [] == _judge(
        '<html lang="en-US"><img src="/a1.jpg" alt="Research lab">',
        '<html lang="es"><img src="/a1.jpg" alt="Sala de infusión">',
    )


def test_a_stand_in_is_nobodys_portrait() -> None:
    for src in ("/img/no-photo.png", "/img/default-avatar.svg", "/img/Silhouette_F.jpg"):
        assert [] == _called("Portrait of Maya Okafor", "Portrait of Maya Tran", src=src)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(
            ('<img src="/infusion-suite.jpg" alt="Our infusion suite">',
             '<img src="/infusion-chairs.jpg" alt="Our infusion suite">'),
            id="two pictures of one thing",
        ),
        pytest.param(
            ('<img src="/img_0042.jpg" alt="Our infusion suite">',
             '<img src="/dsc-0043.jpg" alt="Our infusion suite">'),
            id="names that say nothing",
        ),
        pytest.param(
            ('<img src="/center-logo.svg" alt="Fernhollow Cancer Center">',
             '<img src="/mark-white.png" alt="Fernhollow Cancer Center">'),
            id="a logo in two forms",
        ),
        pytest.param(
            ('<img src="/a/suite.jpg" alt="Our infusion suite">',
             '<a href="/"><img src="/a/nurse.jpg" alt="Our infusion suite"></a>'),
            id="a link",
        ),
    ],
)  # fmt: skip
def test_two_images_may_share_an_alternative(pages: tuple[str, str]) -> None:
    assert [] == _judge(*pages)


def test_an_alternative_that_was_copied_is_for_a_person_to_see() -> None:
    (finding,) = _judge(
        '<img src="/infusion-suite.jpg" alt="Chairs in our infusion suite">',
        '<img src="/valley-dusk.jpg" alt="Chairs in our infusion suite">',
    )
    assert (Certainty.REVIEW, f"{SITE}/1/") == (finding.certainty, finding.place.url)
    assert "of “infusion-suite”, and here of “valley-dusk”" in finding.message


def test_images_that_look_alike_are_one() -> None:
    looks = Imprint(1 << 200, "0" * 14)
    pages = [
        Page(url=f"{SITE}/{n}/", html=f'<img src="/{n}.jpg" alt="Our infusion suite">').with_images(
            {f"{SITE}/{n}.jpg": ImageEvidence(looks)}, {}
        )
        for n in ("suite", "valley")
    ]
    assert [] == _found(AltInconsistent(), pages)
    blind = [Page(url=page.url, html=page.html) for page in pages]
    assert 1 == len(_found(AltInconsistent(), blind))


def test_what_the_registry_knows_by_sight_is_left_to_the_badge_rule() -> None:
    looks = Imprint(1 << 200, "0" * 14)
    rule = AltInconsistent(accreditations=(Held("acs-coc", images=(str(looks),)),))
    pages = [
        Page(url=f"{SITE}/{n}/", html=f'<img src="/a1.png" alt="{alt}">').with_images(
            {f"{SITE}/a1.png": ImageEvidence(looks)}, {}
        )
        for n, alt in enumerate(("Commission on Cancer accredited", "Magnet Recognition"))
    ]
    assert [] == _found(rule, pages)


@pytest.mark.parametrize(
    "other",
    [
        "https://www.a.example/img/campus.webp",
        "https://a.example/img/campus.jpg?v=3&w=640",
        "https://a.example/img/campus-300x200.jpg",
        "https://a.example/img/campus@2x.png",
        "https://a.example/img/campus-scaled.jpg",
        "https://a.example/img/campus-small.jpg",
        "https://a.example/img/campus.3f2a9c81.jpg",
        "https://a.example/cdn-cgi/image/width=640/img/campus.jpg",
        "https://cdn.example/_next/image?url=https%3A%2F%2Fa.example%2Fimg%2Fcampus.jpg&w=640&q=75",
    ],
)
def test_addresses_of_one_image_are_one(other: str) -> None:
    assert identify("https://a.example/img/campus.jpg") == identify(other)


@pytest.mark.parametrize(
    "other",
    [
        "https://a.example/img/campus-2.jpg",
        "https://a.example/img2/campus.jpg",
        "https://a.example/img/campus-west.jpg",
        "https://b.example/img/campus.jpg",
        "https://a.example/image?id=2",
    ],
)
def test_other_addresses_are_other_images(other: str) -> None:
    assert identify("https://a.example/img/campus.jpg") != identify(other)


def test_a_picture_that_is_named_in_the_query_is_told_by_it() -> None:
    one, same, two = (
        identify(f"https://a.example/image.ashx?{query}") for query in ("id=1", "w=9&id=1", "id=2")
    )
    assert one == same != two
