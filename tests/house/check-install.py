#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-install.py ROOT: tests how scripts/lib.sh installs packages, with fake apt, dpkg and sudo programs.

The script names the missing packages and installs those that apt knows. For the others, the last line of its message is
the command that installs them. These tests install nothing on this computer.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1))
TOOLS = ('awk', 'bash', 'cat', 'env', 'grep', 'mktemp', 'nproc', 'rm', 'sed', 'sort', 'tail', 'touch', 'true', 'false', 'dirname')
PACKAGES = 'build gcc\nbuild meson\ntest dbus-daemon | dbus\ntest nowhere\n'

# State of the fake package system: the file FOLDER/installed/NAME exists for each installed package, FOLDER/known/NAME
# for each package that apt can install.
DPKG_QUERY = '[ -e "$FOLDER/installed/${!#}" ] && printf "install ok installed"'
APT_CACHE = '[ -e "$FOLDER/known/${!#}" ]'
APT_GET = r'''
case " $* " in
    *" update "*) [ ! -e "$FOLDER/offline" ] || { echo "E: Failed to fetch http://mirror/InRelease" >&2; exit 100; } ;;
    *" --assume-no "*) echo "0 upgraded, 2 newly installed, 0 to remove."; echo "Need to get 12.0 MB of archives."; exit 1 ;;
    *" install "*)
        [ ! -e "$FOLDER/offline" ] || { echo "E: Failed to fetch http://mirror/gcc.deb" >&2; exit 100; }
        echo "dlstatus:1:10.0:Retrieving file 1 of 2 (9s remaining)"
        echo "dlstatus:1:60.0:Retrieving file 2 of 2 (3s remaining)"
        echo "pmstatus:gcc:100.0:Installed gcc"
        for name in "$@"; do
            [ ! -e "$FOLDER/known/$name" ] || touch "$FOLDER/installed/$name"
        done ;;
esac
'''


class Install(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ('bin', 'installed', 'known', 'scripts'):
            (self.folder / name).mkdir()
        shutil.copy(ROOT / 'scripts' / 'lib.sh', self.folder / 'scripts')
        (self.folder / 'scripts' / 'packages').write_text(PACKAGES)
        for tool in TOOLS:
            (self.folder / 'bin' / tool).symlink_to(shutil.which(tool))
        self.command('dpkg-query', DPKG_QUERY)
        self.command('apt-cache', APT_CACHE)
        self.command('apt-get', APT_GET)
        self.command('id', 'echo 0')
        self.know('gcc', 'meson', 'dbus')

    def command(self, name, text):
        """Makes a fake program."""
        path = self.folder / 'bin' / name
        path.write_text('#!/bin/bash\n' + text + '\n')
        path.chmod(0o755)

    def know(self, *names):
        """Makes packages known to the fake apt."""
        for name in names:
            (self.folder / 'known' / name).touch()

    def installed(self):
        return sorted(os.listdir(self.folder / 'installed'))

    def need(self, *kinds):
        """Runs `need` of scripts/lib.sh. Returns its exit code and message."""
        done = subprocess.run(['bash', '-c', '. "$FOLDER/scripts/lib.sh"; need ' + ' '.join(kinds)], capture_output=True, text=True,
                              env={'PATH': str(self.folder / 'bin'), 'FOLDER': str(self.folder)}, timeout=60)
        self.assertEqual(done.stdout, '')
        return done.returncode, done.stderr

    def test_nothing_is_printed_if_nothing_is_missing(self):
        for name in ('gcc', 'meson'):
            (self.folder / 'installed' / name).touch()
        self.assertEqual(self.need('build'), (0, ''))

    def test_size_time_and_progress_are_printed(self):
        code, said = self.need('build')
        self.assertEqual((code, self.installed()), (0, ['gcc', 'meson']))
        self.assertIn('Not installed: gcc meson', said)
        self.assertRegex(said, r'Installing 2 packages, 12[.]0 MB to download: less than \d+ s')
        self.assertRegex(said, r'60 %, 3s remaining')

    def test_known_alternative_is_installed(self):
        (self.folder / 'scripts' / 'packages').write_text('test dbus-daemon | dbus\n')
        self.assertEqual(self.need('test')[0], 0)
        self.assertEqual(self.installed(), ['dbus'])
        self.know('dbus-daemon')
        self.assertEqual(self.need('test'), (0, ''))

    def test_unknown_package_does_not_prevent_the_others(self):
        code, said = self.need('build', 'test')
        self.assertEqual((code, self.installed()), (1, ['dbus', 'gcc', 'meson']))
        self.assertIn('Not known to apt: nowhere', said)
        self.assertRegex(said.splitlines()[-1], 'apt-get install --no-install-recommends nowhere$')

    def test_without_sudo_the_last_line_is_the_command_for_root(self):
        self.command('id', 'echo 1000')
        code, said = self.need('build')
        self.assertEqual((code, self.installed()), (1, []))
        self.assertIn('There is no sudo', said)
        self.assertRegex(said.splitlines()[-1], 'apt-get update && apt-get install --no-install-recommends gcc meson$')

    def test_refused_password_is_reported_and_nothing_is_installed(self):
        self.command('id', 'echo 1000')
        self.command('sudo', 'exit 1')
        code, said = self.need('build')
        self.assertEqual((code, self.installed()), (1, []))
        self.assertIn('This user cannot install them.', said)
        self.assertNotIn('Refreshing', said)

    def test_sudo_is_used_if_it_works(self):
        self.command('id', 'echo 1000')
        self.command('sudo', 'exec "$@"')
        self.assertEqual((self.need('build')[0], self.installed()), (0, ['gcc', 'meson']))

    def test_missing_network_is_reported(self):
        (self.folder / 'offline').touch()
        code, said = self.need('build')
        self.assertEqual((code, self.installed()), (1, []))
        self.assertIn('The package lists could not be refreshed: check the network connection.', said)
        self.assertIn('They could not be downloaded: check the network connection.', said)
        self.assertRegex(said.splitlines()[-1], 'apt-get install --no-install-recommends gcc meson$')

    def test_without_apt_the_packages_are_named(self):
        (self.folder / 'bin' / 'apt-get').unlink()
        code, said = self.need('build')
        self.assertEqual(code, 0)
        self.assertIn('There is no apt-get here', said)
        self.assertIn('gcc meson', said)

    def test_need_works_in_scripts_with_set_e(self):
        for script in sorted((ROOT / 'scripts').iterdir()):
            text = script.read_text() if script.is_file() else ''
            calls = re.findall(r'^need .*$', text, re.MULTILINE)
            self.assertTrue('set -eu' not in text or all(call.endswith('|| exit 1') for call in calls), script.name)
        done = subprocess.run(['bash', '-euc', '. "$FOLDER/scripts/lib.sh"; need build || exit 1; echo on'], capture_output=True,
                              text=True, env={'PATH': str(self.folder / 'bin'), 'FOLDER': str(self.folder)}, timeout=60)
        self.assertEqual((done.returncode, done.stdout, self.installed()), (0, 'on\n', ['gcc', 'meson']), done.stderr)


class Packages(unittest.TestCase):
    def test_no_name_has_the_version_of_a_compiler(self):
        for line in (ROOT / 'scripts' / 'packages').read_text().splitlines():
            if not line.startswith('#'):
                self.assertNotRegex(line, r'\b(gcc|clang|libclang-rt|lld|clang-format)-\d')


if __name__ == '__main__':
    unittest.main()
