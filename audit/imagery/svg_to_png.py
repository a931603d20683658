"""Draws one SVG: a program of its own, for a drawing can keep a renderer busy for ever.

Reads the SVG from stdin, writes a PNG to stdout. It draws after it has given up the right to open
anything, so whatever the drawing refers to (files, addresses, fonts) is not there.
"""

import contextlib
import resource
import sys

import resvg_py

SECONDS = 2
"""Of processor time."""
MEMORY = 1 << 30
"""Bytes of address space: a drawing of bounded size takes some 50 MB."""


def main() -> int:
    """Draw; gives 0, or 1 where there is nothing that could be drawn."""
    size = int(sys.argv[1])
    svg = sys.stdin.buffer.read().decode("utf-8", "replace")
    limits = ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY))
    for limit, value in (*limits, (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space.
            resource.setrlimit(limit, (value, value))
    try:
        png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    except ValueError:
        return 1
    sys.stdout.buffer.write(png)
    return 0


if __name__ == "__main__":
    sys.exit(main())
