#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help: each page and each state of a drive opens its topic, every link leads to its topic, and every shortcut is listed."""
import os
import signal
import subprocess

import burnback_gui as gui

SCENARIO = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=0

[drive sr1]
Family=mediatek-mt1959
Model=BD-RE WH16NS60
Revision=1.00
Serial=SIM0002
Bus=sata
Disc=data
Speed=0
Seed=2

[drive sr2]
Family=nec-optiarc
Model=G200
Revision=1.08
Serial=SIM0003
Bus=pata
State=half-flashed
Speed=0
Seed=3

[drive sr3]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0004
Bus=pata
Access=denied
Speed=0
Seed=4

[drive sr4]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0005
Bus=pata
Speed=20
Seed=5

[drive sr5]
Family=nec-optiarc
Model=K355
Vendor=ACME
Product=WRITER 3000
Revision=1.05
BootVersion=05
Serial=SIM0006
Bus=pata
Speed=0
Seed=6

[drive sr6]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0007
Bus=pata
Access=no-sg-node
Speed=0
Seed=7
"""
# The drive, its state in the list, and the title of its topic.
STATES = (('sr0', 'ready', 'Ready'), ('sr1', 'disc inserted', 'Disc Inserted'), ('sr2', 'needs recovery', 'Needs Recovery'),
          ('sr3', 'not permitted', 'Not Permitted'), ('sr4', 'busy', 'Busy'), ('sr5', 'not identified', 'Not Identified'),
          ('sr6', 'not permitted', 'Not Permitted'))


def help_window(window):
    """Returns the window of the help."""
    for node in window.walk():
        if node.get_role_name() in ('frame', 'dialog') and node.get_name() == 'Help':
            return node
    return None


def page_title(window):
    """Returns the title of the topic that is shown; None without the help."""
    top = help_window(window)
    labels = [node for node in window.walk(top)
              if (node.get_description() or '') == 'Current topic'] if top else []
    return labels[0].get_name() if labels else None


def links(window):
    """Returns the buttons under "See Also", also out of view."""
    return [node for box in window.walk(help_window(window), hidden=True) if box.get_name() == 'See Also' and box.get_role_name() != 'label'
            for node in window.walk(box, hidden=True) if node.get_role_name() == 'push button']


def close_help(window):
    top = help_window(window)
    gui.Atspi.generate_mouse_event(450, 300, 'abs')      # without a window manager keys go to the window below the pointer
    top.get_component_iface().grab_focus()
    window.key('Escape')
    window.wait(lambda: help_window(window) is None, 'Escape to close the help')


def every_state_has_its_topic(window):
    for name, word, title in STATES:
        row = window.wait_for('list item', contains=name)
        window.wait(lambda: word in row.get_name(), f'the row of {name} to say "{word}", not "{row.get_name()}"')
        window.open_drive(name)
        if word == 'busy':
            for act in ('Back Up', 'Update Firmware…'):
                button = window.wait_for('push button', act)
                gui.check(not button.get_state_set().contains(gui.Atspi.StateType.SENSITIVE), f'"{act}" is insensitive while another program uses the drive')
        window.press('What this means')
        window.wait(lambda: page_title(window) == title, f'the topic "{title}" for {name}')
        close_help(window)


def every_topic_is_reachable(window):
    window.press('What this means')
    window.wait(lambda: help_window(window), 'the help to open')
    menu = window.wait_for('toggle button', 'All topics')
    window.click(menu)
    box = window.wait(lambda: [node for node in window.walk() if node.get_name() == 'All topics'
                               and node.get_role_name() != 'toggle button'], 'the list of topics')[0]
    topics = [node.get_name() for node in window.walk(box, hidden=True) if node.get_role_name() == 'push button']
    gui.check(len(topics) == len(set(topics)), f'each topic is listed once: {topics}')
    window.key('Escape')
    # A key that a busy machine delivers late would close the help.
    window.wait(lambda: not menu.get_state_set().contains(gui.Atspi.StateType.CHECKED), 'Escape to close the list of topics')
    for topic in topics if gui.ALL else topics[::3]:
        window.click(window.wait_for('toggle button', 'All topics'))
        window.click(next(node for node in window.walk(box, hidden=True) if node.get_name() == topic))
        window.wait(lambda: page_title(window) == topic, f'the topic "{topic}"')
        wrong = window.nameless()
        gui.check(not wrong, f'every control of the topic {topic} has an accessible name, but not: ' + '; '.join(wrong))
        leads = [node.get_name() for node in links(window)]
        gui.check(leads, f'the topic "{topic}" has a link')
        for link in leads:
            gui.check(link in topics and link != topic, f'"{topic}" links to another topic, not to "{link}"')
    close_help(window)
    window.open_drive('sr0')
    window.key('Control+question')
    for told in ('Rescan drives', 'Help on the current page', 'Move between blocks'):
        window.wait_for_text(told)
    gui.check({title for _, _, title in STATES} <= set(topics), 'each state has its topic')
    gui.check('Search and Filter' in topics, 'the search has its topic')


def busy_program(folder, scenario):
    """Starts another program that flashes sr4, and stops it (SIGSTOP) in the middle. Returns its process."""
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    other = subprocess.Popen([os.environ['BURNBACKCTL'], '--simulate', str(scenario), '--state-dir', str(folder / 'state'),
                              '--progress=lines', 'flash', 'sr4', str(image), '--yes'],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    for line in other.stdout:
        said.append(line)
        if 'Writing' in line or 'Erasing' in line:
            other.send_signal(signal.SIGSTOP)
            return other
    raise gui.Failed('the other program ended before it wrote: ' + ''.join(said))


def test(folder):
    scenario = folder / 'states.scenario'
    scenario.write_text(SCENARIO)
    other = busy_program(folder, scenario)
    window = gui.Window(folder, scenario, size=(900, 1000))
    try:
        every_state_has_its_topic(window)
        every_topic_is_reachable(window)
    finally:
        window.close()
        other.kill()
        other.wait()


gui.main(test, '900x1000')
