"""docs/configuration.md."""

from pathlib import Path

from audit.config import docs

FILE = Path(__file__).parents[3] / "docs" / "configuration.md"


def test_the_page_is_what_the_settings_generate() -> None:
    assert FILE.read_text(encoding="utf-8") == docs.render(), "run: nox -s docs"


def test_no_key_goes_without_a_meaning() -> None:
    rows = [line for line in docs.render().splitlines() if line.startswith("| `")]
    assert len(rows) > 60
    assert [row for row in rows if row.endswith("|  |")] == []


def test_a_key_is_told_with_type_default_and_meaning() -> None:
    told = docs.render().splitlines()
    assert (
        "| `workers` | auto or a whole number from 1 to 64 | `auto` | Pages rendered at one time;"
        " `auto` is one for each processor. |"
    ) in told
    assert (
        "| `until` | a date as 2027-12-31 | *required* | The last day on which it holds. |" in told
    )
