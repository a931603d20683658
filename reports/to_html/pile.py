"""Findings put aside, so that a report over very many defects needs little memory."""

import pickle
from tempfile import SpooledTemporaryFile
from weakref import finalize

from audit.model import Finding
from reports.output import ReportError

IN_MEMORY = 8_000_000
"""Bytes that stay in memory; a larger pile goes to a temporary file that has no name."""


class Pile:
    """Takes findings, each once, and gives each again by its place."""

    def __init__(self) -> None:
        # One file for as long as the pile lives, closed with it: there is no `with` to put it in.
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self._end = 0
        finalize(self, self._file.close)

    def put(self, finding: Finding) -> tuple[int, int]:
        """Put one aside; gives its place and about how many bytes its texts take as HTML.

        Raises ReportError where the disk takes no more.
        """
        packed = pickle.dumps(finding, pickle.HIGHEST_PROTOCOL)
        place = self._end
        try:
            self._file.seek(place)
            self._file.write(packed)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ReportError(f"there is no room to put the report together: {reason}") from error
        self._end += len(packed)
        # Escaped, each of these signs takes four more bytes.
        return place, len(packed) + 4 * sum(map(packed.count, (b'"', b"&", b"<", b">", b"'")))

    def take(self, place: int) -> Finding:
        """Give the finding that was put at that place."""
        self._file.seek(place)
        finding: Finding = pickle.load(self._file)  # noqa: S301 - of this very process
        return finding
