"""The proposed registry: what was seen, what is in doubt, and that audit.yaml takes it."""

from datetime import date
from pathlib import Path

import pytest

from audit import config
from audit.model import Held
from audit.page import Page
from rules.badge.catalogue import load
from rules.badge.inventory import Inventory, Sighting
from rules.badge.proposal import propose

COC = "Commission on Cancer Accredited Program"
ACR = "ACR Accredited Facility for Radiation Oncology"


def proposed(*pages: str, held: tuple[Held, ...] = ()) -> str:
    seen = [
        Sighting.of(fact)
        for number, html in enumerate(pages)
        for fact in Inventory(held).collect(Page(url=f"/{number}/", html=html))
    ]
    return "\n".join(propose(seen, held, "the run of today")) + "\n"


def loaded(text: str, folder: Path) -> tuple[Held, ...]:
    file = folder / "audit.yaml"
    file.write_text(text, encoding="utf-8")
    known = {"rules": {}, "accreditations": load().accreditations}
    return config.load(file, **known).accreditations


def image(alt: str) -> str:
    return f'<img src="a.png" alt="{alt}">'


def test_what_badges_show_is_proposed_with_where_and_how_often(tmp_path: Path) -> None:
    text = proposed(image(COC), image(COC) + image("CoC accredited"), image(ACR))
    assert "3 badges on 2 pages" in text
    assert "“CoC accredited”" in text
    assert "/0/, /1/" in text
    assert (Held("acr-radiation-oncology"), Held("acs-coc")) == loaded(text, tmp_path)


def test_labels_that_contradict_each_other_propose_nothing(tmp_path: Path) -> None:
    text = proposed(f'<figure><img src="a.png" alt="{ACR}"><figcaption>{COC}</figcaption></figure>')
    assert () == loaded(text, tmp_path)
    assert "only on badges whose labels contradict each" in text
    assert "  #- is: acs-coc" in text


def test_what_stands_clean_elsewhere_is_proposed_in_spite_of_a_contradiction(
    tmp_path: Path,
) -> None:
    odd = f'<figure><img src="a.png" alt="{ACR}"><figcaption>{COC}</figcaption></figure>'
    text = proposed(odd, image(COC))
    assert (Held("acs-coc"),) == loaded(text, tmp_path)
    assert "  #- is: acs-coc" not in text


def test_an_issuer_alone_proposes_nothing_and_is_named(tmp_path: Path) -> None:
    text = proposed(image("ACR Accredited"))
    assert () == loaded(text, tmp_path)
    assert "American College of Radiology is named" in text


def test_an_unknown_sign_is_offered_as_a_comment_that_loads_once_it_is_none(
    tmp_path: Path,
) -> None:
    text = proposed(image("Three Creeks “Quality” Award: 2nd #1"))
    assert () == loaded(text, tmp_path)
    (entry,) = loaded(_uncommented(text), tmp_path)
    assert "three-creeks-quality-award-2nd-1" == entry.id
    assert "Three Creeks “Quality” Award: 2nd #1" == entry.name


def _uncommented(text: str) -> str:
    """Give a proposal with its entries that are comments made entries."""
    lines = text.splitlines()
    return "\n".join(
        "  " + line[3:] if line.startswith(("  #- ", "  #  ")) else line for line in lines
    )


def test_entries_of_the_registry_come_back_as_they_are(tmp_path: Path) -> None:
    held = (
        Held("acs-napbc", since="2012", until=date(2027, 6, 30), proof="https://facs.example/x"),
        Held("own-award", "Award: “Gold” #1", "The state's # council", also=("Gold, 1", "- x")),
        Held("acs-coc", facility="North: campus", show_on=("/care/**",)),
    )
    text = proposed(image(COC), image("NAPRC"), held=held)
    assert (*held, Held("acs-naprc")) == loaded(text, tmp_path)
    assert "seen on no page" in text


def test_a_name_that_the_registry_learnt_after_the_run_counts_as_seen() -> None:
    seen = [
        Sighting.of(fact)
        for fact in Inventory().collect(Page(url="/a/", html=image("Three Creeks Quality Award")))
    ]
    held = (Held("creeks", "Three Creeks quality award", "Three Creeks"),)
    text = "\n".join(propose(seen, held, "a run"))
    assert "1 badge on 1 page" in text
    assert "Perhaps" not in text


@pytest.mark.parametrize(
    "alt",
    [
        "Seal of X\naccreditations: [] award",
        "Accredited by Zed: {a: [b, #c",
        "Certified &quot;Zed&quot; 'Plus' \\ award",
        "\u2028- is: acs-coc \u2029 award of Zed",
        "\u202eaward of Zed \ufdd0\ufffe",
        "&#x85;award of Zed &#x7f;",
        "*award of &amp;Zed !!tag",
    ],
)
def test_page_text_cannot_write_into_the_registry(alt: str, tmp_path: Path) -> None:
    text = proposed(image(alt), image(f"{COC} {alt}"))
    assert {entry.id for entry in loaded(text, tmp_path)} <= {"acs-coc"}
    assert all(entry.id.isascii() for entry in loaded(_uncommented(text), tmp_path))


def test_a_run_without_badges_proposes_an_empty_section(tmp_path: Path) -> None:
    assert () == loaded(proposed("<p>Accredited by the CoC.</p>"), tmp_path)
