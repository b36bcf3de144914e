# SPDX-License-Identifier: GPL-3.0-or-later
"""name: the user's own name for a drive (bb-ctl-name.c).

Also tests bb-own-name.c.
"""
import os

import cli

ATTIC = 'TDK from the attic'


class Name(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1'}), ('sr1', *cli.NEC, {'Serial': 'B2'})))

    def own_names(self):
        return [drive['own-name'] for drive in self.json('list')]

    def test_name_is_saved_shown_and_removed(self):
        self.assertEqual(self.json('name', 'sr0'), {'own-name': None})
        self.assertIn('You have not given this drive a name.', self.text('name', 'sr0').out)
        self.assertEqual(self.json('name', 'sr0', f'  {ATTIC} '), {'own-name': ATTIC})
        self.assertEqual(self.text('name', 'sr0').out, ATTIC + '\n')
        self.assertEqual(self.own_names(), [ATTIC, None])
        self.assertIn(f'{ATTIC} (_NEC DVD_RW ND-3550A)', self.text('list').out)
        self.assertIn(f'your name for the drive: {ATTIC}', self.text('info', 'sr0').out)
        self.assertEqual(self.json('info', 'sr0')['own-name'], ATTIC)
        self.assertNotIn('your name', self.text('info', 'sr1').out)
        self.assertEqual(self.json('name', 'sr0', 'Büro'), {'own-name': 'Büro'})
        self.assertEqual(len(os.listdir(self.path('state', 'names'))), 1)
        self.assertEqual(self.json('name', 'sr0', '--clear'), {'own-name': None})
        self.assertEqual(self.json('name', 'sr0', '--clear'), {'own-name': None})
        self.assertEqual(self.own_names(), [None, None])

    def test_name_follows_the_unit(self):
        """The drive is connected to another port, then reports another name, and is in recovery mode in the end."""
        self.json('name', 'sr0', ATTIC)
        self.forget_drives()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'B2'}), ('sr1', *cli.NEC, {'Serial': 'A1', 'Vendor': 'EXAMPLE'})))
        self.assertEqual(self.own_names(), [None, ATTIC])
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'C3'})))
        self.forget_drives()
        self.assertEqual(self.own_names(), [None])

    def test_name_changes_no_verdict_and_no_command(self):
        image = self.make_image('new.bin', revision='1.06')
        before = self.json('check', 'sr0', image)
        commands = self.text('flash', 'sr0', image, '--dry-run').out
        self.json('name', 'sr0', 'ND-4551A')
        after = self.json('check', 'sr0', image)
        self.assertEqual(before['verdict'], after['verdict'])
        self.assertEqual(before['reasons'], after['reasons'])
        self.assertEqual(self.text('flash', 'sr0', image, '--dry-run').out, commands)

    def test_what_is_no_name(self):
        for text in ('', '   ', 'x' * 61, 'two\nlines', 'bell\a', b'\xff'):
            with self.subTest(text):
                self.assertIn('only one line', self.text('name', 'sr0', text, code=cli.USAGE).err)
        self.text('name', 'sr0', 'x' * 60)
        self.text('name', 'sr0', 'ä' * 60)
        self.assertIn('not both', self.text('name', 'sr0', 'text', '--clear', code=cli.USAGE).err)
        self.text('name', 'sr9', 'text', code=cli.NOT_FOUND)

    def test_damaged_file_is_passed_over(self):
        self.json('name', 'sr0', ATTIC)
        folder = self.path('state', 'names')
        file, = os.listdir(folder)
        with open(os.path.join(folder, file), 'a', encoding='utf-8') as damaged:
            damaged.write('more\n')
        os.mkdir(os.path.join(folder, 'a folder.name'))
        self.assertEqual(self.own_names(), [None, None])
        self.json('name', 'sr0', 'again')
        self.assertEqual(self.own_names(), ['again', None])

    def test_unwritable_folder_is_an_error(self):
        os.makedirs(self.path('state'))
        self.write(os.path.join('state', 'names'), 'a file, no folder')
        done = self.text('name', 'sr0', ATTIC, code=cli.FAILED)
        self.assertIn('permissions and the free disk space', done.err)
        self.assertEqual(self.own_names(), [None, None])


if __name__ == '__main__':
    cli.main()
