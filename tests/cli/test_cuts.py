# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes at places all over a flash; then `recover` brings the drive back.

A sample from outside; the sweep over every command is a suite of its own.
"""
import os

import cli
import cut
import streams


class PowerCuts(cut.CutTest):
    def sweep(self, family, n_cuts, **keys):
        self.prepare(family, **keys)
        first, last = self.first_write(), self.last_write()
        places = sorted({1, first - 1, first, last, len(self.flashed),
                         *(first + (last - first) * i // n_cuts for i in range(n_cuts))})
        seen = set()
        for i, number in enumerate(places):
            during = ('before', 'middle', 'after')[i % 3]
            what = f'cut {during} command {number} of {len(self.flashed)}'
            value = self.cut(number, during)
            if value['exit'] == cli.DONE:
                # All was proved already.
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
            # The scenario's drive comes up by itself at the next run.
            with_file = i % 2 == 0
            recovered = self.json('recover', 'sr0', *([self.image] if with_file else []), '--yes',
                                  *self.consent)
            self.assertEqual(recovered['exit'], cli.DONE, what)
            if value['exit'] == cli.NEEDS_RECOVERY and with_file:
                self.assertEqual(recovered['revision-after'], '1.07', what)
            self.assert_whole(what, recovered['revision-after'])
        self.assertIn(cli.NEEDS_RECOVERY, seen)

    def test_2m(self):
        self.sweep(cli.NEC, 14)

    def test_640k(self):
        self.sweep(cut.NEC_640K, 9)

    def test_optiarc_4(self):
        self.sweep(cut.NEC_4, 9)

    def test_mt1959(self):
        self.sweep(cli.NS60, 9)


class AfterACut(cut.CutTest):
    """The three ways out of a half-written drive, and that nothing else is done to it meanwhile."""

    def half_write(self):
        self.prepare(cli.NEC)
        programs = [i for i, entry in enumerate(self.flashed, 1) if entry['cdb'].startswith('CB02')]
        value = self.cut(programs[len(programs) // 2])
        self.assertEqual([value['result'], value['exit'], value['drive-safe']],
                         ['needs-recovery', cli.NEEDS_RECOVERY, False])
        return value

    def test_it_is_seen_by_everybody(self):
        self.half_write()
        self.assertEqual(self.find_state(), 'needs-recovery')
        self.assertIn('ecover', self.text('list').out)
        info = self.json('info', 'sr0')
        self.assertTrue(info['journal'])
        self.assertIn('recover', info['can'])
        self.assertIn('ecover', self.text('info', 'sr0').out)

    def test_finish_with_the_file_that_is_given(self):
        self.half_write()
        result = self.json('recover', 'sr0', self.image, '--yes')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'proven', '1.07'])
        self.assert_whole('finished', '1.07')
        self.assertIsNone(self.json('info', 'sr0')['journal'])

    def test_another_file_that_fits_is_taken_too(self):
        self.half_write()
        newer = self.make_image('newer.bin', cli.NEC, '1.08', 11)
        result = self.json('recover', 'sr0', newer, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.08'])
        self.assertEqual(self.json('verify', 'sr0', newer)['result'], 'equal')

    def test_a_file_that_does_not_fit_is_refused(self):
        self.half_write()
        begin = self.log_length()
        self.json('recover', 'sr0', self.make_image('foreign.bin', ('nec-optiarc', 'K450')), '--yes', code=cli.REFUSED)
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB02', 'CB04')], [])
        self.assertEqual(self.find_state(), 'needs-recovery')

    def test_nobody_said_yes(self):
        self.half_write()
        begin = self.log_length()
        value = self.json('recover', 'sr0', code=cli.REFUSED)
        self.assertIn('--yes', value['error']['next'])
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB02', 'CB04')], [])
        self.assertEqual(self.find_state(), 'needs-recovery')

    def test_without_a_file_nobody_there_means_back(self):
        self.half_write()
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.05'])
        self.assert_whole('back', '1.05')

    def test_rollback_puts_the_old_one_back(self):
        self.half_write()
        value = self.json('rollback', 'sr0', code=None)
        if value['exit'] == cli.REFUSED:
            # It may send to `recover` instead, which does the same.
            self.assertIn('ecover', value['next'])
        else:
            self.assertEqual(value['revision-after'], '1.05')
            self.assert_whole('rolled back', '1.05')

    def test_recovering_twice_is_harmless(self):
        self.half_write()
        self.json('recover', 'sr0', self.image, '--yes')
        begin = self.log_length()
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual(result['result'], 'done')
        self.assertEqual([entry for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB02', 'CB04')], [])
        self.assert_whole('again', '1.07')

    def test_the_power_goes_again_while_it_recovers(self):
        self.half_write()
        for number in (30, 200, 90):
            self.use(cli.one(cli.NEC, [{'At': f'command:{number}', 'Kind': 'power-cut', 'During': 'middle'}],
                             **self.keys))
            self.json('recover', 'sr0', self.image, '--yes', code=None)
        self.use(cli.one(cli.NEC, **self.keys))
        self.json('recover', 'sr0', self.image, '--yes')
        self.assert_whole('at last', '1.07')

    def test_switching_off_and_on_alone_changes_nothing(self):
        self.half_write()
        before = self.dump()
        self.power(False)
        self.assertEqual(self.json('list'), [])
        self.json('recover', 'sr0', '--yes', code=cli.NOT_FOUND)
        self.power(True)
        self.assertEqual(self.find_state(), 'needs-recovery')
        self.assert_same_bytes(self.dump(), before, 'memory')

    def test_without_the_journal_the_backup_is_enough(self):
        """Somebody lost the journals: the drive still says what it needs, and the newest backup has it."""
        self.half_write()
        for folder, _folders, names in os.walk(os.path.join(self.state, 'journal')):
            for name in names:
                os.remove(os.path.join(folder, name))
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual(result['revision-after'], '1.05')
        self.assert_whole('from the backup', '1.05')

    def test_without_journal_and_backup_a_file_is_needed(self):
        self.half_write()
        self.state = self.path('another-state')
        value = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertIn('file', value['next'])
        result = self.json('recover', 'sr0', self.image, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.07'])


class Streams(cut.CutTest):
    def test_what_finishes_a_flash_is_a_whole_flash(self):
        """Nothing is continued by number: all blocks are sent, erased and programmed anew."""
        self.prepare(cli.NEC)
        programs = [i for i, entry in enumerate(self.flashed, 1) if entry['cdb'].startswith('CB02')]
        self.cut(programs[20])
        begin = self.log_length()
        self.json('recover', 'sr0', self.image, '--yes')
        sent = streams.nec_sent(self.log(since=begin))
        expected = streams.NEC_MODELS['K355'].stream(self.read(self.image))
        # In safe mode from the start: first a wrong sum, which must be refused, shows that commands arrive.
        tail = sent[1 - len(expected):]
        probe = sent[:len(sent) - len(tail)]
        self.assertEqual([probe[0], *tail], expected)
        wrong = [text for text in probe if text.startswith('CC04')]
        self.assertEqual(len(wrong), 1)
        self.assertEqual(int(wrong[0][4:8], 16), int(expected[61][4:8], 16) ^ 0xFFFF)
        self.assertEqual([text for text in probe[1:] if text not in wrong], expected[1:61])


if __name__ == '__main__':
    cli.main()
