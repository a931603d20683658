"""Policies and words to avoid: what may be written, and what is told of each mistake."""

from collections.abc import Callable

import jsonschema
import pytest
import yaml

from audit import config
from audit.model import Severity
from audit.policies import Pack, Policy, Sought, Term

Load = Callable[[str | bytes], config.Config]
Told = Callable[[str | bytes], list[str]]

WHOLE = """\
policies:
  - use: us-hospital
    pages: ["/en/**"]
    without: [surprise-billing-notice]
  - id: emergency-line
    pages: ["/symptoms/**"]
    require: {text: [call 911, Llame al 911]}
    why: Risk management
    message: The emergency line is missing
    fix: Put the banner back
    law: section-1557-nondiscrimination
    severity: warning
    scope: site
    review: yes
  - {id: no-cure-claims, forbid: {text: "guaranteed|miracle|100% cure"}}
  - {id: no-http, forbid: {selector: form, attribute: action, regex: "^http:"}}
  - {id: portal, require: {link_text: Sign in, link: /portal/**, selector: header, answers: 200}}
terms:
  - {avoid: suffers from, use: has, why: People-first wording}
  - {avoid: [elderly, the aged], use: older adults, why: Respect, exact: yes}
"""


def test_policies_and_terms_are_read(load: Load) -> None:
    found = load(WHOLE)
    assert (
        Pack("us-hospital", pages=("/en/**",), without=("surprise-billing-notice",)),
        Policy(
            "emergency-line",
            pages=("/symptoms/**",),
            require=Sought(text=("call 911", "Llame al 911")),
            scope="site",
            message="The emergency line is missing",
            why="Risk management",
            fix="Put the banner back",
            law="section-1557-nondiscrimination",
            severity=Severity.WARNING,
            review=True,
        ),
        Policy("no-cure-claims", forbid=Sought(text="guaranteed|miracle|100% cure")),
        Policy("no-http", forbid=Sought(selector="form", attribute="action", regex="^http:")),
        Policy(
            "portal",
            require=Sought(link_text="Sign in", link="/portal/**", selector="header", answers=200),
        ),
    ) == found.policies
    assert (
        Term("suffers from", "has", "People-first wording"),
        Term(("elderly", "the aged"), "older adults", "Respect", exact=True),
    ) == found.terms


POLICY = "policies: [{{id: a, {}}}]\n"
MISTAKES = {
    "no demand": ("pages: [/a]", "1:12: policies #1: 'require' or 'forbid' is missing"),
    "two demands": (
        "require: {text: a}, forbid: {text: b}",
        "1:40: policies #1: 'forbid' does not go with 'require'; write two policies",
    ),
    "empty demand": ("require: {}", "1:29: policies #1.require: nothing to look for is named"),
    "demand that is text": (
        "require: notice",
        "1:29: policies #1.require: expected a mapping of keys to values, found 'notice'",
    ),
    "unknown key": (
        "require: {txt: a}",
        "1:30: policies #1.require: unknown key 'txt'; did you mean 'text'?",
    ),
    "answers of no link": (
        "require: {text: a, answers: 200}",
        "1:39: policies #1.require: 'answers' goes with 'link' or 'link_text' only",
    ),
    "answers of what is forbidden": (
        "forbid: {link: /a, answers: 200}",
        "1:39: policies #1.forbid: 'answers' goes with 'require' only",
    ),
    "answer that is none": (
        "require: {link: /a, answers: 20}",
        "1:49: policies #1.require.answers: expected a status of HTTP from 200 to 599, found '20'",
    ),
    "selector": (
        'forbid: {selector: "div["}',
        "1:39: policies #1.forbid.selector: 'div[' is no CSS selector: Malformed",
    ),
    "selector with an unknown pseudo-class": (
        'forbid: {selector: "a:shiny"}',
        "1:39: policies #1.forbid.selector: 'a:shiny' is no CSS selector: ':shiny'",
    ),
    "slow selector": (
        'forbid: {selector: "div:has(p:has(a))"}',
        "1:39: policies #1.forbid.selector: more than one ':has(' is too slow",
    ),
    "regular expression": (
        'forbid: {regex: "(("}',
        "1:36: policies #1.forbid.regex: '((' cannot be used as a regular expression: missing )",
    ),
    "regular expression without end": (
        'forbid: {regex: "(a+)+$"}',
        "1:36: policies #1.forbid.regex: '(a+)+$' cannot be used as a regular expression: it can",
    ),
    "regular expression that fits all": (
        'forbid: {regex: "x*"}',
        "1:36: policies #1.forbid.regex: 'x*' cannot be used as a regular expression: it match",
    ),
    "no words": ('require: {text: "|"}', "1:36: policies #1.require.text: no words are named"),
    "any words": (
        'require: {link_text: "*"}',
        "1:41: policies #1.require.link_text: '*' must stand beside letters, found '*'",
    ),
    "link and text": (
        "require: {link: /a, text: b}",
        "1:40: policies #1.require: 'text' does not go with 'link' or 'link_text'",
    ),
    "scheme": (
        'require: {link: "https://a.example/b"}',
        "1:36: policies #1.require.link: write 'a.example/b', without the scheme",
    ),
    "no address": (
        "require: {link: notices}",
        "1:36: policies #1.require.link: expected a path beginning with / or an address",
    ),
    "attribute": (
        "forbid: {attribute: onClick}",
        "1:40: policies #1.forbid.attribute: expected the name of an attribute in small letters",
    ),
    "forbidden on the site": (
        "forbid: {text: b}, scope: site",
        "1:39: policies #1: 'scope: site' goes with 'require' only",
    ),
    "law": (
        "forbid: {text: b}, law: section-504",
        "1:44: policies #1.law: unknown law 'section-504'; this version knows section-504-web",
    ),
    "pages": (
        "forbid: {text: b}, pages: [care]",
        "1:47: policies #1.pages #1: expected a path beginning with /, found 'care'",
    ),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_policy_is_told_with_its_place(text: str, said: str, mistakes: Told) -> None:
    told = mistakes(POLICY.format(text))
    assert 1 == len(told)
    assert told[0].startswith(f"audit.yaml:{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policies: [us-hospital]\n", "1:12: policies #1: expected a mapping"),
        ("policies: [{id: A b, forbid: {text: a}}]\n", "1:17: policies #1.id: expected small"),
        ("policies: [{forbid: {text: a}}]\n", "1:12: policies #1: 'id' is missing"),
        ("policies: [{use: us}]\n", "1:18: policies #1.use: unknown pack 'us'; this version knows"),
        ("policies: [{use: us-hospital, without: [x]}]\n", "1:40: policies #1.without: 'x' is no"),
        ("policies: [{use: us-hospital, id: x}]\n", "1:31: policies #1: unknown key 'id'"),
        (
            "policies:\n- {id: a, forbid: {text: a}}\n- {id: a, forbid: {text: b}}\n",
            "3:3: policies #2: the policy 'a' stands twice, first on line 2",
        ),
        (
            "policies:\n- use: us-hospital\n- {id: accessibility-statement, forbid: {text: b}}\n",
            "3:3: policies #2: the policy 'accessibility-statement' stands twice, first on line 2",
        ),
        ("terms: [elderly]\n", "1:9: terms #1: expected a mapping of keys to values"),
        ("terms: [{avoid: a, use: b}]\n", "1:9: terms #1: 'why' is missing"),
        ("terms: [{avoid: '!', use: b, why: c}]\n", "1:17: terms #1.avoid: '!' holds no word"),
        ("terms: [{avoid: [], use: b, why: c}]\n", "1:17: terms #1.avoid: no words are named"),
    ],
)
def test_a_mistake_in_an_entry_is_told_with_its_place(text: str, said: str, mistakes: Told) -> None:
    told = mistakes(text)
    assert 1 == len(told)
    assert told[0].startswith(f"audit.yaml:{said}")


def test_an_editor_takes_them_by_the_schema() -> None:
    written = yaml.safe_load(WHOLE)
    validator = jsonschema.Draft202012Validator(config.schema())
    assert [] == [error.message for error in validator.iter_errors(written)]
    written["policies"].append({"id": "a", "require": {"txt": "b"}})
    assert [error.message for error in validator.iter_errors(written)]
