# SPDX-License-Identifier: GPL-3.0-or-later
"""check: the verdict on an image for a drive (bb-ctl-check.c).

Also tests bb-ctl-text.c.
"""
import cli


class Check(cli.CliTest):
    def test_check_prints_verdict_and_every_reason(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.make_drives()
        begin, before = self.log_length(), self.dump()
        value = self.json('check', 'sr0', self.make_image('new.bin'))
        self.assertEqual([value['verdict'], value['backup'], value['drive']['name'], value['image']['revision']],
                         ['fits', 'full', 'sr0', '1.07'])
        self.assertTrue(all(item['good'] for item in value['readiness'] if item['needed']))
        self.assertEqual(len([entry for entry in self.log(since=begin) if cli.is_write(entry)]), 0)
        self.assert_same_bytes(self.dump(), before, 'the drive')
        text = self.text('check', 'sr0', self.path('new.bin')).out
        for word in ('ND-3550A', '1.05', '1.07', 'COMPATIBLE'):
            self.assertIn(word, text)

    def test_review_says_how_far_such_drives_were_tested(self):
        tested = 'Burnback was tested only with a simulated drive of this model. There are no reports yet from a real drive.'
        self.use(cli.one(cli.NEC, Revision='1.05'))
        image = self.make_image('new.bin')
        self.assertIn(tested, self.text('check', 'sr0', image).out)
        self.assertIn(tested, self.text('flash', 'sr0', image, '--dry-run').out)

    def test_refused_image_has_no_reason_about_later_steps(self):
        """The boot code of the drive is not read for a damaged file, so no reason says that it will be."""
        self.use(cli.one(cli.NEC, Revision='1.05'))
        damaged = bytearray(self.read(self.make_image('new.bin', cli.NEC, '1.07', 7, '--boot-version', '05')))
        damaged[0x20000] ^= 1
        self.write('damaged.bin', bytes(damaged))
        value = self.json('check', 'sr0', self.path('damaged.bin'), code=cli.REFUSED)
        self.assertNotIn('boot-version-later', [reason['code'] for reason in value['reasons']])

    def check_who_is_said_to_be_written(self, state, code):
        """Only an accepted image is said to be written by a recovery of a drive in @state; @code: of the reason that says so."""
        self.use(cli.one(cli.NEC, Revision='1.05', State=state))
        own = self.make_image('own.bin', cli.NEC, '1.07', 7, '--boot-version', '05')
        foreign = self.make_image('foreign.bin', ('nec-optiarc', 'K352'), '1.07', 7)
        for image, is_written in ((own, True), (foreign, False)):
            value = self.json('check', 'sr0', image, code=None)
            texts = [reason['text'] for reason in value['reasons'] if reason['code'] == code]
            self.assertEqual([is_written], ['Recovery will write this image to the drive.' in text for text in texts], value)

    def test_recovery_of_an_erased_drive_writes_accepted_images_only(self):
        self.check_who_is_said_to_be_written('erased', 'special-mode')

    def test_recovery_of_a_half_alive_drive_writes_accepted_images_only(self):
        self.check_who_is_said_to_be_written('half-alive', 'half-alive')

    def test_boot_code_of_another_model_decides_before_and_after_the_diagnosis(self):
        self.use(cli.one(cli.NEC, State='boot-and-id-differ'))
        images = {key: self.make_image(f'{key}.bin', ('nec-optiarc', key), '1.07', 7, '--boot-version', '05') for key in ('K355', 'K451')}
        for _ in range(2):
            self.assertIn('Choose an image for the ND-4551A.', self.text('check', 'sr0', images['K355'], code=cli.REFUSED).out)
            self.assertRegex(self.text('check', 'sr0', images['K451']).out, r'\nCOMPATIBLE\n')
            self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.json('recover', 'sr0', images['K355'], '--yes', code=cli.REFUSED)

    def test_reason_that_is_true_of_every_flash_is_the_last(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        for revision, first in (('1.05', 'same-revision'), ('1.03', 'downgrade')):
            image = self.make_image(f'{revision}.bin', revision=revision)
            reasons = self.json('check', 'sr0', image)['reasons']
            self.assertEqual([(reason['code'], reason['weight']) for reason in reasons], [(first, 'caution' if first == 'downgrade' else 'info'), ('left-block', 'info')])
            lines = self.text('check', 'sr0', image).out.splitlines()
            numbers = [next(i for i, line in enumerate(lines) if reason['text'][:40] in line) for reason in reasons]
            self.assertEqual(numbers, sorted(numbers), lines)

    def test_older_revision_has_a_reason(self):
        self.use(cli.one(cli.NEC, Revision='1.09'))
        value = self.json('check', 'sr0', self.make_image('old.bin', revision='1.03'), code=None)
        self.assertIn(value['verdict'], ('fits', 'caution'))
        self.assertTrue(any('older' in reason['text'] or 'down' in reason['text'] for reason in value['reasons']))

    def test_conditions_are_listed_with_their_remedies(self):
        self.use(cli.one(cli.NEC, Disc='data'))
        value = self.json('check', 'sr0', self.make_image('new.bin'))
        bad = [item['code'] for item in value['readiness'] if not item['good'] and item['needed']]
        self.assertEqual(bad, ['medium'])
        self.assertTrue(all(item['remedy'] for item in value['readiness'] if not item['good']))

    def test_mediatek_drive_has_a_partial_backup_only(self):
        self.use(cli.one(cli.NS60))
        value = self.json('check', 'sr0', self.make_image('new.bin', cli.NS60, '1.03'))
        self.assertEqual([value['verdict'], value['backup']], ['caution', 'partial'])
        self.assertEqual([reason['code'] for reason in value['reasons'] if reason['weight'] == 'caution'], ['no-checksum'])

    def test_incompatibility_is_printed_once(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        done = self.text('check', 'sr0', self.make_image('other.bin', cli.NS60, '1.03'), code=cli.REFUSED)
        self.assertEqual((done.out + done.err).lower().count('incompatible'), 1, done.out + done.err)
        self.assertIn('exactly this model', done.err)


if __name__ == '__main__':
    cli.main()
