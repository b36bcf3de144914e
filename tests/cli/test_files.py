# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware files: known by their content, found in archives, updaters and folders."""
import os
import shutil
import tarfile
import zipfile

import archives
import cli

NEC_BYTES = 1966086


class Identify(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.nec = self.make_image('nec.bin')
        self.ns60 = self.make_image('ns60.bin', cli.NS60, '1.03')

    def known(self, *paths, code=cli.DONE):
        """(family, codes, revision, checksum) of each image."""
        return [(image['family'], image['codes'], image['revision'], image['checksum'])
                for image in self.json('identify', *paths, code=code)]

    NEC = ('nec-optiarc', ['K355'], '1.07', 'good')
    NS60 = ('mediatek-mt1959', ['BD-RE WH16NS60'], '1.03', 'none')

    def test_both_families(self):
        self.assertEqual(self.known(self.nec, self.ns60), [self.NEC, self.NS60])
        nec = self.json('identify', self.nec)[0]
        self.assertEqual([nec['size'], nec['inside'], nec['problem'], nec['file']],
                         [os.path.getsize(self.nec), None, None, self.nec])
        text = self.text('identify', self.nec).out
        for word in ('nec.bin', 'ND-3550A', '1.07', nec['sha256']):
            self.assertIn(word, text)

    def test_a_wrong_checksum_has_a_remark(self):
        data = bytearray(self.read(self.nec))
        data[0x20000] ^= 1
        text = self.text('identify', self.write('wrong.bin', bytes(data)), code=None).out
        self.assertIn('checksum bad', text)
        self.assertIn('the file is damaged', text)

    def test_the_name_does_not_matter(self):
        for name in ('x', 'BD-RE WH16NS60 1.03.bin', 'a.zip', 'UPPER.ROM', 'ünïcödé.bin', 'with space.bin', '%41.bin'):
            path = self.path(name)
            shutil.copy(self.nec, path)
            self.assertEqual(self.known(path), [self.NEC], name)

    def test_in_an_archive(self):
        path = self.path('both.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as file:
            file.write(self.nec, 'folder/nec.bin')
            file.writestr('readme.txt', 'nothing')
            file.write(self.ns60, 'ns60.bin')
        self.assertEqual(sorted(self.known(path)), sorted([self.NEC, self.NS60]))
        inside = {image['inside'] for image in self.json('identify', path)}
        self.assertEqual(inside, {'folder/nec.bin', 'ns60.bin'})

    def test_in_other_archives(self):
        for suffix, mode in (('tar', 'w'), ('tar.gz', 'w:gz'), ('tar.xz', 'w:xz')):
            path = self.path('nec.' + suffix)
            with tarfile.open(path, mode) as file:
                file.add(self.nec, 'nec.bin')
            self.assertEqual(self.known(path), [self.NEC], suffix)

    def test_in_archives_of_every_kind(self):
        files = {'nec.bin': self.read(self.nec), 'readme.txt': b'nothing', 'ns60.bin': self.read(self.ns60)}
        for kind, make in archives.ALL.items():
            path = self.write('both.' + kind, make(files))
            images = self.json('identify', path)
            self.assertEqual(sorted(self.known(path)), sorted([self.NEC, self.NS60]), kind)
            self.assertEqual(sorted(image['inside'].lower() for image in images), ['nec.bin', 'ns60.bin'], kind)
            self.assertEqual(sorted(image['sha256'] for image in images),
                             sorted(self.json('identify', path)[0]['sha256'] for path in (self.nec, self.ns60)), kind)

    def test_in_programs_that_unpack_themselves(self):
        # As large and as round as the real ones: behind others the library does not look for every kind.
        stub = b'MZ'.ljust(0x31000, b'\0')
        path = self.path('sfx.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as file:
            file.write(self.nec, 'nec.bin')
        packed = {'zip': self.read(path)}
        for kind in ('7z', 'cab', 'rar', 'rar5'):
            packed[kind] = archives.ALL[kind]({'nec.bin': self.read(self.nec)})
        for kind, data in packed.items():
            path = self.write(kind + '.exe', stub + data)
            self.assertEqual(self.known(path), [self.NEC], kind)
            self.assertEqual(self.json('identify', path)[0]['inside'], 'nec.bin')

    def test_every_flash_type_in_a_makers_updater(self):
        for code in ('K110', 'L210', 'K210', 'K355', 'D570', 'G200', 'G230', 'G27A', 'C500'):
            raw = self.make_image('raw.bin', ('nec-optiarc', code), '1.08')
            exe = self.make_image('wrapped.exe', ('nec-optiarc', code), '1.08', 7, '--wrap', 'exe')
            plain, inside = self.json('identify', raw)[0], self.json('identify', exe)[0]
            self.assertEqual(inside['codes'], [code])
            for key in ('family', 'codes', 'model', 'revision', 'checksum', 'sha256', 'size'):
                self.assertEqual(inside[key], plain[key], f'{code} {key}')

    def test_a_scrambled_updater_is_named_as_such(self):
        scrambled = bytes(byte ^ 0x5A for byte in self.read(self.nec))
        value = self.json('identify', self.write('scrambled.exe', b'MZ' + bytes(3000) + scrambled), code=cli.REFUSED)[0]
        self.assertIsNone(value['family'])
        self.assertIn('This is a program', value['problem'])
        self.assertIn('packed or encrypted', value['problem'])
        self.assertIn('plain image', value['problem'])
        other = self.json('identify', self.write('scrambled.bin', scrambled), code=cli.REFUSED)[0]
        self.assertNotIn('program', other['problem'])

    def test_in_a_makers_updater(self):
        for name, family, known in (('nec', cli.NEC, self.NEC), ('ns60', cli.NS60, self.NS60)):
            path = self.make_image(name + '.exe', family, known[2], 7, '--wrap', 'exe')
            self.assertEqual(self.read(path)[:2], b'MZ')
            self.assertEqual(self.known(path), [known])
            self.assertTrue(self.json('identify', path)[0]['inside'])

    def test_in_a_home_made_updater_with_two_images(self):
        other = self.make_image('other.bin', ('nec-optiarc', 'K450'), '2.06')
        path = self.write('both.exe', b'MZ' + bytes(5000) + self.read(self.nec) + self.read(other))
        self.assertEqual(sorted(image[1][0] for image in self.known(path)), ['K355', 'K450'])
        self.assertEqual(len({image['inside'] for image in self.json('identify', path)}), 2)

    def test_both_families_behind_one_program(self):
        path = self.write('both.exe', b'MZ' + bytes(5000) + self.read(self.ns60) + self.read(self.nec))
        self.assertEqual(sorted(self.known(path)), sorted([self.NEC, self.NS60]))

    def test_an_updater_in_an_archive(self):
        exe = self.make_image('nec.exe', cli.NEC, '1.07', 7, '--wrap', 'exe')
        path = self.path('nec.zip')
        with zipfile.ZipFile(path, 'w') as file:
            file.write(exe, 'nec.exe')
        self.assertEqual(self.known(path), [self.NEC])
        self.assertIn('nec.exe', self.json('identify', path)[0]['inside'])

    def test_a_folder_is_walked(self):
        os.makedirs(self.path('folder', 'deeper', 'still'))
        shutil.copy(self.nec, self.path('folder', 'a.bin'))
        shutil.copy(self.ns60, self.path('folder', 'deeper', 'still', 'b.bin'))
        os.symlink('.', self.path('folder', 'deeper', 'again'))
        self.assertEqual(sorted(self.known(self.path('folder'))), sorted([self.NEC, self.NS60]))

    def test_json_gives_each_path_as_it_was_given(self):
        os.makedirs(self.path('folder', 'deeper'))
        shutil.copy(self.nec, self.path('folder', 'deeper', 'a.bin'))
        self.write(os.path.join('folder', 'empty'), b'')
        folder = os.path.relpath(self.path('folder'))
        # Two files of one name in two folders are told apart.
        shutil.copy(self.nec, self.path('a.bin'))
        files = [image['file'] for image in self.json('identify', folder, self.path('.', 'a.bin'))]
        self.assertEqual(sorted(files), sorted([folder + '/deeper/a.bin', folder + '/empty', self.path('.', 'a.bin')]))

    def test_firmware_for_an_unknown_model_has_no_empty_parentheses(self):
        text = self.text('identify', self.write('container.bin', b'SDF0' + bytes(0x10000)), code=None).out
        self.assertIn('firmware for an unknown model, revision unreadable', text)
        self.assertNotIn('()', text)

    def test_of_several_files_the_bad_ones_are_told_in_their_place(self):
        text = self.write('text.txt', 'Hello.\n')
        values = self.json('identify', self.nec, text, self.write('empty', b''), self.ns60, code=cli.REFUSED)
        self.assertEqual([value['family'] for value in values], ['nec-optiarc', None, None, 'mediatek-mt1959'])
        self.assertEqual([bool(value['problem']) for value in values], [False, True, True, False])
        values = self.json('identify', self.nec, self.path('nowhere'), code=cli.NOT_FOUND)
        self.assertEqual([value['family'] for value in values], ['nec-optiarc', None])

    def test_damaged_ones(self):
        data = bytearray(self.read(self.nec))
        data[0x1000] ^= 1
        self.assertEqual(self.known(self.write('bad.bin', bytes(data))), [('nec-optiarc', ['K355'], '1.07', 'bad')])
        with open(self.write('broken.zip', b'PK\3\4' + bytes(range(256)) * 20)) as file:
            self.assertTrue(self.json('identify', file.name, code=cli.REFUSED)[0]['problem'])

    def test_no_drive_is_touched(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        begin = self.log_length()
        self.json('identify', self.nec)
        self.assertEqual(self.log_length(), begin)


class Chosen(cli.CliTest):
    """Of several images in one file the drive's own is flashed."""

    def test_from_an_archive(self):
        path = self.path('many.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as file:
            for code in ('K450', 'K355', 'K110'):
                file.write(self.make_image(code, ('nec-optiarc', code), '1.08'), code + '.bin')
        self.use(cli.one(cli.NEC))
        self.assertEqual(self.json('check', 'sr0', path)['image']['inside'], 'K355.bin')
        result = self.json('flash', 'sr0', path, '--yes')
        self.assertEqual([result['result'], result['revision-after']], ['done', '1.08'])

    def test_from_a_makers_updater(self):
        for family, options in ((cli.NEC, []), (cli.NS60, ['--without-backup'])):
            self.setUp()
            path = self.make_image('new.exe', family, '1.08', 7, '--wrap', 'exe')
            self.use(cli.one(family))
            result = self.json('flash', 'sr0', path, '--yes', *options)
            self.assertEqual([result['result'], result['revision-after']], ['done', '1.08'])


class Check(cli.CliTest):
    def test_a_verdict_and_every_reason(self):
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

    def test_an_older_revision_is_a_matter_of_knowing(self):
        self.use(cli.one(cli.NEC, Revision='1.09'))
        value = self.json('check', 'sr0', self.make_image('old.bin', revision='1.03'), code=None)
        self.assertIn(value['verdict'], ('fits', 'caution'))
        self.assertTrue(any('older' in reason['text'] or 'down' in reason['text'] for reason in value['reasons']))

    def test_what_stands_in_the_way_is_a_list(self):
        self.use(cli.one(cli.NEC, Disc='data'))
        value = self.json('check', 'sr0', self.make_image('new.bin'))
        bad = [item['code'] for item in value['readiness'] if not item['good'] and item['needed']]
        self.assertEqual(bad, ['medium'])
        self.assertTrue(all(item['remedy'] for item in value['readiness'] if not item['good']))

    def test_a_mediatek_drive_has_half_a_way_back(self):
        self.use(cli.one(cli.NS60))
        value = self.json('check', 'sr0', self.make_image('new.bin', cli.NS60, '1.03'))
        self.assertEqual([value['verdict'], value['backup']], ['fits', 'partial'])

    def test_what_is_incompatible_is_told_once(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        done = self.text('check', 'sr0', self.make_image('other.bin', cli.NS60, '1.03'), code=cli.REFUSED)
        self.assertEqual((done.out + done.err).lower().count('incompatible'), 1, done.out + done.err)
        self.assertIn('exactly this drive', done.err)


class DryRun(cli.CliTest):
    def test_the_steps_and_nothing_else(self):
        for family, options in ((cli.NEC, []), (cli.NS60, ['--without-backup'])):
            self.setUp()
            self.use(cli.one(family))
            self.make_drives()
            begin, before = self.log_length(), self.dump()
            steps = self.json('flash', 'sr0', self.make_image('new.bin', family), '--dry-run', *options,
                              kind='dry-run')['steps']
            self.assertEqual([step['number'] for step in steps], list(range(1, len(steps) + 1)))
            kinds = [step['kind'] for step in steps]
            self.assertIn('upload', kinds)
            self.assertTrue(any(step['endangers'] for step in steps))
            self.assertEqual([entry for entry in self.log(since=begin) if cli.is_write(entry)], [])
            self.assert_same_bytes(self.dump(), before, 'the drive')
            self.assertFalse(os.path.isdir(os.path.join(self.state, 'backups')) and
                             os.listdir(os.path.join(self.state, 'backups')))
            self.assertIn('No command that changes the drive was sent', self.text('flash', 'sr0', self.path('new.bin'), '--dry-run', *options).out)

    def test_they_are_what_the_flash_then_sends(self):
        self.use(cli.one(cli.NEC))
        image = self.make_image('new.bin')
        steps = self.json('flash', 'sr0', image, '--dry-run', kind='dry-run')['steps']
        planned = [step['text'].replace(' ', '').upper() for step in steps
                   if step['kind'] in ('upload', 'checksum', 'erase', 'program')]
        begin = self.log_length()
        self.json('flash', 'sr0', image, '--yes')
        sent = [entry['cdb'] for entry in self.log(since=begin) if entry['cdb'][:4] in ('CB01', 'CB04', 'CB02', 'CC04')]
        self.assertEqual(planned, sent)


if __name__ == '__main__':
    cli.main()
