# SPDX-License-Identifier: GPL-3.0-or-later
"""The standard READ BUFFER and WRITE BUFFER of a drive of no family, with the unmodified programs of sg3-utils
(bb-sim-spc.c)."""
import bed

DRIVE = """[drive sr0]
Family=spc
Vendor=ACME
Product=DVD-RW 1
Revision=1.00
Serial=SIM0001
Quirks=no-attention%s
"""
FLASH_BYTES = 0x40000
SG_ILLEGAL_REQUEST = 5


class Buffers(bed.BedTest):
    scenario_text = DRIVE % ';download'

    def setUp(self):
        super().setUp()
        self.keep_state()

    def image(self, revision=b'2.00', length=FLASH_BYTES):
        """Returns the path of an image; its revision is where the simulated drive has it."""
        data = bytearray(i * 7 % 251 for i in range(length))
        data[0x20:0x24] = revision
        with open(self.path('image.bin'), 'wb') as file:
            file.write(data)
        return self.path('image.bin')

    def write(self, *arguments, code=0):
        return self.run_in_bed('sg_write_buffer', *arguments, '/dev/sg0', code=code)

    def revision(self):
        return self.run_in_bed('sg_inq', '/dev/sg0').stdout.split('Product revision level:')[1].split()[0]

    def read(self, mode, length, *more):
        """Returns the answer to READ BUFFER. sg_read_buffer is not used: that of sg3-utils 1.46 asks for no data."""
        path = self.path('read.bin')
        cdb = ['3c', mode, *(more or ('00',)), '00', '00', '00', *(f'{byte:02x}' for byte in length.to_bytes(3, 'big')), '00']
        self.run_in_bed('sg_raw', '-r', str(length), '-o', path, '/dev/sg0', *cdb)
        return self.read_file(path)

    @bed.needs('sg_raw', 'sg_read_buffer')
    def test_descriptors_are_told(self):
        self.assertEqual(self.read('03', 4), bytes((9, 4, 0, 0)))
        self.assertEqual(self.read('03', 4, '01'), bytes(4))
        self.assertEqual(self.read('0b', 4), bytes((0, 0, 0, 252)))
        for mode in ('desc', 'echo_desc', 'data'):
            self.run_in_bed('sg_read_buffer', '--mode=' + mode, '--length=4', '/dev/sg0')
        self.run_in_bed('sg_read_buffer', '--mode=echo', '/dev/sg0', code=SG_ILLEGAL_REQUEST)    # nothing was written

    @bed.needs('sg_raw', 'sg_write_buffer')
    def test_a_plain_buffer_is_read_as_it_was_written(self):
        image = self.image(length=4096)
        before = self.memory_after_a_start()
        self.run_in_bed('sh', '-c', 'sg_write_buffer --mode=data --in="$1" --length=4096 /dev/sg0 && '
                        'sg_raw -r 4096 -o "$2" /dev/sg0 3c 02 00 00 00 00 00 10 00 00', 'sh', image, self.path('out.bin'))
        with open(image, 'rb') as one, open(self.path('out.bin'), 'rb') as other:
            self.assertEqual(one.read(), other.read())
        self.assertEqual(self.dump(), before)

    def memory_after_a_start(self):
        self.run_in_bed('true')
        return self.dump()

    @bed.needs('sg_write_buffer', 'sg_inq')
    def test_a_download_in_pieces_is_the_new_firmware(self):
        image = self.image()
        self.write('--mode=dmc_offs_save', '--bpw=4096', '--in=' + image)
        self.assertEqual(self.dump(), self.read_file(image))
        self.assertEqual(self.revision(), '2.00')

    @bed.needs('sg_write_buffer', 'sg_inq')
    def test_a_deferred_download_waits_for_its_activation(self):
        image = self.image()
        before = self.memory_after_a_start()
        self.write('--mode=dmc_offs_defer', '--bpw=4096', '--in=' + image)
        self.assertEqual(self.dump(), before)
        self.write('--mode=activate_mc', code=SG_ILLEGAL_REQUEST)    # the received data was lost at power-off
        self.write('--mode=dmc_offs_defer', '--bpw=4096,act', '--in=' + image)
        self.assertEqual(self.dump(), self.read_file(image))
        self.assertEqual(self.revision(), '2.00')

    @bed.needs('sg_write_buffer')
    def test_pieces_out_of_order_or_without_alignment_are_refused(self):
        image = self.image()
        before = self.memory_after_a_start()
        for arguments in (('--mode=dmc_offs_save', '--offset=4096', '--length=4096'),
                          ('--mode=dmc_offs_save', '--offset=100', '--length=4096'),
                          ('--mode=dmc_offs_save', '--id=1', '--length=4096'),
                          ('--mode=dmc_save', '--length=4096')):
            self.assertNotEqual(self.write(*arguments, '--in=' + image, code=None).returncode, 0, arguments)
        self.assertEqual(self.dump(), before)


class NoDownload(Buffers):
    scenario_text = DRIVE % ''

    @bed.needs('sg_write_buffer', 'sg_inq')
    def test_a_download_in_pieces_is_the_new_firmware(self):
        before = self.memory_after_a_start()
        self.write('--mode=dmc_offs_save', '--bpw=4096', '--in=' + self.image(), code=SG_ILLEGAL_REQUEST)
        self.assertEqual([self.dump(), self.revision()], [before, '1.00'])

    @bed.needs('sg_write_buffer')
    def test_a_deferred_download_waits_for_its_activation(self):
        self.write('--mode=activate_mc', code=SG_ILLEGAL_REQUEST)

    @bed.needs('sg_raw')
    def test_descriptors_are_told(self):
        self.assertEqual(self.read('03', 4), bytes((9, 1, 0, 0)))


if __name__ == '__main__':
    bed.main()
