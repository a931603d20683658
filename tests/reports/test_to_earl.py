import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from audit.dossier import Check, Dossier, Result
from audit.law.criteria import CRITERIA
from audit.model import Certainty, Outcome, Status, Unchecked
from reports import to_earl

URL = "https://a.example/"


def read(result, folder):
    return json.loads(to_earl.write(result, folder).read_text("utf-8"))


def outcomes(document, page=URL):
    return {
        node["test"].removeprefix("urn:care-audit:rule:"): node["result"]["outcome"]
        for node in document["@graph"]
        if node["@type"] == "Assertion" and node["subject"] == page
    }


def test_each_page_and_rule_has_one_assertion(tmp_path, rich_result):
    document = read(rich_result, tmp_path)
    asserted = Counter(
        (node["subject"], node["test"])
        for node in document["@graph"]
        if node["@type"] == "Assertion" and node["test"].startswith("urn:care-audit:rule:")
    )
    assert set(asserted.values()) == {1}
    assert len(asserted) == 30 * len(rich_result.rules)


def test_every_name_in_it_is_a_term_of_its_context(tmp_path, rich_result):
    document = read(rich_result, tmp_path)
    context = document["@context"]

    def names(node):
        for key, value in node.items():
            if key == "@type":
                yield value
            elif not key.startswith("@"):
                yield key
            if isinstance(value, dict):
                yield from names(value)

    for node in document["@graph"]:
        assert set(names(node)) <= set(context)
        if node["@type"] == "Assertion":
            assert {"assertedBy", "subject", "test", "mode", "result"} <= set(node)


@pytest.mark.parametrize(
    ("kind", "changes", "unchecked", "expected"),
    [
        ("audited", None, (), "passed"),
        ("audited", {}, (), "failed"),
        ("audited", {"status": Status.WAIVED}, (), "failed"),
        ("audited", {"certainty": Certainty.REVIEW}, (), "cantTell"),
        ("audited", {"status": Status.FIXED}, (), "passed"),
        ("audited", {"status": Status.NOT_CHECKED}, (), "untested"),
        ("audited", None, ("image-alt-filename", URL), "untested"),
        ("audited", None, ("image-alt-filename", ""), "untested"),
        ("audited", {}, ("image-alt-filename", URL), "failed"),
        ("audited:partial", None, (), "untested"),
        ("error:timeout", None, (), "untested"),
    ],
)
def test_a_rule_passes_only_where_it_judged_the_whole_page(
    tmp_path, make_result, make_finding, kind, changes, unchecked, expected
):
    result = make_result(
        outcomes=(Outcome(URL, kind),),
        findings=() if changes is None else (make_finding(url=URL, **changes),),
        unchecked=(Unchecked(*unchecked, "it was broken off"),) if unchecked else (),
    )
    assert outcomes(read(result, tmp_path))["image-alt-filename"] == f"earl:{expected}"


def test_a_page_without_axe_passes_none_of_its_rules(tmp_path, make_result):
    result = make_result(
        outcomes=(Outcome(URL, "audited"),), unchecked=(Unchecked("axe", URL, "no browser"),)
    )
    found = outcomes(read(result, tmp_path))
    assert found["axe/color-contrast"] == "earl:untested"
    assert found["link-generic"] == "earl:passed"


def test_an_address_is_one_whatever_it_holds(tmp_path, make_result, make_finding, hostile):
    document = read(
        make_result(findings=(make_finding(url=hostile or "x"),), outcomes=()), tmp_path
    )
    for node in document["@graph"]:
        assert not set(node.get("subject", "")) & set(' <>"{}|\\^`\n')


def of_criteria(document):
    return [
        node
        for node in document["@graph"]
        if node["@type"] == "Assertion" and node["test"].startswith("https://www.w3.org/TR/WCAG2")
    ]


def test_automation_never_passes_a_success_criterion(tmp_path, rich_result, make_result):
    for result in (rich_result, make_result(), make_result(outcomes=())):
        found = of_criteria(read(result, tmp_path))
        assert len({node["test"] for node in found}) == len(found) == len(CRITERIA)
        assert {node["mode"] for node in found} == {"earl:automatic"}
        assert {node["result"]["outcome"] for node in found} <= {"earl:failed", "earl:untested"}
    failed = [
        node["test"]
        for node in of_criteria(read(rich_result, tmp_path))
        if node["result"]["outcome"] == "earl:failed"
    ]
    assert failed == [
        f"https://www.w3.org/TR/WCAG22/#{name}"
        for name in ("non-text-content", "contrast-minimum", "link-purpose-in-context")
    ]


@pytest.mark.parametrize(
    ("result", "pages", "year", "expected"),
    [
        (Result.PASS, "", 2026, "passed"),
        (Result.PASS, "/contact/", 2026, "passed"),
        (Result.PASS, "", 2020, "untested"),
        (Result.FAIL, "", 2020, "failed"),
        (Result.NOT_APPLICABLE, "", 2026, "inapplicable"),
        (Result.NOT_CHECKED, "", 2026, "untested"),
    ],
)
def test_what_people_found_is_theirs(tmp_path, rich_result, result, pages, year, expected):
    check = Check("1.1.1", result, "Ada L.", date(year, 9, 1), "with NVDA", pages)
    document = read(replace(rich_result, dossier=Dossier(checks=(check,))), tmp_path)
    (said,) = [node for node in of_criteria(document) if node["mode"] == "earl:manual"]
    named = {node["@id"]: node.get("title") for node in document["@graph"] if "@id" in node}
    assert named[said["assertedBy"]] == "Ada L."
    assert named[said["subject"]] == (pages or "Lindenhof Cancer Centre")
    assert said["test"] in named
    assert said["result"]["outcome"] == f"earl:{expected}"
    assert said["result"]["date"] == f"{year}-09-01"
