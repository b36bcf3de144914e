#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of a drive: reading all details, and saving a report.

Tests bb-output-task.c and bb-report-saver.c.
"""
import burnback_gui as gui
import saving

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0
"""


def test(folder):
    scenario = folder / 'one.scenario'
    scenario.write_text(SCENARIO)
    window = gui.Window(folder, scenario)
    try:
        window.open_drive('sr0')
        window.wait_for_text('Drive type confirmed')
        gui.check(not window.find('label', 'DVD region', hidden=True) or not window.find_text('DVD+R discs are reported as'),
                  'details are shown only on request')
        window.take('Drive menu', 'Read Region and Book Types')
        window.wait_for_text('The region and the book types were read.')
        window.wait(lambda: window.find('label', contains='DVD+R discs are reported as DVD+R', hidden=True), 'the book types')
        window.wait(lambda: window.find('label', contains='Not set; 5 changes left', hidden=True), 'the region')

        window.take('Drive menu', 'Probe Further')
        window.wait_for_text('Probing has finished. The drive was identified.')

        target = folder / 'my report.txt'
        window.take('Drive menu', 'Save Report…')
        saving.save_as(window, 'burnback-sr0.html', target)
        window.wait_for_text(f'The report was saved to {target} without serial numbers')
        text = target.read_text()
        gui.check('ND-3550A' in text and 'K355' in text, 'the report has model and hardware type')
        gui.check('SIM0001' not in text, 'the report has no serial number')

        page = folder / 'my report.html'
        window.take('Drive menu', 'Save Report…')
        saving.save_as(window, 'burnback-sr0.html', page)
        window.wait_for_text(f'The report was saved to {page} without serial numbers')
        told = page.read_text()
        gui.check(told.startswith('<!DOCTYPE html>') and '<svg' in told and 'K355' in told, 'the report is HTML with the layout of the memory')
        gui.check('SIM0001' not in told and '<script' not in told, 'the page has no serial number and no script')

        window.take('Drive menu', 'Copy Report')
        window.wait_for_text('The report was copied to the clipboard')
        text = gui.copied()
        gui.check('ND-3550A' in text and 'K355' in text and 'SIM0001' not in text, 'the copied report has model and hardware type, and no serial number')

        window.take('Main menu', 'Rescan Drives')
        window.wait(lambda: [row for row in gui.rows(window) if 'ready' in row], 'the drive to be identified again')
        window.take('Main menu', 'Flash Several Drives')
        window.wait_for_several()
    finally:
        window.close()


gui.main(test)
