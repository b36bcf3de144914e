# SPDX-License-Identifier: GPL-3.0-or-later
"""What BURNBACK_LOOP_WATCH wrote: how long the turns of the main loop took, in processor time of the main thread.

A turn that has a note is shown and not counted: it makes what is only there with simulated drives. On a machine that is
slower than the one the limit was set on, or a build that is (a sanitizer), the limit grows as a fixed piece of work does,
which the program does at its start, in the same run; it never shrinks.
"""
import re

LIMIT_MS = 16.0
# The fixed piece of work of bb-loop-watch.c takes 1.7 to 1.9 ms on the machine the limit was set on.
WORK_MS = 2.0


class Watch:
    def __init__(self, path):
        self.path = path

    def lines(self):
        text = self.path.read_text() if self.path.exists() else ''
        return [line for line in text.splitlines() if line.startswith('at ')]

    def limit_ms(self):
        match = re.search(r'^fixed work: ([\d.]+) ms', self.path.read_text(), re.M)
        return LIMIT_MS * max(1.0, float(match[1]) / WORK_MS)


def longest(lines):
    """Milliseconds of the longest turn that counts; 0.0: none was long enough to be written."""
    counted = [float(match[1]) for match in (re.search(r': ([\d.]+) ms \([^)]*\)$', line) for line in lines) if match]
    return max(counted, default=0.0)
