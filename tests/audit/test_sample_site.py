"""The sample site holds together, and its truth file names elements that are there."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import html5lib
import pytest
import yaml
from bs4 import BeautifulSoup
from lxml import etree

import audit
from audit import config
from audit.model import OUTCOMES
from audit.serve import serve_folder
from rules import loader
from rules.badge import catalogue

SAMPLE = Path(audit.__file__).with_name("sample")
SITE = SAMPLE / "site"
FILES = {path.relative_to(SITE).as_posix(): path for path in SITE.rglob("*") if path.is_file()}
TRUTH = yaml.safe_load((SAMPLE / "truth.yaml").read_text("utf-8"))
DEFECTS: list[dict[str, Any]] = TRUTH["defects"]

SHOWN = {
    "badge-ambiguous",
    "badge-duplicate",
    "badge-inconsistent-label",
    "badge-not-shown",
    "badge-out-of-scope",
    "badge-prerequisite-missing",
    "badge-wrong-link",
    "badge-expired",
    "badge-image-mismatch",
    "badge-mislabelled",
    "badge-retired-name",
    "badge-unregistered",
    "card-conflict",
    "card-duplicate",
    "claim-count-mismatch",
    "claim-fact-conflict",
    "claim-superlative",
    "content-discouraged-term",
    "content-forbidden",
    "content-language-mismatch",
    "content-placeholder",
    "content-reading-level",
    "content-required",
    "document-inaccessible",
    "image-alt-filename",
    "image-alt-inconsistent",
    "image-alt-long",
    "image-alt-missing",
    "image-alt-placeholder",
    "image-alt-redundant",
    "link-broken",
    "link-conflict",
    "link-generic",
    "page-duplicate",
    "page-orphan",
    "page-stale",
    "page-title-missing",
    "section-empty",
    "tracker-on-care-page",
}
"""The rules that the site shows at work, besides axe-core's."""


def address(name: str) -> str:
    return "/" + re.sub(r"(^|/)index\.html$", r"\1", name)


PAGES = {address(name): path for name, path in FILES.items() if path.suffix == ".html"}
SOUPS = {name: BeautifulSoup(path.read_bytes(), "html5lib") for name, path in PAGES.items()}


def pages_of(defect: dict[str, Any]) -> list[str]:
    return defect["pages"] if "pages" in defect else [defect["page"]]


def places() -> Iterator[tuple[str, str, bool]]:
    """Every page and selector of the truth, and whether only a script makes the element."""
    for defect in DEFECTS:
        for page in pages_of(defect):
            for selector in (defect["at"], *defect.get("also", ())):
                yield page, selector, defect.get("rendered", False)


def references(page: str) -> Iterator[str]:
    """Give all that a page loads or links to."""
    soup = SOUPS[page]
    for attribute in ("href", "src", "action", "data-image"):
        yield from (str(tag[attribute]) for tag in soup.select(f"[{attribute}]"))
    for tag in soup.select("[srcset]"):
        yield from (part.split()[0] for part in str(tag["srcset"]).split(","))
    for tag in soup.select("[style]"):
        yield from addresses_in_styles(str(tag["style"]))


def addresses_in_styles(text: str) -> list[str]:
    return re.findall(r"""url\(["']?([^"')]+)""", text)


def loaded_elsewhere() -> Iterator[str]:
    """Give what styles, scripts and data load."""
    for name, path in FILES.items():
        if name.endswith(".css"):
            yield from addresses_in_styles(path.read_text("utf-8"))
        elif name.endswith(".js"):
            yield from re.findall(r'fetch\("([^"]+)', path.read_text("utf-8"))
        elif name.endswith(".json"):
            yield from (each["image"] for each in json.loads(path.read_text("utf-8"))["classes"])


def target(reference: str) -> Path:
    path = urlsplit(reference).path
    return SITE / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))


def resolves(page: str, reference: str) -> bool:
    """Say whether a reference's file is there, and in it what the fragment names."""
    goal = PAGES[page] if reference.startswith("#") else target(reference)
    fragment = urldefrag(reference).fragment
    return goal.is_file() and (
        not fragment or bool(SOUPS[address(goal.relative_to(SITE).as_posix())].find(id=fragment))
    )


def inside(reference: str) -> bool:
    return not urlsplit(reference).scheme


@pytest.mark.parametrize("page", PAGES)
def test_page_is_html_without_parse_errors(page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(PAGES[page].read_bytes())


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith((".svg", ".xml"))])
def test_drawing_or_sitemap_is_well_formed(name: str) -> None:
    etree.fromstring(FILES[name].read_bytes(), etree.XMLParser(resolve_entities=False))


@pytest.mark.parametrize("page", PAGES)
def test_references_inside_the_site_resolve(page: str) -> None:
    planted = {
        tag["href"]
        for defect in DEFECTS
        if defect["rule"] == "link-broken" and page in pages_of(defect)
        for tag in SOUPS[page].select(defect["at"])
    }
    lost = {each for each in references(page) if inside(each) and not resolves(page, each)}
    assert lost == planted


def test_what_styles_scripts_and_data_load_is_there() -> None:
    assert [each for each in loaded_elsewhere() if not target(each).is_file()] == []


def test_nothing_is_loaded_from_outside() -> None:
    """Links may leave the site; nothing that a browser loads by itself may.

    The planted third party is on a name that nobody can have (RFC 2606), so nothing answers.
    """
    planted = ("/contact/", "https://ratings.visit-insights.example/stars.png")
    links = {(page, a["href"]) for page, soup in SOUPS.items() for a in soup.select("a[href]")}
    outside = [
        (page, reference)
        for page in PAGES
        for reference in references(page)
        if not inside(reference) and (page, reference) not in links
    ]
    assert outside == [planted]
    assert all(map(inside, loaded_elsewhere()))


def test_every_picture_is_used_and_all_are_light() -> None:
    pictures = {name for name in FILES if name.startswith("images/")}
    used = {target(each).relative_to(SITE).as_posix() for each in loaded_elsewhere()}
    used |= {
        target(each).relative_to(SITE).as_posix()
        for page in PAGES
        for each in references(page)
        if inside(each) and each.startswith("/")
    }
    assert pictures - used == set()
    assert sum(FILES[name].stat().st_size for name in pictures) < 1_500_000


@pytest.mark.parametrize("part", ["body > header", "body > footer", ".nurse-line"])
def test_template_part_is_the_same_on_every_english_page(part: str) -> None:
    english = [soup for page, soup in SOUPS.items() if page != "/es/"]
    variants = Counter(str(tag) for soup in english for tag in soup.select(part))
    assert len(variants) == 1
    assert variants.total() > 1


def test_sitemaps_name_pages_and_the_one_that_is_missing() -> None:
    listed = {
        "/" + name: {str(loc.text).removeprefix("{origin}") for loc in tree.iterfind(".//{*}loc")}
        for name, path in FILES.items()
        if name.startswith("sitemap")
        for tree in [etree.fromstring(path.read_bytes())]
    }
    assert listed.pop("/sitemap.xml") == set(listed)
    named = set().union(*listed.values())
    not_found = {each["url"] for each in TRUTH["outcomes"] if each["kind"] == "error:http"}
    assert not_found
    assert named - set(PAGES) == not_found


def test_robots_file_closes_what_the_truth_says_is_closed() -> None:
    closed = re.findall(r"^Disallow: (.+)$", FILES["robots.txt"].read_text("utf-8"), re.M)
    assert closed == [o["url"] for o in TRUTH["outcomes"] if o["kind"] == "skipped:robots"]


def test_configuration_is_one_that_the_tool_accepts() -> None:
    given = config.load(
        SAMPLE / "audit.yaml", rules=loader.find(), accreditations=catalogue.load().accreditations
    )
    assert given.site.name == "Fernhollow Cancer Center"
    assert [held.id for held in given.accreditations if held.until] == ["acs-naprc"]


def test_every_rule_has_a_planted_defect() -> None:
    rules = {defect["rule"] for defect in DEFECTS}
    assert {rule for rule in rules if not rule.startswith("axe/")} == SHOWN
    assert len(rules - SHOWN) >= 6


def test_truth_is_spelt_as_its_head_explains() -> None:
    keys = {"page", "pages", "rule", "at", "also", "certainty", "axe", "rendered", "why"}
    for defect in DEFECTS:
        assert set(defect) <= keys, defect
        assert ("page" in defect) != ("pages" in defect), defect
        assert {"rule", "at", "why"} <= set(defect), defect
        assert defect.get("certainty", "review") == "review", defect
        assert set(pages_of(defect)) <= set(PAGES), defect
    assert {outcome["kind"] for outcome in TRUTH["outcomes"]} <= OUTCOMES


def test_clean_pages_are_those_without_a_defect() -> None:
    faulty = {page for defect in DEFECTS for page in pages_of(defect)}
    closed = {outcome["url"] for outcome in TRUTH["outcomes"]}
    # The map is no page of its own: it is what a frame shows.
    assert set(TRUTH["clean"]) == set(PAGES) - faulty - closed - {"/locations/map-fernhollow.html"}
    assert len(TRUTH["clean"]) >= 5


@pytest.mark.parametrize(("page", "selector", "rendered"), list(places()))
def test_element_is_in_the_servers_html_unless_a_script_makes_it(
    page: str, selector: str, rendered: bool
) -> None:
    # Shadow roots exist only in a browser; the server's HTML has their content nowhere.
    found = SOUPS[page].select(selector.replace(" >>> ", " "))
    assert len(found) == (0 if rendered else 1)


COUNT_SHOWN = """
const seen = [];
for (const selector of arguments[0]) {
  let roots = [document];
  for (const step of selector.split(" >>> "))
    roots = roots.flatMap((root) => [...(root.shadowRoot ?? root).querySelectorAll(step)]);
  seen.push([selector, roots.filter((element) => element.getClientRects().length).length]);
}
return seen;
"""


@pytest.mark.browser
def test_browser_shows_every_element_of_the_truth_once(open_chrome: Any) -> None:
    wanted: dict[str, set[str]] = {}
    for page, selector, _ in places():
        wanted.setdefault(page, set()).add(selector)
    wrong: dict[str, list[list[Any]]] = {}
    with serve_folder(SITE) as origin, open_chrome("--window-size=1280,900") as driver:
        for page, selectors in wanted.items():
            driver.get(origin + page)
            # Elements that a script makes come after the load event.
            for _ in range(50):
                seen = driver.execute_script(COUNT_SHOWN, sorted(selectors))
                wrong[page] = [each for each in seen if each[1] != 1]
                if not wrong[page]:
                    break
                driver.execute_async_script("setTimeout(arguments[0], 100)")
    assert {page: left for page, left in wrong.items() if left} == {}
