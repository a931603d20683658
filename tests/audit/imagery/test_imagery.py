"""Which images of pages are looked at, and how often."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from audit.config import Config, Images, Site
from audit.fetch import Fetcher
from audit.fetch.answer import Answer
from audit.files import FileReader, FileTarget
from audit.imagery import Imagery, is_wanted
from audit.model import Held, Outcome
from audit.page import Page
from audit.page.imprint import ImageEvidence

Seal = Callable[..., Image.Image]
AsFile = Callable[..., bytes]
HASH = "0" * 64 + "-" + "0" * 14


def _nobody(address: str) -> Answer:
    return Answer(
        address, address, outcome=Outcome(address, "error:http", f"{address} is not there")
    )


def _seen(html: str, **settings: int) -> dict[str, ImageEvidence]:
    page = Page(url="https://hospital.example/care/", html=html)
    return dict(Imagery(Images(**settings)).look(page, _nobody).looked_at or {})


@pytest.mark.parametrize(
    "image",
    [
        '<img src="a.png" alt="CoC">',
        '<img src="a.png" alt="">',
        '<img src="a.png" alt="CoC" width="84" height="84">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="a.png" alt="CoC">',
        '<a href="https://facs.org/"><img src="a.png" alt="CoC"></a>',
        '<span role="img" aria-label="CoC" style="background-image:url(a.png)"></span>',
        '<footer><img src="a.png#top" alt="CoC"></footer>',
    ],
)
def test_what_may_be_a_badge_is_looked_at(image: str) -> None:
    assert {"https://hospital.example/care/a.png"} == set(_seen(image))


@pytest.mark.parametrize(
    "image",
    [
        '<img src="a.png" alt="" width="16" height="16">',
        '<img src="a.png" alt="Our campus" width="1600" height="600">',
        '<img src="a.png" alt="A banner" width="700" height="90">',
        '<nav><img src="a.png" alt="CoC"></nav>',
        '<img hidden src="a.png" alt="CoC">',
        f'<img src="a.png" alt="{"A nurse greets a patient at the door " * 4}">',
        '<img alt="CoC">',
        '<svg><path d="M0 0h9"/></svg>',
    ],
)
def test_what_is_no_badge_is_not_asked_for(image: str) -> None:
    assert {} == _seen(image)


def test_images_in_the_page_itself_are_looked_at(seal: Seal, as_file: AsFile) -> None:
    body = base64.b64encode(as_file(seal("CT"), "PNG")).decode()
    svg = '<svg role="img" aria-label="CoC" viewBox="0 0 9 9"><rect width="4" height="4"/></svg>'
    plain = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Ctext%3ECoC%3C/text%3E%3C/svg%3E"
    found = _seen(
        f'<img src="data:image/png;base64,{body}" alt="CT">{svg}<img src="{plain}" alt="x">'
    )
    assert ["data", "svg", "data"] == [key.partition(":")[0] for key in found]
    pixels, drawing, words = found.values()
    assert pixels.imprint is not None
    assert drawing.imprint is not None
    assert "CoC" == words.text


@pytest.mark.parametrize("data", ["data:", "data:image/png;base64,%%%", "data:image/png;base64,AA"])
def test_a_broken_data_address_is_said_to_be_one(data: str) -> None:
    (seen,) = _seen(f'<img src="{data}" alt="CoC">').values()
    assert seen.problem


def test_a_drawing_is_the_same_whichever_parser_read_the_page() -> None:
    svg = (
        '<svg role="img" aria-label="CoC" viewBox="0 0 40 90"><linearGradient id="a"><stop '
        'stop-color="#00f"></stop></linearGradient><rect width="20" height="50" fill="url(#a)">'
        "</rect></svg>"
    )
    imagery = Imagery(Images())
    read, rendered = (
        imagery.look(Page(url="https://a.example/", html=svg, rendered=flag), _nobody)
        for flag in (False, True)
    )
    assert read.looked_at
    assert rendered.looked_at
    (one,), (other,) = read.looked_at.values(), rendered.looked_at.values()
    assert one.imprint is not None
    assert one == other


def test_named_images_come_first_and_the_rest_is_said_to_be_left_out() -> None:
    html = "".join(f'<img src="{n}.png" alt="{"" if n < 3 else "CoC"}">' for n in range(5))
    found = _seen(html, per_page=3)
    left = [key[-5:] for key, seen in found.items() if "images.per_page" in seen.problem]
    assert ["1.png", "2.png"] == left


def test_what_was_read_off_the_page_stays_read() -> None:
    page = Page(url="https://a.example/", html='<img src="a.png" alt="CoC">', missing={"axe": "no"})
    soup = page.soup
    looked = Imagery(Images()).look(page, _nobody)
    assert looked.soup is soup
    assert {"axe": "no"} == looked.missing
    assert page.looked_at is None


@pytest.fixture
def served(httpserver: HTTPServer, seal: Seal, as_file: AsFile) -> Iterator[HTTPServer]:
    file = as_file(seal("CT"), "PNG")

    def answer(request: Request) -> Response:
        asked.append(request.path)
        if request.path == "/robots.txt":
            return Response("User-agent: *\nDisallow: /private/")
        if request.path == "/gone.png":
            return Response("", 404)
        return Response(file, mimetype="image/png")

    asked: list[str] = []
    httpserver.expect_request("/").respond_with_data("")
    httpserver.expect_request(re.compile("/.+")).respond_with_handler(answer)
    httpserver.asked = asked  # type: ignore[attr-defined]
    yield httpserver
    httpserver.check_assertions()


def test_each_image_is_asked_for_once_in_a_run(served: HTTPServer) -> None:
    start = served.url_for("/")
    images = (
        "".join(f'<img src="/{n}.png" alt="CoC">' for n in range(20))
        + '<img src="/gone.png" alt="CoC">'
    )
    imagery = Imagery(Images())
    with Fetcher(Site(start=(start,), retries=0)) as fetcher:
        read = lambda address: fetcher.read(address, max_bytes=100_000, robots=True)  # noqa: E731
        first, *others = [
            imagery.look(Page(url=f"{start}page-{n}", html=images), read) for n in range(10)
        ]
    asked = [path for path in served.asked if path != "/robots.txt"]  # type: ignore[attr-defined]
    assert 21 == len(asked) == len(set(asked))
    assert first.looked_at is not None
    assert all(first.looked_at == page.looked_at for page in others)
    assert ["404" in seen.problem for seen in first.looked_at.values()] == [False] * 20 + [True]


def test_what_robots_may_not_have_is_not_asked_for(served: HTTPServer) -> None:
    start = served.url_for("/")
    page = Page(url=start, html='<img src="/private/a.png" alt="CoC">')
    with Fetcher(Site(start=(start,))) as fetcher:
        read = lambda address: fetcher.read(address, max_bytes=100_000, robots=True)  # noqa: E731
        looked = Imagery(Images()).look(page, read).looked_at
    assert looked is not None
    (seen,) = looked.values()
    assert "robots.txt" in seen.problem
    assert ["/robots.txt"] == served.asked  # type: ignore[attr-defined]


def test_one_host_is_asked_at_the_sites_pace() -> None:
    waits: list[float] = []
    html = (
        '<img src="a.png" alt="CoC"><img src="b.png" alt="CoC"><img src="//b.example/" alt="CoC">'
    )
    imagery = Imagery(Images(), delay=3600, sleep=waits.append)
    imagery.look(Page(url="https://a.example/", html=html), _nobody)
    assert 1 == len(waits)
    assert 3599 < waits[0] <= 3600


def test_files_are_read_from_the_disk(tmp_path: Path, seal: Seal, as_file: AsFile) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "badge 1.png").write_bytes(as_file(seal("CT"), "PNG"))
    (tmp_path / "secret.png").write_bytes(as_file(seal("CT"), "PNG"))
    reader = FileReader(FileTarget(tmp_path / "site", ("index.html",)), 1000)
    inside = reader.read("badge 1.png", 1_000_000)
    assert inside.outcome is None
    assert inside.body.startswith(b"\x89PNG")
    assert "skipped:out-of-scope" == _kind(reader.read("../secret.png", 1_000_000))
    assert "skipped:too-large" == _kind(reader.read("badge 1.png", 1024))
    assert "error:connect" == _kind(reader.read("none.png", 1_000_000))


def _kind(answer: Answer) -> str:
    return answer.outcome.kind if answer.outcome is not None else ""


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        (Config(), False),
        (Config(accreditations=(Held("acs-coc"),)), False),
        (Config(accreditations=(Held("acs-coc", images=(HASH,)),)), True),
        (Config(images=Images(words=True)), True),
        (Config(images=Images(look="always")), True),
        (
            Config(accreditations=(Held("acs-coc", images=(HASH,)),), images=Images(look="never")),
            False,
        ),
    ],
)
def test_images_are_looked_at_where_there_is_something_to_hold_them_to(
    config: Config, wanted: bool
) -> None:
    assert wanted is is_wanted(config) is (Imagery.of(config) is not None)
