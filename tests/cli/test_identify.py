# SPDX-License-Identifier: GPL-3.0-or-later
"""identify: files, archives, updaters and folders (bb-ctl-identify.c)."""
import os
import shutil
import tarfile
import zipfile

import archives
import cli


class Identify(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.nec = self.make_image('nec.bin')
        self.ns60 = self.make_image('ns60.bin', cli.NS60, '1.03')

    def known(self, *paths, code=cli.DONE):
        """Returns family, codes, revision and checksum of each image that `identify` finds."""
        return [self.summary(image) for image in self.json('identify', *paths, code=code)]

    def summary(self, image):
        return image['family'], image['codes'], image['revision'], image['checksum']

    NEC = ('nec-optiarc', ['K355'], '1.07', 'good')
    NS60 = ('mediatek-mt1959', ['BD-RE WH16NS60'], '1.03', 'none')

    def test_images_of_both_families_are_identified(self):
        self.assertEqual(self.known(self.nec, self.ns60), [self.NEC, self.NS60])
        nec = self.json('identify', self.nec)[0]
        self.assertEqual([nec['size'], nec['inside'], nec['problem'], nec['file']],
                         [os.path.getsize(self.nec), None, None, self.nec])
        text = self.text('identify', self.nec).out
        for word in ('nec.bin', 'ND-3550A', '1.07', nec['sha256']):
            self.assertIn(word, text)

    def test_wrong_checksum_has_a_remark(self):
        data = bytearray(self.read(self.nec))
        data[0x20000] ^= 1
        text = self.text('identify', self.write('wrong.bin', bytes(data)), code=None).out
        self.assertIn('checksum bad', text)
        self.assertIn('the file is damaged', text)

    def test_file_name_does_not_change_the_result(self):
        for name in ('x', 'BD-RE WH16NS60 1.03.bin', 'a.zip', 'UPPER.ROM', 'ünïcödé.bin', 'with space.bin', '%41.bin'):
            path = self.path(name)
            shutil.copy(self.nec, path)
            self.assertEqual(self.known(path), [self.NEC], name)

    def test_image_in_an_archive_is_found(self):
        path = self.path('both.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            file.write(self.nec, 'folder/nec.bin')
            file.writestr('readme.txt', 'nothing')
            file.write(self.ns60, 'ns60.bin')
        self.assertEqual(sorted(self.known(path)), sorted([self.NEC, self.NS60]))
        inside = {image['inside'] for image in self.json('identify', path)}
        self.assertEqual(inside, {'folder/nec.bin', 'ns60.bin'})

    def test_image_in_other_archives_is_found(self):
        small = self.make_image('small.bin', cli.SMALL)
        for suffix, mode, fast in (('tar', 'w', {}), ('tar.gz', 'w:gz', {'compresslevel': 1}),
                                   ('tar.xz', 'w:xz', {'preset': 0})):
            path = self.path('small.' + suffix)
            with tarfile.open(path, mode, **fast) as file:
                file.add(small, 'small.bin')
            self.assertEqual(self.known(path), [('nec-optiarc', ['L210'], '1.07', 'good')], suffix)

    def test_image_in_archives_of_every_kind_is_found(self):
        files = {'nec.bin': self.read(self.nec), 'readme.txt': b'nothing', 'ns60.bin': self.read(self.ns60)}
        checksums = sorted(image['sha256'] for image in self.json('identify', self.nec, self.ns60))
        for kind, make in archives.ALL.items():
            # In each change, test_library.py opens archives of the last two kinds.
            if not cli.ALL and kind in ('iso', 'rar5'):
                continue
            images = self.json('identify', self.write('both.' + kind, make(files)))
            self.assertEqual(sorted(map(self.summary, images)), sorted([self.NEC, self.NS60]), kind)
            self.assertEqual(sorted(image['inside'].lower() for image in images), ['nec.bin', 'ns60.bin'], kind)
            self.assertEqual(sorted(image['sha256'] for image in images), checksums, kind)

    def test_image_in_self_extracting_programs_is_found(self):
        # The size of the program in real updaters: after programs of other sizes, libarchive does not find every format.
        stub = b'MZ'.ljust(0x31000, b'\0')
        path = self.path('sfx.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            file.write(self.nec, 'nec.bin')
        for kind in cli.some(('zip', '7z', 'cab', 'rar', 'rar5'), 3):
            data = self.read(path) if kind == 'zip' else archives.ALL[kind]({'nec.bin': self.read(self.nec)})
            images = self.json('identify', self.write(kind + '.exe', stub + data))
            self.assertEqual([self.summary(image) for image in images], [self.NEC], kind)
            self.assertEqual(images[0]['inside'], 'nec.bin')

    def test_images_of_every_flash_type_in_updaters_of_the_manufacturer(self):
        for code in cli.some(('K110', 'L210', 'K210', 'K355', 'D570', 'G200', 'G230', 'G27A', 'C500'), 5):
            raw = self.make_image('raw.bin', ('nec-optiarc', code), '1.08')
            exe = self.make_image('wrapped.exe', ('nec-optiarc', code), '1.08', 7, '--wrap', 'exe')
            plain, inside = self.json('identify', raw, exe)
            self.assertEqual(inside['codes'], [code])
            for key in ('family', 'codes', 'model', 'revision', 'checksum', 'sha256', 'size'):
                self.assertEqual(inside[key], plain[key], f'{code} {key}')

    def test_scrambled_updater_is_reported_as_such(self):
        scrambled = bytes(byte ^ 0x5A for byte in self.read(self.nec))
        value = self.json('identify', self.write('scrambled.exe', b'MZ' + bytes(3000) + scrambled), code=cli.REFUSED)[0]
        self.assertIsNone(value['family'])
        self.assertIn('Burnback found no readable firmware image in this program file', value['problem'])
        self.assertIn('Use a file with only the image, or a backup of a drive with this firmware.', value['problem'])
        other = self.json('identify', self.write('scrambled.bin', scrambled), code=cli.REFUSED)[0]
        self.assertNotRegex(other['problem'], 'program|updater')

    def test_image_in_an_updater_of_the_manufacturer_is_found(self):
        for name, family, known in (('nec', cli.NEC, self.NEC), ('ns60', cli.NS60, self.NS60)):
            path = self.make_image(name + '.exe', family, known[2], 7, '--wrap', 'exe')
            self.assertEqual(self.read(path)[:2], b'MZ')
            self.assertEqual(self.known(path), [known])
            self.assertTrue(self.json('identify', path)[0]['inside'])

    def test_two_images_in_one_program_are_found(self):
        other = self.make_image('other.bin', ('nec-optiarc', 'K450'), '2.06')
        path = self.write('both.exe', b'MZ' + bytes(5000) + self.read(self.nec) + self.read(other))
        self.assertEqual(sorted(image[1][0] for image in self.known(path)), ['K355', 'K450'])
        self.assertEqual(len({image['inside'] for image in self.json('identify', path)}), 2)

    def test_images_of_both_families_in_one_program_are_found(self):
        path = self.write('both.exe', b'MZ' + bytes(5000) + self.read(self.ns60) + self.read(self.nec))
        self.assertEqual(sorted(self.known(path)), sorted([self.NEC, self.NS60]))

    def test_updater_in_an_archive_is_opened(self):
        exe = self.make_image('nec.exe', cli.NEC, '1.07', 7, '--wrap', 'exe')
        path = self.path('nec.zip')
        with zipfile.ZipFile(path, 'w') as file:
            file.write(exe, 'nec.exe')
        self.assertEqual(self.known(path), [self.NEC])
        self.assertIn('nec.exe', self.json('identify', path)[0]['inside'])

    def test_files_in_a_folder_are_identified(self):
        os.makedirs(self.path('folder', 'deeper', 'still'))
        shutil.copy(self.nec, self.path('folder', 'a.bin'))
        shutil.copy(self.ns60, self.path('folder', 'deeper', 'still', 'b.bin'))
        os.symlink('.', self.path('folder', 'deeper', 'again'))
        self.assertEqual(sorted(self.known(self.path('folder'))), sorted([self.NEC, self.NS60]))

    def test_json_has_each_path_as_given(self):
        os.makedirs(self.path('folder', 'deeper'))
        shutil.copy(self.nec, self.path('folder', 'deeper', 'a.bin'))
        self.write(os.path.join('folder', 'empty'), b'')
        folder = os.path.relpath(self.path('folder'))
        # Two files with the same name in two folders.
        shutil.copy(self.nec, self.path('a.bin'))
        files = [image['file'] for image in self.json('identify', folder, self.path('.', 'a.bin'))]
        self.assertEqual(sorted(files), sorted([folder + '/deeper/a.bin', folder + '/empty', self.path('.', 'a.bin')]))

    def test_firmware_for_an_unknown_model_has_no_empty_parentheses(self):
        text = self.text('identify', self.write('container.bin', b'SDF0' + bytes(0x10000)), code=None).out
        self.assertIn('firmware for an unknown model, revision unreadable', text)
        self.assertNotIn('()', text)

    def test_bad_files_are_reported_in_their_order(self):
        text = self.write('text.txt', 'Hello.\n')
        values = self.json('identify', self.nec, text, self.write('empty', b''), self.ns60, code=cli.REFUSED)
        self.assertEqual([value['family'] for value in values], ['nec-optiarc', None, None, 'mediatek-mt1959'])
        self.assertEqual([bool(value['problem']) for value in values], [False, True, True, False])
        values = self.json('identify', self.nec, self.path('nowhere'), code=cli.NOT_FOUND)
        self.assertEqual([value['family'] for value in values], ['nec-optiarc', None])

    def test_damaged_files_have_a_problem(self):
        data = bytearray(self.read(self.nec))
        data[0x1000] ^= 1
        self.assertEqual(self.known(self.write('bad.bin', bytes(data))), [('nec-optiarc', ['K355'], '1.07', 'bad')])
        with open(self.write('broken.zip', b'PK\3\4' + bytes(range(256)) * 20)) as file:
            self.assertTrue(self.json('identify', file.name, code=cli.REFUSED)[0]['problem'])

    def test_identify_sends_nothing_to_a_drive(self):
        self.use(cli.one(cli.NEC))
        self.make_drives()
        begin = self.log_length()
        self.json('identify', self.nec)
        self.assertEqual(self.log_length(), begin)


if __name__ == '__main__':
    cli.main()
