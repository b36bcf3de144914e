# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every command line and every option that a message of the sources names (bb-ctl-next-step.c).

Messages are read from the template of the translations. A new message with a command fails here until it has an entry.
"""
import functools
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

import cli

ROOT = pathlib.Path(__file__).resolve().parents[2]


@functools.cache
def sentences():
    """Returns all translatable sentences of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder, 'all.pot')
        subprocess.run([sys.executable, ROOT / 'scripts' / 'update-po', '--pot', pot], check=True)
        text = re.sub(r'"\n"', '', pot.read_text())
    return [sentence.replace('\\n', '\n').replace('\\"', '"') for sentence in re.findall(r'^msgid(?:_plural)? "(.+)"$', text, re.MULTILINE)]


# Help of each command, by its name; see CommandsInMessages.help().
HELP = {}


@unittest.skipUnless(shutil.which('xgettext'), 'needs gettext')
class CommandsInMessages(cli.CliTest):
    # Command line in a message: arguments to run instead, and the exit code.
    COMMANDS = {
        'burnbackctl --help': ('--help', cli.DONE),
        'burnbackctl %s --help': ('info --help', cli.DONE),
        'burnbackctl COMMAND --help': ('flash --help', cli.DONE),
        'burnbackctl --simulate demo list': ('--simulate demo list', cli.DONE),
        'burnbackctl list': ('list', cli.DONE),
        'burnbackctl catalog list': ('catalog list', cli.DONE),
        'burnbackctl doctor': ('doctor', cli.DONE),
        'burnbackctl library scan': ('library scan', cli.DONE),
        'burnbackctl library add PATH': ('library add {folder}', cli.DONE),
        'burnbackctl library list': ('library list', cli.DONE),
        'burnbackctl identify FILE': ('identify {image}', cli.DONE),
        'burnbackctl recover': ('recover sr0 --yes', cli.DONE),
        'burnbackctl recover %s': ('recover sr0 --yes', cli.DONE),
        'burnbackctl recover %s FILE': ('recover sr0 {image} --yes', cli.DONE),
        'burnbackctl recover %s FILE --tool-code CODE': ('recover sr0 {image} --yes --tool-code 0x8f020408', cli.DONE),
        'burnbackctl recover %s FILE --label "MODEL CODE"': ('recover sr0 {image} --yes --label BU40N', cli.DONE),
        'burnbackctl report %s FILE': ('report sr0 {out}.txt', cli.DONE),
        'burnbackctl report DRIVE FILE': ('report sr0 {out}-2.txt', cli.DONE),
        'burnbackctl verify %s': ('verify sr0', cli.DONE),
        'burnbackctl info %s --look-closer': ('info sr0 --look-closer', cli.DONE),
        'burnbackctl backup DRIVE': ('backup sr0', cli.DONE),
        'burnbackctl backups export': ('backups export {backup} {out}', cli.DONE),
        'burnbackctl catalog lint FILE': ('catalog lint {names}', cli.DONE),
        'burnbackctl backups list': ('backups list', cli.DONE),
        'burnbackctl rollback %s %s': ('rollback sr0 {backup}', cli.DONE),
    }

    def setUp(self):
        super().setUp()
        self.environment['XDG_CACHE_HOME'] = self.path('cache')
        self.use(cli.one(cli.NEC, Revision='1.05'))
        os.mkdir(self.path('folder'))
        self.image = self.make_image('folder/new.bin')
        self.backup = self.json('backup', 'sr0')['id']

    def help(self, command):
        """Returns the help of a command, which is printed once for all tests."""
        if command not in HELP:
            HELP[command] = self.plain(command, '--help').out
        return HELP[command]

    def test_each_command_in_a_message_can_be_run(self):
        advised = {command for sentence in sentences() for command in re.findall(r'“(burnbackctl [^”]*)”', sentence)}
        self.assertEqual(advised, set(self.COMMANDS))
        for command in sorted(advised):
            typed, code = self.COMMANDS[command]
            words = [word.format(folder=self.path('folder'), image=self.image, backup=self.backup, out=self.path('out'),
                                 names=ROOT / 'data' / 'catalog' / 'nec.names') for word in typed.split()]
            # The arguments are those of the message, with values for its placeholders.
            for word in re.sub('"[A-Z ]+"|%s|[A-Z]{2,}', '', command).split()[1:]:
                self.assertIn(word, words)
            with self.subTest(command):
                if words[0] == '--simulate':
                    self.plain('--state-dir', self.state, *words, code=code)
                else:
                    self.text(*words, code=code)

    def test_each_option_in_a_message_exists(self):
        commands = re.findall(r'(?m)^  ([a-z]+) ', self.plain('--help').out.split('Commands:')[1])
        known = set(re.findall(r'--[a-z-]+', ''.join(map(self.help, commands))))
        advised = {option for sentence in sentences() for option in re.findall(r'(?<!\w)--[a-z][a-z-]+', sentence)}
        self.assertTrue(advised)
        self.assertLessEqual(advised, known | {'--version'})

    def test_each_example_of_the_help_can_be_run(self):
        """Runs each example in a folder that contains its files."""
        shutil.copy(self.image, self.path('firmware.bin'))
        self.sim('make-image', '--family', 'nec-optiarc', '--model', 'K451', '--kind', 'boot-code', self.path('boot.bin'))
        os.mkdir(self.path('Downloads'))
        self.environment['HOME'] = self.folder
        commands = re.findall(r'(?m)^  ([a-z]+) ', self.plain('--help').out.split('Commands:')[1])
        self.assertGreater(len(commands), 15)
        for command in commands:
            example, = re.findall(rf'(?m)^Example:\n  burnbackctl ({command}\b.*)$', self.help(command))
            if command == 'monitor':
                continue
            words = [word.replace('~', self.folder) for word in shlex.split(example)]
            with self.subTest(example):
                done = self.text(*words, code=None, cwd=self.folder)
                # These two need a confirmation on a terminal. No other example may be a usage error or name a missing file.
                self.assertIn(done.returncode, (cli.DONE, cli.REFUSED) if command in ('convert', 'recover') else (cli.DONE,), done.err)


if __name__ == '__main__':
    cli.main()
