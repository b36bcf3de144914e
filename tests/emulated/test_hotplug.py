# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives are plugged and unplugged while programs use them; the programs must see what they would see with real drives."""
import signal
import sys

import bed

# Path of sr1 in sysfs.
PATH_SR1 = r'/devices/pci0000:00/0000:00:14.0/usb1/1-2/\S+'

# Python program: opens /dev/sg1 and, for each line of input, prints the version of the sg driver or the error.
ASK = '''
import array, errno, fcntl, os, sys
SG_GET_VERSION_NUM = 0x2282
fd = os.open('/dev/sg1', os.O_RDWR | os.O_NONBLOCK)
print('open', flush=True)
for line in sys.stdin:
    version = array.array('i', [0])
    try:
        fcntl.ioctl(fd, SG_GET_VERSION_NUM, version)
        print('answer', version[0], flush=True)
    except OSError as error:
        print('answer', errno.errorcode[error.errno], flush=True)
'''


# Python program: waits, and exits with 5 on SIGTERM.
WAIT = '''
import signal, sys
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(5))
print('ready', flush=True)
while True:
    signal.pause()
'''


class Plugs(bed.BedTest):
    def shell_with_events(self):
        """Starts a shell in whose output `udevadm monitor` shows events."""
        session = self.start_in_bed('sh')
        session.type('udevadm monitor --udev --subsystem-match=block --subsystem-match=scsi_generic & monitor=$!')
        session.type("trap 'trap - EXIT; kill $monitor; exit' TERM EXIT")
        session.wait_for('UDEV - the event')
        return session

    def wait_for_both_nodes(self, session, action):
        """Waits for the udev events `action` of both nodes of sr1."""
        first = session.wait_for(rf'UDEV .*{action} +{PATH_SR1} \((block|scsi_generic)\)').group(1)
        second = session.wait_for(rf'UDEV .*{action} +{PATH_SR1} \((block|scsi_generic)\)').group(1)
        self.assertEqual({first, second}, {'block', 'scsi_generic'})

    @bed.needs('udevadm', 'sg_inq')
    def test_a_pulled_cable_takes_the_nodes_and_the_returning_drive_is_whole(self):
        session = self.shell_with_events()
        session.plug('unplug sr1')
        self.wait_for_both_nodes(session, 'remove')
        session.type('sg_inq /dev/sg1; echo "gone $?"; ls /dev/sr* /sys/block; sg_inq /dev/sg0; echo "other $?"')
        self.assertNotEqual(session.wait_for(r'gone (\d+)').group(1), '0')
        left = session.wait_for(r'(?s)(.*)other (\d+)')
        self.assertEqual(left.group(2), '0')
        self.assertNotIn('sr1', left.group(1))
        session.plug('plug sr1')
        self.wait_for_both_nodes(session, 'add')
        session.type('sg_inq --page=sn /dev/sg1; echo "back $?"')
        back = session.wait_for(r'(?s)(.*)back (\d+)')
        self.assertEqual(back.group(2), '0')
        self.assertIn('SIM0002', back.group(1))

    @bed.needs('udevadm', 'sg_raw')
    def test_a_drive_that_comes_back_reports_one_unit_attention(self):
        session = self.shell_with_events()
        ready = bed.TEST_UNIT_READY % '/dev/sg1'
        session.type(f'{ready}; {ready}; echo "calm $?"')
        session.wait_for('calm 2')
        for off, on in (('power sr1 off', 'power sr1 on'), ('unplug sr1', 'plug sr1')):
            session.plug(off)
            self.wait_for_both_nodes(session, 'remove')
            session.plug(on)
            self.wait_for_both_nodes(session, 'add')
            session.type(f'{ready}; echo "now $?"; {ready}; echo "then $?"')
            self.assertEqual(session.wait_for(r'now (\d+)').group(1), '6', off)
            self.assertEqual(session.wait_for(r'then (\d+)').group(1), '2', off)

    def test_an_open_node_of_a_pulled_drive_answers_no_more(self):
        session = self.start_in_bed(sys.executable, '-c', ASK)
        session.wait_for('open')
        session.type('?')
        session.wait_for('answer 30536')
        session.plug('unplug sr1')
        # Repeat until burnback-sim has unplugged the drive.
        answer = '30536'
        while answer == '30536':
            session.type('?')
            answer = session.wait_for(r'answer (\w+)').group(1)
        self.assertEqual(answer, 'ENODEV')

    def test_sigterm_to_burnback_sim_reaches_the_program(self):
        session = self.start_in_bed(sys.executable, '-c', WAIT)
        session.wait_for('ready')
        session.process.send_signal(signal.SIGTERM)
        self.assertEqual(session.process.wait(bed.LIMIT_S), 5)

    def test_a_wrong_control_line_does_no_harm(self):
        session = self.start_in_bed('cat')
        for line in ('nonsense', 'plug', 'power sr0 sideways', 'unplug sr9', 'x' * 9000):
            session.plug(line)
        session.type('still here')
        session.wait_for('still here')


class PowerCut(bed.BedTest):
    scenario_text = bed.TWO_DRIVES + '''
[fault 1]
Drive=sr0
At=opcode:12:3
Kind=power-cut
During=middle
'''

    @bed.needs('udevadm', 'sg_inq')
    def test_a_power_cut_fails_the_command_and_takes_the_nodes(self):
        self.keep_state()
        session = self.start_in_bed('sh')
        session.type('udevadm monitor --udev --subsystem-match=block & monitor=$!')
        session.type("trap 'trap - EXIT; kill $monitor; exit' TERM EXIT")
        session.wait_for('UDEV - the event')
        # Shell command that sends one INQUIRY.
        ask = 'sg_raw -r 36 /dev/sg0 12 00 00 00 24 00 > /dev/null 2>&1'
        session.type(f'{ask}; echo "1st $?"; {ask}; echo "2nd $?"; {ask}; echo "3rd $?"')
        self.assertEqual(session.wait_for(r'1st (\d+)').group(1), '0')
        self.assertEqual(session.wait_for(r'2nd (\d+)').group(1), '0')
        third, _ = session.wait_for_all(r'3rd (\d+)', r'UDEV .*remove .*/block/sr0 ')
        self.assertNotEqual(third.group(1), '0')
        # Unlike the kernel, umockdev removes the node after the event.
        session.type('while test -e /dev/sr0; do :; done; ls /dev/sr*; echo end')
        left = session.wait_for(r'(?s)(.*)end').group(1)
        self.assertNotIn('/dev/sr0', left)
        self.assertIn('/dev/sr1', left)
        session.stop()
        # At the next run the power is on again and the state is the same.
        self.write_scenario(bed.TWO_DRIVES)
        self.assertIn('SIM0001', self.run_in_bed('sg_inq', '--page=sn', '/dev/sg0').stdout)


if __name__ == '__main__':
    bed.main()
