"""Which superlatives praise an organisation."""

import pytest

from rules.claim.superlatives import find_superlatives

FOUND = """
Mississippi’s only cancer center with all 4 accreditations
The region's leading cancer center
North Mississippi's first robotic surgery program
We are the leading provider of cancer care in the region.
The only hospital in the state with a linear accelerator
The best cancer care in Mississippi
The first hospital in Mississippi to offer CAR-T
First in Mississippi to offer proton therapy
The only one in the region
The nation's best heart team
One of the largest cancer programs in the South
one of only three accredited centers in the state
Ranked #1 in Mississippi
Ranked No. 1 in the state for cancer care
Rated number one
Our care is second to none.
Unparalleled cancer care
the premier breast center in Tupelo
The most advanced cancer center in the region
Tupelo's largest medical center
Home of the state's first gamma knife
a top-rated hospital
The #1 hospital in Mississippi
The most experienced surgeons in the Delta
Voted best in the region
Largest cancer program in North Mississippi
The state’s oldest hospital
A nation-leading cancer program
the only program of its kind in Mississippi
We are one of the nation's top cancer centers.
Mississippi's premier provider of breast care
Mississippi's Only Cancer Center
Kansas’ first and only accredited rectal cancer program
The largest and most experienced team of breast surgeons in the valley
We are proud to be the first hospital in the state to earn this designation.
A national leader in cancer research
No other hospital in the state offers CAR-T.
Only accredited cancer program in the tri-county area
Mercy delivers the best care in the valley
Home of the state's first MR-Linac
El mejor hospital del estado para el cáncer
La única clínica de cáncer de mama en Tupelo
el primer centro de la región
un hospital líder en Misisipi
"""
SILENT = """
Bring your insurance card to your first visit
Take only one tablet a day
It is best to rest
Lung cancer is the leading cause of cancer death
A first-line therapy
We work with you for the best results
The largest tumors are removed first
The first step is a biopsy
The clinic is on the first floor
women's best friend
A biopsy is the only way to know
First name
Only take it with food
Your first visit to the cancer center
at your first appointment with our team
Find the best doctor for you
how to choose the best hospital for your needs
First Baptist Medical Center
Premier Health
The top of the page
first aid
the first day of treatment
the first time you see our team
Exercise is the best medicine
The best time to call the clinic is in the morning
Leading up to your surgery
The number one cause of death
Read the instructions first
For emergencies only
Staff only
Women's first choice is often a lumpectomy
It was the first of three doses
best practices in cancer care
in the best interest of patients
Is this the best treatment for me?
Your doctor is the best person to ask
only hospital staff may enter
The patient's first team meeting
your body's first line of defense
today's best option
You may be the only person in the room
The first trimester
the first hospital stay
leading edge of the tumor
The form is available only in Spanish
used only in the United States
a first-rate team
first-year residents of our program
The drug was approved first in March
Your tumor is best treated by a team of specialists
We are only a phone call away
The first group meets on Monday
our first program
The largest organ in the body
Only a specialist can tell
The center opens first in April
We put patients first in everything we do
The best clinic time is before noon.
The best hospital gowns are soft.
What makes the best doctor?
How do I find the region's leading specialist?
The only doctor who can prescribe this is an oncologist.
Employee of the month: the best team player
Only providers with privileges can admit.
The nation's leading health care concern
Dr. Lee is a national leader in lymphoma research.
a support group leader in Tupelo
the only group that meets on Mondays
Only one provider at a time can be chosen.
The best current practice is to ask.
El primer paso es una biopsia
Es la principal causa de muerte en el estado
Elija el mejor tratamiento para usted
la mayor parte de los pacientes
"""


@pytest.mark.parametrize("text", FOUND.strip().splitlines())
def test_praise_of_the_organisation_is_found(text: str) -> None:
    assert [found.words for found in find_superlatives(text)]


@pytest.mark.parametrize("text", SILENT.strip().splitlines())
def test_what_praises_no_organisation_is_not(text: str) -> None:
    assert [] == [found.words for found in find_superlatives(text)]


def test_one_sentence_may_praise_twice() -> None:
    sentence = "The largest hospital in the region and the only cancer center in the state"
    assert 2 == len(list(find_superlatives(sentence)))
