# SPDX-License-Identifier: GPL-3.0-or-later
"""What others may have put into the folder of backups, and what becomes of it when it cannot be read."""
import glob
import os

import cli


class StrangeFiles(cli.CliTest):
    """None of these is waited for: a program that hangs is stopped by the limit of each call."""

    def start(self):
        self.use(cli.one(cli.NEC))
        kept = self.json('backup', 'sr0')
        self.json('flash', 'sr0', self.make_image('new.bin'), '--yes')
        return kept

    def places(self, kept):
        done = glob.glob(os.path.join(self.state, 'journal', 'done', '*.journal'))[0]
        journal = os.path.join(self.state, 'journal', 'strange.journal')
        return [journal, journal.replace('.journal', '.progress'), done, done.replace('.journal', '.progress'),
                os.path.join(kept['folder'], 'manifest'), os.path.join(kept['folder'], 'firmware.bin'),
                os.path.join(self.state, 'backups', 'strange'),
                self.path('data', 'burnback', 'catalog', 'mine.names'), self.path('config', 'burnback', 'store')]

    def make(self, kind, path):
        if os.path.lexists(path):
            os.unlink(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if kind == 'fifo':
            os.mkfifo(path)
        elif kind == 'device':
            os.symlink('/dev/zero', path)
        elif kind == 'loop':
            os.symlink(path, path)
        else:
            os.mkdir(path)

    def test_nothing_is_waited_for(self):
        kept = self.start()
        self.copy_world('good')
        for kind in ('fifo', 'device', 'loop', 'folder'):
            for place in self.places(kept):
                with self.subTest(kind=kind, place=os.path.relpath(place, self.folder)):
                    self.make(kind, place)
                    for command in (['list'], ['backups', 'list'], ['backups', 'check'], ['recover', 'sr0', '--yes']):
                        self.text(*command, code=None)
                    (os.rmdir if kind == 'folder' else os.unlink)(place)
                    self.restore_world('good')


if __name__ == '__main__':
    cli.main()
