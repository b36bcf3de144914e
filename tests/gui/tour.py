#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tour.py [--size WxH] [--look LOOK] [--language CODE] [--scale 2] [--text 2] FOLDER [STOP...]: saves a picture of every page.
tour.py --all FOLDER [STOP...]: all sizes, looks, languages, scales and sizes of text of VARIANTS, each in its own folder, and for each a sheet
of all pages, FOLDER/sheets/VARIANT.png.
tour.py --guide FOLDER: only the pictures of the README and the guide. scripts/pictures runs both.

The pages are reached by using the window. Each stop is a test, too: the page must appear with its sentences, every text must be
readable to its end, and every control must have an accessible name and a mnemonic of its own, if any. The pseudo-language "qps" is longer than any language and runs from right to left.
"""
import argparse
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import burnback_gui as gui
import experts
import label_walk
import pseudo

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests'))
import made_locale     # noqa: E402

# Size, look, language, scale, size of the text.
VARIANTS = [('900x600', 'light', 'C', 1, 1), ('900x600', 'dark', 'C', 1, 1), ('900x600', 'contrast', 'C', 1, 1), ('900x600', 'light', 'C', 2, 1),
            ('360x640', 'light', 'C', 1, 1), ('360x640', 'dark', 'C', 1, 1), ('360x640', 'light', 'C', 2, 1), ('360x640', 'light', 'C', 1, 2),
            ('1600x900', 'light', 'C', 1, 1), ('1600x900', 'dark', 'C', 1, 1), ('1600x900', 'light', 'C', 2, 1),
            ('1600x900', 'light', 'de', 1, 1), ('1600x900', 'light', pseudo.CODE, 1, 1)]
for code in [*(ROOT / 'po' / 'LINGUAS').read_text().split(), pseudo.CODE]:
    VARIANTS += [('900x600', 'light', code, 1, 1), ('360x640', 'light', code, 1, 1), ('360x640', 'light', code, 1, 2)]
# The pictures of the README and the guide.
GUIDE = {'900x600-light': ('list', 'drive', 'review', 'flash', 'done', 'recovery', 'batch'), '360x640-light': ('question',)}
# Size of a page on a sheet, and pages in a row.
ON_SHEET = {'360x640': ('360x640', 7), '900x600': ('600x400', 4), '1600x900': ('960x540', 4)}
THEMES = {'light': 'Adwaita', 'dark': 'Adwaita:dark', 'contrast': 'HighContrast', 'contrast-dark': 'HighContrastInverse'}

parser = argparse.ArgumentParser()
parser.add_argument('--size', default='900x600')
parser.add_argument('--look', default='light', choices=THEMES)
parser.add_argument('--language', default='C')
parser.add_argument('--scale', type=int, default=1)
parser.add_argument('--text', default='1', help='size of the text, as a multiple of the usual size')
parser.add_argument('--all', action='store_true')
parser.add_argument('--guide', action='store_true')
parser.add_argument('--tab', action='store_true', help='press Tab on every page until every control had the focus')
parser.add_argument('--part', default='1/1', help='"2/3": only every third stop, from the second one')
parser.add_argument('folder')
parser.add_argument('stops', nargs='*')
options = parser.parse_args()
SIZE = tuple(map(int, options.size.split('x')))
S = gui.sentence

DEMO = ROOT / 'data' / 'scenarios' / 'demo.scenario'
ONE = """[drive sr0]
Family=nec-optiarc
Model=K355
Revision=1.05
BootVersion=05
Serial=SIM0001
Bus=pata
Speed=%s
"""
SLIM = """[drive sr0]
Family=mediatek-mt1959
Model=BD-RE BU40N
Revision=1.00
Serial=SIM0001
Bus=usb
"""
BOOT = '[drive sr0]\nFamily=mediatek-mt1959\nModel=%s\nSerial=SIM0001\nState=boot\n'
HALF = """[drive sr0]
Family=nec-optiarc
Model=G200
Revision=1.08
Serial=SIM0001
Bus=pata
State=half-flashed
Speed=%s
"""
BATCH = ''.join(f"""[drive sr{i}]
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
        self.wrong = []         # what the pages lack, a line for each page and promise

    def window(self, scenario, files=(), speed=0, settings='', library=None):
        """Opens a window in a new folder; @scenario: DEMO, or a text in which %s stands for the speed."""
        self.n += 1
        run = self.folder / str(self.n)
        run.mkdir()
        if library is not None:
            gui.add_to_library(run, library)
        if scenario is not DEMO:
            text, scenario = scenario, run / 'tour.scenario'
            scenario.write_text(text.replace('%s', str(speed)))
        # Folders are below the home folder, so that pictures do not show where the tests run.
        return gui.Window(run, scenario, files, env={'HOME': str(run), **label_walk.environment(run)}, size=SIZE, settings=settings)

    def image(self, model='K355', **kind):
        path = self.folder / f'{model.lower()}-{kind.get("revision", "x")}.bin'
        return gui.make_image(path, 'nec-optiarc', model, **kind)

    @staticmethod
    def left(window, find):
        """Returns an empty list as soon as find() has returned one twice, else what find() returns after five seconds: the
        page may just be changing, also between two calls."""
        with contextlib.suppress(gui.Failed):
            window.wait(lambda: not find() and not find(), 'nothing to be wrong', 5)
            return []
        return find()

    def shot(self, window, name, tab=True):
        """Checks that the page is complete: nothing cut off, accessible names, translations, and with --tab also that
        Tab reaches every control. Saves its picture, but not with --tab."""
        found = [(self.left(window, lambda: window.cut_off(SIZE)), 'no widget is cut off'),
                 (self.left(window, lambda: label_walk.unreadable(window)), 'every text can be read'),
                 (window.nameless(), 'every control has an accessible name'),
                 (window.shared_mnemonics() + label_walk.shared_mnemonics(window) if options.language != pseudo.CODE else [], 'no two controls have the same mnemonic'),
                 (pseudo.untranslated(window.texts()) if options.language == pseudo.CODE else [], 'every text is translated')]
        window.wait(lambda: getattr(window.focused(), 'get_role_name', str)() != 'label', f'no label to have the focus on the page {name}', 5)
        if options.tab and tab:
            found.append((window.tab_through(), 'Tab reaches every control'))
        self.wrong += [f'on the page {name} {promise}, but: ' + '; '.join(wrong) for wrong, promise in found if wrong]
        if options.tab:
            return      # other runs save the pictures
        path = pathlib.Path(options.folder) / f'{name}.png'
        window.shot(path)
        if path.exists():
            edge, size = gui.EDGE * options.scale, 'x'.join(str(side * options.scale) for side in SIZE)
            subprocess.run(['mogrify', '-crop', f'{size}+{edge}+{edge}', '+repage', '-strip', str(path)], check=True)


def stop_list(tour):
    window = tour.window(DEMO)
    try:
        window.wait(lambda: window.find('list item', contains='sr3', hidden=True), 'the drives')
        window.wait(lambda: not [n for n in window.walk(hidden=True) if n.get_role_name() == 'list item'
                                 and gui.has(n.get_name(), S('not identified yet'))],
                    'every drive to be identified')
        tour.shot(window, 'list')
        window.open_drive(re.compile(r'sr1\b'))
        window.wait_for_text('MD-16XDVD9A2 1.F2')
        tour.shot(window, 'drive')
        window.scroll_to_end()
        tour.shot(window, 'drive-end')
    finally:
        window.close()


def stop_advice(tour):
    """The advice for a drive, whose texts are of the catalog."""
    window = tour.window(SLIM)
    try:
        window.open_drive('sr0')
        window.wait_for_text(S('Reading UHD discs'), hidden=True)
        window.scroll_to(window.find_text(S('Reading UHD discs'), hidden=True))
        tour.shot(window, 'advice')
    finally:
        window.close()


def fill(window, name, text):
    """Enters a text in the entry with this accessible name."""
    entry = window.wait(lambda: window.find('text', contains=S(name), hidden=True), f'the entry {name}')
    window.scroll_to(entry)
    entry.get_editable_text_iface().set_text_contents(text)


def stop_boot(tour):
    """Drives in boot mode: the window asks for an error code if the board is unknown, or for a label if several boards have the name."""
    window = tour.window(BOOT % 'BC-12D2HT')
    try:
        window.press(contains=S('_Recover…'))
        fill(window, 'Error code shown by the other program', '0x8f052400')
        tour.shot(window, 'boot-code-asked')
    finally:
        window.close()
    own = tour.folder / 'own.bin'
    subprocess.run([os.environ['BURNBACK_SIM'], 'make-image', '--family', 'mediatek-mt1959', '--model', 'BD-RE BU40N', '--revision', '1.03',
                    str(own)], check=True)
    window = tour.window(BOOT % 'BD-RE BU40N', [own])
    try:
        fill(window, 'Model and service code', 'BU40N BU40')
        tour.shot(window, 'label')
    finally:
        window.close()


def stop_recovery(tour):
    window = tour.window(HALF)
    try:
        window.wait_for('list item', contains=S('needs recovery'), seconds=60)
        window.press(contains=S('_Recover…'))
        window.wait_for_text(re.compile(S('%s needs recovery', 'Optiarc DVD RW AD-7200A (sr0)').pattern + '$'), hidden=True)
        window.wait(lambda: not window.find('push button', contains=S('_Recover…')), 'the bar to disappear, because the page has the same button')
        tour.shot(window, 'recovery')
        window.press(contains=S('_Restart Drive'))
        window.wait(lambda: window.find('push button', contains=S('Choose a _File…'), hidden=True), 'the button that chooses a file', 180)
        tour.shot(window, 'needs-file')
        window.press(contains=S('_Skip Step'))
        window.wait(lambda: window.find('push button', contains=S('Return to This Step'), hidden=True), 'the button of the step that was skipped')
        tour.shot(window, 'skipped')
    finally:
        window.close()


def stop_conflict(tour):
    window = tour.window(ONE % 0 + 'State=half-converted\n')
    try:
        window.open_drive('sr0')
        window.scroll_to(window.wait(lambda: window.find('push button', contains=S('Back Up and _Compare'), hidden=True), 'the button of the conflict'))
        tour.shot(window, 'conflict')
    finally:
        window.close()


def stop_identity(tour):
    window = tour.window(ONE % 0 + 'State=damaged-id\n')
    try:
        window.wait_for('list item', contains=S('needs recovery'), seconds=60)
        window.press(contains=S('_Recover…'))
        window.press(contains=S('_Repair Identity…'))
        window.wait_for('push button', contains=S('Write ID of %s (%s)', 'ND-3550A', 'K355'))
        tour.shot(window, 'write-id')
        window.press(contains=S('Write ID of %s (%s)', 'ND-3550A', 'K355'))
        window.wait_for('push button', contains=S('_Back to the Drive'))
        tour.shot(window, 'recovered')
    finally:
        window.close()


def stop_library(tour):
    firmware = tour.folder / 'Firmware'
    firmware.mkdir(exist_ok=True)
    for model, revision in (('K355', '1.07'), ('K355', '1.06'), ('K370', '1.01'), ('K370', '1.02')):
        tour.image(model, revision=revision).rename(firmware / f'{model}-{revision}.bin')
    window = tour.window(ONE, library=firmware)
    try:
        window.open_drive('sr0')
        window.wait_for('list item', contains='1.07 ND-3550A')
        tour.shot(window, 'drive-library')
        window.key('Control+l')
        other = S(('%u firmware image for other drives', '%u firmware images for other drives'), 2)
        window.wait(lambda: window.find('toggle button', contains=other, hidden=True), 'the images for other drives')
        path = window.wait(lambda: window.find('label', str(firmware)), 'the path of the folder').get_extents(gui.Atspi.CoordType.WINDOW)
        gui.check(path.height < path.width, f'the path is not broken into letters, the button is below it instead: {path.width}x{path.height}')
        tour.shot(window, 'library')
    finally:
        window.close()


def stop_which(tour):
    window = tour.window(DEMO)
    try:
        window.wait(lambda: window.find('list item', contains='sr3', hidden=True), 'the drives')
        window.click(window.wait_for('toggle button', contains=S('Main menu')))
        window.press(contains=S('Recover a _Drive…'))
        window.wait_for_text(S('Choose the Affected Drive'))
        tour.shot(window, 'which')
    finally:
        window.close()


def stop_review(tour):
    window = tour.window(ONE, [tour.image(revision='1.07', boot_version='05')])
    try:
        window.wait_for('push button', contains=S('_Flash %s onto %s', '1.07'))
        tour.shot(window, 'review')
        window.press(contains=S('Show _Technical Steps'))
        window.wait(lambda: window.find('table', contains=S('Steps')) or window.find('tree table', contains=S('Steps')), 'the steps')
        tour.shot(window, 'steps', tab=False)
    finally:
        window.close()


def stop_refused(tour):
    window = tour.window(ONE, [tour.image('K370', revision='1.02', boot_version='05')])
    try:
        window.wait_for_text(S('This firmware is incompatible with this drive. Burnback never flashes incompatible firmware, because the drive could become unusable.'))
        tour.shot(window, 'refused')
    finally:
        window.close()


def stop_downgrade(tour):
    window = tour.window(ONE, [tour.image(revision='1.03', boot_version='05')])
    try:
        window.wait_for('push button', contains=S('_Flash %s onto %s', '1.03'))
        tour.shot(window, 'downgrade')
    finally:
        window.close()


def stop_flash(tour):
    window = tour.window(ONE, [tour.image(revision='1.07', boot_version='05')], speed=3)
    try:
        window.press(contains=S('_Flash %s onto %s', '1.07'))
        # The check before the flash has a percentage in the title, too.
        window.wait(lambda: gui.has(window.title(), S('Flashing %s')) and
                    int((re.search(r'(\d+)\s*%', window.title()) or [0, '0'])[1]) >= 30, 'the title to show 30 %', 120)
        tour.shot(window, 'flash', tab=False)
        window.wait_for('push button', contains=S('_Back to the Drive'), seconds=180)
        tour.shot(window, 'done')
        window.press(contains=S('_Back to the Drive'))
        window.wait(lambda: window.find_text(S('Flashed %s over %s', '1.07', '1.05'), hidden=True), 'the entry in the history')
        window.scroll_to_end()
        tour.shot(window, 'history')
        window.key('Control+b')
        window.press(contains=S('_Verify All Backups'))
        window.wait_for_text(re.compile('(?i)' + S('intact').pattern))
        gui.check(window.find_text('~/state/backups'), 'the home folder is shown as ~')
        tour.shot(window, 'backups')
    finally:
        window.close()


def stop_question(tour):
    window = tour.window(ONE + FAULT, [tour.image(revision='1.07', boot_version='05')])
    try:
        window.press(contains=S('_Flash %s onto %s', '1.07'))
        window.wait_for_text(S('%s: Writing failed. Choose how to continue.'))
        tour.shot(window, 'question')
        window.press(contains=S('Restore %s', '1.05'))
        window.wait_for_text(S('Flashing failed. The previous firmware was restored.'))
        tour.shot(window, 'rolled-back')
    finally:
        window.close()


def stop_batch(tour):
    window = tour.window(BATCH, [tour.image(revision='1.07', boot_version='05')], speed=1 if options.tab else 2)
    try:
        window.wait_for('list item', contains='(sr3)')
        tour.shot(window, 'which-drive')
        window.choose_several()
        window.wait_until_on(window.select_all(2, 120))
        tour.shot(window, 'batch-choice')
        window.press(contains=S(('_Flash %u Drive', '_Flash %u Drives')), seconds=120)
        # Rows may be out of view, for example after Tab went through the page.
        def rows():
            return ' '.join(row.get_name() for row in window.find_all('list item', hidden=True))
        window.wait(lambda: re.search(S('Flashing').pattern + r'[,，、]\W*[3-9]\d', rows()), 'the rows to show 30 %', 120)
        tour.shot(window, 'batch')
        gui.check(gui.has(rows(), S('Flashing')), 'the flash is still running after the picture was saved')
    finally:
        window.close()


def stop_many(tour):
    window = tour.window(''.join(gui.drive(i, **({} if i % 4 else {'model': 'K370', 'revision': '1.01'})) for i in range(12)))
    try:
        window.wait(lambda: len([row for row in gui.rows(window) if gui.has(row, S('ready'))]) == 12, 'every drive to be identified', 60)
        window.key('Control+f')
        entry = window.wait(lambda: (lambda node: node is not None and node.get_role_name() == 'text' and node)(window.focused()), 'the search entry to have the focus')
        window.fill(entry, '3570')
        window.wait_for_text(S('%u of %u drives shown', 3, 12))
        tour.shot(window, 'search')
        window.fill(entry, 'no such drive')
        window.wait_for_text(S('No Matching Drives'))
        tour.shot(window, 'no-match')
    finally:
        window.close()


def stop_convert(tour):
    boot = tour.image('K451', kind='boot-code')
    window = tour.window(ONE)
    try:
        experts.turn_on(window, S('_Settings'), S('Expert operations'))
        window.open_drive('sr0')
        window.click(window.wait_for('toggle button', contains=S('Drive menu')))
        window.press(contains=S('Change the _Boot Code…'))
        target = window.wait(lambda: window.find('radio button', contains='(K451)', hidden=True), 'the target K451')
        window.scroll_to(target)
        window.click(target)
        tour.shot(window, 'boot-code-dialog', tab=False)
        if SIZE[0] < 700:       # the file chooser of GTK does not fit on such a screen
            return
        window.press(contains=S('Choose a _Boot Code File…'))
        window.choose_file(boot, re.compile('^' + S('_Choose').pattern + '$'))
        window.wait_for_text(S('Boot code: %s', boot.name))
        window.press(contains=S('_Review'))
        window.wait_for('push button', contains=S('Change _Boot Code to %s on %s', 'K451'))
        tour.shot(window, 'boot-code')
    finally:
        window.close()


def stop_dialogs(tour):
    window = tour.window(ONE)
    try:
        window.wait_for('list item', contains='sr0')
        window.click(window.wait_for('toggle button', contains=S('Main menu')))
        window.press(contains=S('_Settings'))
        window.wait_for('spin button', contains=S('Time to answer (minutes)'))
        tour.shot(window, 'settings', tab=False)
        window.key('Escape')
        window.wait(lambda: not window.find('spin button', contains=S('Time to answer (minutes)')), 'the settings to close')
        window.key('F1')
        window.wait_for_text(S('The drive is running its firmware, the tray is empty, and no other program is using the drive. All supported operations are available.'))
        tour.shot(window, 'help', tab=False)
    finally:
        window.close()


STOPS = {name[5:]: function for name, function in list(globals().items()) if name.startswith('stop_')}


def test(folder):
    tour = Tour(folder)
    failures = []
    part, parts = map(int, options.part.split('/'))
    for name in (options.stops or list(STOPS))[part - 1::parts]:
        try:
            STOPS[name](tour)
        except gui.Failed as failure:
            failures.append(f'{name}: {failure}')
    gui.check(not failures + tour.wrong, '\n'.join(failures + tour.wrong))


def name_of(variant):
    """Returns the name of a variant: "900x600-light-de"."""
    size, look, language, scale, text = variant
    return '-'.join([size, look] + [language] * (language != 'C') + [f'scale{scale}'] * (scale > 1) + [f'text{text}'] * (text > 1))


def make(variant, folder, stops=()):
    """Saves the pictures of one variant in @folder; returns the exit code."""
    size, look, language, scale, text = variant
    print(name_of(variant), flush=True)
    return subprocess.run([sys.executable, __file__, '--size', size, '--look', look, '--language', language, '--scale', str(scale),
                           '--text', str(text), str(folder), *stops], check=False).returncode


def compress(picture, target):
    """Reduces the number of colours to make the file small."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(['convert', str(picture), '+dither', '-colors', '200', '-strip', '-define', 'png:compression-filter=0', f'png8:{target}'],
                   check=True)


def make_sheet(variant, made, sheet):
    """Makes one picture of all pages of a variant, in the order in which they were saved."""
    pictures = sorted(made.glob('*.png'), key=lambda picture: picture.stat().st_mtime)
    size, columns = ON_SHEET[variant[0]]
    size = 'x'.join(str(int(side) * variant[3]) for side in size.split('x')) if variant[0] != '1600x900' else size
    font = subprocess.run(['fc-match', '--format=%{file}', 'sans'], check=True, capture_output=True, text=True).stdout
    sheet.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(['montage', '-font', font, '-label', '%t', *map(str, pictures), '-geometry', size + '+8+8', '-tile', f'{columns}x',
                    '-background', '#909090', '-pointsize', '18', str(sheet)], check=True)


def every_variant():
    """Saves the pictures and the sheets of all variants; returns the exit code."""
    failed, folder = [], pathlib.Path(options.folder)
    for variant in VARIANTS:
        name = name_of(variant)
        made = folder / name
        code = make(variant, made, options.stops)
        if code == gui.SKIP:
            return gui.SKIP
        make_sheet(variant, made, folder / 'sheets' / (name + '.png'))
        failed += [name] * (code != 0)
    print('failed: ' + ', '.join(failed) if failed else 'every variant passed')
    return 1 if failed else 0


def guide():
    """Saves the pictures of the README and the guide; returns the exit code."""
    folder = pathlib.Path(options.folder)
    for variant in VARIANTS:
        pictures = GUIDE.get(name_of(variant), ())
        if not pictures:
            continue
        with tempfile.TemporaryDirectory(prefix='burnback-tour-') as made:
            code = make(variant, made)
            if code != 0:
                return code
            for name in pictures:
                compress(pathlib.Path(made) / (name + '.png'), folder / (name + '.png'))
    return 0


def has_font(language):
    """Returns whether a font has the characters of the language. Without one, each character is a box of another width."""
    if shutil.which('fc-list') is None:
        return True             # unknown
    code = language.replace('_', '-').lower()
    fonts = subprocess.run(['fc-list', f':lang={code}', 'family'], capture_output=True, text=True, check=True).stdout
    # Fontconfig does not know each regional variant of a language.
    return bool(fonts) or ('-' in code and has_font(code.split('-')[0]))


def begin():
    """Runs all variants or the guide; otherwise sets the look of this run, before the test runs itself again in its own session."""
    if options.all or options.guide:
        sys.exit(guide() if options.guide else every_variant())
    if os.environ.get('BURNBACK_GUI_INSIDE') != '1':
        os.environ.update(BURNBACK_GUI_THEME=THEMES[options.look], BURNBACK_GUI_SCALE=str(options.scale), GDK_DPI_SCALE=options.text)
        if options.language not in ('C', pseudo.CODE) and not has_font(options.language):
            gui.skip(f'no font has the characters of the language {options.language}; Debian: fonts-dejavu-core, fonts-noto-cjk')
        if options.language != 'C':
            try:
                locale = made_locale.environment(options.language, 'de_DE' if options.language == 'de' else 'en_US')
            except made_locale.Unavailable as reason:
                gui.skip(reason)
            os.environ.update(locale, BURNBACK_GUI_LOCALE=locale['LC_ALL'])
        if options.language == pseudo.CODE:
            pseudo.use()
    gui.main(test, 'x'.join(str((side + 2 * gui.EDGE) * options.scale) for side in SIZE))


begin()
