"""Tells the label of a sign from what describes a scene, reports an event or says a sentence."""

from rules.badge.meaning import Meaning
from rules.badge.resolver import SETTING
from rules.badge.words import split

SCENE = frozenset(
    "team staff nurse doctor dr md physician surgeon oncologist technologist radiologist patient"
    " people woman man couple child smiling holding hold standing stand sitting posing pose"
    " building exterior entrance lobby hallway portrait headshot"
    " celebrating celebration ceremony presenting gathered gathering"
    " machine scanner video screenshot brochure map guideline recommendation conference magazine"
    " newsletter webinar poster crew employee colleague chair"
    " equipo paciente enfermera medico mujer hombre edificio".split()
)
"""Words of a picture that shows a scene or a document; a sign shows neither."""
HEADLINE = frozenset(
    "earn earning receive receiving achieve renew celebrate gain win won announce obtain attain"
    " secure retain granted renewed celebrated announced recibe obtiene logra celebra".split()
)
"""Words of a headline about an accreditation, by which the picture beside it is no sign of it."""
OPENING = frozenset("how why what when who learn read see watch about meet conozca lea".split())
"""Words with which a headline, a question or an invitation begins, and no label."""
LABEL = 9
"""Words without any part in the name that a label may have beside it."""


def shows_scene(meaning: Meaning) -> bool:
    """Say whether an image's name describes people, places or a document, which no sign shows."""
    return not SCENE.isdisjoint(meaning.rest) or len(set(meaning.rest) - SETTING) > LABEL


def is_headline(meaning: Meaning) -> bool:
    """Say whether a text reports on an accreditation instead of labelling its sign."""
    first = next(iter(split(meaning.text)), None)
    return not HEADLINE.isdisjoint(meaning.rest) or (first is not None and first.key in OPENING)


def is_label(meaning: Meaning) -> bool:
    """Say whether a text is a label by itself, no sentence that mentions something by the way."""
    return len(set(meaning.rest) - SETTING) <= LABEL // 2 and "?" not in meaning.text
