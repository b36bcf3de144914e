# SPDX-License-Identifier: GPL-3.0-or-later
"""Base class of tests that interrupt a flash of one prepared drive many times."""
import cli

NEC_4 = ('nec-optiarc', 'G285')
NEC_640K = ('nec-optiarc', 'K110')

# What CutTest.prepare() has found in this program, by the text of the scenario: memory after the flash, log of the
# flash, calibration.
FLASHED = {}


class CutTest(cli.CliTest):
    """prepare() makes the drive and the image, and flashes once for comparison. Each interrupted flash begins with a
    copy of the folders as they were before that flash."""

    def prepare(self, family, **keys):
        """Makes the drive and the image, copies the folders for later flashes, and flashes once, unless another test
        has done that with this drive. Sets what the other methods compare with: memory before and after, calibration,
        and the log of the flash. Later flashes must begin with restore_folders('start')."""
        self.family = family
        self.keys = {'Revision': '1.05', **keys}
        self.use(cli.one(family, **self.keys))
        self.make_drives()
        # Images of this flash type may lack the version of the boot code, so a flash requires this option.
        self.consent = ['--allow-crossflash'] if family is NEC_640K else []
        self.options = list(self.consent)
        if family is cli.NS60:
            self.options += ['--fallback', self.make_image('old.bin', family, '1.05', 1)]
        self.image = self.make_image('new.bin', family)
        self.before = self.dump()
        self.copy_folders('start')
        scenario_text = self.read(self.scenario)
        if scenario_text not in FLASHED:
            begin = self.log_length()
            self.json('flash', 'sr0', self.image, '--yes', *self.options)
            FLASHED[scenario_text] = (self.dump(), self.log(since=begin), self.dump(region='calibration'))
        self.after, self.flashed, self.calibration = FLASHED[scenario_text]

    def first_write(self):
        """Returns the number of the first command of a flash that changes the flash memory."""
        return next(i for i, entry in enumerate(self.flashed, 1) if cli.is_write(entry))

    def last_write(self):
        """Returns the number of the last command of a flash that changes the flash memory."""
        return max(i for i, entry in enumerate(self.flashed, 1) if cli.is_write(entry))

    def flash_with_power_cut(self, number, during='middle', *options):
        """Runs a flash with a power cut at command @number. Returns the JSON that the flash printed."""
        self.restore_folders('start')
        fault = {'At': f'command:{number}', 'Kind': 'power-cut', 'During': during}
        self.use(cli.one(self.family, [fault], **self.keys))
        value = self.json('flash', 'sr0', self.image, '--yes', *self.options, *options, code=None)
        self.use(cli.one(self.family, **self.keys))
        return value

    def find_drive(self):
        """Returns what `list` says of sr0, which must be the only drive."""
        listed = self.json('list')
        self.assertEqual([drive['name'] for drive in listed], ['sr0'])
        return listed[0]

    def find_state(self):
        """Returns the state of sr0, which must be the only drive."""
        return self.find_drive()['state']

    def assert_whole(self, what, revision, also_before=False):
        """Checks that the drive is ready and runs exactly the firmware @revision, the new one (1.07) or the old one, and that the
        calibration is unchanged."""
        flash = self.dump()
        self.assert_same_bytes(self.dump(region='calibration'), self.calibration, f'{what}: calibration')
        # The block after the image may have been erased with it; its content is not checked.
        end = 0x1E0000
        wanted = self.after if revision == '1.07' else self.before
        self.assert_same_bytes(flash[:end], wanted[:end], what)
        drive = self.find_drive()
        self.assertEqual([drive['state'], drive['revision']], ['ready', revision], what)
