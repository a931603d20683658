"""Whom a defect shuts out or misleads, in words: one table for every part of the report.

By success criterion after what W3C says of each under “Benefits”
(https://www.w3.org/WAI/WCAG22/Understanding/); for rules that rest on none, by their tags.
"""

from collections.abc import Iterable

from audit.model import Finding, RuleInfo
from reports.language import N_

BLIND = N_("People who use a screen reader or braille")
LOW_VISION = N_("People with low vision")
COLORS = N_("People who see few colors")
DEAF = N_("People who are deaf or hard of hearing")
KEYBOARD = N_("People who use a keyboard, a switch or their voice in place of a mouse")
HANDS = N_("People whose hands tremble or who touch a small screen")
READING = N_("People who find reading, remembering or concentrating hard")
LANGUAGE = N_("People who read in another language")
SEIZURES = N_("People whom flashing can give a seizure")
DECIDING = N_("Patients and families who choose care by what the page claims")
EVERYBODY = N_("Everybody who reads the page")
TRACKED = N_("Patients whose visit others get to know of")

GROUPS = (
    *(BLIND, LOW_VISION, COLORS, DEAF, KEYBOARD, HANDS, READING, LANGUAGE, SEIZURES),
    *(DECIDING, TRACKED, EVERYBODY),
)
"""In the order in which they are named."""

_BY_CRITERION = {
    "1.1.1": (BLIND,),
    "1.2.1": (BLIND, DEAF),
    "1.2.2": (DEAF,),
    "1.2.3": (BLIND,),
    "1.2.4": (DEAF,),
    "1.2.5": (BLIND,),
    "1.3.1": (BLIND,),
    "1.3.2": (BLIND,),
    "1.3.3": (BLIND, LOW_VISION),
    "1.3.4": (LOW_VISION, KEYBOARD),
    "1.3.5": (READING, HANDS),
    "1.4.1": (COLORS, BLIND),
    "1.4.2": (BLIND, READING),
    "1.4.3": (LOW_VISION, COLORS),
    "1.4.4": (LOW_VISION,),
    "1.4.5": (LOW_VISION, BLIND),
    "1.4.10": (LOW_VISION,),
    "1.4.11": (LOW_VISION, COLORS),
    "1.4.12": (LOW_VISION, READING),
    "1.4.13": (LOW_VISION, KEYBOARD),
    "2.1.1": (KEYBOARD, BLIND),
    "2.1.2": (KEYBOARD, BLIND),
    "2.1.4": (KEYBOARD,),
    "2.2.1": (READING, BLIND, KEYBOARD),
    "2.2.2": (READING, BLIND),
    "2.3.1": (SEIZURES,),
    "2.4.1": (KEYBOARD, BLIND),
    "2.4.2": (BLIND, READING),
    "2.4.3": (KEYBOARD, BLIND),
    "2.4.4": (BLIND, KEYBOARD),
    "2.4.5": (READING, BLIND),
    "2.4.6": (BLIND, READING),
    "2.4.7": (KEYBOARD, LOW_VISION),
    "2.4.11": (KEYBOARD, LOW_VISION),
    "2.5.1": (HANDS, KEYBOARD),
    "2.5.2": (HANDS,),
    "2.5.3": (KEYBOARD,),
    "2.5.4": (HANDS, KEYBOARD),
    "2.5.7": (HANDS, KEYBOARD),
    "2.5.8": (HANDS, LOW_VISION),
    "3.1.1": (BLIND, LANGUAGE),
    "3.1.2": (BLIND, LANGUAGE),
    "3.2.1": (BLIND, KEYBOARD, READING),
    "3.2.2": (BLIND, KEYBOARD, READING),
    "3.2.3": (BLIND, LOW_VISION, READING),
    "3.2.4": (BLIND, READING),
    "3.2.6": (READING,),
    "3.3.1": (BLIND, READING),
    "3.3.2": (BLIND, READING),
    "3.3.3": (READING, BLIND),
    "3.3.4": (READING, HANDS),
    "3.3.7": (READING, HANDS),
    "3.3.8": (READING, BLIND),
    "4.1.1": (BLIND,),
    "4.1.2": (BLIND, KEYBOARD),
    "4.1.3": (BLIND, LOW_VISION),
}

_BY_TAG = {
    "badges": (DECIDING,),
    "claims": (DECIDING,),
    "truth": (DECIDING,),
    "privacy": (TRACKED,),
    "trackers": (TRACKED,),
}


def audience(rule: RuleInfo, criteria: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the groups of people whom what `rule` finds shuts out or misleads; never none.

    `criteria` are those of a finding, where they are known; else the rule's. The words are
    English, marked for translation: `gettext` gives them in the report's language.
    """
    numbers = tuple(criteria) or rule.wcag
    found = {group for number in numbers for group in _BY_CRITERION.get(number, ())}
    found.update(group for tag in rule.tags for group in _BY_TAG.get(tag, ()))
    return tuple(group for group in GROUPS if group in found) or (EVERYBODY,)


def shut_out(finding: Finding, rule: RuleInfo) -> tuple[str, ...]:
    """Give the groups of people whom one finding of `rule` shuts out or misleads."""
    return audience(rule, finding.wcag)
