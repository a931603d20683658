"""What a command costs: time, processor and memory of all the processes that it starts. Linux only.

Processes that leave their parents become this process's own children (PR_SET_CHILD_SUBREAPER,
prctl(2)), so that none is missed; the processor time of all of them is in what wait(2) tells.
"""

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 1.0
"""Seconds between two looks at the memory: reading PSS costs a browser's tree about 30 ms."""
_PR_SET_CHILD_SUBREAPER = 36
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """The memory of the tree at one moment."""

    progress: int
    """What the caller counts."""
    megabytes: float
    """Proportional set size (PSS): pages that processes share are counted once."""


@dataclass(frozen=True)
class Reading:
    """What a command took."""

    seconds: float
    cpu: float
    """Seconds, user and system, all processes."""
    samples: tuple[Sample, ...]
    code: int

    @property
    def peak(self) -> float:
        """Megabytes at most."""
        return max((sample.megabytes for sample in self.samples), default=0.0)


def measure(
    command: list[str],
    folder: Path,
    *,
    apart: int = 0,
    progress: Callable[[], int] = lambda: 0,
    limit: float = 3600,
) -> Reading:
    """Run a command in `folder` to its end and give what it took, its start and end included.

    Its output goes to the files stdout and stderr there. `apart` is a child of this process that
    is not counted. Nothing else may be started meanwhile. Kills the tree after `limit` seconds.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    samples: list[Sample] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(INTERVAL):
            megabytes = sum(map(_pss, tree(os.getpid(), apart)))
            samples.append(Sample(progress(), megabytes))

    begun = time.perf_counter()
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            code = process.wait(limit)
        finally:
            over.set()
            watcher.join()
            seconds = time.perf_counter() - begun
            _reap(apart)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Reading(seconds, cpu, tuple(samples), code)


def tree(root: int, apart: int = 0) -> list[int]:
    """Give the processes below `root`, itself left out, and those below `apart` with it."""
    children: dict[int, list[int]] = {}
    for pid, fields in _processes().items():
        children.setdefault(int(fields[1]), []).append(pid)
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = [pid for pid in children.get(waiting.pop(), ()) if pid != apart]
        found += below
        waiting += below
    return found


def cpu_below(root: int) -> float:
    """Give the seconds of processor time that `root` and all below it have taken so far.

    That of processes which ended is counted once their parents have waited for them.
    """
    processes = _processes()
    fields = [processes[pid] for pid in (root, *tree(root)) if pid in processes]
    # utime, stime, cutime, cstime: fields 14 to 17 of proc_pid_stat(5).
    return sum(sum(map(int, each[11:15])) for each in fields) / _TICK


def _processes() -> Mapping[int, list[str]]:
    """Give the fields of each process's stat from the third on; the second may hold anything."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                text = (entry / "stat").read_text("utf-8", "replace")
                found[int(entry.name)] = text.rpartition(")")[2].split()
    return found


def _pss(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    kilobytes = (line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(next(kilobytes, "0")) / 1024


def _reap(apart: int) -> None:
    """End what the command left behind, and wait for it, so that its time is counted."""
    end = time.monotonic() + 5
    while left := tree(os.getpid(), apart):
        if time.monotonic() > end:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, 9)
        for pid in left:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.05)
