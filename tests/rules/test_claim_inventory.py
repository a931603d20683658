"""What a page claims is noted, whether or not anything is wrong with it."""

from typing import Any

import pytest

from audit.model import ApprovedClaim
from audit.page import Page
from rules.claim.inventory import MOST, Inventory
from rules.claim.superlative import UnapprovedSuperlative

URL = "https://hospital.example/care/"


def claims(html: str) -> list[Any]:
    page = Page(url=URL, html=f"<main>{html}</main>")
    facts = list(Inventory().collect(page))
    assert {URL} >= {fact.key for fact in facts}
    return [fact.value for fact in facts]


def test_a_number_of_accreditations_is_noted_with_its_sentence() -> None:
    said = "We hold all four national accreditations."
    (claim,) = claims(f"<p>Come and see. {said} We are open daily.</p>")
    assert ("number", said) == (claim["kind"], claim["sentence"])


def test_a_superlative_is_noted_with_its_words() -> None:
    said = "We are the leading cancer center in the region."
    (claim,) = claims(f"<p>{said}</p>")
    assert ("superlative", said) == (claim["kind"], claim["sentence"])
    assert "leading" in claim["words"]


def test_what_is_approved_is_noted_all_the_same() -> None:
    said = "Mississippi's only cancer center with all 4 accreditations"
    page = Page(url=URL, html=f"<main><h2>{said}</h2></main>")
    held = ApprovedClaim(said, evidence="https://x.example", approved_by="Compliance")
    assert [] == list(UnapprovedSuperlative(claims=(held,)).check(page))
    kinds = [fact.value["kind"] for fact in Inventory().collect(page)]
    assert {"number", "superlative"} == set(kinds)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Lung cancer is the leading cause of cancer death.</p>",
        "<blockquote>We are the best hospital in the state.</blockquote>",
        "<p>Bring your 4 forms to the front desk.</p>",
    ],
    ids=["no praise", "somebody else's words", "no accreditations"],
)
def test_what_is_no_claim_is_not_noted(html: str) -> None:
    assert [] == claims(html)


def test_a_page_with_any_number_of_claims_says_that_not_all_are_noted() -> None:
    said = "".join(f"<p>We are the leading cancer center in area {n}.</p>" for n in range(MOST + 9))
    noted = claims(said)
    assert MOST + 1 == len(noted)
    assert "more" == noted[-1]["kind"]
