"""The success criteria of WCAG 2.1 and 2.2, levels A and AA, by number.

Sources: https://www.w3.org/TR/WCAG21/ and https://www.w3.org/TR/WCAG22/, which adds six of these
levels and takes 4.1.1 out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

VERSIONS = ("2.1", "2.2")
"""Of WCAG, those that laws and contracts name today."""

_UNDERSTANDING = "https://www.w3.org/WAI/WCAG{}/Understanding/"


@dataclass(frozen=True)
class Criterion:
    """One success criterion."""

    number: str
    name: str = ""
    """Empty for one of level AAA or of another version."""
    level: str = ""
    """`A` or `AA`."""
    versions: tuple[str, ...] = ()
    """Those of `VERSIONS` that ask for it."""

    @property
    def principle(self) -> str:
        """Give the number of the principle it belongs to, `1` (perceivable) to `4` (robust)."""
        return self.number.partition(".")[0]

    @property
    def slug(self) -> str:
        """Give what W3C calls it in addresses, as `non-text-content`."""
        return re.sub(r"[^a-z -]", "", self.name.lower()).replace(" ", "-")

    @property
    def url(self) -> str:
        """Give the address of W3C's explanation; empty where the name is not known."""
        if not self.name:
            return ""
        return _UNDERSTANDING.format(self.versions[-1].replace(".", "")) + self.slug


def criterion(number: str) -> Criterion:
    """Give the criterion of that number (`1.1.1`); one that is not listed has only its number."""
    return CRITERIA.get(number) or Criterion(number)


def belong(standard: str) -> frozenset[str]:
    """Give the numbers of the criteria that a standard, as `WCAG 2.1 AA`, asks for.

    Empty for one that is not known: nothing can then be said of it.
    """
    found = re.fullmatch(r"WCAG (\d\.\d) (A|AA)", standard)
    if not found:
        return frozenset()
    version, level = found.groups()
    return frozenset(
        each.number
        for each in CRITERIA.values()
        if version in each.versions and len(each.level) <= len(level)
    )


_LISTED = """
1.1.1 A Non-text Content
1.2.1 A Audio-only and Video-only (Prerecorded)
1.2.2 A Captions (Prerecorded)
1.2.3 A Audio Description or Media Alternative (Prerecorded)
1.2.4 AA Captions (Live)
1.2.5 AA Audio Description (Prerecorded)
1.3.1 A Info and Relationships
1.3.2 A Meaningful Sequence
1.3.3 A Sensory Characteristics
1.3.4 AA Orientation
1.3.5 AA Identify Input Purpose
1.4.1 A Use of Color
1.4.2 A Audio Control
1.4.3 AA Contrast (Minimum)
1.4.4 AA Resize Text
1.4.5 AA Images of Text
1.4.10 AA Reflow
1.4.11 AA Non-text Contrast
1.4.12 AA Text Spacing
1.4.13 AA Content on Hover or Focus
2.1.1 A Keyboard
2.1.2 A No Keyboard Trap
2.1.4 A Character Key Shortcuts
2.2.1 A Timing Adjustable
2.2.2 A Pause, Stop, Hide
2.3.1 A Three Flashes or Below Threshold
2.4.1 A Bypass Blocks
2.4.2 A Page Titled
2.4.3 A Focus Order
2.4.4 A Link Purpose (In Context)
2.4.5 AA Multiple Ways
2.4.6 AA Headings and Labels
2.4.7 AA Focus Visible
2.4.11 AA Focus Not Obscured (Minimum)
2.5.1 A Pointer Gestures
2.5.2 A Pointer Cancellation
2.5.3 A Label in Name
2.5.4 A Motion Actuation
2.5.7 AA Dragging Movements
2.5.8 AA Target Size (Minimum)
3.1.1 A Language of Page
3.1.2 AA Language of Parts
3.2.1 A On Focus
3.2.2 A On Input
3.2.3 AA Consistent Navigation
3.2.4 AA Consistent Identification
3.2.6 A Consistent Help
3.3.1 A Error Identification
3.3.2 A Labels or Instructions
3.3.3 AA Error Suggestion
3.3.4 AA Error Prevention (Legal, Financial, Data)
3.3.7 A Redundant Entry
3.3.8 AA Accessible Authentication (Minimum)
4.1.1 A Parsing
4.1.2 A Name, Role, Value
4.1.3 AA Status Messages
"""

_ADDED = frozenset({"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"})
"""Those that came with WCAG 2.2 (its section “New Features in WCAG 2.2”)."""
_REMOVED = frozenset({"4.1.1"})
"""What WCAG 2.2 took out (the same section)."""


def _versions(number: str) -> tuple[str, ...]:
    return VERSIONS[1:] if number in _ADDED else VERSIONS[:1] if number in _REMOVED else VERSIONS


CRITERIA: Mapping[str, Criterion] = {
    number: Criterion(number, name, level, _versions(number))
    for number, level, name in (line.split(" ", 2) for line in _LISTED.strip().splitlines())
}
"""All of them by number, in the standard's order."""
