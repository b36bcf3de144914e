# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cases run in each change: some() and shares() of each_change.py. Without a test, a mistake there would leave out cases of
all other tests, and these would still pass."""
import unittest
from unittest import mock

import cli     # noqa: F401, which finds the next one
import each_change


class SamplesTest(unittest.TestCase):
    def test_each_change_has_cases_from_the_first_to_the_last(self):
        with mock.patch.object(each_change, 'ALL', False):
            self.assertEqual(each_change.some([1, 2, 3, 4, 5]), [1, 5])
            self.assertEqual(each_change.some([1, 2, 3, 4, 5], 3), [1, 3, 5])
            self.assertEqual(each_change.some([1, 2, 3], 1), [1])
            self.assertEqual(each_change.some([1, 2], 3), [1, 2])

    def test_each_change_has_the_first_case_of_each_kind(self):
        with mock.patch.object(each_change, 'ALL', False):
            self.assertEqual(each_change.some(['a1', 'b1', 'a2', 'c1'], kind=lambda case: case[0]), ['a1', 'b1', 'c1'])

    def test_cases_are_dealt_out_and_no_owner_has_none(self):
        with mock.patch.object(each_change, 'ALL', False):
            self.assertEqual(each_change.shares('ab', [1, 2, 3]), [('a', [1, 3]), ('b', [2])])
            self.assertEqual(each_change.shares('abc', [1, 2]), [('a', [1]), ('b', [2]), ('c', [1])])

    def test_with_all_nothing_is_left_out(self):
        with mock.patch.object(each_change, 'ALL', True):
            self.assertEqual(each_change.some([1, 2, 3, 4, 5]), [1, 2, 3, 4, 5])
            self.assertEqual(each_change.some(['a1', 'a2'], kind=lambda case: case[0]), ['a1', 'a2'])
            self.assertEqual(each_change.shares('ab', [1, 2, 3]), [('a', [1, 2, 3]), ('b', [1, 2, 3])])


if __name__ == '__main__':
    unittest.main()
