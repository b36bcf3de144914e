#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives that the program takes for real ones, with libudev, libsgutils2 and device nodes: identification, a disconnected cable, a
backup, and a verified flash.
"""
import re

import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.04
BootVersion=05
Serial=SIM0001
Bus=sata
Speed=0
Seed=1
"""
SECOND = """
[drive sr1]
Family=nec-optiarc
Model=K110
Vendor=TDK
Product=DVDRW420N
Serial=SIM0002
Bus=usb
Speed=0
Seed=2
"""


def backup_of_a_drive_with_device_nodes(folder):
    scenario = folder / 'nodes.scenario'
    scenario.write_text(SCENARIO + SECOND)
    window = gui.Window(folder, scenario, nodes=True)
    try:
        window.wait_for('list item', contains='sr0 · SATA, ready')
        window.wait_for('list item', contains='TDK DVDRW420N')
        gui.check(not window.find('toggle button', 'Simulated Drives') and not window.find_text(re.compile('Simulated$|drives are simulated')), 'the window does not say that drives are simulated')
        window.select_drive('sr1')
        window.wait_for_text('ND-1100A')
        window.plug('unplug sr1')
        window.wait(lambda: not window.find('list item', contains='sr1'), 'the row of sr1 to disappear')
        window.plug('plug sr1')
        window.wait_for('list item', contains='sr1')
        window.select_drive('sr0')
        window.press('Back Up')
        window.wait_for_text('Backup saved')
    finally:
        window.close()


def flash_of_a_drive_with_device_nodes(folder):
    scenario = folder / 'one.scenario'
    scenario.write_text(SCENARIO)
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image], nodes=True)
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('All of the firmware was read back and verified.')
    finally:
        window.close()


def test(folder):
    backup_of_a_drive_with_device_nodes(folder)
    flash_of_a_drive_with_device_nodes(folder)


gui.main(test)
