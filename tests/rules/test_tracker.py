"""Rule tracker-on-care-page: who is asked, who is a third party, and how sure it is."""

import pytest

from audit.judge import judge
from audit.model import Certainty, Finding, Request, Unchecked
from audit.page import Page
from rules.loader import RuleSet
from rules.tracker.on_care_page import OnCarePage
from rules.tracker.parties import identify

URL = "https://www.hospital.org/cancer-care/"
GA = Request("www.google-analytics.com", "ping", 2)


def _check(html: str = "", *, asked: tuple[Request, ...] | None = None, **more: object) -> list:
    """Check a page of a site that has said that all its pages are about care."""
    options = {"pages": ("/**",)}
    options |= {key: more.pop(key) for key in ("allow", "pages") if key in more}
    page = Page(
        url=str(more.pop("url", URL)),
        html=f"<h1>Care</h1>{html}",
        rendered=asked is not None,
        requests=asked or (),
        **more,  # type: ignore[arg-type]
    )
    return list(OnCarePage(**options).check(page))  # type: ignore[arg-type]


def _hosts(findings: list[Finding]) -> set[str]:
    return {each["host"] for finding in findings for each in finding.evidence["hosts"]}


def test_what_the_browser_asked_is_reported_with_its_name_and_counts() -> None:
    host = "www.googletagmanager.com"
    (found,) = _check(asked=(Request(host, "script", 2), Request(host, "xhr")))
    assert Certainty.SURE == found.certainty
    assert "Google Tag Manager" == found.subject
    assert [{"host": host, "asked": ["script", "data"], "requests": 3}] == found.evidence["hosts"]
    assert "the browser asked www.googletagmanager.com (script, data)" in found.message
    assert "not rendered" not in found.message


def test_all_hosts_of_one_party_are_one_finding() -> None:
    meta = (Request("connect.facebook.net", "script"), Request("www.facebook.com", "image", 3))
    (found,) = _check(asked=meta)
    assert {"connect.facebook.net", "www.facebook.com"} == _hosts([found])


def test_two_parties_are_two_findings() -> None:
    assert 2 == len(_check(asked=(GA, Request("static.hotjar.com", "script"))))


@pytest.mark.parametrize(
    "host",
    ["www.hospital.org", "hospital.org", "static.hospital.org", "cdn.eu.hospital.org"],
)
def test_hosts_of_the_same_registrable_domain_are_the_site_itself(host: str) -> None:
    assert [] == _check(asked=(Request(host, "script"),))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://one.github.io/care/", "two.github.io"),
        ("https://hospital.co.uk/", "tracker.co.uk"),
        ("http://127.0.0.1:8000/care/", "127.0.1.1"),
    ],
    ids=["a public suffix for private names", "a suffix of two labels", "numbers"],
)
def test_hosts_that_only_look_alike_are_another_organisation(url: str, host: str) -> None:
    (found,) = _check(asked=(Request(host, "script"),), url=url)
    assert Certainty.REVIEW == found.certainty


def test_the_site_itself_is_where_the_page_came_from() -> None:
    moved = {"url": URL, "address": "https://hospital.health/cancer-care/"}
    assert [] == _check(asked=(Request("static.hospital.health", "image"),), **moved)


def test_unknown_parties_and_services_are_for_a_person_to_decide() -> None:
    asked = (Request("a.widgets.example", "script"), Request("fonts.gstatic.com", "font"))
    found = _check(asked=asked)
    assert ["widgets.example", "Google Fonts"] == [each.subject for each in found]
    assert {Certainty.REVIEW} == {each.certainty for each in found}


SERVICES = (
    Request("fonts.gstatic.com", "font"),
    Request("cdn.jsdelivr.net", "script"),
    Request("maps.googleapis.com", "script"),
    Request("a.widgets.example", "script"),
    Request("pictures.example", "image"),
)


def test_where_nothing_is_configured_services_are_left_alone_and_trackers_are_not() -> None:
    (found,) = _check(asked=(*SERVICES, GA), pages=())
    assert ("Google Analytics", Certainty.SURE) == (found.subject, found.certainty)


@pytest.mark.parametrize("options", [{"pages": ("/cancer-care/**",)}, {"allow": ("x.example",)}])
def test_who_has_said_what_is_allowed_is_asked_about_everybody_else(options: dict) -> None:
    found = _check(asked=SERVICES, **{"pages": (), **options})
    assert len(SERVICES) == len(found)
    assert {Certainty.REVIEW} == {each.certainty for each in found}


def test_what_only_counts_visits_is_for_a_person_whoever_asks_for_it() -> None:
    (beacon,) = _check(asked=(Request("in.unknown.example", "ping"),), pages=())
    pixel = '<img src="https://a.unknown.example/p.gif" alt="" width=1 height="1px">'
    (counted,) = _check(pixel, pages=())
    assert {Certainty.REVIEW} == {beacon.certainty, counted.certainty}


def test_a_picture_that_can_be_seen_counts_nobody() -> None:
    assert [] == _check('<img src="https://a.unknown.example/p.png" alt="A" width=1>', pages=())


@pytest.mark.parametrize(
    "allow",
    ["google-analytics.com", "www.google-analytics.com", "*.google-analytics.com"],
)
def test_what_is_allowed_is_silent(allow: str) -> None:
    assert [] == _check(asked=(GA,), allow=(allow,))


@pytest.mark.parametrize(
    "allow", ["analytics.com", "google-analytics.co", "a.google-analytics.com"]
)
def test_what_is_allowed_is_no_other_host(allow: str) -> None:
    assert 1 == len(_check(asked=(GA,), allow=(allow,)))


def test_only_the_pages_named_are_held_to_it() -> None:
    assert [] == _check(asked=(GA,), pages=("/careers/**",))
    assert 1 == len(_check(asked=(GA,), pages=("/careers/**", "/cancer-care/**")))


def test_the_element_that_asks_is_the_place() -> None:
    html = "<p>A</p><script src=https://www.googletagmanager.com/gtag/js></script>"
    (found,) = _check(html, asked=(Request("www.googletagmanager.com", "script"),))
    assert found.place.selector.endswith("script")


def test_a_rendered_page_is_judged_by_what_was_asked() -> None:
    # A policy of the server, or a blocked script, may keep the browser from asking.
    assert [] == _check("<script src=https://www.googletagmanager.com/gtag/js></script>", asked=())


def test_what_waits_for_a_reader_to_scroll_is_asked_too() -> None:
    html = "<iframe loading=lazy title=Map src=https://maps.google.com/maps></iframe>"
    (found,) = _check(html, asked=())
    assert "Google Maps" == found.subject


@pytest.mark.parametrize(
    ("html", "host"),
    [
        ("<script src=//static.hotjar.com/c/h.js></script>", "static.hotjar.com"),
        ("<script type=module src=https://x.example/a.js></script>", "x.example"),
        ("<img alt=Map src=https://x.example/a.png>", "x.example"),
        ("<img alt=Map srcset='https://x.example/a.png 1x, /b.png 2x'>", "x.example"),
        ("<iframe title=Map src=https://x.example/></iframe>", "x.example"),
        ("<link rel='preload stylesheet' href=https://x.example/a.css>", "x.example"),
        ("<video poster=https://x.example/a.png></video>", "x.example"),
        ("<object data=https://x.example/a.pdf></object>", "x.example"),
        ("<input type=image alt=Go src=https://x.example/a.png>", "x.example"),
    ],
)
def test_without_a_browser_the_html_speaks_and_says_that_it_is_not_all(
    html: str, host: str
) -> None:
    (found,) = _check(html)
    assert {host} == _hosts([found])
    assert "the page was not rendered" in found.message


@pytest.mark.parametrize(
    "html",
    [
        "<a href=https://x.example/>Link</a>",
        "<link rel=canonical href=https://x.example/>",
        "<link rel=dns-prefetch href=https://x.example/>",
        "<form action=https://x.example/></form>",
        "<script type=text/plain src=https://static.hotjar.com/a.js></script>",
        "<script type=application/json>{'a': 'https://static.hotjar.com/'}</script>",
        "<script>go('https://partner.example/')</script>",
        "<script>// see static.hotjar.com\n</script>",
        "<noscript><img src=https://www.facebook.com/tr?id=1></noscript>",
        "<img alt=A src='data:image/png;base64,AAAA//x.example/'>",
        "<img alt=A src=a//x.example/b.png>",
        "<input value=https://x.example/ src=https://x.example/>",
        "<img alt=A src='https://[bad/'>",
    ],
)
def test_what_asks_nobody_is_silent(html: str) -> None:
    assert [] == _check(html)


def test_a_script_that_names_a_tracker_is_for_a_person_to_look_at() -> None:
    html = "<script>load('https://connect.facebook.net/en_US/fbevents.js')</script>"
    (found,) = _check(html)
    assert Certainty.REVIEW == found.certainty
    # An element that loads it leaves no doubt.
    (found,) = _check(f"{html}<script src=https://connect.facebook.net/x.js></script>")
    assert Certainty.SURE == found.certainty


def test_without_a_browser_the_rule_is_not_checked_whatever_it_found() -> None:
    html = "<script src=https://static.hotjar.com/c/h.js></script>"
    for body, found in ((html, 1), ("<p>Text", 0)):
        page = Page(url=URL, html=body, missing={"requests": "no browser"})
        verdict = judge(page, RuleSet((OnCarePage(),), ()))
        assert found == len(verdict.findings)
        assert [Unchecked("tracker-on-care-page", URL, "no browser")] == list(verdict.unchecked)


def test_pages_that_nobody_holds_to_it_are_not_left_unchecked() -> None:
    page = Page(url=URL, html="<p>Text", missing={"requests": "no browser"})
    rules = RuleSet((OnCarePage(pages=("/careers/**",)),), ())
    assert () == judge(page, rules).unchecked


def test_files_are_on_their_own_host() -> None:
    html = "<script src=/a.js></script><img alt=A src=img/b.png>"
    own = {"url": "care/index.html", "address": "http://127.0.0.1:4000/care/index.html"}
    assert [] == _check(html, **own, root="http://127.0.0.1:4000/")
    assert [] == _check(asked=(Request("127.0.0.1", "script"),), **own)


def test_one_tracker_is_one_group_on_all_pages() -> None:
    pages = [_check(asked=(GA,), url=f"https://www.hospital.org/{name}/")[0] for name in "ab"]
    assert pages[0].group == pages[1].group
    assert pages[0].fingerprint != pages[1].fingerprint


def test_the_longest_host_that_is_known_decides() -> None:
    assert "Google Fonts" == identify("fonts.googleapis.com").name
    assert "googleapis.com" != identify("ajax.googleapis.com").name
    assert not identify("www.google.com").tracks


def test_markup_in_host_names_stays_text() -> None:
    (found,) = _check(asked=(Request("<b>.example", "image"),))
    assert "<b>" in found.message  # Reports escape; nothing here makes markup of it.
