# SPDX-License-Identifier: GPL-3.0-or-later
"""each_change.py: which cases of the tests of burnbackctl and of the window run in each change, and which only with
`scripts/test --all`."""
import os

# Set by `scripts/test --all`.
ALL = 'BURNBACK_TEST_ALL' in os.environ


def some(cases, n=2, kind=None):
    """Returns the cases that are run in each change: @n from the first to the last, or the first of each kind. With
    $BURNBACK_TEST_ALL, returns all cases. @kind: function that returns the kind of a case"""
    cases = list(cases)
    if ALL or (kind is None and len(cases) <= n):
        return cases
    if kind is None:
        return [cases[i * (len(cases) - 1) // max(n - 1, 1)] for i in range(n)]
    seen = set()
    return [case for case in cases if not (kind(case) in seen or seen.add(kind(case)))]


def shares(owners, cases):
    """Returns [(owner, its cases)]. In each change the cases are dealt out: each case to one owner, and at least one
    to each owner. With $BURNBACK_TEST_ALL, each owner has all cases."""
    owners, cases = list(owners), list(cases)
    n_rounds = max(len(owners), len(cases))
    return [(owner, cases if ALL else [cases[i % len(cases)] for i in range(at, n_rounds, len(owners))])
            for at, owner in enumerate(owners)]
