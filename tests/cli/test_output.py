# SPDX-License-Identifier: GPL-3.0-or-later
"""Output in other locales, and standard streams that are closed or full (bb-ctl-output.c).

Also tests bb-streams.c.
"""
import json
import os
import subprocess

import cli


class OtherLocales(cli.CliTest):
    """Locales without UTF-8: quotes, arrows and ellipses are transliterated to ASCII."""

    def setUp(self):
        super().setUp()
        self.use(cli.one(cli.NEC, Revision='1.05'))
        self.environment['LC_ALL'] = 'C'

    def test_message_is_transliterated_in_an_ascii_locale(self):
        done = self.run_program(self.command('info', 'sr9'), cli.NOT_FOUND)
        self.assertEqual(done.err.splitlines(), ['burnbackctl: No drive named "sr9". Run "burnbackctl list" to see the available drives.'])

    def test_help_is_transliterated_in_an_ascii_locale(self):
        text = self.plain('--help').out
        text.encode('ascii')
        self.assertIn('FILE...', text)
        self.assertNotIn('?', text)

    def test_json_is_utf_8_in_every_locale(self):
        self.assertIn('“sr9”', json.loads(self.text('--json', 'info', 'sr9', code=cli.NOT_FOUND).out)['error']['message'])


class Streams(cli.CliTest):
    """Standard streams that are closed, full or broken pipes."""

    def setUp(self):
        super().setUp()
        # As slow as a real drive, so that burnbackctl still runs when its files are listed.
        self.use(cli.one(cli.NEC, Revision='1.05', Speed='1'))

    def test_closed_standard_streams_are_not_reused_for_other_files(self):
        """A file that gets the descriptor of a closed standard stream could receive printed text: a drive, or a
        backup."""
        command = self.command('--progress=lines', 'flash', 'sr0', self.make_image('new.bin'), '--yes')
        process = subprocess.Popen(['sh', '-c', 'exec "$@" <&- >&-', 'sh', *command], env=self.environment,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        self.assertIn(b'%', process.stderr.readline())
        self.assertEqual([os.readlink(f'/proc/{process.pid}/fd/{fd}') for fd in (0, 1)], ['/dev/null'] * 2)

    def test_unwritable_result_is_a_failure(self):
        with open('/dev/full', 'wb') as full:
            for command in (['list', '--quiet'], ['--json', 'list'], ['backups', 'list'], ['catalog', 'list'], ['--help']):
                with self.subTest(command):
                    done = subprocess.run(self.command(*command), env=self.environment, stdin=subprocess.DEVNULL,
                                          stdout=full, stderr=subprocess.PIPE, timeout=cli.LIMIT_S)
                    self.assertEqual(done.returncode, cli.FAILED)
                    self.assertEqual(done.stderr.decode(), 'burnbackctl: Could not write the result: No space left on device. '
                                                           'Nothing on the drive was changed. Fix the problem, then try again.\n')

    def test_unwritable_result_keeps_the_exit_code_of_a_flash(self):
        self.use(cli.one(cli.NEC, Revision='1.05'))
        image = self.make_image('new.bin')
        with open('/dev/full', 'wb') as full:
            done = subprocess.run(self.command('--json', '--progress=none', 'flash', 'sr0', image, '--yes'), env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=cli.LIMIT_S)
        self.assertEqual(done.returncode, cli.DONE)
        self.assertIn(b'Could not write the result', done.stderr)
        self.assertEqual(self.json('list')[0]['revision'], '1.07')


if __name__ == '__main__':
    cli.main()
