#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The readiness on the review page is live: after the disc is removed, the line changes and the button becomes sensitive without
opening the review again. The disc can be ejected there.

Tests bb-eject.c, bb-eject-button.c and bb-line-row.c.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import burnback_gui as gui
import colour
import session

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
WITH_DISC = 'Remove the disc.'


def start_with_tray_helper(folder):
    """Makes the tests start the program together with a shell that runs one command from a pipe; both use the same device nodes."""
    hand, wrapper = folder / 'hand', folder / 'burnback'
    os.mkfifo(hand)
    wrapper.write_text(f'#!/bin/sh\n(read line <{shlex.quote(str(hand))}; $line && touch {shlex.quote(str(hand))}.done) &\n'
                       f'exec {shlex.quote(os.environ["BURNBACK"])} "$@"\n')
    wrapper.chmod(0o755)
    os.environ['BURNBACK'] = str(wrapper)


def start_udisks(folder):
    """Starts a system bus with the fake UDisks and logind of udisks.py. Returns the processes, and the environment for the program."""
    bus = subprocess.Popen(['dbus-daemon', f'--config-file={session.BUS}', '--nofork', '--print-address'],
                           stdout=subprocess.PIPE, text=True)
    address = bus.stdout.readline().strip()
    udisks = subprocess.Popen([sys.executable, str(pathlib.Path(__file__).with_name('udisks.py')), address, str(folder / 'hand')],
                              stdout=subprocess.PIPE, text=True)
    gui.check(udisks.stdout.readline() == 'ready\n', 'the fake UDisks has its name on the bus')
    return [udisks, bus], {'DBUS_SYSTEM_BUS_ADDRESS': address}


def test(folder):
    if shutil.which('sg_start') is None:
        print('skipped: sg_start is not installed')
        sys.exit(gui.SKIP)
    scenario = folder / 'disc.scenario'
    scenario.write_text(SCENARIO)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    start_with_tray_helper(folder)
    services, env = start_udisks(folder)
    window = gui.Window(folder, scenario, [image], nodes=True, env=env)
    try:
        flash = window.wait_for('push button', contains='Flash 1.07 onto')
        gui.check(not gui.is_sensitive(flash), 'the button is insensitive while there is a disc in the drive')
        gui.check(flash.get_description() == WITH_DISC, 'the button says why: ' + flash.get_description())
        window.wait_for_text('There is a disc in the drive.', hidden=True)
        window.wait_for('list item', contains='disc inserted')
        window.press('Eject Disc')
        window.wait_for_text('Could not eject the disc: The disc is mounted.', hidden=True)
        window.keep_shot('eject')
        gui.check(not (folder / 'hand.done').exists(), 'the tray is not opened while the disc is mounted')
        window.press('Eject Disc')
        window.wait(lambda: (folder / 'hand.done').exists(), 'the tray to be opened')
        window.key('F5')
        window.wait_for_text('The tray is open.', hidden=True)
        gui.check(not window.find_text('There is a disc in the drive.', hidden=True), 'the sentence about the disc is not shown any more')
        window.wait(lambda: not window.find('push button', 'Eject Disc'), 'the button to eject to disappear')
        window.wait(lambda: gui.is_sensitive(flash), 'the button to flash to be sensitive')
        # An open tray is no risk: its line is only a note, and the button is blue and has no reason.
        window.wait(lambda: window.find('list item', contains=re.compile('^Note: The tray is open'), hidden=True), 'the note about the tray')
        # Only root sees the programs of other users. For a plain user that is a risk, with a line and a reason of its own.
        is_root = os.geteuid() == 0
        unseen = window.find('list item', contains='Warning: Programs run by other users cannot be detected.', hidden=True)
        gui.check((unseen is None) == is_root, f'a line says whether other programs can be seen: {unseen}')
        reason = '' if is_root else 'This operation has risks. See the warnings above.'
        gui.check(flash.get_description() == reason, 'the button has no reason of the tray: ' + flash.get_description())
        colour.wait_for(window, flash.get_name(), 'blue' if is_root else 'red')
        window.keep_shot('ready')
    finally:
        window.close()
        for service in services:
            service.kill()


gui.main(test)
