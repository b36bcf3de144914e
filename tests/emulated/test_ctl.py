# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests burnbackctl on simulated drives that it sees as real drives: through libudev, libsgutils2 and device nodes."""
import json
import re
import signal
import subprocess
import sys

import bed


# Python program: holds /dev/sr0 open with O_EXCL while the command in its arguments runs.
HOLD_AND_RUN = '''
import os, subprocess, sys
fd = os.open('/dev/sr0', os.O_RDWR | os.O_EXCL | os.O_NONBLOCK)
sys.exit(subprocess.run(sys.argv[1:]).returncode)
'''


@bed.needs(bed.CTL)
class Listing(bed.BedTest):
    def ctl(self, *arguments, code=0):
        """Runs burnbackctl with the device nodes. Returns its JSON output."""
        done = self.run_in_bed(bed.CTL, '--json', *arguments, code=code)
        return json.loads(done.stdout)

    def test_list_shows_both_drives_with_their_nodes_and_buses(self):
        first, second = self.ctl('list')
        self.assertEqual([first['node'], first['sg-node'], first['serial'], first['bus']],
                         ['/dev/sr0', '/dev/sg0', 'SIM0001', 'sata'])
        self.assertEqual([second['node'], second['sg-node'], second['serial'], second['bus']],
                         ['/dev/sr1', '/dev/sg1', 'SIM0002', 'usb'])
        self.assertEqual([second['vendor'], second['product']], ['TDK', 'DVDRW420N'])
        self.assertIsNone(first['bridge'])
        self.assertTrue(second['bridge'])

    def test_list_by_device_nodes_equals_list_with_simulate(self):
        simulated = self.run_program('--json', '--simulate', self.scenario, 'list')
        for by_node, direct in zip(self.ctl('list'), simulated, strict=True):
            for key in ('name', 'node', 'vendor', 'product', 'revision', 'serial', 'bus', 'medium', 'state', 'is', 'can'):
                self.assertEqual(by_node[key], direct[key], key)

    def run_program(self, *arguments):
        """Runs burnbackctl without device nodes. Returns its JSON output."""
        done = subprocess.run([bed.CTL, *arguments], env=self.environment, capture_output=True, text=True,
                              timeout=bed.LIMIT_S, check=True)
        return json.loads(done.stdout)

    def test_a_drive_is_found_by_each_of_its_names(self):
        for name in ('sr1', '/dev/sr1', 'sg1', '/dev/sg1', 'SIM0002'):
            self.assertEqual(self.ctl('info', name)['serial'], 'SIM0002', name)
        self.run_in_bed(bed.CTL, 'info', 'sr7', code=4)

    def test_completion_names_the_drives_and_sends_them_nothing(self):
        self.keep_state()
        done = self.run_in_bed(bed.CTL, 'complete', '--', 'info', '')
        self.assertEqual([line.split('\t')[0] for line in done.stdout.splitlines()], ['sr0', 'sr1'])
        done = self.run_in_bed(bed.CTL, 'complete', '--', 'info', '/dev/sr1')
        self.assertEqual(done.stdout.split('\t'), ['/dev/sr1', 'TDK DVDRW420N\n'])
        for drive in ('sr0', 'sr1'):
            log = subprocess.run([bed.SIM, 'log', drive], env=self.environment, capture_output=True, text=True, timeout=bed.LIMIT_S)
            self.assertEqual(log.stdout, '')

    def test_without_drives_the_list_is_empty(self):
        session = self.start_in_bed('sh')
        for name in ('sr0', 'sr1'):
            session.plug('unplug ' + name)
        # Repeat the list until both drives have disappeared from udev.
        listed = None
        while listed != []:
            session.type(f'"{bed.CTL}" --json list | tr -d "\\n"; echo; echo end')
            listed = json.loads(session.wait_for(r'(?s)(.*?)\nend').group(1))

    def test_monitor_shows_drives_that_come_and_go(self):
        session = self.start_in_bed(bed.CTL, 'monitor')
        session.wait_for_all(r'added sr0 _NEC ', r'added sr1 TDK DVDRW420N')
        session.plug('unplug sr1')
        session.wait_for(r'removed sr1 TDK ')
        session.plug('power sr0 off')
        session.wait_for(r'removed sr0 _NEC ')
        session.plug('plug sr1')
        session.wait_for(r'added sr1 TDK DVDRW420N')
        session.plug('power sr0 on')
        session.wait_for(r'added sr0 _NEC ')
        session.process.send_signal(signal.SIGTERM)
        self.assertEqual(session.process.wait(bed.LIMIT_S), 0)


ONE_DRIVE = '''
[drive sr0]
Family=nec-optiarc
Model=L210
Serial=SIM0001
Bus=sata
'''

CUT = '''
[fault 1]
Drive=sr0
At=step:program:5
Kind=power-cut
During=middle
'''


@bed.needs(bed.CTL, 'sg_inq')
class Work(bed.BedTest):
    """Flashes, restores and recovers a drive through its device nodes."""

    scenario_text = ONE_DRIVE

    def setUp(self):
        super().setUp()
        self.keep_state()
        self.program = [bed.CTL, '--progress=none', '--state-dir', self.path('state')]
        self.run_in_bed('true')     # creates the memory of the drive in the state folder
        self.image = self.path('new.bin')
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'L210', '--revision', '1.07', '--seed', '7',
                     self.image)

    def ctl(self, *arguments, code=0):
        """Runs burnbackctl with the device nodes and the state of the test. Returns its JSON output."""
        done = self.run_in_bed(*self.program, '--json', *arguments, code=code)
        return json.loads(done.stdout)

    def revision(self):
        """Returns the revision that the drive reports by INQUIRY."""
        return re.search(r'revision level: (\S+)', self.run_in_bed('sg_inq', '/dev/sg0').stdout).group(1)

    def test_flash_and_rollback_restore_every_byte(self):
        before = self.ctl('info', 'sr0')['revision']
        old = self.dump()
        flashed = self.ctl('flash', 'sr0', self.image, '--yes')
        self.assertEqual([flashed['result'], flashed['verified']], ['done', 'proven'])
        self.assertEqual([flashed['revision-before'], flashed['revision-after']], [before, '1.07'])
        self.assertFalse(self.dump() == old)
        self.assertEqual(self.revision(), '1.07')
        # burnbackctl must not use the kernel's copy of the INQUIRY data, which is that from before the flash.
        self.assertEqual(self.ctl('list')[0]['revision'], '1.07')
        self.assertEqual(self.ctl('verify', 'sr0', self.image)['result'], 'equal')
        self.assertEqual(self.ctl('rollback', 'sr0')['result'], 'done')
        self.assertTrue(self.dump() == old)
        self.assertEqual(self.revision(), before)

    def test_a_backup_of_a_simulated_drive_is_refused_for_a_real_one(self):
        """The only backup in the folder is of a simulated drive with the same name, serial number and calibration."""
        old = self.dump()
        made = subprocess.run([*self.program, '--json', '--simulate', self.scenario, 'backup', 'sr0'], env=self.environment,
                              capture_output=True, text=True, timeout=bed.LIMIT_S, check=True)
        backup = json.loads(made.stdout)['id']
        kept = self.ctl('backups', 'list')
        self.assertEqual([(one['id'], one['simulated'], one['complete']) for one in kept], [(backup, True, True)])
        refused = self.ctl('rollback', 'sr0', backup, code=3)
        self.assertEqual(refused['result'], 'refused')
        self.assertIn('simulated', refused['message'])
        # Without a backup on the command line, this backup must not be chosen either.
        self.assertNotEqual(self.run_in_bed(*self.program, 'rollback', 'sr0', code=None).returncode, 0)
        self.assertTrue(self.dump() == old)

    def test_a_flash_leaves_polling_as_it_was(self):
        done = self.run_in_bed('sh', '-c', 'polling=/sys/block/sr0/events_poll_msecs; echo 2000 > $polling; '
                               '"$@" && cat $polling', 'sh', *self.program, 'flash', 'sr0', self.image, '--yes')
        self.assertEqual(done.stdout.split()[-1], '2000')

    def test_a_drive_that_another_program_has_is_left_alone(self):
        old = self.dump()
        done = self.run_in_bed(sys.executable, '-c', HOLD_AND_RUN, *self.program, 'flash', 'sr0', self.image, '--yes',
                               code=None)
        self.assertIn(done.returncode, (1, 3), done.stderr)
        self.assertTrue(self.dump() == old)

    def test_a_power_cut_is_recovered_from_in_the_next_run(self):
        old = self.dump()
        self.write_scenario(ONE_DRIVE + CUT)
        cut = self.ctl('flash', 'sr0', self.image, '--yes', code=6)
        self.assertEqual(cut['result'], 'needs-recovery')
        self.assertFalse(self.dump() == old)
        self.write_scenario(ONE_DRIVE)
        self.assertEqual(self.ctl('list')[0]['state'], 'needs-recovery')
        self.assertEqual(self.ctl('recover', 'sr0', self.image, '--yes')['result'], 'done')
        # The drive has either the new or the old firmware, complete.
        if self.revision() == '1.07':
            self.assertEqual(self.ctl('verify', 'sr0', self.image)['result'], 'equal')
        else:
            self.assertTrue(self.dump() == old)


if __name__ == '__main__':
    bed.main()
