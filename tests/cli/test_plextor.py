# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup, flash and recovery of Plextor drives, from the first check to the last message (src/family/plextor)."""
import os
import zipfile

import cli

FAMILY = 'plextor'
SLOT = 'DVDR PX-716AL'
CD = 'CD-R PX-W5224A'
TWIN = 'DVDR PX-716A'
EVERYTHING = ('--yes', '--allow-crossflash', '--without-backup')


class PlextorTest(cli.CliTest):
    def tearDown(self):
        """Checks that the simulator recorded no command that the page forbids."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, model=SLOT, quirks='', faults=(), **keys):
        """Makes a drive of this model, with revision 1.00 unless @keys has another. The faults occur from the next
        command on."""
        if quirks:
            keys['Quirks'] = quirks
        keys.setdefault('Revision', '1.00')
        self.use(cli.one((FAMILY, model), **keys))
        self.make_drives()
        self.use(cli.one((FAMILY, model), faults=faults, **keys))

    def image(self, model=SLOT, revision='1.02', name='new.bin', *settings):
        more = [word for setting in settings for word in ('--set', setting)]
        return self.make_image(name, (FAMILY, model), revision, 7, *more)

    def flash(self, image, code=cli.DONE):
        return self.json('flash', 'sr0', image, *EVERYTHING, code=code)

    def firmware(self):
        return self.dump(region='application')

    def writes(self):
        return [entry['cdb'] for entry in self.log() if cli.is_write(entry)]

    def assert_message(self, value):
        """Checks that a failure says what happened and what to do next."""
        self.assertTrue(value['message'], value)
        self.assertTrue(value['next'], value)


class Plextor(PlextorTest):
    def test_list_and_info_identify_the_drive(self):
        self.drive(CD, 'tla=0412')
        drive = self.json('list')[0]
        self.assertEqual([drive['product'], drive['revision'], drive['state']], ['CD-R PX-W5224A', '1.00', 'ready'])
        text = self.text('info', 'sr0').out
        self.assertIn('Plextor PX-W5224A', text)
        self.assertIn('TLA#0412', text)
        self.assertIn('cannot be read', text)
        info = self.json('info', 'sr0')
        self.assertEqual([info['backup'], info['details']['tla']],
                         ['partial', '0412'])

    def test_identify_names_all_twins_of_a_file(self):
        text = self.text('identify', self.image(TWIN)).out
        self.assertIn('PX-716A, PX-714A', text)

    def test_a_backup_has_the_eeprom(self):
        for model, size in ((CD, 0x100), ('DVDR PX-712A', 0x200), (SLOT, 0x400)):
            self.forget_drives()
            self.drive(model)
            folder = self.text('backup', 'sr0').out.splitlines()[-1]
            data = self.read(os.path.join(folder, 'eeprom.bin'))
            self.assertEqual(len(data), size)
            self.assert_same_bytes(data, self.dump(region='eeprom'))
            self.assertEqual(self.writes(), [])

    def test_a_flash_requires_a_fallback_or_consent(self):
        self.drive()
        image = self.image()
        refused = self.text('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.assertIn('fallback', refused.err)
        self.assertEqual(self.writes(), [])
        result = self.json('flash', 'sr0', image, '--yes', '--fallback', self.image(revision='1.00', name='old.bin'))
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', '1.02'])
        self.assert_same_bytes(self.firmware(), self.read(image))

    def test_verify_says_what_cannot_be_known(self):
        """The drive cannot be read. `verify` must report the identity for the file that was written last, because the
        drive reports its revision, and must exit with 8 for any other file."""
        self.drive()
        image = self.image()
        other = self.image(revision='1.03', name='other.bin')
        self.flash(image)
        self.assertEqual(self.json('history', 'sr0')[0]['revision-after'], '1.02')
        verified = self.json('verify', 'sr0', image)
        self.assertEqual([verified['result'], verified['verified']], ['cannot', 'identity'])
        self.assertIn('was not read back', verified['message'])
        self.assertRegex(self.text('verify', 'sr0', other, code=cli.UNPROVEN).out,
                         'cannot be read back. The revision reported by the drive does not show')

    def test_files_that_do_not_fit_are_refused(self):
        self.drive()
        good = self.read(self.image())
        one_wrong = bytearray(good)
        one_wrong[0x4321] ^= 0x80
        archive = self.path('good.zip')
        with zipfile.ZipFile(archive, 'w') as file:
            file.writestr('PX716AL.BIN', good)
        files = {
            'model': self.image(CD, name='cd.bin'),
            'twin of another model': self.image(TWIN, name='twin.bin'),
            'too short': self.write('short.bin', good[:-1]),
            'truncated': self.write('truncated.bin', good[:0x80000]),
            'too long': self.write('long.bin', good + bytes(0x1000)),
            'one byte': self.write('wrong.bin', bytes(one_wrong)),
            'zeros': self.write('zeros.bin', bytes(len(good))),
            'program': self.write('program.exe', b'MZ'.ljust(0x1000, b'\0') + good),
            'image of another family': self.make_image('tsst.bin', ('samsung-tsst', 'DVD-ROM TS-H353C'), 'BA02'),
            'incomplete archive': self.write('cut.zip', self.read(archive)[:-100]),
        }
        for what, path in files.items():
            with self.subTest(what):
                self.assertEqual(self.json('check', 'sr0', path, code=cli.REFUSED)['verdict'], 'refused')
                # In each change, files of three kinds are flashed; a flash of the others is refused by the same verdict.
                if cli.ALL or what in ('model', 'one byte', 'program'):
                    self.assert_message(self.flash(path, cli.REFUSED))
        self.assertEqual(self.writes(), [])
        self.assertEqual(self.json('check', 'sr0', archive)['verdict'], 'fits')

    def test_the_file_of_a_twin_is_a_warning_on_both(self):
        for model in (TWIN, 'DVDR PX-714A'):
            self.forget_drives()
            self.drive(model)
            image = self.image(TWIN)
            check = self.json('check', 'sr0', image, code=None)
            self.assertEqual(check['verdict'], 'caution')
            self.text('flash', 'sr0', image, '--yes', '--without-backup', code=cli.REFUSED)
            self.assertEqual(self.writes(), [])

    def test_the_journal_has_the_warnings_that_the_user_agreed_to(self):
        for model, agreed in ((TWIN, ['agreed=twin']), (SLOT, [])):
            self.forget_drives()
            self.state = self.path('state-' + model[-4:])
            self.drive(model)
            self.flash(self.image(model, '1.11'))
            journals = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(self.state, 'journal'))
                        for name in names if not name.endswith('.progress')]
            lines = [line for path in journals for line in self.read(path).decode(errors='replace').splitlines()]
            self.assertTrue(lines)
            self.assertEqual([line for line in lines if line.startswith('agreed=')], agreed)

    def test_a_drive_that_becomes_its_twin_is_shown_under_the_new_name(self):
        self.drive('DVDR PX-714A', 'twin-identity')
        result = self.flash(self.image(TWIN, '1.09'))
        self.assertEqual(result['result'], 'done')
        self.assertEqual(self.json('list')[0]['product'], 'DVDR PX-716A')

    def test_an_error_of_the_last_piece_is_judged_by_inquiry(self):
        self.drive(quirks='last-check')
        result = self.flash(self.image())
        self.assertEqual([result['result'], result['verified']], ['done', 'identity'])

    def test_a_drive_that_keeps_its_firmware_is_reported(self):
        for quirks, faults in cli.some((('keeps-old', ()), ('refused-revisions=1.02', ()),
                                        ('', [{'At': 'step:program:1', 'Kind': 'sense', 'Sense': '4/40/F6'}]),
                                        ('', [{'At': 'step:upload:1', 'Kind': 'sense', 'Sense': '5/26/00'}]),
                                        ('', [{'At': 'step:upload:30', 'Kind': 'sense', 'Sense': '5/20/00'}])), 3):
            with self.subTest(quirks=quirks, faults=faults):
                self.forget_drives()
                self.drive(quirks=quirks, faults=faults)
                before = self.firmware()
                result = self.flash(self.image(), cli.FAILED)
                self.assertEqual(result['result'], 'unchanged')
                self.assert_message(result)
                self.assert_same_bytes(self.firmware(), before)

    def test_a_power_cut_is_recovered(self):
        for number, (at, during, code) in enumerate(cli.some((
                ('step:upload:1', 'middle', cli.FAILED), ('step:upload:40', 'after', cli.FAILED),
                ('step:program:1', 'before', cli.NEEDS_RECOVERY), ('step:program:1', 'after', cli.NEEDS_RECOVERY),
                ('step:program:1', 'middle', cli.NEEDS_RECOVERY)), 3)):
            with self.subTest(at=at, during=during):
                self.forget_drives()
                self.state = self.path(f'state-{number}')
                self.drive(faults=[{'At': at, 'Kind': 'power-cut', 'During': during}])
                image = self.image()
                result = self.flash(image, code)
                self.assert_message(result)
                self.use(cli.one((FAMILY, SLOT), Revision='1.00'))
                if code == cli.NEEDS_RECOVERY:
                    self.json('recover', 'sr0', image, '--yes', code=None)
                else:
                    self.flash(image, None)
                self.assert_same_bytes(self.firmware(), self.read(image))

    def test_incomplete_firmware_is_found_and_replaced(self):
        self.drive(State='half')
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        image = self.image()
        self.assertEqual(self.json('recover', 'sr0', image, '--yes', code=None)['revision-after'], '1.02')
        self.assert_same_bytes(self.firmware(), self.read(image))

    def test_incomplete_firmware_is_replaced_in_a_later_attempt(self):
        self.drive(State='half', faults=[{'At': 'step:program:1', 'Kind': 'sense', 'Sense': '4/40/F6', 'Times': '0'}])
        image = self.image()
        failed = self.json('recover', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)
        self.assert_message(failed)
        self.use(cli.one((FAMILY, SLOT), Revision='1.00', State='half'))
        result = self.json('recover', 'sr0', image, '--yes')
        self.assertEqual(result['revision-after'], '1.02')
        self.assert_same_bytes(self.firmware(), self.read(image))

    def test_a_bridge_that_refuses_vendor_commands_leaves_the_tla_unknown(self):
        self.drive(faults=[{'At': 'opcode:F1:1', 'Kind': 'sense', 'Sense': '5/20/00', 'Times': '0'}])
        self.assertNotIn('TLA#', self.text('info', 'sr0').out)

    def test_a_damaged_name_is_replaced_by_the_journal(self):
        """The drive reports half of its name. Without a journal the model is unknown, so a recovery must be refused;
        with a journal, the name comes from the journal."""
        self.drive(State='half', quirks='half-name')
        image = self.image()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        refused = self.json('recover', 'sr0', image, '--yes', code=None)
        self.assertEqual(refused['result'], 'refused')
        self.assert_message(refused)
        self.assertEqual(self.writes(), [])
        self.forget_drives()
        self.state = self.path('other-state')
        self.drive(quirks='half-name', faults=[{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}])
        self.flash(image, cli.NEEDS_RECOVERY)
        self.use(cli.one((FAMILY, SLOT), Revision='1.00', Quirks='half-name'))
        self.power()
        self.assertEqual(self.json('list')[0]['product'], 'DVDR PX-####')
        self.assertEqual(self.json('recover', 'sr0', image, '--yes')['revision-after'], '1.02')
        self.assert_same_bytes(self.firmware(), self.read(image))

    def test_the_other_length_of_pieces_is_for_experts(self):
        self.drive()
        image = self.image()
        result = self.json('flash', 'sr0', image, *EVERYTHING, '--setting', 'other-piece-length')
        self.assertEqual(result['result'], 'done')
        self.assertEqual({cdb[12:18] for cdb in self.writes()}, {'001000'})
        self.assert_same_bytes(self.firmware(), self.read(image))


class Mishaps(PlextorTest):
    """What may happen to a flash. Each row: what, quirks, fault, result, memory afterwards, words of the message. In
    each change, one row of each result and memory is run."""

    ROWS = (
        ('unplugged between the pieces', '', ('step:upload:30', 'unplug'), 'unchanged', 'old', 'Reconnect the drive'),
        ('unplugged with the last piece', '', ('step:program:1', 'unplug'), 'needs-recovery', None, 'Shut down the computer and reconnect'),
        ('busy between the pieces', '', ('step:upload:5', 'sense', '2/04/01'), 'unchanged', 'old', 'becoming ready'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'still starting'),
        ('first piece refused', '', ('step:upload:1', 'sense', '5/24/00'), 'unchanged', 'old', 'invalid value in the command'),
        ('middle piece refused', '', ('step:upload:30', 'sense', '5/26/00'), 'unchanged', 'old', 'exactly this model'),
        ('last piece refused', '', ('step:program:1', 'sense', '4/40/F6'), 'unchanged', 'old', 'did not accept'),
        ('command unknown', '', ('step:upload:1', 'sense', '5/20/00', '0'), 'unchanged', 'old', 'SATA or IDE port'),
        ('reset between the pieces', '', ('step:upload:30', 'sense', '6/29/00'), 'unchanged', 'old', 'reset'),
        ('GOOD for all pieces, old firmware', 'keeps-old', None, 'unchanged', 'old', 'did not accept'),
        ('no return', 'dies', None, 'needs-recovery', 'new', 'did not become ready again'),
        ('last piece answered too late', '', ('step:program:1', 'timeout'), 'done', 'new', 'revision 1.02'),
        ('comes back under another name', '', ('step:program:1', 'other-name'), 'written', 'new', 'now reports a different name'),
        ('a bridge swallows the pieces', '', ('opcode:3B:1', 'silent', None, '0'), 'unchanged', 'old',
         'or an adapter may be blocking it'),
        ('a bridge swallows vendor commands', '', ('command:1', 'swallow', None, '0'), 'unchanged', 'old',
         'or an adapter may be blocking it'),
        ('a bridge for commands of ten bytes', '', ('command:1', 'ten-bytes', None, '0'), 'done', 'new', 'revision 1.02'),
    )

    def test_each_mishap_has_its_result(self):
        codes = {'done': cli.DONE, 'refused': cli.REFUSED, 'unchanged': cli.FAILED, 'written': cli.UNPROVEN, 'needs-recovery': cli.NEEDS_RECOVERY}
        rows = cli.some(enumerate(self.ROWS), kind=lambda row: row[1][3:5])
        for number, (what, quirks, fault, result, memory, words) in rows:
            with self.subTest(what):
                self.forget_drives()
                self.state = self.path(f'state-{number}')
                self.drive(quirks=quirks)
                image = self.image()
                firmware = {'old': self.firmware(), 'new': self.read(image), None: None}
                eeprom = self.dump(region='eeprom')
                keys = zip(('At', 'Kind', 'Sense', 'Times'), fault or ())
                faults = [{key: value for key, value in keys if value is not None}] if fault else ()
                self.use(cli.one((FAMILY, SLOT), faults=faults, Revision='1.00', **({'Quirks': quirks} if quirks else {})))
                value = self.json('flash', 'sr0', image, *EVERYTHING, code=codes[result])
                self.assertEqual([value['result'], value['drive-safe']], [result, {'needs-recovery': False, 'written': None}.get(result, True)])
                if result != 'done':
                    self.assert_message(value)
                self.assertIn(words, f"{value['message']} {value['next']}")
                if memory:
                    self.assert_same_bytes(self.firmware(), firmware[memory])
                self.assert_same_bytes(self.dump(region='eeprom'), eeprom)

    def test_a_bridge_for_short_commands_hides_the_eeprom(self):
        """Commands of 12 bytes are lost: the TLA is unknown, and a backup would contain nothing."""
        self.drive(faults=[{'At': 'command:1', 'Kind': 'ten-bytes', 'Times': '0'}])
        info = self.json('info', 'sr0')
        self.assertEqual([info['backup'], info['details']['tla']], ['none', None])
        self.text('backup', 'sr0', code=cli.REFUSED)
        self.text('flash', 'sr0', self.image(), '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])


if __name__ == '__main__':
    cli.main()
