# SPDX-License-Identifier: GPL-3.0-or-later
"""What BURNBACK_LOOP_WATCH wrote: how long the turns of the main loop took, in processor time of the main thread.

A turn that has a note is shown and not counted: it makes what is only there with simulated drives. After each long turn the
program does a fixed piece of work. Where that takes longer than on the machine the limit was set on, because this one is slower,
other programs keep it busy or a sanitizer is in the build, the turn counts for so much less; it never counts for more.
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


def longest(lines):
    """Milliseconds that the longest turn that counts would take on the machine of the limit; 0.0: none was long enough to be written."""
    found = (re.search(r': ([\d.]+) ms \([\d.]+ ms with waiting; fixed work ([\d.]+) ms\)$', line) for line in lines)
    return max((float(match[1]) * WORK_MS / max(WORK_MS, float(match[2])) for match in found if match), default=0.0)
