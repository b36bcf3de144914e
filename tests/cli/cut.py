# SPDX-License-Identifier: GPL-3.0-or-later
"""A drive, made ready once, whose flash is cut short again and again."""
import cli

NEC_4 = ('nec-optiarc', 'G285')
NEC_640K = ('nec-optiarc', 'K110')


class CutTest(cli.CliTest):
    """One world, prepared once, that is cut again and again."""

    def prepare(self, family, **keys):
        self.family = family
        self.keys = {'Revision': '1.05', **keys}
        self.use(cli.one(family, **self.keys))
        self.make_drives()
        # Images of this type need not say which boot code they are for.
        self.consent = ['--allow-crossflash'] if family is NEC_640K else []
        self.options = list(self.consent)
        if family is cli.NS60:
            self.options += ['--fallback', self.make_image('old.bin', family, '1.05', 1)]
        self.image = self.make_image('new.bin', family)
        self.before = self.dump()
        self.copy_world('start')
        begin = self.log_length()
        self.json('flash', 'sr0', self.image, '--yes', *self.options)
        self.after = self.dump()
        self.flashed = self.log(since=begin)
        self.calibration = self.dump(region='calibration')

    def first_write(self):
        """The number of the first command of a flash that could change something."""
        return next(i for i, entry in enumerate(self.flashed, 1) if cli.is_write(entry))

    def last_write(self):
        return max(i for i, entry in enumerate(self.flashed, 1) if cli.is_write(entry))

    def cut(self, number, during='middle', *options):
        """A flash whose power goes at its command of that number. Gives its exit code."""
        self.restore_world('start')
        fault = {'At': f'command:{number}', 'Kind': 'power-cut', 'During': during}
        self.use(cli.one(self.family, [fault], **self.keys))
        value = self.json('flash', 'sr0', self.image, '--yes', *self.options, *options, code=None)
        self.use(cli.one(self.family, **self.keys))
        return value

    def find_state(self):
        listed = self.json('list')
        self.assertEqual([drive['name'] for drive in listed], ['sr0'])
        return listed[0]['state']

    def assert_whole(self, what, revision, also_before=False):
        """The drive runs one of the two firmwares, whole, and what is its own is as it was."""
        flash = self.dump()
        self.assert_same_bytes(self.dump(region='calibration'), self.calibration, f'{what}: calibration')
        # Behind the image a block may have been erased with it; its content is the drive's own affair.
        end = 0x1E0000
        wanted = self.after if revision == '1.07' else self.before
        self.assert_same_bytes(flash[:end], wanted[:end], what)
        self.assertEqual(self.find_state(), 'ready', what)
        self.assertEqual(self.json('info', 'sr0')['revision'], revision, what)
