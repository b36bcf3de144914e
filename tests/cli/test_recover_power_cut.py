# SPDX-License-Identifier: GPL-3.0-or-later
"""Power cuts at commands spread over a flash, each followed by `recover`.

These are samples; the suite "faults" cuts the power at every command.

Tests bb-ctl-recover.c.
"""
import os

import cli
import cut
import streams


class PowerCuts(cut.CutTest):
    def sweep(self, family, n_cuts, **keys):
        """Cuts the power at the first and last commands and at @n_cuts places between; recovers after each cut, with
        a file and without one in turns. In each change, only the 2M drive has cuts in the first command and after the last write."""
        self.prepare(family, **keys)
        first, last = self.first_write(), self.last_write()
        places = sorted({first - 1, first, last, *([1, len(self.flashed)] if cli.ALL or family is cli.NEC else []),
                         *(first + (last - first) * i // n_cuts for i in range(n_cuts))})
        seen = set()
        for i, number in enumerate(places):
            during = ('before', 'middle', 'after')[i % 3]
            what = f'cut {during} command {number} of {len(self.flashed)}'
            value = self.flash_with_power_cut(number, during)
            if value['exit'] == cli.DONE:
                # The flash was verified before the power cut.
                self.assertGreater(number, last, what)
                self.assert_whole(what, '1.07')
                continue
            self.assertIn(value['exit'], (cli.FAILED, cli.NEEDS_RECOVERY, cli.NOT_FOUND, cli.UNPROVEN), what)
            self.assertTrue(value['next'], what)
            if number < first:
                self.assertNotEqual(value['exit'], cli.NEEDS_RECOVERY, what)
            else:
                self.assertEqual(value['revision-after'] is None, value['exit'] == cli.NEEDS_RECOVERY, what)
            seen.add(value['exit'])
            # The simulated drive is powered on at the start of the next run.
            with_file = i % 2 == 0
            recovered = self.json('recover', 'sr0', *([self.image] if with_file else []), '--yes',
                                  *self.consent)
            self.assertEqual(recovered['exit'], cli.DONE, what)
            if value['exit'] == cli.NEEDS_RECOVERY and with_file:
                self.assertEqual(recovered['revision-after'], '1.07', what)
            self.assert_whole(what, recovered['revision-after'])
        self.assertIn(cli.NEEDS_RECOVERY, seen)

    def test_power_cuts_of_a_2m_drive(self):
        self.sweep(cli.NEC, 14 if cli.ALL else 2)

    @cli.only_with_all('a 2M drive is cut, too')
    def test_power_cuts_of_a_640k_drive(self):
        self.sweep(cut.NEC_640K, 9)

    @cli.only_with_all('a 2M drive is cut, too')
    def test_power_cuts_of_an_optiarc_4_drive(self):
        self.sweep(cut.NEC_4, 9)

    def test_power_cuts_of_an_mt1959_drive(self):
        self.sweep(cli.NS60, 9 if cli.ALL else 2)


class AfterPowerCut(cut.CutTest):
    """Recovery of a drive with incomplete firmware after a power cut; other commands write nothing to the drive."""

    def interrupt_flash(self):
        """Cuts the power while a block is programmed."""
        self.prepare(cli.NEC)
        self.make_once('interrupted while a block is programmed', self.cut_while_programming)

    def cut_while_programming(self):
        programs = [i for i, entry in enumerate(self.flashed, 1) if entry['cdb'].startswith('CB02')]
        value = self.flash_with_power_cut(programs[len(programs) // 2])
        self.assertEqual([value['result'], value['exit'], value['drive-safe']],
                         ['needs-recovery', cli.NEEDS_RECOVERY, False])

    def test_list_info_and_flash_report_the_interrupted_flash(self):
        self.interrupt_flash()
        self.assertEqual(self.find_state(), 'needs-recovery')
        self.assertIn('ecover', self.text('list').out)
        info = self.json('info', 'sr0')
        self.assertTrue(info['journal'])
        self.assertIn('recover', info['can'])
        self.assertIn('ecover', self.text('info', 'sr0').out)

    def test_recover_with_the_file_finishes_the_flash(self):
        self.interrupt_flash()
        result = self.json('recover', 'sr0', self.image, '--yes')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'proven', '1.07'])
        self.assert_whole('finished', '1.07')
        self.assertIsNone(self.json('info', 'sr0')['journal'])

    def test_recover_with_another_compatible_file(self):
        self.interrupt_flash()
        newer = self.make_image('newer.bin', cli.NEC, '1.08', 11)
        result = self.json('recover', 'sr0', newer, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.08'])
        self.assertEqual(self.json('verify', 'sr0', newer)['result'], 'equal')

    def test_recover_with_an_incompatible_file_is_refused(self):
        self.interrupt_flash()
        begin = self.log_length()
        self.json('recover', 'sr0', self.make_image('foreign.bin', ('nec-optiarc', 'K450')), '--yes', code=cli.REFUSED)
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB02', 'CB04')], [])
        self.assertEqual(self.find_state(), 'needs-recovery')

    def test_recover_without_consent_is_refused(self):
        self.interrupt_flash()
        begin = self.log_length()
        value = self.json('recover', 'sr0', code=cli.REFUSED)
        self.assertIn('--yes', value['error']['next'])
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB02', 'CB04')], [])
        self.assertEqual(self.find_state(), 'needs-recovery')

    def test_recover_without_file_and_terminal_restores_the_backup(self):
        self.interrupt_flash()
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.05'])
        self.assert_whole('back', '1.05')

    def test_rollback_restores_the_old_firmware(self):
        self.interrupt_flash()
        value = self.json('rollback', 'sr0', code=None)
        if value['exit'] == cli.REFUSED:
            # The message may name `recover` instead, which does the same.
            self.assertIn('ecover', value['next'])
        else:
            self.assertEqual(value['revision-after'], '1.05')
            self.assert_whole('rolled back', '1.05')

    def test_second_recovery_changes_nothing(self):
        self.interrupt_flash()
        self.json('recover', 'sr0', self.image, '--yes')
        begin = self.log_length()
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual(result['result'], 'done')
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB02', 'CB04')], [])
        self.assert_whole('again', '1.07')

    def test_power_cut_during_recovery_can_be_recovered(self):
        self.interrupt_flash()
        for number in cli.some((30, 90, 200)):
            self.use(cli.one(cli.NEC, [{'At': f'command:{number}', 'Kind': 'power-cut', 'During': 'middle'}],
                             **self.keys))
            self.json('recover', 'sr0', self.image, '--yes', code=None)
        self.use(cli.one(cli.NEC, **self.keys))
        self.json('recover', 'sr0', self.image, '--yes')
        self.assert_whole('at last', '1.07')

    def test_power_cycle_alone_changes_nothing(self):
        self.interrupt_flash()
        before = self.dump()
        self.power(False)
        self.assertEqual(self.json('list'), [])
        self.json('recover', 'sr0', '--yes', code=cli.NOT_FOUND)
        self.power(True)
        self.assertEqual(self.find_state(), 'needs-recovery')
        self.assert_same_bytes(self.dump(), before, 'memory')

    def test_recovery_without_the_journal_uses_the_backup(self):
        """Without journals the drive still reports what it needs, and the newest backup contains it."""
        self.interrupt_flash()
        for folder, _folders, names in os.walk(os.path.join(self.state, 'journal')):
            for name in names:
                os.remove(os.path.join(folder, name))
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual(result['revision-after'], '1.05')
        self.assert_whole('from the backup', '1.05')

    def test_recovery_without_journal_and_backup_requires_a_file(self):
        self.interrupt_flash()
        self.state = self.path('another-state')
        value = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertIn('file', value['next'])
        result = self.json('recover', 'sr0', self.image, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.07'])


class Streams(cut.CutTest):
    def test_recovery_sends_a_complete_flash(self):
        """A recovery does not continue by step number: it sends, erases and programs all blocks again."""
        self.prepare(cli.NEC)
        programs = [i for i, entry in enumerate(self.flashed, 1) if entry['cdb'].startswith('CB02')]
        self.flash_with_power_cut(programs[20])
        begin = self.log_length()
        self.json('recover', 'sr0', self.image, '--yes')
        sent = streams.nec_sent(self.log(since=begin))
        expected = streams.NEC_MODELS['K355'].stream(self.read(self.image))
        # The drive is in safe mode already. First a wrong checksum is sent: if the drive rejects it, commands arrive.
        tail = sent[1 - len(expected):]
        probe = sent[:len(sent) - len(tail)]
        self.assertEqual([probe[0], *tail], expected)
        wrong = [text for text in probe if text.startswith('CC04')]
        self.assertEqual(len(wrong), 1)
        self.assertEqual(int(wrong[0][4:8], 16), int(expected[61][4:8], 16) ^ 0xFFFF)
        self.assertEqual([text for text in probe[1:] if text not in wrong], expected[1:61])


if __name__ == '__main__':
    cli.main()
