# SPDX-License-Identifier: GPL-3.0-or-later
"""A small program that does with a simulated LG drive what other flash programs for Renesas drives do on Linux: it sends
commands of 12 bytes to the block node, does not repeat a command after a unit attention, and checks with TEST UNIT READY
whether there is a disc (docs/protocols/lg-renesas.md, section 3)."""
import json
import sys

import bed

SCENARIO = ('[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\nRevision=NE01\nSerial=SIM0001\n'
            'Quirks=no-attention;programming-ms=0\n')

# CDROM_SEND_PACKET with the structure of <linux/cdrom.h>. The program gets the work as its first argument.
CLIENT = r'''
import ctypes, fcntl, os, struct, sys

CDROM_SEND_PACKET, OUT, IN, NONE = 0x5393, 1, 2, 3
CHUNK, HEADER = 0x8000, 72


class Packet(ctypes.Structure):
    _fields_ = [('cmd', ctypes.c_ubyte * 12), ('buffer', ctypes.c_void_p), ('buflen', ctypes.c_uint),
                ('stat', ctypes.c_int), ('sense', ctypes.c_void_p), ('direction', ctypes.c_ubyte),
                ('quiet', ctypes.c_int), ('timeout', ctypes.c_int), ('unused', ctypes.c_void_p)]


def send(cdb, direction=NONE, data=b'', length=0):
    """Returns the data that were read; None if the command failed."""
    buffer = ctypes.create_string_buffer(data, length or len(data) or 1)
    sense = ctypes.create_string_buffer(64)
    packet = Packet(direction=direction, buffer=ctypes.addressof(buffer), buflen=length or len(data), timeout=18000,
                    sense=ctypes.addressof(sense), quiet=1)
    packet.cmd[:] = bytes(cdb).ljust(12, b'\0')
    try:
        fcntl.ioctl(node, CDROM_SEND_PACKET, packet)
    except OSError:
        return None
    return buffer.raw


def read(address, length):
    return send(struct.pack('>BBIBHB', 0x3C, 5, address, 0, length, 0x44), IN, length=length)


def dump(start, size):
    return b''.join(read(start + at, min(CHUNK, size - at)) for at in range(0, size, CHUNK))


def find(kind, first, end):
    """Returns start and size of the part whose header is found first."""
    for address in range(first, end, CHUNK - HEADER):
        block = read(address, CHUNK)
        if block is None:
            raise SystemExit(f'cannot read 0x{address:x}')
        at = block.find(kind + b'    REV LVL ')
        if at >= 0:
            return struct.unpack('>II', block[at + 0x28:at + 0x30])
    raise SystemExit('pattern not found')


def flash(path):
    if any(send([0, 0, 0, 0, 0, 0]) is not None for _ in range(4)):
        raise SystemExit('there is a disc in the drive')
    data = open(path, 'rb').read()
    for at in range(0, len(data), CHUNK):
        chunk = data[at:at + CHUNK]
        source = 5 if at + len(chunk) == len(data) else 2
        if send(struct.pack('>BBIBHB', 0x3B, source, at, 0, len(chunk), 0x44), OUT, chunk) is None:
            raise SystemExit(f'chunk at 0x{at:x} was refused')
    for _ in range(4):
        send([0, 0, 0, 0, 0, 0])


node = os.open('/dev/sr0', os.O_RDONLY | os.O_NONBLOCK)
what, path, first = sys.argv[1], sys.argv[2], int(sys.argv[3], 0)
if what == 'flash':
    flash(path)
else:
    with open(path, 'wb') as file:
        file.write(dump(*find(what.upper().encode(), first, 0x800000)))
'''


class OtherProgram(bed.BedTest):
    scenario_text = SCENARIO

    def setUp(self):
        super().setUp()
        self.keep_state()

    def client(self, what, path, first=0x400000, code=0):
        return self.run_in_bed(sys.executable, '-c', CLIENT, what, path, hex(first), code=code)

    def make_image(self, *more):
        path = self.path('new.bin')
        self.sim('make-image', '--family', 'lg-renesas', '--model', 'DVDRAM GSA-E50L', '--revision', 'NE02', '--seed', '9',
                 *more, path)
        return path

    def violations(self):
        return [text for entry in self.log() for text in entry.get('violations', [])]

    def test_both_parts_are_found_and_read(self):
        for part, region in (('main', 'application'), ('core', 'core')):
            path = self.path(part)
            self.client(part, path)
            self.assertEqual(self.read_file(path), self.dump(region))
        self.assertEqual({len(entry['cdb'].replace(' ', '')) for entry in self.log() if entry['cdb'].startswith('3C')}, {24})
        self.assertEqual(self.violations(), [])

    def test_search_from_address_0_reads_registers(self):
        """Burnback never reads the hardware registers. The simulated drive must record such a read as a violation. It
        has no memory behind the registers, and hangs with the quirk register-trap."""
        self.assertIn('cannot read 0x7fb8', self.client('main', self.path('main'), 0, code=1).stderr)
        self.assertIn('hardware registers were read', ' '.join(self.violations()))
        self.write_scenario(SCENARIO.replace('no-attention', 'no-attention;register-trap'))
        self.keep_state('trap')
        self.assertIn('cannot read 0x0', self.client('main', self.path('main'), 0, code=1).stderr)

    def test_firmware_is_flashed_and_read_back(self):
        image = self.make_image()
        self.client('flash', image)
        self.client('main', self.path('main'))
        self.assertEqual(self.read_file(self.path('main')), self.read_file(image)[0x400:])
        self.assertEqual(len([entry for entry in self.log() if entry['cdb'].startswith('3B')]), 53)
        self.assertEqual(self.violations(), [])

    def test_wrong_file_changes_nothing(self):
        self.client('main', self.path('main'))
        before = self.dump('application')
        image = self.make_image('--set', 'header-name=GSA-T20L')
        done = self.client('flash', image, code=1)
        self.assertIn('chunk at 0x1a0000 was refused', done.stderr)
        self.assertEqual(self.dump('application'), before)

    def test_unit_attention_is_not_repeated(self):
        """The program must fail with the first command after power-on, because it does not repeat a command."""
        self.write_scenario(SCENARIO.replace('no-attention;', ''))
        self.assertIn('cannot read 0x400000', self.client('main', self.path('main'), code=1).stderr)

    @bed.needs(bed.CTL)
    def test_burnback_reads_what_the_other_program_flashed(self):
        image = self.make_image()
        self.client('flash', image)
        self.assertEqual(json.loads(self.burnbackctl('--json', 'verify', 'sr0', image))['verified'], 'proven')


if __name__ == '__main__':
    bed.main()
