"""What a person tries for each success criterion: a question or two that take no programming.

They are in our own words and no substitute for W3C's text, to which every report links. A yes to
each of them is what passing looks like.
"""

from collections.abc import Mapping

from reports.language import N_

QUESTIONS: Mapping[str, str] = {
    "1.1.1": N_(
        "Does each picture that tells something have a text that tells the same? Are pictures that"
        " only decorate left out for screen readers?"
    ),
    "1.2.1": N_(
        "For recordings of sound alone, is there a transcript? For silent videos, is there a text"
        " or a sound track that tells what happens?"
    ),
    "1.2.2": N_(
        "Play each video: do its captions say all that is spoken, and name sounds that matter?"
    ),
    "1.2.3": N_(
        "Close your eyes while a video plays: is what you miss told by a narrator or in a text?"
    ),
    "1.2.4": N_("Do live broadcasts with sound have captions while they run?"),
    "1.2.5": N_(
        "Does a narrator tell what videos only show, in the pauses or in a second version?"
    ),
    "1.3.1": N_(
        "Is what looks like a heading, list, table or form label announced as one by a screen"
        " reader?"
    ),
    "1.3.2": N_("Does a screen reader read the page in an order that makes sense?"),
    "1.3.3": N_(
        "Do instructions work without seeing or hearing? “The round button on the right” alone"
        " does not."
    ),
    "1.3.4": N_("Turn a phone or tablet on its side and back: does every page work both ways?"),
    "1.3.5": N_(
        "In forms about yourself, does the browser offer to fill in your name, mail and phone?"
    ),
    "1.4.1": N_(
        "Look at the page in black and white: can you still tell links, errors and charts apart?"
    ),
    "1.4.2": N_(
        "Does any sound start by itself for more than three seconds? If so, can it be stopped at"
        " once?"
    ),
    "1.4.3": N_(
        "Can you read all text easily, also on photos and coloured areas? Measure what looks pale."
    ),
    "1.4.4": N_("Zoom to 200 percent: can you still read and use everything?"),
    "1.4.5": N_("Is text real text and not part of a picture? Logos may be pictures."),
    "1.4.10": N_(
        "Zoom to 400 percent in a window of usual size: can you read without scrolling sideways?"
    ),
    "1.4.11": N_(
        "Can you see where fields, buttons and icons begin and end, and read charts, in bright"
        " light?"
    ),
    "1.4.12": N_(
        "With more space between letters and lines, is any text cut off or on top of other text?"
        " The answer should be no."
    ),
    "1.4.13": N_(
        "When pointing at something opens more, can you move onto it, and close it with Escape"
        " without moving away?"
    ),
    "2.1.1": N_("Put the mouse aside: can you do everything with the keyboard alone?"),
    "2.1.2": N_("With the Tab key alone, can you leave every field, menu, map and video again?"),
    "2.1.4": N_(
        "Do single letters start anything by themselves? If so, can that be turned off or changed?"
    ),
    "2.2.1": N_("If something runs out of time, are you warned, and can you ask for more time?"),
    "2.2.2": N_(
        "Can everything that moves, scrolls or renews itself for over five seconds be paused?"
    ),
    "2.3.1": N_("Does anything flash more than three times in a second? The answer should be no."),
    "2.4.1": N_(
        "With the first press of Tab, or by headings, can you skip the menu and reach the content?"
    ),
    "2.4.2": N_("Does the title in the browser's tab say what this page is about?"),
    "2.4.3": N_(
        "Press Tab through the page: does the order make sense, also when something opens or"
        " closes?"
    ),
    "2.4.4": N_("Do you know where each link leads from its words and the sentence around it?"),
    "2.4.5": N_(
        "Is there more than one way to find a page, as a menu and a search, or a list of all pages?"
    ),
    "2.4.6": N_("Do headings and labels say what follows?"),
    "2.4.7": N_("Press Tab through the page: can you always see where you are?"),
    "2.4.11": N_(
        "Press Tab through the page: does a banner or bar ever wholly cover where you are? The"
        " answer should be no."
    ),
    "2.5.1": N_(
        "Can maps, sliders and galleries be used with one finger and single taps, without swiping"
        " a path?"
    ),
    "2.5.2": N_(
        "Press a button and move away before letting go: is nothing set off, or can you undo it?"
    ),
    "2.5.3": N_("Does voice control work when you say the words that you see on a button or link?"),
    "2.5.4": N_(
        "Does anything start when the device is shaken or tilted? If so, is there also a button,"
        " and can it be turned off?"
    ),
    "2.5.7": N_("Is there a way without dragging for everything that is dragged?"),
    "2.5.8": N_(
        "Are buttons and links big enough, or far enough apart, to hit the right one with a finger?"
    ),
    "3.1.1": N_("Does a screen reader read the page in the right language?"),
    "3.1.2": N_("Does a screen reader change its voice for passages in another language?"),
    "3.2.1": N_(
        "Press Tab through the page: does anything open, send or change by itself? The answer"
        " should be no."
    ),
    "3.2.2": N_(
        "Choose from a list or tick a box: does the page stay as it is until you press a button, or"
        " tell you before?"
    ),
    "3.2.3": N_("Are menus in the same order on every page?"),
    "3.2.4": N_("Do things that do the same have the same name and icon on every page?"),
    "3.2.6": N_("Is help, as a telephone number or chat, in the same place on every page?"),
    "3.3.1": N_("Send a form with mistakes: does it say in words which field is wrong, and why?"),
    "3.3.2": N_("Does every field say what goes into it, and in what form, before you send it?"),
    "3.3.3": N_("Does the message about a mistake say how to put it right?"),
    "3.3.4": N_(
        "Before something binding or about your data is sent, can you check, correct or undo it?"
    ),
    "3.3.7": N_("Is what you have entered once offered to you when it is asked for again?"),
    "3.3.8": N_(
        "Can you sign in without remembering or solving anything, as by a password manager or by"
        " pasting?"
    ),
    "4.1.1": N_(
        "Nothing to try: browsers mend such faults now, and WCAG 2.2 no longer asks for it."
    ),
    "4.1.2": N_(
        "Does a screen reader say what each button, field and menu is called, what it is, and"
        " whether it is open or ticked?"
    ),
    "4.1.3": N_(
        "Does a screen reader say messages that appear, as “3 results” or “sent”, without your"
        " looking for them?"
    ),
}
"""Question by criterion."""
