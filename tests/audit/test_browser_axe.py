"""axe-core in the browser: the same results as a plain axe.run, out of the page's reach."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from audit import axe, config
from audit.browser import Browser
from audit.browser.safe_axe import SafeAxe

OpenChrome = Any
"""See tests/conftest.py."""
Wire = Any
"""conftest.py's server, which answers each path as it is told."""
TAGS = config.Axe().tags
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def test_the_script_is_the_pinned_one() -> None:
    assert axe.load().startswith(f"/*! axe v{axe.VERSION}\n")


def test_another_script_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "axe.min.js"
    changed.write_text(axe.PATH.read_text(encoding="utf-8") + ";", encoding="utf-8")
    monkeypatch.setattr(axe, "PATH", changed)
    with pytest.raises(axe.AxeError, match="hash"):
        axe.load.__wrapped__()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(page_timeout=20)) as browser:
        yield browser


@pytest.fixture(scope="module")
def plain(open_chrome: OpenChrome) -> Iterator[webdriver.Chrome]:
    """A browser as anybody would set it up for a plain script."""
    with open_chrome() as driver:
        size = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        yield driver


def run_plainly(driver: webdriver.Chrome, address: str) -> dict[str, Any]:
    """Put axe-core into every frame that scripts can reach, and run it from the top."""
    driver.get(address)
    inject(driver)
    script = """
        const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}})
          .then((result) => done(JSON.stringify(result)));
    """
    found: dict[str, Any] = json.loads(driver.execute_async_script(script, TAGS))
    return found


def inject(driver: webdriver.Chrome) -> None:
    driver.execute_script(axe.load())
    for frame in driver.find_elements("css selector", "iframe"):
        driver.switch_to.frame(frame)
        inject(driver)
        driver.switch_to.parent_frame()


def told(result: Any) -> dict[str, list[tuple[str, str, str]]]:
    """Give all that matters of a result, in an order of its own."""
    return {
        kind: sorted(
            (rule["id"], json.dumps(node["target"]), node["failureSummary"])
            for rule in result[kind]
            for node in rule["nodes"]
        )
        for kind in ("violations", "incomplete")
    }


HEAD = "<!doctype html><html lang=en><title>Page</title><meta name=viewport content=x>"
PAGES = {
    "forms-and-tables": f"""{HEAD}<style>p{{color:#999}} .back{{background:url(x.svg);color:#888}}
        </style><main><h1>One</h1><h4>Four</h4><p>Too pale</p><p class=back>On a picture</p>
        <form><input><select><option>A</select><button></button></form><a href=/x></a>
        <img src=x.svg><table><tr><th scope=foo></th><td headers=no>1</td></table>
        <ul><div>No item</div></ul><div role=checkbox>C</div><div aria-foo=x role=bar>R</div>
        <div tabindex=5>T</div><video src=x></video></main>""",
    "frames": f"""{HEAD}<h1>Outer</h1><iframe src=/inner></iframe>
        <iframe title=Text srcdoc="<p>In<img src=x.svg><iframe src=/inner title=Deep></iframe>">
        </iframe><iframe title=Blank></iframe>""",
    "shadow": f"""{HEAD}<main><h1>Shadow</h1><x-a><img slot=s src=x.svg></x-a></main><script>
        customElements.define('x-a', class extends HTMLElement {{ constructor() {{ super();
        this.attachShadow({{mode: 'open'}}).innerHTML =
          '<slot name=s></slot><button></button><p style="color:#aaa">Pale</p><x-b></x-b>' }} }});
        customElements.define('x-b', class extends HTMLElement {{ constructor() {{ super();
        this.attachShadow({{mode: 'open'}}).innerHTML = '<a href=/y><img src=x.svg></a>' }} }});
        </script>""",
    "internals": f"""{HEAD}<main><h1>Internals</h1><x-b><p role=listitem>One</p></x-b>
        <x-c><p role=listitem>Two</p></x-c><x-d></x-d><img src=x.svg></main><script>
        for (const [name, field, role] of [['x-b', '_internals', 'list'],
            ['x-c', Symbol('internals'), 'list'], ['x-d', 'internals', 'checkbox']]) {{
          customElements.define(name, class extends HTMLElement {{ constructor() {{ super();
            this[field] = this.attachInternals(); this[field].role = role }} }}) }}
        </script>""",
    "policy": f"{HEAD}<main><h1>Strict</h1><p style=color:#999>Pale</p><img src=x.svg></main>",
}
INNER = f"{HEAD}<p style=color:#999>Pale<img src=x.svg><button></button><x-a></x-a>"


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_results_are_those_of_a_plain_run(
    browser: Browser, plain: webdriver.Chrome, wire: Wire, name: str
) -> None:
    wire.page("/inner", INNER.encode())
    wire.on("/x.svg", wire.ok(b"<svg xmlns='http://www.w3.org/2000/svg'/>", kind="image/svg+xml"))
    policy = "Content-Security-Policy: script-src 'none'; require-trusted-types-for 'script'"
    headers = [policy] if name == "policy" else []
    address = wire.on("/", wire.ok(PAGES[name].encode(), *headers))
    rendering = browser.render(address)
    wanted = told(run_plainly(plain, address))
    assert wanted["violations"]
    assert told(rendering.axe) == wanted


@pytest.mark.browser
def test_elements_are_marked_in_the_snapshot(browser: Browser, wire: Wire) -> None:
    wire.page("/inner", INNER.encode())
    rendering = browser.render(wire.page("/", PAGES["shadow"].encode()))
    assert rendering.axe is not None
    names = {
        rule["id"]: sorted(
            rendering.html.split(f' data-audit-axe="{node["mark"]}"')[0]
            .rpartition("<")[2]
            .split()[0]
            for node in rule["nodes"]
        )
        for rule in rendering.axe["violations"]
    }
    assert names["button-name"] == ["button"]
    assert names["link-name"] == ["a"]
    assert names["image-alt"] == ["img", "img"]


TAMPERING = {
    "axe-is-taken": "window.axe = {run: () => Promise.resolve({violations: [], incomplete: []})}",
    "axe-cannot-be-set": "Object.defineProperty(window, 'axe', {get: () => 1})",
    "promises-hang": "window.Promise = class { then() { return this } catch() { return this } }",
    "json-lies": "JSON.stringify = () => '{}'; Array.prototype.toJSON = () => []",
    "nothing-is-found": "Document.prototype.querySelectorAll = () => []; "
    "Element.prototype.matches = () => false",
    "nothing-is-hidden": "window.getComputedStyle = () => ({display: 'none'})",
    "time-stands-still": "window.setTimeout = () => 1; performance.now = () => 0",
}


@pytest.mark.browser
@pytest.mark.parametrize("script", TAMPERING.values(), ids=TAMPERING)
def test_scripts_of_the_page_cannot_change_what_is_found(
    browser: Browser, wire: Wire, script: str
) -> None:
    text = f"{HEAD}<script>{script}</script><main><h1>Hi</h1><img src=x.svg></main>"
    rendering = browser.render(wire.page("/", text.encode()))
    assert rendering.outcome is None
    assert rendering.axe is not None
    assert "image-alt" in {rule["id"] for rule in rendering.axe["violations"]}
    assert "Hi" in rendering.html


@pytest.mark.browser
def test_a_frame_of_another_site_is_told_to_be_unchecked(browser: Browser, wires: Any) -> None:
    outer, other = wires(), wires()
    other.page("/", b"<p>Other<img src=x.svg>")
    frame = f"http://localhost:{other.port}/"
    text = f"{HEAD}<main><h1>Hi</h1><iframe title=Map src={frame}></iframe></main>"
    rendering = browser.render(outer.page("/", text.encode()))
    assert rendering.axe is not None
    assert "frame-tested" in {rule["id"] for rule in rendering.axe["incomplete"]}
    assert rendering.detail == ""


CHANGES = {
    "an element": "document.body.append(document.createElement('button'))",
    "an attribute": "document.querySelector('button').removeAttribute('aria-label')",
    "a rule in a style sheet": "document.styleSheets[0].insertRule('main p { color: #ddd }')",
    "a picture": "document.querySelector('img').src = '/other.svg'; "
    "document.querySelector('img').removeAttribute('alt')",
}
"""What scripts do to a page that has no defect before."""
MOMENTS = {
    "by a timer": "setTimeout(change, 40)",
    "in the third frame": "requestAnimationFrame(() => requestAnimationFrame(() => "
    "requestAnimationFrame(change)))",
    "when nothing else is to be done": "addEventListener('load', () => "
    "requestIdleCallback(change))",
    "on an answer": "addEventListener('load', () => fetch('/slow').then(change))",
}


@pytest.mark.browser
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_read_at_once_is_read_again_if_the_page_was_not_at_rest(
    browser: Browser, wire: Wire, change: str, moment: str
) -> None:
    def answer_slowly(connection: socket.socket) -> None:
        time.sleep(0.1)
        connection.sendall(wire.ok(b"Data", kind="text/plain"))

    wire.on("/slow", answer_slowly)
    for picture in ("/one.svg", "/other.svg"):
        wire.on(picture, wire.ok(SVG, kind="image/svg+xml"))
    text = (
        f"{HEAD}<style>p {{ color: #222 }}</style><main><h1>Late</h1><p>Text</p>"
        "<button aria-label=Close></button><img src=/one.svg alt=One></main>"
        f"<script>const change = () => {{ {change} }}; {moment}</script>"
    )
    rendering = browser.render(wire.page("/", text.encode()))
    assert rendering.axe is not None
    found = {rule["id"] for rule in rendering.axe["violations"]}
    assert found & {"button-name", "color-contrast", "image-alt"}
    assert rendering.detail == ""


@pytest.mark.browser
def test_a_page_that_no_script_touches_is_read_once(
    browser: Browser, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    run = SafeAxe.run

    def count(self: SafeAxe, *given: Any, **named: Any) -> dict[str, Any]:
        runs.append(self)
        return run(self, *given, **named)

    monkeypatch.setattr(SafeAxe, "run", count)
    for picture in ("/one.svg", "/style.css"):
        wire.on(picture, wire.ok(SVG, kind="image/svg+xml"))
    text = f"{HEAD}<style>@import '/style.css'</style><main><h1>Still</h1><img src=/one.svg alt=I>"
    assert browser.render(wire.page("/", text.encode())).detail == ""
    assert len(runs) == 1
    # Nor does axe-core ask for anything once more.
    assert len(wire.asked) == len(set(wire.asked))


@pytest.mark.browser
def test_a_rejected_run_is_told_and_the_page_is_read_without_it(wire: Wire) -> None:
    settings = config.Browser(axe=config.Axe(tags=("wcag2a", "no-such-tag")))
    with Browser(settings) as browser:
        rendering = browser.render(wire.page("/", PAGES["policy"].encode()))
    assert (rendering.outcome, rendering.axe) == (None, None)
    assert "no-such-tag" in rendering.problems["axe"]
    assert "Strict" in rendering.html


@pytest.mark.browser
def test_axe_that_takes_too_long_is_ended_and_the_page_is_read_without_it(wire: Wire) -> None:
    grows = (
        "for (let i = 0; i < 9000; i += 1) { const p = document.createElement('p');"
        "p.innerHTML = '<a href=#>Link</a> and <i>text</i>'; document.body.append(p) }"
    )
    text = f"{HEAD}<h1>Large</h1><script>{grows}</script>"
    address = wire.page("/", text.encode())
    with Browser(config.Browser(page_timeout=6, settle=1)) as browser:
        rendering = browser.render(address)
        assert (rendering.outcome, rendering.axe) == (None, None)
        assert "axe-core was not done" in rendering.problems["axe"]
        assert "Large" in rendering.html
        assert rendering.seconds < 7
        assert browser.render(wire.page("/next", PAGES["policy"].encode())).problems == {}
