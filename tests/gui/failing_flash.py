# SPDX-License-Identifier: GPL-3.0-or-later
"""failing_flash.py: a flash of sr0 that fails, because block 9 cannot be written in three attempts."""
import contextlib

import burnback_gui as gui


@contextlib.contextmanager
def window_that_asks(folder, speed=0, size=None):
    """Yields a window that asks what to do after the failed flash, and closes it."""
    scenario = gui.write_scenario(folder, gui.drive(0).replace('Speed=0', f'Speed={speed}') + gui.fault(1, 'step:program:9'))
    image = gui.make_image(folder / 'new.bin', 'nec-optiarc', 'K355', revision='1.07', boot_version='05')
    window = gui.Window(folder, scenario, [image], size=size)
    try:
        window.press(contains='Flash 1.07 onto')
        window.wait_for_text('NEC DVD_RW ND-3550A (sr0): Writing failed. Choose how to continue.')
        yield window
    finally:
        window.close()
