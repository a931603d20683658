"""What rules read of a rendered page: the composed tree, the hidden marked, the DOM untouched."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image

from audit import config
from audit.browser import Browser
from audit.browser.crops import HIGHEST, SMALL, WIDEST

pytestmark = pytest.mark.browser
Wire = Any
"""conftest.py's server, which answers each path as it is told."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(page_timeout=20)) as browser:
        yield browser


class Reader:
    def __init__(self, browser: Browser, wire: Wire) -> None:
        self.browser, self.wire = browser, wire

    def html(self, body: str, head: str = "", path: str = "/") -> str:
        head = f"<meta charset=utf-8><title>T</title>{head}"
        text = f"<!doctype html><html lang=en><head>{head}</head><body>{body}"
        rendering = self.browser.render(self.wire.page(path, text.encode()))
        assert rendering.outcome is None, rendering.detail
        return rendering.html

    def body(self, body: str, head: str = "") -> str:
        found = re.search(r"<body>(.*)</body>", self.html(body, head), re.DOTALL)
        assert found
        return re.sub(r' data-audit-axe="\d+"', "", found.group(1))

    def soup(self, body: str, head: str = "") -> BeautifulSoup:
        return BeautifulSoup(self.html(body, head), "lxml")


@pytest.fixture
def read(browser: Browser, wire: Wire) -> Reader:
    return Reader(browser, wire)


def one(soup: BeautifulSoup, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def test_markup_is_written_as_it_stands(read: Reader) -> None:
    body = '<p class="a b">One &amp; &lt;two&gt; “é” 漢<br><img src="x.png" alt=""></p>'
    assert read.body(body) == body


def test_text_cannot_become_markup(read: Reader) -> None:
    soup = read.soup(
        "<p id=p></p><script>p.textContent = '</p><b>no</b>';"
        "p.title = '\"><b>no</b>'; p.setAttribute('a\\u0022b', 1)</script>"
    )
    assert soup.select("b") == []
    assert one(soup, "#p")["title"] == '"><b>no</b>'
    assert one(soup, "#p").get_text() == "</p><b>no</b>"


def test_a_page_cannot_forge_our_marks(read: Reader) -> None:
    body = read.body(
        '<p data-audit-hidden="display" DATA-AUDIT-AXE=1>Seen</p>'
        "<audit-shadow-root>Fake</audit-shadow-root>"
    )
    assert body == ("<p>Seen</p><audit-shadow-root-of-page>Fake</audit-shadow-root-of-page>")


def test_what_nobody_reads_is_left_out(read: Reader) -> None:
    body = read.body(
        "<p>Text<!-- comment --></p><style>p{}</style><template><p>T</p></template>"
        "<noscript><img src=x></noscript><script>1</script><iframe srcdoc=x>fallback</iframe>"
    )
    assert body == (
        "<p>Text</p><style></style><template></template><noscript></noscript><script></script>"
        '<iframe srcdoc="x"></iframe>'
    )


def test_structured_data_is_kept_and_cannot_break_out(read: Reader) -> None:
    soup = read.soup(
        '<p>A</p><script type="application/ld+json">{"name": "a"}</script><script>'
        "document.querySelector('[type]').textContent = "
        "'{\"name\": \"<' + '/script><b>\"}'</script>"
    )
    assert one(soup, "[type]").get_text() == '{"name": "\\u003c/script>\\u003cb>"}'
    assert soup.select("b") == []


HIDDEN = {
    "display": ('<div style="display:none"><p>H</p></div>', {"div": "display"}),
    "the-attribute": ("<p hidden>H</p>", {"p": "display"}),
    "a-closed-dialog": ("<dialog><p>H</p></dialog>", {"dialog": "display"}),
    "visibility": (
        '<p style="visibility:hidden">H<b>H</b><i style="visibility:visible">S</i></p>',
        {"p": "visibility", "b": "visibility"},
    ),
    "collapse": ('<p style="visibility:collapse">H</p>', {"p": "visibility"}),
    "visibility-under-display": (
        '<div style="display:none"><p style="visibility:hidden">H</p></div>',
        {"div": "display"},
    ),
    "closed-details": ("<details><summary>S</summary><p>In</p></details>", {}),
    "screen-readers-only": (
        '<p style="position:absolute;width:1px;clip:rect(0 0 0 0);overflow:hidden">R</p>',
        {},
    ),
    "transparent": ('<p style="opacity:0">S</p>', {}),
    "not-drawn-yet": (
        '<div style="content-visibility:auto;margin-top:9000px"><p>Far</p></div>',
        {},
    ),
    "map": ('<map name=m><area href="/a" alt="A"></map>', {}),
    "svg-title": ("<svg role=img><title>Name</title><desc>More</desc></svg>", {}),
    "by-style-sheet": ("<p class=off>H</p>", {"p": "display"}),
}


@pytest.mark.parametrize(("body", "marks"), HIDDEN.values(), ids=HIDDEN)
def test_what_is_hidden_is_marked(read: Reader, body: str, marks: dict[str, str]) -> None:
    soup = read.soup(f"<h1>Shown</h1>{body}", "<style>.off{display:none}</style>")
    found = {tag.name: tag["data-audit-hidden"] for tag in soup.select("[data-audit-hidden]")}
    assert found == marks


SHADOW = """
<x-card id=card><b slot=title>Title <i>deep</i></b>loose<p>Unslotted</p></x-card>
<x-bare>lost</x-bare>
<script>
customElements.define('x-card', class extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({mode: 'open'}).innerHTML =
      '<h2><slot name=title>None</slot></h2><p>One</p><p><slot name=more>Fallback</slot></p>' +
      '<x-inner><u slot=in>Handed on</u></x-inner>';
  }
});
customElements.define('x-inner', class extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({mode: 'open'}).innerHTML = '<em id=em><slot name=in></slot></em>';
  }
});
document.querySelector('x-bare').attachShadow({mode: 'open'}).innerHTML = '<p>Bare</p>';
</script>"""


def test_open_shadow_roots_are_read_as_they_are_composed(read: Reader) -> None:
    soup = read.soup(SHADOW)
    host = one(soup, "#card")
    assert [child.name for child in host.find_all(recursive=False)] == ["audit-shadow-root"]
    assert host.get_text() == "Title deepOneFallbackHanded on"
    assert one(soup, "x-bare").get_text() == "Bare"
    assert one(soup, "h2 > slot > b").get_text() == "Title deep"


def test_what_is_in_a_shadow_root_says_where(read: Reader) -> None:
    soup = read.soup(SHADOW)
    marks = {
        tag.name + tag.get_text(): tag["data-audit-selector"]
        for tag in soup.select("[data-audit-selector]")
    }
    assert marks["pOne"] == "#card >>> p:nth-of-type(1)"
    assert marks["emHanded on"] == "#card >>> x-inner >>> #em"
    assert marks["uHanded on"] == "#card >>> x-inner > u"
    assert marks["bTitle deep"] == "#card > b"
    assert marks["ideep"] == "#card > b > i"
    assert marks["pBare"] == "body > x-bare >>> p"


def test_selectors_of_the_snapshot_find_their_elements_in_the_browser(
    browser: Browser, read: Reader
) -> None:
    soup = read.soup(SHADOW)
    marks = [str(tag["data-audit-selector"]) for tag in soup.select("p[data-audit-selector]")]
    assert set(browser.crop([(mark, mark) for mark in marks])) == set(marks)
    assert len(marks) == 3


def test_the_source_that_an_image_shows_is_told(read: Reader) -> None:
    soup = read.soup(
        '<img id=a src="small.svg" srcset="large.svg 1x" alt=a><img id=b src="small.svg" alt=b>'
        '<picture><source srcset="wide.svg"><img id=c src="small.svg" alt=c></picture>'
    )
    assert str(one(soup, "#a")["data-audit-src"]).endswith("/large.svg")
    assert "data-audit-src" not in one(soup, "#b").attrs
    assert str(one(soup, "#c")["data-audit-src"]).endswith("/wide.svg")


def test_images_behind_named_or_empty_elements_are_told(read: Reader) -> None:
    soup = read.soup(
        "<h1>T</h1><div id=a role=img aria-label=x></div><div id=b></div>"
        "<div id=c><p>Text</p></div>"
        "<div id=d title=x><p>Text</p></div>",
        "<style>div{background:linear-gradient(red,red), url('badge%20a(1).png')}</style>",
    )
    found = {
        str(tag["id"]): str(tag["data-audit-background"]).rpartition("/")[2]
        for tag in soup.select("[data-audit-background]")
    }
    assert found == dict.fromkeys("abd", "badge%20a(1).png")


def test_what_parsers_would_misread_is_written_for_them(read: Reader) -> None:
    soup = read.soup(
        "<p>A</p><pre>Two lines</pre><xmp><b>x</b></xmp><p id=last></p>"
        "<script>const p = document.createElement('plaintext'); p.textContent = 'P';"
        "document.querySelector('p').after(p)</script>"
    )
    assert one(soup, "#last").find_parent("pre") is None
    assert [pre.get_text() for pre in soup.select("pre")] == ["P", "Two lines", "<b>x</b>"]


def test_long_attributes_are_cut_and_stay_different(read: Reader) -> None:
    begin = "data:image/png;base64," + "A" * 3000
    soup = read.soup(f'<img src="{begin}B" alt=a><img src="{begin}C" alt=b>')
    first, second = (str(tag["src"]) for tag in soup.select("img"))
    assert first[:400] == second[:400] == begin[:400]
    assert first != second
    assert len(first) < 600


def test_reading_a_page_does_not_change_it(read: Reader) -> None:
    watches = (
        "new MutationObserver((all) => { console.log('changed'); document.title = 'Changed' })"
        ".observe(document, {subtree: true, childList: true, attributes: true})"
    )
    html = read.html(f"{SHADOW}<p>A</p><script>{watches}</script>")
    assert "<title>T</title>" in html


def test_a_page_too_large_is_read_in_part(browser: Browser, wire: Wire) -> None:
    grows = "d.append(...Array.from({length: 61000}, () => document.createElement('a')))"
    body = f"<p>Large</p><div id=d hidden></div><script>{grows}</script>"
    text = f"<!doctype html><title>T</title>{body}"
    rendering = browser.render(wire.page("/", text.encode()))
    assert rendering.outcome is None
    assert "60,000 elements" in rendering.problems["rendered"]
    assert rendering.html.endswith("</body></html>")
    assert "Large" in rendering.html


def test_deep_nesting_is_no_trouble(read: Reader) -> None:
    nests = (
        "let e = document.body; for (let i = 0; i < 1000; i += 1) "
        "{ const d = document.createElement('div'); e.append(d); e = d } e.textContent = 'Deep'"
    )
    assert "Deep" in read.html(f"<p>A</p><script>{nests}</script>")


# --- pictures --------------------------------------------------------------------------------

PICTURED = """<style>body{margin:0} .box{width:200px;height:50px;background:#004080}</style>
<div style="height:100vh">Hero</div>
<main style="padding:100px"><div id=a class=box></div></main>
<div style="height:3000px"></div><div id=b class=box style="margin-left:500px"></div>
<div id=none style="display:none">H</div><div id=unseen style="visibility:hidden">H</div>
<div id=off class=box style="position:absolute;left:-9999px"></div>
<div id=wide style="width:3000px;height:20px;background:#004080"></div>
<iframe id=f srcdoc="<style>body{margin:0}</style><div id=in style='margin:30px;width:90px;
height:20px;background:#004080'></div>"></iframe>
<div style="width:300px;height:80px;overflow:scroll"><div style="height:900px"></div>
<div id=below class=box></div></div>"""


def test_elements_are_pictured_with_what_is_around_them(browser: Browser, read: Reader) -> None:
    read.html(PICTURED)
    wanted = ["#a", "#b", "#wide", "#f >>> #in", "#below", "#none", "#unseen", "#off", "#no", "[["]
    pictures = browser.crop([(each, each) for each in wanted])
    assert set(pictures) == {"#a", "#b", "#wide", "#f >>> #in", "#below"}
    for picture in pictures.values():
        with Image.open(io.BytesIO(picture.webp)) as image:
            assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
        left, top, width, height = picture.box
        assert picture.width <= WIDEST
        assert picture.height <= HIGHEST
        assert 0 <= left <= left + width <= picture.width
        assert 0 <= top <= top + height <= picture.height
    assert pictures["#a"].box[2:] == pictures["#b"].box[2:] == (200, 50)
    assert pictures["#b"].box[0] >= 40
    assert pictures["#f >>> #in"].box[2:] == (90, 20)
    assert pictures["#wide"].width == WIDEST


def test_a_picture_shows_its_element(browser: Browser, read: Reader) -> None:
    read.html(PICTURED)
    pictures = browser.crop([("b", "#b"), ("below", "#below"), ("a", "#a")])
    # The dark box costs nearly nothing, and blank paper less: only where the box is does the
    # picture hold an edge. The browser itself reads the pixels back.
    for picture in pictures.values():
        assert colour_in(browser, read, picture.webp, picture.box) == [0, 64, 128]


def colour_in(
    browser: Browser, read: Reader, webp: bytes, box: tuple[int, int, int, int]
) -> list[int]:
    read.wire.on("/picture", read.wire.ok(webp, kind="image/webp"))
    x, y = box[0] + box[2] // 2, box[1] + box[3] // 2
    draws = (
        "onload = () => { const c = document.createElement('canvas').getContext('2d');"
        f"c.drawImage(i, {-x}, {-y}); document.title = c.getImageData(0, 0, 1, 1).data.join() }}"
    )
    address = read.wire.page(
        "/show", f"<p>P<img id=i src=/picture><script>{draws}</script>".encode()
    )
    numbers = [int(number) for number in browser.render(address).title.split(",")[:3]]
    wanted = [0, 64, 128]
    return wanted if all(abs(a - b) < 12 for a, b in zip(numbers, wanted, strict=True)) else numbers


def test_there_is_no_picture_of_a_page_that_failed(browser: Browser, wire: Wire) -> None:
    browser.render(wire.on("/", wire.answer(404, b"<p>Not here")))
    assert browser.crop([("p", "p")]) == {}
    assert browser.view() is None


FAR = """<style>body{margin:0} p{margin:0;height:120px}</style>
<header id=bar style="position:fixed;top:0;width:100%;height:80px;background:#fff">Menu</header>
<p id=head style="margin-top:300px;background:#004080">Head</p><p id=near>Near</p>
<div style="height:2000px"></div><p id=far style="background:#004080">Far</p>
<div style="height:2000px"></div>"""


def test_what_is_in_the_window_together_is_pictured_together(
    browser: Browser, read: Reader
) -> None:
    read.html(FAR)
    pictures = browser.crop([("near", "#near"), ("far", "#far"), ("head", "#head")])
    # In the order of the views: the head is in the first of them.
    assert ["near", "head", "far"] == list(pictures)


def test_a_fixed_bar_does_not_hide_what_is_pictured(browser: Browser, read: Reader) -> None:
    read.html(FAR)
    (picture,) = browser.crop([("far", "#far")]).values()
    left, top, width, height = picture.box
    with Image.open(io.BytesIO(picture.webp)) as image:
        edges = [(left + width // 2, top + 5), (left + width // 2, top + height - 5)]
        colours = [image.getpixel(edge) for edge in edges]
    assert all(
        isinstance(colour, tuple) and abs(colour[2] - 128) < 12 and colour[0] < 20
        for colour in colours
    )


def test_a_window_pictured_once_serves_for_both(
    browser: Browser, read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    call = browser._tab.call

    def count(method: str, *rest: Any, **params: Any) -> dict[str, Any]:
        asked.append(method)
        return call(method, *rest, **params)

    read.html(FAR)
    monkeypatch.setattr(browser._tab, "call", count)
    assert browser.crop([("head", "#head")])
    view = browser.view()
    assert asked.count("Page.captureScreenshot") == 1
    assert view
    with Image.open(io.BytesIO(view.webp)) as image:
        assert image.size == (view.width, view.height) == (320, 225)
        # The head: as wide as the page, a third down the window.
        colour = image.convert("RGB").getpixel((160, 90))
    assert isinstance(colour, tuple)
    assert abs(colour[2] - 128) < 12
    assert colour[0] < 20


def test_a_page_is_pictured_small_and_as_it_greets_visitors(browser: Browser, read: Reader) -> None:
    red, blue = (
        f"<div style='height:900px;background:{color}'></div>" for color in ("red", "blue")
    )
    read.html(f"<style>body {{ margin: 0 }}</style>{red}{blue * 3}<p id=last>Last")
    assert browser.crop([("last", "#last")])  # It has scrolled down.
    view = browser.view()
    assert view
    image = Image.open(io.BytesIO(view.webp)).convert("RGB")
    assert max(image.size) == SMALL == max(view.width, view.height)
    for place in (0.1, 0.9):
        red_part, _, blue_part = image.getpixel((20, int(image.height * place)))
        assert red_part > 200 > 60 > blue_part
