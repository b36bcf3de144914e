# SPDX-License-Identifier: GPL-3.0-or-later
"""LG drives with a Renesas controller, from the list to the recovery (src/family/lg): all of their firmware is read."""
import zipfile

import cli
import mishaps

E50L = ('lg-renesas', 'DVDRAM GSA-E50L')
T20L = ('lg-renesas', 'DVDRAM GSA-T20L')
H62N = ('lg-renesas', 'DVDRAM GSA-H62N')
SEARCH = ('--setting', 'search-from-zero')


class LgTest(cli.CliTest):
    """Has one drive."""

    violations = ()         # violations that the simulator must record

    def tearDown(self):
        """Checks that the simulator recorded no mistake."""
        if self.log_length():
            self.assertEqual([text for entry in self.log() for text in entry.get('violations', [])], list(self.violations))

    def drive(self, model=E50L, faults=(), **keys):
        keys.setdefault('Revision', 'NE01')
        self.use(cli.one(model, faults=faults, **keys))
        self.make_drives()

    def reads(self):
        return [entry['cdb'] for entry in self.log() if entry['cdb'].startswith('3C05')]

    def writes(self):
        return [entry['cdb'] for entry in self.log() if entry['cdb'].startswith('3B')]


class WholeDrive(LgTest):
    def test_flash_is_read_back_and_undone(self):
        self.drive()
        before = self.dump()
        result = self.json('flash', 'sr0', self.make_image('new.bin', E50L, 'NE02'), '--yes')
        self.assertEqual([result['result'], result['verified'], result['revision-after']], ['done', 'proven', 'NE02'])
        self.assertEqual(len(self.writes()), 53)
        self.assertNotEqual(self.dump(), before)
        self.assertEqual(self.json('rollback', 'sr0', '--yes')['revision-after'], 'NE01')
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_power_cut_is_recovered_from_the_journal(self):
        self.drive(faults=[{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}])
        image = self.make_image('new.bin', E50L, 'NE02')
        self.json('flash', 'sr0', image, '--yes', code=cli.NEEDS_RECOVERY)
        self.use(cli.one(E50L, Revision='NE01'))
        self.power()
        self.assertEqual(self.json('list')[0]['state'], 'needs-recovery')
        self.assertEqual(self.json('recover', 'sr0', '--yes')['revision-after'], 'NE01')
        result = self.json('flash', 'sr0', image, '--yes')
        self.assertEqual(result['verified'], 'proven')

    def test_new_firmware_may_show_after_a_power_cycle_only(self):
        self.drive(Quirks='need-power-cycle-to-verify')
        result = self.json('flash', 'sr0', self.make_image('new.bin', E50L, 'NE02'), '--yes', code=cli.UNPROVEN)
        self.assertEqual(result['verified'], 'pending')
        self.power(False)
        self.power()
        self.assertEqual(self.json('verify', 'sr0')['verified'], 'proven')

    def test_image_for_another_model_needs_the_setting(self):
        self.drive(T20L)
        image = self.make_image('new.bin', E50L, 'NE02')
        self.json('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.json('flash', 'sr0', image, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])
        result = self.json('flash', 'sr0', image, '--yes', '--allow-crossflash', '--setting', 'readdress')
        self.assertEqual(result['result'], 'done')

    def test_wrong_files_are_refused(self):
        self.drive()
        good = bytearray(self.read(self.make_image('good.bin', E50L, 'NE02')))
        damaged = good[:]
        damaged[0x12345] ^= 1
        for name, data in (('zeros', bytes(0x1A0400)), ('cut', good[:-2]), ('damaged', damaged)):
            image = self.write(f'{name}.bin', bytes(data))
            self.json('flash', 'sr0', image, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.json('flash', 'sr0', self.make_image('nec.bin'), '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])

    def test_backup_whose_end_differs_is_restored_to_its_drive_only(self):
        """The end of MAIN The beginning and the end of this firmware do not match. A file with such an image must be refused; the drive's own
        backup must be restored, because the drive has run this firmware."""
        self.drive(Quirks='end-differs')
        before = self.dump()
        copy = self.path('copy.bin')
        self.assertTrue(self.json('backup', 'sr0', '--output', copy)['complete'])
        self.assertIn('The beginning and the end of this firmware do not match', self.text('identify', copy).out)
        check = self.json('check', 'sr0', copy, code=cli.REFUSED)
        self.assertIn('own-only', [reason['code'] for reason in check['reasons']])
        self.json('flash', 'sr0', copy, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])
        self.assertEqual(self.json('flash', 'sr0', self.make_image('new.bin', E50L, 'NE02'), '--yes')['result'], 'done')
        back = self.json('rollback', 'sr0', '--yes')
        self.assertEqual([back['result'], back['verified'], back['revision-after']], ['done', 'proven', 'NE01'])
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_image_in_an_archive_is_used(self):
        self.drive()
        archive = self.path('new.zip')
        with zipfile.ZipFile(archive, 'w') as writer:
            writer.write(self.make_image('main.bin', E50L, 'NE02'), 'MAIN.bin')
            writer.write(self.make_image('core.bin', E50L, 'NE02', 3, '--set', 'core'), 'CORE.bin')
        self.assertEqual(self.json('flash', 'sr0', archive, '--yes')['revision-after'], 'NE02')

    def test_core_is_never_written(self):
        self.drive()
        core = self.make_image('core.bin', E50L, 'NE02', 3, '--set', 'core')
        self.assertEqual(self.json('identify', core)[0]['details'], {'header-name': None, 'part': 'core'})
        check = self.json('check', 'sr0', core, code=cli.REFUSED)
        self.assertIn('core', [reason['code'] for reason in check['reasons']])
        self.json('flash', 'sr0', core, '--yes', '--allow-crossflash', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])

    def test_image_of_another_layout_is_refused(self):
        self.drive()
        other = self.make_image('other.bin', ('lg-renesas', 'DVDRAM GSA-4163B'), '1.00')
        check = self.json('check', 'sr0', other, code=cli.REFUSED)
        self.assertIn('layout', [reason['code'] for reason in check['reasons']])
        self.json('flash', 'sr0', other, '--yes', '--allow-crossflash', '--setting', 'readdress', code=cli.REFUSED)
        self.assertEqual(self.writes(), [])

    def test_details_and_settings_are_shown(self):
        self.drive()
        self.assertEqual(self.json('info', 'sr0')['details'], {'header-name': 'GSA-E50L', 'part': None})
        self.assertIn('GSA-E50L', self.text('info', 'sr0').out)
        self.assertRegex(self.text('flash', '--help').out, 'For experts: .*readdress')
        self.assertIn('no-such', self.text('flash', 'sr0', 'x.bin', '--setting', 'no-such', code=cli.USAGE).err)

    def test_german_sentences(self):
        self.drive()
        core = self.make_image('core.bin', E50L, 'NE02', 3, '--set', 'core')
        german = dict(self.environment, **self.locale('de'))
        self.assertIn('Die Datei enthält den Lader des Laufwerks (CORE)', self.text('check', 'sr0', core, code=cli.REFUSED, env=german).out)

    def test_other_header_is_shown_and_gives_no_identity(self):
        self.drive(H62N)
        out = self.text('info', 'sr0').out
        self.assertIn('GSA-H62N', out)
        self.assertIn('belongs to a different drive family', out)
        self.assertIn('not identified', out)

    def test_drive_of_another_family_is_never_asked(self):
        self.use(cli.one(cli.NS60))
        self.make_drives()
        self.json('info', 'sr0', '--look-closer')
        for command in ('info', 'backup'):
            self.assertIn('for drives of the LG Renesas family', self.text(command, 'sr0', *SEARCH, code=cli.USAGE).err)
        self.assertEqual(self.reads(), [])


class Search(LgTest):
    """Headers that are only found if the user asks for a search from address 0."""

    def low_reads(self):
        return [cdb for cdb in self.reads() if int(cdb[4:12], 16) < 0x400000]

    def test_addresses_that_were_asked_for_are_kept_with_the_unit(self):
        self.drive(Quirks='low-headers=1048576')
        before = self.dump()
        out = self.text('info', 'sr0').out
        self.assertIn('With the setting “search-from-zero”, Burnback also searches the rest', out)
        self.assertIn('not identified', out)
        self.assertEqual(self.low_reads(), [])
        self.assertIn('backup', self.json('info', 'sr0', *SEARCH)['can'])
        self.assertGreater(len(self.low_reads()), 2)
        # Nothing was saved, so nothing is known of the drive.
        self.assertEqual(self.json('info', 'sr0')['can'], ['identify'])
        self.assertTrue(self.json('backup', 'sr0', *SEARCH)['complete'])
        n_before = len(self.reads())
        self.assertIn('backup', self.json('info', 'sr0')['can'])
        self.assertEqual([cdb[4:18] for cdb in self.reads()[n_before:]], ['00100100000048', '00100000000048'])
        image = self.make_image('new.bin', E50L, 'NE02', 1, '--set', 'no-header')
        n_before = len(self.low_reads())
        result = self.json('flash', 'sr0', image, '--yes')
        self.assertEqual([result['verified'], result['revision-after']], ['proven', 'NE02'])
        self.assertEqual({cdb[14:18] for cdb in self.low_reads()[n_before:]}, {'0048'})
        self.assertEqual(self.json('rollback', 'sr0', '--yes')['revision-after'], 'NE01')
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_flash_may_ask_itself_and_its_journal_knows_the_addresses(self):
        self.drive(Quirks='low-headers=1048576', faults=[{'At': 'step:program:1', 'Kind': 'power-cut', 'During': 'middle'}])
        image = self.make_image('new.bin', E50L, 'NE02', 1, '--set', 'no-header')
        self.json('flash', 'sr0', image, '--yes', code=cli.REFUSED)
        self.assertEqual([self.low_reads(), self.writes()], [[], []])
        self.json('flash', 'sr0', image, '--yes', *SEARCH, code=cli.NEEDS_RECOVERY)
        self.use(cli.one(E50L, Revision='NE01', Quirks='low-headers=1048576'))
        self.power()
        n_before = len(self.low_reads())
        result = self.json('recover', 'sr0', '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', 'NE01'])
        self.assertEqual({cdb[14:18] for cdb in self.low_reads()[n_before:]}, {'0048'})

    def test_search_that_disturbs_the_drive_ends_with_its_power_cycle(self):
        self.drive(Quirks='no-header;register-trap')
        self.json('info', 'sr0')
        self.assertEqual(self.low_reads(), [])
        self.violations = ['hardware registers were read at 000000']
        failed = self.text('info', 'sr0', *SEARCH, code=cli.FAILED)
        self.assertIn('did not respond in time. Nothing on the drive was changed', failed.err)
        self.assertIn('power cycle the drive', failed.err)
        # The registers come last: all else was searched before.
        self.assertEqual(self.low_reads()[-1], '3C050000000000700044')
        self.power(False)
        self.power()
        self.assertEqual(self.json('info', 'sr0')['can'], ['identify'])


class Mishaps(mishaps.Mishaps, LgTest):
    """What may happen to a flash."""

    MISHAPS = (
        ('unplugged in the upload', '', ('step:upload:2', 'unplug'), 'unchanged', 'old', 'Reconnect the drive and try again'),
        ('unplugged at the last chunk', '', ('step:program:1', 'unplug'), 'needs-recovery', 'old', 'Shut down the computer and reconnect'),
        ('busy once', '', ('step:upload:2', 'sense', '2/04/01', '1'), 'done', 'new', 'NE02'),
        ('never ready', '', ('opcode:00:1', 'sense', '2/04/01', '0'), 'refused', 'old', 'still starting'),
        ('first chunk refused', '', ('step:upload:1', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'rejected part of the image'),
        ('middle chunk refused once', '', ('step:upload:20', 'sense', '5/24/00', '1'), 'done', 'new', 'NE02'),
        ('middle chunk always refused', '', ('step:upload:20', 'sense', '5/24/00', '0'), 'unchanged', 'old', 'rejected part of the image'),
        ('last chunk refused', '', ('step:program:1', 'sense', '5/26/00', '0'), 'unchanged', 'old', 'checked the image and rejected it'),
        ('reset in the upload', '', ('step:upload:20', 'sense', '6/29/00', '1'), 'done', 'new', 'NE02'),
        ('GOOD for all chunks, old firmware', 'keeps-old', None, 'unchanged', 'old', 'still has the previous firmware'),
        ('last chunk answered too late', '', ('step:program:1', 'timeout'), 'done', 'new', 'NE02'),
        ('power lost at the last chunk', '', ('step:program:1', 'power-cut'), 'needs-recovery', 'old', 'Shut down the computer and reconnect'),
        ('does not come back', '', ('step:program:1', 'dead'), 'needs-recovery', 'new', 'did not respond in time'),
        ('comes back under another name', '', ('step:program:1', 'other-name'), 'written', 'new', 'now reports a different name'),
        ('a bridge swallows the chunks', '', ('opcode:3B:1', 'silent', None, '0'), 'unchanged', 'old', 'without an adapter'),
        ('a bridge changes the control byte', 'memory-refused', None, 'refused', 'old', 'could not be identified'),
    )

    def flash_once(self, quirks, faults):
        self.drive(**({'Quirks': quirks} if quirks else {}))
        old = self.dump(region='application')
        image = self.make_image('new.bin', E50L, 'NE02')
        self.use(cli.one(E50L, faults, Revision='NE01', **({'Quirks': quirks} if quirks else {})))
        value = self.json('flash', 'sr0', image, '--yes', code=None)
        return value, old, self.read(image)[0x400:]


if __name__ == '__main__':
    cli.main()
