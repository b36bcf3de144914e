# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exit code, each reached by something that really happens."""
import json

import cli


class Exits(cli.CliTest):
    def flash(self, code, *options, faults=(), family=cli.NEC, **keys):
        self.use(cli.one(family, faults, Revision='1.05', **keys))
        image = self.make_image('new.bin', family)
        return self.json('flash', 'sr0', image, '--yes', *options, code=code)

    def test_0_done(self):
        self.assertEqual(self.flash(cli.DONE)['result'], 'done')

    def test_1_failed_and_as_it_was(self):
        value = self.flash(cli.FAILED, faults=[{'At': 'step:upload:3', 'Kind': 'sense', 'Sense': '5/26/00',
                                                'Times': '0'}])
        self.assertEqual([value['result'], value['drive-safe'], value['revision-before']], ['unchanged', True, '1.05'])

    def test_2_wrong_usage(self):
        self.text('flash', 'sr0', code=cli.USAGE)

    def test_3_refused(self):
        self.assertEqual(self.flash(cli.REFUSED, Disc='data')['result'], 'refused')

    def test_4_not_there(self):
        self.use(cli.one(cli.NEC))
        self.json('info', 'sr5', code=cli.NOT_FOUND)
        self.json('flash', 'sr0', self.path('nothing'), '--yes', code=cli.NOT_FOUND)
        self.json('rollback', 'sr0', code=cli.NOT_FOUND)

    def test_5_rolled_back(self):
        value = self.flash(cli.ROLLED_BACK, faults=[{'At': 'step:program:3', 'Kind': 'sense', 'Sense': '3/0C/00',
                                                     'Times': '3'}])
        self.assertEqual([value['result'], value['verified'], value['revision-after']], ['rolled-back', 'proven', '1.05'])

    def test_6_needs_recovery(self):
        value = self.flash(cli.NEEDS_RECOVERY, faults=[{'At': 'step:program:3', 'Kind': 'power-cut'}])
        self.assertEqual([value['result'], value['drive-safe']], ['needs-recovery', False])
        self.assertIn('recover', value['next'].lower())

    def test_7_not_permitted(self):
        value = self.flash(cli.NOT_PERMITTED, Access='denied')
        self.assertIn('administrator', value['next'])

    def test_8_written_and_waiting_for_a_power_cycle(self):
        """Reads that are wrong after a round trip through safe mode, as of some drives; the flash itself is good."""
        value = self.flash(cli.UNPROVEN, Quirks='corrupt-after-safe')
        self.assertEqual([value['result'], value['verified'], value['drive-safe']], ['written', 'pending', None])
        self.assertIn('off and on', value['next'])
        # Not believed before the power was off; then it is proved, and the matter is closed.
        self.assertIsNotNone(self.json('info', 'sr0')['journal'])
        self.power(False)
        self.power(True)
        verified = self.json('verify', 'sr0')
        self.assertEqual(verified['result'], 'equal')
        self.assertIsNone(self.json('info', 'sr0')['journal'])

    def test_8_is_what_a_real_difference_gives_too(self):
        """A block that was not programmed: nothing is rolled back before the power was off, then it is told."""
        faults = [{'At': 'step:program:9', 'Kind': 'silent'}]
        value = self.flash(None, faults=faults, Quirks='nor-and')
        self.assertIn(value['exit'], (cli.UNPROVEN, cli.NEEDS_RECOVERY, cli.ROLLED_BACK, cli.DONE))
        if value['exit'] == cli.UNPROVEN:
            self.power(False)
            self.power(True)
            self.use(cli.one(cli.NEC, Revision='1.05'))
            self.json('verify', 'sr0', code=cli.FAILED)

    def test_the_list_of_codes_is_the_same_everywhere(self):
        text = ' '.join(self.plain('--help').out.split())
        for words in ('0 done', '1 failed', '2 wrong usage', '3 refused', '4 no such', '5 failed and rolled back',
                      '6 the drive needs', '7 not permitted', '8 written'):
            self.assertIn(words, text)
        value = json.loads(self.plain('--json', 'frobnicate', code=cli.USAGE).out)
        self.assertEqual(value['exit'], 2)


if __name__ == '__main__':
    cli.main()
