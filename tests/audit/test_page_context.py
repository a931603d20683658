"""Under which heading a reader finds an element."""

import pytest

from audit.page import Page

CARDS = """<main><h2>Ours</h2><div><div><img id=one alt=a><h3>First</h3><p>x</p></div>
<div><img id=two alt=b><h3>Second</h3><p id=p>y</p></div></div><p id=after>z</p></main>
<footer><p id=foot>f</p></footer>"""


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("one", "main › First"),
        ("two", "main › Second"),
        ("p", "main › Second"),
        ("after", "main › Second"),
        ("foot", "footer"),
    ],
)
def test_a_picture_above_its_title_is_found_under_that_title(name: str, context: str) -> None:
    page = Page(url="https://hospital.example/", html=CARDS)
    tag = page.soup.find(id=name)
    assert context == page.place(tag).context
