# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the initrd of the virtual machine: kernel modules, udev, the programs under test with their libraries, the
catalog and the tests. Needs no root."""
import os
import re
import shutil
import subprocess
import sys
import sysconfig

MODULES = ('vhci-hcd', 'usb-storage', 'sr_mod', 'sg')

# The udev rules that apply to an optical drive on a desktop, and the helpers that they call.
RULES = ('50-udev-default', '60-block', '60-cdrom_id', '60-persistent-storage', '70-uaccess', '80-drivers')
HELPERS = ('cdrom_id', 'ata_id', 'scsi_id')

# Groups that the udev rules name; udevd ignores a rule with an unknown group.
GROUPS = ('disk', 'cdrom', 'tty', 'kmem', 'input', 'video', 'render', 'kvm', 'sgx', 'audio', 'lp', 'dialout', 'tape')

PATH = os.environ.get('PATH', '') + ':/usr/sbin:/sbin'

INIT = '''#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/sbin LC_ALL=C.UTF-8 HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs run /run
mkdir -p /dev/pts /dev/shm /run/udev
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
hostname burnback-vm
ifconfig lo 127.0.0.1 up
/sbin/systemd-udevd --daemon --resolve-names=early
udevadm trigger --action=add --type=subsystems   # the event of the block module is what turns polling on
udevadm trigger --action=add --type=devices
udevadm settle
stty -F /dev/ttyS1 raw -echo
@PYTHON@ -S -E /vm/guest.py > /dev/ttyS1 2> /vm/errors
code=$?
sed 's/^/# /' /vm/errors > /dev/ttyS1
echo "end $code" > /dev/ttyS1
sync
poweroff -f
'''


def find(program):
    """Returns the path of a program, also of one in /usr/sbin or /sbin; None if it is not installed."""
    return shutil.which(program, path=PATH)


class Tree:
    """The files of the initrd, below one folder."""

    def __init__(self, folder):
        self.folder = folder
        for name in ('bin', 'sbin', 'dev', 'proc', 'sys', 'run', 'tmp', 'etc', 'usr', 'root', 'vm', 'lib/udev/rules.d'):
            os.makedirs(self.path(name))
        for name in ('lib', 'bin', 'sbin'):
            os.symlink('../' + name, self.path('usr/' + name))
        os.symlink('usr/lib64', self.path('lib64'))
        os.makedirs(self.path('usr/lib64'))

    def path(self, name):
        return os.path.join(self.folder, name.lstrip('/'))

    def copy(self, source, name):
        """Copies a file, unless the tree has it already. The copy has the modification time of the file, because Python
        compares that time with the time in its compiled files."""
        target = self.path(name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            shutil.copy2(source, target)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), 'w') as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def add_program(self, source, name=None):
        """Adds a program and its libraries; `name` is its path in the initrd."""
        self.copy(source, name or '/bin/' + os.path.basename(source))
        self.add_libraries(source)

    def add_libraries(self, source):
        """Adds each library of a program or library, at the path where the loader searches it."""
        listed = subprocess.run(['ldd', source], capture_output=True, text=True)
        for library in re.findall(r'(?:^|\s)(/\S+)', listed.stdout):
            self.copy(library, library)


def add_python(tree, script):
    """Adds this Python interpreter, with only those modules that the script imports. Returns its path."""
    program = os.path.realpath(sys.executable)
    tree.add_program(program, program)
    listed = subprocess.run(
        [program, '-B', '-S', '-E', '-c', 'import os, sys, runpy; sys.path.insert(0, os.path.dirname(sys.argv[1])); '
         'runpy.run_path(sys.argv[1], run_name="listed"); '
         '[print(getattr(m, "__file__", None), getattr(m, "__cached__", None), sep="\\n") for m in list(sys.modules.values())]',
         script], capture_output=True, text=True, check=True)
    for path in listed.stdout.splitlines():
        if path != 'None' and os.path.isabs(path) and os.path.exists(path):
            tree.copy(path, path)
            if path.endswith('.so'):
                tree.add_libraries(path)
    os.makedirs(tree.path(sysconfig.get_path('stdlib') + '/lib-dynload'), exist_ok=True)
    return program


def add_udev(tree):
    """Adds udev and kmod, the rules and helpers of an optical drive, and the users and groups that the rules name."""
    tree.add_program(find('udevadm'))
    tree.add_program(find('kmod'))
    os.symlink('../bin/udevadm', tree.path('sbin/systemd-udevd'))
    for rule in RULES:
        for folder in ('/usr/lib/udev/rules.d', '/lib/udev/rules.d'):
            source = f'{folder}/{rule}.rules'
            if os.path.exists(source):
                tree.copy(source, f'/lib/udev/rules.d/{rule}.rules')
    for helper in HELPERS:
        if os.path.exists('/lib/udev/' + helper):
            tree.add_program('/lib/udev/' + helper, '/lib/udev/' + helper)
    tree.write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\n')
    tree.write('etc/group', 'root:x:0:\nuser:x:1000:\n' +
               ''.join(f'{name}:x:{100 + i}:\n' for i, name in enumerate(GROUPS)))


def add_modules(tree, kernel):
    """Adds MODULES and the modules that they need, from the kernel in folder `kernel`."""
    version = os.listdir(kernel + '/lib/modules')[0]
    kept = tree.path('lib/modules/' + version)
    os.makedirs(kept)
    for module in MODULES:
        listed = subprocess.run([find('modprobe'), '-d', kernel, '-S', version, '--show-depends', '--ignore-install',
                                 module], capture_output=True, text=True, check=True)
        for path in re.findall(r'^insmod (.+\.ko(?:\.\w+)?)', listed.stdout, re.MULTILINE):
            tree.copy(path, '/lib/modules/' + path.split('/lib/modules/', 1)[1])
    for name in os.listdir(f'{kernel}/lib/modules/{version}'):
        if name == 'modules.order' or name.startswith('modules.builtin'):
            tree.copy(f'{kernel}/lib/modules/{version}/{name}', f'/lib/modules/{version}/{name}')
    subprocess.run([find('depmod'), '-b', tree.folder, version], check=True)


def make(folder, kernel, programs, catalog, script):
    """Makes the initrd in `folder`. Returns its path."""
    tree = Tree(folder + '/root')
    tree.copy(find('busybox'), '/bin/busybox')
    add_udev(tree)
    add_modules(tree, kernel)
    for program in programs:
        tree.add_program(program)
    for name in ('modprobe', 'rmmod'):
        os.symlink('kmod', tree.path('bin/' + name))
    shutil.copytree(catalog, tree.path('vm/catalog'))
    for name in ('guest', 'bench', 'stops'):
        tree.copy(f'{os.path.dirname(script)}/{name}.py', f'/vm/{name}.py')
    tree.write('init', INIT.replace('@PYTHON@', add_python(tree, script)), 0o755)
    image = folder + '/initrd'
    listed = subprocess.run(['find', '.', '-print0'], cwd=tree.folder, stdout=subprocess.PIPE, check=True).stdout
    with open(image, 'wb') as file:
        subprocess.run([find('cpio'), '--null', '-o', '-H', 'newc', '-R', '0:0', '--quiet'], cwd=tree.folder,
                       input=listed, stdout=file, check=True)
    return image
