#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tour.py [--size WxH] [--suffix TEXT] FOLDER [STOP...]: a picture of every page, made by using the window.

Each stop is also a test: the page must come, and what it says must be there.
"""
import argparse
import pathlib
import re
import sys

import burnback_gui as gui

parser = argparse.ArgumentParser()
parser.add_argument('--size', default='900x600')
parser.add_argument('--suffix', default='')
parser.add_argument('folder')
parser.add_argument('stops', nargs='*')
options = parser.parse_args()
SIZE = tuple(map(int, options.size.split('x')))

DEMO = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'scenarios' / 'demo.scenario'
ONE = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=%s
"""
BENCH = ''.join(f"""[drive sr{i}]
Family=nec-optiarc
Model={model}
Revision={revision}
BootVersion=05
Serial=SIM000{i}
Bus=pata
Speed=%s
Seed={i}

""" for i, (model, revision) in enumerate([('K355', '1.05'), ('K370', '1.01'), ('K355', '1.04'), ('K355', '1.09')]))
FAULT = """
[fault 1]
Drive=sr0
At=step:program:9
Kind=sense
Sense=3/03/00
Times=3
"""


class Tour:
    def __init__(self, folder):
        self.folder = folder
        self.n = 0

    def window(self, scenario, files=(), speed=0):
        self.n += 1
        run = self.folder / str(self.n)
        run.mkdir()
        if scenario is not DEMO:
            text, scenario = scenario, run / 'tour.scenario'
            scenario.write_text(text.replace('%s', str(speed)))
        return gui.Window(run, scenario, files, size=SIZE)

    def image(self, model='K355', **kind):
        path = self.folder / f'{model.lower()}-{kind.get("revision", "x")}.bin'
        return gui.make_image(path, 'nec-optiarc', model, **kind)

    def shot(self, window, name):
        wrong = window.nameless()
        gui.check(not wrong, f'on the page {name} a screen reader has no word for: ' + '; '.join(wrong))
        window.shot(pathlib.Path(options.folder) / f'{name}{options.suffix}.png')


def stop_list(tour):
    window = tour.window(DEMO)
    try:
        window.wait_for('list item', contains='sr3')
        window.wait(lambda: not [n for n in window.walk() if n.get_role_name() == 'list item' and 'not asked yet' in n.get_name()],
                    'every drive to be identified')
        tour.shot(window, 'list')
        window.open_drive('sr1')
        window.wait_for_text('MD-16XDVD9A2 1.F2')
        tour.shot(window, 'drive')
        window.scroll_to_end()
        tour.shot(window, 'drive-end')
    finally:
        window.close()


def stop_recovery(tour):
    window = tour.window(DEMO)
    try:
        window.press(contains='Recover', seconds=60)
        window.wait_for_text('needs help')
        tour.shot(window, 'recovery')
        window.press('Recover')
        window.wait_for_text('Flash map', seconds=60) if SIZE[1] > 700 else None
        window.wait_for('push button', 'Back to the Drive', seconds=180)
        tour.shot(window, 'recovered')
    finally:
        window.close()


def stop_review(tour):
    window = tour.window(ONE, [tour.image(revision='1.07', boot_version='05')])
    try:
        window.wait_for('push button', contains='Flash 1.07 onto')
        tour.shot(window, 'review')
        window.press(contains='Show the')
        window.wait_for('table', 'Steps') if window.find('table', 'Steps') else window.wait_for('tree table', 'Steps')
        tour.shot(window, 'steps')
    finally:
        window.close()


def stop_refused(tour):
    window = tour.window(ONE, [tour.image('K370', revision='1.02', boot_version='05')])
    try:
        window.wait_for_text('REFUSED')
        tour.shot(window, 'refused')
    finally:
        window.close()


def stop_downgrade(tour):
    window = tour.window(ONE, [tour.image(revision='1.03', boot_version='05')])
    try:
        window.wait_for('push button', contains='Flash 1.03 onto')
        tour.shot(window, 'downgrade')
    finally:
        window.close()


def stop_flash(tour):
    window = tour.window(ONE, [tour.image(revision='1.07', boot_version='05')], speed=3)
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait(lambda: int((re.match(r'(\d+) %', window.title() or '') or [0, '0'])[1]) >= 30, 'a third of it', 120)
        gui.check('Flashing' in window.title(), 'the title says what is done')
        tour.shot(window, 'flash')
        window.wait_for('push button', 'Back to the Drive', seconds=180)
        tour.shot(window, 'done')
        window.press('Show Backups')
        window.wait_for('push button', 'Check All')
        window.press('Check All')
        window.wait_for_text('intact')
        tour.shot(window, 'backups')
    finally:
        window.close()


def stop_question(tour):
    window = tour.window(ONE + FAULT, [tour.image(revision='1.07', boot_version='05')])
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('writing failed. What now?')
        tour.shot(window, 'question')
        window.press('Put the old firmware back')
        window.wait_for_text('It failed. The old firmware is back.')
        tour.shot(window, 'rolled-back')
    finally:
        window.close()


def stop_bench(tour):
    window = tour.window(BENCH, [tour.image(revision='1.07', boot_version='05')], speed=4)
    try:
        window.wait_for_text('One Firmware, Many Drives')
        window.press('Flash 2 Drives', seconds=120)
        window.wait(lambda: 'Flashing, 3' in ' '.join(window.texts()), 'a third of it', 120)
        tour.shot(window, 'bench')
    finally:
        window.close()


def stop_dialogs(tour):
    window = tour.window(ONE)
    try:
        window.wait_for('list item', contains='sr0')
        window.click(window.wait_for('toggle button', 'Main menu'))
        window.wait(lambda: [n for n in window.walk() if n.get_name() == 'Settings'], 'the menu')
        window.press('Settings')
        window.wait_for('spin button', 'Minutes to answer')
        tour.shot(window, 'settings')
        window.key('Escape')
        window.wait(lambda: not window.find('spin button', 'Minutes to answer'), 'the settings to close')
        window.key('F1')
        window.wait_for_text('Everything that it can do may be begun now.')
        tour.shot(window, 'help')
    finally:
        window.close()


STOPS = {name[5:]: function for name, function in list(globals().items()) if name.startswith('stop_')}


def test(folder):
    tour = Tour(folder)
    failures = []
    for name in options.stops or STOPS:
        try:
            STOPS[name](tour)
        except gui.Failed as failure:
            failures.append(f'{name}: {failure}')
    gui.check(not failures, '\n'.join(failures))


gui.main(test, options.size)
