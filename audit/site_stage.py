"""The stage after the last page: rules that compare pages judge the site, one after the other."""

import math
import time
from collections.abc import Callable

from audit.costs import Tally
from audit.coverage import Coverage
from audit.judge import RuleSet, SiteJudge, SitePile, is_target_judge, judge_site
from audit.model import Finding, Unchecked
from audit.store import Store
from audit.targets import Targets

BROKEN_OFF = "the run was broken off before it was finished"
ON_PURPOSE = "no browser was wanted (--static, or browser.enabled: false)"
"""Why rules that need a browser did not run, where that is what was asked for."""
LAST_WORDS = 3.0
"""Seconds in which a run that was broken off still compares pages; what is left is unchecked."""


class Break:
    """Whether a run was broken off, and how long it may go on all the same."""

    def __init__(self) -> None:
        """Nothing has broken it off."""
        self.happened = False
        self.until = math.inf
        """When even the last words must be said, on the clock of `time.monotonic`."""

    def note(self) -> None:
        """Take note that somebody wants the run to end."""
        self.happened = True
        self.until = time.monotonic() + LAST_WORDS


class SiteStage:
    """Judges the pages of one run by the rules that compare them, and saves what they find."""

    def __init__(
        self,
        store: Store,
        run: str,
        rules: RuleSet,
        *,
        decide: Callable[[Finding], Finding],
        coverage: Coverage,
        costs: Tally,
        broken: Break,
        break_off: Callable[[], None],
    ) -> None:
        """`decide` gives a finding with what the site has decided of it; `break_off` is called
        when somebody wants the run to end, and makes `broken` say so."""
        self._store = store
        self._run = run
        self._rules = rules
        self._decide = decide
        self._coverage = coverage
        self._costs = costs
        self._broken = broken
        self._break_off = break_off
        self.unjudged: dict[str, str] = {}
        """Rules that could not judge the site, each with the reason."""
        self.left_open: dict[str, frozenset[str]] = {}
        """Addresses of which rules could not say what they answer, by rule."""

    def judge(self, targets: Targets, unmapped: str) -> None:
        """Judge by every rule; `unmapped` says why nobody knows all links, empty if they do."""
        for rule in self._rules.site:
            if "links" in rule.needs and unmapped:
                # Why has been said where it is anybody's fault; else the site wants it so.
                self.unjudged[rule.id] = unmapped
                self._store.save_site(self._run, (), [Unchecked(rule.id, "", unmapped)])
                continue
            try:
                self._judge_by(rule, targets)
            except KeyboardInterrupt:
                self._break_off()
                self._leave(rule.id)

    def _judge_by(self, rule: SiteJudge, targets: Targets) -> None:
        begun = time.thread_time()
        known = targets if is_target_judge(rule) else None
        pile = SitePile(rule.id)
        for verdict in judge_site(rule, self._store.facts(self._run, rule.id), known):
            pile.add(verdict)
            if pile.is_full:
                self._save(pile)
            if time.monotonic() > self._broken.until:
                self._leave(rule.id)
                break
        self._costs.note_site(rule.id, time.thread_time() - begun)
        self._save(pile)
        self._store.save_site(self._run, (), pile.left())
        self.left_open[rule.id] = pile.left_open

    def _leave(self, rule: str) -> None:
        """Say that a rule had no time to compare all pages."""
        self.unjudged[rule] = BROKEN_OFF
        self._store.save_site(self._run, (), [Unchecked(rule, "", BROKEN_OFF)])

    def _save(self, pile: SitePile) -> None:
        findings, unchecked = pile.take()
        decided = [self._decide(each) for each in findings]
        self._store.save_site(self._run, decided, unchecked)
        self._coverage.note_unchecked(unchecked, ON_PURPOSE)
        self.unjudged |= {each.rule: each.reason for each in unchecked}
