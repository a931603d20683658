"""The contract of fingerprints: a defect is the same one however the page moves around it.

The bad examples of every rule are changed in ways that change no defect, and must be found under
the same fingerprints. What is another defect must have another one.
"""

import random
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model import Finding, Place, Severity
from audit.page import Page
from rules import examples, loader
from rules.base import PageRule

Change = Callable[[BeautifulSoup, random.Random], None]

AS_WRITTEN = frozenset("pre textarea script style title option code".split())


def insert_sibling(soup: BeautifulSoup, noise: random.Random) -> None:
    assert soup.body is not None
    box = soup.new_tag("div", attrs={"class": f"notice-{noise.randrange(99)}"})
    text = soup.new_tag("p")
    text.string = "The car park in Elm Street is open again from Monday."
    box.append(text)
    soup.body.insert(0, box)


def wrap_in_boxes(soup: BeautifulSoup, noise: random.Random) -> None:
    assert soup.body is not None
    box = soup.new_tag("div", attrs={"id": f"__next{noise.randrange(99)}"})
    for child in list(soup.body.contents):
        box.append(child.extract())
    soup.body.append(box)


def hash_classes(soup: BeautifulSoup, noise: random.Random) -> None:
    for tag in soup.find_all(True):
        if "class" not in tag.attrs:
            tag["class"] = [f"css-{noise.randrange(16**6):06x}"]


def generate_ids(soup: BeautifulSoup, noise: random.Random) -> None:
    for tag in soup.find_all(True):
        if "id" not in tag.attrs:
            tag["id"] = f":r{noise.randrange(16**6):x}:"


def reorder_attributes(soup: BeautifulSoup, noise: random.Random) -> None:
    for tag in soup.find_all(True):
        pairs = list(tag.attrs.items())
        noise.shuffle(pairs)
        tag.attrs = dict(pairs)


def blow_up_white_space(soup: BeautifulSoup, noise: random.Random) -> None:
    for text in soup.find_all(string=True):
        inside = {tag.name for tag in text.parents}
        if type(text) is NavigableString and not inside & AS_WRITTEN:
            text.replace_with(re.sub(r"\s+", lambda _: " \n" * noise.randint(1, 3), text))


def add_tracking(soup: BeautifulSoup, noise: random.Random) -> None:
    for tag in soup.find_all("a", href=re.compile(r"^(https?:|/)")):
        address, mark, fragment = str(tag["href"]).partition("#")
        between = "&" if "?" in address else "?"
        tag["href"] = f"{address}{between}utm_source=mail{noise.randrange(99)}{mark}{fragment}"


def add_comments(soup: BeautifulSoup, noise: random.Random) -> None:
    assert soup.body is not None
    for tag in list(soup.body.find_all("div")):
        tag.insert_before(Comment(f"block {noise.randrange(99)}"))


CHANGES: tuple[Change, ...] = (
    insert_sibling,
    wrap_in_boxes,
    hash_classes,
    generate_ids,
    reorder_attributes,
    blow_up_white_space,
    add_tracking,
    add_comments,
)

RULES = {
    identity: cls
    for identity, cls in loader.find().items()
    if issubclass(cls, PageRule) and cls.bad
    # Its examples are about pictures that only its own test has.
    if identity != "badge-image-mismatch"
}


def changed(html: str, *changes: Change, seed: int = 0) -> str:
    soup = BeautifulSoup(html, "html5lib")
    for change in changes:
        change(soup, random.Random(seed))
    return str(soup)


def fingerprints(rule: type[PageRule], html: str) -> set[str]:
    return {each.fingerprint for each in examples.judge(rule, html).findings}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("identity", RULES)
def test_what_changes_no_defect_changes_no_fingerprint(identity: str, change: Change) -> None:
    for html in RULES[identity].bad:
        expected = fingerprints(RULES[identity], changed(html))
        assert expected
        assert expected == fingerprints(RULES[identity], changed(html, change))


@settings(max_examples=60)
@given(
    identity=st.sampled_from(sorted(RULES)),
    changes=st.lists(st.sampled_from(CHANGES), min_size=2, max_size=5),
    seed=st.integers(0, 10**6),
    example=st.integers(0, 20),
)
def test_nor_do_several_of_them_together(
    identity: str, changes: list[Change], seed: int, example: int
) -> None:
    rule = RULES[identity]
    html = rule.bad[example % len(rule.bad)]
    expected = fingerprints(rule, changed(html))
    assert expected == fingerprints(rule, changed(html, *changes, seed=seed))


CARDS = """<main><ul class="cards">
<li><img src="/a.png" alt="IMG_1001.jpg"><h3>Breast care</h3><p>Two clinics.</p></li>
<li><img src="/b.png" alt="IMG_1002.jpg"><h3>Lung care</h3><p>One clinic.</p></li>
<li><img src="/c.png" alt="IMG_1003.jpg"><h3>Heart care</h3><p>Six clinics.</p></li>
</ul></main>"""


@given(order=st.permutations(range(3)), more=st.integers(0, 3), lost=st.integers(0, 3))
def test_a_card_is_the_same_wherever_it_stands(order: list[int], more: int, lost: int) -> None:
    soup = BeautifulSoup(CARDS, "html5lib")
    cards = [tag.extract() for tag in soup.find_all("li")]
    assert isinstance(soup.ul, Tag)
    for number in range(more):
        card = BeautifulSoup(f"<li><h3>Clinic {number}</h3><p>New.</p></li>", "html.parser")
        soup.ul.append(card)
    kept = [cards[number] for number in order if number != lost]
    for card in kept:
        soup.ul.append(card)
    rule = RULES["image-alt-filename"]
    whole = {each.subject: each.fingerprint for each in examples.judge(rule, CARDS).findings}
    left = {each.subject: each.fingerprint for each in examples.judge(rule, str(soup)).findings}
    assert len(kept) == len(left)
    assert left.items() <= whole.items()
    assert len(whole) == len(set(whole.values())), "another subject is another defect"


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@given(subject=words, other=words)
def test_another_subject_is_another_defect(subject: str, other: str) -> None:
    def found(subject: str) -> Finding:
        return Finding("r", "m", Place("u", "a"), Severity.ERROR, subject=subject)

    # Only what a reader cannot tell apart is one subject.
    same = found(subject).fingerprint == found(other).fingerprint
    if subject == other:
        assert same
    if same and subject.isascii() and other.isascii():
        assert subject.split() == other.split() or subject.casefold() != subject


def test_one_defect_of_a_template_is_one_group_and_a_finding_for_each_page() -> None:
    def found(url: str, structure: str = "footer>a") -> Finding:
        place = Place(url, f"#x{url}", structure=structure)
        return Finding("r", "m", place, Severity.ERROR, subject="View All")

    pages = [found(f"https://hospital.example/{number}/") for number in range(5)]
    assert 1 == len({each.group for each in pages})
    assert 5 == len({each.fingerprint for each in pages})
    assert found("u", "main>a").group not in {each.group for each in pages}


def of_axe(markup: str) -> str:
    node = {"html": markup, "target": ["a"], "impact": "serious", "any": [], "all": [], "none": []}
    violation = {"id": "x", "impact": "serious", "tags": [], "help": "Help", "nodes": [node]}
    axe = {"violations": [violation], "incomplete": []}
    page = Page(url="https://hospital.example/", html=f"<p>{markup}</p>", axe=axe)
    (found,) = loader.find()["axe"]().check(page)  # type: ignore[attr-defined]
    return str(found.fingerprint)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('<a href="/x" class="css-1a2b3c" id=":r1:">Go', '<a id=":r2:" href="/x">Go', True),
        ('<a href="/x?utm_source=a&amp;n=1">Go', '<a href="/x?n=1">Go', True),
        ('<img src="/logo.3f2a9c1b.svg">', '<img src="/logo.0123abcd.svg">', True),
        ('<label for=":r1:">Name', '<label for=":r7:">Name', True),
        ('<a href="/x">Go', '<a href="/y">Go', False),
        ('<a href="/x?n=1">Go', '<a href="/x?n=2">Go', False),
        ('<img src="/logo.svg">', '<img src="/map.svg">', False),
    ],
    ids=["class and id", "tracking", "build", "generated id", "target", "query", "image"],
)
def test_an_element_that_axe_core_names_is_the_same_for_what_it_is_about(
    before: str, after: str, *, same: bool
) -> None:
    assert same is (of_axe(before) == of_axe(after))
