"""What the registry says of what a badge shows."""

from datetime import date

import pytest

from audit.model import Held
from rules.badge.standing import standing

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("held", "word", "told"),
    [
        ((), "no registry", "no registry"),
        ((Held("acs-napbc"),), "not held", "not in the registry"),
        ((Held("acs-coc"),), "held", "held"),
        (
            (Held("acs-coc", since="1994", until=TODAY, proof="https://facs.example/"),),
            "held",
            "held since 1994 until 2026-11-23; proof: https://facs.example/",
        ),
        ((Held("acs-coc", until=date(2026, 11, 22)),), "ended", "its term ended on 2026-11-22"),
        ((Held("acs-coc", only_on=("/north/**",)),), "elsewhere", "to be shown on /north/** only"),
        ((Held("acs-coc", only_on=("/care/**",)),), "held", "held"),
        ((Held("acs-coc", facility="North"),), "held", "held by North"),
        ((Held("acs-coc", until=date(2020, 1, 1)), Held("acs-coc")), "held", "held"),
    ],
)
def test_the_registry_is_told_in_words(held: tuple[Held, ...], word: str, told: str) -> None:
    found = standing(["acs-coc"], held, "https://hospital.example/care/lung/", TODAY)
    assert word == found.word
    assert told in found.text
