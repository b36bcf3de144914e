# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON of every command, after success and failure, against schema.json (bb-ctl-json.c)."""
import json
import os
import re
import signal
import subprocess

import cli
import schema

NAMES = ('nec-optiarc', 'K110')


def fractions(value, where=''):
    """Yields each float in a value, with its path."""
    if isinstance(value, float):
        yield where, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from fractions(item, f'{where}/{key}')


class EveryCommand(cli.CliTest):
    """Runs the commands in this order on the same drives. A word in capitals stands for a path or backup."""

    # command, name of its value in the schema
    GOOD = [
        ('list', 'list'), ('doctor', 'doctor'), ('info sr0', 'info'), ('info sr1', 'info'), ('advise sr1', 'advise'), ('identify IMAGE', 'identify'),
        ('check sr0 IMAGE', 'check'), ('check sr1 MT', 'check'), ('library add FOLDER', 'library'), ('library list', 'library'),
        ('library scan', 'library'), ('firmware sr0', 'firmware'), ('firmware sr1 MT', 'firmware'),
        ('library remove FOLDER', 'library'), ('backup sr0', 'backup'), ('flash sr0 IMAGE --dry-run', 'dry-run'),
        ('flash sr0 IMAGE --yes', 'flash'), ('flash sr1 MT --yes --without-backup', 'flash'), ('verify sr0', 'verify'),
        ('verify sr0 IMAGE', 'verify'), ('rollback sr0', 'rollback'), ('recover sr0 --yes', 'recover'), ('history sr0', 'history'),
        ('name sr0', 'name'), ('name sr0 attic', 'name'), ('name sr0 --clear', 'name'),
        ('history sr1', 'history'), ('booktype sr0', 'booktype'), ('booktype sr0 dvd+r dvd-rom', 'booktype'),
        ('backups list', 'backups-list'), ('backups show BACKUP', 'backups-show'), ('backups export BACKUP OUT', 'backups-export'),
        ('backups check', 'backups-check'), ('backups delete BACKUP', 'backups-delete'), ('catalog list', 'catalog-list'),
        ('catalog show ND-3550A', 'catalog-show'), ('catalog lint NAMES', 'catalog-lint'), ('report sr0 REPORT', 'report'), ('catalog draft REPORT', 'catalog-draft'),
        ('convert sr0 --to K451 --boot-code BOOT --dry-run', 'dry-run'),
    ]
    # command, exit code, name of its value in the schema
    BAD = [
        ('list --state-dir IMAGE', 1, 'list'), ('info sr9', 4, 'error'), ('doctor --state-dir IMAGE', 1, 'doctor'), ('advise sr9', 4, 'error'),
        ('advise sr1 --purpose none', 2, 'error'), ('identify NOISE', 3, 'identify'), ('identify NOWHERE', 4, 'identify'),
        ('check sr0 MT', 3, 'check'), ('check sr0 NOWHERE', 4, 'error'), ('library add NOWHERE', 4, 'error'),
        ('library remove FOLDER', 4, 'error'), ('firmware sr9', 4, 'error'), ('firmware sr0 NOWHERE', 4, 'firmware'),
        ('backup sr9', 4, 'error'), ('flash sr0 MT --yes', 3, 'flash'), ('flash sr1 MT --yes', 3, 'flash'),
        ('flash sr0 IMAGE', 3, 'error'), ('verify sr0 MT', None, 'verify'), ('rollback sr0 none', 4, 'rollback'),
        ('recover sr0', 3, 'error'), ('recover sr9', 4, 'error'), ('history sr9', 4, 'error'), ('history', 2, 'error'), ('name sr9', 4, 'error'), ('name sr0 x --clear', 2, 'error'),
        ('booktype sr0 dvd+r nothing', 2, 'error'), ('backups show none', 4, 'error'), ('backups export none OUT', 4, 'error'),
        ('backups delete none', 4, 'error'), ('backups delete ONLY', 3, 'error'), ('catalog show Nothing', 4, 'error'),
        ('catalog lint NOISE', 1, 'catalog-lint'), ('report sr9 NOWHERE', 4, 'error'), ('monitor x', 2, 'error'),
        ('convert sr0 --to K451', 2, 'error'), ('frobnicate', 2, 'error'),
    ]

    def setUp(self):
        super().setUp()
        self.environment['XDG_CACHE_HOME'] = self.path('cache')
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1', 'Revision': '1.05'}),
                              ('sr1', *cli.NS60, {'Serial': 'B2', 'Revision': '1.02'}),
                              ('sr2', *NAMES, {'Serial': 'C3'})))
        os.mkdir(self.path('fw'))
        self.sim('make-image', '--family', NAMES[0], '--model', 'K451', '--kind', 'boot-code', self.path('boot.bin'))
        self.files = {
            'IMAGE': self.make_image('fw/new.bin'), 'MT': self.make_image('mt.bin', cli.NS60, '1.03'),
            'FOLDER': self.path('fw'), 'NOISE': self.write('noise', os.urandom(50000)), 'NOWHERE': self.path('nowhere'),
            'OUT': self.path('out'), 'REPORT': self.path('report.txt'), 'BOOT': self.path('boot.bin'),
            'NAMES': os.path.join(os.path.dirname(__file__), '..', '..', 'data', 'catalog', 'nec.names'),
        }

    def run_json(self, line, code, kind):
        """Runs a command line, and checks exit code and value (against @kind). Returns the value."""
        words = [self.files.get(word, word) for word in line.split()]
        done = self.text('--json', *words, code=code)
        value = json.loads(done.out)
        schema.check(value, kind)
        for where, number in fractions(value):
            self.assertEqual(number, round(number, 3), f'{line}: {where}')
        if code != cli.DONE:
            self.assertNotEqual(done.returncode, cli.DONE, line)
            self.assert_failure_line(done, value)
        return value

    def test_each_command_answers_and_fails_by_the_schema(self):
        for line, kind in self.GOOD:
            with self.subTest(line):
                if line == 'backups show BACKUP':
                    listed = self.run_json('backups list', cli.DONE, 'backups-list')
                    self.files['BACKUP'] = next(one['id'] for one in listed if one['vendor'] == '_NEC')
                self.run_json(line, cli.DONE, kind)
        self.files['ONLY'] = self.run_json('backup sr2', cli.DONE, 'backup')['id']
        for line, code, kind in cli.some(self.BAD, kind=lambda row: (row[0].split()[0], row[2])):
            with self.subTest(line):
                self.run_json(line, code, kind)

    def test_every_command_of_the_help_has_a_row(self):
        known = set(re.findall(r'(?m)^  ([a-z]+) ', self.plain('--help').out.split('Commands:')[1]))
        self.assertEqual({line.split()[0] for line, _kind in self.GOOD} | {'monitor'}, known)
        self.assertEqual({line.split()[0] for line, _code, _kind in self.BAD} - {'frobnicate'}, known)
        self.assertLessEqual(known, schema.VERBS)

    def test_monitor_lines_match_the_schema(self):
        program = subprocess.Popen(self.command('--json', 'monitor'), env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE)
        lines = [json.loads(program.stdout.readline()) for _drive in range(3)]
        program.send_signal(signal.SIGINT)
        self.assertEqual(program.wait(cli.LIMIT_S), cli.DONE)
        program.stdout.close()
        for value in lines:
            schema.check(value, 'monitor')

    def test_fractions_have_at_most_three_digits(self):
        """The printed text has at most three digits after the point, as 1.234."""
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='60'))
        done = self.text('--json', 'flash', 'sr0', self.files['IMAGE'], '--yes')
        written, = re.findall(r'"seconds" : ([0-9.e-]+)', done.out)
        self.assertRegex(written, r'^[0-9]+\.[0-9]{3}$')
        self.assertGreater(float(written), 0)


class NoFirmware(cli.CliTest):
    """A file without known firmware is an answer, with exit code 3."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.path('folder'))
        self.image = self.make_image('folder/new.bin')
        self.noise = self.write('folder/read.me', b'Flash me.\n' * 100)

    def test_file_without_firmware_exits_with_3(self):
        self.assertEqual(self.json('identify', self.noise, code=cli.REFUSED)[0]['family'], None)
        self.assertEqual(self.text('identify', self.noise, code=cli.REFUSED).err, 
                         'burnbackctl: No known firmware found. Nothing on the drive was changed. Choose another file.\n')
        self.assertIn('Some of these', self.text('identify', self.image, self.noise, code=cli.REFUSED).err)
        self.json('identify', self.image)
        # A folder counts as firmware if one of its files does.
        self.assertEqual(len(self.json('identify', self.path('folder'))), 2)
        os.unlink(self.image)
        self.json('identify', self.path('folder'), code=cli.REFUSED)


if __name__ == '__main__':
    cli.main()
