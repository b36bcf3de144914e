# SPDX-License-Identifier: GPL-3.0-or-later
"""Samsung/TSST drives, from the list to the recovery (src/family/tsst): nothing can be read from them."""
import os
import zipfile

import cli

H353C = ('samsung-tsst', 'DVD-ROM TS-H353C')
D163A = ('samsung-tsst', 'DVD-ROM SH-D163A')
D163B = ('samsung-tsst', 'DVD-ROM SH-D163B')
SD616 = ('samsung-tsst', 'DVD-ROM SD-616F')
CONSENTS = ('--yes', '--allow-crossflash', '--without-backup')


class TsstTest(cli.CliTest):
    def tearDown(self):
        """Checks that the simulator recorded no mistake."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, model=H353C, faults=(), **keys):
        keys.setdefault('Revision', 'BA01')
        self.use(cli.one(model, faults=faults, **keys))
        self.make_drives()

    def updates(self):
        """Returns the update commands that were sent."""
        return [entry['cdb'] for entry in self.log() if entry['cdb'].startswith('FF')]

    def cut_flash(self, image, quirks=''):
        """Flashes the image, with a power cut at the second block in the middle. Switches the drive on again."""
        keys = {'Revision': 'BA01', **({'Quirks': quirks} if quirks else {})}
        self.drive(faults=[{'At': 'step:upload:2', 'Kind': 'power-cut', 'During': 'middle'}], **keys)
        result = self.json('flash', 'sr0', image, *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.use(cli.one(H353C, **keys))
        self.power()
        return result

    def modes(self):
        """Returns the modes of the update commands that were sent."""
        return [cdb[10:12] for cdb in self.updates()]

    def restart(self):
        self.power(False)
        self.power()

    def reasons(self, image, code=cli.DONE):
        check = self.json('check', 'sr0', image, code=code)
        return check['verdict'], {reason['code']: reason['text'] for reason in check['reasons']}


class Flash(TsstTest):
    def test_flash_is_verified_by_what_the_drive_reports(self):
        self.drive()
        image = self.make_image('new.bin', H353C, 'BA02')
        before = self.dump()
        refused = self.json('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.assertEqual(refused['result'], 'refused')
        self.assertEqual(self.updates(), [])
        result = self.json('flash', 'sr0', image, *CONSENTS)
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', 'BA02'])
        self.assertEqual(self.modes(), ['00', 'FF', 'FF', 'FF', '04'])
        self.assert_same_bytes(self.dump(), self.read(image), 'the memory and the image')
        self.assertNotEqual(self.dump(), before)
        # Both forms compare only what the drive reports with the image that Burnback wrote last, because the drive
        # cannot be read.
        for arguments in (('sr0',), ('sr0', image)):
            verified = self.json('verify', *arguments)
            self.assertEqual([verified['result'], verified['verified']], ['cannot', 'identity'])
            self.assertIn('was not read back', verified['message'])
        self.assertIn('BA02', self.text('history', 'sr0').out)

    def test_fallback_file_replaces_the_backup(self):
        self.drive()
        old = self.make_image('old.bin', H353C, 'BA01', 3)
        image = self.make_image('new.bin', H353C, 'BA02')
        result = self.json('flash', 'sr0', image, '--yes', '--allow-crossflash', '--fallback', old)
        self.assertEqual(result['result'], 'done')

    def test_nothing_can_be_backed_up(self):
        self.drive()
        self.assertIsNone(self.json('info', 'sr0')['no-flash'])
        info = self.json('info', 'sr0')
        self.assertEqual([info['backup'], info['can']], ['none', ['identify', 'flash']])
        self.assertIn('There is no known command', self.text('info', 'sr0').out)
        self.assertIn('There is no known command', self.text('backup', 'sr0', code=cli.REFUSED).err)
        self.assertEqual(self.updates(), [])

    def test_drive_that_keeps_its_firmware_is_found_out_after_a_power_cycle(self):
        self.drive(Quirks='keeps-old')
        image = self.make_image('new.bin', H353C, 'BA02')
        result = self.json('flash', 'sr0', image, *CONSENTS, code=cli.UNPROVEN)
        self.assertEqual([result['result'], result['verified']], ['written', 'pending'])
        self.assertIn('Power cycle', result['next'])
        self.restart()
        verified = self.json('verify', 'sr0', code=cli.FAILED)
        self.assertEqual([verified['result'], verified['revision-after']], ['different', 'BA01'])

    def test_refused_update_command_leaves_everything_as_it_was(self):
        self.drive(Quirks='refuses-update')
        before = self.dump()
        image = self.make_image('new.bin', H353C, 'BA02')
        result = self.json('flash', 'sr0', image, *CONSENTS, code=cli.FAILED)
        self.assertEqual([result['result'], result['drive-safe']], ['unchanged', True])
        self.assertIn('rejected the update command', result['next'])
        self.assertEqual(self.modes(), ['00'])
        self.assert_same_bytes(self.dump(), before, 'the memory')
        self.assertEqual(self.json('list')[0]['state'], 'ready')

    def test_failed_block_starts_the_session_again(self):
        self.drive(faults=[{'At': 'step:upload:2', 'Kind': 'sense', 'Sense': '4/44/00', 'Times': '1'}])
        image = self.make_image('new.bin', H353C, 'BA02')
        self.assertEqual(self.json('flash', 'sr0', image, *CONSENTS)['result'], 'done')
        self.assertEqual(self.modes(), ['00', 'FF', 'FF'] + ['00', 'FF', 'FF', 'FF', '04'])

    def test_residue_of_the_end_is_no_error(self):
        self.drive(Quirks='end-residue')
        image = self.make_image('new.bin', H353C, 'BA02')
        self.assertEqual(self.json('flash', 'sr0', image, *CONSENTS)['result'], 'done')
        self.assertEqual(len(self.updates()), 5)

    def test_modified_firmware_is_shown_and_replaced(self):
        self.drive(D163A, Revision='ZZ01', Quirks='kreon')
        self.assertIn('The drive is running modified firmware: Kreon.', self.text('info', 'sr0').out)
        details = self.json('info', 'sr0')['details']
        self.assertEqual(details, {'modified': 'kreon', 'modified-version': '1.00'})
        image = self.make_image('maker.bin', ('samsung-tsst', 'DVD-ROM TS-H353A'), 'BA02')
        verdict, reasons = self.reasons(image)
        self.assertEqual(verdict, 'caution')
        self.assertIn('replaces-modified', reasons)
        self.assertIn('same-hardware', reasons)
        self.assertEqual(self.json('flash', 'sr0', image, *CONSENTS)['verified'], 'identity')
        self.assertEqual(self.json('info', 'sr0')['details'], {'modified': None, 'modified-version': None})

    def test_report_says_what_is_known(self):
        self.drive(D163A, Quirks='kreon')
        report = self.path('report.txt')
        self.text('report', 'sr0', report)
        text = self.read(report).decode()
        self.assertIn('samsung-tsst', text)
        self.assertIn('DVD-ROM SH-D163A', text)
        self.assertNotIn('SIM0001', text)
        self.assertEqual(self.updates(), [])


class BadInput(TsstTest):
    has_flashed = False     # whether refuse() has tried a flash in this test

    def refuse(self, image, because):
        """Checks that `check` and `flash` refuse the image for this reason, and that nothing was sent. In each change, only the first image of a
        test is flashed; a flash of the others is refused by the same verdict."""
        verdict, reasons = self.reasons(image, cli.REFUSED)
        self.assertEqual(verdict, 'refused')
        self.assertIn(because, ' '.join(reasons.values()))
        if cli.ALL or not self.has_flashed:
            self.has_flashed = True
            self.json('flash', 'sr0', image, *CONSENTS, code=cli.REFUSED)
        self.assertEqual(self.updates(), [])

    def test_wrong_files_are_refused(self):
        self.drive()
        good = self.read(self.make_image('good.bin', H353C, 'BA02'))
        self.refuse(self.make_image('model.bin', D163B, 'BA02'), 'another model, the SH-D163B')
        self.refuse(self.write('zeros.bin', bytes(0x40000)), 'no known firmware')
        self.refuse(self.write('cut.bin', good[:-1]), 'the file size is 262143 bytes')
        self.refuse(self.write('half.bin', good[:0x20000]), 'no known firmware')
        self.refuse(self.write('long.bin', good[:-2] + bytes(5)), 'the file size is 262147 bytes')
        self.refuse(self.make_image('sd616.bin', SD616, '1.00'), 'SD-616F')
        self.refuse(self.make_image('nec.bin'), 'NEC')
        archive = self.path('whole.zip')
        with zipfile.ZipFile(archive, 'w') as writer:
            writer.writestr('new.bin', good)
        self.refuse(self.write('cut.zip', self.read(archive)[:-100]), 'archive')
        self.refuse(self.write('program.exe', b'MZ'.ljust(0x1000, b'\0') + good[:-1] + bytes(1)), 'TS-H353C')

    def test_one_wrong_byte_is_refused_by_the_drive_at_the_end(self):
        """The drive refuses the last block after it has received all others, so the result must be that it needs
        recovery."""
        self.drive()
        data = bytearray(self.read(self.make_image('good.bin', H353C, 'BA02')))
        data[0x12345] ^= 1
        image = self.write('damaged.bin', bytes(data))
        verdict, reasons = self.reasons(image)
        self.assertEqual(verdict, 'caution')
        self.assertIn('so it cannot detect damage', reasons['unchecked'])
        result = self.json('flash', 'sr0', image, *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertEqual([result['result'], result['drive-safe']], ['needs-recovery', False])
        self.assertIn('rejected the image', result['next'])
        good = self.make_image('good.bin', H353C, 'BA02')
        self.assertEqual(self.json('recover', 'sr0', good, '--yes', '--allow-crossflash')['result'], 'done')

    def test_image_in_an_archive_is_used(self):
        self.drive()
        image = self.make_image('new.bin', H353C, 'BA02')
        archive = self.path('new.zip')
        with zipfile.ZipFile(archive, 'w') as writer:
            writer.write(image, 'new.bin')
        self.assertEqual(self.json('flash', 'sr0', archive, *CONSENTS)['result'], 'done')

    def test_image_that_names_no_model_is_a_caution(self):
        self.drive()
        verdict, reasons = self.reasons(self.write('plain.bin', b'TSST'.ljust(0x40000, b'\x11')))
        self.assertEqual(verdict, 'caution')
        self.assertIn('image-anonymous', reasons)
        verdict, reasons = self.reasons(self.write('kind.bin', b'DVD-ROM'.ljust(0x40000, b'\x11')))
        self.assertEqual(verdict, 'caution')
        self.refuse(self.write('lg.bin', b'TSST HL-DT-STDVD-ROM GDR8163B0L23'.ljust(0x40000, b'\x11')), 'no known firmware')

    def test_file_without_names_needs_the_word_of_the_user(self):
        self.drive()
        named = self.read(self.make_image('named.bin', H353C, 'BA02'))
        file = self.write('anything.bin', named[:-0x30] + b'\x11' * 0x30)
        self.assertIsNone(self.json('identify', file, code=cli.REFUSED)[0]['family'])
        verdict, reasons = self.reasons(file)
        self.assertEqual(verdict, 'caution')
        self.assertIn('Only its size suggests that the file is for this drive.', reasons['nameless'])
        refused = self.json('flash', 'sr0', file, '--yes', '--without-backup', code=cli.REFUSED)
        self.assertEqual([refused['consents'], refused['next']], [['caution'], 'To continue anyway, add --allow-crossflash.'])
        self.assertEqual(self.updates(), [])
        german = self.text('check', 'sr0', file, env=dict(self.environment, **self.locale('de'))).out
        self.assertIn('Nur die Größe der Datei lässt vermuten, dass sie für dieses Laufwerk ist', german)
        for words, data in (('no known firmware', b'\xFF' * 0x40000), ('no known firmware', b'\x11' * 0x3FFFF),
                            ('no readable firmware image', b'MZ'.ljust(0x40000, b'\x11'))):
            self.refuse(self.write('other.bin', data), words)
        with zipfile.ZipFile(self.path('anything.zip'), 'w') as writer:
            writer.write(file, 'anything.bin')
        self.refuse(self.path('anything.zip'), 'but no known firmware')
        # The simulated drive checks its own sum, so it refuses this file at the end; another drive would run it.
        result = self.json('flash', 'sr0', file, *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertIn('rejected the image', result['next'])
        again = self.json('recover', 'sr0', '--yes', code=cli.NEEDS_RECOVERY)
        self.assertIn('rejected the image', again['next'])
        good = self.make_image('good.bin', H353C, 'BA02')
        self.assertEqual(self.json('recover', 'sr0', good, '--yes')['result'], 'done')

    def test_sd_616_is_only_identified(self):
        self.drive(SD616)
        info = self.json('info', 'sr0')
        self.assertEqual(info['can'], ['identify'])
        self.assertIn('can only identify the drive', info['no-flash']['why'])
        self.assertEqual(info['no-flash']['instead'], 'Update the drive with the manufacturer’s program.')
        text = self.text('info', 'sr0').out
        self.assertIn('identity: Samsung SD-616F', text)
        self.assertIn('flashing: not supported. ' + info['no-flash']['why'] + ' ' + info['no-flash']['instead'], text)
        report = self.path('report.txt')
        self.text('report', 'sr0', report)
        self.assertIn(b'never flashed because', self.read(report))
        self.refuse(self.make_image('sd616.bin', SD616, '1.01'), 'can only identify the drive')

    def test_no_vendor_command_goes_to_a_drive_of_another_family(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        self.json('info', 'sr0', '--look-closer')
        self.json('flash', 'sr0', self.make_image('tsst.bin', H353C, 'BA02'), *CONSENTS, code=cli.REFUSED)
        self.assertEqual(self.updates(), [])

    def test_usb_remark_is_shown_on_usb_only(self):
        for bus, shown in (('usb', True), ('sata', False)):
            self.drive(D163B, Bus=bus, **({'Bridge': 'ACME bridge'} if shown else {}))
            image = self.make_image('new.bin', D163B, 'BA02')
            self.assertEqual('through a USB adapter' in self.text('check', 'sr0', image).out, shown)
            self.forget_drives()

    def test_german_sentences(self):
        self.drive()
        image = self.make_image('model.bin', D163B, 'BA02')
        out = self.text('check', 'sr0', image, code=cli.REFUSED, env=dict(self.environment, **self.locale('de'))).out
        self.assertIn('Das Abbild ist für ein anderes Modell', out)
        self.assertIn('keinen bekannten Befehl', out)


class Recovery(TsstTest):
    def test_drive_in_boot_mode_takes_the_same_upload(self):
        for state in ('boot', 'half-flashed'):
            self.drive(State=state)
            image = self.make_image('new.bin', H353C, 'BA02')
            self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
            result = self.json('recover', 'sr0', image, '--yes', '--allow-crossflash')
            self.assertEqual([result['result'], result['revision-after']], ['done', 'BA02'])
            self.assertEqual(self.modes(), ['00', 'FF', 'FF', 'FF', '04'])
            self.forget_drives()

    def test_power_cut_is_recovered_from_the_journal(self):
        result = self.cut_flash(self.make_image('new.bin', H353C, 'BA02'), 'as-blocks')
        self.assertEqual(result['drive-safe'], False)
        self.assertIn('There is then no known way to recover it over its data cable', result['next'])
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', 'BA02'])

    def test_old_firmware_after_an_interruption_is_not_believed(self):
        """The drive reports the old revision, but its firmware may be incomplete, and no command can verify it. So the
        state must be needs-recovery."""
        self.cut_flash(self.make_image('new.bin', H353C, 'BA02'))
        drive = self.json('list')[0]
        self.assertEqual([drive['revision'], drive['state']], ['BA01', 'needs-recovery'])
        self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], 'BA02')


class Modified(TsstTest):
    """Firmware of MoriGM for the TS-H353C, which is known by its revision (catalog key ModifiedRevision)."""

    def test_modified_image_is_told_from_the_manufacturers(self):
        values = self.json('identify', self.make_image('modified.bin', H353C, 'ZZ00'), self.make_image('plain.bin', H353C, 'DE02'))
        self.assertEqual([(value['kind'], value['details']['modified']) for value in values],
                         [('modified', 'morigm'), ('unknown', None)])
        self.assertIn('modified image: MoriGM', self.text('identify', self.path('modified.bin')).out)

    def test_library_has_the_advice_for_the_modified_image(self):
        os.mkdir(self.path('fw'))
        self.make_image('fw/modified.bin', H353C, 'ZZ00')
        self.make_image('fw/plain.bin', H353C, 'DE03')
        self.drive(Revision='DE02')
        offers = {os.path.basename(offer['file']): offer for offer in self.json('firmware', 'sr0', self.path('fw'))}
        self.assertEqual([item['purpose'] for item in offers['modified.bin']['advice']], ['archive'])
        self.assertEqual(offers['plain.bin']['advice'], [])
        self.assertIn('  purpose: Preserving discs (source: ', self.text('firmware', 'sr0', self.path('fw')).out)

    def test_flashed_to_modified_firmware_and_back(self):
        self.drive(Revision='DE02')
        modified, plain = self.make_image('modified.bin', H353C, 'ZZ00'), self.make_image('plain.bin', H353C, 'DE02')
        self.assertIn('modified-image', self.reasons(modified)[1])
        self.assertEqual(self.json('flash', 'sr0', modified, *CONSENTS)['verified'], 'identity')
        self.assertEqual(self.json('info', 'sr0')['details']['modified'], 'morigm')
        self.assertIn('replaces-modified', self.reasons(plain)[1])
        self.assertEqual(self.json('flash', 'sr0', plain, *CONSENTS)['verified'], 'identity')
        self.assertIsNone(self.json('info', 'sr0')['details']['modified'])


class Mishaps(TsstTest):
    """What may happen to a flash. Each row: what, quirks, fault, result, memory afterwards, words of the message. In
    each change, one row of each result and memory is run."""

    ROWS = (
        ('unplugged before the end', '', ('step:upload:2', 'unplug'), 'needs-recovery', 'old', 'Reconnect the drive'),
        ('unplugged at the end', '', ('step:program:1', 'unplug'), 'needs-recovery', None, 'Reconnect the drive'),
        ('busy once', '', ('step:upload:2', 'sense', '2/04/01', '1'), 'done', 'new', 'BA02'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'still starting'),
        ('first block refused', '', ('step:start:1', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'rejected the update command'),
        ('middle block refused once', '', ('step:upload:2', 'sense', '5/26/00', '1'), 'done', 'new', 'BA02'),
        ('middle block always refused', '', ('step:upload:2', 'sense', '5/26/00', '0'), 'needs-recovery', 'old', 'rejected the image'),
        ('last block refused', '', ('step:program:1', 'sense', '5/26/00', '0'), 'needs-recovery', 'old', 'rejected the image'),
        ('reset in the session', '', ('step:upload:2', 'sense', '6/29/00', '1'), 'done', 'new', 'BA02'),
        ('GOOD for all blocks, old firmware', 'keeps-old', None, 'written', 'old', 'Power cycle'),
        ('no return', 'dies', None, 'needs-recovery', 'new', 'There is then no known way to recover it over its data cable'),
        ('last block answered too late', '', ('step:program:1', 'timeout'), 'done', 'new', 'BA02'),
        ('comes back under another name', '', ('step:program:1', 'other-name'), 'written', 'new', 'now reports a different name'),
        ('a bridge swallows vendor commands', '', ('command:1', 'swallow', None, '0'), 'written', 'old', 'Power cycle'),
        ('a bridge for commands of ten bytes', '', ('command:1', 'ten-bytes', None, '0'), 'unchanged', 'old', 'An adapter may be blocking a command.'),
    )

    def test_each_mishap_has_its_result(self):
        codes = {'done': cli.DONE, 'refused': cli.REFUSED, 'unchanged': cli.FAILED, 'written': cli.UNPROVEN,
                 'needs-recovery': cli.NEEDS_RECOVERY}
        rows = cli.some(enumerate(self.ROWS), kind=lambda row: row[1][3:5])
        for number, (what, quirks, fault, result, memory, words) in rows:
            with self.subTest(what):
                self.forget_drives()
                self.state = self.path(f'state-{number}')
                keys = {'Quirks': quirks} if quirks else {}
                self.drive(**keys)
                image = self.make_image('new.bin', H353C, 'BA02')
                firmware = {'old': self.dump(), 'new': self.read(image), None: None}
                names = zip(('At', 'Kind', 'Sense', 'Times'), fault or ())
                faults = [{name: value for name, value in names if value is not None}] if fault else ()
                self.use(cli.one(H353C, faults=faults, Revision='BA01', **keys))
                value = self.json('flash', 'sr0', image, *CONSENTS, code=None)
                self.assertEqual([value['result'], value['exit']], [result, codes[result]])
                self.assertIn(words, f"{value['message']} {value['next']}")
                if memory:
                    self.assert_same_bytes(self.dump(), firmware[memory])

    def test_drive_comes_back_under_the_name_of_the_image(self):
        self.drive(D163A)
        image = self.make_image('twin.bin', ('samsung-tsst', 'DVD-ROM TS-H353A'), 'BA02')
        result = self.json('flash', 'sr0', image, *CONSENTS)
        self.assertEqual([result['result'], result['verified']], ['done', 'identity'])
        self.assertEqual(self.json('list')[0]['product'], 'DVD-ROM TS-H353A')


if __name__ == '__main__':
    cli.main()
