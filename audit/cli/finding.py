"""One remembered finding, by its id as reports give it."""

import re

from audit.cli.failure import Failure
from audit.cli.history import open_history
from audit.config import Config
from audit.model import Finding
from audit.text import plain

SHORTEST = 6
"""Characters of a finding's id that are enough where no other begins so."""


def find(identity: str, config: Config) -> Finding:
    """Give the finding whose id begins so. Raises `Failure` where there is none, or several."""
    identity = identity.lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},16}}", identity):
        raise Failure(
            f"{plain(identity, 60)!r} is no finding's id: it has 16 characters of 0-9 and a-f, of "
            f"which {SHORTEST} may be enough; the report gives it with each finding"
        )
    with open_history(config) as store:
        found = store.find(identity)
    if not found:
        raise Failure(f"no remembered run has a finding {identity!r}")
    if len(found) > 1:
        several = ", ".join(f"{each.fingerprint} ({each.rule})" for each in found)
        raise Failure(f"several findings begin with {identity!r}: {several}")
    return found[0]
