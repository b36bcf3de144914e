# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and texts from outside with control characters, forged messages and broken UTF-8 (bb-harmless.c)."""
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import unicodedata
import zipfile

import cli

# Clears the screen, rings the bell, sets the title, reverses the text direction, hides text, and starts a new line.
TEXT = 'x\x1b[2J\x07\x1b]0;t\x07\u009b31m\u202e\u2066\u200b\u2028\x7f\nburnbackctl: forged.\r\ty'
# TEXT with bytes that are not UTF-8, among them a C1 control character.
BYTES = TEXT.encode() + b'\x9b2J\xff\xc3'

# Options for the forms of output.
FORMS = ([], ['--json'])


class ControlCharacters(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.used = set()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'SIM0001', 'Revision': '1.05'}),
                              ('sr1', *cli.NS60, {'Serial': 'SIM0002'})))
        self.name = os.path.join(os.fsencode(self.folder), BYTES)
        shutil.copy(self.make_image('plain.bin'), self.name)

    def assert_harmless(self, data, what):
        """Checks that the output is UTF-8 without control characters and forged messages."""
        text = data.decode('utf-8')
        bad = {character for character in set(text)
               if unicodedata.category(character) in ('Cf', 'Zl', 'Zp', 'Cs', 'Cc') and character != '\n'}
        self.assertEqual(bad, set(), (what, text if bad else ''))
        self.assertNotRegex(text, r'(?m)^burnbackctl: forged', what)

    def run_raw(self, *arguments, state=None, forms=FORMS):
        """Runs a command in all @forms of output, checks only its output, and notes the command in self.used. Returns the
        exit codes."""
        base = [cli.CTL, '--simulate', self.scenario, '--state-dir', state or self.state]
        ends = []
        for json_option in forms:
            done = subprocess.run([*base, *json_option, *arguments], capture_output=True, env=self.environment,
                                  stdin=subprocess.DEVNULL, timeout=cli.LIMIT_S)
            self.assertGreaterEqual(done.returncode, 0, arguments)
            self.assert_harmless(done.stderr, arguments)
            self.assert_harmless(done.stdout, arguments)
            if json_option:
                value = json.loads(done.stdout.decode('utf-8'))
                self.assertIsInstance(value, (dict, list))
                for line in done.stderr.decode().splitlines():
                    if line.startswith('{'):
                        json.loads(line)
            ends.append(done.returncode)
        self.used.add(next((os.fsdecode(one) for one in arguments if one in cli.schema.VERBS), None))
        return ends

    def test_every_command_escapes_control_characters(self):
        name = self.name
        for arguments in ([BYTES], ['list', BYTES], ['--' + TEXT, 'list'], ['list', '--' + TEXT], ['--progress', BYTES, 'list'],
                          ['list'], ['info', BYTES], ['info', 'sr0'], ['identify', name], ['identify', name + b'none'],
                          ['doctor'], ['doctor', BYTES], ['history', BYTES], ['history', 'sr0'], ['backups', 'delete', BYTES],
                          ['name', 'sr0'], ['name', BYTES], ['name', 'sr0', BYTES], ['name', 'sr0', TEXT],
                          ['advise', 'sr0'], ['advise', BYTES], ['advise', 'sr0', '--purpose', TEXT],
                          ['firmware', 'sr0', name], ['firmware', BYTES], ['library', 'add', name], ['library', BYTES],
                          ['check', 'sr0', name], ['check', BYTES, name], ['check', 'sr0', name + b'none'],
                          ['backup', BYTES], ['backup', 'sr0', '--force', '--output', name + b'.out'],
                          ['backup', 'sr0', '--output', name + b'.out'],
                          ['backup', 'sr0', '--output', os.path.join(name, BYTES)],
                          ['backup', 'sr1', '--output', name + b'.none'],
                          ['flash', 'sr0', name, '--dry-run'], ['flash', 'sr0', name],
                          ['flash', 'sr0', name, '--yes', '--on-failure', TEXT], ['flash', 'sr0', name, '--yes'],
                          ['flash', 'sr1', name, '--yes', '--fallback', name + b'none'],
                          ['verify', 'sr0', name], ['verify', BYTES], ['verify', 'sr0'],
                          ['rollback', 'sr0', BYTES], ['rollback', BYTES], ['recover', 'sr0', name, '--yes'],
                          ['recover', BYTES], ['convert', 'sr0', '--to', TEXT, '--boot-code', name, '--yes'],
                          ['convert', 'sr0', '--to', 'K451', '--boot-code', name, '--rid', TEXT, '--dry-run'],
                          ['convert', BYTES, '--to', 'K451', '--boot-code', name + b'none'],
                          ['booktype', 'sr0', BYTES, BYTES], ['booktype', BYTES], ['backups', BYTES],
                          ['backups', 'show', BYTES], ['backups', 'export', BYTES, name], ['catalog', 'show', BYTES],
                          ['catalog', 'lint', name], ['catalog', 'lint', name + b'none'], ['catalog', BYTES],
                          ['report', 'sr0', '--force', name + b'.txt'], ['report', 'sr0', name + b'.txt'],
                          ['monitor', BYTES], ['--trace', name + b'.trace', 'list'],
                          ['--trace', os.path.join(name, BYTES), 'list'], ['--replay', name, 'list'],
                          ['--simulate', name, 'list'], ['--simulate', name + b'none', 'list']):
            # In each change, commands that were run before are run once more only if they write a file.
            if cli.ALL or arguments[0] not in self.used or '--output' in arguments or arguments[0] == 'report':
                with self.subTest(arguments):
                    # In each change, text and JSON take turns.
                    turn = (len(self.used) + 1) % 2
                    self.run_raw(*arguments, forms=FORMS if cli.ALL else FORMS[turn:turn + 1])
        self.assertEqual(cli.schema.VERBS - self.used, set())
        # The user also reads the written file, perhaps on a terminal.
        self.assert_harmless(self.read(name + b'.txt').replace(b'\t', b''), 'the report')

    def test_monitor_escapes_control_characters(self):
        for options in ([], ['--json']):
            process = subprocess.Popen([*self.command(), *options, 'monitor'], env=self.environment,
                                       stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
            for _drive in range(2):
                line = process.stdout.readline()
                self.assert_harmless(line, 'monitor')
                if options:
                    json.loads(line)
            process.terminate()
            process.stdout.close()
            self.assertEqual(process.wait(cli.LIMIT_S), cli.DONE)

    def test_names_reported_by_a_drive_are_escaped(self):
        trace = self.path('trace')
        self.json('--trace', trace, 'info', 'sr0')
        reported = b'ND-3550A'.hex().upper()
        text = self.read(trace).decode()
        self.assertIn(reported, text)
        self.write('trace', text.replace(reported, b'\x1b[2J\x9b\n\xff\x07'.hex().upper()))
        for arguments in (['list'], ['info', 'sr0']):
            done = subprocess.run([cli.CTL, '--replay', trace, '--state-dir', self.state, *arguments],
                                  capture_output=True, env=self.environment, timeout=cli.LIMIT_S)
            self.assert_harmless(done.stdout + done.stderr, arguments)
            self.assertIn(b'sr0', done.stdout)

    def test_names_in_archives_are_escaped(self):
        data = self.read(self.name)
        path = self.path('names.zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            file.writestr(TEXT + '.bin', data)
            file.writestr('text', 'nothing')
        paths = [path]
        for number, name in enumerate((TEXT, BYTES.decode('utf-8', 'surrogateescape'))):
            paths.append(self.path(f'names{number}.tar'))
            with tarfile.open(paths[-1], 'w', format=tarfile.GNU_FORMAT, errors='surrogateescape') as file:
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                file.addfile(entry, io.BytesIO(data))
        for path in paths:
            self.assertEqual(self.run_raw('identify', path), [cli.DONE, cli.DONE])
            if path in cli.some(paths, 1):
                self.run_raw('check', 'sr0', path)
            inside = [one['inside'] for one in self.json('identify', path) if one['family']]
            self.assertIn('forged', inside[0])
            if path in cli.some(paths, 1):
                self.run_raw('flash', 'sr0', path, '--dry-run')

    def test_texts_of_manifests_are_escaped(self):
        self.use(cli.one(cli.SMALL))
        kept = self.json('backup', 'sr0')
        manifest = os.path.join(kept['folder'], 'manifest')
        text = self.read(manifest).decode()
        steered = TEXT.replace('\n', '\\n').replace('\r', '\\r').replace('\t', '\\t')
        for key in ('reason', 'vendor', 'product', 'revision', 'model-name', 'serial'):
            self.assertRegex(text, rf'(?m)^{key}=')
            text = re.sub(rf'(?m)^{key}=.*$', lambda _match: f'{key}={steered}', text)
        store = os.fsencode(os.path.dirname(kept['folder']))
        for name, content in ((BYTES, text.encode()), (BYTES + b'2', text.encode() + b'\nfile=\xff\x9b\n'),
                              (BYTES + b'3', b'[' + BYTES)):
            shutil.copytree(os.fsencode(kept['folder']), os.path.join(store, name))
            with open(os.path.join(store, name, b'manifest'), 'wb') as file:
                file.write(content)
            commands = (['list'], ['show', name], ['check'], ['export', name, self.path('out-' + str(len(name)))])
            # In each change, only the backup with the texts is used by all commands; the others are unreadable.
            for arguments in commands if cli.ALL or name == BYTES else commands[:2]:
                self.run_raw('backups', *arguments)
            if cli.ALL or name == BYTES:
                self.run_raw('rollback', 'sr0', name)
        self.run_raw('info', 'sr0')

    def test_state_folder_and_user_names_are_escaped(self):
        self.run_raw('list', state=self.name + b'-state')
        self.run_raw('backup', 'sr0', state=self.name + b'-state')
        self.run_raw('backups', 'list', state=self.name)
        folder = self.path('data', 'burnback', 'catalog')
        os.makedirs(folder)
        good = '[One]\nVendor=V\nProduct=P\nMarketedAs=M\x1b[2J\u202e\u009b\nOemVendor=O\x1b[2J\nOemModel=M\nConfidence=low\nSource=S\x1b\n'
        for name, content in (('good.names', good.encode()), ('bad.names', b'[' + BYTES), ('worse.names', b'[A]\n' + BYTES)):
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(content)
            self.run_raw('catalog', 'list')
            self.run_raw('catalog', 'show', 'V P')
            if cli.ALL or name == 'good.names':
                self.run_raw('catalog', 'show', 'M')
            self.run_raw('catalog', 'lint', os.path.join(folder, name))
        self.run_raw('info', 'sr0')

    def test_json_is_valid_utf_8_in_every_locale(self):
        self.write('ü.bin', self.read(self.name))
        for locale in ('C', 'de_DE.ISO-8859-1', 'de_DE@euro', 'C.UTF-8'):
            self.environment['LC_ALL'] = locale
            done = subprocess.run([cli.CTL, '--json', 'identify', os.fsencode(self.path('ü.bin'))], capture_output=True,
                                  env=self.environment, timeout=cli.LIMIT_S)
            self.assertEqual(json.loads(done.stdout.decode('utf-8'))[0]['file'].endswith('.bin'), True)


if __name__ == '__main__':
    cli.main()
