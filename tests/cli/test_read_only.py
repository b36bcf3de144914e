# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives that are read and never flashed: after a failed backup, older backups and the drive must be unchanged, and a
wrong file must not be accepted as the firmware of the drive.

Tests bb-flow-survey.c.
"""
import io
import zipfile

import cli

# Model, options that read it, and the settings of `make-image` for a file that such a drive can be compared with.
DRIVES = {
    'lg-gdr': (('lg-gdr', 'DVD-ROM GDR8163B'), (), (), '0L23'),
    'pioneer-bd': (('pioneer-bd', '8A10'), (), ('--set', 'dump'), '1.14'),
    'lite-on': (('lite-on', 'DS-8ABSH'), ('--setting', 'read-ds-8absh'), (), 'LD5M'),
}
FAULTS = (('sense', {'Sense': '3/11/00', 'Times': '0'}), ('sense', {'Sense': '5/24/00', 'Times': '0'}),
          ('timeout', {'Times': '0'}), ('unplug', {}), ('short-read', {'Times': '0'}), ('power-cut', {'During': 'middle'}))


class ReadOnlyTest(cli.CliTest):
    def begin(self, family, faults=()):
        model, _options, _settings, revision = DRIVES[family]
        self.use(cli.one(model, faults, Revision=revision))
        self.make_drives()

    def assert_untouched(self, before):
        self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])
        self.assert_same_bytes(self.dump(), before, 'the memory')

    def complete_backups(self):
        return [backup for backup in self.json('backups', 'list', kind='backups-list') if backup['complete']]

    def test_mishap_at_any_read_makes_no_backup_and_the_next_one_is_complete(self):
        faults_at = [(*fault, at) for fault, places in cli.shares(FAULTS, (1, 20)) for at in places]
        for family, faults in cli.shares(DRIVES, faults_at):
            for kind, keys, at in faults:
                with self.subTest(f'{family} {kind} {at}'):
                    self.setUp()
                    self.begin(family)
                    before = self.dump()
                    self.fail_a_backup(family, {'At': f'step:read:{at}', 'Kind': kind, **keys})
                    self.use(cli.one(DRIVES[family][0], Revision=DRIVES[family][3]))
                    self.power()
                    self.json('backup', 'sr0', *DRIVES[family][1])
                    self.assertEqual(len(self.complete_backups()), 1)
                    self.assert_untouched(before)

    def fail_a_backup(self, family, fault):
        """Checks that a backup with this fault fails with a message, and that there is no complete backup then."""
        model, options, _settings, revision = DRIVES[family]
        self.use(cli.one(model, faults=[fault], Revision=revision))
        done = self.text('--json', 'backup', 'sr0', *options, code=None)
        self.assertNotEqual(done.returncode, cli.DONE, done.out)
        self.assertRegex(done.err, r'burnbackctl: .*[.]')
        self.assertEqual(self.complete_backups(), [])

    def test_bridge_that_swallows_commands_makes_no_backup(self):
        """Only Pioneer BD drives need a vendor command without data before they can be read."""
        self.begin('pioneer-bd', [{'At': 'step:unlock:1', 'Kind': 'bridge', 'Times': '0'}])
        before = self.dump()
        self.json('backup', 'sr0', code=cli.FAILED)
        self.assertEqual(self.complete_backups(), [])
        self.assert_untouched(before)

    def files(self, good):
        """Returns files that are not the firmware of the drive: {reason: bytes}."""
        changed = bytearray(good)
        changed[len(good) // 2 + 1] ^= 1
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, 'w') as packed:
            packed.writestr('readme.txt', 'none')
        other = self.read(self.make_image('nec.bin'))
        return {'one byte wrong': bytes(changed), 'truncated': good[:-1], 'zeros': bytes(len(good)), 'empty': b'',
                'an archive without firmware': archive.getvalue(), 'of another family': other}

    def test_wrong_files_are_never_the_firmware_of_the_drive(self):
        for family, reasons in cli.shares(DRIVES, self.files(bytes(range(256)))):
            model, options, settings, revision = DRIVES[family]
            self.setUp()
            self.begin(family)
            before = self.dump()
            good = self.read(self.make_image('good.bin', model, revision, 1, *settings))
            files = self.files(good)
            for wrong in reasons:
                with self.subTest(f'{family}: {wrong}'):
                    path = self.write('wrong.bin', files[wrong])
                    done = self.text('--json', 'verify', 'sr0', path, *options, code=None)
                    self.assertNotIn(done.returncode, (cli.DONE, cli.UNPROVEN), done.out)
                    for command in ('flash', 'recover'):
                        self.text(command, 'sr0', path, '--yes', '--allow-crossflash', '--expert', code=None)
            with zipfile.ZipFile(self.path('good.zip'), 'w') as packed:
                packed.writestr('good.bin', good)
            self.assertEqual(self.json('verify', 'sr0', self.path('good.zip'), *options)['verified'], 'proven')
            self.assert_untouched(before)


if __name__ == '__main__':
    cli.main()
