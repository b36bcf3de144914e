# SPDX-License-Identifier: GPL-3.0-or-later
"""pxfw, the Plextor firmware tool of QPxTool, works unmodified with simulated Plextor drives, and does to them what
burnbackctl does."""
import os

import bed

CD = {'model': 'CD-R PX-W5224A', 'product': 'CD-R   PX-W5224A', 'eeprom': 0x100, 'pieces': 0x4000}
DVD = {'model': 'DVDR PX-760A', 'product': 'DVDR   PX-760A', 'eeprom': 0x400, 'pieces': 0x1000}
# pxfw does not wait until the drive has programmed the firmware.
SCENARIO = '[drive sr0]\nFamily=plextor\nModel={model}\nRevision=1.01\nSerial=SIM0001\nQuirks=programming-ms=0;tla=0412\n'


class Pxfw(bed.BedTest):
    def setUp(self):
        super().setUp()
        # pxfw reads memory that it has not initialised, and opens no drive if the C library fills that memory.
        self.environment.pop('MALLOC_PERTURB_', None)

    def use(self, model, name='drives'):
        """Begins with a new drive, whose state is in the folder `name`."""
        self.write_scenario(SCENARIO.format(**model))
        self.keep_state(name)

    def make_image(self, model, *more):
        path = self.path('new.bin')
        self.sim('make-image', '--family', 'plextor', '--model', model['model'], '--revision', '1.07', '--seed', '9', *more, path)
        return path

    def pxfw(self, *arguments):
        """Runs pxfw on the drive. Returns what it prints. Its exit code is ignored, because it is 0 after a failure,
        and 3 after an identification.

        pxfw does not repeat a command after a unit attention, so a first run clears the unit attention of power-on."""
        done = self.run_in_bed('sh', '-c', 'pxfw -d /dev/sr0 >/dev/null 2>&1; exec pxfw -d /dev/sr0 "$@"', 'sh', *arguments,
                               code=None)
        return done.stdout + done.stderr

    def list_commands(self):
        """Returns the CDBs that the drive got."""
        return [entry.get('cdb', '').replace(' ', '').upper() for entry in self.log()]

    @bed.needs('pxfw')
    def test_pxfw_identifies_the_drives(self):
        for model in (CD, DVD):
            self.use(model, 'identify-' + model['model'][-4:])
            text = self.pxfw()
            self.assertIn("Vendor : 'PLEXTOR '", text)
            self.assertRegex(text, f"Model  : '{model['product']} *' \\(TLA#0412\\)")
            self.assertIn("F/W    : '1.01'", text)

    @bed.needs('pxfw')
    def test_pxfw_writes_the_same_memory_as_burnbackctl(self):
        for model in (CD, DVD):
            self.use(model, 'pxfw-' + model['model'][-4:])
            image = self.make_image(model)
            text = self.pxfw('-u', '-if', image)
            self.assertRegex(text, 'diff +: 0000')
            self.assertIn("F/W    : '1.07'", text)
            self.assertTrue(any(cdb.startswith(f'3B0400000000{model["pieces"]:06X}') for cdb in self.list_commands()))
            by_pxfw = self.dump('application')
            self.assertEqual(by_pxfw, self.read_file(image))
            if not bed.CTL:
                continue
            self.use(model, 'ctl-' + model['model'][-4:])
            self.assertNotEqual(self.burnbackctl('list').find('1.01'), -1)
            self.burnbackctl('flash', 'sr0', image, '--yes', '--without-backup', '--allow-crossflash')
            self.assertEqual(self.dump('application'), by_pxfw)

    @bed.needs('pxfw', bed.CTL)
    def test_pxfw_saves_the_same_eeprom_as_burnbackctl(self):
        for model in (CD, DVD):
            self.use(model, 'eeprom-' + model['model'][-4:])
            path = self.path('eeprom.bin')
            self.pxfw('-e', '-oe', path)
            by_pxfw = self.read_file(path)
            self.assertEqual(len(by_pxfw), model['eeprom'])
            self.assertEqual(by_pxfw, self.dump('eeprom'))
            folder = self.burnbackctl('backup', 'sr0').splitlines()[-1]
            self.assertEqual(self.read_file(os.path.join(folder, 'eeprom.bin')), by_pxfw)

    @bed.needs('pxfw')
    def test_pxfw_refuses_what_burnbackctl_refuses(self):
        self.use(DVD)
        image = self.make_image(DVD)
        data = bytearray(self.read_file(image))
        data[0x1000] ^= 1
        with open(image, 'wb') as file:
            file.write(data)
        text = self.pxfw('-u', '-if', image)
        self.assertNotRegex(text, 'diff +: 0000')
        self.assertFalse([cdb for cdb in self.list_commands() if cdb.startswith('3B')])


if __name__ == '__main__':
    bed.main()
