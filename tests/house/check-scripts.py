#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-scripts.py ROOT: each script with --help prints its help and does nothing else.

The two commands of the README reject an unknown option before they install or build anything.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
LIMIT_SECONDS = 20
wrong = []


def run(script, option):
    return subprocess.run([script, option], capture_output=True, text=True, timeout=LIMIT_SECONDS, cwd=ROOT)


files = [path for path in sorted((ROOT / 'scripts').iterdir()) if path.is_file() and path.suffix != '.sh']
shared = [path for path in files if '/lib.sh"' in path.read_text()]
for path in shared:
    done = run(path, '--help')
    if done.returncode != 0 or f'scripts/{path.name}' not in done.stdout.split('\n')[0] or done.stderr:
        wrong.append(f'{path.name} --help: {done.returncode}, {(done.stdout + done.stderr)[:200]!r}')
for name in ('test', 'demo'):
    done = run(ROOT / 'scripts' / name, '--frobnicate')
    if done.returncode != 2 or '--help' not in done.stderr or len(done.stderr.splitlines()) != 1:
        wrong.append(f'{name} --frobnicate: {done.returncode}, {(done.stdout + done.stderr)[:200]!r}')
print('\n'.join(wrong) or f'{len(shared)} scripts tell what they do.')
sys.exit(1 if wrong or len(shared) < 5 else 0)
