# SPDX-License-Identifier: GPL-3.0-or-later
"""Images and conditions that refuse a flash: exit code 3, and no command that writes was sent."""
import os
import random
import resource
import zipfile

import archives
import cli

FAMILIES = {'nec': cli.NEC, 'mt1959': cli.NS60}


class RefusalTest(cli.CliTest):
    def start(self, family, faults=(), **keys):
        """Makes a drive, and notes its memory and the length of its log for assert_untouched()."""
        self.use(cli.one(family, faults, **keys))
        self.make_drives()
        self.begin = self.log_length()
        self.before = self.dump()

    def refuse(self, *arguments, code=cli.REFUSED, says='.', safe=True, **more):
        """Checks that a command is refused with a message that matches @says, and sends nothing that writes. @safe:
        the value of `drive-safe`. Returns the JSON."""
        value = self.json(*arguments, code=code, **more)
        about = value.get('error', value)
        if 'verdict' in value:
            self.assertEqual(value['verdict'], 'refused')
        else:
            self.assertIs(about['drive-safe'], safe)
            self.assertTrue(about['next'])
            self.assertRegex(about['message'] + ' ' + about['next'], says)
        self.assert_untouched()
        return value

    def assert_untouched(self):
        """Checks that no command that writes was sent, and that the memory is as before."""
        self.assertEqual([entry['cdb'] for entry in self.log(since=self.begin) if cli.is_write(entry)], [])
        self.assert_same_bytes(self.dump(), self.before, 'the drive')

    def refuse_file(self, path, code=cli.REFUSED, says='.', consent=True, safe=True):
        """Checks that `flash` (with @consent: with all options of consent) and `check` refuse the file."""
        options = ['--allow-crossflash', '--without-backup'] if consent else []
        self.refuse('flash', 'sr0', path, '--yes', *options, code=code, says=says, safe=safe)
        self.refuse('check', 'sr0', path, code=code, safe=safe)


class Settings(RefusalTest):
    """A setting of one family must be refused, not ignored, for a drive of another family."""

    def test_setting_of_another_family(self):
        for name in cli.some(('finish-command', 'maker-form'), 1):
            self.setUp()
            self.start(cli.SMALL)
            image = self.make_image('good.bin', cli.SMALL)
            for command in (['flash', 'sr0', image, '--yes'], ['flash', 'sr0', image, '--dry-run'], ['recover', 'sr0', '--yes']):
                self.refuse(*command, '--setting', name, code=cli.USAGE,
                            says=f'--setting {name} is for drives of the MediaTek MT1959 family')
            self.json('flash', 'sr0', image, '--yes', code=cli.DONE)

    def test_setting_of_its_own_family(self):
        self.start(cli.NS60)
        image = self.make_image('good.bin', cli.NS60)
        self.text('flash', 'sr0', image, '--dry-run', '--without-backup', '--setting', 'finish-command', code=cli.DONE)
        self.assert_untouched()


class Images(RefusalTest):
    """Each kind of file is refused for drives of both families."""

    def each_family(self, n=2):
        """Yields each family, with a new drive, the path of a compatible image (self.good) and its bytes
        (self.data). @n: number of families in each change; 1 if the file is refused before its family matters"""
        for name, family in cli.some(FAMILIES.items(), n):
            self.setUp()
            self.start(family, Quirks='' if name == 'nec' else 'readable=all')
            self.good = self.make_image('good.bin', family)
            self.data = self.read(self.good)
            yield family

    def test_image_of_the_other_family(self):
        for family in self.each_family():
            other = cli.NS60 if family is cli.NEC else cli.NEC
            self.refuse_file(self.make_image('foreign.bin', other), says='is for|drive')

    def test_image_of_another_model(self):
        for family in self.each_family():
            other = ('nec-optiarc', 'K450') if family is cli.NEC else ('mediatek-mt1959', 'BD-RE BU40N')
            self.refuse_file(self.make_image('foreign.bin', other))

    def test_image_of_another_flash_type(self):
        self.start(cli.NEC)
        for code in cli.some(('K110', 'D770', 'G285', 'C500'), 3):
            self.refuse_file(self.make_image('foreign.bin', ('nec-optiarc', code)))

    def test_image_with_a_wrong_checksum(self):
        self.start(cli.NEC)
        data = bytearray(self.read(self.make_image('good.bin')))
        data[0x123456] ^= 0x10
        self.refuse_file(self.write('bad.bin', bytes(data)), says='(?i)checksum|sum')

    def test_truncated_image(self):
        for _family in self.each_family():
            for length in cli.some((1, 5, len(self.data) // 2, 0x1000, len(self.data) - 1), 3):
                self.refuse_file(self.write('short.bin', self.data[:length]))

    def test_image_with_an_extra_byte(self):
        for _family in self.each_family():
            self.refuse_file(self.write('long.bin', self.data + b'x'))

    def test_empty_file(self):
        for _family in self.each_family(1):
            self.refuse_file(self.write('empty.bin', b''), says='empty', safe=None)

    def test_random_bytes_and_zeros(self):
        for _family in self.each_family(1):
            self.refuse_file(self.write('zeros.bin', bytes(len(self.data))))
            self.refuse_file(self.write('noise.bin', random.Random(7919).randbytes(len(self.data))))

    def test_folder_instead_of_a_file(self):
        for _family in self.each_family(1):
            self.refuse_file(self.folder, code=None, safe=None)

    def test_missing_file(self):
        for _family in self.each_family(1):
            self.refuse_file(self.path('nowhere.bin'), code=cli.NOT_FOUND, safe=None)

    def test_sparse_file_of_four_gigabytes_is_not_read(self):
        """The file must be refused without being read, so that memory use stays small."""
        if b'liblsan' in self.read(self.program):
            self.skipTest('the leak sanitizer needs more address space than this test allows')
        for _family in self.each_family(1):
            path = self.path('huge.bin')
            with open(path, 'wb') as file:
                file.truncate(1 << 32)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
            self.refuse('flash', 'sr0', path, '--yes', preexec_fn=limit, safe=None)
            self.json('identify', path, code=cli.REFUSED)
            used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            self.assertLess(max(before, used), 200 * 1024)

    def test_image_in_a_damaged_or_too_large_archive(self):
        """The archive contains the image uncompressed. The image must not be found in the bytes of the archive."""
        for _family in self.each_family(1):
            path = self.path('update.zip')
            with zipfile.ZipFile(path, 'w', zipfile.ZIP_STORED) as file:
                file.write(self.good, 'good.bin')
            data = bytearray(self.read(path))
            data[len(data) // 2] ^= 0x10
            self.refuse_file(self.write('damaged.zip', bytes(data)), says='archive is damaged')
            with zipfile.ZipFile(self.path('outer.zip'), 'w', zipfile.ZIP_STORED) as file:
                file.writestr('inner.zip', bytes(data))
            self.refuse_file(self.path('outer.zip'), says='archive is damaged')
            with zipfile.ZipFile(path, 'a', zipfile.ZIP_STORED) as file:
                for i in range(2000):
                    file.writestr(str(i), b'')
            self.refuse_file(path, says='too large or contains too many files')

    def test_archive_bomb(self):
        self.start(cli.NEC)
        path = self.path('bomb.zip')
        self.write('bomb.zip', archives.zip_of_equal_files('0.bin', 10, bytes(32 << 20)))
        self.refuse('flash', 'sr0', path, '--yes')
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 200 * 1024)

    def test_file_without_permission(self):
        self.start(cli.NEC)
        path = self.make_image('secret.bin')
        if os.geteuid() == 0:
            # Root can read every file, so another unreadable file is used.
            self.refuse_file('/proc/self/mem', code=None, safe=None)
            return
        os.chmod(path, 0)
        self.refuse_file(path, code=cli.NOT_PERMITTED, safe=None)

    def test_half_height_image_on_a_slim_drive(self):
        """Half-height and slim drives have the same chip and commands, but other hardware."""
        slim = ('mediatek-mt1959', 'BD-RE BU40N')
        self.start(slim, Quirks='readable=all')
        self.refuse_file(self.make_image('high.bin', cli.NS60))
        self.setUp()
        self.start(cli.NS60, Quirks='readable=all')
        self.refuse_file(self.make_image('slim.bin', slim))

    def test_boot_code_instead_of_firmware(self):
        self.start(cli.NEC)
        path = self.path('boot.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K451', '--kind', 'boot-code', path)
        self.refuse_file(path)

    def test_image_for_another_boot_code(self):
        self.start(cli.NEC, BootVersion='05')
        self.refuse_file(self.make_image('boot06.bin', cli.NEC, '1.07', 7, '--boot-version', '06'), says='(?i)boot')


class Consent(RefusalTest):
    """Risks that the user may accept with an option."""

    def test_cross_flash_requires_its_option(self):
        self.start(cli.NS60)
        asus = self.make_image('asus.bin', ('mediatek-mt1959', 'BW-16D1HT'), '3.10')
        checked = self.json('check', 'sr0', asus, code=None)
        self.assertEqual(checked['verdict'], 'cross-flash')
        self.refuse('flash', 'sr0', asus, '--yes', '--without-backup', says='(?i)consent')
        result = self.json('flash', 'sr0', asus, '--yes', '--without-backup', '--allow-crossflash')
        self.assertEqual(result['result'], 'done')

    def test_flash_without_backup_requires_its_option(self):
        self.start(cli.NS60)
        self.refuse('flash', 'sr0', self.make_image('new.bin', cli.NS60), '--yes', says='fall back|backup')

    def test_incompatible_fallback_file(self):
        self.start(cli.NS60)
        slim = self.make_image('slim.bin', ('mediatek-mt1959', 'BD-RE BU40N'))
        self.refuse('flash', 'sr0', self.make_image('new.bin', cli.NS60), '--yes', '--fallback', slim)
        self.refuse('flash', 'sr0', self.make_image('new.bin', cli.NS60), '--yes', '--fallback', self.path('nowhere'),
                    code=cli.NOT_FOUND, safe=None)

    def test_flash_without_confirmation(self):
        for family in FAMILIES.values():
            self.setUp()
            self.start(family, Quirks='' if family is cli.NEC else 'readable=all')
            self.refuse('flash', 'sr0', self.make_image('new.bin', family), says='--yes', safe=None)


class Conditions(RefusalTest):
    """The image is compatible, but the drive is not ready."""

    def use_each_family(self, **keys):
        """Yields each family with a new drive, and the path of a compatible image."""
        for family in FAMILIES.values():
            self.setUp()
            self.start(family, **keys)
            yield family, self.make_image('new.bin', family)

    def test_drive_with_a_disc(self):
        for family, discs in cli.shares(FAMILIES.values(), ('data', 'blank')):
            for disc in discs:
                self.setUp()
                self.start(family, Disc=disc)
                image = self.make_image('new.bin', family)
                self.refuse('flash', 'sr0', image, '--yes', '--without-backup', says='disc')

    def test_drive_in_use(self):
        for _family, image in self.use_each_family(InUseBy='brasero has it open.'):
            self.refuse('flash', 'sr0', image, '--yes', '--without-backup', says='(?i)another program',
                        code=cli.NOT_PERMITTED, safe=None)

    def test_drive_with_an_interrupted_flash(self):
        for family, image in self.use_each_family(State='half-flashed'):
            self.refuse('flash', 'sr0', image, '--yes', '--without-backup', says='(?i)recover', safe=False)
            self.assertTrue(family)

    def test_unidentified_drive(self):
        self.start(cli.NEC, State='id-ff')
        self.refuse('flash', 'sr0', self.make_image('new.bin'), '--yes', safe=False)

    def test_dry_run_of_a_type_that_only_the_flash_finds_out(self):
        """A K355 may be a D355, which only its boot code shows. A dry run asks no boot code, so it has no steps to show."""
        self.start(('nec-optiarc', 'K355'))
        image = self.make_image('d355.bin', ('nec-optiarc', 'D355'))
        self.refuse('flash', 'sr0', image, '--dry-run', '--allow-crossflash', says='Burnback will check the type first and flash the image only if the type matches')

    def test_half_converted_drive_shows_no_steps(self):
        """The stored identity is of another model than the file: flash, dry run and check name the recovery, whatever is granted."""
        self.start(('nec-optiarc', 'K355'), State='half-converted')
        image = self.make_image('new.bin', ('nec-optiarc', 'K355'))
        for options in ([], ['--dry-run'], ['--allow-crossflash'], ['--dry-run', '--allow-crossflash']):
            with self.subTest(options):
                self.refuse('flash', 'sr0', image, '--yes', *options, says='identity.* Recover the drive first', safe=False)
        self.assertIn('Recover the drive first.', self.text('check', 'sr0', image).out)


class NoBackup(RefusalTest):
    """A readable drive is not flashed if its backup cannot be saved."""

    def test_state_folder_cannot_be_created(self):
        self.start(cli.NEC)
        self.state = os.path.join(self.write('a-file', ''), 'state')
        self.refuse('flash', 'sr0', self.make_image('new.bin'), '--yes', code=cli.FAILED,
                    says='(?i)backup.*Not a directory', safe=None)

    def test_backup_does_not_fit_on_the_disk(self):
        self.start(cli.NEC)
        image = self.make_image('new.bin')
        # A full disk: no file may grow beyond 1 MiB. The memory file of the simulated drive has its full size already.
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0x100000, 0x100000))
        self.refuse('flash', 'sr0', image, '--yes', code=cli.FAILED, says='(?i)backup|space|large',
                    preexec_fn=limit)

    def test_two_reads_differ(self):
        self.start(cli.NEC, faults=[{'At': 'opcode:CC:700', 'Kind': 'bit-flip', 'Times': '0'}])
        self.refuse('flash', 'sr0', self.make_image('new.bin'), '--yes', says='different|differ')

    def test_drive_cannot_be_read(self):
        self.start(cli.NEC, faults=[{'At': 'opcode:CC:300', 'Kind': 'sense', 'Sense': '3/11/00', 'Times': '0'}])
        self.refuse('flash', 'sr0', self.make_image('new.bin'), '--yes', code=None)

    def test_changed_backup_is_not_restored(self):
        self.start(cli.NEC)
        kept = self.json('backup', 'sr0')
        for region in kept['regions']:
            for folder, _folders, names in os.walk(kept['folder']):
                for name in names:
                    path = os.path.join(folder, name)
                    if os.path.getsize(path) == region['length'] > 0x100000:
                        os.chmod(path, 0o600)
                        with open(path, 'r+b') as file:
                            file.seek(0x5000)
                            byte = file.read(1)[0]
                            file.seek(0x5000)
                            file.write(bytes([byte ^ 1]))
        self.begin = self.log_length()
        self.before = self.dump()
        self.refuse('rollback', 'sr0', kept['id'], code=None, says='(?i)backup')
        checked = self.json('backups', 'check', kind='backups-check', code=cli.FAILED)
        self.assertEqual([one['good'] for one in checked], [False])
        # The changed backup does not count as a backup before a flash either.
        result = self.json('flash', 'sr0', self.make_image('new.bin'), '--yes')
        self.assertNotEqual(result['backup'], kept['id'])


if __name__ == '__main__':
    cli.main()
