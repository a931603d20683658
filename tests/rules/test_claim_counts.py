"""Which numbers count accreditations."""

import pytest

from rules.claim.counts import find_counts

FOUND = """
4 | Mississippi’s only cancer center with all 4 accreditations
4 | All four accreditations
4 | One of only 12 programs in the nation with all four accreditations
3 | three national accreditations
3 | We hold three nationally recognized accreditations.
3 | Our 3 cancer program accreditations
4 | Quadruple accredited
4 | A quadruple-accredited cancer center
3 | Triple-accredited breast care
3 | the region's only triple accredited program
2 | Dual accreditation, one team
2 | Both accreditations
2 | Both of our national accreditations
2 | We have earned two accreditations from the American College of Surgeons.
5 | Holding five prestigious accreditations, we lead.
3 | Backed by 3 American College of Radiology accreditations
4 | 4 accreditation seals
4 | All 4 of these accreditations
4 | All four of the nation's top accreditations? All four top accreditations!
3 | Accredited by three national organizations
3 | accredited by all three accrediting bodies
4 | Nuestras 4 acreditaciones
3 | Las tres acreditaciones nacionales
4 | Our four certifications
2 | Recognized with two designations
6 | Six accreditations. One promise.
3 | Three accreditations, one team
4 | ALL 4 ACCREDITATIONS
4 | All four accreditations, including CoC
"""
SILENT = """
accredited since 1981
A 3-year accreditation
Three-year accreditation with commendation
accredited 3 times
Accredited three times in a row
2 accredited locations
our 12 accredited labs
One of only three accredited centers in the state
1 of 4 hospitals with accreditation
one of 4 accreditations available
two of the four accreditations
3 of 4 accreditations
More than 3 accreditations
over 20 accreditations
at least two national accreditations
20+ accreditations
3 or more accreditations
up to five accreditations
nearly 10 certifications
All accreditations
Our accreditations
Accreditations
an accreditation
one accreditation
No. 1 accreditation
Our past three accreditations
its last two accreditations
three consecutive accreditations
The ACR offers 12 accreditations.
The program requires three accreditations.
Dr. Lee holds three certifications.
She holds two certifications in oncology.
Lee, RN, has three certifications
two board certifications
call 662-377-3000 accreditations
1981 accreditations
25 accreditations
4 campuses, all accredited
Three hospitals, accredited
three surgeons with accreditation
Open 4 days
Four seasons
Three accreditations since 1990
four accreditations are available
Seeking two accreditations
three double-blind trials
double board certified
10 accredited programs
Accredited by the Commission on Cancer for three years
There are four accreditations for breast centers.
Most programs need three accreditations.
Ask whether your hospital holds two accreditations.
Which three accreditations matter?
A center must hold two accreditations.
Page 2 certifications
We hold 11 accreditations, including:
12 accreditations such as CoC
"""


def _rows(table: str) -> list[tuple[str, int]]:
    rows = [line.partition(" | ") for line in table.strip().splitlines()]
    return [(text, int(number)) for number, _, text in rows]


@pytest.mark.parametrize(("text", "number"), _rows(FOUND))
def test_a_number_of_accreditations_is_found(text: str, number: int) -> None:
    assert [number] == [count.number for count in find_counts(text)]


@pytest.mark.parametrize("text", SILENT.strip().splitlines())
def test_a_number_of_something_else_is_not(text: str) -> None:
    assert [] == [count.words for count in find_counts(text)]


def test_a_count_knows_its_sentence() -> None:
    (count,) = find_counts("We care. We hold all three accreditations here. Come in.")
    assert "We hold all three accreditations here." == count.sentence
    assert count.total


def test_a_count_of_one_field_is_partial() -> None:
    (count,) = find_counts("our two breast accreditations")
    assert count.partial
