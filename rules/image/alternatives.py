"""What an alternative text is worth: a description, an asset's name, or a placeholder."""

import re

from audit.model import normalise
from audit.page.images import Image
from rules import words

EXTENSION = re.compile(
    r"\S\.(jpe?g|jfif|png|apng|gif|svgz?|webp|avif|bmp|tiff?|heic|heif|eps|psd)"
    r"(\s*\(\d+\)|[?#]\S*|@\dx)?$",
    re.IGNORECASE,
)
CAMERA = re.compile(
    r"(?<![A-Za-z0-9])(img|dscn?|dscf|dsc_|pxl|mvimg|imag|pict|cimg|hpim|gopr|dji|_mg|fb_img|wp|sam|p)"
    r"[-_ ]?\d{4,}(?![\d-]*\d{4})",
    re.IGNORECASE,
)
"""Names that cameras and phones give (DCF, JEITA CP-3461: four letters and four digits)."""
CAPTURE = re.compile(
    r"^(screen ?-?shot|screen ?capture|captura de pantalla|whatsapp image|scan|unnamed|untitled"
    r"( design)?|download|image|photo|pic|picture|foto|imagen|copy of .*|snip)"
    r"([-_ ]+\(?\d{2,}|[-_]\d+|\d+|[-_ ]*\(\d+\))([\s\d.:_()-]|at|\ba las\b|am|pm)*$",
    re.IGNORECASE,
)
STOCK = re.compile(
    r"(shutterstock|getty ?images?|i?stock(photo)?|adobe ?stock|depositphotos|dreamstime|bigstock"
    r"|123rf|alamy|pexels|unsplash|pixabay|freepik|fotolia|noun|vecteezy|envato)[-_ ]+[\w-]*\d{3,}"
    r"|\b\w+-unsplash\b|--?streamline\b|[-_](flaticon|freepik|heroicons?)\b",
    re.IGNORECASE,
)
LAYER = re.compile(
    r"^((group|frame|layer|rectangle|vector|ellipse|path|artboard|component|asset|symbol|slice"
    r"|polygon|mask ?group|clip ?path( group)?|capa|grupo|calque)[-_ ]*\d+([-_ ]?copy)?"
    r"(@\d(\.\d)?x)?"
    r"|vector|mask group|clip path group|(property|size|type|state|variant|style) ?\d*=.*)$",
    re.IGNORECASE,
)
"""Names that drawing programs give to layers, as exports carry them into `<title>`."""
LIBRARY = re.compile(
    r"^(fa|fas|far|fab|fal|fad|fa-(solid|regular|light|brands)|mdi|glyphicon|dashicons?|lucide"
    r"|heroicons?|tabler|feather|ionicons?|material-icons?|icons?|ico|ic|svg)[-_:]+[a-z0-9]",
    re.IGNORECASE,
)
NAMESPACED = re.compile(r"^(?!https?:|mailto:|tel:)[a-z][a-z0-9-]+:[a-z][a-z0-9-]+$")
"""An icon as icon sets name it: `mdi:home`."""
SIZE = re.compile(
    r"(?<![\w.])\d{2,4}x\d{3,4}(?!\w)|(?<![\w.])\d{3,4}x\d{2,4}(?!\w)|@[1-4]x\b", re.I
)
HASH = re.compile(
    r"^(?=\w*\d)(?=\w*[a-f])[0-9a-f]{12,}$"
    r"|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    re.IGNORECASE,
)
OPAQUE = re.compile(r"(?=(?:[a-z]*\d+){3})[\da-z]{8,}", re.IGNORECASE)
"""Letters and digits by turns, as content systems call their files."""
ADDRESS = re.compile(
    r"^(data:image/|file:|[a-z]:\\|\S*/(wp-content|uploads|sites/default/files)/)", re.I
)
ASSET_WORDS = frozenset(
    "img image images icon icons ico logo hero banner thumb thumbnail bg background slide slider"
    " carousel header footer homepage scaled cropped resized hires lowres photo pic headshot"
    " screenshot cmyk rgb 1x 2x 3x placeholder graphic cta promo".split()
)
"""Words that people put into names of files and seldom into hyphenated speech."""
EDITION_WORDS = frozenset(
    "final copy crop small large medium desktop mobile tablet web square wide vertical horizontal"
    " stacked white black color edited edit new tile card feature featured picture".split()
)
"""Words of file names that are common in speech too: one alone proves nothing."""
CONNECTORS = frozenset(
    "of the to in a an and by for on up at or than as be de la el y en con por para".split()
)
"""Words inside hyphenated speech: state-of-the-art, mother-to-be, over-the-counter."""
SPOKEN = frozenset(
    "non pre post anti multi self well low high long short full part real right left double triple"
    " single minimally x e t b cell year month week day hour minute old one two three four five six"
    " seven eight nine ten once first second third ear never best all once early late follow check"
    " walk drive stay must".split()
)
"""First or last words of hyphenated speech: non-small-cell, six-minute-walk, 10-year-old."""
PLACEHOLDERS = words.read(__file__, "placeholders.txt")
"""Lower case, without accents and punctuation; English and Spanish."""
LINES = frozenset({"211", "311", "711", "911", "988"})
"""Phone lines that are known by their number (the N11 codes of North America, and 988)."""
SENTENCE = 6
"""Words from which on a text that quotes a file's name may be a sentence about it."""
ARROW = re.compile(r"[-=]*>{1,3}|<{1,3}[-=]*|<-+>|[\^«»‹›\u2190-\u21ff\u25b2-\u25c5\u27f5-\u27ff]+")
"""A picture of an arrow, written as one; where it names a link, that is the link's fault."""
NUMBERED = re.compile(
    r"^(image|img|photo|picture|pic|slide|icon|logo|banner|graphic|thumbnail|imagen|foto)"
    r"( (no|nr|number|num))?[ #]*\d+( of \d+)?$"
)


def is_asset_name(image: Image) -> bool:
    """Say whether an image's name is what its file or asset is called."""
    text = image.name.text.strip()
    if not text or ("@" in text and re.search(r"\S@\S+\.\w{2,}$", text)):
        return False
    if any(
        pattern.search(text)
        for pattern in (EXTENSION, CAMERA, STOCK, LAYER, SIZE, HASH, ADDRESS, CAPTURE)
        if len(text.split()) <= SENTENCE or pattern in (LAYER, CAPTURE, ADDRESS)
    ):
        return not NUMBERED.match(bare(text)) or not re.search(r"\s", text)
    if re.search(r"\s", text):
        return False
    return _is_slug(text, stem(image))


def is_placeholder(image: Image) -> bool:
    """Say whether an image's name is a word that stands where a description should."""
    text = image.name.text.strip()
    said = bare(text)
    if not said:
        return bool(text) and not ARROW.fullmatch(text)
    if said.replace(" ", "").isdecimal():
        return (
            text not in LINES
            and not re.search(r"[/:%+$-]", text)
            and not _pictures_number(image, said)
        )
    return said in PLACEHOLDERS or bool(NUMBERED.match(said))


def bare(text: str) -> str:
    """Give an alternative as it is compared: lower case, no accents, no punctuation at its ends."""
    flat = normalise(text).translate(_ACCENTS)
    return " ".join(re.sub(r"[^\w\s/&#%-]|_", " ", flat).strip(" -/&").split())


_ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")


def stem(image: Image) -> str:
    """Give the image's file name in lower case, without extension, size and edition."""
    name = image.file_name.lower().rpartition(".")[0] or image.file_name.lower()
    return re.sub(r"([-_.](\d+x\d+|scaled|min|\d+w)|@\dx)+$", "", name)


def _pictures_number(image: Image, number: str) -> bool:
    """Say whether the file is named as a picture of that number: step-1.svg, icon-2.png."""
    own = stem(image)
    last = re.findall(r"\d+", own)[-1:]
    return last == [number] and bool(re.search(r"step|num|badge|circle|paso|^\d+$", own))


def _is_slug(text: str, own: str) -> bool:
    """Say whether a text without spaces was written for a machine."""
    if text.startswith(("@", "#")) or re.fullmatch(r"[\d()+.\-/]+", text):
        return False
    if LIBRARY.match(text) or NAMESPACED.match(text):
        return True
    if re.search(r"[^\W_]_+[^\W_]", text):
        return True
    if text.casefold() == own and OPAQUE.fullmatch(text):
        return True
    parts = [part for part in re.split(r"-+", text) if part]
    lower = [part.casefold() for part in parts]
    if len(parts) == 1:
        return _is_numbered_file(text, own) or _is_camel(text)
    if "--" in text and (len(parts) > 2 or text.islower()):
        return True
    if any(any(sign in part for sign in "/.&'’,;:()") for part in parts):
        return False
    if re.fullmatch(r"v\d+|\d{3,}", lower[-1]) and text.islower() and lower[0] not in SPOKEN:
        return True
    named = [word for word in lower if word in ASSET_WORDS or re.fullmatch(r"v\d+", word)]
    editions = [word for word in lower if word in EDITION_WORDS]
    if (
        (named or len(editions) > 1)
        and (text.islower() or len(parts) > 2)
        and len(lower) > len(CONNECTORS & set(lower))
    ):
        return len(parts) > 2 or lower[-1] in ASSET_WORDS or lower[0] in ("img", "bg", "hero")
    if len(parts) < 3:
        return False
    if text.islower():
        if lower[0] in SPOKEN or lower[-1] in SPOKEN or lower[0].isdecimal():
            return len(parts) > 4
        if CONNECTORS & set(lower[1:-1]):
            return len(parts) > 4
        return True
    if any(re.search(r"[A-Z0-9]{2}|\d", part) for part in parts):
        return len(parts) > 4
    return len(parts) > 3 or text.casefold() == own


def _is_numbered_file(text: str, own: str) -> bool:
    """`doctor1` of doctor1.jpg, `slide3`; but not `covid19`, HER2 or p53."""
    found = re.fullmatch(r"([A-Za-z]{4,})\d{1,4}", text)
    if not found or found.group(1).isupper() or found.group(1).casefold() == "covid":
        return False
    return found.group(1).casefold() in ASSET_WORDS or (text.islower() and text == own)


def _is_camel(text: str) -> bool:
    """`HeroBanner`, `iconPhone2`; but not MyChart or YouTube."""
    humps = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", text)
    if len(humps) < 2 or "".join(humps) != text:
        return False
    return bool({hump.casefold() for hump in humps} & ASSET_WORDS)
