# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.py TEST...: boots a stock kernel in a virtual machine, runs guest.py in it and passes its TAP output on. Fails if the
machine ends, hangs or panics before the end of the tests. Skips with a reason if a program or the kernel is missing.

$BURNBACK_KERNEL: folder that scripts/fetch-kernel filled. $BURNBACK_SIM, $BURNBACKCTL: the programs.
$BURNBACK_CATALOG: folder of the catalog. $BURNBACK_ACCEL, $BURNBACK_CPU: for qemu's -accel and -cpu. Emulation is
fastest with the smallest processor, because the C library then uses no instructions that are slow to emulate.
"""
import glob
import os
import subprocess
import sys
import tempfile
import threading

import initrd

LIMIT_S = 3000

NEEDS = {'qemu-system-x86_64': 'qemu-system-x86', 'busybox': 'busybox-static', 'cpio': 'cpio', 'modprobe': 'kmod',
         'depmod': 'kmod', 'udevadm': 'udev', 'ldd': 'libc-bin'}


def missing(kernel):
    """Returns the reason why the tests cannot run: a missing program or kernel; None if they can."""
    packages = sorted({package for program, package in NEEDS.items() if initrd.find(program) is None})
    if packages:
        return 'needs ' + ' '.join(packages) + ' (scripts/test --kernel installs them)'
    if not glob.glob(kernel + '/boot/vmlinuz-*'):
        return f'no kernel in {kernel} (scripts/test --kernel or scripts/fetch-kernel fetches one)'
    if subprocess.run(['ldd', initrd.find('busybox')], capture_output=True).returncode == 0:
        return 'busybox is not the static one (package busybox-static)'
    return None


def boot(kernel, image, folder, tests):
    """Starts the machine. Returns its process, whose output is the second serial line: the output of the tests. The first
    serial line, with the messages of the kernel, goes to a file."""
    vmlinuz = glob.glob(kernel + '/boot/vmlinuz-*')[0]
    return subprocess.Popen(
        [initrd.find('qemu-system-x86_64'), '-accel', os.environ.get('BURNBACK_ACCEL', 'tcg,thread=multi'),
         '-cpu', os.environ.get('BURNBACK_CPU', 'qemu64'), '-m', '1024', '-smp', '2', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot',
         '-serial', f'file:{folder}/console', '-serial', 'stdio', '-kernel', vmlinuz, '-initrd', image,
         '-append', 'console=ttyS0 quiet loglevel=4 panic=-1 ' + ' '.join('test=' + name for name in tests)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)


def pass_on(machine):
    """Prints each line of the tests. Returns the exit code of guest.py, None if the machine ended before."""
    code = None
    for raw in machine.stdout:
        line = raw.decode(errors='replace').rstrip('\r\n')
        if line.startswith('end '):
            code = int(line.split()[1])
        elif line.strip():
            print(line, flush=True)
    return code


def main(tests):
    kernel = os.environ['BURNBACK_KERNEL']
    why_not = missing(kernel)
    if why_not:
        print('1..0 # SKIP ' + why_not)
        return 0
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as folder:
        image = initrd.make(folder, kernel, [os.environ['BURNBACK_SIM'], os.environ['BURNBACKCTL']],
                            os.environ['BURNBACK_CATALOG'], here + '/guest.py')
        machine = boot(kernel, image, folder, tests)
        limit = threading.Timer(LIMIT_S, machine.kill)
        limit.start()
        code = pass_on(machine)
        limit.cancel()
        machine.wait()
        if code != 0:
            with open(folder + '/console', errors='replace') as console:
                for line in console.read().splitlines()[-60:]:
                    print('# console: ' + line)
        if code is None:
            print('Bail out! The virtual machine ended before its tests did.')
    return 0 if code == 0 else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
