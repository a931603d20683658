"""What success criteria are called in the language of a report.

`audit.law.criteria` has them in English, as W3C does. Translations take W3C's names, too: those of
its Spanish WCAG, say.
"""

from audit.law.criteria import Criterion
from reports.language import N_, Language

NAMES = (
    N_("Non-text Content"),
    N_("Audio-only and Video-only (Prerecorded)"),
    N_("Captions (Prerecorded)"),
    N_("Audio Description or Media Alternative (Prerecorded)"),
    N_("Captions (Live)"),
    N_("Audio Description (Prerecorded)"),
    N_("Info and Relationships"),
    N_("Meaningful Sequence"),
    N_("Sensory Characteristics"),
    N_("Orientation"),
    N_("Identify Input Purpose"),
    N_("Use of Color"),
    N_("Audio Control"),
    N_("Contrast (Minimum)"),
    N_("Resize Text"),
    N_("Images of Text"),
    N_("Reflow"),
    N_("Non-text Contrast"),
    N_("Text Spacing"),
    N_("Content on Hover or Focus"),
    N_("Keyboard"),
    N_("No Keyboard Trap"),
    N_("Character Key Shortcuts"),
    N_("Timing Adjustable"),
    N_("Pause, Stop, Hide"),
    N_("Three Flashes or Below Threshold"),
    N_("Bypass Blocks"),
    N_("Page Titled"),
    N_("Focus Order"),
    N_("Link Purpose (In Context)"),
    N_("Multiple Ways"),
    N_("Headings and Labels"),
    N_("Focus Visible"),
    N_("Focus Not Obscured (Minimum)"),
    N_("Pointer Gestures"),
    N_("Pointer Cancellation"),
    N_("Label in Name"),
    N_("Motion Actuation"),
    N_("Dragging Movements"),
    N_("Target Size (Minimum)"),
    N_("Language of Page"),
    N_("Language of Parts"),
    N_("On Focus"),
    N_("On Input"),
    N_("Consistent Navigation"),
    N_("Consistent Identification"),
    N_("Consistent Help"),
    N_("Error Identification"),
    N_("Labels or Instructions"),
    N_("Error Suggestion"),
    N_("Error Prevention (Legal, Financial, Data)"),
    N_("Redundant Entry"),
    N_("Accessible Authentication (Minimum)"),
    N_("Parsing"),
    N_("Name, Role, Value"),
    N_("Status Messages"),
)
"""All there are."""


def title(one: Criterion, language: Language) -> str:
    """Give a criterion's number and name; only its number where the name is not known."""
    return f"{one.number} {language.words.gettext(one.name)}" if one.name else one.number
