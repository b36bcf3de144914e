#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disconnecting and reconnecting a drive: its row disappears within a second, the page says so, and both return."""
import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0
Seed=1

[drive sr1]
Family=nec-optiarc
Model=K355
Revision=1.04
BootVersion=05
Serial=SIM0002
Bus=pata
Speed=0
Seed=2
"""


def test(folder):
    scenario = folder / 'two.scenario'
    scenario.write_text(SCENARIO)
    window = gui.Window(folder, scenario)
    try:
        window.wait_for('list item', contains='sr0')
        window.select_drive('sr1')
        window.wait_for_text('_NEC DVD_RW ND-3550A 1.04')
        took = window.set_cable('sr1', lambda: not window.find('list item', contains='sr1'))
        gui.check(took < 2 * float(gui.LIMIT) / 60, 'the row disappears within two seconds')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr1) is disconnected')
        window.keep_shot('unplug-gone')
        window.wait(lambda: window.find('list item', contains='sr0'), 'the row of the other drive to stay')
        window.set_cable('sr1')
        window.wait_for('list item', contains='sr1')
        # The page is that of the same drive, wherever it is scrolled to, and the list selects it.
        window.wait(lambda: not window.find_text('is disconnected') and window.find_text('_NEC DVD_RW ND-3550A 1.04', hidden=True), 'the page of sr1')
        window.wait(lambda: window.find('list item', contains='sr1').get_state_set().contains(gui.Atspi.StateType.SELECTED),
                    'the row of sr1 to be selected')
        window.wait_for('list item', contains='sr1 · PATA, ready')
    finally:
        window.close()


gui.main(test)
