# ruff: noqa: E501  one line for a case
import pickle

import pytest
from bs4 import Tag

from audit.page import Page


def _page(html: str, **more: object) -> Page:
    return Page(url="https://h.example/care/", html=html, **more)


def _tag(page: Page, selector: str) -> Tag:
    # CSS does not look into templates.
    tag = page.soup.find(id=selector[1:]) if selector[0] == "#" and " " not in selector else None
    tag = tag or page.soup.select_one(selector)
    assert tag is not None
    return tag


@pytest.mark.parametrize(
    "html",
    [
        "<p id=x hidden>a</p>",
        "<p id=x style='color:red; DISPLAY : none'>a</p>",
        "<p id=x style='visibility:hidden'>a</p>",
        "<div aria-hidden=true><p id=x>a</p></div>",
        "<div hidden><p id=x>a</p></div>",
        "<template><p id=x>a</p></template>",
        "<div class='slide slick-cloned'><p id=x>a</p></div>",
        "<input id=x type=hidden>",
        "<dialog><p id=x>a</p></dialog>",
    ],
)
def test_what_no_reader_gets_is_hidden(html: str) -> None:
    page = _page(html)
    assert not page.visible(_tag(page, "#x"))


@pytest.mark.parametrize(
    "html",
    [
        "<p id=x>a</p>",
        "<details><p id=x>a</p></details>",
        "<dialog open><p id=x>a</p></dialog>",
        "<p id=x aria-hidden=false>a</p>",
        "<p id=x style='display:block'>a</p>",
        "<x-a><template shadowrootmode=open><p id=x>a</p></template></x-a>",
        "<p id=x class=cyclone>a</p>",
    ],
)
def test_what_a_reader_gets_is_visible(html: str) -> None:
    page = _page(html)
    assert page.visible(_tag(page, "#x"))


def test_a_browser_says_itself_what_it_hides() -> None:
    html = (
        "<body><div data-audit-hidden=display><p id=a>a</p></div><p id=b style='display:none'>b</p>"
        "<div data-audit-hidden=visibility>c<p id=d>d</p></div></body>"
    )
    page = _page(html, rendered=True)
    assert [page.visible(_tag(page, f"#{name}")) for name in "abd"] == [False, True, True]
    assert page.text(_tag(page, "body")) == "b d"


def test_the_second_half_of_a_responsive_pair_is_hidden() -> None:
    page = _page(
        "<div class='d-none d-md-block'><p>Call us</p></div><div class=d-md-none><p>Call us</p></div>"
        "<div class=hidden-xs><p>Write us</p></div>"
    )
    assert page.text(_tag(page, "body")) == "Call us Write us"


def test_noscript_in_the_head_is_no_content() -> None:
    page = _page(
        "<!doctype html><html><head><noscript>\n<img src=p.gif></noscript><title>Care</title>"
        "</head>\n<body><img src=a.jpg></body>"
    )
    assert [image.src for image in page.images] == ["a.jpg"]
    assert page.title == "Care"
    place = page.place(page.images[0].tag)
    assert (place.line, place.column) == (3, 7)


def test_noscript_in_a_script_swallows_nothing() -> None:
    page = _page("<script>var a = '<noscript>'</script><p>Here</p><noscript>no</noscript><p>There")
    assert page.text(_tag(page, "body")) == "Here There"


@pytest.mark.parametrize(
    ("name", "source", "html"),
    [
        ("A nurse", "alt", "<img id=x alt='A  nurse'>"),
        ("Nurse", "aria-label", "<img id=x alt=a aria-label=Nurse>"),
        ("One two", "aria-labelledby", "<p id=p>One</p><p id=q hidden>two</p><i id=x aria-labelledby='p q'></i>"),
        ("Nurse", "title", "<img id=x title=Nurse>"),
        ("Phone", "svg title", "<svg id=x><title>Phone</title></svg>"),
        ("Send", "value", "<input id=x type=submit value=Send>"),
        ("Name", "label", "<label for=x>Name</label><input id=x>"),
        ("Name", "label", "<label>Name <input id=x></label>"),
        ("Read more about lungs", "content", "<a id=x href=/>Read more<span> about lungs</span></a>"),
        ("Read", "content", "<a id=x href=/>Read<span aria-hidden=true> more</span></a>"),
        ("Home page", "content", "<a id=x href=/><img alt=Home> page</a>"),
        ("page", "content", "<a id=x href=/><img alt=Home role=none> page</a>"),
        ("", "", "<a id=x href=/><img alt=''></a>"),
        ("", "", "<div id=x>text</div>"),
        ("Go on", "content", "<div id=x role=button><p>Go</p><p>on</p></div>"),
        ("unbroken", "content", "<a id=x href=/>un<b>bro</b>ken</a>"),
    ],
)  # fmt: skip
def test_a_name_is_computed_and_says_where_it_comes_from(name: str, source: str, html: str) -> None:
    page = _page(html)
    assert page.name(_tag(page, "#x")) == (name, source)


def test_elements_that_label_each_other_have_an_end() -> None:
    page = _page("<a id=x href=/ aria-labelledby='x y'>One</a><i id=y aria-labelledby=x>two</i>")
    assert page.name(_tag(page, "#x")).text == "One two"


def test_tags_nested_deeper_than_calls_may_are_read() -> None:
    page = _page("<a href=/x>" + "<b>" * 3000 + "deep")
    assert page.links[0].name.text == "deep"
    assert page.flow[0].text == "deep"
    assert page.text(_tag(page, "body")) == "deep"


def test_the_flow_follows_the_page() -> None:
    page = _page(
        "<main><h2>One</h2>loose <b>text</b><br>goes on<img alt=pic>"
        "<p>A <a href=/>link</a>.</p><div><h2 hidden>No</h2><h3>Two</h3>end</div></main>"
    )
    assert [(bit.kind, bit.tag.name, bit.text) for bit in page.flow] == [
        ("heading", "h2", "One"),
        ("text", "main", "loose text goes on"),
        ("thing", "img", "pic"),
        ("text", "p", "A link."),
        ("heading", "h3", "Two"),
        ("text", "div", "end"),
    ]


def test_the_bits_of_an_element_are_those_inside_it() -> None:
    page = _page("<div>a<section>b<p>c</p></section>d</div>")
    assert [bit.text for bit in page.bits_in(_tag(page, "section"))] == ["b", "c"]
    assert [bit.text for bit in page.bits_in(_tag(page, "p"))] == ["c"]
    assert page.bits_in(_tag(page, "head")) == ()


@pytest.mark.parametrize(
    ("level", "html"),
    [
        (2, "<h2>a</h2>"),
        (4, "<div role=heading aria-level=4>a</div>"),
        (2, "<div role=heading>a</div>"),
        (2, "<div role=heading aria-level=x>a</div>"),
        (9, "<div role=heading aria-level=9>a</div>"),
    ],
)
def test_headings_have_levels(level: int, html: str) -> None:
    assert [heading.level for heading in _page(html).headings] == [level]


def test_a_heading_with_another_role_is_none() -> None:
    assert _page("<h2 role=presentation>a</h2>").headings == ()


def _lists(html: str) -> list[tuple[str, list[str]]]:
    page = _page(html)
    return [(each.tag.name, [page.text(item) for item in each.items]) for each in page.lists]


@pytest.mark.parametrize(
    ("holder", "html"),
    [
        ("ul", "<ul><li>a<li>b<li>c</ul>"),
        ("div", "<div><div><h3>a</h3></div><div><h3>b</h3></div><div><h3>c</h3></div></div>"),
        ("div", "<div><h2>T</h2><a><h3>a</h3></a><a><h3>b</h3></a><a><h3>c</h3></a></div>"),
        ("section", "<section><article>a</article><article>b</article><article>c</article></section>"),
        ("tbody", "<table><tr><td>a<td>b<tr><td>c</table>"),
    ],
)  # fmt: skip
def test_alike_blocks_are_one_list(holder: str, html: str) -> None:
    assert (holder, ["a", "b", "c"]) in _lists(html)


def test_rows_of_a_grid_are_one_list() -> None:
    card = "<div><h3>{}</h3></div>"
    rows = "".join(f"<div>{card.format(a)}{card.format(b)}</div>" for a, b in ("ab", "cd"))
    assert _lists(f"<main><div>{rows}</div></main>") == [("div", ["a", "b", "c", "d"])]


def test_lists_with_something_between_them_stay_two() -> None:
    items = "<ul><li>a<li>b</ul>"
    lists = _lists(f"<main>{items}<p>And</p>{items}</main>")
    assert lists.count(("ul", ["a", "b"])) == 2


def test_a_drawing_s_title_is_not_the_page_s() -> None:
    drawn = "<svg><title>Logo</title></svg>"
    assert _page(f"<body>{drawn}<h1>Care</h1>").title == ""
    assert _page(f"<body>{drawn}<title>Care</title>").title == "Care"


def test_a_title_and_its_text_in_boxes_are_no_row() -> None:
    card = "<div><div>Title</div><div>Text</div></div>"
    assert ("div", ["Title Text", "Title Text"]) in _lists(f"<div>{card}{card}</div>")


def test_blocks_of_different_kinds_are_no_list() -> None:
    html = "<div><div><h3>a</h3></div><div><form><input><ul><li>b</ul></form></div></div>"
    assert _lists(html) == []


def test_hidden_blocks_are_in_no_list() -> None:
    assert _lists("<ul><li>a<li hidden>b<li>c</ul>") == [("ul", ["a", "c"])]


@pytest.mark.parametrize(
    ("kind", "decorative", "html"),
    [
        ("img", False, "<img src=a>"),
        ("img", False, "<img src=a alt=A>"),
        ("img", True, "<img src=a alt=''>"),
        ("img", True, "<img src=a role=presentation>"),
        ("svg", True, "<svg></svg>"),
        ("svg", False, "<svg role=img></svg>"),
        ("svg", False, "<svg><title>A</title></svg>"),
        ("role", False, "<i role=img></i>"),
        ("input", False, "<input type=image>"),
        ("background", False, "<div style='background:url(a)' aria-label=A></div>"),
    ],
)
def test_images_are_of_a_kind(kind: str, decorative: bool, html: str) -> None:
    (image,) = _page(html).images
    assert (image.kind, image.decorative) == (kind, decorative)


@pytest.mark.parametrize(
    ("src", "html"),
    [
        ("a.jpg", "<img src=a.jpg>"),
        ("b.jpg", "<img src='data:image/gif;base64,R0=' data-src=b.jpg>"),
        ("c.webp", "<picture><source srcset='c.webp 1x, d.webp 2x'><img></picture>"),
        ("e.jpg", "<img srcset='e.jpg 300w'>"),
        ("f.jpg", "<img src=low.jpg data-audit-src=f.jpg>"),
        ("g.jpg", "<i role=img style='background-image: url(\"g.jpg\")'></i>"),
        ("#h", "<svg><use href=#h></use></svg>"),
    ],
)
def test_the_real_address_of_an_image_is_found(src: str, html: str) -> None:
    assert [image.src for image in _page(html).images] == [src]


def test_the_name_of_an_image_file_is_without_query() -> None:
    page = _page("<img src='/a/my%20nurse.jpg?w=3#x'><img src='data:image/png;base64,AA='>")
    assert [image.file_name for image in page.images] == ["my nurse.jpg", ""]


def test_the_outermost_image_counts() -> None:
    assert len(_page("<div role=img aria-label=A><img src=a></div><img src=a>").images) == 2


def test_links_resolve_and_compare() -> None:
    page = _page(
        "<base href=/base/><a href=x>1</a><a href='X/../x/?utm_source=a#b'>2</a>"
        "<a href=tel:1>3</a><a href=#top>4</a><a>5</a><a href=x hidden>6</a>"
    )
    first, second, phone, top = page.links
    assert first.target == "https://h.example/base/x"
    assert first.leads_to == second.leads_to == "h.example/base/x"
    assert [link.is_page for link in (first, phone, top)] == [True, False, False]


def test_files_do_not_tell_where_they_lie() -> None:
    page = Page(
        url="a/b.html",
        html="<a href=c.html>1</a><a href=https://h.example/>2</a>",
        address="file:///home/site/a/b.html",
        root="file:///home/site/",
    )
    assert [link.target for link in page.links] == ["a/c.html", "https://h.example/"]


@pytest.mark.parametrize(
    ("region", "html"),
    [
        ("main", "<main><p id=x>"),
        ("main", "<div role=main><p id=x>"),
        ("header", "<header><p id=x>"),
        ("", "<section><header><p id=x>"),
        ("main", "<main><header><p id=x>"),
        ("footer", "<div role=contentinfo><p id=x>"),
        ("nav", "<header><nav><p id=x>"),
        ("", "<div><p id=x>"),
    ],
)
def test_an_element_is_in_a_landmark(region: str, html: str) -> None:
    page = _page(html)
    assert page.region(_tag(page, "#x")) == region


AWKWARD = (
    "<main id=m><p>a</p><p>b</p><div><o:p>c</o:p><o:p>d</o:p></div>"
    "<p id=same>e</p><p id=same>f</p><p id=1st>g</p><p id='a.b'>h</p>"
    "<x-card><template shadowrootmode=open><p>i</p></template></x-card>"
    "<table><tr><td>j<td>k</table><svg><g><a href=/>l</a></g></svg></main>"
)


def test_a_selector_finds_its_element_and_nothing_else() -> None:
    page = _page(AWKWARD)
    for tag in page.walk.tags:
        if tag.find_parent("template") is None:
            found = page.soup.select(page.place(tag).selector)
            assert [id(tag)] == [id(each) for each in found]


def test_a_selector_steps_into_a_declared_shadow_root() -> None:
    page = _page(
        "<main><x-a id=h><template shadowrootmode=open><p>a</p><div><p>b</p><i id=k>c</i></div>"
        "</template></x-a></main>"
    )
    found = [page.place(bit.tag).selector for bit in page.flow]
    assert found == ["#h >>> p", "#h >>> div > p", "#h >>> #k"]


def test_a_browsers_own_selector_is_kept() -> None:
    page = _page("<p data-audit-selector='x-a >>> p'>a <b>b</b></p>", rendered=True)
    assert page.place(_tag(page, "b")).selector == "x-a >>> p > b"


def test_a_place_tells_line_and_column() -> None:
    page = _page("<!doctype html>\n<body>\n<p>a</p><img\n  src=a\n  alt=b>\n")
    place = page.place(page.images[0].tag)
    assert (place.line, place.column) == (3, 9)


def test_a_letter_that_is_longer_in_small_moves_no_column() -> None:
    page = _page("<!doctype html>\n<body>\n<p>İİİ</p><img src=a>\n")
    assert page.place(page.images[0].tag).column == 11


def test_a_place_tells_landmark_and_heading() -> None:
    page = _page("<header><h2>Menu</h2></header><main><h1>Care</h1><p id=x>a</p></main>")
    assert page.place(_tag(page, "#x")).context == "main › Care"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<main><div><p>x</p></div></main>", "<main><p>new</p><div><p>x</p></div></main>"),
        ("<main><div class=a1b2><p>x</p></div></main>", "<main><div class=ffff><p>x</p></div></main>"),
        ("<main><p id=g1 class=b>x</p></main>", "<main><p class=b id=g2>x</p></main>"),
        ("<main><p>x</p></main>", "<main>\n  <div><div><p>x</p></div></div>\n</main>"),
    ],
)  # fmt: skip
def test_the_structure_stays_while_the_page_moves_around_it(before: str, after: str) -> None:
    structures = []
    for html in (before, after):
        page = _page(html)
        structures.append(page.place(page.soup.find(string="x").parent).structure)
    assert structures == ["main>p", "main>p"]


def test_a_snippet_is_escaped_and_short() -> None:
    page = _page(f"<img alt='\"quoted\" & more' data-x='{'y' * 500}'>")
    snippet = page.place(page.images[0].tag).snippet
    assert "&quot;quoted&quot; &amp; more" in snippet
    assert len(snippet) == 300


def test_a_page_travels_between_processes_without_what_was_read_off_it() -> None:
    page = _page("<p>a</p>")
    assert page.flow
    copy = pickle.loads(pickle.dumps(page))
    assert "flow" not in vars(copy)
    assert [bit.text for bit in copy.flow] == ["a"]


def test_walking_contains_by_place_not_by_content() -> None:
    page = _page("<div id=a><p>x</p></div><div id=b><p>x</p></div>")
    inner = _tag(page, "#b p")
    assert page.walk.contains(_tag(page, "#b"), inner)
    assert not page.walk.contains(_tag(page, "#a"), inner)
    assert not page.walk.contains(inner, inner)
    assert page.walk.inside(_tag(page, "#a")) == [_tag(page, "#a p")]


@pytest.mark.parametrize("rendered", [False, True])
@pytest.mark.parametrize(
    "html",
    ["<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>a</p></html>", "a.html"],
)
def test_odd_pages_are_parsed_without_a_word(html: str, rendered: bool) -> None:
    assert _page(html, rendered=rendered).flow[0].text.startswith("a")
