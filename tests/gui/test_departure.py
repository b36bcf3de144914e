#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of the session while a drive has incomplete firmware: on SIGTERM or when the display is gone, the previous firmware is
restored before the program ends, and no drive needs recovery.
"""
import json
import os
import signal
import subprocess

import burnback_gui as gui

SLOW = gui.drive(0).replace('Speed=0', 'Speed=8')


def start_flash(folder, **env):
    """Opens a window and starts a flash. Returns the window when the firmware of the drive is incomplete."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    env['BURNBACK_SIM_STATE'] = str(folder / 'drives')
    window = gui.Window(folder, gui.write_scenario(folder, SLOW), [image], env=env)
    window.press(contains='Flash 1.07 onto')
    window.wait_for_text('Do not disconnect power or data.')
    return window


def check_old_firmware_runs(folder, window):
    """Waits until the program has ended, and checks that the drive runs 1.05 and has no open journal."""
    window.process.wait(120)
    env = dict(os.environ, BURNBACK_SIM_STATE=str(folder / 'drives'))
    told = subprocess.run([os.environ['BURNBACKCTL'], '--simulate', str(folder / 'test.scenario'), '--state-dir', str(window.state),
                           '--json', 'info', 'sr0'], env=env, capture_output=True, check=True).stdout
    info = json.loads(told)
    gui.check([info['state'], info['revision'], info['journal']] == ['ready', '1.05', None],
              f'the drive runs the previous firmware, and its journal is closed: {info["state"]} {info["revision"]} {info["journal"]}')


def sigterm_restores_the_firmware(folder):
    for number in gui.some((signal.SIGTERM, signal.SIGHUP, signal.SIGINT), 1):
        place = folder / number.name
        place.mkdir()
        window = start_flash(place)
        try:
            # A second SIGTERM, as some session managers send it.
            window.process.send_signal(number)
            window.process.send_signal(signal.SIGTERM)
            check_old_firmware_runs(place, window)
        finally:
            window.close()


def lost_display_restores_the_firmware(folder):
    read_end, write_end = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(write_end), '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
                              pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as numbers:
            window = start_flash(folder, DISPLAY=':' + numbers.readline().strip())
        server.terminate()
        server.wait()
        check_old_firmware_runs(folder, window)
    finally:
        server.kill()
        window.close()


gui.main(lambda folder: gui.run_cases(folder, sigterm_restores_the_firmware, lost_display_restores_the_firmware))
