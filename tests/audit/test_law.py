"""The laws and packs that ship are whole, dated and cited."""

import re
from datetime import date

import pytest

from audit import law, patterns
from audit.model import normalise
from audit.policies import Pack, Policy, Sought, expression

US = law.read_pack("us-hospital")


@pytest.mark.parametrize("entry", law.load().values(), ids=lambda each: each.id)
def test_a_law_says_who_when_and_where(entry: law.Law) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id)
    assert re.match(r"\d+ CFR \d+\.\d+", entry.citation)
    assert entry.asks.endswith(".")
    assert entry.applies_to.endswith(".")
    assert all(each.startswith("https://") for each in (entry.url, *entry.sources))
    assert entry.sources
    assert entry.verified >= date(2026, 11, 23)
    days = [each.day for each in entry.dates]
    assert sorted(days) == days
    assert not any(each.who.endswith(".") for each in entry.dates)


def test_the_dates_of_the_web_rules_are_those_that_were_put_off() -> None:
    section_504, title_ii = law.load()["section-504-web"], law.load()["ada-title-ii-web"]
    assert [date(2027, 5, 11), date(2028, 5, 10)] == [each.day for each in section_504.dates]
    assert "91 FR 25496" == section_504.changed_by
    assert [date(2027, 4, 26), date(2028, 4, 26)] == [each.day for each in title_ii.dates]
    assert {"WCAG 2.1 AA"} == {section_504.standard, title_ii.standard}


@pytest.mark.parametrize("policy", US, ids=lambda each: each.id)
def test_a_policy_of_the_pack_is_for_a_person_to_decide(policy: Policy) -> None:
    assert policy.review
    assert policy.message.endswith(".")
    assert policy.why
    assert policy.fix.endswith(".")
    assert not policy.law or policy.law in law.load()
    assert policy.require is not None
    assert policy.require.link_text


NAMES = {
    "nondiscrimination-notice": [
        "Non-discrimination Notice",
        "Notice of Nondiscrimination",
        "Patient Rights & Nondiscrimination",
        "Nondiscrimination and Accessibility",
        "Notice of Non‑Discrimination (PDF)",
        "Non Discrimination Statement",
        "Section 1557 Notice",
        "Aviso de no discriminación",
        "Discrimination is Against the Law",
    ],
    "language-assistance-notice": [
        "Language Assistance",
        "Free Language Assistance Services",
        "Interpreter Services",
        "Notice of Availability of Language Assistance Services and Auxiliary Aids",
        "Language Access",
        "Servicios de interpretación",
        "Asistencia lingüística",
    ],
    "accessibility-statement": ["Accessibility", "Website Accessibility", "Accesibilidad"],
    "privacy-practices-notice": [
        "Notice of Privacy Practices",
        "HIPAA",
        "HIPAA Privacy Notice",
        "Joint Notice of Privacy Practices",
        "Aviso de prácticas de privacidad",
        "Patient Privacy",
    ],
    "price-transparency-link": [
        "Price Transparency",
        "Hospital Price Transparency",
        "Pricing Transparency",
        "Price Transparency & Estimates",
        "Transparencia de precios",
    ],
    "surprise-billing-notice": [
        "No Surprises Act",
        "Surprise Billing Protections",
        "Surprise Medical Bills",
        "Balance Billing",
        "Good Faith Estimate",
        "Your rights against surprise medical bills",
    ],
}
OTHERS = ["Privacy Policy", "Terms of Use", "Careers", "Pay My Bill", "Find a Doctor", "Sitemap"]


def _finds(policy: Policy, name: str) -> bool:
    assert policy.require is not None
    words = policy.require.link_text
    return re.search(expression(words), normalise(name)) is not None


def test_every_policy_of_the_pack_has_names_to_be_tried_on() -> None:
    assert {policy.id for policy in US} == set(NAMES)


@pytest.mark.parametrize("policy", US, ids=lambda each: each.id)
def test_links_as_hospitals_name_them_are_known(policy: Policy) -> None:
    assert [] == [name for name in NAMES[policy.id] if not _finds(policy, name)]
    assert [] == [name for name in OTHERS if _finds(policy, name)]


def test_a_pack_stands_for_its_policies_but_those_left_out() -> None:
    own = Policy("own", require=Sought(text="a"))
    pack = Pack("us-hospital", pages=("/en/**",), without=("accessibility-statement",))
    found = law.expand([own, pack])
    assert own == found[0]
    assert [each.id for each in US if each.id != "accessibility-statement"] == [
        each.id for each in found[1:]
    ]
    assert {("/en/**",)} == {each.pages for each in found[1:]}


def test_there_is_no_other_pack() -> None:
    with pytest.raises(KeyError):
        law.read_pack("../law")


def test_the_expression_of_words_takes_no_time_to_speak_of() -> None:
    found = expression(("a* b* c*", "x*y*z"))
    patterns.check(found)
