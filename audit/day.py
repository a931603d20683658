"""Which rules go by the day, and until when what they say of a page holds.

A badge that expires tomorrow is right today and wrong then, though nobody touches its page. Rules
take their today from `Page.gathered`; who does is noted here, so that no rule has to declare it and
none can forget to.
"""

import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from audit.page import Page


class _Clock(threading.local):
    now: datetime | None = None
    asked = False


_clock = _Clock()


class _DatedPage(Page):
    """A page that notes who asks for its day; all else is that of another page."""

    @property
    def gathered(self) -> datetime:
        _clock.asked = True
        return _clock.now or self.__dict__["gathered"]

    @gathered.setter
    def gathered(self, moment: datetime) -> None:
        # A frozen dataclass sets its fields this way when it is made.
        self.__dict__["gathered"] = moment


class Almanac:
    """Watches who asks one page for its day, and asks again for the days to come."""

    def __init__(self, page: Page) -> None:
        """Begin with nobody having asked."""
        self._day = page.gathered
        self.page: Page = object.__new__(_DatedPage)
        """The page to give to rules. It shares all that is read off the page."""
        object.__setattr__(self.page, "__dict__", page.__dict__)
        _clock.now, _clock.asked = None, False

    def was_asked(self) -> bool:
        """Say whether anybody has asked for the day since this was last called."""
        asked, _clock.asked = _clock.asked, False
        return asked

    def first_change(
        self, asked: Iterable[tuple[Callable[[Page], Iterable[Any]], list[Any]]], days: int
    ) -> date | None:
        """Give the first of the next so many days on which an answer would be another one.

        `asked` pairs questions with what they were answered today. None where all answers hold.
        What rules have read off the page and share goes by no day, and is read once.
        """
        pairs = list(asked)
        try:
            for number in range(1, days + 1):
                _clock.now = self._day + timedelta(days=number)
                if any(_ask(question, self.page) != answers for question, answers in pairs):
                    return _clock.now.date()
        finally:
            _clock.now = None
        return None


def _ask(question: Callable[[Page], Iterable[Any]], page: Page) -> list[Any] | None:
    try:
        return list(question(page))
    except Exception:  # As in `audit.judge`: it crashes on that day, and has to say so then.
        return None
