# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives that other programs left in trouble: nothing is on record of them, and they do not say it themselves."""
import json
import os
import shutil

import cli

HALF_ALIVE = (('nec-optiarc', 'K355'), ('nec-optiarc', 'D770'), ('nec-optiarc', 'G280'))
NEC_640K = ('nec-optiarc', 'K110')


def steps(log):
    """What was done to the drive, in order: enter, leave, erase, ... but for reading."""
    return [entry['step'] for entry in log if entry['step'] and entry['step'] != 'read']


class Found(cli.CliTest):
    def find(self, family, **keys):
        self.family = family
        self.keys = keys
        self.use(cli.one(family, Revision='1.05', **keys))
        self.image = self.make_image('new.bin', family)
        return self

    def recover(self, *arguments, code=cli.DONE):
        """What `recover` says, and what it did to the drive."""
        begin = self.log_length()
        value = self.json('recover', 'sr0', *arguments, '--yes', code=code)
        return value, self.log(since=begin)

    def assert_new(self, value):
        self.assertEqual([value['result'], value['verified'], value['revision-after']], ['done', 'proven', '1.07'], value)
        self.assertEqual(self.json('list')[0]['state'], 'ready')
        self.assertIsNone(self.json('info', 'sr0')['journal'])


class HalfAlive(Found):
    """The boot code did not notice that a part of the firmware is gone: old names, and nothing works."""

    def test_it_is_told(self):
        for family in HALF_ALIVE:
            self.setUp()
            self.find(family, State='half-alive')
            listed = self.json('list')[0]
            self.assertEqual(listed['state'], 'needs-recovery', family)
            self.assertIn('recover', listed['can'])
            self.assertRegex(' '.join(listed['is']['evidence']), '4/44/00')
            told = self.json('info', 'sr0')
            self.assertRegex(told['rescue']['believes'], 'firmware is incomplete')
            self.assertFalse([entry for entry in self.log() if entry['step'] in ('enter', 'leave')])

    def test_power_cycle_key_first_flash(self):
        for family in (*HALF_ALIVE, NEC_640K):
            self.setUp()
            self.find(family, State='half-alive')
            value, log = self.recover(self.image, code=cli.NEEDS_RECOVERY)
            self.assertRegex(value['next'], 'Disconnect sr0 from power.*recover it before doing anything else')
            self.assertNotIn('leave', steps(log))
            self.assertNotIn('erase', steps(log))
            # each run of the program begins with drives that were just switched on
            value, log = self.recover(self.image)
            first = next(entry for entry in log if not entry['cdb'].startswith('12'))
            self.assertEqual(first['step'], 'enter', family)
            done = steps(log)
            if family is not NEC_640K:  # each of its banks has a safe mode of its own
                self.assertNotIn('leave', done[:len(done) - 1 - done[::-1].index('program')])
            self.assert_new(value)

    def test_nothing_else_is_done_to_it(self):
        self.find(cli.NEC, State='half-alive')
        self.assertRegex(self.json('flash', 'sr0', self.image, '--yes', code=cli.REFUSED)['message'], 'Recover it first')
        self.assertRegex(self.json('verify', 'sr0', self.image, code=cli.REFUSED)['message'], 'Recover it first')
        kept = self.json('backup', 'sr0')
        self.assertFalse(kept['complete'])
        self.assertEqual([], [entry for entry in self.log() if cli.is_write(entry)])

    def test_one_odd_answer_is_not_believed(self):
        self.use(cli.one(cli.NEC, [{'At': 'opcode:00:1', 'Kind': 'sense', 'Sense': '4/44/00'}]))
        self.assertEqual(self.json('list')[0]['state'], 'ready')


class LeftInSafeMode(Found):
    """The firmware is whole; another program stopped half way and the power was kept."""

    def test_with_a_file_it_is_written_and_not_left(self):
        for family in (cli.NEC, HALF_ALIVE[1], NEC_640K):
            self.setUp()
            self.find(family, State='safe-mode')
            value, log = self.recover(self.image)
            done = [step for step in steps(log)]
            self.assertIn('erase', done, family)
            if family is not NEC_640K:
                self.assertLess(done.index('erase'), done.index('leave'), family)
            self.assert_new(value)
            # What runs now did not run before; nor does the history say so.
            self.assertEqual([value['revision-before'], self.json('history', 'sr0')[0]['revision-before']], [None, None])

    def test_without_a_file_it_is_let_go(self):
        self.find(cli.NEC, State='safe-mode')
        value, log = self.recover()
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.05'])
        self.assertIn('not verified', value['message'])
        self.assertNotIn('runs its firmware again', value['message'])
        self.assertEqual(steps(log)[-1], 'leave')
        self.assertFalse([entry for entry in log if cli.is_write(entry)])

    def test_the_other_bank(self):
        self.find(NEC_640K, State='wrong-bank')
        value, _log = self.recover(self.image)
        self.assert_new(value)


class MixedBanks(Found):
    """640K: another program stopped between the two banks, and each of them is valid by its own sum."""

    def make_halves(self):
        """What the drive had, as a file; the store has a backup of it."""
        self.find(NEC_640K)
        kept = self.json('backup', 'sr0')
        old = self.path('old.bin')
        self.text('backups', 'export', kept['id'], old)
        return old

    def mix(self):
        """Bank 0 is new, bank 1 is still the old one, and nobody knows of a flash."""
        fault = {'At': 'step:enter:%d' % self.count_enters(), 'Kind': 'power-cut', 'During': 'before'}
        self.use(cli.one(NEC_640K, [fault], Revision='1.05'))
        state, self.state = self.state, self.path('another-state')
        self.text('flash', 'sr0', self.image, '--yes', '--allow-crossflash', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(NEC_640K, Revision='1.05'))
        self.power()
        self.state = state
        listed = self.json('list')[0]
        self.assertEqual(listed['state'], 'needs-recovery')
        told = ' '.join(listed['is']['evidence'])
        self.assertRegex(told, '1\\.07')
        self.assertRegex(told, '1\\.05')
        self.assertRegex(self.text('list').out, 'needs recovery')

    def count_enters(self):
        """How often a flash enters safe mode; the last time is for the second bank."""
        self.copy_world('start')
        begin = self.log_length()
        self.text('flash', 'sr0', self.image, '--yes', '--allow-crossflash')
        count = [entry['step'] for entry in self.log(since=begin)].count('enter')
        self.restore_world('start')
        return count

    def test_recover_with_the_new_file(self):
        self.make_halves()
        self.mix()
        checked = self.json('check', 'sr0', self.image)
        reason = next(reason for reason in checked['reasons'] if reason['code'] == 'not-whole')
        self.assertRegex(reason['text'], 'interrupted between.*[Rr]ecover')
        value, log = self.recover(self.image)
        self.assertIn('erase', steps(log))
        self.assert_new(value)
        value, log = self.recover(self.image)
        self.assertEqual([value['result'], value['verified'], steps(log)], ['done', 'proven', []])

    def test_recover_with_the_old_file(self):
        old = self.make_halves()
        self.mix()
        checked = self.json('check', 'sr0', old)
        reason = next(reason for reason in checked['reasons'] if reason['code'] == 'part-shared')
        self.assertRegex(reason['text'], 'interrupted flash.*recover')
        value, _log = self.recover(old)
        self.assertEqual([value['result'], value['verified'], value['revision-after']], ['done', 'proven', '1.05'])

    def test_its_backup_tells(self):
        self.make_halves()
        self.mix()
        value, log = self.recover(code=cli.NEEDS_RECOVERY)
        self.assertRegex(value['message'], 'interrupted flash.*compared with the backup')
        self.assertEqual([], [entry for entry in log if cli.is_write(entry)])

    def test_its_backup_is_evidence(self):
        self.make_halves()
        self.mix()
        kept = self.json('backup', 'sr0')
        self.assertFalse(kept['complete'])
        listed = json.loads(self.text('--json', 'backups', 'list').out)
        self.assertEqual([entry['complete'] for entry in listed], [False, True])
        self.assertRegex(listed[0]['contradiction'], '1\\.07.*1\\.05')
        self.assertIsNone(listed[1]['contradiction'])
        self.assertRegex(self.text('backups', 'list').out, 'evidence')
        begin = self.log_length()
        self.text('rollback', 'sr0', listed[0]['id'], '--yes', code=cli.REFUSED)
        self.assertEqual([], [entry for entry in self.log(since=begin) if cli.is_write(entry)])

    def test_as_the_simulator_makes_it(self):
        """No other firmware is known, and each bank is valid: nothing tells."""
        self.find(NEC_640K, State='mixed-banks')
        self.assertEqual(self.json('recover', 'sr0', '--yes')['result'], 'done')
        self.assertEqual(self.json('list')[0]['state'], 'ready')


class AtAnotherPort(Found):
    def test_what_was_recovered_there_is_over(self):
        """It was cut off, plugged in elsewhere and recovered; another drive sits where it was, and nobody asked it."""
        self.find(cli.NEC)
        self.use(cli.one(cli.NEC, [{'At': 'step:program:9', 'Kind': 'power-cut'}], Revision='1.05'))
        self.json('flash', 'sr0', self.image, '--yes', code=cli.NEEDS_RECOVERY)
        os.rename(os.path.join(self.drives, 'sr0'), os.path.join(self.drives, 'sr1'))
        keys = {'Revision': '1.05'}
        self.use(cli.scenario(('sr0', *cli.NEC, {**keys, 'Serial': 'SIM0002', 'Seed': '9'}),
                              ('sr1', *cli.NEC, {**keys, 'Serial': 'SIM0001'})))
        self.sim('power', 'sr1', 'on')
        value = self.json('recover', 'sr1', self.image, '--yes')
        self.assertEqual([value['result'], value['revision-after']], ['done', '1.07'])
        self.assertEqual([drive['state'] for drive in self.json('list')], ['ready', 'ready'])
        again = self.make_image('again.bin', cli.NEC, '1.08', 8)
        self.assertEqual(self.json('flash', 'sr1', again, '--yes')['result'], 'done')


if __name__ == '__main__':
    cli.main()
