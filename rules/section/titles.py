"""Which headings title a section, and which are a card, a kicker, a tagline or a line of text.

Page builders use heading elements for anything that is to look large. A heading announces content
only where the structure around it says so; everywhere else it is complete by itself.
"""

import re

from bs4 import Tag

from audit.page.flow import heading_level
from audit.page.images import background
from audit.page.walk import NEVER_SHOWN
from rules.section.reading import HOLDERS_OF_LISTS, Outline, Section

INTERACTIVE = frozenset("a button summary label legend".split())
COMPLETE = frozenset("figure figcaption dialog th caption blockquote address".split())
"""Elements in which a heading stands for itself."""
ROLES = frozenset("button link tab dialog alertdialog menu menuitem option tooltip alert".split())
TOGGLES = ("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "onclick", "tabindex")
LONG = 12
"""Words from which on a heading is a sentence."""


def titles_a_section(outline: Outline, section: Section) -> bool:
    """Say whether the heading of an empty section announces content that ought to be there."""
    tag = section.heading.tag
    region = outline.page.region(tag)
    if tag.find_parent("summary") is not None:
        return _is_empty_disclosure(outline, tag)
    if region in ("header", "nav") or _is_control(tag) or _is_complete(tag):
        return False
    if _is_line_of_text(section.heading.text):
        return False
    if section.own:
        return True
    if region == "footer":
        return has_empty_list(outline, section)
    if section.heading.level == 1 and not _is_whole_page_empty(outline, section):
        return False
    if any(
        excuse(outline, section)
        for excuse in (
            _is_banner,
            _captions_image,
            _is_attribution,
            _is_panel_of_many,
            _is_overloaded,
        )
    ):
        return False
    if has_empty_list(outline, section):
        return True
    return not any(
        excuse(outline, section)
        for excuse in (
            _is_kicker,
            _is_subtitle,
            _heads_list,
            _is_tile,
            _closes_card,
            _is_one_of_a_run,
            _is_deep,
        )
    )


def is_doubtful(outline: Outline, section: Section) -> bool:
    """Say whether the heading may have its content elsewhere, or be complete."""
    return (
        _may_be_tagline(section)
        or _goes_on_after_box(outline, section)
        or _stands_above_cards(outline, section)
    )


def _stands_above_cards(outline: Outline, section: Section) -> bool:
    """Say whether cards follow whose headings are of higher rank: a small title above a row."""
    after, walk = section.after, outline.page.walk
    if after is None or after.heading is None or after.heading.level >= section.heading.level:
        return False
    return any(
        any(walk.contains(each, after.tag) for each in group.items)
        and not any(walk.contains(each, section.heading.tag) for each in group.items)
        for group in outline.page.lists
    )


def _goes_on_after_box(outline: Outline, section: Section) -> bool:
    """Say whether the next heading stands in a box of its own, a note, with plain text after it."""
    walk, tag = outline.page.walk, section.heading.tag
    if section.after is None or tag.parent is None:
        return False
    box = next((each for each in section.after.tag.parents if each.parent is tag.parent), None)
    if box is None:
        return False
    end = walk.last[id(box)]
    beyond = next((bit for bit in outline.inside(tag.parent) if walk.position(bit.tag) > end), None)
    return beyond is not None and beyond.kind == "text" and beyond.tag.parent is tag.parent


def _is_overloaded(outline: Outline, section: Section) -> bool:
    """One of several ways to call a function, which a manual lists above what holds for all."""
    del outline
    after = section.after
    own = CALL.match(section.heading.text)
    other = CALL.match(after.text) if after is not None and after.heading is not None else None
    return own is not None and other is not None and own.group() == other.group()


CALL = re.compile(r"(?:new )?[\w.$]{1,100}\(")


def _may_be_tagline(section: Section) -> bool:
    """A heading that follows the title that it would belong to."""
    before, after = section.before, section.after
    return (
        before is not None
        and before.heading is not None
        and before.heading.level < section.heading.level
        and before.tag.parent is section.heading.tag.parent
        and after is not None
        and after.tag.parent is section.heading.tag.parent
    )


def has_empty_list(outline: Outline, section: Section) -> bool:
    """Say whether a list or table without any content stands where the content should be."""
    return any(tag.name in HOLDERS_OF_LISTS for tag in outline.between(section))


def _is_empty_disclosure(outline: Outline, tag: Tag) -> bool:
    """Say whether a `<details>` that the heading opens holds its summary alone."""
    summary, details = tag.find_parent("summary"), tag.find_parent("details")
    if not isinstance(summary, Tag) or not isinstance(details, Tag):
        return False
    return len(outline.inside(details)) == len(outline.inside(summary))


def _is_control(tag: Tag) -> bool:
    for each in (tag, *tag.parents):
        if each.name in INTERACTIVE and (each.name != "a" or each.get("href") is not None):
            return True
        if str(each.get("role") or "").lower() in ROLES or each.get("aria-roledescription"):
            return True
    if any(key in tag.attrs for key in TOGGLES):
        return True
    words = len(tag.get_text(" ").split())
    for each in tag.find_all(["a", "button", "input"]):
        if each.name != "a" or (each.get("href") and len(each.get_text().split()) * 2 >= words):
            return True
    return any(key in each.attrs for each in tag.find_all(True) for key in TOGGLES[:4])


def _is_complete(tag: Tag) -> bool:
    for each in tag.parents:
        if each.name in COMPLETE:
            return True
        if each.name == "hgroup" and _first_heading(each) is not tag:
            return True
        if each.name == "td":
            row, table = each.find_parent("tr"), each.find_parent("table")
            if table is not None and table.find("th") is not None:
                return True
            cells = row.find_all("td", recursive=False) if row is not None else []
            return sum(_first_heading(cell) is not None for cell in cells) > 1
    return False


def _first_heading(holder: Tag) -> Tag | None:
    return next((each for each in holder.find_all(True) if heading_level(each)), None)


def _is_line_of_text(text: str) -> bool:
    """A phone number, an address, a price, a sentence, a quotation."""
    if sum(c.isdigit() for c in text) >= 7 or "@" in text or sum(c.isalpha() for c in text) < 3:
        return True
    if re.match(r"[$€£]?\d", text) and sum(c.isalpha() for c in text) < 12:
        return True
    return bool(re.search(r"[.!,;…”\"]$", text)) or len(text.split()) > LONG


def _is_whole_page_empty(outline: Outline, section: Section) -> bool:
    """A page's title covers all of its content, wherever that stands."""
    start = outline.page.walk.position(section.heading.tag)
    return not any(
        bit.region not in ("header", "nav", "footer", "search")
        for bit in outline.bits
        if bit.tag is not section.heading.tag and outline.page.walk.position(bit.tag) > start
    )


def _is_banner(outline: Outline, section: Section) -> bool:
    """A picture behind the heading, or in an element after it, is what it has to show."""
    blocks = outline.own_blocks(section.heading.tag)
    shown = (tag for tag in outline.between(section) if outline.page.visible(tag))
    return any(background(tag) for tag in (section.heading.tag, *blocks, *shown))


def _captions_image(outline: Outline, section: Section) -> bool:
    """The last line of a small block that begins with an image."""
    before = section.before
    if before is None or before.kind != "thing":
        return False
    holder = outline.common(before.tag, section.heading.tag)
    if _is_open(outline, holder):
        return False
    bits = outline.inside(holder)
    return (
        bits[-1].tag is section.heading.tag
        and len(bits) <= 4
        and not any(bit.heading for bit in bits[:-1])
    )


def _is_attribution(outline: Outline, section: Section) -> bool:
    before = section.before
    if before is None or before.kind != "text" or section.heading.level < 3:
        return False
    quoted = any(each.name in ("blockquote", "q") for each in (before.tag, *before.tag.parents))
    return quoted or bool(re.match(r"[“\"«‘]", before.text))


def _is_panel_of_many(outline: Outline, section: Section) -> bool:
    """One of several headings with hidden content under each: an accordion that scripts open."""
    if not hidden_content(outline, section):
        return False
    level = section.heading.level
    return any(
        other is not section
        and other.heading.level == level
        and not other.bits
        and hidden_content(outline, other)
        for other in outline.sections
    )


def hidden_content(outline: Outline, section: Section) -> Tag | None:
    """Give the first hidden element after the heading that has text in it."""
    walk = outline.page.walk
    for tag in outline.between(section):
        if tag.name in NEVER_SHOWN or walk.visible(tag) or not tag.get_text(strip=True):
            continue
        if tag.parent is not None and walk.visible(tag.parent):
            return tag
    return None


def _is_kicker(outline: Outline, section: Section) -> bool:
    """A small line above a larger heading, first in the block of both."""
    after = section.after
    if after is None or after.heading is None or after.heading.level >= section.heading.level:
        return False
    holder = outline.common(section.heading.tag, after.tag)
    if _is_open(outline, holder) and section.heading.tag.parent is not holder:
        return False
    first = outline.inside(holder)[0].tag is section.heading.tag
    return first or (section.heading.text.isupper() and not after.text.isupper())


def _is_subtitle(outline: Outline, section: Section) -> bool:
    """The last line of a block, straight under the heading it adds to."""
    before = section.before
    if before is None or before.heading is None or before.heading.level >= section.heading.level:
        return False
    holder = outline.common(before.tag, section.heading.tag)
    return not _is_open(outline, holder) and outline.inside(holder)[-1].tag is section.heading.tag


def _heads_list(outline: Outline, section: Section) -> bool:
    """What follows is a list of cards whose own headings are of too high a rank."""
    after, walk = section.after, outline.page.walk
    if after is None or after.heading is None:
        return False
    end = walk.last[id(section.heading.tag)]
    return any(
        walk.position(group.tag) > end
        and group.items[0].name != "section"
        and walk.contains(group.tag, after.tag)
        and any(each is after.tag or walk.contains(each, after.tag) for each in group.items)
        for group in outline.page.lists
    )


def _is_tile(outline: Outline, section: Section) -> bool:
    """One of several blocks side by side that hold a heading each and nothing more."""
    tag, level = section.heading.tag, section.heading.level
    for group in outline.page.lists:
        item = next((each for each in group.items if outline.page.walk.contains(each, tag)), None)
        if item is None or len(outline.inside(item)) > 1:
            continue
        if len(group.items) < (3 if level <= 2 else 2):
            continue
        held = [outline.inside(each) for each in group.items]
        if any(len(bits) != 1 or bits[0].heading is None for bits in held):
            continue
        tiles = {id(bits[0].tag) for bits in held}
        others = [bit for bit in outline.inside(group.tag) if id(bit.tag) not in tiles]
        if not any(bit.heading is not None and bit.heading.level == level for bit in others):
            return True
    return False


def _closes_card(outline: Outline, section: Section) -> bool:
    """One of several blocks side by side that all end with their heading."""
    tag = section.heading.tag
    for group in outline.page.lists:
        if not any(outline.page.walk.contains(each, tag) for each in group.items):
            continue
        closing = 0
        for each in group.items:
            bits = outline.inside(each)
            if len(bits) > 1 and bits[-1].heading and not any(bit.heading for bit in bits[:-1]):
                closing += 1
                mine = bits[-1].tag is tag
                closing += 100 * mine
        if closing > 101:
            return True
    return False


def _is_one_of_a_run(outline: Outline, section: Section) -> bool:
    """Three headings or more in a row, siblings of a lower rank with nothing between them."""
    tag, level = section.heading.tag, section.heading.level
    if level < 3:
        return False
    number = next(n for n, each in enumerate(outline.bits) if each.tag is tag)
    run = 1
    for step in (-1, 1):
        at = number + step
        while 0 <= at < len(outline.bits):
            heading = outline.bits[at].heading
            if heading is None or heading.level != level or heading.tag.parent is not tag.parent:
                break
            run += 1
            at += step
    return run > 2


def _is_deep(outline: Outline, section: Section) -> bool:
    """A heading of rank 4 or below that skips ranks, or opens a block of its rank."""
    level, after = section.heading.level, section.after
    if level < 4:
        return False
    if after is not None and after.heading is not None:
        holder = outline.common(section.heading.tag, after.tag)
        if not _is_open(outline, holder):
            first = outline.inside(holder)[0]
            if first.tag is section.heading.tag:
                return True
    position = outline.page.walk.position(section.heading.tag)
    above = [
        other.heading.level
        for other in outline.sections
        if outline.page.walk.position(other.heading.tag) < position and other.heading.level < level
    ]
    return not above or above[-1] < level - 1


def _is_open(outline: Outline, holder: Tag) -> bool:
    """Say whether an element is the page's own frame, and no block in it."""
    return holder.name in ("body", "html", "main", "[document]") or bool(
        outline.page.region(holder)
        and holder.parent is not None
        and outline.page.walk.landmark(holder) is None
    )
