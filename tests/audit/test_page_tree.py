# ruff: noqa: E501  one line for a case
"""A rendered page is parsed to the very tree that the browser has: same elements, same nesting."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

import audit
from audit import config
from audit.browser import Browser
from audit.page import Page
from audit.serve import serve_folder

pytestmark = pytest.mark.browser
Wire = Any
"""conftest.py's server, which answers each path as it is told."""
SITE = Path(audit.__file__).with_name("sample") / "site"

TELL = """<script>(() => {
  const closed = new Set("script style template noscript iframe noembed noframes".split(" "));
  const inside = (element) => {
    if (closed.has(element.localName)) return [];
    if (element.shadowRoot) return element.shadowRoot.children;
    if (element.localName === "slot" && element.getRootNode() instanceof ShadowRoot) {
      const assigned = element.assignedElements();
      if (assigned.length || element.assignedNodes().length) return assigned;
    }
    if (element.localName === "video" || element.localName === "audio")
      return [...element.children].filter((each) => ["source", "track"].includes(each.localName));
    return element.children;
  };
  const outline = (element) => {
    let inner = [...inside(element)].map(outline).join(" ");
    if (element.shadowRoot) inner = `audit-shadow-root${inner && `(${inner})`}`;
    return element.localName.toLowerCase() + (inner && `(${inner})`);
  };
  const tell = () => {
    const told = outline(document.documentElement);
    if (document.documentElement.dataset.tree !== told) document.documentElement.dataset.tree = told;
  };
  new MutationObserver(tell).observe(document, { childList: true, subtree: true });
  addEventListener("load", tell);
})();</script>"""
"""Writes the composed tree, as the browser has it, into an attribute of the page."""

BUILD = """<script>
  const build = (holder, ...names) => {
    for (const name of names) holder = holder.appendChild(document.createElement(name));
    holder.append("text");
  };
  for (const names of %s) build(%s, ...names);
</script>"""

NASTY = {
    "picture, track and wbr": "<p>a<wbr>b<picture><source srcset=a.webp><source srcset=b.webp>"
    "<img src=c.png alt=C></picture><video controls><source src=v><track src=t>Old <b>text</b></video>"
    "<audio src=a><a href=/a>Listen</a></audio><p>after",
    "unclosed tags": "<ul><li>a<li>b<ul><li>c</ul><li>d</ul><p>e<div>f<p>g<table><tr><td>h<td>i<tr>"
    "<th>j</table><dl><dt>k<dd>l<dt>m</dl><select><option>n<option>o</select>",
    "tables": "<table><caption>A</caption><colgroup><col><col></colgroup><tr><td><table><tr><td>b"
    "</table></table><div id=d></div>"
    + BUILD
    % ('[["table", "tbody", "table", "tr"], ["table", "div"], ["tr", "p"], ["td", "ul"]]', "d"),
    "blocks in paragraphs": "<p id=d></p>"
    + BUILD
    % (
        '[["div", "p", "ul", "li"], ["h2"], ["span", "section", "p"], ["p", "table", "td", "p"]]',
        "d",
    ),
    "links, buttons and forms in themselves": "<div id=d></div>"
    + BUILD
    % (
        '[["a", "a"], ["button", "button", "a"], ["form", "div", "form", "input"], '
        '["label", "label"], ["h2", "h3", "h2"]]',
        "d",
    ),
    "items in items": "<ul id=d></ul>"
    + BUILD
    % (
        '[["li", "li"], ["dt", "dd", "dt"], ["option", "option"], ["nobr", "nobr"], ["rt", "rp"]]',
        "d",
    ),
    "blocks in the head": "<p>text</p>"
    + BUILD % ('[["div", "p"], ["meta"], ["noscript"]]', "document.head"),
    "pages in pages": "<div id=d></div>"
    + BUILD
    % (
        '[["body", "p"], ["html", "head", "title"], ["frameset", "frame"], ["html", "body", "p"]]',
        "d",
    ),
    "void elements with content": "<div id=d></div>"
    + BUILD % ('[["br"], ["input"], ["hr"], ["x-card", "img"]]', "d"),
    "svg and math": "<svg viewBox='0 0 9 9'><title>A</title><desc>B</desc><g><path d='M0'/>"
    "<use href='#x'/><a href=/a><text>t</text></a><image href=a.png /><style>p{}</style>"
    "<foreignObject><p>x<p>y</foreignObject></g></svg><math><mi>x</mi></math><image src=b><p>z",
    "unknown elements": "<x-card><p>a<x-row>b</x-row></p></x-card><blink>c</blink><o:p>d</o:p>"
    "<acme:box><p>e</acme:box><p>f",
    "shadow roots": "<p><x-card><template shadowrootmode=open><style>p{}</style><div><h2>a</h2>"
    "<slot></slot><slot name=s><i>none</i></slot></div></template><p slot=s>b</p><em>c</em></x-card>"
    "<x-list><template shadowrootmode=open><ul><li><slot></slot></ul></template><li>d</li></x-list>",
    "templates, frames and noscript": "<template><p>a</template><noscript><p>b</noscript>"
    "<iframe srcdoc='<p>c'></iframe><object data=x><p>d</p></object><script>1 < 2</script>"
    '<script type="application/ld+json">{"a": "</p><b>"}</script><textarea><b>e</textarea><p>f',
    "deep nesting": "<div>" * 400 + "a" + "</div>" * 400 + "<p>b",
    "signs": "<p title='<b>\"&amp;'>&lt;i&gt; &amp;lt; &amp; &nbsp; \u2028 &#0; ]]&gt; <?php x ?> "
    "<!-- <b> --></p><p data-a='>'>x",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(page_timeout=20)) as browser:
        yield browser


def _compare(browser: Browser, address: str) -> None:
    rendering = browser.render(address)
    assert rendering.outcome is None, rendering.detail
    page = Page(url=address, html=rendering.html, rendered=True)
    root = page.soup.html
    assert root is not None
    assert root["data-tree"] == _outline(root)
    assert [child for child in page.soup.contents if isinstance(child, Tag)] == [root]


def _outline(tag: Tag) -> str:
    """Give names and nesting as the page's script does; not by recursion, for pages nest deep."""
    ends: dict[int, str] = {}
    for each in reversed([tag, *tag.find_all(True)]):
        inner = " ".join(ends[id(child)] for child in each.contents if isinstance(child, Tag))
        ends[id(each)] = each.name + (f"({inner})" if inner else "")
    return ends[id(tag)]


@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY)
def test_a_nasty_page_is_parsed_to_the_tree_of_the_browser(
    browser: Browser, wire: Wire, body: str
) -> None:
    html = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title>{TELL}</head><body>{body}"
    _compare(browser, wire.page("/", html.encode()))


def test_every_page_of_the_sample_site_is_parsed_to_the_tree_of_the_browser(
    browser: Browser, tmp_path: Path
) -> None:
    paths = [path for path in SITE.rglob("*") if path.is_file()]
    for path in paths:
        copy = tmp_path / path.relative_to(SITE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = path.read_bytes()
        if path.suffix == ".html":
            content = content.replace(b"</head>", TELL.encode() + b"</head>", 1)
        copy.write_bytes(content)
    pages = [path for path in paths if path.suffix == ".html"]
    with serve_folder(tmp_path) as origin:
        for path in pages:
            _compare(browser, f"{origin}/" + path.relative_to(SITE).as_posix())
    assert len(pages) > 12
