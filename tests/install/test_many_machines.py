# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook of docs/many-machines.md over two local hosts with simulated drives: a dry run, a run that flashes, and a second
run that changes nothing."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CTL, SIM = os.environ.get('BURNBACKCTL', ''), os.environ.get('BURNBACK_SIM', '')
PLAYBOOK = shutil.which('ansible-playbook')
SKIPPED = 77
LIMIT_S = 300

# Drives of each host: name -> keys. Only one of them is to be flashed on each host.
NEC = {'Family': 'nec-optiarc', 'Model': 'K355', 'BootVersion': '05', 'Bus': 'pata'}
HOSTS = {
    'one': {'sr0': dict(NEC, Revision='1.05', Serial='SIM0001'), 'sr1': dict(NEC, Model='K110', Revision='1.05', Serial='SIM0002'),
            'sr2': dict(NEC, Revision='1.05', Serial='SIM0005', Disc='data')},
    'two': {'sr0': dict(NEC, Revision='1.05', Serial='SIM0003'),
            'sr1': {'Family': 'spc', 'Vendor': 'HL-DT-ST', 'Product': 'DVDRAM GU90N', 'Revision': 'A1C1', 'Serial': 'SIM0004'}},
}


class ManyMachines(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='burnback-many-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for file in (ROOT / 'docs' / 'examples').glob('many-machines*'):
            shutil.copy(file, self.folder)
        (self.folder / 'images').mkdir()
        # Both are firmware of a K355. The wanted file of the K110 is other.bin, so the playbook must not flash it.
        for name in ('new.bin', 'other.bin'):
            subprocess.run([SIM, 'make-image', '--family', 'nec-optiarc', '--model', 'K355', '--revision', '1.07', '--boot-version', '05',
                            '--seed', '7', self.folder / 'images' / name], check=True, timeout=LIMIT_S)
        hosts = {}
        for host, drives in HOSTS.items():
            scenario = self.folder / f'{host}.scenario'
            scenario.write_text('\n'.join(f'[drive {name}]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items())
                                          for name, keys in drives.items()))
            hosts[host] = {
                'ansible_connection': 'local', 'ansible_python_interpreter': '/usr/bin/python3',
                'burnback_command': [CTL, '--simulate', str(scenario), '--state-dir', str(self.folder / host / 'state')],
                'burnback_environment': {'BURNBACK_SIM_STATE': str(self.folder / host / 'drives')},
                'burnback_folder': str(self.folder / host / 'images'),
                'burnback_wanted': {'K355': 'new.bin', 'K110': 'other.bin'},
            }
            (self.folder / host).mkdir()
        (self.folder / 'hosts.json').write_text(json.dumps({'all': {'hosts': hosts}}))

    def play(self, *options):
        """Runs the playbook. Returns how many tasks of each host changed something, and the output."""
        environment = dict(os.environ, LC_ALL='C.UTF-8', ANSIBLE_LOCALHOST_WARNING='False', ANSIBLE_HOME=str(self.folder / 'ansible'),
                           ANSIBLE_NOCOLOR='1', ANSIBLE_LOCAL_TEMP=str(self.folder / 'ansible'), ANSIBLE_DEPRECATION_WARNINGS='False',
                           ANSIBLE_REMOTE_TEMP=str(self.folder / 'ansible'), ANSIBLE_RETRY_FILES_ENABLED='False')
        done = subprocess.run([PLAYBOOK, '-i', 'hosts.json', 'many-machines.yml', *options], cwd=self.folder, env=environment,
                              capture_output=True, text=True, timeout=LIMIT_S, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        changed = dict(re.findall(r'^(\w+) +: ok=\d+ +changed=(\d+)', done.stdout, re.MULTILINE))
        self.assertEqual(set(changed), set(HOSTS), done.stdout)
        return {host: int(number) for host, number in changed.items()}, done.stdout

    def memory(self, host, drive):
        """Returns the flash memory of a drive."""
        path = self.folder / 'memory.bin'
        subprocess.run([SIM, 'dump', drive, path], check=True, timeout=LIMIT_S,
                       env=dict(os.environ, BURNBACK_SIM_STATE=str(self.folder / host / 'drives')))
        return path.read_bytes()

    def memories(self):
        return {(host, drive): self.memory(host, drive) for host, drives in HOSTS.items() for drive in drives}

    def results(self):
        folder = self.folder / 'results'
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob('*') if path.is_file()}

    def test_dry_run_then_flash_then_nothing(self):
        changed, out = self.play('--check')
        before = self.memories()
        self.assertEqual(len(re.findall('sr0: 1.05 → 1.07', out)), 2, out)
        self.assertFalse((self.folder / 'results').exists())

        changed, out = self.play()
        after = self.memories()
        self.assertEqual({key for key in before if before[key] != after[key]}, {('one', 'sr0'), ('two', 'sr0')})
        self.assertTrue(all(number > 0 for number in changed.values()), changed)
        results = self.results()
        for host, drives in HOSTS.items():
            listed = json.loads(results[f'{host}/drives.json'])
            self.assertEqual({drive['name']: drive['revision'] for drive in listed},
                             {name: '1.07' if name == 'sr0' else keys['Revision'] for name, keys in drives.items()})
            for keys in drives.values():
                self.assertTrue(f'{host}/{keys["Serial"]}-{keys["Revision"]}.txt' in results, sorted(results))
            backups = [name for name in results if name.startswith(host) and name.endswith('.bin')]
            self.assertEqual(len(backups), 1)
            self.assertGreater(len(results[backups[0]]), 0x80000)
        self.assertTrue('one/SIM0001-1.07.txt' in results and 'two/SIM0003-1.07.txt' in results, sorted(results))
        self.assertFalse([name for name, data in results.items() if name.endswith('.txt') and b'SIM000' in data])

        changed, out = self.play()
        self.assertEqual(changed, {'one': 0, 'two': 0}, out)
        self.assertTrue(self.memories() == after, 'the second run changes no drive')
        self.assertTrue(self.results() == results, 'the second run changes no result')


if __name__ == '__main__':
    if not CTL or not SIM or PLAYBOOK is None:
        print('burnbackctl or burnback-sim was not built, or ansible-core is not installed')
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
