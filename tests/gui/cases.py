# SPDX-License-Identifier: GPL-3.0-or-later
"""cases.py: which cases of a test of the window run for every change, and which only with `scripts/test --all`."""
import os

# Set by `scripts/test --all`.
ALL = 'BURNBACK_TEST_ALL' in os.environ


def some(values, count=1):
    """Returns the first @count of the values; with $BURNBACK_TEST_ALL all of them."""
    return list(values) if ALL else list(values)[:count]


def run_cases(folder, *cases, more=()):
    """Runs each case in a folder of its own; those in @more only with $BURNBACK_TEST_ALL, because they check again, for other
    models, sizes or ways, what other cases check."""
    for case in (*cases, *(more if ALL else ())):
        own = folder / case.__name__
        own.mkdir()
        case(own)
