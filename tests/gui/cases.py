# SPDX-License-Identifier: GPL-3.0-or-later
"""cases.py: runs the cases of a test of the window."""
from each_change import ALL


def run_cases(folder, *cases, more=()):
    """Runs each case in a folder of its own; those in @more only with $BURNBACK_TEST_ALL, because they check again, for other
    models, sizes or ways, what other cases check."""
    for case in (*cases, *(more if ALL else ())):
        own = folder / case.__name__
        own.mkdir()
        case(own)
