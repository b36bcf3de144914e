#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the program $BURNBACK_LAYOUT_TEST, which shows a window of its own (test-layout.c)."""
import os
import subprocess

import burnback_gui as gui


def test(folder):
    run = subprocess.run([os.environ['BURNBACK_LAYOUT_TEST']], capture_output=True, text=True, timeout=60)
    gui.check(run.returncode == 0, f'the program passes: {run.stdout}{run.stderr}')


gui.main(test)
