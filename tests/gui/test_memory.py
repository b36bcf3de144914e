#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_memory.py [FLASHES]: memory stays flat while one window flashes its drives again and again.

Twelve drives at once, each round with a newer firmware, given to the running window by a second start. What is measured is
the memory that the window's process has for itself (anonymous pages): after a tenth of the flashes, so that what is made once is
made, after half of them, and at the end. GLib keeps no stock of small pieces, which would grow as it likes.
"""
import pathlib
import shutil
import subprocess
import sys

import burnback_gui as gui

FLASHES = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 1000)
DRIVES = 12
# What the later nine tenths and the later half may cost: nothing of an image, a plan or a journal can stay.
BOUND_KIB = 2048
BOUND_OF_HALF_KIB = 1024


def memory_kib(window):
    text = pathlib.Path(f'/proc/{window.process.pid}/smaps_rollup').read_text()
    return {line.split(':')[0]: int(line.split()[1]) for line in text.splitlines() if line.startswith(('Anonymous:', 'Pss:', 'Rss:'))}


def flash_all(window, image):
    """One round: the window gets a file, and all drives get what is in it."""
    subprocess.run([*window.argv, str(image)], env=window.env, stdout=window.log, stderr=window.log, check=True)
    window.click(window.select_all(DRIVES, 4 * gui.LIMIT))
    window.wait(lambda: sum('Firmware updated.' in row for row in gui.rows(window)) == DRIVES, 'all to be done', 4 * gui.LIMIT)
    # What was kept is not what is measured, and a thousand backups would fill a disk.
    for folder in (window.state / 'backups').iterdir():
        shutil.rmtree(folder)


def test(folder):
    scenario = gui.write_scenario(folder, ''.join(gui.drive(i, 'K110', '1.05', Vendor='TDK', Product='DVDRW420N') for i in range(DRIVES)))
    rounds = max(-(-FLASHES // DRIVES), 3)
    shown = {max(rounds // 10, 1), rounds // 2, rounds}
    seen = []
    window = gui.Window(folder, scenario, env={'G_SLICE': 'always-malloc'})
    try:
        window.wait(lambda: sum('ready' in row for row in gui.rows(window)) == DRIVES, 'every drive to be asked')
        for i in range(1, rounds + 1):
            image = gui.make_image(folder / f'round{i}.bin', 'nec-optiarc', 'K110', vendor='TDK', product='DVDRW420N', boot_version='05',
                                   revision=f'{1 + i // 90}.{10 + i % 90}')
            flash_all(window, image)
            image.unlink()
            if i in shown:
                seen.append(memory_kib(window))
                print(f'after {i * DRIVES} flashes: {seen[-1]["Anonymous"]} KiB of its own, PSS {seen[-1]["Pss"]} KiB, RSS {seen[-1]["Rss"]} KiB', flush=True)
    finally:
        window.close()
    growth = seen[-1]['Anonymous'] - seen[0]['Anonymous']
    print(f'{growth} KiB more at the end, {growth * 1024 // (rounds * DRIVES)} bytes a flash')
    gui.check(growth <= BOUND_KIB, f'memory grew by {growth} KiB')
    later = seen[-1]['Anonymous'] - seen[-2]['Anonymous']
    print(f'{later} KiB more in the later half')
    gui.check(later <= BOUND_OF_HALF_KIB, f'memory grew by {later} KiB in the later half')


gui.main(test)
