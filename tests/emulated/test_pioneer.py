# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that flashes Pioneer drives as the community flasher does must work with simulated drives. It pads CDBs to
12 bytes, sends TEST UNIT READY between other commands, and does not repeat a command after a unit attention."""
import bed

SCENARIO = '[drive sr0]\nFamily=pioneer\nModel=10\nRevision=1.22\nSerial=SIM0001\nSpeed=0\nQuirks=kernel-ms=0\n'
PIECE = 0x8000
KERNEL = 0x20000
MODE = b'PIONEER  DVR-110' + bytes.fromhex('5D6A8FE9')

# $1: folder with mode and pieces, $2: number of pieces, $3: number of pieces of the kernel
FLASH = '''
set -e
send () { sg_raw -s "$1" -i "$2" /dev/sr0 $3; }
sg_raw /dev/sr0 00 00 00 00 00 00 || true
sg_raw -r 96 -o "$1/before" /dev/sr0 12 00 00 00 60 00
sg_raw -r 48 -o "$1/info" /dev/sr0 3C 02 F1 00 00 00 00 00 30 00 00 00
sg_raw /dev/sr0 00 00 00 00 00 00 || true
send 256 "$1/mode" '3B 04 FF 00 00 00 00 01 00 00 00 00'
sg_raw -r 96 -o "$1/mode-kernel" /dev/sr0 12 00 00 00 60 00
sg_raw /dev/sr0 00 00 00 00 00 00 || true
send_part () {
    n=0
    while [ $n -lt "$2" ]; do
        send 32768 "$1$n" "3B 07 $3 $(printf '%02X %02X' $((n / 2)) $((n % 2 * 128))) 00 00 80 00 00 00 00"
        sg_raw /dev/sr0 00 00 00 00 00 00 || true
        n=$((n + 1))
    done
}
send_part "$1/kernel" "$3" FE
send_part "$1/piece" "$2" F0
send 256 "$1/mode" '3B 05 FF 00 00 00 00 01 00 00 00 00'
sg_raw -r 96 -o "$1/after" /dev/sr0 12 00 00 00 60 00
'''


class Flasher(bed.BedTest):
    scenario_text = SCENARIO

    def setUp(self):
        super().setUp()
        self.keep_state()

    def write(self, name, data):
        with open(self.path(name), 'wb') as file:
            file.write(data)

    def make_part(self, prefix, *settings):
        """Makes a file, and its pieces in files of their own. Returns its bytes and the number of its pieces."""
        path = self.path(prefix + '.bin')
        self.sim('make-image', '--family', 'pioneer', '--model', '10', '--revision', '1.39', *settings, path)
        image = self.read_file(path)
        pieces = [image[at:at + PIECE].ljust(PIECE, b'\0') for at in range(0, len(image), PIECE)]
        for number, piece in enumerate(pieces):
            self.write(f'{prefix}{number}', piece)
        return image, len(pieces)

    @bed.needs('sg_raw')
    def test_padded_commands_flash_the_firmware(self):
        self.check_flash(with_kernel=False)

    @bed.needs('sg_raw')
    def test_padded_commands_flash_kernel_and_firmware(self):
        self.check_flash(with_kernel=True)

    def check_flash(self, with_kernel):
        """Flashes the drive with the program. The whole memory must have the contents of the files then."""
        self.write('mode', MODE.ljust(256, b'\0'))
        image, n_pieces = self.make_part('piece')
        kernel, n_kernel = self.make_part('kernel', '--set', 'kernel') if with_kernel else (b'', 0)
        self.run_in_bed('sh', '-c', 'sg_raw /dev/sr0 00 00 00 00 00 00 || true')
        before = self.dump()
        self.run_in_bed('sh', '-c', FLASH, 'sh', self.folder, str(n_pieces), str(n_kernel))
        self.assertEqual([self.read_file(self.path(name))[32:36] for name in ('before', 'mode-kernel', 'after')], [b'1.22', b'0000', b'1.39'])
        wanted = kernel.ljust(KERNEL, b'\0') if with_kernel else before[:KERNEL]
        self.assertEqual(self.dump(), wanted + image + before[KERNEL + len(image):])
        self.assertEqual(self.read_file(self.path('info'))[16:32], b'ATA 0010GENERAL ')
        self.assertEqual([entry['violations'] for entry in self.log() if 'violations' in entry], [])


if __name__ == '__main__':
    bed.main()
