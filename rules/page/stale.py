"""Rule page-stale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from audit import urls
from audit.model import Finding, Severity
from audit.page import Page
from rules.base import PageRule
from rules.page.review_dates import Stated, read_stated

LISTING = 3
"""Different dates of reviews from which on a page lists others and is not dated itself."""


@dataclass(frozen=True)
class Stale(PageRule):
    """A page has been reviewed within the time set for it.

    Treatments, doses and opening hours change. A page that says "Last reviewed: March 2019" tells
    a patient that nobody has looked since, and tells a regulator the same.

    Without any setting, only pages that speak of a review themselves are held to it. News, press
    releases, events and stories are of their day and are left out.

    To fix it, have the page read through by whoever answers for it, correct it, and write down
    the new date. Where it is no longer needed, take it down.
    """

    title = "Page not reviewed for too long"
    severity = Severity.WARNING
    tags = ("pages", "content")
    given = {"required": ("/care/**",)}
    bad = (
        "<main><h1>Chemotherapy</h1><p data-bad>Last reviewed: March 3, 2021</p></main>",
        "<main><h1>Chemotherapy</h1><p>Text.</p><p data-bad>Medically reviewed by Maya Okafor, MD,"
        " on 3/4/2021</p></main>",
        "<main><h1>Quimioterapia</h1><p data-bad>Última revisión: 3 de marzo de 2021</p></main>",
        "<main><h1>Chemotherapy</h1><p data-bad>Page last reviewed: 12 June 2025. Next review due:"
        " 12 June 2026</p></main>",
        '<script data-bad type="application/ld+json">{"@type": "MedicalWebPage",'
        ' "lastReviewed": "2020-05-01"}</script><h1>Chemotherapy</h1><p>Text.</p>',
        "<body data-bad><h1>Chemotherapy</h1><p>Text that bears no date.</p></body>",
    )
    good = (
        "<main><h1>Chemotherapy</h1><p>Text.</p><p>Last reviewed: March 3, 2025</p></main>",
        "<main><h1>Chemotherapy</h1><p>Last reviewed 2021, last updated May 2026</p></main>",
        "<main><h1>Chemotherapy</h1><p>Page last reviewed: 12 June 2023. Next review due: 12 June"
        " 2027</p></main>",
        '<script type="application/ld+json">{"@type": "MedicalWebPage",'
        ' "lastReviewed": "2026-05-01"}</script><h1>Chemotherapy</h1><p>Text.</p>',
    )

    days: int = 1095
    """Days after which a review is too old, where `limits` says nothing: three years."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Paths, and the days after which their pages are too old; the first that fits counts. On
    these pages “last updated” and dates in the page's data count as well."""
    required: tuple[str, ...] = ()
    """Paths of pages that must bear the date of their last review."""
    archives: tuple[str, ...] = (
        "archive",
        "archives",
        "article",
        "articles",
        "blog",
        "blogs",
        "calendar",
        "event",
        "events",
        "eventos",
        "media",
        "news",
        "newsroom",
        "noticias",
        "podcast",
        "podcasts",
        "press",
        "press-releases",
        "publications",
        "stories",
    )
    """Folders whose pages are of their day and are left out, unless `limits` names them."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for a page whose review is too old, overdue or missing."""
        limit = self._limit(page)
        stated = list(read_stated(page))
        today = page.gathered.date()
        passed = [each for each in stated if each.kind == "due" or each.day <= today]
        if urls.path_matches(page.url, self.required) and not _bears_a_date(stated):
            body = page.soup.body or page.walk.tags[0]
            yield self.finding(
                page, body, "the page bears no date of a review", subject="no review date"
            )
            return
        found = self._old(passed, today, limit) if limit or not self._is_archived(page) else None
        if found is not None:
            worst, message, review = found
            yield self.finding(
                page,
                worst.tag,
                message,
                subject=worst.text,
                evidence={
                    "date": worst.day.isoformat(),
                    "stated": worst.text,
                    "limit": limit or self.days,
                    "visible": worst.visible,
                },
                review=review,
            )

    def _old(
        self, stated: Sequence[Stated], today: date, limit: int
    ) -> tuple[Stated, str, bool] | None:
        """Give the date that shows a page to be stale, what to say of it, and whether to ask."""
        shown = [each for each in stated if each.visible and each.kind != "due"]
        due = max((each for each in stated if each.kind == "due"), key=_day, default=None)
        reviews = [each for each in shown if each.kind != "updated"]
        if len({each.day for each in reviews}) >= LISTING:
            return None
        if due is not None:
            if due.day >= today or any(each.day >= due.day for each in shown):
                return None
            return due, f"the page's next review was due by {due.day}: “{due.text}”", False
        if not limit and not reviews:
            shown = []
        told = shown or [
            each for each in stated if not each.visible and (limit or each.kind == "reviewed")
        ]
        newest = max(told, key=_day, default=None)
        allowed = timedelta(days=limit or self.days)
        if newest is None or today - newest.day <= allowed:
            return None
        years = (today - newest.day).days / 365.25
        message = f"“{newest.text}” is {years:.1f} years ago; the limit is {allowed.days} days"
        since = any(each.day > newest.day for each in stated if each.kind == "updated")
        return newest, message, newest.kind == "perhaps" or (since and not newest.visible)

    def _limit(self, page: Page) -> int:
        """Give the days that `limits` sets for the page, 0 where it says nothing."""
        fits = (days for glob, days in self.limits.items() if urls.path_matches(page.url, (glob,)))
        return next(fits, 0)

    def _is_archived(self, page: Page) -> bool:
        folders = urls.path(page.url).lower().split("/")
        return any(folder in self.archives for folder in folders)


def _bears_a_date(stated: Sequence[Stated]) -> bool:
    """Say whether a reader sees a date of review or change, or the data states one of a review."""
    return any(each.visible or each.kind == "reviewed" for each in stated)


def _day(stated: Stated) -> date:
    return stated.day
