"""A file's text replaced in one step: whoever reads it finds the old text or the new one."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def replace_text(path: Path, pieces: Iterable[str]) -> None:
    """Write UTF-8 text, as it is, in place of what `path` holds; the file is made if need be.

    Its permissions stay, and a link to a file stays a link. Raises OSError where it cannot be
    written; the old text is there then.
    """
    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    written = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - a handle
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        written.chmod(mode)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _umask() -> int:
    # There is no way to ask without setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
