#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-pages.py ROOT BURNBACKCTL BURNBACK_SIM [PAGE...]: manual pages and programs agree.

Each command, option, exit code, environment variable, key and fixed word of the programs must be in the manual page, and
each of the manual page in the programs. The examples must run. PAGE: built pages, which man(1) must format without a warning.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT, CTL, SIM, *BUILT = sys.argv[1:]
ROOT = pathlib.Path(ROOT)
# Environment variables for tests only, which docs/testing.md describes.
OF_TESTS = {'BURNBACK_LOOP_WATCH', 'BURNBACK_TEST_KEY_SHA256'}
# Pages of other programs that the pages refer to.
ELSEWHERE = {'nohup(1)', 'sg_inq(8)'}
wrong = []


def same(what, page, program):
    """Adds a message for each item that only one of the two has."""
    wrong.extend(f'{what}: “{item}” is in the page, not in the program' for item in sorted(set(page) - set(program)))
    wrong.extend(f'{what}: “{item}” is in the program, not in the page' for item in sorted(set(program) - set(page)))


def run(*argv, **environment):
    done = subprocess.run(argv, capture_output=True, text=True,
                          env={'PATH': os.environ['PATH'], 'HOME': '/nonexistent', 'LC_ALL': 'C.UTF-8', **environment})
    return done.returncode, done.stdout, done.stderr


def source(name):
    return (ROOT / 'src' / name).read_text()


class Page:
    """A manual page (data/man). sections: {heading: text} for "#" and "##", without examples; whole: the same for "##" with
    examples; headings: the headings "##"; examples: the examples of the page; text: all of it."""

    def __init__(self, name):
        self.text = (ROOT / 'data' / 'man' / (name + '.scd')).read_text()
        self.whole = dict(re.findall(r'^## (.*)\n((?:(?!#).*\n)*)', self.text, re.MULTILINE))
        self.examples = re.findall(r'^```\n(.*?)^```$', self.text, re.MULTILINE | re.DOTALL)
        parts = re.split(r'^##? (.*)$', re.sub(r'^```\n.*?^```$', '', self.text, flags=re.MULTILINE | re.DOTALL), flags=re.MULTILINE)
        self.sections = dict(zip(parts[1::2], parts[2::2]))
        self.headings = re.findall(r'^## (.*)$', self.text, re.MULTILINE)

    def terms(self, heading):
        """Returns {term: text} for the definitions below a heading."""
        found = re.findall(r'^(\S.*)\n((?:\t.*\n)+)', self.sections[heading], re.MULTILINE)
        return {re.sub(r'[*\\]|(?<![A-Za-z])_|_(?![A-Za-z])', '', term): text for term, text in found}

    def keys(self, heading):
        """Returns the same as terms(), but with one item for each key of a definition of several keys ("A, B")."""
        return {key: text for term, text in self.terms(heading).items() for key in term.split(', ')}


def words(text):
    """Returns the fixed words in a paragraph: they are set in _italics_."""
    return {re.sub(r'\\', '', word) for word in re.findall(r'(?<!\w)_([^_]+(?:\\_[^_]+)*)_(?!\w)', text)}


# --- programs ---

def options_of(*command):
    """Returns options, example (or None) and usage in the help of burnbackctl or of one of its commands."""
    _code, out, _err = run(CTL, *command, '--help')
    found = re.findall(r'^  ((?:-\w, )?--[\w-]+(?:=.+?)?)(?:  +\S.*)?$', out, re.MULTILINE)
    usage = re.search(r'^Usage:\n  burnbackctl(.*)$', out, re.MULTILINE)[1]
    example = re.search(r'^Example:\n  (.*)$', out, re.MULTILINE)
    return {re.sub('[“”]', '"', option) for option in found}, example and example[1], usage.replace(' [OPTION…]', '').strip()


def is_hidden(command, term):
    """Returns whether the command has an option of the page, such as --kernel=FILE, that its help does not show. Help must
    fit one screen."""
    option, _sign, kind = term.split(', ')[-1].partition('=')
    value = [f'{option}=x'] if kind else [option]
    code, _out, _err = run(CTL, command, *value, '--help')
    return option.startswith('--') and code == 0


def offered(*words):
    """Returns the set of words that shell completion offers for the last of @words."""
    return {line.split('\t')[0] for line in run(CTL, 'complete', '--', *words)[1].splitlines()}


def check_values(page, heading, *command):
    """Checks that the values of options in the page are those that shell completion offers."""
    for term, text in page.terms(heading).items():
        option, _sign, kind = term.split(', ')[-1].partition('=')
        if kind in ('MODE', 'ACTION', 'PURPOSE', 'SETTING'):
            same(f'burnbackctl.1, {term}', re.findall(r'\*([a-z0-9-]+)\*', text), offered(*command, option, ''))
        if kind == 'SETTING' and 'For experts' in run(CTL, *command, '--help')[1] and 'For experts' not in text:
            wrong.append(f'burnbackctl.1, {heading}: {term} does not say “For experts”')


def check_ctl(page):
    _code, out, _err = run(CTL, '--help')
    commands = re.findall(r'^  ([a-z]+) {2,}', out.split('\nCommands:\n')[1], re.MULTILINE)
    everywhere, _example, _usage = options_of()
    same('burnbackctl.1, OPTIONS', page.terms('OPTIONS'), everywhere | {'--look-closer'})
    everywhere -= {'--version'}
    usages = {}
    for command in commands:
        options, example, usage = options_of(command)
        usages[command] = usage.replace('…', '...')
        if not everywhere <= options:
            wrong.append(f'{command} lacks {everywhere - options}')
        if ('--look-closer' in options) != usage.startswith(command + ' DRIVE'):
            wrong.append(f'{command}: --look-closer is of the commands that name a drive')
        if usages[command] in page.sections:
            options |= {term for term in page.terms(usages[command]) if is_hidden(command, term)}
            same(f'burnbackctl.1, {command}', page.terms(usages[command]), options - everywhere - {'--look-closer'})
            check_values(page, usages[command], command)
            if f'```\n{example}\n```' not in page.whole[usages[command]]:
                wrong.append(f'burnbackctl.1, {command}: the example of the help is missing: {example}')
    check_values(page, 'OPTIONS')
    same('burnbackctl.1, COMMANDS', page.headings, usages.values())
    same('burnbackctl.1, booktype', re.findall(r'dvd[\w+-]+', page.sections[usages['booktype']]),
         offered('booktype', 'sr0', '') | offered('booktype', 'sr0', 'dvd+r', ''))

    codes = set(re.findall(r'BB_EXIT_\w+ = (\d+)', source('ctl/bb-ctl.h')))
    same('burnbackctl.1, EXIT STATUS', page.terms('EXIT STATUS'), codes)
    same('burnbackctl --help, exit codes', re.findall(r'(\d) \w', out.split('\nExit codes:')[1]), codes)
    outcomes = set(re.findall(r'return (\d);', source('job/flow/bb-result.c')))
    wrong.extend(f'an outcome exits with {code}, which is none of the exit codes' for code in outcomes - codes)

    read = {name for path in ROOT.glob('src/**/*.c') for name in re.findall(r'getenv \("(\w+)"\)', path.read_text())}
    same('burnbackctl.1, ENVIRONMENT', page.terms('ENVIRONMENT'), read - OF_TESTS)


def check_window(page):
    entries = re.findall(r'\{"([\w-]+)", \w+, 0, G_OPTION_ARG_\w+, [^{}]*?(?:N_ \("([A-Z]+)"\)|NULL)\}', source('app/window/bb-app.c'))
    options = {'--' + name + ('=' + value if value else '') for name, value in entries}
    same('burnback.1, OPTIONS', page.terms('OPTIONS'), options | {'-h, --help'})
    for option, text in page.terms('OPTIONS').items():
        wrong.extend(f'burnback.1: {option} repeats “{said}”' for said in re.findall(r'@\w+@', text))


def check_options_named(name, page, known):
    """Checks that each option in the text or in an example is one of @known."""
    named = set(re.findall(r'(?<![\w-])--[a-z][a-z-]*', page.text))
    wrong.extend(f'{name}: there is no option {option}' for option in sorted(named - known))


def check_commands_shown(name, page):
    """Checks that each command in an example has the options that are used with it."""
    for line in re.findall(r'^burnbackctl (.*)$', ''.join(page.examples), re.MULTILINE):
        used = re.findall(r'--[a-z-]+', line)
        command = next(word for word in re.sub(r'--simulate \S+', '', line).split() if word[0] != '-')
        options = {option.split(', ')[-1].split('=')[0] for option in options_of(command)[0]}
        wrong.extend(f'{name}: {command} has no option {option}: {line}' for option in used if option not in options)


# --- files ---

def array(text, name):
    """Returns the strings of the C array @name."""
    return re.findall(r'"([^"]*)"', re.search(rf'\b{name}\[\] = {{(.*?)}};', text, re.DOTALL)[1])


def check_scenario(page):
    text, faults = source('sim/bb-sim-scenario.c'), source('sim/bb-sim-fault.c')
    drive, fault = page.keys('DRIVES'), page.keys('FAULTS')
    same('burnback-scenario.5, DRIVES', drive, array(text, 'bb_sim_drive_keys'))
    same('burnback-scenario.5, FAULTS', fault, array(faults, 'bb_sim_fault_keys'))
    for key, values in (('Bus', 'bb_sim_buses'), ('Disc', 'bb_sim_discs'), ('Access', 'bb_sim_accesses')):
        same('burnback-scenario.5, ' + key, words(drive[key]), array(text, values))
    same('burnback-scenario.5, Kind', words(fault['Kind']), array(faults, 'bb_sim_fault_kinds'))
    same('burnback-scenario.5, During', words(fault['During']), array(faults, 'bb_sim_durings'))
    same('burnback-scenario.5, At', {word.split(':')[0] for word in words(fault['At'])},
         re.findall(r'g_str_equal \(parts\[0\], "(\w+)"\)', faults))
    families = words(drive['Family'])
    states = {line.split('\t')[0] for family in families for line in run(SIM, 'states', family)[1].splitlines()}
    same('burnback-scenario.5, State', words(drive['State']), states)
    same('burnback-scenario.5, Family', families,
         re.findall(r'\.id = "([\w-]+)"', ''.join(path.read_text() for path in ROOT.glob('src/sim/*/*.c'))))


def check_catalog(page):
    text = source('catalog/bb-catalog-schema.c')
    interfaces = re.search(r'#define BB_INTERFACES "(.*)"', text)[1]
    tables = {'common': 'Every group', 'name': 'Names: any other group of a names file',
              'crossflash': 'Cross-flashes: a group [crossflash ...] of a names file',
              'drive': 'Drive types: any other group of a models file', 'image': 'Known images: a group [image ...] of a models file'}
    for table, heading in tables.items():
        rows = re.search(rf'bb_{table}_keys\[\] = {{\n(.*?)\n}};', text, re.DOTALL)[1]
        rows = re.findall(r'\{"(\w+)", BB_VALUE_(\w+)(?:, ([\w |]+))?(?:, ("[^"]*"|BB_INTERFACES))?\}', rows)
        keys = page.keys(heading)
        same('burnback-catalog.5, ' + heading, keys, [row[0] for row in rows])
        for key, form, flags, choices in rows:
            if key not in keys:
                continue
            said = 'Required' in keys[key]
            if said != ('BB_KEY_REQUIRED' in flags):
                wrong.append(f'burnback-catalog.5, {heading}: {key} is {"not " if said else ""}required')
            if form in ('ENUM', 'ENUM_LIST') and not (choices == 'BB_INTERFACES' and table == 'drive'):
                choices = interfaces if choices == 'BB_INTERFACES' else choices.strip('"')
                same(f'burnback-catalog.5, {key}', words(keys[key]), choices.split('|'))
    declared = next(part for part in page.sections[tables['drive']].split('\n\n') if '*[keys]*' in part)
    same('burnback-catalog.5, forms and flags', words(declared) - {'drives', 'facts', 'KEY=FORM FLAGS CHOICES'},
         re.findall(r'\[BB_VALUE_\w+\] = "([\w-]+)"', text) + re.findall(r'\{"(\w+)", BB_KEY_\w+\}', text))
    risks = re.findall(r'NC_ \("catalog", "([a-z ]+)"\)', source('catalog/bb-catalog-words.c'))
    same('burnback-catalog.5, Risk', words(page.keys(tables['crossflash'])['Risk']), risks)


def check_examples(pages, folder):
    cut = folder / 'cut.scenario'
    cut.write_text(pages['burnback-scenario.5'].examples[0])
    names = folder / 'mine.names'
    names.write_text(pages['burnback-catalog.5'].examples[0])
    for argv in (['--simulate', str(cut), 'list'], ['catalog', 'lint', str(names)]):
        code, out, err = run(CTL, '--state-dir', str(folder / 'state'), *argv, BURNBACK_SIM_STATE=str(folder / 'drives'))
        if code != 0 or (argv[0] == 'catalog' and out):
            wrong.append(f'an example does not work: {argv}: {code} {out} {err}')


def check_pages(pages):
    scenarios = {path.stem for path in (ROOT / 'data' / 'scenarios').glob('*.scenario')}
    same('burnbackctl.1, --simulate', words(pages['burnbackctl.1'].terms('OPTIONS')['--simulate=SCENARIO']), scenarios)
    files = pages['burnback-scenario.5'].terms('FILES')
    same('burnback-scenario.5, FILES', words(''.join(files.values())), scenarios)
    known = ELSEWHERE | {re.sub(r'\.(\d)$', r'(\1)', name) for name in pages}
    for name, page in pages.items():
        for one, section in re.findall(r'\*([\w-]+)\*\((\d)\)', page.text):
            if f'{one}({section})' not in known:
                wrong.append(f'{name}: there is no page {one}({section})')


def check_finished(paths):
    for path in paths:
        if b'@' in pathlib.Path(path).read_bytes():
            wrong.append(f'{path}: a value was not filled in')
        # With "-l" alone man would also succeed for a file that is no manual page.
        code, out, err = run('man', '--warnings', '-E', 'UTF-8', '-l', path, MANWIDTH='80', MANPAGER='cat')
        if code or err or 'EXIT STATUS' not in out + 'EXIT STATUS' * path.endswith('.5') or 'SEE ALSO' not in out:
            wrong.append(f'{path}: man: {err or code or "a section is missing"}')


def main():
    pages = {path.name[:-4]: Page(path.name[:-4]) for path in sorted((ROOT / 'data' / 'man').glob('*.scd'))}
    check_ctl(pages['burnbackctl.1'])
    check_window(pages['burnback.1'])
    known = set(re.findall(r'--[a-z][a-z-]*', ' '.join([*pages['burnbackctl.1'].terms('OPTIONS'), *pages['burnback.1'].terms('OPTIONS'),
                                                        *(term for heading in pages['burnbackctl.1'].headings
                                                          for term in pages['burnbackctl.1'].terms(heading))])))
    for name, page in pages.items():
        check_options_named(name, page, known | {'--help-gtk'})
        check_commands_shown(name, page)
    check_scenario(pages['burnback-scenario.5'])
    check_catalog(pages['burnback-catalog.5'])
    check_pages(pages)
    with tempfile.TemporaryDirectory(prefix='burnback-pages-') as folder:
        check_examples(pages, pathlib.Path(folder))
    finished = BUILT if shutil.which('man') else []
    check_finished(finished)
    print('\n'.join(wrong) or f'{len(pages)} pages, {len(finished)} of them formatted')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
