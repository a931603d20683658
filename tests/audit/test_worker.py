"""A worker process, told to go."""

import signal
import subprocess
import sys
import time

STUCK = """
import signal, threading
from audit import worker

class Stuck:
    def close(self):
        threading.Event().wait()  # As on a lock that what was interrupted holds.

worker.LEAVING = 1
worker._worker = Stuck()
signal.signal(signal.SIGTERM, worker._leave)
print("ready", flush=True)
threading.Event().wait()
"""


def test_a_worker_that_cannot_close_its_browser_ends_all_the_same() -> None:
    with subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == -signal.SIGALRM
        assert time.monotonic() - told < 10
