#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""start_order.py BUILD: writes src/app/start-order.ld: the functions of the program that run until its window is idle.

The linker puts them next to each other, because the kernel maps 64 KiB around each page of the program that is used. First come
the functions that run without drives, then those that only run with the first nine drives of the demonstration, then those that only
run with all of its drives. Needs valgrind, Xvfb, xev and dbus-daemon. Run it again when test_start_memory.py says that too much code
is in memory.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import startup

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'gui'))
import scenarios    # noqa: E402, after the path of its folder
VALGRIND_SECONDS = 300   # valgrind is fifty times as slow as the processor
ORDER = HERE.parents[1] / 'src' / 'app' / 'start-order.ld'

TEMPLATE = """\
/* The parts of the program that are used until the window is idle, for the linker. tests/bench/start_order.py writes this file. */
SECTIONS
{
  .text.start :
  {
    *crt1.o(.text)
    *(.text.startup .text.startup.*)
@functions@  }
}
INSERT BEFORE .text;
"""


def functions_at_start(program, arguments, env):
    """Returns the names of all functions that are executed until @program is idle, also those of libraries."""
    with tempfile.TemporaryDirectory() as folder:
        profile = pathlib.Path(folder) / 'profile'
        process = subprocess.Popen(['valgrind', '-q', '--tool=callgrind', f'--callgrind-out-file={profile}', program, *arguments],
                                   env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        startup.until_quiet(process.pid, VALGRIND_SECONDS)
        subprocess.run(['callgrind_control', '--dump', str(process.pid)], check=True, stdout=subprocess.DEVNULL)
        startup.stop(process)
        # The file says "fn=(12) NAME", later only "fn=(12)"; the number of a recursion is behind an apostrophe.
        return set(re.findall(r"^c?fn=\(\d+\) ([^'\n]+)", profile.with_name('profile.1').read_text(), re.MULTILINE))


def main():
    program = pathlib.Path(sys.argv[1]).resolve() / 'src/app/burnback'
    # A function is in a section of its name; its parts, such as NAME.part.0, are not listed by themselves.
    defined = {line.split()[-1].split('.')[0] for line in subprocess.run(['nm', program], check=True, capture_output=True,
                                                                        text=True).stdout.splitlines() if ' t ' in line.lower()}
    listed = []
    with startup.session() as env, tempfile.NamedTemporaryFile('w', suffix='.scenario') as nine:
        nine.write(scenarios.first_of_demo(9))
        nine.flush()
        for arguments in ([], ['--simulate', nine.name], ['--simulate', 'demo']):
            used = {name.split('.')[0] for name in functions_at_start(program, arguments, env)}
            listed += sorted(used & defined - set(listed) - {'main', '_start'})
    ORDER.write_text(TEMPLATE.replace('@functions@', ''.join(f'    *(.text.{name} .text.{name}.*)\n' for name in listed)))
    print(f'{ORDER}: {len(listed)} functions')


main()
