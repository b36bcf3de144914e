# SPDX-License-Identifier: GPL-3.0-or-later
"""scenarios.py: simulated drives and firmware files for the tests of the window."""
import json
import os
import pathlib
import re
import subprocess

DEMO = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'scenarios' / 'demo.scenario'


def drive(number, model='K355', revision='1.05', **more):
    """Returns the section of one simulated desktop drive for a scenario; @more replaces or adds keys."""
    values = dict(Family='nec-optiarc', Model=model, Revision=revision, BootVersion='05', Serial=f'SIM{number:04}', Bus='pata', Speed=0,
                  Seed=number + 1)
    values.update(more)
    return f'[drive sr{number}]\n' + ''.join(f'{key}={value}\n' for key, value in values.items()) + '\n'


def fault(number, at, times=3, drive_name='sr0', kind='sense', **more):
    """Returns the section of a fault for a scenario; the default is that the step @at fails with a write error @times times."""
    values = dict(Drive=drive_name, At=at, Kind=kind, **more)
    if kind == 'sense':
        values.update(Sense='3/03/00', Times=times)
    return f'[fault {number}]\n' + ''.join(f'{key}={value}\n' for key, value in values.items()) + '\n'


def first_of_demo(n_drives):
    """Returns the text of a scenario with the first @n_drives drives of the demonstration."""
    head, *drives = re.split(r'^(?=\[drive )', DEMO.read_text(), flags=re.MULTILINE)
    return ''.join([head, *drives[:n_drives]])


def write_scenario(folder, text):
    """Writes the only scenario of @folder. Returns its path."""
    path = folder / 'test.scenario'
    path.write_text(text)
    return path


def make_image(path, family, model, **options):
    """Makes a file with simulated firmware. Returns its path. @options: of `burnback-sim make-image`."""
    argv = [os.environ['BURNBACK_SIM'], 'make-image', '--family', family, '--model', model]
    for key, values in options.items():
        for value in [values] if isinstance(values, str) else values:
            argv += ['--' + key.replace('_', '-'), value]
    subprocess.run([*argv, str(path)], check=True)
    return path


def burnbackctl(scenario, state, *arguments):
    """Runs burnbackctl; returns its exit code and its JSON."""
    run = subprocess.run([os.environ['BURNBACKCTL'], '--simulate', str(scenario), '--state-dir', str(state), '--json', *arguments],
                         capture_output=True, text=True, check=False)
    return run.returncode, json.loads(run.stdout or 'null')


def add_to_library(folder, path):
    """Adds a path to the firmware library in @folder before the window is started."""
    env = dict(os.environ, XDG_CONFIG_HOME=str(folder / 'config'), XDG_CACHE_HOME=str(folder / 'cache'))
    subprocess.run([os.environ['BURNBACKCTL'], 'library', 'add', str(path)], env=env, check=True, stdout=subprocess.DEVNULL)
