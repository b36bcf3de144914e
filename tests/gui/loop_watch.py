# SPDX-License-Identifier: GPL-3.0-or-later
"""loop_watch.py: evaluates what BURNBACK_LOOP_WATCH wrote: iterations of the main loop with their processor time.

An iteration with a note is printed but not counted, because it happens only with simulated drives. After each long iteration the
program measures a fixed amount of work of the same kind: labels are made and measured. If the work takes longer than on the machine for which the limit was set, because this
machine is slower or busy or a sanitizer is built in, the time of the iteration is reduced in the same proportion; it is never
increased.
"""
import re

import burnback_gui as gui

LIMIT_MS = 16.0
# The fixed amount of work of bb-loop-watch.c takes 3.3 ms on the machine for which the limit was set. The same machine needs up to
# 6.5 ms, even if nothing else runs there, while its host is busy.
WORK_MS = 3.3
# The best of so many runs counts; they take about 40 seconds. A machine that is busy for a while is not busy for all of them.
RUNS = 24


class Watch:
    """The file that BURNBACK_LOOP_WATCH names; lines() returns the recorded iterations."""

    def __init__(self, path):
        self.path = path

    def lines(self):
        text = self.path.read_text() if self.path.exists() else ''
        return [line for line in text.splitlines() if line.startswith('at ')]


def names(node, role):
    """Yields the names of the shown widgets with this role below @node. Each widget is asked for with messages of its own: one query
    for all of them, as gui.Window makes it, would be a long iteration itself."""
    try:
        for child in filter(None, map(node.get_child_at_index, range(node.get_child_count()))):
            if child.get_role_name() == 'frame' or child.get_state_set().contains(gui.Atspi.StateType.SHOWING):
                if child.get_role_name() == role:
                    yield child.get_name()
                yield from names(child, role)
    except gui.GLib.GError:
        return          # the widget was removed during the search


def longest(lines):
    """Returns the longest counted iteration, in milliseconds of the machine for which the limit was set; 0.0 if none was recorded."""
    found = (re.search(r': ([\d.]+) ms \([\d.]+ ms with waiting; fixed work ([\d.]+) ms\)$', line) for line in lines)
    return max((float(match[1]) * WORK_MS / max(WORK_MS, float(match[2])) for match in found if match), default=0.0)
