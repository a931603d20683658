"""The report in a real browser: what it demands of others, it does itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import product

import pytest
from selenium.webdriver.support.wait import WebDriverWait

from audit.clock import clocks
from audit.config import Duty
from audit.dossier import Check, PastRun, Result, Sheet, WaiverNote
from audit.model import Certainty, Outcome, Picture, Place, Unchecked
from reports import to_html

pytestmark = pytest.mark.browser

AXE = files("audit").joinpath("axe", "axe.min.js").read_text("utf-8")
DOCUMENTS = (
    *("rich", "empty", "hostile"),
    *("rich/pages", "empty/pages", "hostile/pages"),
    *("rich/site-map", "empty/site-map", "hostile/site-map"),
    *("rich/accreditations", "empty/accreditations", "hostile/accreditations"),
    *("rich/by-rule", "empty/by-rule", "hostile/by-rule", "rich/by-page", "hostile/by-page"),
    *("rich/by-criterion", "hostile/by-owner", "long/findings-2"),
    *("rich/conformance", "empty/conformance", "hostile/conformance"),
    *("spanish", "spanish/accreditations", "spanish/conformance", "spanish/pages"),
)
"""The first documents of several kinds of report, and further ones."""
SIZES = {"wide": (1280, 900), "narrow": (320, 640)}


def judged(result, words):
    """Give a result with what people found, and with laws to meet."""
    day = date(2026, 11, 3)
    days = (day, day - timedelta(days=900))
    numbers = ("1.1.1", "1.2.2", "2.4.7")
    duties = (Duty(law="section-504-web"), Duty(law="hipaa-privacy-notice"))
    checks = tuple(
        Check(number, said, words, on, words, pages)
        for number, said, on, pages in product(numbers, Result, days, ("", words))
    )
    laws = (*clocks(duties, day), *clocks((Duty(law="price-transparency"),), day))
    if words != "Ada":
        laws = tuple(replace(law, name=words, url=words, who=words, asks=words) for law in laws)
    return replace(result, dossier=replace(result.dossier, laws=laws, checks=checks))


def looking_back(result, words):
    """Give a result with 30 runs, and with waivers that say this, one of them ended."""
    began = datetime(2026, 10, 1, 2, 30, tzinfo=UTC)
    past = tuple(
        PastRun(
            id=f"run{day}",
            started=began + timedelta(days=day),
            status="incomplete" if day % 9 == 8 else "complete",
            wanted=5000,
            audited=5000 - day,
            new=4000 * (day % 7 == 3),
            existing=200_000 - 5000 * day,
            fixed=1000,
            waived=10,
            not_checked=20_000 * (day % 9 == 8),
            reviews=day,
        )
        for day in range(30)
    )
    waivers = tuple(
        WaiverNote("link-generic", (words, "/**"), words, words, words, words, until, 3)
        for until in (date(2026, 10, 1), date(2027, 3, 31))
    )
    return replace(result, dossier=replace(result.dossier, past=past, waivers=waivers))


@pytest.fixture(scope="module")
def reports(tmp_path_factory, rich_result, make_sheet):
    """Give the addresses of reports of several kinds, by name."""
    text = '"><script>document.title="owned"</script>\u202egnp.\x07' + "unbroken" * 300 + " مرحبا"
    place = Place("javascript:alert(1)", text, text, context=text, note=text)
    finding = replace(
        next(iter(rich_result.findings)),
        rule=f"x/{text}",
        message=text,
        place=place,
        related=(place,),
        fix=text,
        evidence={text: text, "signals": [{"a": text, "b": text, "c": text}]},
    )
    (crop,) = rich_result.pictures.values()
    results = {
        "rich": looking_back(judged(rich_result, "Ada"), "Ada"),
        "empty": replace(
            rich_result,
            findings=(),
            unchecked=(),
            outcomes=(),
            rules=(),
            dossier=replace(rich_result.dossier, sheet=Sheet(date(2026, 11, 3))),
        ),
        "hostile": replace(
            rich_result,
            run=replace(rich_result.run, site=text, reasons=(text,), targets=(text,)),
            outcomes=(
                Outcome(place.url, "audited", text, title=text),
                Outcome("https://a.example/" + "x" * 900, "error:http", text, title=text),
            ),
            rules=[replace(rule, title=text, why=text) for rule in rich_result.rules],
            findings=(finding, replace(finding, certainty=Certainty.REVIEW)),
            unchecked=(Unchecked(text, place.url, text),),
            pictures={finding.group: Picture(crop.webp, 608, 190, (-9, -9, 9999, 9999))},
            dossier=replace(rich_result.dossier, sheet=make_sheet(text)),
        ),
    }
    results["hostile"] = looking_back(judged(results["hostile"], text), text)
    results["spanish"] = replace(
        results["rich"], dossier=replace(results["rich"].dossier, language="es")
    )
    results["long"] = replace(
        rich_result, findings=[replace(finding, subject=f"{n}") for n in range(153)]
    )
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for name, result in results.items():
        found[name] = to_html.write(result, folder / name).as_uri()
        for path in (folder / name / "report").iterdir():
            found[f"{name}/{path.stem}"] = path.as_uri()
    return found


def show(driver, address, size="wide", **media):
    width, height = SIZES[size]
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [], **media})
    driver.get(address)


def audit(driver):
    # Evaluated by the debugger, as the report's own policy would let no script in.
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE})
    return driver.execute_async_script(
        "const done = arguments[0];"
        "axe.run(document, {rules: {'target-size': {enabled: true}}}).then(found => done({"
        "  wrong: found.violations.concat(found.incomplete).map("
        "    rule => [rule.id, rule.nodes.map(node => node.html)]),"
        "  passed: found.passes.map(rule => rule.id)}))"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_axe_finds_nothing_wrong_and_nothing_doubtful(driver, reports, name, size, scheme):
    dark = [{"name": "prefers-color-scheme", "value": scheme}]
    show(driver, reports[name], size, features=dark)
    found = audit(driver)
    assert found["wrong"] == []
    assert {"color-contrast", "region", "heading-order", "target-size"} <= set(found["passed"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_is_refused_and_nothing_runs(driver, reports, name):
    show(driver, reports[name])
    assert driver.get_log("browser") == []
    assert "Care Audit" in driver.title
    assert driver.execute_script("return performance.getEntriesByType('resource')") == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nobody_has_to_scroll_sideways_on_a_small_screen(driver, reports, name):
    show(driver, reports[name], "narrow")
    assert driver.execute_script("return document.documentElement.scrollWidth") == 320
    beyond = driver.execute_script(
        "return [...document.querySelectorAll('main *')].filter(one => {"
        "  const box = one.getBoundingClientRect();"
        "  return box.width && (box.right > 320.5 || box.left < -0.5)"
        "}).map(one => one.outerHTML.slice(0, 80))"
    )
    assert beyond == []


@pytest.mark.parametrize("size", SIZES)
def test_the_figures_of_the_trend_can_be_unfolded_on_every_screen(driver, reports, size):
    show(driver, reports["rich"], size)
    driver.find_element("css selector", "#trend ~ .card summary").click()
    table = driver.find_element("css selector", "#trend ~ .card table")
    assert table.find_element("tag name", "td").is_displayed()
    assert table.rect["width"] <= SIZES[size][0]
    assert audit(driver)["wrong"] == []


def test_the_style_and_the_pictures_are_let_in(driver, reports):
    show(driver, reports["rich"])
    band = "return getComputedStyle(document.querySelector('.top')).backgroundColor"
    assert driver.execute_script(band) == "rgb(10, 63, 76)"
    drawn = driver.execute_async_script(
        "const done = arguments[0], image = new Image();"
        "image.onload = () => done([image.naturalWidth, image.naturalHeight]);"
        "image.onerror = () => done('refused');"
        "image.src = document.querySelector('svg.picture image').href.baseVal"
    )
    assert drawn == [608, 190]


def test_on_paper_nothing_stays_folded(driver, reports):
    shown = "return document.querySelector('.entry details li').checkVisibility()"
    show(driver, reports["rich"])
    assert driver.execute_script(shown) is False
    show(driver, reports["rich"], media="print")
    assert driver.execute_script(shown) is True
    after = "return getComputedStyle(document.querySelector('a.outside'), '::after').content"
    assert "https://www.w3.org/WAI/" in driver.execute_script(after)


def test_the_keyboard_reaches_the_verdict_first(driver, reports):
    show(driver, reports["rich"])
    driver.switch_to.active_element.send_keys("\ue004")
    skip = driver.switch_to.active_element
    assert skip.text == "Skip to the verdict"
    skip.send_keys("\ue007")
    assert driver.switch_to.active_element.get_attribute("id") == "main"


def choose(driver, name, value):
    driver.execute_script(
        "const one = document.querySelector(`.filters select[name=${arguments[0]}]`);"
        "one.value = arguments[1];"
        "one.dispatchEvent(new Event('change'))",
        name,
        value,
    )


def shown(driver):
    return driver.execute_script(
        "return [...document.querySelectorAll('#list [data-severity]')]"
        ".filter(one => one.checkVisibility()).length"
    )


def told(driver):
    return driver.find_element("css selector", ".filters [role=status]").text


def test_filters_hide_what_does_not_fit_and_say_how_much_is_left(driver, reports):
    show(driver, reports["rich/by-rule"])
    assert (shown(driver), told(driver)) == (6, "6 of 6 shown.")
    choose(driver, "severity", "warning")
    assert (shown(driver), told(driver)) == (2, "2 of 6 shown.")
    headings = driver.find_elements("css selector", "#list h2")
    assert sum(heading.is_displayed() for heading in headings) == 1
    choose(driver, "owner", "Web team")
    assert shown(driver) == 0
    assert told(driver) == "Nothing fits these filters; all 6 are hidden."
    driver.find_element("css selector", ".filters button").click()
    assert shown(driver) == 6
    assert driver.switch_to.active_element.tag_name == "input"


def test_filters_find_text_by_keyboard_alone(driver, reports):
    show(driver, reports["rich/by-page"])
    box = driver.find_element("css selector", ".filters input")
    box.send_keys("contradiction nowhere")
    WebDriverWait(driver, 5).until(lambda one: "Nothing fits" in told(one))
    box.clear()
    box.send_keys("STANDS OUT")
    WebDriverWait(driver, 5).until(lambda one: shown(one) == 1)


def test_a_link_to_what_is_filtered_away_shows_it(driver, reports):
    show(driver, reports["rich"])
    anchor = driver.execute_script(
        "const one = document.querySelector('#defects-list .entry.error').id;"
        "const select = document.querySelector('.filters select');"
        "select.value = 'warning'; select.dispatchEvent(new Event('change'));"
        "return one"
    )
    entry = driver.find_element("id", anchor)
    assert not entry.is_displayed()
    driver.execute_script("location.hash = arguments[0]", anchor)
    WebDriverWait(driver, 5).until(lambda one: entry.is_displayed())


def test_without_scripts_there_is_everything_and_no_dead_control(driver, reports):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(driver, reports["rich/by-rule"])
        items = driver.find_elements("css selector", "#list [data-severity]")
        assert [one.is_displayed() for one in items] == [True] * 6
        assert not driver.find_element("css selector", ".filters").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_on_paper_a_filtered_list_says_so(driver, reports):
    show(driver, reports["rich/by-rule"], media="print")
    status = driver.find_element("css selector", ".filters [role=status]")
    assert not status.is_displayed()
    choose(driver, "severity", "warning")
    assert status.is_displayed()
    assert not driver.find_element("css selector", ".filters .controls").is_displayed()
