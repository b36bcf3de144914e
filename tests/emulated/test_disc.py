# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of other projects examine simulated drives with discs and open their trays, without errors."""
import os
import re
import shutil

import bed

CDROM_ID = '/usr/lib/udev/cdrom_id'
DISC_BYTES = 2 * 1024 * 1024

TWO_DISCS = '''
[drive sr0]
Family=nec-optiarc
Model=K355
Serial=SIM0001
Bus=sata
Disc=data

[drive sr1]
Family=mediatek-mt1959
Model=BD-RE WH16NS60
Serial=SIM0002
Bus=usb
Disc=blank
Quirks=date-20
'''


def programs(*names):
    """Returns bed.needs(), after adding /usr/sbin and /sbin to PATH, because not every user has them in PATH."""
    os.environ['PATH'] += ':/usr/sbin:/sbin'
    return bed.needs(*names)


class DiscTest(bed.BedTest):
    scenario_text = TWO_DISCS

    def run_quietly(self, *arguments, code=0):
        """Runs a program with the drives. It must use no ioctl or command that the simulator does not support, because
        then burnback-sim prints a warning. Returns its output and error output."""
        done = self.run_in_bed(*arguments, code=code)
        self.assertNotIn('burnback-sim:', done.stderr)
        return done.stdout + done.stderr


class OtherPrograms(DiscTest):
    @programs('wodim')
    def test_wodim_reads_what_is_in_the_drive(self):
        for node in ('/dev/sr0', '/dev/sr1'):
            out = self.run_quietly('wodim', 'dev=' + node, '-atip')
            self.assertIn('Using generic SCSI-3/mmc DVD', out)
            self.assertNotIn('CHECK CONDITION', out)
            self.assertNotIn('sysfs is not mounted', out)

    @programs('wodim')
    def test_wodim_finds_both_drives(self):
        out = self.run_quietly('wodim', '-scanbus')
        self.assertRegex(out, r"0,0,0\s+0\) '_NEC    ' 'DVD_RW ND-3550A ' '1.00' Removable CD-ROM")
        self.assertRegex(out, r"1,0,0\s+100\) 'HL-DT-ST' 'BD-RE  WH16NS60 '")
        self.assertIn('2 found', self.run_quietly('wodim', '--devices', code=None))

    @programs('xorriso')
    def test_xorriso_finds_both_drives(self):
        out = self.run_quietly('xorriso', '-devices')
        self.assertRegex(out, r"0  -dev '/dev/sr0' \S+ :  '_NEC    ' 'DVD_RW ND-3550A'")
        self.assertRegex(out, r"1  -dev '/dev/sr1' \S+ :  'HL-DT-ST' 'BD-RE WH16NS60'")
        self.assertNotIn('\n2  -dev', out)

    @programs('xorriso')
    def test_xorriso_reads_the_kind_of_disc(self):
        out = self.run_quietly('xorriso', '-outdev', '/dev/sr1', '-toc')
        self.assertIn('DVD+R', out)
        self.assertIn('is blank', out)

    @programs('hdparm')
    def test_hdparm_identifies_a_drive_on_a_sata_cable(self):
        out = self.run_quietly('hdparm', '-I', '/dev/sr0')
        self.assertIn('ATAPI CD-ROM, with removable media', out)
        self.assertRegex(out, r'Model Number:\s+_NEC DVD_RW ND-3550A\s')
        self.assertRegex(out, r'Serial Number:\s+SIM0001\s')
        # Behind a USB bridge hdparm -I does not work, as with real bridges.
        self.run_quietly('hdparm', '-I', '/dev/sr1')

    @programs('lsscsi')
    def test_lsscsi_lists_both_nodes_of_each_drive(self):
        out = self.run_quietly('lsscsi', '-g')
        self.assertRegex(out, r'\[0:0:0:0\]\s+cd/dvd\s+_NEC     DVD_RW ND-3550A  1\.00\s+/dev/sr0\s+/dev/sg0')
        self.assertRegex(out, r'\[1:0:0:0\]\s+cd/dvd\s+HL-DT-ST BD-RE  WH16NS60  1\.00\s+/dev/sr1\s+/dev/sg1')
        self.assertEqual(len(out.strip().split('\n')), 2)

    @programs('sg_scan')
    def test_sg_scan_lists_both_drives(self):
        self.assertEqual(re.findall(r'^(/dev/\w+): scsi', self.run_quietly('sg_scan'), re.MULTILINE),
                         ['/dev/sg0', '/dev/sg1'])

    @programs('cd-info')
    def test_cd_info_recognises_a_dvd(self):
        for node in ('/dev/sr0', '/dev/sr1'):
            out = self.run_quietly('cd-info', '--no-cddb', node)
            self.assertRegex(out, r'Disc mode is listed as: DVD')
            self.assertNotIn('ioctl', re.sub('access mode: IOCTL', '', out))

    @programs('cd-info')
    def test_cd_info_reads_the_table_of_contents(self):
        out = self.run_quietly('cd-info', '--no-cddb', '--dvd', '/dev/sr0', code=None)
        self.assertRegex(out, r'1: 00:02:00  000000 data')
        self.assertRegex(out, r'170: 00:15:49  001024 leadout')

    @programs('sg_get_config')
    def test_the_date_of_the_firmware_is_in_this_century(self):
        out = self.run_quietly('sg_get_config', '/dev/sg1')
        self.assertRegex(out, r'Firmware information feature\n.*\n\s+20\d\d/\d\d/\d\d \d\d:\d\d:00')
        self.assertIn('BD-RE', out)


class Tray(DiscTest):
    @programs('eject', 'udevadm')
    def test_the_tray_opens_and_closes(self):
        seen = self.run_quietly('sh', '-c', '''
            look () { echo "$1 $(cat /sys/block/sr0/size) $(udevadm info -q property -n sr0 | grep -c ID_CDROM_MEDIA)"; }
            look start; eject -v /dev/sr0; look open; eject -v -t /dev/sr0; look closed
            eject -i on /dev/sr0; eject -i off /dev/sr0''')
        self.assertIn('start 4096 6', seen)
        self.assertIn('CD-ROM eject command succeeded', seen)
        self.assertIn('open 0 0', seen)
        self.assertIn('closed 4096 6', seen)

    @programs('sg_start', 'sg_raw')
    def test_start_stop_unit_opens_and_closes_the_tray(self):
        seen = self.run_quietly('sh', '-c', 'for time in 1 2; do ' + bed.TEST_UNIT_READY % '/dev/sg0' + ''' >/dev/null 2>&1; done
            sg_start --eject /dev/sg0; cat /sys/block/sr0/size; sg_start --load /dev/sg0; cat /sys/block/sr0/size''')
        self.assertEqual(seen.split(), ['0', '4096'])

    def test_cdrom_ioctls_answer_as_those_of_the_kernel(self):
        seen = self.run_python('''
import errno, fcntl, json, os, struct
EJECT, CLOSE, REREAD, HEADER, ENTRY, STATUS, DISC = 0x5309, 0x5319, 0x125f, 0x5305, 0x5306, 0x5326, 0x5327
LOCK, DVD = 0x5329, 0x5390
drive = os.open('/dev/sr0', os.O_RDONLY | os.O_NONBLOCK)
def ask(request, argument=0):
    try:
        return fcntl.ioctl(drive, request, argument)
    except OSError as error:
        return errno.errorcode[error.errno]
def entry(track, form):
    answer = ask(ENTRY, struct.pack('BBBxIBxxx', track, 0, form, 0, 0))
    return answer if isinstance(answer, str) else list(struct.unpack('BBBxIBxxx', answer))
physical = ask(DVD, bytearray(2056))
answers = {'status': ask(STATUS), 'disc': ask(DISC), 'header': list(ask(HEADER, bytes(2))),
           'lba': [entry(1, 1), entry(0xAA, 1)], 'msf': entry(0xAA, 2), 'none': entry(7, 1),
           'dvd': physical == 0, 'reread': ask(REREAD), 'locked': [ask(LOCK, 1), ask(EJECT)],
           'open': [ask(STATUS), ask(HEADER, bytes(2)), ask(DISC)], 'closed': [ask(CLOSE), ask(STATUS)]}
print(json.dumps(answers))
''')
        ready, data, no_disc, tray_open = 4, 101, 1, 2
        self.assertEqual([seen['status'], seen['disc'], seen['header']], [ready, data, [1, 1]])
        self.assertEqual(seen['lba'], [[1, 0x41, 1, 0, 1], [0xAA, 0x41, 1, 1024, 1]])
        self.assertEqual(seen['msf'], [0xAA, 0x41, 2, 0x310F00, 1])
        self.assertEqual(seen['none'], 'EIO')
        self.assertTrue(seen['dvd'])
        self.assertEqual(seen['reread'], 0)
        self.assertEqual(seen['locked'], [0, 0])
        self.assertEqual(seen['open'], [tray_open, 'EIO', no_disc])
        self.assertEqual(seen['closed'], [0, ready])


class Sectors(DiscTest):
    def test_reading_the_node_gives_the_sectors_that_read_10_gives(self):
        seen = self.run_python('''
import json, subprocess
with open('/dev/sr0', 'rb') as node:
    data = node.read()
read = b''
subprocess.run('TEST_UNIT_READY'.split(), capture_output=True)
for block in (0, 1, 1023):
    command = ['28', '00', '00', '00', f'{block >> 8:02x}', f'{block & 255:02x}', '00', '00', '01', '00']
    subprocess.run(['sg_raw', '-r', '2048', '-o', 'block.bin', '/dev/sg0', *command],
                   capture_output=True, check=True, cwd=FOLDER)
    with open(FOLDER + '/block.bin', 'rb') as file:
        read += file.read()
print(json.dumps([len(data), data[:4096] + data[-2048:] == read, read != bytes(len(read))]))
'''.replace('FOLDER', repr(self.folder)).replace('TEST_UNIT_READY', bed.TEST_UNIT_READY % '/dev/sg0')) if shutil.which('sg_raw') else self.skipTest('not installed: sg_raw')
        self.assertEqual(seen, [DISC_BYTES, True, True])


class Udev(DiscTest):
    @programs('udevadm', CDROM_ID)
    def test_the_properties_are_what_udevs_own_program_finds(self):
        for number in '01':
            seen = self.run_quietly('sh', '-c', bed.TEST_UNIT_READY % '/dev/sr$1' + ''' >/dev/null 2>&1
                cdrom_id () { %s "$@"; }
                cdrom_id /dev/sr$1 | sort; echo; udevadm info -q property -n sr$1 | grep ^ID_CDROM | sort''' % CDROM_ID,
                'sh', number)
            found, shown = seen.split('\n\n')
            self.assertEqual(found.split(), shown.split())
            self.assertIn('ID_CDROM_MEDIA=1', shown)
        self.assertIn('ID_CDROM_BD_RE=1', shown)
        self.assertIn('ID_CDROM_MEDIA_STATE=blank', shown)


class Udisks(DiscTest):
    """Runs the udisks service with the drives, on a D-Bus daemon of the test."""

    SERVICES = ('/usr/libexec/udisks2/udisksd', '/usr/lib/udisks2/udisksd')
    BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
<allow user="*"/></policy></busconfig>
'''

    @programs('udisksctl', 'dbus-daemon', 'gdbus')
    def test_udisks_knows_both_drives(self):
        service = next((path for path in self.SERVICES if shutil.which(path)), None)
        if service is None:
            self.skipTest('not installed: udisksd')
        bus = self.path('bus')
        with open(self.path('bus.conf'), 'w') as file:
            file.write(self.BUS % bus)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = 'unix:path=' + bus
        out = self.run_quietly('sh', '-c', '''
            dbus-daemon --config-file="$1" --nofork --nopidfile --print-address=4 4>"$1.up" >"$1.bus" 2>&1 & bus=$!
            until [ -s "$1.up" ]; do kill -0 $bus || exit 1; done
            "$2" >"$1.log" 2>&1 & service=$!
            gdbus wait --system --timeout 30 org.freedesktop.UDisks2 || cat "$1.log"
            udisksctl status; udisksctl info -b /dev/sr0; udisksctl info -d SIM0001
            kill $service $bus; grep "CRITICAL.*SGIO" "$1.log"; wait $service $bus; true''', 'sh', self.path('bus.conf'), service)
        self.assertRegex(out, r'\bSIM0001\s+sr0\b')
        self.assertRegex(out, r'BD-RE__WH16NS60\s+1\.00\s+SIM0002\s+sr1\b')
        self.assertRegex(out, r'Size:\s+%u\b' % DISC_BYTES)
        self.assertRegex(out, r'Optical:\s+true')
        self.assertRegex(out, r'Media:\s+optical_dvd\b')
        self.assertNotIn('CRITICAL', out)


if __name__ == '__main__':
    bed.main()
