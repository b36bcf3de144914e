# SPDX-License-Identifier: GPL-3.0-or-later
"""The Samsung SE-506CB, from the list to the recovery (src/family/tsst/bb-mt1939.c): its memory can be read."""
import zipfile

import cli
import mishaps

SE506CB = ('tsst-mt1939', 'BDDVDW SE-506CB')
CONSENTS = ('--yes', '--expert')
FIRST_BLOCK = '00'     # mode of the block that begins an upload


class Mt1939Test(cli.CliTest):
    def tearDown(self):
        """Checks that the simulator recorded no mistake."""
        if self.log_length():
            self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])

    def drive(self, faults=(), **keys):
        keys.setdefault('Revision', 'TS00')
        keys.setdefault('Bus', 'usb')
        self.keys = keys
        self.use(cli.one(SE506CB, faults=faults, **keys))
        self.make_drives()

    def remove_faults(self):
        self.use(cli.one(SE506CB, **self.keys))

    def restart(self):
        self.power(False)
        self.power()

    def image(self, name='new.bin', revision='TS01', *more):
        return self.make_image(name, SE506CB, revision, 7, *more)

    def blocks(self):
        """Returns the modes of the blocks that were sent."""
        return [entry['cdb'][10:12] for entry in self.log() if entry['cdb'].startswith('FF0001')]

    def reasons(self, image, code=cli.DONE):
        check = self.json('check', 'sr0', image, code=code)
        return check['verdict'], {reason['code']: reason['text'] for reason in check['reasons']}


class Flash(Mt1939Test):
    def test_flash_needs_consent_and_is_proven_after_a_power_cycle(self):
        self.drive()
        before = self.dump(region='application')
        image = self.image()
        for options in (('--yes',), ('--yes', '--allow-crossflash')):
            refused = self.json('flash', 'sr0', image, *options, code=cli.REFUSED)
            self.assertEqual([refused['result'], refused['consents'], refused['next']],
                             ['refused', ['experts'], 'To continue anyway, add --expert.'])
        self.assertEqual(self.blocks(), [])
        result = self.json('flash', 'sr0', image, *CONSENTS)
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'identity', 'TS01'])
        self.assertEqual(self.blocks(), ['00'] + 32 * ['FF'] + ['02'])
        self.assert_same_bytes(self.dump(region='application'), self.read(image)[0x10000:], 'the memory and the image')
        self.restart()
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')
        back = self.json('rollback', 'sr0', '--yes', '--expert')
        self.assertEqual([back['result'], back['revision-after']], ['done', 'TS00'])
        self.assert_same_bytes(self.dump(region='application'), before, 'the memory')

    def test_same_revision_is_proven_by_reading_after_a_power_cycle(self):
        self.drive(Revision='TS01')
        result = self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.UNPROVEN)
        self.assertEqual([result['result'], result['verified']], ['written', 'pending'])
        self.assertIn('power cycle', result['message'])
        self.restart()
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')

    def test_backup_is_the_form_that_can_be_flashed(self):
        self.drive()
        file = self.path('backup.bin')
        self.json('backup', 'sr0', '--output', file)
        data = self.read(file)
        self.assertEqual(data[:0x10000], b'\xFF' * 0x10000)
        self.assert_same_bytes(data[0x10000:], self.dump(region='application'), 'backup and memory')
        identified = self.json('identify', file)[0]
        self.assertEqual([identified['checksum'], identified['details']], ['good', {'own-copy': True}])
        self.assertIn('own-copy', self.reasons(file)[1])
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')
        self.assertEqual(self.blocks(), [])

    def test_copy_that_does_not_prove_itself_is_kept_for_reference(self):
        """Reads return RAM instead of some code, so the checksum of the copy is wrong. The copy must be saved, but must
        not count as a backup that can be restored."""
        self.drive(Quirks='ram-overlay')
        self.assertFalse(self.json('backup', 'sr0')['complete'])
        self.assertIn('no firmware that can be restored', self.text('backups', 'list').out)
        self.json('rollback', 'sr0', '--yes', code=cli.NOT_FOUND)
        image = self.image()
        self.json('flash', 'sr0', image, *CONSENTS, code=cli.REFUSED)
        self.assertEqual(self.blocks(), [])
        result = self.json('flash', 'sr0', image, '--without-backup', *CONSENTS)
        self.assertEqual(result['revision-after'], 'TS01')
        self.restart()
        verified = self.json('verify', 'sr0', code=None)
        self.assertNotIn(verified['result'], ('different', 'equal'))

    def test_drive_that_cannot_be_read_needs_a_fallback(self):
        self.drive(Quirks='read=boot')
        info = self.json('info', 'sr0')
        self.assertEqual([info['backup'], info['can']], ['none', ['identify', 'flash']])
        self.assertIn('cannot be backed up', self.text('backup', 'sr0', code=cli.REFUSED).err)
        image = self.image()
        self.json('flash', 'sr0', image, *CONSENTS, code=cli.REFUSED)
        self.assertEqual(self.blocks(), [])
        old = self.image('old.bin', 'TS00')
        self.assertEqual(self.json('flash', 'sr0', image, '--fallback', old, *CONSENTS)['result'], 'done')

    def test_image_in_the_archive_of_the_maker_is_used(self):
        self.drive()
        archive = self.path('update.zip')
        with zipfile.ZipFile(archive, 'w') as writer:
            writer.write(self.image('SE-506CB_TS01.bin'), 'SE-506CB_TS01.bin')
        self.assertEqual(self.json('flash', 'sr0', archive, *CONSENTS)['revision-after'], 'TS01')

    def test_german_sentences(self):
        self.drive()
        out = self.text('check', 'sr0', self.image(), env=dict(self.environment, **self.locale('de'))).out
        self.assertIn('von einem einzigen Laufwerk', out)


class BadInput(Mt1939Test):
    def test_wrong_files_are_refused(self):
        self.drive()
        good = bytearray(self.read(self.image('good.bin')))
        changed = {name: good[:] for name in ('damaged', 'table', 'marker')}
        changed['damaged'][0x20000] ^= 1
        changed['table'][0x10400:0x10404] = b'\xFF\xFF\xFF\xFF'
        changed['marker'][0x1FFFF8] = 0
        rows = [(self.write(f'{name}.bin', bytes(data)), words) for (name, data), words in
                zip(changed.items(), ('checksum', 'modified', 'lacks the data that marks firmware as complete'))]
        rows += [(self.write('cut.bin', bytes(good[:-1])), 'exactly 2097152'),
                 (self.write('long.bin', bytes(good) + b'\0'), 'exactly 2097152'),
                 (self.write('zeros.bin', bytes(0x200000)), 'no known firmware'),
                 (self.write('blank.bin', b'\xFF' * 0x200000), 'no known firmware'),
                 (self.image('other.bin', 'TS01', '--product', 'BDDVDW SE-506BB'), 'another model'),
                 (self.make_image('lg.bin', ('mediatek-mt1959', 'BD-RE BH16NS40/NS40'), '1.00'), 'MediaTek'),
                 (self.make_image('tsst.bin', ('samsung-tsst', 'DVD-ROM TS-H353C'), 'BA02'), 'MT1339')]
        for file, words in cli.some(rows, kind=lambda row: row[1]):
            with self.subTest(file):
                verdict, reasons = self.reasons(file, cli.REFUSED)
                self.assertEqual(verdict, 'refused')
                self.assertIn(words, ' '.join(reasons.values()))
                self.json('flash', 'sr0', file, *CONSENTS, code=cli.REFUSED)
        self.assertEqual(self.blocks(), [])

    def test_image_is_refused_for_a_sister_chip(self):
        self.use(cli.one(('mediatek-mt1959', 'BD-RE BH16NS40/NS40')))
        self.make_drives()
        self.json('flash', 'sr0', self.image(), *CONSENTS, '--without-backup', code=cli.REFUSED)
        self.json('info', 'sr0', '--look-closer')
        self.assertEqual([entry for entry in self.log() if entry['cdb'].startswith(('FF', '3B'))], [])

    def test_relative_is_identified_and_gets_no_vendor_command(self):
        self.drive(Product='BDDVDW SE-506AB')
        self.assertEqual(self.json('info', 'sr0')['can'], ['identify'])
        self.assertIn('SE-506AB', self.text('info', 'sr0').out)
        self.json('info', 'sr0', '--look-closer')
        self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.REFUSED)
        self.assertEqual([entry['cdb'] for entry in self.log() if entry['cdb'].startswith(('FF', '3C06'))], [])


class Recovery(Mt1939Test):
    def test_drive_in_boot_mode_takes_the_image(self):
        for state in ('boot', 'half-flashed'):
            self.drive(State=state)
            self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
            result = self.json('recover', 'sr0', self.image(), *CONSENTS)
            self.assertEqual([result['result'], result['revision-after']], ['done', 'TS01'])
            self.forget_drives()
            self.state = self.path(f'state-{state}')

    def test_power_cut_is_recovered_from_the_journal_under_another_serial_number(self):
        self.drive(faults=[{'At': 'step:half:1', 'Kind': 'power-cut', 'During': 'middle'}], Quirks='serial-runs-on')
        result = self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertFalse(result['drive-safe'])
        self.remove_faults()
        self.power()
        drive = self.json('list')[0]
        self.assertEqual([drive['serial'], drive['revision'], drive['state']], ['BOOT', 'BOOT', 'needs-recovery'])
        self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], 'TS00')
        self.restart()
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')

    def test_error_before_the_drive_writes_leaves_everything_as_it_was(self):
        self.drive(faults=[{'At': 'step:upload:5', 'Kind': 'sense', 'Sense': '4/44/00', 'Times': '1'}])
        before = self.dump()
        result = self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.FAILED)
        self.assertEqual([result['result'], result['drive-safe']], ['unchanged', True])
        self.assertIn('ower cycle', result['next'])
        self.assertEqual(len(self.blocks()), 6)     # no block is sent again
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_error_after_the_first_half_needs_a_power_cycle_and_the_whole_upload(self):
        self.drive(faults=[{'At': 'step:upload:20', 'Kind': 'sense', 'Sense': '4/44/00', 'Times': '1'}])
        result = self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertFalse(result['drive-safe'])
        self.assertEqual(len(self.blocks()), 22)
        self.remove_faults()
        self.restart()
        self.assertEqual(self.json('recover', 'sr0', self.path('new.bin'), *CONSENTS)['revision-after'], 'TS01')

    def test_answer_to_the_last_block_does_not_count(self):
        self.drive(Quirks='end-refused')
        self.assertEqual(self.json('flash', 'sr0', self.image(), *CONSENTS)['verified'], 'identity')

    def test_drive_that_keeps_its_firmware_is_found_out(self):
        self.drive(Quirks='keeps-old')
        result = self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.UNPROVEN)
        self.assertEqual(result['verified'], 'pending')
        self.restart()
        self.assertEqual(self.json('verify', 'sr0', code=cli.FAILED)['result'], 'different')

    def test_image_that_the_boot_loader_does_not_accept(self):
        """The drive stays in its boot loader after the flash, and must be recovered with the upload of the next power-on.
        The image must not be sent twice between two power-ons."""
        self.drive(Quirks='bad-records')
        result = self.json('flash', 'sr0', self.image(), *CONSENTS, code=cli.NEEDS_RECOVERY)
        self.assertEqual(result['result'], 'needs-recovery')
        self.assertEqual(self.blocks().count(FIRST_BLOCK), 1)
        self.assertEqual(self.json('list')[0]['revision'], 'BOOT')
        self.drive_without_quirk()
        self.assertEqual(self.json('recover', 'sr0', self.image(), *CONSENTS)['result'], 'done')
        self.assertEqual(self.blocks().count(FIRST_BLOCK), 2)

    def drive_without_quirk(self):
        del self.keys['Quirks']
        self.remove_faults()
        self.restart()

    def test_slow_restart_is_waited_for(self):
        self.drive(Quirks='restart-ms=60000')
        self.assertEqual(self.json('flash', 'sr0', self.image(), *CONSENTS)['result'], 'done')


class Mishaps(mishaps.Mishaps, Mt1939Test):
    """What may happen to a flash."""

    MISHAPS = (
        ('unplugged before the drive writes', '', ('step:upload:2', 'unplug'), 'unchanged', 'old', 'Power cycle the drive before you try again'),
        ('unplugged at the last block', '', ('step:program:1', 'unplug'), 'needs-recovery', None, 'reconnect sr0 to the same port. Recover the drive before'),
        ('busy once', '', ('step:upload:2', 'sense', '2/04/01', '1'), 'unchanged', 'old', 'Power cycle the drive before you try again'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'still starting'),
        ('first block refused', '', ('step:start:1', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'before the drive started writing'),
        ('block refused before the drive writes', '', ('step:upload:2', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'before the drive started writing'),
        ('middle block refused', '', ('step:upload:20', 'sense', '5/24/00', '0'), 'needs-recovery', None, 'the drive’s boot code will accept the complete image'),
        ('GOOD for all blocks, old firmware', 'keeps-old', None, 'written', 'old', 'Power cycle sr0'),
        ('last block answered too late', '', ('step:program:1', 'timeout'), 'needs-recovery', None, 'The drive needs a power cycle before you can recover it'),
        ('does not come back', '', ('step:program:1', 'dead'), 'needs-recovery', 'new', 'did not become ready again'),
        ('comes back under another name', '', ('step:program:1', 'other-name'), 'written', 'new', 'now reports a different name'),
        ('a bridge for commands of ten bytes', '', ('command:1', 'ten-bytes', None, '0'), 'unchanged', 'old', 'try another cable or port'),
        ('a bridge swallows the blocks', '', ('opcode:FF:5', 'silent', None, '0'), 'written', 'old', 'Power cycle sr0'),
        ('a bridge swallows vendor commands', '', ('opcode:FF:1', 'silent', None, '0'), 'refused', 'old', 'could not be identified'),
    )

    def flash_once(self, quirks, faults):
        self.drive(**({'Quirks': quirks} if quirks else {}))
        old = self.dump(region='application')
        image = self.image()
        self.use(cli.one(SE506CB, faults, **self.keys))
        value = self.json('flash', 'sr0', image, *CONSENTS, code=None)
        return value, old, self.read(image)[0x10000:]


if __name__ == '__main__':
    cli.main()
