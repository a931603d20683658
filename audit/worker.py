"""One worker: an address in, all that was found out about it.

It owns an HTTP session and a browser. Whatever a page does ends here in its outcome; nothing is
raised to the run but what ends it.
"""

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audit import urls
from audit.addresses import AddressGuard
from audit.album import Album
from audit.config import Config
from audit.fetch import Fetcher, Validators
from audit.fetch.answer import Answer
from audit.fetch.robots import RobotsFile
from audit.files import OFFLINE_ROOT, FileReader, FileTarget, address_of
from audit.grounds import Grounds, Part, file_state, state_of
from audit.imagery import Imagery
from audit.judge import RuleSet, Verdict, judge
from audit.looks import look_of
from audit.model import Finding, Look, Outcome, PageResult, Picture, view_of
from audit.page import Page
from audit.scope import Scope
from audit.steadiness import confirm, leave_open
from audit.text import plain

if TYPE_CHECKING:
    from audit.browser import Browser, Rendering

MAX_LINKS = 5000
"""Links taken off one page; more than that is a trap, not a menu."""

LEAVING = 5
"""Seconds at most in which a worker that is told to go closes its browser."""


@dataclass(frozen=True)
class Folder:
    """Files that are audited as pages, and where a browser loads them from."""

    target: FileTarget
    root: str = OFFLINE_ROOT
    """Address of the folder, ending with `/`."""


@dataclass(frozen=True)
class Job:
    """What every worker of a run is given; picklable."""

    config: Config
    load_rules: Callable[[Config], RuleSet]
    folders: tuple[Folder, ...] = ()
    robots: tuple[RobotsFile, ...] = ()
    no_browser: str = ""
    """Why no browser renders pages; empty where one does."""
    share: Path | None = None
    """A folder by which workers find the browser that they share; None for one alone."""


@dataclass(frozen=True)
class Task:
    """One page to audit."""

    url: str
    """Its name in every report."""
    page: str = ""
    """For files: the path within the folder."""
    folder: int | None = None
    """For files: which of the job's folders."""
    led: bool = False
    """Whether another address led here, so that it is audited by this one wherever it leads."""
    answer: Answer | None = field(default=None, compare=False, repr=False)
    """What its server sent a moment ago; it need not be asked again."""


@dataclass(frozen=True)
class Audited:
    """What a worker gives back for one task."""

    result: PageResult
    final: str = ""
    """The address that answered, after redirects."""
    slowed: bool = False
    """Whether the host asked for fewer requests."""
    status: int = 0
    """Of the last reply; 0 where there was none."""
    browser: str = ""
    """Name and version of the browser that rendered the page; empty where none did."""
    grounds: Grounds | None = None
    """What the judgement of an audited page rests on."""


@dataclass(frozen=True)
class Reading:
    """What a worker keeps of a page that was loaded and judged."""

    title: str
    verdict: Verdict
    missing: Mapping[str, str]
    """Evidence that could not be had, and why."""
    links: tuple[str, ...] = ()
    """Where it links to; none of files."""
    detail: str = ""
    """A sentence on a page that did not come to rest."""
    look: Look | None = None


class Worker:
    """Audits pages one after the other. Not picklable: each process makes its own from a job."""

    def __init__(self, job: Job) -> None:
        """Set up; the browser starts with the first page that needs it."""
        self._job = job
        self._rules = job.load_rules(job.config)
        self._scope = Scope.of(job.config.site)
        self._fetcher = Fetcher(job.config.site, robots=job.robots)
        self._browser = None if job.no_browser else self._make_browser()
        self._imagery = Imagery.of(job.config)
        self._album = Album()

    def close(self) -> None:
        """End the browser and close all connections."""
        self._fetcher.close()
        if self._browser is not None:
            self._browser.close()

    def audit(self, task: Task) -> Audited:
        """Gather, judge and picture one page."""
        begun = time.perf_counter()
        answer = self._fetch(task)
        if answer.outcome is not None:
            outcome = replace(
                answer.outcome, url=task.url, seconds=round(time.perf_counter() - begun, 3)
            )
            return Audited(PageResult(outcome), answer.final, answer.slowed, answer.status)
        if self._leads_on(task, answer):
            # The frontier wants the page by that address, and sees that it is audited once.
            double = PageResult(Outcome(task.url, "audited"))
            return Audited(double, answer.final, answer.slowed, answer.status)
        address, root = self._address(task, answer)
        rendering = self._browser.render(address) if self._browser is not None else None
        if rendering is not None and rendering.outcome is not None:
            outcome = Outcome(
                task.url, rendering.outcome, rendering.detail, round(time.perf_counter() - begun, 3)
            )
            return Audited(PageResult(outcome), answer.final, answer.slowed, answer.status)
        page = self._page(task, answer, address, root, rendering)
        reading = Reading(
            page.title,
            judge(page, self._rules, days=self._job.config.history.refresh),
            page.missing,
            self._links(page),
            look=look_of(page),
        )
        ground = self._grounds(task, answer, page, root, rendering)
        if self._browser is not None and rendering is not None and not rendering.settled:
            del page  # One at a time: its parsed tree is the largest thing in a worker.
            reading = self._read_again(self._browser, task, answer, rendering.detail, reading)
        lacking = "" if self._on_purpose() else "; ".join(dict.fromkeys(reading.missing.values()))
        result = PageResult(
            outcome=Outcome(
                task.url,
                "audited:partial" if lacking else "audited",
                reading.detail or lacking,
                round(time.perf_counter() - begun, 3),
                reading.title,
            ),
            findings=reading.verdict.findings,
            facts=reading.verdict.facts,
            unchecked=reading.verdict.unchecked,
            links=reading.links,
            pictures=self._picture(task.url, reading.verdict.findings) if rendering else {},
            costs=reading.verdict.costs,
            look=reading.look,
        )
        hindrance = self._hindrance(result) or ground.hindrance
        ground = replace(ground, hindrance=hindrance, until=reading.verdict.until)
        return Audited(result, answer.final, answer.slowed, answer.status, self._version(), ground)

    def _read_again(
        self, browser: "Browser", task: Task, answer: Answer, unrest: str, first: Reading
    ) -> Reading:
        """Load a page once more that did not come to rest, and keep what both loads agree on."""
        address, root = self._address(task, answer)
        rendering = browser.render(address)
        if rendering.outcome is not None:
            reason = f"{unrest}; it could not be loaded again: {rendering.detail}"
            return replace(
                first,
                verdict=leave_open(first.verdict, task.url, reason),
                missing={**first.missing, "rendered": reason},
                detail=reason,
            )
        page = self._page(task, answer, address, root, rendering)
        verdict = confirm(first.verdict, judge(page, self._rules))
        unstable = sum(finding.unstable for finding in verdict.findings)
        gone = f"{unstable} {'finding' if unstable == 1 else 'findings'}" if unstable else "nothing"
        return Reading(
            title=page.title,
            verdict=verdict,
            missing={**first.missing, **page.missing},
            links=tuple(dict.fromkeys((*first.links, *self._links(page)))),
            look=look_of(page),
            detail=f"{unrest}; it was loaded again, and {gone} came and went",
        )

    def _grounds(
        self, task: Task, answer: Answer, page: Page, root: str, rendering: "Rendering | None"
    ) -> Grounds:
        """Give what a page's judgement rests on, as far as it was loaded."""
        parts = {part.address: part for part in rendering.parts} if rendering is not None else {}
        for address in page.looked_at or ():
            # What stands in the page itself has changed when that has.
            if not address.startswith(("data:", "svg:")):
                parts.setdefault(address, Part(address, "image"))
        hindrance = rendering.hindrance if rendering is not None else ""
        if rendering is not None and not rendering.settled:
            hindrance = "it did not come to rest"
        return Grounds(
            gathered=page.gathered,
            state=state_of(answer.body, answer.headers),
            validators=Validators.of(answer.final, answer.headers),
            parts=tuple(self._known(part, task.folder, root) for part in parts.values()),
            browser=self._version() if rendering is not None else "",
            hindrance=hindrance,
        )

    def _known(self, part: Part, folder: int | None, root: str) -> Part:
        """Give a part of a page; of files those that lie in the folder by their content."""
        if folder is None or (urls.host(part.address) and not part.address.startswith(root)):
            return part
        path = unquote(part.address.removeprefix(root).partition("?")[0])
        return Part(path, "file", state=file_state(self._reader(folder), path))

    def _hindrance(self, result: PageResult) -> str:
        """Say why a page has to be audited again whatever happens; empty where it need not be."""
        if result.outcome.kind != "audited":
            return "it was audited in part only"
        on_purpose = self._job.no_browser if self._on_purpose() else None
        first = next((each for each in result.unchecked if each.reason != on_purpose), None)
        return f"rule {first.rule} did not judge it: {first.reason}" if first else ""

    def _make_browser(self) -> "Browser":
        # Imported here: an audit without a browser can do without Selenium.
        from audit.browser import Browser

        site = self._job.config.site
        served = [folder.root for folder in self._job.folders]
        guard = AddressGuard.of((*site.start, *served), site.private_hosts)
        return Browser(
            self._job.config.browser,
            guard=guard,
            headers=self._fetcher.secrets,
            share=self._job.share,
        )

    def _leads_on(self, task: Task, answer: Answer) -> bool:
        if task.folder is not None or task.led:
            return False
        return self._scope.goes_by(task.url, answer.final) != task.url

    def _fetch(self, task: Task) -> Answer:
        if task.answer is not None:
            return task.answer
        if task.folder is None:
            return self._fetcher.fetch(task.url)
        return self._reader(task.folder).fetch(task.page)

    def _address(self, task: Task, answer: Answer) -> tuple[str, str]:
        if task.folder is None:
            return answer.final, ""
        root = self._job.folders[task.folder].root
        return address_of(task.page, root), root

    def _page(
        self, task: Task, answer: Answer, address: str, root: str, rendering: "Rendering | None"
    ) -> Page:
        if rendering is None:
            missing = dict.fromkeys(("axe", "rendered", "requests"), self._job.no_browser)
        else:
            missing = dict(rendering.problems)
        shown = rendering.html if rendering is not None else ""
        page = Page(
            url=task.url,
            html=shown or answer.html,
            address=address,
            root=root,
            source=answer.html if shown else "",
            status=answer.status,
            headers=answer.headers,
            rendered=bool(shown),
            axe=rendering.axe if rendering is not None else None,
            requests=rendering.requests if rendering is not None else (),
            gathered=datetime.now(UTC),
            missing=missing,
        )
        return self._look_at_images(task, page)

    def _look_at_images(self, task: Task, page: Page) -> Page:
        if self._imagery is None:
            return page
        if task.folder is None:
            return self._imagery.look(page, self._read_image)
        return self._imagery.look(
            page, partial(self._read_image_file, task.folder), f"folder {task.folder}"
        )

    def _read_image(self, address: str) -> Answer:
        return self._fetcher.read(address, max_bytes=self._image_bytes, robots=True)

    def _read_image_file(self, folder: int, address: str) -> Answer:
        if urls.host(address):
            detail = f"an audit of files asks nobody, and {plain(address)} lies elsewhere"
            return Answer(
                address, address, outcome=Outcome(address, "skipped:out-of-scope", detail)
            )
        return self._reader(folder).read(unquote(address.partition("?")[0]), self._image_bytes)

    @property
    def _image_bytes(self) -> int:
        return self._job.config.images.max_bytes

    def _reader(self, folder: int) -> FileReader:
        return FileReader(self._job.folders[folder].target, self._job.config.site.max_bytes)

    def _links(self, page: Page) -> tuple[str, ...]:
        """Give the canonical web addresses a page links to, each once; of files none."""
        if page.root:
            return ()
        found: dict[str, None] = {}
        for target in page.targets():
            address = urls.canonical(target)
            if address and address.startswith("http"):
                found[address] = None
                if len(found) >= MAX_LINKS:
                    break
        return tuple(found)

    def _picture(self, url: str, findings: tuple[Finding, ...]) -> dict[str, Picture]:
        if self._browser is None:
            return {}
        wanted = self._album.choose(findings)
        pictures = self._browser.crop(wanted.items()) if wanted else {}
        self._album.keep(pictures)
        view = self._browser.view() if self._job.config.browser.screenshots else None
        return {**pictures, view_of(url): view} if view else pictures

    def _on_purpose(self) -> bool:
        return not self._job.config.browser.enabled

    def _version(self) -> str:
        return self._browser.version if self._browser is not None else ""


_worker: Worker | None = None
"""This process's worker, where the process is one of a pool."""


def start(job: Job) -> None:
    """Make this process a worker: what an executor calls once in each."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on.
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow_parent, daemon=True).start()
    _worker = Worker(job)
    # What is there now stays: not to look through it at each collection spares a tenth of judging.
    gc.freeze()
    # A process of multiprocessing leaves without atexit; this is what it runs instead.
    Finalize(_worker, _worker.close, exitpriority=10)


def work(task: Task) -> Audited:
    """Audit one page in a process that `start` made a worker."""
    if _worker is None:
        raise RuntimeError("this process was not started as a worker")
    return _worker.audit(task)


def _follow_parent() -> None:
    """End with the run: one that is killed can tell nobody to go."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # The browser has a guard of its own, which ends it with this process.
        os._exit(143)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    # What was interrupted may hold a lock that closing waits for. Then the system ends this
    # process, which the run may be waiting for, and the browser's guard ends the browser.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LEAVING)
    if _worker is not None:
        _worker.close()
    # Raised here, an exception would end up in whatever the process was doing, and be printed.
    os._exit(143)
