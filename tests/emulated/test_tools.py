# SPDX-License-Identifier: GPL-3.0-or-later
"""Unmodified programs of other projects work with simulated drives."""
import os
import re

import bed

# Exit codes of sg3-utils for sense data and errors.
SG_NOT_READY, SG_INVALID_OPCODE, SG_UNIT_ATTENTION, SG_NO_DEVICE = 2, 9, 6, 50


def inquiry_field(text, name):
    """Returns the value of a field in the output of sg_inq, without trailing blanks; None if there is no such field."""
    match = re.search(rf'^ *{name}: (.*)$', text, re.MULTILINE)
    return match.group(1).rstrip() if match else None


class SgTools(bed.BedTest):
    @bed.needs('sg_inq')
    def test_inquiry_is_the_same_by_every_node_of_a_drive(self):
        wanted = {'0': ('_NEC', None, 'SIM0001'), '1': ('TDK', 'DVDRW420N', 'SIM0002')}
        for number, (vendor, product, serial) in wanted.items():
            by_sg = self.run_in_bed('sg_inq', '/dev/sg' + number).stdout
            by_sr = self.run_in_bed('sg_inq', '/dev/sr' + number).stdout
            self.assertEqual(by_sg, by_sr)
            self.assertIn('PDT=5', by_sg)
            self.assertEqual(inquiry_field(by_sg, 'Vendor identification'), vendor)
            if product:
                self.assertEqual(inquiry_field(by_sg, 'Product identification'), product)
            # Not every version of sg_inq shows the serial number with the standard INQUIRY data.
            by_sg = self.run_in_bed('sg_inq', '--page=sn', '/dev/sg' + number).stdout
            by_sr = self.run_in_bed('sg_inq', '--page=sn', '/dev/sr' + number).stdout
            self.assertEqual([inquiry_field(by_sg, 'Unit serial number'), by_sg], [serial, by_sr])

    @bed.needs('sg_raw')
    def test_a_drive_reports_power_on_once(self):
        ready = bed.TEST_UNIT_READY % '/dev/sg0'
        done = self.run_in_bed('sh', '-c', f'{ready}; echo "first $?"; {ready}; echo "second $?"')
        self.assertIn(f'first {SG_UNIT_ATTENTION}', done.stdout)
        self.assertIn(f'second {SG_NOT_READY}', done.stdout)

    @bed.needs('sg_raw', 'sg_inq')
    def test_raw_bytes_are_those_of_the_inquiry(self):
        out = self.path('inquiry.bin')
        self.run_in_bed('sg_raw', '-r', '36', '-o', out, '/dev/sg1', '12', '00', '00', '00', '24', '00')
        with open(out, 'rb') as file:
            data = file.read()
        self.assertEqual(len(data), 36)
        self.assertEqual(data[0] & 0x1f, 5)
        self.assertEqual(data[8:16], b'TDK     ')
        self.assertEqual(data[16:32], b'DVDRW420N       ')
        revision = inquiry_field(self.run_in_bed('sg_inq', '/dev/sg1').stdout, 'Product revision level')
        self.assertEqual(data[32:36].decode().rstrip(), revision)

    @bed.needs('sg_raw')
    def test_an_answer_may_be_shorter_than_the_buffer(self):
        done = self.run_in_bed('sg_raw', '-r', '200', '/dev/sg0', '12', '00', '00', '00', '10', '00')
        self.assertIn('Received 16 bytes', done.stderr + done.stdout)

    @bed.needs('sg_raw')
    def test_an_opcode_that_no_drive_knows_is_refused_with_sense(self):
        done = self.run_in_bed('sh', '-c', 'sg_raw /dev/sg0 00 00 00 00 00 00; sg_raw /dev/sg0 0d 00 00 00 00 00',
                               code=SG_INVALID_OPCODE)
        self.assertIn('Invalid command operation code', done.stderr)

    @bed.needs('sg_raw')
    def test_a_whole_buffer_comes_by_either_node(self):
        # GET CONFIGURATION, whose answer contains its own length.
        answers = []
        for node in ('/dev/sg0', '/dev/sr0'):
            out = self.path('configuration.bin')
            self.run_in_bed('sh', '-c', 'sg_raw "$1" 00 00 00 00 00 00 2>&1; '
                            'exec sg_raw -r 4096 -o "$2" "$1" 46 00 00 00 00 00 00 10 00 00', 'sh', node, out)
            with open(out, 'rb') as file:
                answers.append(file.read())
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(int.from_bytes(answers[0][:4], 'big') + 4, len(answers[0]))

    @bed.needs('sg_inq')
    def test_a_node_that_is_not_there_is_not_found(self):
        done = self.run_in_bed('sg_inq', '/dev/sg7', code=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('No such file', done.stderr + done.stdout)


class OtherTools(bed.BedTest):
    @bed.needs('cd-drive')
    def test_cd_drive_reads_model_and_revision(self):
        out = self.run_in_bed('cd-drive', '-i', '/dev/sr1').stdout
        self.assertRegex(out, r'Vendor\s*: TDK')
        self.assertRegex(out, r'Model\s*: DVDRW420N')
        self.assertIn('SIM0002', out)

    @bed.needs('cdvdcontrol')
    def test_cdvdcontrol_finds_both_drives(self):
        out = self.run_in_bed('cdvdcontrol', '-l', code=None).stdout
        self.assertRegex(out, r"'/dev/sr0': '_NEC    '")
        self.assertRegex(out, r"'/dev/sr1': 'TDK     ' 'DVDRW420N       '")
        self.assertIn('2 device(s) found', out)

    @bed.needs('cdrskin')
    def test_cdrskin_takes_the_drives_for_writers(self):
        bus = self.run_in_bed('cdrskin', '-scanbus').stdout
        self.assertRegex(bus, r"0,0,0\s+0\) '_NEC    '")
        self.assertRegex(bus, r"1,0,0\s+1\) 'TDK     ' 'DVDRW420N       '")
        out = self.run_in_bed('cdrskin', 'dev=/dev/sr1', '-checkdrive').stdout
        self.assertRegex(out, r"Drive id\s*: 'SIM0002")
        self.assertRegex(out, r'Supported modes: .*TAO')

    @bed.needs('udevadm')
    def test_udev_knows_both_nodes_and_their_drive(self):
        block = self.run_in_bed('udevadm', 'info', '--query=property', '--name=/dev/sr1').stdout.split('\n')
        self.assertIn('ID_CDROM=1', block)
        self.assertIn('ID_BUS=usb', block)
        self.assertIn('ID_SERIAL_SHORT=SIM0002', block)
        self.assertIn('DEVTYPE=disk', block)
        above = self.run_in_bed('udevadm', 'info', '--attribute-walk', '--path=/sys/class/scsi_generic/sg1').stdout
        self.assertRegex(above, r'ATTRS\{vendor\}=="TDK')
        self.assertRegex(above, r'ATTRS\{type\}=="5"')


class Rules(bed.BedTest):
    """Opening device nodes of simulated drives follows the rules of the kernel."""

    def test_an_exclusive_open_keeps_others_off(self):
        got = self.run_python('''
import errno, json, os
def attempt(node, flags=0):
    try:
        return os.open(node, os.O_RDWR | os.O_NONBLOCK | flags)
    except OSError as error:
        return errno.errorcode[error.errno]
first_sg = attempt('/dev/sg0', os.O_EXCL)
second_sg = attempt('/dev/sg0'), attempt('/dev/sg0', os.O_EXCL)
other_sg = attempt('/dev/sg1', os.O_EXCL)
first_sr = attempt('/dev/sr0', os.O_EXCL)
second_sr = attempt('/dev/sr0', os.O_EXCL)
plain_sr = attempt('/dev/sr0')
os.close(first_sg)
print(json.dumps({'sg': [second_sg, isinstance(attempt('/dev/sg0'), int), isinstance(other_sg, int)],
                  'sr': [second_sr, isinstance(plain_sr, int)]}))
''')
        self.assertEqual(got['sg'], [['EBUSY', 'EBUSY'], True, True])
        self.assertEqual(got['sr'], ['EBUSY', True])

    def test_an_open_node_is_the_device_it_should_be(self):
        got = self.run_python('''
import json, os, stat
def kind(node):
    st = os.fstat(os.open(node, os.O_RDONLY | os.O_NONBLOCK))
    return [stat.S_ISCHR(st.st_mode), stat.S_ISBLK(st.st_mode), os.major(st.st_rdev), os.minor(st.st_rdev)]
print(json.dumps([kind('/dev/sg1'), kind('/dev/sr1')]))
''')
        self.assertEqual(got, [[True, False, 21, 1], [False, True, 11, 1]])

    def test_looking_for_many_nodes_does_no_harm(self):
        got = self.run_python('''
import json, os
found = []
for number in range(300):
    try:
        os.close(os.open(f'/dev/sg{number}', os.O_RDWR | os.O_NONBLOCK))
        found.append(number)
    except FileNotFoundError:
        pass
print(json.dumps(found))
''')
        self.assertEqual(got, [0, 1])


class Exits(bed.BedTest):
    def test_the_exit_code_is_the_programs(self):
        self.run_in_bed('sh', '-c', 'exit 9', code=9)
        self.run_in_bed('sh', '-c', 'kill -KILL $$', code=128 + 9)
        self.run_in_bed('/nonexistent/program', code=127)

    def test_nothing_is_left_behind(self):
        root = self.run_in_bed('sh', '-c', 'dirname "$BURNBACK_SIM_CONTROL"').stdout.strip()
        self.assertTrue(os.path.isabs(root))
        self.assertFalse(os.path.exists(root))


if __name__ == '__main__':
    bed.main()
