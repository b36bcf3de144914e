# SPDX-License-Identifier: GPL-3.0-or-later
"""Lite-On drives (src/family/liteon): drives and files are identified, and nothing is sent to a drive."""
import cli

SOHW1653S = ('lite-on', 'SOHW-1653S')
STANDARD = {'00', '03', '12', '1E', '28', '46', '4A', '51', '5A', 'A0', 'A4'}


class LiteonTest(cli.CliTest):
    def tearDown(self):
        """Checks that the drive got standard commands only."""
        if self.log_length():
            self.assertEqual({entry['cdb'][:2] for entry in self.log()} - STANDARD, set())

    def test_drive_is_only_identified(self):
        self.use(cli.one(SOHW1653S))
        self.make_drives()
        info = self.json('info', 'sr0', '--look-closer')
        self.assertEqual([info['can'], info['is']['model'], info['is']['confidence']], [['identify'], 'SOHW-1653S', 'medium'])
        self.assertIn('program of its manufacturer', info['no-flash']['instead'])
        for command in (('backup', 'sr0'), ('verify', 'sr0', self.make_image('a.bin', SOHW1653S, 'CS0Z'))):
            self.json(*command, code=cli.REFUSED)

    def test_updaters_are_opened_and_never_flashed(self):
        self.use(cli.one(SOHW1653S))
        self.make_drives()
        for method in ('0', '1a', '1b', '2', '3'):
            file = self.make_image(f'{method}.exe', SOHW1653S, 'CS0Z', 7, f'--set=updater={method}')
            image = self.json('identify', file)[0]
            self.assertEqual([image['revision'], image['details']['updater-method']], ['CS0Z', method[0]])
            self.json('flash', 'sr0', file, '--yes', '--allow-crossflash', '--without-backup', code=cli.REFUSED)


if __name__ == '__main__':
    cli.main()
