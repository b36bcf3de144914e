#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a flash: it can be cancelled before writing; bar, words, title, list and map agree; silence is explained; the result
page offers the next steps.

Also tests bb-flash-map-accessible.c, bb-flash-map-view.c, bb-result-page.c and bb-shown-progress.c.
"""
import re
import time

import burnback_gui as gui
import english

SLOW = gui.drive(0).replace('Speed=0', 'Speed=1')
DISCS = """[drive sr0]
Family=mediatek-mt1959
Model=BD-RE WH16NS60
Revision=1.02
Serial=SIM0001
Bus=sata
Speed=1
Seed=1
"""


SAFETY = ('Nothing on the drive was changed', 'The firmware of the drive was not changed', 'Do not disconnect power', 'The firmware is incomplete', 'Burnback cannot tell whether this drive',
          'safe', 'cannot be stopped', 'You can stop')


def safety(window):
    """Returns the sentences on the page about the safety of the drive and about cancelling."""
    return [node.get_name() for role in ('label', 'static') for node in window.find_all(role, contains=re.compile('|'.join(map(re.escape, SAFETY))))]


def check_job_is_named(window, job):
    """While the drive has a job, its row in the list and its page, in place of the chip, say what the job does; nothing says "Ready"."""
    row = window.wait_for('list item', contains=re.compile(rf'\b{job}, \d+ %'))
    gui.check('ready' not in row.get_name().lower(), f'the row does not call a busy drive ready: {row.get_name()}')
    window.wait_for('label', f'{job} NEC DVD_RW ND-3550A (sr0)')
    window.wait(lambda: not window.find('label', 'Ready'), 'the chip to disappear with the page behind')


def check_backup_page(window):
    """A backup shows its two reads in bytes of the firmware, and neither a map of blocks nor numbers of pieces."""
    window.wait(lambda: window.find('progress bar', 'First read') and window.find('progress bar', 'Second read'), 'a bar for each read')
    sizes = [node.get_name() for node in window.find_all('label', contains=re.compile(r'^.* of 1\.9\sMiB$'))]
    gui.check(len(sizes) == 2, f'both reads show how much of the firmware is read: {sizes} in {window.texts()}')
    gui.check(not window.find('progress bar', 'Progress') and not window.find_text('Memory Map'), 'neither a third bar nor a map is shown')
    gui.check(not window.find_text(re.compile(r'piece \d+')), 'pieces are not counted')
    window.wait_for_text('Reading the firmware.')
    window.keep_shot('progress-backup')


def check_legend(window):
    """The legend shows the states that blocks have, with their numbers, in one line below the map (two if the words of a language are longer)."""
    legend = window.wait(lambda: next((node for node in window.walk(hidden=True) if node.get_name() == 'Legend'), None), 'the legend')
    cells = [node for node in window.walk(hidden=True) if re.match(r'Block \d+ of', node.get_name() or '')]

    def entries():
        """Returns the number of blocks in each state that the legend shows."""
        shown = [node for node in (legend.get_child_at_index(i) for i in range(legend.get_child_count())) if node.get_state_set().contains(gui.Atspi.StateType.VISIBLE)]
        tops = {node.get_extents(gui.Atspi.CoordType.WINDOW).y // 20 for node in shown}
        return len(tops) <= (2 if english.language() else 1) and {word: int(n) for n, word in (node.get_name().split(' ', 1) for node in shown if re.match(r'\d+ ', node.get_name() or ''))}

    def is_true():
        """The blocks are read between two equal readings of the legend, while no block changed."""
        before = entries()
        words = [cell.get_name().removesuffix(', failed before').split(': ')[-1] for cell in cells]
        return before and len(before) < 8 and before == {word: words.count(word) for word in words} and before == entries()
    window.wait(is_true, 'the legend to have the states that blocks have, with their numbers, in one line')
    window.keep_shot('progress-legend')


def backup_can_be_stopped(folder):
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=0.05')))
    try:
        window.press('Back Up')
        ready = []

        def comes():
            # A drive that is being backed up is not called ready.
            busy = window.find('list item', contains='Backing up')
            if busy and window.find('label', 'Ready'):
                ready.append(busy.get_name())
            return window.find('push button', contains='Stop')
        stop = window.wait(comes, 'the page of the backup')
        gui.check(not ready, f'a drive that is being backed up is not called ready: {ready}')
        window.wait_for_text('The firmware of the drive was not changed.')
        gui.check(safety(window) == ['The firmware of the drive was not changed.'], f'the page has one sentence about safety: {safety(window)}')
        window.wait(lambda: gui.percent_of(window.title()) >= 1, 'the progress of the backup')
        check_job_is_named(window, 'Backing up')
        check_backup_page(window)
        window.click(stop)
        window.wait_for_text('The operation was stopped at your request.')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='ready')
        window.wait_for('label', 'Ready')
    finally:
        window.close()


def check_percentages(window, is_enough):
    """Title, label, bar and row of the list show the same percentage at any moment, until is_enough (percentage).

    Ends earlier when the job has ended, because on a busy machine the last percentages may not be read.
    """
    label = window.wait(lambda: next((node for node in window.walk() if node.get_role_name() == 'label' and node.get_description() == 'Percent'), None), 'the percentage')
    bar = window.find('progress bar', contains='Progress', hidden=True).get_value_iface()
    row = window.wait(lambda: window.find('list item', contains=re.compile(r', \d+ %')), 'the row of the drive')
    top = window.main_frame()
    samples, wrong = set(), set()

    def percent(node):
        """Returns the percentage in the name of the widget now, not the one that the library has cached."""
        node.clear_cache()
        return gui.percent_of(node.get_name())

    def numbers():
        """Returns the percentages of all places; None if they changed while they were read one after the other."""
        shown = percent(top), percent(label), round(100 * bar.get_current_value()), percent(row)
        return shown if percent(top) == shown[0] else None

    def follow():
        shown = numbers()
        if shown is not None and min(shown) >= 0:
            samples.add(shown[0])
            wrong.update({shown} if len(set(shown)) > 1 else ())
        return samples and (is_enough(max(samples)) or percent(top) < 0)
    window.wait(follow, 'the job to advance')
    gui.check(len(samples) > 5, f'the percentage was read at several moments: {sorted(samples)}')
    gui.check(not wrong, f'title, label, bar and row show the same percentage at any moment, but not: {sorted(wrong)}')


def check_parts_agree(window, is_enough):
    """Sentence, phase and map are of the same moment, until is_enough (percentage): the phase in progress is that of the sentence,
    and the block that the sentence names is in progress in the map."""
    phases = {'Erasing': 'Erase', 'Writing': 'Write', 'Sending': 'Prepare', 'Reading the firmware back': 'Verify'}
    sentence = window.wait_for_text(re.compile(r'(Erasing|Writing) block \d+'))
    path = [node for node in window.walk(hidden=True) if re.match('(' + '|'.join(phases.values()) + '): (done|in progress|pending)$', node.get_name() or '')]
    cells = [node for node in window.walk(hidden=True) if re.match(r'Block \d+ of', node.get_name() or '')]
    samples, wrong = [], []

    def read(node):
        node.clear_cache()
        return node.get_name()

    def follow():
        text = read(sentence)
        running = [name.split(':')[0] for name in map(read, path) if name.endswith(': in progress')]
        number = re.search(r' block (\d+) of', text)
        cell = read(cells[int(number[1]) - 1]) if number else ''
        if read(sentence) == text:
            phase = next((phase for words, phase in phases.items() if text.startswith(words)), None)
            samples.append(text)
            if phase and (running != [phase] or (number and not re.search('in progress', cell))):
                wrong.append((text, running, cell))
        return is_enough(gui.percent_of(window.title()))
    window.wait(follow, 'the job to advance')
    gui.check(len(set(samples)) > 5, f'the page was read at several moments: {samples}')
    gui.check(not wrong, f'sentence, phase and map are of one moment, but not: {wrong}')


def label_of(window, what):
    """Returns the label that screen readers describe as @what."""
    return window.wait(lambda: next((node for node in window.walk() if node.get_role_name() == 'label' and node.get_description() == what), None), what)


def bytes_of(text):
    """Returns the number of bytes in a size such as "1.9 MiB" or "64.0 KiB"."""
    number, unit = re.fullmatch(r'([\d.,]+)\s(bytes?|KiB|MiB)', text.strip()).groups()
    return float(number.replace(',', '.')) * {'b': 1, 'K': 1024, 'M': 1024 * 1024}[unit[0]]


def check_numbers_name_what_they_count(window):
    """The percentage is of the operation. The bytes are those that are written, which agree with the blocks that the map shows as
    written."""
    window.wait(lambda: re.fullmatch(r'\d+ % of the operation', label_of(window, 'Percent').get_name()), 'the percentage of the operation')
    written = label_of(window, 'Bytes')
    cells = [node for node in window.walk(hidden=True) if re.match(r'Block \d+ of', node.get_name() or '')]
    samples = set()

    def agree():
        written.clear_cache()
        text = written.get_name()
        names = [cell.clear_cache() or cell.get_name() for cell in cells]
        written.clear_cache()
        if written.get_name() != text:
            return False
        done, total = map(bytes_of, re.fullmatch(r'Written: (.*) of (.*)', text).groups())
        n_written = len([name for name in names if name.endswith(': written')])
        n_all = len([name for name in names if not name.endswith(': unchanged')])
        gui.check(abs(done / total - n_written / n_all) <= 1.5 / n_all, f'{text}, and {n_written} of {n_all} blocks are written')
        samples.add(text)
        return len(samples) > 2
    window.wait(agree, 'the bytes to change')


def check_page_while_writing(window):
    window.wait_for_text('Writing block')
    window.wait_for_text('Do not disconnect power or data.')
    window.wait(lambda: not window.find('push button', contains='Stop'), 'the button to stop to disappear')

    check_numbers_name_what_they_count(window)
    begun = gui.percent_of(window.title())
    check_percentages(window, lambda percent: percent >= begun + 15)
    gui.check('Flashing sr0' in window.title() and 'Burnback' in window.title(), 'the title names operation and program: ' + window.title())
    cells = [node for node in window.walk(hidden=True) if re.match(r'Block \d+', node.get_name() or '')]
    gui.check(len(cells) > 8, f'each block has an accessible object: {len(cells)}')
    states = {node.get_name().split(': ')[-1] for node in cells}
    gui.check(len(states) > 1, 'the names of the blocks have their states: ' + '; '.join(states))
    width = cells[0].get_extents(gui.Atspi.CoordType.WINDOW).width
    check_legend(window)
    gui.check(width > 24, f'the blocks are as large as there is room for: {width}')
    window.keep_shot('progress-writing')


def check_result(window):
    # Until the firmware was compared, the page has one sentence about safety, and does not say that the drive is safe.
    told = set()
    window.wait(lambda: window.find_text('Firmware updated to ') or told.update([tuple(safety(window))]), 'the result', 180)
    gui.check(told <= {(), ('Do not disconnect power or data. The drive needs the remaining steps.',)}, f'the page has at most one sentence about safety: {told}')
    window.wait_for_text('Firmware updated to ', 180)
    proof = 'All of the firmware was read back and verified.'
    window.wait(lambda: len([n for n in window.walk(hidden=True) if proof in (n.get_name() or '') and n.get_role_name() == 'label']) == 1, 'one sentence that the firmware was verified')
    window.wait(lambda: window.find('list item', 'Firmware: 1.05 → 1.07'), 'both revisions')
    gui.check(window.find('list item', contains='Before flashing 1.07'), 'the backup has the same reason as in burnbackctl')
    # Out of view where the sentences above it are longer, as in Polish.
    details = window.wait(lambda: window.find('toggle button', 'Details', hidden=True), 'the details')
    gui.check(not details.get_state_set().contains(gui.Atspi.StateType.EXPANDED), 'the details, with the amount of data, are closed')
    for act in ('Back to the Drive', 'Show Backups', 'Flash Another File…'):
        window.wait_for('push button', act)
    ends = [window.find('push button', act).get_extents(gui.Atspi.CoordType.WINDOW) for act in ('Restore 1.05…', 'Flash Another File…', 'Back to the Drive')]
    gui.check(ends[0].x < ends[1].x < ends[2].x and ends[2].x + ends[2].width > 850, 'the buttons are at the end of the page, the next act last')
    single = window.find('push button', 'Save Report…', hidden=True).get_extents(gui.Atspi.CoordType.WINDOW).height
    if not english.language():
        gui.check({(end.y, end.height) for end in ends} == {(ends[0].y, single)}, f'the buttons are in one row, each with one line: {[(end.y, end.height) for end in ends]}')
    window.keep_shot('progress-done')


def flash_shows_progress_and_result(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, SLOW), [image])
    try:
        window.press(contains='Flash 1.07 onto')
        check_job_is_named(window, 'Flashing')
        window.wait_for_text(re.compile(r'^Written: 0 bytes of 1\.9\sMiB$'))
        check_parts_agree(window, lambda percent: percent >= 45)
        check_page_while_writing(window)
        check_percentages(window, lambda percent: percent >= 95)        # also while the firmware is read back
        check_result(window)
    finally:
        window.close()


def buttons_of_a_narrow_result_have_one_width(folder):
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0)), [image], size=(360, 640))
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('Firmware updated to ', 180, hidden=True)
        places = [window.wait(lambda act=act: window.find('push button', act, hidden=True), act).get_extents(gui.Atspi.CoordType.WINDOW)
                  for act in ('Restore 1.05…', 'Flash Another File…', 'Back to the Drive')]
        gui.check(len({(place.x, place.width, place.height) for place in places}) == 1 and places[0].width > 300, f'the buttons are as wide as the page: {[(p.x, p.width) for p in places]}')
        gui.check(places[0].y < places[1].y < places[2].y, 'the next act is the last button')
        window.keep_shot('progress-done-narrow')
    finally:
        window.close()


def percentages_agree_during_a_backup(folder):
    """Also while the firmware is read twice, which has a bar for each read and one percentage for both."""
    window = gui.Window(folder, gui.write_scenario(folder, gui.drive(0).replace('Speed=0', 'Speed=0.5')))
    try:
        window.press('Back Up')
        window.wait(lambda: window.find('progress bar', 'Second read'), 'the page of the backup')
        check_percentages(window, lambda percent: percent >= 90)
    finally:
        window.close()


def busy_drive_is_explained(folder):
    image = gui.make_image(folder / 'new.bin', 'mediatek-mt1959', 'BD-RE WH16NS60', revision='1.03')
    window = gui.Window(folder, gui.write_scenario(folder, DISCS), [image])
    try:
        button = window.wait_for('push button', contains='Flash 1.03 onto', seconds=180)
        # The firmware of this drive cannot be read, so there is no backup, which needs a consent of its own.
        gui.check(not button.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), 'a drive without a backup cannot be flashed before the user has agreed')
        window.type_into('Name of the drive, to confirm flashing without a complete backup', 'sr0')
        window.click(button)
        told = window.wait_for_text(re.compile(r'The drive is busy and is not responding\. This can take up to \d+ s \(\d+ s elapsed\)\.'), 240)
        # All data was sent, but the drive still writes it.
        window.wait_for_text('The drive is writing the firmware to its memory.')
        gui.check(not window.find_text(re.compile(r'^[1-9]\d* written$'), hidden=True), 'blocks that were only sent are not called written')
        window.keep_shot('progress-silent')
        limit, gone = map(int, re.findall(r'(\d+) s', told.get_name()))
        gui.check(limit > 0 and gone >= 3, f'the page shows the time limit and the elapsed time: {told.get_name()}')
        window.wait(lambda: int(re.findall(r'(\d+) s', told.get_name())[1]) > gone, 'the elapsed time to increase')
    finally:
        window.close()


gui.main(lambda folder: gui.run_cases(
    folder, backup_can_be_stopped, flash_shows_progress_and_result, busy_drive_is_explained,
    buttons_of_a_narrow_result_have_one_width, more=(percentages_agree_during_a_backup,)))
