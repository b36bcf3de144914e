# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick tests of a copy of the last commit that is built in a folder of its own."""
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys

# In the order in which their tests are measured, the shortest first.
SUITES = ['burnback:unit', 'burnback:long', 'burnback:sim', 'burnback:sweep', 'burnback:cli', 'burnback:faults-quick']
SKIP = 77


def run(arguments, folder, limit_s=None, environ=None):
    """Returns exit code and output. A command that exceeds the time limit is killed with its children; its exit code is -1."""
    with subprocess.Popen(arguments, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, start_new_session=True) as process:
        try:
            printed, _ = process.communicate(timeout=limit_s)
            return process.returncode, printed
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return -1, process.communicate()[0]


class Test:
    """A quick test: its command, and the programs of this project that it runs."""

    def __init__(self, listed, programs):
        self.name, self.command, self.environ, self.tap = listed['name'], listed['cmd'], listed['env'], listed['protocol'] == 'tap'
        self.programs = [program for target in listed['depends'] for program in programs.get(target, [])]

    def run(self, build, limit_s, cases=(), environ=None, limits=()):
        """Runs only these cases, or all if there are none. @limits: command that limits what the test may use. Returns
        whether the test passes or is skipped, and its processor time."""
        environ = {**os.environ, **self.environ, **(environ or {})}
        arguments = [argument for case in cases for argument in ('-p', case)]
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        code, printed = run([*limits, *self.command, *arguments], build, limit_s, environ)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent_s = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
        return code in (0, SKIP) and re.search(rb'^not ok', printed, re.M) is None, spent_s

    def notices(self, build, limit_s, cases=(), environ=None, limits=()):
        """Runs the test with settings of the C library that make the use of freed memory visible. Returns whether the
        test fails."""
        environ = {'MALLOC_PERTURB_': '165', 'G_SLICE': 'always-malloc', **(environ or {})}
        return not self.run(build, limit_s, cases, environ, limits)[0]

    def list_cases(self, build):
        """Returns the cases of a GLib test program; an empty list for any other test."""
        if not self.tap or '-p' in self.command:
            return []
        code, printed = run([*self.command, '-l'], build, 20, {**os.environ, **self.environ})
        return [line for line in printed.decode().split('\n') if line.startswith('/')] if code == 0 else []


class Tree:
    """A copy of the last commit of the project @root in a folder."""

    def __init__(self, root, folder):
        self.root, self.folder, self.build = root, pathlib.Path(folder), pathlib.Path(folder) / 'build'

    def check_out(self):
        commit = subprocess.check_output(['git', 'rev-parse', 'HEAD'], cwd=self.root, text=True).strip()
        if self.folder.exists():
            subprocess.run(['git', 'checkout', '--quiet', '--force', '--detach', commit], cwd=self.folder, check=True)
        else:
            subprocess.run(['git', 'worktree', 'add', '--quiet', '--detach', str(self.folder), commit], cwd=self.root, check=True)

    def set_up(self, *options):
        # "meson configure", because "meson setup --reconfigure" of Meson 1.0 adds no sanitizer to an existing build folder.
        how = 'configure' if (self.build / 'build.ninja').exists() else 'setup'
        subprocess.run(['meson', how, 'build', '-Dapp=disabled', *options], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL)

    def compile(self):
        code, printed = run(['ninja', '-C', 'build'], self.folder)
        if code != 0:
            sys.exit(printed.decode()[-3000:] + '\nThe last commit does not build.')

    def asked(self, what):
        """Returns what "meson introspect" says of the build folder; @what is its option, such as "--tests"."""
        return json.loads(subprocess.check_output(['meson', 'introspect', 'build', what], cwd=self.folder))

    def load_tests(self):
        """Returns {name: quick test that runs a program of this project}."""
        programs = {target['id']: target['filename'] for target in self.asked('--targets') if target['type'] == 'executable'}
        every = self.asked('--tests')
        quick = [Test(listed, programs) for suite in SUITES for listed in every if suite in listed['suite']]
        return {test.name: test for test in quick if test.programs}
