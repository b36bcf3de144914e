#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failed flash, the question, and the rollback: a block cannot be written, and the previous firmware is restored.

Tests bb-question-page.c.
"""
import re

import burnback_gui as gui
import failing_flash


SENTENCE = 'If you do not confirm a choice in time, Burnback will choose “Restore 1.05”. Move the pointer or press a key to restart the countdown.'


def seconds_left(window):
    """Returns the seconds before the automatic choice; None while none are shown."""
    timer = window.find('label', 'Time left to answer')
    match = re.fullmatch(r'(\d+):(\d\d)', gui.Atspi.Text.get_text(timer, 0, -1)) if timer else None
    return int(match[1]) * 60 + int(match[2]) if match else None


def only_the_number_changes(window):
    """Waits while some seconds are counted. The sentence stays as it is, and a screen reader announces no number: the number has a
    constant name, and no other text changes. Returns the seconds that are left."""
    sentence = window.wait_for_text(SENTENCE)
    timer = window.wait_for('label', 'Time left to answer')
    places = [node.get_extents(gui.Atspi.CoordType.WINDOW) for node in (timer, sentence)]
    changed = []

    def hear(event):
        if event.source.get_process_id() == window.process.pid:
            changed.append((event.type, event.source.get_name() or ''))

    listener = gui.Atspi.EventListener.new(hear)
    kinds = ('object:property-change:accessible-name', 'object:property-change:accessible-description', 'object:text-changed')
    for kind in kinds:
        gui.check(listener.register(kind), f'events {kind} are reported')
    # Events about the page itself may arrive late; those of the timer follow them.
    window.wait(lambda: sum(name == 'Time left to answer' for _, name in changed) > 3, 'the first seconds to be counted')
    changed.clear()
    left = window.wait(lambda: (seconds_left(window) or 300) < 288 and seconds_left(window), 'the countdown to run for some seconds')
    for kind in kinds:
        listener.deregister(kind)
    gui.check(len(changed) > 4, f'the number changes each second: {changed}')
    others = [one for one in changed if not one[0].startswith('object:text-changed') or one[1] != 'Time left to answer']
    gui.check(not others, f'only the number changes, but also: {others}')
    now = [node.get_extents(gui.Atspi.CoordType.WINDOW) for node in (timer, sentence)]
    gui.check([(box.x, box.y, box.width, box.height) for box in now] == [(box.x, box.y, box.width, box.height) for box in places], 'number and sentence stay where they are')
    gui.check(sentence.get_name() == SENTENCE, f'the sentence stays: {sentence.get_name()}')
    return left


def test(folder):
    with failing_flash.window_that_asks(folder, speed=20) as window:
        rollback = window.wait_for('radio button', 'Restore 1.05')
        gui.check(rollback.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'restoring the previous firmware is chosen by default')
        window.wait(lambda: rollback.get_state_set().contains(gui.Atspi.StateType.FOCUSED), 'the default answer to have the focus')
        window.wait(lambda: window.find('radio button', 'Write 1.07 again'), 'the answer to write again')
        window.wait(lambda: window.find('radio button', 'Leave in recovery mode'), 'the answer to leave the drive in recovery mode')
        before = only_the_number_changes(window)
        window.keep_shot('rollback-question')
        window.key('Shift_L')
        window.wait(lambda: seconds_left(window) > before, f'the countdown to start again at more than {before} s')
        window.wait_for_text(SENTENCE)
        window.press('Restore 1.05')
        window.wait(lambda: 'Restoring' in window.title() and window.find('list item', contains='Restoring'), 'title and row to name the rollback')
        window.wait_for_text('Flashing failed. The previous firmware was restored.')
        window.wait(lambda: window.find_text('1.05'), 'the old revision')
        # The details may be out of view.
        cause = [node.get_name() for node in window.find_all('label', contains=re.compile(r'^Block \d+ of \d+: The drive reported an error: '), hidden=True)
                 if window.is_on_page(node)]
        gui.check(len(cause) == 1, f'the cause of the failure is shown once: {cause}')
        window.keep_shot('rollback-done')
        window.press('Back to the Drive')
        window.wait_for('list item', contains='1.05')
        # The drive is not shown as if nothing had happened.
        window.wait(lambda: window.find('list item', contains='last flash failed'), 'the row to say that the last flash failed')
        window.wait_for_text(re.compile(r'^The last attempt to write firmware failed at block \d+ of 33\. The drive is now running firmware 1\.05, which was verified\. Power cycle the drive before you flash'))
        gui.check(not window.find_text('Ready'), 'the page does not say Ready')
        window.keep_shot('rollback-drive')


gui.main(test)
