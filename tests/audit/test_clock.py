"""How long it is until a law is to be met."""

from datetime import date
from pathlib import Path

import pytest

from audit import law
from audit.clock import clocks
from audit.config import Duty

TODAY = date(2026, 11, 23)


def test_a_law_has_a_clock_for_each_of_its_dates_and_the_first_is_first():
    found = clocks((Duty(law="section-504-web"), Duty(law="ada-title-ii-web")), TODAY)
    assert [(each.id, each.day, each.days_left) for each in found] == [
        ("ada-title-ii-web", date(2027, 4, 26), 154),
        ("section-504-web", date(2027, 5, 11), 169),
        ("ada-title-ii-web", date(2028, 4, 26), 520),
        ("section-504-web", date(2028, 5, 10), 534),
    ]
    assert found[1].citation == "45 CFR 84.84"
    assert found[1].standard == "WCAG 2.1 AA"
    assert found[1].who == "recipients with fifteen or more employees"


def test_a_duty_may_choose_one_of_the_dates():
    (found,) = clocks((Duty(law="section-504-web", who="Fewer than fifteen"),), TODAY)
    assert found.day == date(2028, 5, 10)


def test_a_day_that_has_passed_counts_on():
    (found,) = clocks((Duty(law="price-transparency"),), TODAY)
    assert found.days_left == -1057
    assert clocks((Duty(law="price-transparency"),), date(2024, 1, 1))[0].days_left == 0


def test_a_law_whose_day_nobody_could_verify_has_a_clock_without_one():
    found = clocks((Duty(law="hipaa-privacy-notice"), Duty(law="price-transparency")), TODAY)
    assert [each.day for each in found] == [date(2024, 1, 1), None]


@pytest.mark.parametrize("name", law.load())
def test_every_law_can_be_chosen_and_the_guide_names_it(name):
    (first, *_) = clocks((Duty(law=name),), TODAY)
    guide = Path(__file__).parents[2].joinpath("docs", "conformance.md").read_text("utf-8")
    row = next(line for line in guide.splitlines() if line.startswith(f"| `{name}` |"))
    assert row.endswith(f"| {first.citation} |")
