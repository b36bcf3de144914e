#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be right before a flash is shown as it is now: a disc that is taken out while the review is read turns its
line, and the button can be pressed; nothing has to be opened anew."""
import os
import shlex
import shutil
import sys

import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=sata
Disc=data
Speed=0
Seed=1
"""
WITH_DISC = 'Remove the disc and close the tray.'


def is_possible(node):
    return node.get_state_set().contains(gui.Atspi.StateType.SENSITIVE)


def give_a_hand(folder):
    """Starts the program with somebody beside it who opens the tray when told: both see the same nodes."""
    hand, wrapper = folder / 'hand', folder / 'burnback'
    os.mkfifo(hand)
    wrapper.write_text(f'#!/bin/sh\n(read line <{shlex.quote(str(hand))}; $line && touch {shlex.quote(str(hand))}.done) &\n'
                       f'exec {shlex.quote(os.environ["BURNBACK"])} "$@"\n')
    wrapper.chmod(0o755)
    os.environ['BURNBACK'] = str(wrapper)


def test(folder):
    if shutil.which('sg_start') is None:
        print('skipped: sg_start is not installed')
        sys.exit(gui.SKIP)
    scenario = folder / 'disc.scenario'
    scenario.write_text(SCENARIO)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    give_a_hand(folder)
    window = gui.Window(folder, scenario, [image], nodes=True)
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        gui.check(not is_possible(flash), 'with a disc inside nothing is flashed')
        gui.check(flash.get_description() == WITH_DISC, 'the button says why: ' + flash.get_description())
        window.wait_for_text('There is a disc in the drive.', hidden=True)
        window.wait_for('list item', contains='disc inserted')
        (folder / 'hand').write_text('sg_start --eject /dev/sg0\n')
        window.wait(lambda: (folder / 'hand.done').exists(), 'the tray to be opened')
        window.key('F5')
        window.wait_for_text('The tray is open.', hidden=True)
        gui.check(not window.find_text('There is a disc in the drive.', hidden=True), 'the old line is gone')
        window.wait(lambda: is_possible(flash), 'the same button to be possible')
        gui.check(flash.get_description() == '', 'it has no reason any more: ' + flash.get_description())
        window.keep_shot('ready')
    finally:
        window.close()


gui.main(test)
