"""The run: the one place where the stages meet."""

import contextlib
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from audit import __version__, file_pages, law, resume, urls
from audit.axe import VERSION as AXE_VERSION
from audit.baseline import Baseline
from audit.browser import BrowserMissing, Source, current_version, find_source
from audit.changes import Selection
from audit.compare import Decisions, trips
from audit.config import Config, ConfigError
from audit.costs import Cost, Tally
from audit.coverage import Coverage
from audit.fetch import Fetcher
from audit.fetch.robots import RobotsFile
from audit.files import OFFLINE_ROOT, FileTarget
from audit.frontier import Frontier
from audit.gate import Gate, Known
from audit.gathering import Gathering, Progress
from audit.history import Asked, History
from audit.judge import RuleSet as Judges
from audit.judge import is_target_judge
from audit.model import Finding, RuleInfo, RunInfo, RunResult
from audit.plan import seed
from audit.pool import Pool, PoolError
from audit.precision import records
from audit.reach import check_reach
from audit.renewal.key import decided_by, key_of
from audit.renewal.renewal import Renewal, Terms
from audit.repository import locate as name_files
from audit.scope import is_address
from audit.serve import serve_folder
from audit.site_stage import BROKEN_OFF, ON_PURPOSE, Break, SiteStage
from audit.store import Store
from audit.targets import Shelf, Targets
from audit.text import plain
from audit.waivers import Waivers
from audit.worker import Folder, Job, Task

WORTH_A_WORKER = 20
"""Files that take as long, without a browser, as another process takes to start."""


class RuleSet(Judges, Protocol):
    """The rules of a run, as reports see them too."""

    def infos(self) -> Sequence[RuleInfo]:
        """Give every rule, in the order of ids."""

    def versions(self) -> Mapping[str, str]:
        """Give the version of every one of them, by id."""

    def collected(self) -> str:
        """Give the version of what takes facts that are no rule's."""


def run(
    config: Config,
    load_rules: Callable[[Config], RuleSet],
    store: Store,
    *,
    progress: Progress = lambda done, known, outcome: None,
    warn: Callable[[str], None] = lambda text: None,
    selection: Selection | None = None,
    known: Sequence[Known] = (),
    resuming: Callable[[str], None] | None = None,
    fresh: bool = False,
) -> str:
    """Audit what `config.site.start` names and remember everything; gives the run's id.

    `load_rules` is called in every worker and must be picklable. `warn` is told what a person
    should know at once. Raises ConfigError for a target that cannot be audited, BrowserMissing
    never: without a browser the rules that need one are unchecked and the run is incomplete.
    With a `selection` only its pages are audited; what `known` knows trips no gate.

    With `resuming` the last run of these targets is taken up where it was broken off, if it was;
    it is told which, or why none. Raises ConfigError where that run was made on other terms. One
    run at a time may write to a history: `Store.hold` keeps others out.

    Pages that have not changed since the last run are carried over from there, unless `fresh`.
    """
    this = _Run(config, load_rules, store, progress, warn, selection, known)
    return this.run(resuming, fresh=fresh)


def check(config: Config) -> None:
    """Raise ConfigError for what would end the run at its start: a target that cannot be one, an
    environment variable that is not set, a target that the browsers cannot reach, a file of marks
    that holds something else. To be called before anything is written."""
    for target in config.site.start:
        if is_address(target) and urls.canonical(target) is None:
            raise ConfigError(f"{plain(target)!r} is no address of a page")
    file_pages.find(config.site)
    check_reach(config)
    records(config)
    if config.gate.baseline:
        Baseline.read(Path(config.gate.baseline))
    Fetcher(config.site).close()


class _Run:
    def __init__(
        self,
        config: Config,
        load_rules: Callable[[Config], RuleSet],
        store: Store,
        progress: Progress,
        warn: Callable[[str], None],
        selection: Selection | None,
        known: Sequence[Known],
    ) -> None:
        self._config = config
        self._load_rules = load_rules
        self._store = store
        self._progress = progress
        self._warn = warn
        self._selection = selection
        self._known = known
        self._started = datetime.now(UTC)
        self._rules = load_rules(config)
        self._doubts = _doubts(config, self._rules)
        for doubt in self._doubts.values():
            warn(doubt)
        self._decisions = Decisions.of(config, self._started.date(), frozenset(self._doubts))
        self._reasons: list[str] = []
        self._source: Source | None = None
        self._no_browser = self._look_for_browser()
        policies = {each.id: each.pages for each in law.expand(config.policies)}
        # Of a selection nobody asks that it holds every page that must be audited.
        asked = (config.site.must_audit, policies) if selection is None else ((), {})
        self._coverage = Coverage(*asked)
        self._costs = Tally()
        self._broken = Break()
        self._failed = False
        self._resumed: list[str] = []
        self._shelves: list[Shelf] = []
        self._robots: tuple[RobotsFile, ...] = ()
        self._frontier = Frontier(config.site)
        self._paths: dict[str, str] = {}
        self._id = ""
        self._versions: dict[str, str] = {}
        self._renewal: Renewal
        self._gathering: Gathering

    def run(self, resuming: Callable[[str], None] | None, *, fresh: bool) -> str:
        """Do it all, stage after stage."""
        targets = self._config.site.start
        folders = file_pages.find(self._config.site)
        self._versions = self._find_versions()
        self._id = self._begin(resuming)
        history = History(
            self._store,
            self._id,
            targets,
            started=self._started,
            whole=self._selection is None,
        )
        self._renewal = self._make_renewal(history.before, fresh=fresh)
        with contextlib.ExitStack() as stack:
            served = tuple(
                Folder(folder, OFFLINE_ROOT)
                if self._no_browser
                else Folder(folder, stack.enter_context(serve_folder(folder.folder)) + "/")
                for folder in folders
            )
            files = list(self._choose(file_pages.tasks(folders, targets), folders))
            self._paths = file_pages.repository_paths(files, folders)
            self._shelves.extend(file_pages.shelves(folders, targets))
            gathering = self._gathering = Gathering(
                self._store,
                self._id,
                frontier=self._frontier,
                files=files,
                renewal=self._renewal,
                decide=self._decide,
                coverage=self._coverage,
                costs=self._costs,
                progress=self._progress,
                follow=self._config.site.follow,
                left_open=history.open_pages(),
            )
            try:
                job = self._plan(served)
                self._renewal.begin(folders, self._robots, resumed=bool(self._resumed))
                gathering.recall()
                with Pool(job, self._workers(job)) as pool:
                    gathering.gather(pool)
            except KeyboardInterrupt:
                self._break_off()
            except PoolError as problem:
                self._broken.happened = True
                self._reasons.append(str(problem))
            self._end_renewal()
        self._coverage.note_beyond(gathering.waiting)
        unfinished = gathering.left(BROKEN_OFF if self._broken.happened else "")
        self._store.save_outcomes(self._id, unfinished)
        for outcome, audited in history.set_stand_ins_aside():
            self._coverage.take_back(outcome, audited=audited)
        site = self._judge_site()
        self._compare(history, site)
        return self._finish()

    def _choose(self, tasks: Iterable[Task], folders: Sequence[FileTarget]) -> Iterator[Task]:
        """Yield the pages that are wanted, of all that the targets hold."""
        for task in tasks:
            if self._selection is None or (
                task.folder is not None
                and folders[task.folder].folder / task.page in self._selection.pages
            ):
                yield task

    def _begin(self, resuming: Callable[[str], None] | None) -> str:
        """Begin a run, or take up the one that was broken off; gives its id."""
        targets = self._config.site.start
        mode = "static" if self._no_browser else "browser"
        pages = None if self._selection is None else self._selection.pages
        terms = resume.terms_of(self._config, self._versions, self._doubts, pages=pages, mode=mode)
        if resuming:
            found, why = resume.find(
                self._store.journal,
                targets,
                terms,
                now=self._started,
                hours=self._config.history.resume_hours,
            )
            resuming(why)
            if found:
                self._resumed.append(
                    f"The run was broken off and taken up again at {self._started:%Y-%m-%d %H:%M}"
                    " UTC; pages that had been audited by then were not read again"
                )
                self._started = found.started
                self._store.journal.reopen(found.id)
                return found.id
        return self._store.begin(
            targets,
            self._started,
            site=self._config.site.name,
            mode=mode,
            version=__version__,
            terms=terms,
        )

    def _break_off(self) -> None:
        self._broken.note()
        self._reasons.append(BROKEN_OFF)

    def _look_for_browser(self) -> str:
        if not self._config.browser.enabled:
            return ON_PURPOSE
        try:
            source = find_source(self._config.browser)
            source.check()
        except BrowserMissing as missing:
            self._warn(str(missing))
            self._reasons.append(
                "no browser was found, so no page was rendered and axe-core did not run"
            )
            return str(missing)
        self._source = source
        return ""

    def _plan(self, folders: tuple[Folder, ...]) -> Job:
        robots: tuple[RobotsFile, ...] = ()
        if any(is_address(target) for target in self._config.site.start):
            with Fetcher(self._config.site) as fetcher:
                problems = seed(self._frontier, self._config.site, fetcher)
                robots = tuple(fetcher.robots.files.values())
            problems += tuple(file.fault for file in robots if file.fault)
            for problem in problems:
                self._warn(problem)
            self._reasons.extend(problems)
            self._failed = bool(problems)
        self._robots = robots
        return Job(self._config, self._load_rules, folders, robots, self._no_browser)

    def _make_renewal(self, before: str | None, *, fresh: bool) -> Renewal:
        config, today = self._config, self._started
        key = key_of(
            config,
            self._versions,
            self._rules.collected(),
            self._doubts,
            mode="static" if self._no_browser else "browser",
        )
        terms = Terms(
            key,
            decided_by(config, today.date().isoformat()),
            self._decide,
            today,
            self._browser_version,
        )
        if self._selection is not None:
            # Only whole runs are held against one another.
            config = config.model_copy(
                update={"history": config.history.model_copy(update={"refresh": 0})}
            )
        return Renewal(self._store, self._id, before, config, terms, fresh=fresh)

    def _browser_version(self) -> str:
        return current_version(self._source, self._config.browser) if self._source else ""

    def _end_renewal(self) -> None:
        try:
            self._renewal.finish(broken=self._broken.happened)
        except KeyboardInterrupt:
            self._break_off()
            self._renewal.finish(broken=True)
        for rule in self._renewal.rules():
            self._costs.note(Cost(rule))

    def _judge_site(self) -> SiteStage:
        stage = SiteStage(
            self._store,
            self._id,
            self._rules,
            decide=self._decide,
            coverage=self._coverage,
            costs=self._costs,
            broken=self._broken,
            break_off=self._break_off,
        )
        stage.judge(self._find_out(), self._why_unmapped())
        return stage

    def _decide(self, finding: Finding) -> Finding:
        """Give a finding with what the site has decided of it, and the files it is in."""
        return self._decisions.apply(name_files(finding, self._paths))

    def _find_out(self) -> Targets:
        """Find out what addresses answer that rules ask for."""
        targets = Targets(
            self._config.site,
            self._config.links,
            frontier=self._frontier,
            statuses=self._gathering.statuses,
            shelves=self._shelves,
            robots=self._robots,
        )
        asking = [rule for rule in self._rules.site if is_target_judge(rule)]
        try:
            if asking and not self._broken.happened:
                targets.find_out(self._store, self._id, asking)
        except KeyboardInterrupt:
            self._break_off()
        self._reasons += targets.reasons()
        return targets

    def _why_unmapped(self) -> str:
        """Give the reason why nobody knows all links of the site; empty where they are known."""
        site = self._config.site
        if self._selection is not None:
            return "only what has changed was audited (--changed-since)"
        if not site.follow:
            return "links were not followed (site.follow: false)"
        if site.include != ("/**",) or site.exclude:
            return "only a part of the site is in scope, and another part may link to a page"
        if self._coverage.has_gaps or self._broken.happened:
            return "not every page could be audited, and one that was not may link to a page"
        return ""

    def _compare(self, history: History, site: SiteStage) -> None:
        """Hold what was found against what earlier runs know."""
        least = self._config.site.min_coverage
        lacking = [
            each
            for each in (
                self._coverage.shortfall(least),
                history.shortfall(self._coverage.audited, least),
            )
            if each
        ]
        self._reasons[:0] = lacking
        history.compare(
            Asked(
                rules=self._versions,
                site_rules=frozenset(rule.id for rule in self._rules.site),
                unchecked=site.unjudged,
                left=site.left_open,
                enough=not lacking and not self._broken.happened,
                broken_off=self._broken.happened,
                whole=self._selection is None,
            )
        )

    def _finish(self) -> str:
        if self._selection is None or self._selection.pages:
            self._reasons += self._coverage.reasons(self._frontier.page_of)
        fail_on = self._config.gate.fail_on
        result = self._store.result(self._id)
        gate = self._gate()
        self._store.remark(self._id, gate.take_all(result.findings))
        # The store learns of the rules when the run ends.
        asked = replace(result, rules=tuple(self._rules.infos()))
        notes = (*self._doubts.values(), *self._resumed, *self._notes(gate, asked))
        tripped = gate.tripped > 0
        complete = not self._reasons
        info = RunInfo(
            id=self._id,
            started=self._started,
            finished=datetime.now(UTC),
            targets=self._config.site.start,
            status="complete" if complete else "incomplete",
            gate="fail" if tripped else "pass",
            exit=3 if not complete else 1 if tripped else 0,
            mode="static" if self._no_browser else "browser",
            site=self._config.site.name,
            reasons=tuple(dict.fromkeys(self._reasons)),
            version=__version__,
            axe="" if self._no_browser else AXE_VERSION,
            browser=self._gathering.browser,
            fail_on=fail_on,
            notes=notes,
        )
        rules = (
            replace(each, version=self._versions.get(each.id, "")) for each in self._rules.infos()
        )
        # A complete one can be taken up until its reports are written; see `Journal.settle`.
        again = self._broken.happened or self._failed or self._gathering.failed or complete
        self._store.finish(self._id, info, rules, self._costs, resumable=again)
        return self._id

    def _find_versions(self) -> dict[str, str]:
        """Give each rule's version; axe-core's belongs to that of those that rest on it."""
        resting = {rule.id for rule in self._rules.page if "axe" in rule.needs}
        return {
            rule: f"{version} axe-core {AXE_VERSION}"
            if rule.partition("/")[0] in resting
            else version
            for rule, version in self._rules.versions().items()
        }

    def _gate(self) -> Gate:
        """Give the gate that the run's findings have to pass."""
        gate = self._config.gate
        grace = timedelta(days=gate.grace)
        known = list(self._known)
        if gate.baseline:
            comparing = frozenset(rule.id for rule in self._rules.site)
            known.append(Baseline.read(Path(gate.baseline), comparing))
        return Gate(
            lambda finding: trips(finding, gate.fail_on, grace=grace, now=self._started),
            Waivers(self._config.waivers, self._started.date()),
            known,
            new_only=gate.only_new,
        )

    def _notes(self, gate: Gate, result: RunResult) -> Iterator[str]:
        """Yield what a reader should know of what was audited, and how it was judged."""
        yield from self._renewal.remarks(self._coverage.audited)
        if self._selection is not None:
            yield from self._selection.notes
            if len(self._selection.pages) < self._selection.known:
                yield "rules that compare pages saw only these"
        yield from gate.remarks(result, whole=self._selection is None)

    def _workers(self, job: Job) -> int:
        workers, processors = self._config.browser.workers, _processors()
        wanted = None if workers == "auto" else workers
        number = wanted or processors
        if self._source:
            # If the Grid has gone since it was looked for, its pages will say so.
            with contextlib.suppress(BrowserMissing):
                number = self._source.room(wanted, processors)
        crawls = any(is_address(target) for target in self._config.site.start)
        if crawls:
            return number
        pages = self._gathering.files
        if self._no_browser and wanted is None:
            pages = math.ceil(pages / WORTH_A_WORKER)
        return max(1, min(number, pages))


def _doubts(config: Config, rules: RuleSet) -> dict[str, str]:
    """Give the rules that are wrong so often that they only ask, each with what was marked."""
    known = {info.id for info in rules.infos()}
    return {
        rule: record.doubt
        for rule, record in records(config).items()
        if record.doubted and rule in known
    }


def _processors() -> int:
    """Give the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
