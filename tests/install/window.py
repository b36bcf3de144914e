#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""window.py [by-name]: the installed window ($BURNBACK) opens, finds the shipped scenarios and catalog, and speaks German.

by-name: the window is also started through its D-Bus name, as a launcher does.
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'gui'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import burnback_gui as gui      # noqa: E402
import made_locale              # noqa: E402

APP_ID = 'io.github.burnback.Burnback'
APP_PATH = '/io/github/burnback/Burnback'
# burnback_gui starts this file again on a session bus of its own, which can start this service.
os.environ['BURNBACK_GUI_SERVICE'] = str(pathlib.Path(os.environ['BURNBACK']).parents[1] / 'share' / 'dbus-1' / 'services' / f'{APP_ID}.service')


def drives(folder):
    """The window lists the drives of a shipped scenario, with their state in German."""
    try:
        german = made_locale.environment('de')
    except made_locale.Unavailable as reason:
        gui.skip(reason)
    window = gui.Window(folder, 'two', env=german)
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if 'ND-3550A' in row]) == 2, 'the drives of the shipped scenario')
        window.wait(lambda: any('bereit' in row.lower() for row in gui.rows(window)), 'German: ' + '; '.join(gui.rows(window)))
    finally:
        window.close()


def call(destination, path, method, *arguments):
    return subprocess.run(['gdbus', 'call', '--session', '--timeout', '60', '--dest', destination, '--object-path', path,
                           '--method', method, *arguments], check=True, capture_output=True, text=True).stdout


def by_name(folder):
    """The window is started through its D-Bus name and ended by its action "quit"."""
    call(APP_ID, APP_PATH, 'org.freedesktop.Application.Activate', '{}')
    told = call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetConnectionUnixProcessID', APP_ID)
    number = told.split()[-1].strip('(),')
    gui.check(os.readlink(f'/proc/{number}/exe') == os.environ['BURNBACK'], 'the installed program has the name')
    gui.check('menu' in call(APP_ID, APP_PATH + '/window/1', 'org.gtk.Actions.List'), 'it has a window')
    call(APP_ID, APP_PATH, 'org.freedesktop.Application.ActivateAction', 'quit', '[]', '{}')


gui.main(lambda folder: gui.run_cases(folder, drives, *([by_name] if 'by-name' in sys.argv else [])))
