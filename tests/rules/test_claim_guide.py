"""The guide to claims: what it tells people to write is taken, and does what it says."""

import re
from datetime import UTC, datetime
from pathlib import Path

from audit import config
from audit.page import Page
from rules import loader
from rules.claim.fact_conflict import FactConflict

GUIDE = Path(__file__).parents[2] / "docs" / "claims.md"


def test_what_the_guide_tells_people_to_write_is_taken(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    written = tmp_path / "audit.yaml"
    written.write_text("\n".join(blocks), encoding="utf-8")
    found = config.load(written, rules=loader.find())
    assert 1 == len(found.claims)
    sheet = FactConflict(facts=found.facts)
    html = (
        "<p>Main number: (662) 377-3001</p><p>A 650-bed hospital with 24 ICU beds.</p>"
        "<p>A level III trauma center. We are at 803 S. Gloster St.</p>"
        "<p>Accredited by the Commission on Cancer since 1994.</p>"
    )
    page = Page("https://h.example/about/", html, gathered=datetime(2026, 11, 23, tzinfo=UTC))
    said = [fact.value["said"] for fact in sheet.collect(page) if fact.key.startswith("sheet|")]
    assert ["(662) 377-3001", "III", "803 S. Gloster St.", "1994"] == said
