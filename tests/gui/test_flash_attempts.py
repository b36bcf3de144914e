#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attempts of a flash: a failed attempt keeps its progress bar and the next one gets its own; in the batch the row shows the number."""
import re

import burnback_gui as gui


def block_names(window):
    return [node.get_name() for node in window.walk(hidden=True) if re.match(r'Block \d+ of', node.get_name() or '')]


def marks_live_block(window):
    """Returns whether the map marks the block that is being written, and the text below the map describes it."""
    return window.find_text('Writing block') and window.find_text(re.compile(r'\b1 in progress\b'), hidden=True)


def bars(window):
    """Returns name and value of each progress bar of the page, in order."""
    found = []
    for node in window.find_all('progress bar', contains=re.compile('^(Attempt|Progress$|Progress of attempt)')):
        value = node.get_value_iface()
        found.append((node.get_name(), round(100 * value.get_current_value() / (value.get_maximum_value() or 1))))
    return found


def page_shows_each_attempt(folder):
    slow = gui.drive(0).replace('Speed=0', 'Speed=2')
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, slow + gui.fault(1, 'step:program:9', times=1)), [image], size=(900, 720))
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait(lambda: marks_live_block(window), 'the block that is being written to be marked')
        told = window.wait_for_text(re.compile(r'Block \d+ failed \(.+\)\. Attempt 2 of \d\.'), 180)
        failed = int(re.match(r'Block (\d+)', told.get_name())[1])
        marked = window.wait(lambda: [name for name in block_names(window) if name.startswith(f'Block {failed} of')], 'the failed block on the map')[0]
        gui.check(marked.endswith(', failed before') or marked.endswith(': failed'), f'the block is marked as failed: {marked}')
        lanes = window.wait(lambda: len(bars(window)) == 2 and bars(window), 'a progress bar for each attempt')
        reached = lanes[0][1]
        gui.check(re.fullmatch(rf'Attempt 1 failed at block {failed} of \d+', lanes[0][0]) and 0 < reached < 100, f'the bar of the first attempt stays where it failed: {lanes}')
        gui.check(lanes[1][0] == 'Progress of attempt 2', f'the bar of the second attempt has its number: {lanes}')
        window.wait(lambda: '(attempt 2)' in window.title(), 'the title to have the number of the attempt')
        window.wait(lambda: window.find('list item', contains='(attempt 2)'), 'the row to have the number of the attempt')
        window.keep_shot('attempts')
        window.wait(lambda: (bars(window) or [('', 0)])[-1][1] > reached, 'the second attempt to get further than the first', 180)
        gui.check(bars(window)[0] == lanes[0], 'the bar of the first attempt does not move')
        gui.check([name for name in block_names(window) if name.endswith(', failed before')], 'the block that failed stays marked')
        gui.check(window.find_text('1 failed before'), 'the legend has the mark')
        window.wait_for_text('Firmware updated to ', 180)
    finally:
        window.close()


def rows_with_second_attempt(window):
    """Returns the rows of the batch that show the second attempt and a label with both sentences, without those of the list of drives."""
    told = re.compile(r'Block \d+ failed \(.+\)\. Attempt 2 of \d\.\n.')
    return [row for row in window.find_all('list item', contains=re.compile(r'· sr0 · PATA, Flashing, \d+ % \(attempt 2\)$'), hidden=True)
            if any(told.match(node.get_name() or '') for node in window.walk(row, hidden=True))]


def batch_row_shows_the_attempt(folder):
    drives = [gui.drive(number).replace('Speed=0', 'Speed=2') for number in (0, 1)]
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, ''.join(drives) + gui.fault(1, 'step:program:9', times=1)), [image])
    try:
        window.choose_several()
        window.click(window.select_all(2))
        window.wait(lambda: rows_with_second_attempt(window), 'the row to show the attempt, the failure and the step', 180)
        other = window.find('list item', contains='· sr1 · PATA, ', hidden=True).get_name()
        gui.check('attempt' not in other, f'the row of the other drive has no number of an attempt: {other}')
        window.keep_shot('attempts-batch')
        window.wait_for_text('2 of 2 drives were flashed and verified.', 180, hidden=True)
        window.wait(lambda: window.find('list item', contains='· sr0 · PATA, Firmware updated.', hidden=True), 'the row of the drive that failed once to say that it was flashed')
        window.wait(lambda: not window.find_text('Attempt 2 of', hidden=True), 'the sentence about the second attempt to disappear')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, page_shows_each_attempt,
    more=(batch_row_shows_the_attempt,)))
