#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py BUILD [--quick]: prints performance ratios (times and memory), one line for each.

--quick, which the test suite uses, only checks that the ratios can be measured: fast drives, few runs. It leaves out the
iterations of the main loop, which the tests gui-main-loop and gui-main-loop-flash measure.
"""
import json
import os
import pathlib
import random
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / 'gui'))
import scenarios    # noqa: E402, after the path of its folder
MIB = 1024 * 1024
RECORDED_FROM_MS = 8    # bb-loop-watch.c records only iterations that take longer


def show(what, ratio, aim, detail):
    """Prints one ratio with the value that it should have."""
    print(f'{what:<52} {ratio:6.2f}  (aim {aim}; {detail})', flush=True)


def engine(build, speed, drives):
    """Runs bench-engine. Returns the numbers that it prints: {name: number}."""
    out = subprocess.run([build / 'tests/bench/bench-engine', str(speed), str(drives)], check=True,
                         capture_output=True, text=True, timeout=1200).stdout.split()
    return dict(zip(out[::2], map(float, out[1::2])))


def flashing(build, quick):
    speed = 40 if quick else 1
    one = engine(build, speed, 1)
    show('wall time of a flash / the drive’s own time', one['wall'] / one['drive'], '<= 1.02',
         f'{one["wall"]:.2f} s, {one["drive"]:.2f} s at speed {speed}')
    show('commands while endangered / the page\'s', one['endangered'] / one['page'], '1.00', f'{one["endangered"]:.0f}')
    many_speed = 40 if quick else 4
    alone = engine(build, many_speed, 1)
    many = engine(build, many_speed, 4 if quick else 16)
    show('16 drives at once / one', many['wall'] / alone['wall'], '<= 1.15', f'{many["wall"]:.2f} s, {alone["wall"]:.2f} s')


def median_time(command, runs):
    """Returns the median of the seconds that @runs runs of a command take."""
    times = []
    for _ in range(runs):
        start = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.monotonic() - start)
    return statistics.median(times)


def identifying(build, quick):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for seed in range(4 if quick else 60):
            path = os.path.join(folder, f'{seed}.bin')
            subprocess.run([build / 'src/sim/burnback-sim', 'make-image', '--family', 'nec-optiarc', '--model', 'K355',
                            '--seed', str(seed + 1), path], check=True)
            files.append(path)
        ours = median_time([build / 'src/ctl/burnbackctl', 'identify', *files], 3 if quick else 9)
        theirs = median_time(['sha256sum', *files], 3 if quick else 9)
    show('identify: speed / sha256sum\'s on the same files', theirs / ours, '>= 1.0',
         f'{len(files)} files, {ours * 1000:.0f} ms, {theirs * 1000:.0f} ms')


def cpu(command, **more):
    """Runs a command; returns its seconds of processor time, which depend little on other load."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def make_mix(build, folder, n_files):
    """Makes files for a library: six of a hundred are images, four are archives with an image, the others are no
    firmware. Adds one sparse file of 4 GiB."""
    draw = random.Random(1)
    models = (('nec-optiarc', 'K355'), ('nec-optiarc', 'K110'), ('mediatek-mt1959', 'BD-RE WH16NS60'))
    for i in range(n_files):
        path = folder / str(i % 50) / f'{i}.bin'
        path.parent.mkdir(parents=True, exist_ok=True)
        if i % 100 < 6:
            family, model = models[i % len(models)]
            subprocess.run([build / 'src/sim/burnback-sim', 'make-image', '--family', family, '--model', model,
                            '--seed', str(i + 1), path], check=True)
            image = path
        elif i % 100 < 10:
            with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED if i % 2 else zipfile.ZIP_STORED) as file:
                file.write(image, 'firmware.bin')
        else:
            size = int(draw.expovariate(1 / 65536)) + 1
            path.write_bytes(draw.choice((b'', b'MZ', b'\xff\xd8', b'text' * 9)) + draw.randbytes(size))
    with open(folder / 'sparse.iso', 'wb') as file:
        file.truncate(4 << 30)


def highest_mib(argv, environment):
    """Returns the peak memory of a program. RUSAGE_CHILDREN cannot be used: it counts this process until the child calls exec."""
    highest = 0
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL)
    while True:
        try:
            assert process.wait(0.005) == 0, argv
            return highest
        except subprocess.TimeoutExpired:
            found = re.search(r'VmHWM:\s+(\d+)', pathlib.Path(f'/proc/{process.pid}/status').read_text())
            highest = int(found[1]) / 1024 if found else highest


def library(build, quick):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / 'files'
        make_mix(build, folder, 200 if quick else 10000)
        environment = dict(os.environ, XDG_CONFIG_HOME=name + '/config', XDG_CACHE_HOME=name + '/cache')
        ctl = build / 'src/ctl/burnbackctl'
        first = cpu([ctl, 'library', 'add', folder], env=environment)
        again = cpu([ctl, 'library', 'scan'], env=environment)
        idle = highest_mib([ctl, 'library', 'list'], environment)
        fresh = dict(environment, XDG_CONFIG_HOME=name + '/config2', XDG_CACHE_HOME=name + '/cache2')
        peak = highest_mib([ctl, 'library', 'add', folder], fresh)
        # Burnback does not read the sparse file (sparse.iso), so sha256sum gets only the *.bin files.
        theirs = cpu(['find', folder, '-name', '*.bin', '-exec', 'sha256sum', '{}', '+'])
        shown = subprocess.run([ctl, 'library', 'list', '--json'], env=environment, check=True,
                               capture_output=True).stdout
    n_files, n_images = json.loads(shown)[0]['files'], json.loads(shown)[0]['images']
    assert n_images == (12 if quick else 600), n_images
    show('library: scan / sha256sum of the same files', first / theirs, '<= 1.1',
         f'{n_files} files, {first:.2f} s, {theirs:.2f} s')
    show('library: scan again / 1 s', again, '<= 1.0', f'{again:.2f} s')
    show('library: memory of a scan above idle / 40 MiB', (peak - idle) / 40, '<= 1.0', f'{idle:.1f} MiB, {peak:.1f} MiB')


def opening(build, quick):
    command = [build / 'tests/unit/catalog/bench-catalog-open', *(['quick'] if quick else [])]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(out.strip(), flush=True)


def startup(build, quick):
    """Prints the ratios of start-up time and memory to those of gnome-disks. Returns the exit code: 0 also if a tool
    is missing and nothing is measured."""
    ours = shlex.quote(f'{build}/src/app/burnback')
    with tempfile.TemporaryDirectory(prefix='burnback-bench-') as folder:
        nine = pathlib.Path(folder) / 'nine.scenario'
        nine.write_text(scenarios.first_of_demo(9))
        run = subprocess.run([HERE / 'startup.py', '-n', '1' if quick else '9', f'alone={ours}', f'demo={ours} --simulate demo',
                              f'nine={ours} --simulate {shlex.quote(str(nine))}', 'disks=gnome-disks'],
                             capture_output=True, text=True)
    if run.returncode != 0:
        print('start-up: not measured:', run.stdout.strip() or run.stderr.strip())
        return run.returncode if run.returncode != 77 else 0
    rows = {line.split()[0]: line.split() for line in run.stdout.splitlines()}
    for name, what, memory_aim in (('alone', ', no simulated drives', '<= 0.70'), ('nine', ', nine simulated drives', '<= 0.75'),
                                   ('demo', ', demonstration', 'none')):
        ms = [float(rows[each][1]) for each in (name, 'disks')]
        mib = [float(rows[each][3]) for each in (name, 'disks')]
        show('start-up / gnome-disks' + what, ms[0] / ms[1], '<= 0.55' if name == 'alone' else 'none', f'{ms[0]:.0f} ms, {ms[1]:.0f} ms')
        show('memory (PSS) / gnome-disks' + what, mib[0] / mib[1], memory_aim, f'{mib[0]:.1f} MiB, {mib[1]:.1f} MiB')
    return 0


def run_gui_test(build, name):
    """Runs a test of the window with the programs of this build. Returns the process with its output."""
    return subprocess.run([sys.executable, HERE.parent / 'gui' / name], capture_output=True, text=True,
                          env=dict(os.environ, BURNBACK=str(build / 'src/app/burnback'),
                                   BURNBACK_SIM=str(build / 'src/sim/burnback-sim'),
                                   BURNBACKCTL=str(build / 'src/ctl/burnbackctl')))


def iterations(build):
    """Prints the longest iteration of the main loop while four drives are identified and pages opened, and while
    sixteen drives are flashed."""
    for name, what, figure, limit_ms in (
            ('test_main_loop.py', 'longest iteration, four drives', r'the longest iteration took ([\d.]+) ms', 16),
            ('test_main_loop_flash.py', 'longest iteration, sixteen flashes', r'([\d.]+) ms while they', 50)):
        run = run_gui_test(build, name)
        figures = [float(each) for each in re.findall(figure, run.stdout)]
        if figures:
            detail = f'{min(figures):.1f} ms' if min(figures) > 0 else f'less than {RECORDED_FROM_MS} ms'
            show(f'{what} / {limit_ms} ms', max(min(figures), RECORDED_FROM_MS) / limit_ms, '<= 1.0',
                 f'{detail}, best of {len(figures)}')
        else:
            print(what + ': not measured:', (run.stdout + run.stderr).strip()[-200:])


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    quick = '--quick' in sys.argv
    # "meson test" sets it; malloc() then fills all memory, which makes untouched flash memories of simulated drives resident.
    os.environ.pop('MALLOC_PERTURB_', None)
    flashing(build, quick)
    identifying(build, quick)
    library(build, quick)
    opening(build, quick)
    if (build / 'src/app/burnback').exists():
        if not quick:
            iterations(build)
        return startup(build, quick)
    return 0


sys.exit(main())
