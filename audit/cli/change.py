"""What `run` is told of a change: since which commit, and against which site it is to be held."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from audit.cli.configuration import CONFIG, load_rules
from audit.config import Config, ConfigError

if TYPE_CHECKING:
    from audit.changes import Selection
    from audit.gate import Known


@dataclass(frozen=True)
class Change:
    """What the command line says of a change; nothing for a run over a whole site by itself."""

    since: str | None = None
    """A commit: only what changed after it is audited, and what uses that."""
    against: str | None = None
    """A target, the live site as a rule: what it has as well trips no gate."""
    config_file: Path | None = None

    selection: "Selection | None" = None
    """The pages that the change reaches; None for all, and before `selected`."""

    def selected(self, config: Config) -> "Change":
        """Give it with its pages chosen. Raises ConfigError where they cannot be told."""
        if self.since is None:
            return self
        from audit.changes import select

        deciding = (self.config_file or Path(CONFIG), Path(config.precision.marks))
        return replace(self, selection=select(self.since, config.site.start, deciding))

    def audit_twin(self, config: Config, warn: Callable[[str], None]) -> "tuple[Known, ...]":
        """Audit the site that the run is held against; it is in no history. Raises ConfigError."""
        if self.against is None:
            return ()
        from audit import pipeline
        from audit.store import Store
        from audit.twin import Twin, live_config

        live = live_config(config, self.against)
        try:
            pipeline.check(live)
        except ConfigError as problem:
            raise ConfigError(f"--against: {problem}") from problem
        with (
            TemporaryDirectory(prefix="care-audit-") as folder,
            Store.open(f"sqlite:///{Path(folder) / 'live.db'}") as store,
        ):
            run = pipeline.run(live, load_rules, store, warn=warn)
            return (Twin(store.result(run), self.against, config.site.start),)


WHOLE = Change()
"""A run over all of a site, by itself."""
