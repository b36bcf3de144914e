#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_memory.py [FLASHES]: the memory of the window stays constant while it flashes its drives repeatedly.

Flashes twelve drives at once; each round has newer firmware, which a second start gives to the running window. Measures the
anonymous memory of the process after a tenth of the flashes, when one-time allocations are done, after half of them, and at the end.
"""
import pathlib
import re
import shutil
import subprocess
import sys

import burnback_gui as gui

FLASHES = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 1000)
DRIVES = 12
# Allowed growth in the last nine tenths and in the second half; an image, a plan or a journal that leaked would exceed it.
BOUND_KIB = 2048
BOUND_OF_HALF_KIB = 1024


def memory_kib(window):
    """Returns the memory of the process by kind: Anonymous, Pss, Rss."""
    text = pathlib.Path(f'/proc/{window.process.pid}/smaps_rollup').read_text()
    return {line.split(':')[0]: int(line.split()[1]) for line in text.splitlines() if line.startswith(('Anonymous:', 'Pss:', 'Rss:'))}


def flash_all(window, image, is_first):
    """Opens a file in the window and flashes all drives. The first time, the window asks for which drive the file is; after that, the
    page for several drives is open and takes the file."""
    subprocess.run([*window.argv, str(image)], env=window.env, stdout=window.log, stderr=window.log, check=True)
    if is_first:
        window.choose_several()
    else:
        window.wait_for_text(re.compile('^' + re.escape(image.name) + ' is '))
    window.click(window.select_all(DRIVES, 4 * gui.LIMIT))
    window.wait(lambda: sum('Firmware updated.' in row for row in gui.rows(window)) == DRIVES, 'all drives to be flashed', 4 * gui.LIMIT)
    # Backups are deleted, because a thousand of them would fill a disk and are not measured. So are the journals of finished flashes:
    # each check reads all of them, which takes some KiB each while it lasts, and this is no leak.
    for folder in (window.state / 'backups').iterdir():
        shutil.rmtree(folder)
    for journal in (window.state / 'journal' / 'done').iterdir():
        journal.unlink()


def test(folder):
    scenario = gui.write_scenario(folder, ''.join(gui.drive(i, 'K110', '1.05', Vendor='TDK', Product='DVDRW420N') for i in range(DRIVES)))
    rounds = max(-(-FLASHES // DRIVES), 3)
    shown = {max(rounds // 10, 1), rounds // 2, rounds}
    seen = []
    window = gui.Window(folder, scenario)
    try:
        window.wait(lambda: sum('ready' in row for row in gui.rows(window)) == DRIVES, 'every drive to be identified')
        for i in range(1, rounds + 1):
            image = gui.make_image(folder / f'round{i}.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', boot_version='05',
                                   revision=f'{1 + i // 90}.{10 + i % 90}')
            flash_all(window, image, i == 1)
            image.unlink()
            if i in shown:
                seen.append(memory_kib(window))
                print(f'after {i * DRIVES} flashes: {seen[-1]["Anonymous"]} KiB of its own, PSS {seen[-1]["Pss"]} KiB, RSS {seen[-1]["Rss"]} KiB', flush=True)
    finally:
        window.close()
    growth = seen[-1]['Anonymous'] - seen[0]['Anonymous']
    print(f'{growth} KiB more at the end, {growth * 1024 // (rounds * DRIVES)} bytes a flash')
    gui.check(growth <= BOUND_KIB, f'memory grows by at most {BOUND_KIB} KiB, not by {growth} KiB')
    later = seen[-1]['Anonymous'] - seen[-2]['Anonymous']
    print(f'{later} KiB more in the later half')
    gui.check(later <= BOUND_OF_HALF_KIB, f'memory grows by at most {BOUND_OF_HALF_KIB} KiB in the later half, not by {later} KiB')


gui.main(test)
