"""Facts on pages held against the fact sheet and against one another."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from audit.model import Certainty, Fact, Finding, Held, StatedFact
from audit.page import Page
from rules.claim.fact_conflict import FactConflict

MAIN = StatedFact(
    "Main number",
    "(662) 377-3000",
    kind="phone",
    also=("1-800-843-3375",),
    near=("main number", "switchboard", "hospital operator"),
)
BEDS = StatedFact(
    "Beds", "640", kind="number", near=("licensed beds", "beds", "bed hospital"), unless=("ICU",)
)
SINCE = StatedFact(
    "CoC accredited since",
    "1981",
    kind="number",
    near=("accredited by the Commission on Cancer since", "accredited program since"),
)
FOUNDED = StatedFact("Founded", "1954", kind="number", near=("founded", "since"))
STREET = StatedFact("Address", "830 South Gloster Street", kind="address", near=("we are at",))
LEVEL = StatedFact("Trauma level", "II", pattern=r"level ([IV]+) trauma center")
DATA = StatedFact(
    "Telephone in the data", "(662) 377-3000", kind="phone", property="telephone", of="North Hills"
)
PLACES = StatedFact("Clinics", "twelve", kind="number", near=("clinics",), pages=("/about/**",))


def _page(html: str, path: str = "/about/") -> Page:
    return Page(
        f"https://hospital.example{path}", html, gathered=datetime(2026, 11, 23, tzinfo=UTC)
    )


def _audit(pages: Mapping[str, str], *facts: StatedFact) -> list[Finding]:
    rule = FactConflict(facts=facts)
    collected: dict[str, list[Fact]] = {}
    for path, html in pages.items():
        for fact in rule.collect(_page(html, path)):
            collected.setdefault(fact.key, []).append(fact)
    return [finding for key, facts in collected.items() for finding in rule.check(key, facts)]


def _said(html: str, *facts: StatedFact, path: str = "/about/") -> list[tuple[str, Certainty]]:
    return [
        (str(finding.evidence["said"]), finding.certainty)
        for finding in _audit({path: html}, *facts)
    ]


AGAINST_THE_SHEET = {
    "another number": ("<p>Main number: (662) 377-3001</p>", MAIN, "(662) 377-3001"),
    "in a sentence": ("<p>Call our main number, day or night: 662.377.3001.", MAIN, "662.377.3001"),
    "in a table": (
        "<table><tr><th>Main number<td>662-377-3001</table>",
        MAIN,
        "662-377-3001",
    ),
    "in a list of terms": ("<dl><dt>Hospital operator<dd>662-377-3001</dl>", MAIN, "662-377-3001"),
    "without area code": ("<p>Main number: 377-3001", MAIN, "377-3001"),
    "beds before their word": ("<p>North Hills has 650 licensed beds.", BEDS, "650"),
    "beds in an adjective": ("<p>North Hills is a 650-bed hospital.", BEDS, "650"),
    "thousands": ("<p>We have 1,640 beds.", BEDS, "1,640"),
    "year": ("<p>Accredited by the Commission on Cancer since 1994.", SINCE, "1994"),
    "street": ("<p>We are at 803 S. Gloster St., Tupelo.", STREET, "803 S. Gloster St."),
    "pattern": ("<p>A Level III trauma center for 24 counties.", LEVEL, "III"),
    "year of another": ("<p>The hospital was founded in 1945.", FOUNDED, "1945"),
    "word for a number": ("<p>Our eleven clinics are open.", PLACES, "eleven"),
    "data": (
        '<script type="application/ld+json">{"@type":"Hospital","name":"North Hills",'
        '"telephone":"+1-662-377-3001"}</script>',
        DATA,
        "+1-662-377-3001",
    ),
}


@pytest.mark.parametrize(
    ("html", "fact", "said"), AGAINST_THE_SHEET.values(), ids=AGAINST_THE_SHEET.keys()
)
def test_what_a_page_says_otherwise_than_the_sheet_is_an_error(
    html: str, fact: StatedFact, said: str
) -> None:
    assert [(said, Certainty.SURE)] == _said(html, fact)


@pytest.mark.parametrize(
    ("html", "fact", "said"),
    [
        ("<p>Rooms for families have two beds.", BEDS, "two"),
        ("<p>The county has 9,800 hospital beds.", BEDS, "9,800"),
        ("<p>Support in browsers has been there since 2015.", FOUNDED, "2015"),
    ],
    ids=["far too few", "far too many", "a page without any word of care"],
)
def test_a_number_that_may_count_something_else_is_left_to_a_person(
    html: str, fact: StatedFact, said: str
) -> None:
    assert [(said, Certainty.REVIEW)] == _said(html, fact)


AS_THE_SHEET: dict[str, tuple[str, StatedFact]] = {
    "dots": ("<p>Main number: 662.377.3000", MAIN),
    "no area code": ("<p>Main number: 377-3000", MAIN),
    "country code": ("<p>Main number: +1 662 377 3000", MAIN),
    "no-break hyphens": ("<p>Main number: (662) 377‑3000", MAIN),
    "extension": ("<p>Main number: (662) 377-3000 ext. 12", MAIN),
    "toll-free number that is right too": ("<p>Main number: 1 (800) 843-3375", MAIN),
    "fax beside it": ("<p>Main number: (662) 377-3000, fax (662) 377-3001", MAIN),
    "fax alone": ("<p>Main number | Fax: (662) 377-3001", MAIN),
    "a department's": ("<p>Breast center: (662) 377-3411", MAIN),
    "no number": ("<p>Call our main number.", MAIN),
    "words in another sentence": ("<p>Our main number never sleeps. Gifts: 662-377-3613.", MAIN),
    "a number far behind": (
        "<p>Call our main number if you cannot keep your appointment with a doctor of the breast "
        "center, or call the breast center itself at (662) 377-3411.",
        MAIN,
    ),
    "date": ("<p>On 12/640 the switchboard moved.", MAIN),
    "no year in place of a year": ("<p>The clinic has been open since 9 am.", FOUNDED),
    "a day in place of a year": ("<p>Hospital pharmacy open since 2026-03-01.", FOUNDED),
    "a program's output": ("<p>Clinic</p><pre>open since 1999</pre>", FOUNDED),
    "unit of its own": ("<p>The ICU has 24 beds.", BEDS),
    "right one among others": ("<p>Of our 640 beds, 24 beds are for newborns.", BEDS),
    "share": ("<p>About 20% of beds are free.", BEDS),
    "other page": ("<p>Our eleven clinics are open.", PLACES),
    "figure for the word": ("<p>Our 12 clinics are open.", PLACES),
    "same street in other words": ("<p>We are at 830 S. Gloster St., Tupelo.", STREET),
    "another's data": (
        '<script type="application/ld+json">{"@type":"Hospital","name":"West Hills",'
        '"telephone":"+1-662-377-3001"}</script>',
        DATA,
    ),
    "broken data": ('<script type="application/ld+json">{"@type":</script>', DATA),
}


@pytest.mark.parametrize(("html", "fact"), AS_THE_SHEET.values(), ids=AS_THE_SHEET.keys())
def test_what_says_the_same_or_something_else_is_left_alone(html: str, fact: StatedFact) -> None:
    path = "/elsewhere/" if fact is PLACES and "eleven" in html else "/about/"
    assert [] == _said(html, fact, path=path)


@pytest.mark.parametrize(
    ("html", "path"),
    [
        ("<p>We have 400 beds.", "/news/2014/opening/"),
        ("<p>In 1987 we had 400 beds.", "/about/"),
        ("<p>Until then the hospital had only 400 beds.", "/about/"),
    ],
)
def test_what_was_once_is_left_to_a_person(html: str, path: str) -> None:
    assert [("400", Certainty.REVIEW)] == _said(html, BEDS, path=path)


def _card(name: str, phone: str, address: str = "12 Elm Street, Tupelo, MS 38801") -> str:
    return f"<h3>{name}</h3><p>{address}</p><p>Phone: {phone}</p>"


def _data(name: str, **values: str) -> str:
    given = "".join(f', "{key}": "{value}"' for key, value in values.items())
    node = f'{{"@type": "MedicalClinic", "name": "{name}"{given}}}'
    return f'<script type="application/ld+json">{node}</script>'


CONTRADICTIONS: dict[str, tuple[dict[str, str], str, str]] = {
    "number of a list and of its page": (
        {
            "/clinics/": _card("Fernhollow Clinic", "(662) 555-0142"),
            "/fernhollow/": "<h1>Fernhollow Clinic</h1>"
            "<h2>Contact us</h2><p><strong>Phone</strong> 662-555-0124",
        },
        "(662) 555-0124",
        "(662) 555-0142",
    ),
    "without area code": (
        {
            "/a/": "<h2>Fernhollow Clinic</h2><p>555-0142",
            "/b/": "<h1>Fernhollow Clinic</h1><p>(662) 555-0124",
        },
        "(662) 555-0124",
        "555-0142",
    ),
    "address": (
        {
            "/clinics/": _card("Fernhollow Clinic", "(662) 555-0142"),
            "/fernhollow/": _card("Fernhollow Clinic", "(662) 555-0142", "21 Elm St"),
        },
        "21 Elm St",
        "12 Elm Street",
    ),
    "text and data of one page": (
        {
            "/fernhollow/": _data("Fernhollow Clinic", telephone="+16625550124")
            + "<h1>Fernhollow Clinic</h1><p>12 Elm Street<br>(662) 555-0142"
        },
        "(662) 555-0142",
        "(662) 555-0124",
    ),
    "data of two pages": (
        {
            "/a/": _data("Fernhollow Clinic", foundingDate="1994-05-01"),
            "/b/": _data("Fernhollow Clinic", foundingDate="1994"),
            "/c/": _data("Fernhollow Clinic", foundingDate="1949"),
        },
        "1949",
        "1994",
    ),
    "footers": (
        {
            f"/{n}/": "<footer><p>Fernhollow Cancer Center</p><p>4 Mill Road, Alder, MS 38801<br>"
            f"Phone: (662) 555-{'0199' if n == 3 else '0190'}</footer>"
            for n in range(5)
        },
        "(662) 555-0199",
        "(662) 555-0190",
    ),
    "beds": (
        {
            "/a/": "<p>Fernhollow Medical Center is a 640-bed hospital.",
            "/b/": "<p>At Fernhollow Medical Center, a 650-bed regional hospital, we care for you.",
        },
        "650",
        "640",
    ),
    "slogan": (
        {
            "/a/": "<footer><p>Caring for patients of the valley since 1951</footer>",
            "/b/": "<p>Caring for patients of the valley since 1954",
        },
        "1954",
        "1951",
    ),
    "founding": (
        {
            "/a/": "<p>Fernhollow Hospital was founded in 1937.",
            "/b/": "<p>Fernhollow Hospital, established in 1939, is not for profit.",
        },
        "1939",
        "1937",
    ),
    "since when accredited": (
        {
            "/a/": "<p>We have been accredited by the Commission on Cancer since 1981.",
            "/b/": "<p>Commission on Cancer accredited since 1984.",
        },
        "1984",
        "1981",
    ),
    "one sentence, two numbers": (
        {
            "/a/": "<p>Our health system serves 24 counties in north Mississippi.",
            "/b/": "<p>Our health system serves 22 counties in north Mississippi.",
        },
        "22",
        "24",
    ),
    "in one line": (
        {
            "/a/": "<p>Fernhollow Clinic, 12 Elm St, Tupelo, MS 38801, (662) 555-0142",
            "/b/": "<p>Fernhollow Clinic | 12 Elm St | Tupelo, MS 38801 | (662) 555-0124",
        },
        "(662) 555-0124",
        "(662) 555-0142",
    ),
}


@pytest.mark.parametrize(
    ("pages", "said", "majority"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys()
)
def test_pages_that_contradict_one_another_are_left_to_a_person(
    pages: dict[str, str], said: str, majority: str
) -> None:
    findings = _audit(pages)
    assert [(said, majority)] == [(f.evidence["said"], f.evidence["majority"]) for f in findings]
    assert [Certainty.REVIEW] == [f.certainty for f in findings]
    assert f"says “{majority}”" == findings[0].related[0].note


AGREEING: dict[str, dict[str, str]] = {
    "one number in four forms": {
        f"/{n}/": f"<h2>Fernhollow Clinic</h2><p>{number}"
        for n, number in enumerate(
            ("(662) 555-0142", "662.555.0142", "+1 662 555 0142", "Phone: 662/555-0142")
        )
    },
    "one number without its area code": {
        "/a/": "<h2>Fernhollow Clinic</h2><p>(662) 555-0142",
        "/b/": "<h2>Fernhollow Clinic</h2><p>Phone: 555.0142",
    },
    "fax": {
        "/a/": "<h2>Fernhollow Clinic</h2><p>Phone: (662) 555-0142 | Fax: (662) 555-0143",
        "/b/": "<h2>Fernhollow Clinic</h2><p>Fax: (662) 555-0144",
    },
    "fax in a term": {
        "/a/": "<h2>Fernhollow Clinic</h2><dl><dt>Phone<dd>(662) 555-0142<dt>Fax<dd>662-555-0143",
        "/b/": "<h2>Fernhollow Clinic</h2><dl><dt>Fax<dd>(662) 555-0143</dl>",
    },
    "departments": {
        "/a/": "<h2>Fernhollow Clinic</h2><p>Appointments: (662) 555-0142",
        "/b/": "<h2>Fernhollow Clinic</h2><p>Medical records: (662) 555-0144",
        "/c/": "<h2>Fernhollow Clinic</h2><p>Phone: (662) 555-0145",
    },
    "departments in terms": {
        "/a/": "<h2>Fernhollow Clinic</h2><dl><dt>Billing<dd>(662) 555-0142</dl>",
        "/b/": "<h2>Fernhollow Clinic</h2><dl><dt>Nurse line<dd>(662) 555-0144</dl>",
    },
    "two clinics": {
        "/a/": _card("Fernhollow Clinic", "(662) 555-0142"),
        "/b/": _card("Alder Bend Clinic", "(662) 555-0144"),
    },
    "one name in two towns": {
        "/a/": _card("Baptist Clinic", "(662) 555-0142"),
        "/b/": _card("Baptist Clinic", "(662) 555-0144", "9 Oak Road, Oxford, MS 38655"),
    },
    "a department's name is no place's": {
        "/a/": _card("Breast Care Center", "(662) 555-0142", ""),
        "/b/": _card("Breast Care Center", "(662) 555-0144", ""),
    },
    "toll-free and local": {
        "/a/": _card("Fernhollow Clinic", "(662) 555-0142"),
        "/b/": _card("Fernhollow Clinic", "1-800-555-0142"),
    },
    "doctors of one clinic": {
        "/ana/": "<h1>Ana Lopez, MD</h1><p><b>Fernhollow Clinic</b></p><p>(662) 555-0142",
        "/ben/": "<h1>Ben Cho, MD</h1><p><b>Fernhollow Clinic</b></p><p>(662) 555-0144",
    },
    "doctors in the data": {
        f"/{n}/": '<script type="application/ld+json">{"@type": ["Physician", "Organization"], '
        f'"name": "Fernhollow Clinic", "telephone": "662-555-01{n}0"}}</script>'
        for n in (1, 2)
    },
    "doctors' pages with their clinic": {
        "/ana/": "<h1>Ana Lopez, MD</h1><h2>Fernhollow Clinic</h2><p>(662) 555-0142",
        "/ben/": "<h1>Ben Cho, NP</h1><h2>Fernhollow Clinic</h2><p>(662) 555-0144",
    },
    "departments in one building": {
        "/infusion/": "<h1>Infusion</h1><p>For patients.<h2>Alder Pavilion</h2><p>(662) 555-0142",
        "/scans/": "<h1>Scans</h1><p>For patients.<h2>Alder Pavilion</h2><p>(662) 555-0144",
    },
    "suites": {
        "/a/": _card("Fernhollow Clinic", "662-555-0142", "12 Elm St, Suite 200"),
        "/b/": _card("Fernhollow Clinic", "662-555-0142", "12 Elm Street, Ste. 300"),
    },
    "many values: the name is no place's": {
        f"/{n}/": _card("Fernhollow Clinic", f"(662) 555-01{n}0", "") for n in range(1, 6)
    },
    "two halves: two things of one name": {
        f"/{n}/": _card("Fernhollow Clinic", f"(662) 555-01{n % 2}0", "") for n in range(8)
    },
    "several numbers in the data": {
        "/a/": _data("Fernhollow Clinic", telephone="(662) 555-0142")
        + "<h1>Fernhollow Clinic</h1><p>(662) 555-0142<p>(662) 555-0144",
        "/b/": "<h1>Fernhollow Clinic</h1><p>(662) 555-0144",
    },
    "units": {
        "/a/": "<p>Fernhollow Medical Center is a 640-bed hospital.",
        "/b/": "<p>Fernhollow Medical Center has a 24-bed intensive care unit.",
        "/c/": "<p>The 18-bed hospice of Fernhollow Medical Center opened in May.",
    },
    "rounded": {
        "/a/": "<p>Fernhollow Medical Center is a 640-bed hospital.",
        "/b/": "<p>Fernhollow Medical Center is a nearly 650-bed hospital.",
    },
    "history": {
        "/a/": "<p>Fernhollow Medical Center is a 640-bed hospital.",
        "/b/": "<p>Fernhollow Medical Center was then a 90-bed hospital.",
        "/history/": "<p>Fernhollow Medical Center is a 300-bed hospital.",
        "/news/2009/wing/": "<p>Fernhollow Medical Center is a 500-bed hospital.",
    },
    "two hospitals in a sentence": {
        "/a/": "<p>Fernhollow Hospital was founded in 1937.",
        "/b/": "<p>Alder Hospital and Fernhollow Hospital, founded in 1951 and 1937.",
    },
    "other programs' years": {
        "/a/": "<p>We have been accredited by the Commission on Cancer since 1981.",
        "/b/": "<p>Our breast program has been accredited by NAPBC since 2009.",
        "/c/": "<p>Accredited by the Commission on Cancer and NAPBC since 2009.",
        "/d/": "<p>A nurse here since 1998, she knows the Commission on Cancer well.",
    },
    "accredited elsewhere since": {
        "/a/": "<p>Fernhollow Clinic has been accredited by the Commission on Cancer since 1981.",
        "/b/": "<p>Alder Hospital has been accredited by the Commission on Cancer since 1994.",
    },
    "founded and opened": {
        "/a/": "<p>Fernhollow Hospital was founded in 1937.",
        "/b/": "<p>Fernhollow Hospital opened in 1939.",
        "/c/": "<p>Fernhollow Hospital opened a new wing in 1990.",
    },
    "what others count": {
        "/a/": "<p>We have 5 locations for mammography.",
        "/b/": "<p>We have 3 locations for infusion.",
    },
    "phone of another": {
        "/a/": "<h2>Fernhollow Clinic</h2><h3>Pharmacy</h3><p>Phone: (662) 555-0142",
        "/b/": "<h2>Fernhollow Clinic</h2><p>Phone: (662) 555-0144",
    },
}


@pytest.mark.parametrize("pages", AGREEING.values(), ids=AGREEING.keys())
def test_pages_that_speak_of_two_things_are_left_alone(pages: dict[str, str]) -> None:
    assert [] == _audit(pages)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="tel:+1-662-377-3000">(662) 377-3000</a>',
        '<a href="tel:6623773000,5">662.377.3000 ext. 5</a>',
        '<a href="tel:18002273227">1-800-CAREFAR</a>',
        '<a href="tel:6623773000">Call us</a>',
        '<a href="tel:911">911</a>',
        '<a href="tel:555-0100">555-0100</a>',
        '<a href="tel:+16625550100">555-0100</a>',
        '<a href="tel:+44 20 7946 0000">020 7946 0000</a>',
        '<a href="tel:6623773000">(662) 377-3000 or (662) 377-3001</a>',
        '<a href="sms:741741">741741</a>',
    ],
)
def test_a_link_that_calls_what_it_shows_is_left_alone(link: str) -> None:
    assert [] == _audit({"/": f"<p>{link}</p>"})


def test_a_link_that_calls_another_number_is_found_on_each_page() -> None:
    link = '<p><a href="tel:+16623773001">(662) 377-3000</a></p>'
    findings = _audit({"/a/": link, "/b/": link})
    assert ["/a/", "/b/"] == [
        f.place.url.removeprefix("https://hospital.example") for f in findings
    ]
    assert {"the link shows (662) 377-3000 and calls (662) 377-3001"} == {
        f.message for f in findings
    }
    assert 1 == len({f.group for f in findings})


def test_the_pages_that_agree_with_the_wrong_one_stand_beside_it() -> None:
    pages = {f"/{n}/": f"<h1>Fernhollow Clinic</h1><p>662-555-0{140 + n // 6}" for n in range(8)}
    (finding,) = _audit(pages)
    assert "6 pages say “(662) 555-0140”" in finding.message
    assert "(662) 555-0141" in finding.message
    assert "https://hospital.example/6/" == finding.place.url
    assert ["https://hospital.example/7/"] == [place.url for place in finding.related[1:]]


def test_hostile_data_ends_in_silence() -> None:
    deep = "[" * 100_000
    html = f'<script type="application/ld+json">{deep}</script><p>{"(662) " * 20_000}</p>'
    assert [] == _audit({"/": html + "<h1>" + "A " * 5_000 + "Clinic</h1>"}, MAIN, BEDS, LEVEL)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("We have been accredited by the Commission on Cancer since 1984.", [Certainty.SURE]),
        ("Commission on Cancer accredited since 1981", []),
        ("Accredited by the NAPBC since 2009", []),
        (
            "Fernhollow Clinic has been accredited by the Commission on Cancer since 1984.",
            [Certainty.REVIEW],
        ),
    ],
)
def test_since_when_an_accreditation_is_held_stands_in_the_registry(
    said: str, found: list[Certainty]
) -> None:
    rule = FactConflict(accreditations=(Held("acs-coc", since="1981"), Held("acs-napbc")))
    facts = list(rule.collect(_page(f"<p>{said}</p>")))
    assert found == [
        finding.certainty for fact in facts for finding in rule.check(fact.key, [fact])
    ]
