# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs as root in the virtual machine: tests burnbackctl on drives that a stock kernel has found on a USB bus, with
its usb-storage, sr and sg drivers and udev. The bus is virtual (vhci-hcd), and burnback-sim simulates the devices
on it. Prints TAP. "test=NAME" on the kernel's command line selects tests."""
import contextlib
import grp
import os
import re
import signal
import subprocess
import sys
import time
import traceback

import stops
from bench import (CTL, MT1959, NEC, NEEDS_RECOVERY, NO_BACKUP, NOT_PERMITTED, POLLING, REFUSED, REGION, SIM, USER, Bench,
                   as_user, expect, expect_in, read, run, tell, wait_until)


def test_attach_names_a_missing_module_or_permission(bench):
    scenario = bench.path('none')
    done = run(SIM, 'attach', '--scenario', scenario, code=4)
    expect_in('without the module', 'modprobe vhci-hcd', done.stderr)
    done = as_user(SIM, 'attach', '--scenario', scenario, code=7)
    expect_in('as a plain user', 'only root', done.stderr)
    load_modules()
    run(SIM, 'attach', '--scenario', scenario, code=2)


def test_without_the_sg_module_the_message_names_it(bench):
    bench.attach(NEC)
    run('rmmod', 'sg')
    try:
        wait_until('sg0 is gone', lambda: not os.path.exists('/dev/sg0'))
        listed = bench.ctl('list')
        expect('state', listed[0]['state'], 'no-permission')
        done = run(CTL, 'flash', 'sr0', bench.image(NEC, '1.07'), '--yes', code=NOT_PERMITTED)
        expect_in('what to do', 'modprobe sg', done.stderr)
        done = run(CTL, 'list')
        expect_in('what is missing', '"sg" is not loaded', done.stderr)
        expect_in('what to do', 'Load the module as administrator.', done.stderr)
    finally:
        run('modprobe', 'sg')
    wait_until('sg0 is back', lambda: os.path.exists('/dev/sg0'))
    expect('state', bench.ctl('list')[0]['state'], 'ready')


def test_list_shows_what_the_kernel_found(bench):
    bench.attach(NEC, MT1959)
    first, second = bench.ctl('list')
    expect('first', [first[key] for key in ('name', 'node', 'sg-node', 'serial', 'vendor', 'revision', 'bus', 'state')],
           ['sr0', '/dev/sr0', '/dev/sg0', 'SIM0001', '_NEC', '1.05', 'usb', 'ready'])
    expect('what it is', [first['is']['family'], first['is']['code']], ['nec-optiarc', 'K355'])
    expect_in('bridge', '1209:0001', first['bridge'])
    expect('second', [second[key] for key in ('name', 'node', 'sg-node', 'serial', 'bus', 'state')],
           ['sr1', '/dev/sr1', '/dev/sg1', 'SIM0002', 'usb', 'ready'])
    expect('what it is', second['is']['family'], 'mediatek-mt1959')


def test_the_stock_rules_give_both_nodes_to_the_user_of_the_seat(bench):
    bench.attach(NEC)
    run('udevadm', 'settle')
    for node in ('/dev/sr0', '/dev/sg0'):
        found = os.stat(node)
        expect(node, [grp.getgrgid(found.st_gid).gr_name, oct(found.st_mode & 0o777)], ['cdrom', '0o660'])
        expect_in(node, ':uaccess:', run('udevadm', 'info', '--query=property', node).stdout)


def test_info_by_every_name(bench):
    bench.attach(NEC, MT1959)
    for name in ('sr1', '/dev/sr1', 'sg1', '/dev/sg1', 'SIM0002'):
        expect(name, bench.ctl('info', name)['serial'], 'SIM0002')
    run(CTL, 'info', 'sr7', code=4)


def test_the_message_to_a_plain_user_names_the_group(bench):
    bench.attach(NEC)
    before = bench.dump('sr0', 'all')
    done = as_user(CTL, '--state-dir', bench.path('user-state'), 'flash', 'sr0', bench.image(NEC, '1.07'), '--yes',
                   code=NOT_PERMITTED)
    expect_in('who may', 'cdrom', done.stderr)
    listed = bench.ctl('list', runner=as_user)
    expect('state', listed[0]['state'], 'no-permission')
    expect('memory', bench.dump('sr0', 'all') == before, True)


def test_a_backup_equals_the_memory_of_the_drive(bench):
    bench.attach(NEC)
    made = bench.ctl('backup', 'sr0', '--output', bench.path('backup.bin'))
    expect('complete', made['complete'], True)
    expect('memory is in the file', bench.dump('sr0', 'main') in read(bench.path('backup.bin')), True)
    expect('verify', bench.ctl('verify', 'sr0')['result'], 'equal')


def test_a_drive_that_is_open_is_refused(bench):
    bench.attach(NEC)
    before = bench.dump('sr0', 'all')
    image = bench.image(NEC, '1.07')
    holder = os.open('/dev/sr0', os.O_RDWR | os.O_EXCL | os.O_NONBLOCK)
    try:
        refused = bench.ctl('flash', 'sr0', image, '--yes', code=NOT_PERMITTED)
    finally:
        os.close(holder)
    expect('safe', refused['drive-safe'], None)
    expect('memory', bench.dump('sr0', 'all') == before, True)
    holder = os.open('/dev/sg0', os.O_RDWR | os.O_EXCL | os.O_NONBLOCK)
    try:
        refused = bench.ctl('flash', 'sr0', image, '--yes', code=NOT_PERMITTED)
    finally:
        os.close(holder)
    expect('safe', refused['drive-safe'], None)
    expect('memory', bench.dump('sr0', 'all') == before, True)


def test_a_flash_is_proven_and_the_kernel_does_not_poll_meanwhile(bench):
    # The flash takes long enough for several polls of the kernel.
    bench.attach({**NEC, 'Speed': '3'})
    image = bench.image(NEC, '1.07')
    expect('polling is on', read('/sys/module/block/parameters/events_dfl_poll_msecs').strip(), b'2000')
    polling = read('/sys/block/sr0/events_poll_msecs')
    already = bench.polls('sr0')
    wait_until('the kernel polls', lambda: bench.polls('sr0') >= already + 3)
    flashed = bench.ctl('flash', 'sr0', image, '--yes')
    expect('result', [flashed['result'], flashed['verified'], flashed['revision-before'], flashed['revision-after']],
           ['done', 'proven', '1.05', '1.07'])
    bench.expect_memory('sr0', NEC, image)
    part, seconds = bench.endangered('sr0')
    expect('the flash took over 6 s of real time', seconds / 3 > 6, True)
    expect('polls while endangered', [line['cdb'] for line in part if line['cdb'].startswith(POLLING)], [])
    expect('polling is as before', read('/sys/block/sr0/events_poll_msecs'), polling)
    expect('revision in the list', bench.ctl('list')[0]['revision'], '1.07')
    already = bench.polls('sr0')
    wait_until('the kernel polls again', lambda: bench.polls('sr0') >= already + 2)


def test_a_user_with_the_nodes_alone_can_flash(bench):
    # The user gets access to the nodes, as a local user does on a desktop, but may not change the polling interval.
    bench.attach({**NEC, 'Speed': '3'})
    image = bench.image(NEC, '1.07')
    for node in ('/dev/sr0', '/dev/sg0'):
        os.chown(node, USER, USER)
    flashed = bench.ctl('flash', 'sr0', image, '--yes', runner=as_user)
    expect('result', [flashed['result'], flashed['verified']], ['done', 'proven'])
    bench.expect_memory('sr0', NEC, image)
    part, seconds = bench.endangered('sr0')
    expect('the flash took over 6 s of real time', seconds / 3 > 6, True)
    # The polling interval was not changed, but the kernel does not poll a drive that is open for writing with O_EXCL.
    expect('polls while endangered', [line['cdb'] for line in part if line['cdb'].startswith(POLLING)], [])


def test_a_flash_of_mt1959_is_verified_by_identity_only(bench):
    bench.attach(MT1959)
    image = bench.image(MT1959, '1.01')
    bench.ctl('flash', 'sr0', image, '--yes', code=REFUSED)
    flashed = bench.ctl('flash', 'sr0', image, '--yes', *NO_BACKUP[MT1959['Model']])
    expect('result', [flashed['result'], flashed['verified'], flashed['revision-after']], ['done', 'identity', '1.01'])
    bench.expect_memory('sr0', MT1959, image)


def interrupted(bench, keys, block, kind, again):
    """Interrupts a flash within its PROGRAM number `block` by a fault of this kind, reconnects the drive with again(), and
    recovers it."""
    bench.attach(keys, faults=[{'At': f'step:program:{block}', 'Kind': kind, 'During': 'middle'}])
    image = bench.image(keys, '1.07')
    cut = bench.ctl('flash', 'sr0', image, '--yes', *NO_BACKUP[keys['Model']], code=NEEDS_RECOVERY)
    expect('result', cut['result'], 'needs-recovery')
    bench.wait_gone('sr0')
    region, offset, length = REGION[keys['Model']]
    expect('memory is whole', bench.dump('sr0', region) == read(image)[offset:offset + length], False)
    again()
    bench.wait_for('sr0')
    expect('state', bench.ctl('list')[0]['state'], 'needs-recovery')
    done = bench.ctl('recover', 'sr0', image, '--yes')
    expect('result', done['result'], 'done')
    bench.expect_memory('sr0', keys, image)
    expect('state', bench.ctl('list')[0]['state'], 'ready')


def test_a_killed_flash_is_recovered_from(bench):
    bench.attach({**NEC, 'Speed': '3'})
    image = bench.image(NEC, '1.07')
    polling = read('/sys/block/sr0/events_poll_msecs')
    flash = subprocess.Popen([CTL, '--json', '--progress=json', '--state-dir', bench.path('state'), 'flash', 'sr0', image,
                              '--yes'], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in flash.stderr:
        if '"phase":"program"' in line:
            break
    flash.kill()
    flash.stderr.close()
    expect('exit', flash.wait(), -signal.SIGKILL)
    expect('polling', read('/sys/block/sr0/events_poll_msecs').strip(), b'0')
    expect('memory is whole', bench.dump('sr0', 'main') == read(image)[:0x1e0000], False)
    expect('state', bench.ctl('list')[0]['state'], 'needs-recovery')
    expect('result', bench.ctl('recover', 'sr0', image, '--yes')['result'], 'done')
    bench.expect_memory('sr0', NEC, image)
    expect('polling is as before', read('/sys/block/sr0/events_poll_msecs'), polling)


def test_a_power_cut_is_recovered_from(bench):
    interrupted(bench, NEC, 5, 'power-cut', lambda: run(SIM, 'power', 'sr0', 'on'))


def test_a_power_cut_of_mt1959_is_recovered_from(bench):
    interrupted(bench, MT1959, 1, 'power-cut', lambda: run(SIM, 'power', 'sr0', 'on'))


def test_a_pulled_cable_is_recovered_from(bench):
    interrupted(bench, NEC, 5, 'unplug', lambda: bench.plug('plug sr0'))


def test_a_drive_that_comes_half_flashed_is_found_and_recovered(bench):
    bench.attach({**NEC, 'State': 'half-flashed'})
    expect('state', bench.ctl('list')[0]['state'], 'needs-recovery')
    image = bench.image(NEC, '1.07')
    expect('result', bench.ctl('recover', 'sr0', image, '--yes')['result'], 'done')
    bench.expect_memory('sr0', NEC, image)


def test_a_disc_is_seen_and_keeps_the_drive_from_being_flashed(bench):
    bench.attach({**NEC, 'Disc': 'data'})
    before = bench.dump('sr0', 'all')
    listed = bench.ctl('list')
    expect('state', [listed[0]['state'], listed[0]['medium']], ['medium', 'present'])
    bench.ctl('flash', 'sr0', bench.image(NEC, '1.07'), '--yes', code=REFUSED)
    expect('memory', bench.dump('sr0', 'all') == before, True)


def test_a_drive_is_usable_after_a_command_without_an_answer(bench):
    bench.attach(NEC, faults=[{'At': 'step:read:1', 'Kind': 'timeout'}])
    # After its timeout, the kernel resets the device and returns an error to the program.
    listed = bench.ctl('list')
    expect('state', [listed[0]['name'], listed[0]['state']], ['sr0', 'unknown'])
    expect('never answered', sum(1 for line in bench.log('sr0') if line['result'] == 'never'), 1)
    bench.wait_for('sr0')
    listed = bench.ctl('list')
    expect('state', [listed[0]['state'], listed[0]['is']['code']], ['ready', 'K355'])


def test_monitor_sees_an_idle_drive_go_and_come(bench):
    bench.attach(NEC)
    with open(bench.path('monitor'), 'w') as told:
        monitor = subprocess.Popen([CTL, 'monitor'], stdout=told)
    try:
        def lines(word):
            return len(re.findall(rf'^{word}\b.*sr0', read(bench.path('monitor')).decode(), re.MULTILINE))
        wait_until('the drive is told of', lambda: lines('added') == 1)
        bench.plug('unplug sr0')
        wait_until('its going is told', lambda: lines('removed') == 1)
        bench.wait_gone('sr0')
        bench.plug('plug sr0')
        wait_until('its coming is told', lambda: lines('added') == 2)
    finally:
        monitor.send_signal(signal.SIGTERM)
    expect('exit code of monitor', monitor.wait(), 0)
    bench.wait_for('sr0')
    expect('state', bench.ctl('list')[0]['state'], 'ready')


def load_modules():
    """Loads the drivers, and waits for the virtual USB controller."""
    run('modprobe', 'usb-storage', 'delay_use=0')   # without delay_use, it waits a second before it examines a device
    run('modprobe', '-a', 'sr_mod', 'sg', 'vhci-hcd')
    wait_until('the controller is there', lambda: os.path.exists('/sys/devices/platform/vhci_hcd.0/attach'))


def perform(number, name, test):
    """Runs one test and prints its TAP line; if it fails, also its logs. Returns True if the test passed."""
    bench = Bench(f'/tmp/{name}')
    began = time.monotonic()
    good = True
    try:
        try:
            test(bench)
        finally:
            bench.detach()
    except Exception:
        good = False
        tell(traceback.format_exc())
        with contextlib.suppress(OSError):
            tell('attach: ' + read(bench.path('attach.log')).decode(errors='replace'))
        tell('dmesg: ' + run('dmesg', code=None).stdout[-3000:])
    print(f'{"ok" if good else "not ok"} {number} - {name} ({time.monotonic() - began:.0f} s)', flush=True)
    return good


def main():
    with open('/proc/cmdline') as file:
        chosen = re.findall(r'\btest=(\S+)', file.read())
    tests = {name[5:]: test for name, test in {**globals(), **vars(stops)}.items() if name.startswith('test_')}
    tests = {name: test for name, test in tests.items() if not chosen or name in chosen}
    os.environ['BURNBACK_CATALOG'] = '/vm/catalog'
    print(f'1..{len(tests)}', flush=True)
    # The test of a missing module loads the modules itself.
    if 'attach_names_a_missing_module_or_permission' not in tests:
        load_modules()
    results = [perform(number, name, test) for number, (name, test) in enumerate(tests.items(), 1)]
    return 0 if results and all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
