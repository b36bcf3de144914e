# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of tests/families/families.txt: a drive of each chipset family."""
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'families.txt')


class Family:
    """A row. `id` and `model` are as in a scenario; `quirks` is a list; an empty column is ''."""

    def __init__(self, line):
        columns = ['' if column.strip() == '-' else column.strip() for column in line.split('|')]
        self.id, self.model, self.boot, _changed, self.first, self.half, self.proof, marks, quirks = columns
        self.marks = marks.split()
        self.quirks = quirks.split()

    def keys(self):
        """Returns the keys of a scenario that this drive has besides family and model."""
        return {'BootVersion': self.boot} if self.boot else {}


def all_rows():
    """Returns all rows in the order of the file."""
    with open(PATH) as file:
        return [Family(line) for line in file.read().splitlines() if line and not line.startswith('#')]


def rows():
    """Returns the rows of the families that are flashed."""
    return [family for family in all_rows() if family.proof != 'never']
