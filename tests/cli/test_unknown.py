# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives of no family: what their names and standard commands tell, the report, and the draft of a catalog entry
(bb-family-probe.c, bb-naming.c, bb-standard.c, bb-ctl-catalog-draft.c).

Also tests bb-words-naming.c.
"""
import re

import cli

GU90N = {'Vendor': 'HL-DT-ST', 'Product': 'DVDRAM GU90N', 'Revision': 'A1C1', 'Serial': 'K9JF6AA1234'}
# TEST UNIT READY, INQUIRY, GET CONFIGURATION, and REPORT KEY, which reads the DVD region.
STANDARD = {'00', '12', '46', 'A4'}


class Unknown(cli.CliTest):
    def test_name_tells_maker_model_and_kind(self):
        self.use(cli.one(cli.SPC, **GU90N))
        drive = self.json('list')[0]
        self.assertEqual([drive['is'][key] for key in ('family', 'code', 'maker', 'model', 'confidence')],
                         [None, None, 'HLDS (LG)', 'GU90N', 'medium'])
        self.assertEqual(drive['named'], {'maker': 'HLDS (LG)', 'model': 'GU90N', 'kind': 'dvd-writer', 'form': 'ultra-slim',
                                          'interface': 'SATA', 'family': None})
        self.assertEqual([drive['candidates'], drive['can'], drive['tested']], [[], ['identify'], None])
        self.assertTrue(any('no known public procedure' in sentence for sentence in drive['is']['evidence']))
        self.assertIn('HLDS (LG) GU90N', self.text('list').out)

    def test_info_says_why_and_what_to_do_instead(self):
        self.use(cli.one(cli.SPC, **GU90N))
        out = self.text('info', 'sr0').out
        self.assertIn('not identified (the reported name suggests HLDS (LG) GU90N)', out)
        self.assertIn('There is no known public procedure for reading or flashing the firmware of this drive. To save a report, run “burnbackctl report sr0 FILE”.', out)
        self.assertIn('Save a report', out)
        self.assertIn('DVD writer, slim, 9.5 mm, SATA', out)
        self.assertNotIn('--look-closer', out)
        for command in ('backup', 'verify', 'rollback'):
            self.assertEqual(self.text(command, 'sr0', code=None).returncode in (cli.FAILED, cli.REFUSED, cli.NOT_FOUND), True)

    def test_standard_commands_tell_the_disc_types(self):
        for discs, kind in (('cd-reader', 'cd-reader'), ('cd-writer', 'cd-writer'), ('dvd-reader', 'dvd-reader'),
                            ('dvd-combo', 'dvd-combo'), ('bd-reader', 'bd-reader'), ('bd-combo', 'bd-combo'),
                            ('bd-writer', 'bd-writer'), (None, 'dvd-writer')):
            self.forget_drives()
            self.use(cli.one(cli.SPC, Vendor='FOO', Product='BAR', Revision='1.00', Bus='usb',
                             **({'Quirks': 'discs=' + discs} if discs else {})))
            drive = self.json('info', 'sr0')
            self.assertIsNone(drive['is'])
            self.assertEqual([drive['facts'][key] for key in ('kind-by-discs', 'interface', 'loader')], [kind, 'USB', 'tray'])
            self.assertEqual('BD-ROM' in drive['facts']['discs'], kind.startswith('bd'))
        self.assertIn('look-closer', self.text('info', 'sr0').out)

    def test_only_standard_commands_are_sent(self):
        drives = [('sr0', 'spc', None, GU90N), ('sr1', 'spc', None, dict(GU90N, Vendor='FOO', Product='BAR 1'))]
        self.use(cli.scenario(*drives))
        self.json('list')
        self.json('info', 'sr0')
        self.json('info', 'sr1')
        for name, *_rest in drives:
            self.assertLessEqual({entry['cdb'][:2] for entry in self.log(name)}, STANDARD)

    def test_download_of_the_standard_is_never_sent(self):
        """The drive supports WRITE BUFFER of the standard, and the user gives all consents. WRITE BUFFER must not be
        sent."""
        self.use(cli.one(cli.SPC, **GU90N, Quirks='download'))
        self.make_drives()
        before = self.dump()
        image = self.write('image.bin', bytes(i * 7 % 251 for i in range(0x40000)))
        for command in (('flash', 'sr0', image, '--yes', '--expert', '--allow-crossflash', '--without-backup'),
                        ('recover', 'sr0', image, '--yes', '--expert', '--allow-crossflash'), ('rollback', 'sr0', '--yes', '--expert'),
                        ('verify', 'sr0', image), ('backup', 'sr0')):
            for look_closer in ((), ('--look-closer',)):
                self.assertNotIn(self.text(*command, *look_closer, code=None).returncode, (cli.DONE, cli.UNPROVEN), command)
        self.assertEqual([entry['cdb'] for entry in self.log() if entry['cdb'].startswith('3B')], [])
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def test_name_of_a_supported_family_is_a_candidate(self):
        self.use(cli.one(cli.SPC, Vendor='_NEC', Product='DVD_RW ND-3550A', Revision='1.05'))
        drive = self.json('info', 'sr0')
        self.assertEqual([drive['is']['family'], drive['is']['maker'], drive['is']['model']], [None, 'NEC', 'ND-3550A'])
        self.assertIn('K355', [candidate['code'] for candidate in drive['candidates']])
        self.forget_drives()
        # The table of models has no such name, so the candidate has only a family.
        self.use(cli.one(cli.SPC, Vendor='_NEC', Product='DVD_RW ND-3999A', Revision='1.05'))
        drive = self.json('info', 'sr0')
        self.assertEqual([(candidate['family'], candidate['code']) for candidate in drive['candidates']], [('nec-optiarc', None)])
        self.assertNotIn('no known public procedure', ' '.join(drive['is']['evidence']))

    def test_drive_that_does_not_respond_as_its_name_suggests(self):
        """All reads of the memory of a drive that is in the catalog are rejected. Nothing may say that the drive is not
        in the catalog, or that a report is what it takes to get it added."""
        rejected = [{'Drive': 'sr0', 'At': f'opcode:{code}:1', 'Kind': 'sense', 'Sense': '5/20/00', 'Times': 0}
                    for code in ('3C', 'CC')]
        self.use(cli.one(('nec-optiarc', 'K355'), faults=rejected))
        drive = self.json('info', 'sr0')
        self.assertEqual([drive['is']['family'], drive['is']['model']], [None, 'ND-3550A'])
        said = 'The drive reports the name of a model in the catalog but responds differently.'
        info = self.text('info', 'sr0').out
        self.assertIn('not identified (the reported name suggests NEC ND-3550A)', info)
        self.assertIn('If the problem persists, save a report', info)
        for out in (info, self.text('list').err, self.text('backup', 'sr0', code=cli.REFUSED).err,
                    self.text('verify', 'sr0', code=cli.REFUSED).err):
            self.assertIn(said, out)
            self.assertIn('Connect the drive without an adapter, power cycle it', out)
            self.assertNotIn('not in the catalog', out)
            self.assertNotIn('added to the catalog', out)

    def test_drive_of_an_unknown_model_is_not_in_the_catalog(self):
        """Its name suggests a family, but no model."""
        self.use(cli.one(cli.SPC, Vendor='_NEC', Product='DVD_RW ND-3999A', Revision='1.05'))
        self.assertIn('This drive is not in the catalog.', self.text('info', 'sr0').out)
        self.assertIn('The drive may then be added to the catalog.', self.text('info', 'sr0').out)
        for command in ('backup', 'verify'):
            self.assertIn('This drive is not in the catalog, and its firmware cannot be read. To check whether the drive is a '
                          'rebranded model', self.text(command, 'sr0', code=cli.REFUSED).err)


class Report(cli.CliTest):
    def report(self, **keys):
        """Returns the path of a report, and its text before the trace."""
        self.forget_drives()
        self.use(cli.one(cli.SPC, **dict(GU90N, **keys)))
        path = self.path('report.txt')
        self.json('report', 'sr0', path, '--force')
        return path, self.read(path).decode().split('\ntrace:\n')[0]

    def test_report_has_what_is_needed_to_add_the_drive(self):
        _path, text = self.report(Quirks='download')
        for line in (r'inquiry: 05 80 .{200,}', 'named maker: HLDS \\(LG\\)', 'named model: GU90N', 'named kind: dvd-writer',
                     'vpd pages: 05 00 00 04 00 80 83 86', 'vpd page 86: 05 86 00 3C 40 .*', r'feature 0000 version \d+: 00 2B .*',
                     r'feature 0001 version 2: 00 00 00 07 .*', 'read buffer descriptor: 09 04 00 00',
                     'read buffer echo descriptor: 00 00 00 FC', 'needed to add it: .*firmware update.*'):
            self.assertRegex(text, f'(?m)^{line}$')
        whole = self.read(self.path('report.txt')).decode().upper()
        for form in ('K9JF6AA1234', b'K9JF6AA1234'.hex().upper(), 'feature 0108'.upper()):
            self.assertNotIn(form, whole)

    def test_refused_commands_are_told(self):
        _path, text = self.report(Quirks='no-buffers')
        self.assertIn('read buffer descriptor: refused', text)

    def test_draft_is_accepted_by_lint(self):
        for keys in ({}, {'Vendor': 'FOO', 'Product': 'BAR [1]'}, {'Vendor': '_NEC', 'Product': 'DVD_RW ND-3550A'},
                     {'Vendor': 'ASUS', 'Product': 'DRW-24D3ST'}, {'Vendor': 'TDK', 'Product': 'DVDRW420N'},
                     {'Vendor': 'A=B;C', 'Product': '#x'}):
            path, _text = self.report(**keys)
            entry = self.text('catalog', 'draft', path).out
            self.assertEqual(entry, self.json('catalog', 'draft', path, kind='catalog-draft')['entry'])
            names = self.write('mine.names', entry)
            self.assertEqual(self.json('catalog', 'lint', names, kind='catalog-lint'), [], entry)
        self.assertIn('Vendor=A=B;C\n', entry)

    def test_draft_of_an_identified_drive_names_its_model(self):
        self.use(cli.one(('nec-optiarc', 'K110'), Vendor='TDK', Product='DVDRW420N'))
        self.json('report', 'sr0', self.path('nec.txt'))
        entry = self.text('catalog', 'draft', self.path('nec.txt')).out
        self.assertIn('Family=nec-optiarc\nModel=K110\n', entry)
        self.assertEqual(self.json('catalog', 'lint', self.write('nec.names', entry), kind='catalog-lint'), [])

    def test_draft_of_another_file_fails(self):
        self.report()
        self.json('report', 'sr0', self.path('report.html'))
        for name, code in (('report.html', cli.FAILED), ('none', cli.NOT_FOUND), ('text', cli.FAILED), ('bytes', cli.FAILED)):
            self.write('text', 'Burnback 1 report\n\nbus: usb\n')
            self.write('bytes', b'Burnback \xff\nvendor: A\nproduct: B\n')
            value = self.json('catalog', 'draft', self.path(name), kind='catalog-draft', code=code)
            self.assertTrue(value['error']['next'])

    def test_drafted_entry_is_used(self):
        path, _text = self.report(Vendor='FOO', Product='BAR')
        entry = self.text('catalog', 'draft', path).out.replace('Notes=', 'OemVendor=Bar Corporation\nOemModel=B-1\nNotes=')
        self.write('mine.names', entry)
        self.environment['XDG_DATA_HOME'] = self.path('share')
        folder = self.path('share', 'burnback', 'catalog')
        cli.os.makedirs(folder)
        cli.shutil.copy(self.path('mine.names'), folder)
        self.assertEqual(self.json('info', 'sr0')['is']['maker'], 'Bar Corporation')
        self.assertTrue(re.search('Bar Corporation B-1', self.text('list').out))


if __name__ == '__main__':
    cli.main()
