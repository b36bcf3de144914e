#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-look.py ROOT: rules for the look of the window that can be checked in its files.

Only the buttons that write a firmware have the colour of danger ("destructive-action"). The review page and the page
for several drives take it away where bb_review_find_risk() finds no risk: the act can be undone and has no warning, or
the drive is in recovery mode and has no running firmware to lose. Where the colour stays, a sentence says why. There
are no links out of the program. The page of a drive and the empty list show the icon of an optical drive. Symbolic
icons have 16 x 16 pixels.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv[1])
# The buttons that write to a drive after a review: file and ID.
WRITES = {('bb-review-page.ui', 'flash'), ('bb-batch-page.ui', 'flash')}
# The files that may take the colour away, each with what gives the reason, and the only function that decides that.
EXPLAINS = {'bb-review-page.c': 'bb_words_review_risk', 'bb-batch-start.c': 'bb_batch_start_dup_risks'}
DECIDES = 'bb_review_find_risk'
wrong = []


def classes(widget):
    """Returns the style classes of a widget."""
    return {item.get('name') for item in widget.findall('style/class')}


def check_page(path):
    """Checks the buttons of a .ui file: colour of danger, order, and links."""
    parent = {child: each for each in ElementTree.parse(path).iter() for child in each}
    buttons = [each for each in parent if each.tag == 'object' and (each.get('class') or '').endswith('Button')]
    for button in buttons:
        if 'destructive-action' in classes(button):
            if (path.name, button.get('id')) not in WRITES:
                wrong.append(f'{path.name}: the button {button.get("id")} has the colour of danger, and does not write')
            if button is not buttons[-1]:
                wrong.append(f'{path.name}: the button {button.get("id")} is not the last')
        if button.get('class') == 'GtkLinkButton':
            wrong.append(f'{path.name}: {button.get("id")} leads out of the program')
    found = {(path.name, button.get('id')) for button in buttons if 'destructive-action' in classes(button)}
    wrong.extend(f'{name}: the button {button} writes, and has not the colour of danger'
                 for name, button in WRITES - found if name == path.name)
    for label in parent:
        if label.get('name') == 'use-markup' and '<a ' in ''.join(parent[label].itertext()):
            wrong.append(f'{path.name}: a link in a label')


def check_code(path):
    """Checks that a C file sets no colour of danger and makes no link."""
    text = path.read_text()
    explains = EXPLAINS.get(path.name, '')
    if 'destructive-action"' in text and not (explains and text.count('destructive-action"') == 2 and DECIDES in text and explains in text):
        wrong.append(f'{path.relative_to(ROOT)}: which button is dangerous is said in ui/')
    if re.search(r'gtk_link_button_new|<a href', text):
        wrong.append(f'{path.relative_to(ROOT)}: a link out of the program')


def check_sign(path):
    """Checks the size of a symbolic icon."""
    view = ElementTree.parse(path).getroot().get('viewBox')
    if view != '0 0 16 16':
        wrong.append(f'{path.name}: its view is {view}')


pages = sorted((ROOT / 'ui').glob('*.ui'))
for page in pages:
    check_page(page)
for source in (ROOT / 'src/app').rglob('*.c'):
    check_code(source)
signs = sorted((ROOT / 'data/icons').rglob('*-symbolic.svg'))
for sign in signs:
    check_sign(sign)
for name, icon in (('ui/bb-drive-page.ui', 'burnback-drive'), ('ui/bb-window.ui', 'burnback-drive-symbolic')):
    if f'>{icon}<' not in (ROOT / name).read_text() or not list((ROOT / 'data/icons').rglob(icon + '.svg')):
        wrong.append(f'{name}: no icon of an optical drive')
if len(pages) < 30 or len(signs) < 4:
    wrong.append('where are the pages and the icons?')
print('\n'.join(wrong))
sys.exit(bool(wrong))
