# SPDX-License-Identifier: GPL-3.0-or-later
"""library and firmware: the files that the user has, and which of them fit a drive (bb-ctl-library.c).

Also tests bb-library-task.c.
"""
import fcntl
import os
import re
import signal
import struct
import subprocess
import time
import zipfile

import archives
import cli

K110 = ('nec-optiarc', 'K110')


class Library(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.environment['XDG_CACHE_HOME'] = self.path('cache')
        self.use(cli.one(cli.SMALL, Revision='1.06'))
        os.mkdir(self.path('fw'))
        for revision in ('1.05', '1.06', '1.07'):
            self.make_image(f'fw/{revision}.bin', cli.SMALL, revision)
        self.make_image('fw/other.bin', K110)
        self.make_image('fw/foreign.bin', cli.NS60)
        self.write('fw/noise', os.urandom(100000))

    def library(self, *arguments, **more):
        return self.json('library', *arguments, **more)

    def firmware(self, *arguments, **more):
        return self.json('firmware', 'sr0', *arguments, **more)

    def summary(self, offers):
        """Returns revision, verdict and whether the drive has the same revision, for each offer of `firmware`."""
        return [(offer['revision'], offer['verdict'], offer['same-revision']) for offer in offers]


ALL = [('1.07', 'fits', False), ('1.06', 'fits', True), ('1.05', 'caution', False)]


class Paths(Library):
    def test_paths_are_added_listed_and_removed(self):
        self.assertEqual(self.library('list'), [])
        added = self.library('add', self.path('fw'))
        self.assertEqual([(each['path'], each['files'], each['images'], each['unread']) for each in added],
                         [(self.path('fw'), 6, 5, 0)])
        self.assertEqual(self.library('list'), added)
        self.assertEqual(len(self.library('add', self.path('fw', '1.05.bin'))), 2)
        self.assertEqual([each['path'] for each in self.library('remove', self.path('fw'))],
                         [self.path('fw', '1.05.bin')])
        self.assertTrue(os.path.exists(self.path('fw', '1.07.bin')))
        self.library('remove', self.path('fw'), code=cli.NOT_FOUND)
        self.library('add', self.path('nothing'), code=cli.NOT_FOUND)
        for wrong in ([], ['add'], ['scan', 'x'], ['burn']):
            self.library(*wrong, code=cli.USAGE)

    def test_concurrent_adds_lose_no_path(self):
        folders = [self.path(f'folder{i}') for i in range(12)]
        for folder in folders:
            os.mkdir(folder)
        programs = [subprocess.Popen(self.command('library', 'add', folder), env=self.environment,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) for folder in folders]
        self.assertEqual([program.wait(cli.LIMIT_S) for program in programs], [cli.DONE] * len(programs))
        self.assertEqual(sorted(each['path'] for each in self.library('list')), sorted(folders))

    def test_add_waits_for_the_lock_of_another_program(self):
        """Another program holds the lock of the list: add waits until the lock is released."""
        one, two = self.path('one'), self.path('two')
        os.mkdir(one)
        os.mkdir(two)
        self.library('add', one)
        config = self.path('config', 'burnback')
        with open(os.path.join(config, 'library.lock'), 'w') as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack('hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            inode = os.fstat(lock.fileno()).st_ino
            program = subprocess.Popen(self.command('library', 'add', two), env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL)
            end = time.monotonic() + cli.LIMIT_S
            while not re.search(rf'-> OFDLCK .*:{inode} ', self.read('/proc/locks').decode()):
                self.assertIsNone(program.poll(), 'it did not wait')
                self.assertLess(time.monotonic(), end)
            os.unlink(os.path.join(config, 'library'))
        self.assertEqual(program.wait(cli.LIMIT_S), cli.DONE)
        self.assertEqual([each['path'] for each in self.library('list')], [two])

    def test_usable_images_are_counted_once(self):
        image = self.read(self.path('fw', '1.07.bin'))
        os.mkdir(self.path('more'))
        self.write('more/short.bin', image[:-1000])
        for name, method in (('stored', zipfile.ZIP_STORED), ('packed', zipfile.ZIP_DEFLATED)):
            with zipfile.ZipFile(self.path('more', name + '.zip'), 'w', method) as file:
                file.writestr('1.07.bin', image)
        added = self.library('add', self.path('more'))
        self.assertEqual([(each['files'], each['images']) for each in added], [(3, 1)])

    def test_files_that_cannot_be_used_have_their_reason(self):
        """`library list` must print the reason that `identify` prints for the file, and `firmware` must count such
        files."""
        os.mkdir(self.path('more'))
        self.write('more/short.bin', self.read(self.path('fw', '1.07.bin'))[:-1000])
        self.make_image('more/foreign.bin', cli.NS60)
        added = self.library('add', self.path('more'))
        self.assertEqual([(each['files'], each['images'], each['unusable']) for each in added], [(2, 1, 1)])
        problem = self.json('identify', self.path('more', 'short.bin'), code=None)[0]['problem']
        listed = ' '.join(self.text('library', 'list').out.split())
        self.assertIn(f'images that cannot be used: 1 {self.path("more", "short.bin")} {problem}', listed)
        told = self.text('firmware', 'sr0').out
        self.assertIn('1 image is for drives with another chipset and is not listed.\n', told)
        self.assertIn('1 file cannot be used. Run “burnbackctl identify FILE” to see the reason.\n', told)

    def test_missing_folder_is_reported_and_stays_listed(self):
        self.library('add', self.path('fw'))
        os.rename(self.path('fw'), self.path('away'))
        scanned = self.library('scan', code=cli.NOT_FOUND)
        self.assertEqual([(each['path'], each['images']) for each in scanned], [(self.path('fw'), 5)])
        self.assertEqual(self.firmware(), [])
        os.rename(self.path('away'), self.path('fw'))
        self.assertEqual(self.summary(self.firmware()), ALL)

    def test_file_names_with_control_characters_are_escaped(self):
        name = os.fsencode(self.path('fw')) + b'/\xff\x1b[31m\n.bin'
        os.rename(self.path('fw', '1.07.bin'), name)
        self.library('add', self.path('fw'))
        self.assertEqual(self.summary(self.firmware()), ALL)
        text = self.text('firmware', 'sr0').out
        self.assertNotIn('\x1b', text)
        self.assertIn('1.07', text)

    def test_killed_scan_leaves_the_library_usable(self):
        self.library('add', self.path('fw'))
        for revision in range(20 if cli.ALL else 5):
            self.make_image(f'fw/new{revision}.bin', cli.SMALL, f'0.{revision:02}', revision + 100)
        scan = subprocess.Popen(self.command('library', 'scan'), env=self.environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        scan.send_signal(signal.SIGKILL)
        scan.wait()
        self.assertEqual(self.library('scan')[0]['images'], 25 if cli.ALL else 10)
        self.assertEqual(self.summary(self.firmware())[:2], ALL[:2])


class Firmware(Library):
    def test_compatible_firmware_best_first(self):
        self.library('add', self.path('fw'))
        offers = self.firmware()
        self.assertEqual(self.summary(offers), ALL)
        self.assertEqual(offers[0]['file'], self.path('fw', '1.07.bin'))
        text = self.text('firmware', 'sr0').out
        self.assertLess(text.index('1.07'), text.index('1.06'))
        self.assertIn('COMPATIBLE WITH WARNINGS', text)
        self.assertIn('1 image for this chipset is incompatible', text)
        self.assertFalse([entry for entry in self.log() if cli.is_write(entry)])

    def test_purposes_of_each_image_are_listed(self):
        self.use(cli.one(cli.NS60, Revision='1.02', Quirks='build-stamp=1611241200'))
        os.mkdir(self.path('uhd'))
        for revision in ('1.03', '1.04'):
            self.make_image(f'uhd/{revision}.bin', cli.NS60, revision)
        self.make_image('uhd/asus.bin', ('mediatek-mt1959', 'BW-16D1HT'), '3.02')
        offers = {offer['revision']: offer for offer in self.firmware(self.path('uhd'))}
        self.assertEqual(sorted(offers), ['1.03', '1.04', '3.02'])
        reported = [(each['purpose'], each['risk'], each['source'], each['confidence']) for each in offers['1.03']['advice']]
        self.assertEqual(reported, [('latest', 'low', 'pjobson/Flash-LG-WH16NS60-Linux', 'medium')])
        self.assertEqual((offers['1.04']['advice'], offers['1.04']['source']), ([], None))
        self.assertEqual(offers['3.02']['advice'], [])
        self.assertIn('OmniDrive', offers['3.02']['source'])
        self.assertIn('The drive (NS60) and the image (NS50) have the same boot ID but belong to different generations.', offers['3.02']['risk'])
        text = self.text('firmware', 'sr0', self.path('uhd')).out
        purposes = re.findall(r'^  purpose: .*', text, re.M)
        self.assertEqual(purposes, ['  purpose: Latest known firmware from the manufacturer (source: '
                                    'pjobson/Flash-LG-WH16NS60-Linux)'])
        self.assertEqual(re.findall(r'^  reported risk: (.*)', text, re.M), [offers['3.02']['risk'].replace(': ', '. ', 1)])

    def test_firmware_in_the_given_files_and_folders(self):
        self.assertEqual(self.summary(self.firmware(self.path('fw'))), ALL)
        self.assertEqual(self.summary(self.firmware(self.path('fw', '1.07.bin'), self.path('fw', 'other.bin'))), ALL[:1])
        self.assertEqual(self.firmware(self.path('fw', 'noise')), [])
        self.assertEqual(self.summary(self.firmware(self.path('fw', '1.05.bin'), self.path('nothing'),
                                                    code=cli.NOT_FOUND)), ALL[2:])
        self.assertEqual(self.library('list'), [])

    def test_firmware_in_archives_of_every_kind(self):
        files = {name: self.read(self.path('fw', name)) for name in ('1.07.bin', '1.05.bin', 'other.bin', 'noise')}
        # In each change, test_identify.py opens archives of the other kinds.
        for kind, make in archives.ALL.items() if cli.ALL else (('iso', archives.iso), ('rar5', archives.rar5)):
            with self.subTest(kind):
                path = self.write('pack.' + kind, make(files))
                offers = self.firmware(path)
                self.assertEqual(self.summary(offers), [ALL[0], ALL[2]])
                self.assertEqual([offer['inside'].lower() for offer in offers], ['1.07.bin', '1.05.bin'])

    def test_equal_images_are_listed_once(self):
        self.write('fw/copy.bin', self.read(self.path('fw', '1.07.bin')))
        self.write('fw/pack.rar', archives.rar({'x.bin': self.read(self.path('fw', '1.07.bin'))}))
        self.assertEqual(self.summary(self.firmware(self.path('fw'))), ALL)

    def test_backups_are_listed(self):
        backup = self.json('backup', 'sr0')
        offers = self.firmware()
        self.assertEqual([(offer['revision'], offer['installed'], offer['backup']) for offer in offers],
                         [('1.06', True, backup['id'])])
        self.assertTrue(os.path.exists(offers[0]['file']))
        self.assertNotIn('ran in this drive', self.text('firmware', 'sr0').out)
        self.assertEqual(self.firmware(self.path('fw', 'noise')), [])

    def installed(self, *paths):
        """Returns the names of the files that `firmware` calls installed."""
        return [os.path.basename(offer['file']) for offer in self.firmware(*paths) if offer['installed']]

    def test_installed_is_decided_by_bytes_not_by_revision(self):
        """Only a file with the bytes that were read or written last must be called installed, not another file of the
        same revision."""
        self.library('add', self.path('fw'))
        twin = self.make_image('fw/twin.bin', cli.SMALL, '1.06', 9)
        self.assertEqual(self.installed(), [])
        text = self.text('firmware', 'sr0', twin).out
        self.assertIn('same firmware revision as the drive', text)
        self.json('flash', 'sr0', twin, '--yes')
        self.assertEqual(self.installed(), ['twin.bin'])
        self.assertEqual(self.installed(self.path('fw')), ['twin.bin'])
        self.assertEqual(self.installed(self.path('fw', '1.06.bin')), [])
        self.assertIn('  installed\n', self.text('firmware', 'sr0', twin).out)
        # Only the given files are listed.
        self.assertEqual(len(self.firmware(twin)), 1)
        self.json('backup', 'sr0')
        self.assertEqual(self.installed(twin), ['twin.bin'])

    def test_date_of_last_use_is_of_this_drive_only(self):
        ran = r'\n  ran in this drive: .*\d'
        self.json('backup', 'sr0')
        self.json('flash', 'sr0', self.path('fw', '1.07.bin'), '--yes')
        self.assertRegex(self.text('firmware', 'sr0').out, ran)
        self.use(cli.one(cli.SMALL, Revision='1.07', Serial='OTHER'))
        self.assertEqual([offer['revision'] for offer in self.firmware()][-1], '1.06')
        self.assertNotRegex(self.text('firmware', 'sr0').out, ran)

    def test_firmware_for_an_unknown_drive_is_not_found(self):
        self.json('firmware', 'sr9', code=cli.NOT_FOUND)
        self.json('firmware', code=cli.USAGE)


if __name__ == '__main__':
    cli.main()
