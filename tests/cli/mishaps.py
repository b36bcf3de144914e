# SPDX-License-Identifier: GPL-3.0-or-later
"""mishaps.py: what may happen to a flash, as a table."""
import cli

CODES = {'done': cli.DONE, 'refused': cli.REFUSED, 'unchanged': cli.FAILED, 'written': cli.UNPROVEN, 'rolled-back': cli.ROLLED_BACK,
         'needs-recovery': cli.NEEDS_RECOVERY}


class Mishaps:
    """For a cli.CliTest with `MISHAPS` and flash_once(). Each row: what, quirks, fault (at, kind, sense, times, during), result, memory
    afterwards ("old", "new" or None for neither), words of the message. flash_once() makes the drive with quirks and faults, and
    returns the result of the flash and both memories. `REGION`: arguments of dump() for the memory that is compared.
    In each change, one row of each result and memory is run.
    """

    REGION = {'region': 'application'}

    def faults(self, fault):
        names = zip(('At', 'Kind', 'Sense', 'Times', 'During'), fault or ())
        return [{name: value for name, value in names if value is not None}] if fault else []

    def test_each_mishap_has_its_result(self):
        rows = cli.some(enumerate(self.MISHAPS), kind=lambda row: row[1][3:5])
        for number, (what, quirks, fault, result, memory, words) in rows:
            with self.subTest(what):
                self.forget_drives()
                self.state = self.path(f'state-{number}')
                value, old, new = self.flash_once(quirks, self.faults(fault))
                self.assertEqual([value['result'], value['exit']], [result, CODES[result]], f"{value['message']} {value['next']}")
                self.assertIn(words, f"{value['message']} {value['next']}")
                now = self.dump(**self.REGION)
                self.assertEqual({old: 'old', new: 'new'}.get(now), memory)
