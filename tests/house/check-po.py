#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-po.py [--complete] SOURCE_ROOT: every sentence can be translated; with --complete, every sentence is
translated.

po/POTFILES.in must list exactly the files with sentences. With --complete, each language of po/LINGUAS must translate
every sentence, none of them fuzzy, with the same placeholders, mnemonics and line ends, and with the terms of
po/README.md; and po/safety.txt must list sentences of the program. Exit 77 without gettext.
"""
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import types

arguments = [argument for argument in sys.argv[1:] if argument != '--complete']
ROOT = pathlib.Path(arguments[0])
HOW_TO = 'Run scripts/update-po, then fill in what is empty in po/'
# A sentence on which a drive depends may be replaced or added, but the list must not become shorter unnoticed.
LEAST_SAFETY_SENTENCES = 79


def update_po():
    # runpy instead of import, which would write __pycache__ into scripts/.
    return types.SimpleNamespace(**runpy.run_path(str(ROOT / 'scripts' / 'update-po')))


def run(*argv):
    """Returns exit code and lines of output, without the warnings about rules for .ui and .desktop files."""
    result = subprocess.run(argv, capture_output=True, text=True, env={'PATH': '/usr/bin:/bin', 'LC_ALL': 'C.UTF-8'})
    return result.returncode, [line for line in (result.stdout + result.stderr).splitlines() if line and 'fallback ITS' not in line]


def check_list(files):
    """Returns a message for each file with sentences that po/POTFILES.in does not list, and for each listed one
    without."""
    listed = [line for line in (ROOT / 'po' / 'POTFILES.in').read_text().splitlines() if line and not line.startswith('#')]
    return ([f'po/POTFILES.in: {name} has sentences and is not listed. {HOW_TO}' for name in sorted(set(files) - set(listed))]
            + [f'po/POTFILES.in: {name} has no sentences. {HOW_TO}' for name in sorted(set(listed) - set(files))])


def check_ui():
    """Returns a message for each text or accessible name in a .ui file that is not marked for translation."""
    wrong = []
    shown = re.compile(r'<property name="(label|title|subtitle|tooltip-text|placeholder-text|caption|description|'
                       r'AtkObject::accessible-(?:name|description))"(?P<rest>[^>]*)>(?P<text>[^<]*[A-Za-z][^<]*)</property>')
    for path in sorted((ROOT / 'ui').glob('*.ui')):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = shown.search(line)
            if match and 'translatable=' not in match['rest']:
                wrong.append(f'{path.relative_to(ROOT)}:{number}: "{match["text"]}" is not marked as translatable')
    return wrong


def check_commands():
    """Returns a message for each command line in the sentences of src/app, src/job and src/family, because the window shows
    them. src/ctl adds command lines itself."""
    command = re.compile(r'burnbackctl|(?<![\w-])--[a-z]')
    texts = re.compile(r'(?:_|N_|ngettext) \((?:\s*"(?:[^"\\]|\\.)*",?)+')
    wrong = []
    for path in sorted(path for room in ('app', 'job', 'family') for path in ROOT.glob(f'src/{room}/**/*.c')):
        for match in texts.finditer(path.read_text()):
            text = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', match[0]))
            # bb-app.c may: it prints help to a user who typed options on a terminal.
            if command.search(text) and path.name != 'bb-app.c':
                wrong.append(f'{path.relative_to(ROOT)}: "{text[:60]}" has a command line, and the window shows it')
    return wrong


# Files whose texts need no translation: faults of a plan, which are bugs of the program; words of the report, which is
# English in every language.
UNTRANSLATED_FILES = {'src/family/bb-plan-builder.c', 'src/family/nec/bb-nec-report.c', 'src/family/spc/bb-standard.c'}


def check_reasons():
    """Returns a message for each text of several words in src/family and src/firmware that is not marked for translation:
    evidence, verdicts and results contain them. Messages of transport errors may be English, because bb-words-error.c
    has the sentences of their codes."""
    literal = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"(?:\s|PRI\w+|G_\w+_FORMAT)*)+')
    marked = re.compile(r'(?:\b(?:_|N_|C_|NC_)|ngettext|g_dngettext) \([^;]*$')
    transport = re.compile(r'(?:BB_TRANSPORT_ERROR_\w+,|g_propagate_prefixed_error \([^;]*)\s*$')
    wrong = []
    for path in sorted(path for room in ('family', 'firmware') for path in ROOT.glob(f'src/{room}/**/*.c')):
        name = str(path.relative_to(ROOT))
        text = re.sub(r'/\*.*?\*/', lambda match: re.sub(r'[^\n]', '', match[0]), path.read_text(), flags=re.DOTALL)
        text = re.sub(r'^\s*#(?:.*\\\n)*.*$', lambda match: '\n' * match[0].count('\n'), text, flags=re.MULTILINE)
        for match in literal.finditer(text):
            shown = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', match[0]))
            before = text[max(0, match.start() - 1200):match.start()]
            # A call that has ended before the text does not mark it.
            call = marked.search(before)
            is_marked = call and before[call.start():].count('(') > before[call.start():].count(')')
            if (name not in UNTRANSLATED_FILES and re.search(r'[a-z]{2,} [a-z]{2,}', shown) and not is_marked
                    and not transport.search(before)):
                number = text.count('\n', 0, match.start()) + 1
                wrong.append(f'{name}:{number}: "{shown[:60]}" is not marked for translation')
    return wrong


def check_errors():
    """Returns a message for each code of BbJobError that src/job never sets."""
    sources = [path.read_text() for path in ROOT.glob('src/job/**/*.c')]
    codes = re.findall(r'^    (BB_JOB_ERROR_\w+),', (ROOT / 'src/job/bb-job-error.h').read_text(), re.MULTILINE)
    raised = re.compile(r'(?<!g_error_matches \()BB_JOB_ERROR,\s+(?:\(int\) )?(BB_JOB_ERROR_\w+)')
    used = {code for text in sources for code in raised.findall(re.sub(r'g_error_matches \(.*?\)', '', text))}
    used |= {code for text in sources for call in re.findall(r'bb_job_error_set \(.*?;', text, re.DOTALL)
             for code in re.findall(r'BB_JOB_ERROR_\w+', call)}
    return [f'src/job/bb-job-error.h: {code} is raised nowhere' for code in codes if code not in used]


# Reasons that no C test asserts, but tests/cli/test_mediatek.py, tests/gui/test_mediatek.py and the mishaps in tests/cli do.
UNTESTED_REASONS = {'SILENT'}


def check_results():
    """Returns a message for each problem and reason that src/job/flow never sets, and for each reason that no C test asserts."""
    flows = '\n'.join(path.read_text() for path in ROOT.glob('src/job/flow/*.c') if path.name != 'bb-result.c')
    tests = '\n'.join(path.read_text() for folder in ('unit/job', 'faults') for path in ROOT.glob(f'tests/{folder}/*.c')
                      if path.name != 'test-words.c')
    wrong = []
    for header, prefix in (('src/job/bb-job-error.h', 'BB_JOB_PROBLEM'), ('src/job/flow/bb-result.h', 'BB_RESULT_REASON')):
        for name in re.findall(rf'^    {prefix}_(\w+),', (ROOT / header).read_text(), re.MULTILINE):
            if name in ('TEXT', 'NONE'):
                continue
            if not re.search(rf'\b{prefix}_{name}\b', flows):
                wrong.append(f'{header}: {prefix}_{name} is given by no flow')
            if prefix == 'BB_RESULT_REASON' and (name in UNTESTED_REASONS) == bool(re.search(rf'\b{prefix}_{name}\b', tests)):
                wrong.append(f'{header}: {prefix}_{name} is asserted by no test (or is, and can go from UNTESTED_REASONS)')
    return wrong


def check_language(po, pot):
    """Returns a message for each sentence that the language does not translate, and for each error in its file."""
    wrong = []
    code, lines = run('msgcmp', str(po), str(pot))
    if code != 0:
        wrong += [f'{line}  {HOW_TO}' for line in lines if 'msgcmp' not in line] or lines
    code, lines = run('msgfmt', '--check', '-o', '/dev/null', str(po))
    return wrong + (lines if code != 0 else [])


def messages(po):
    """Yields pairs of a sentence and one of its translations, without mnemonics and commands."""
    entry = re.compile(r'^msgid ((?:".*"\n)+)(?:msgid_plural ((?:".*"\n)+))?((?:msgstr(?:\[\d\])? (?:".*"\n?)+)+)', re.MULTILINE)

    def text(lines):
        return re.sub(r'burnbackctl( [a-z]+)*', '', ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines)).replace('_', '')
                      .replace('\\n', ' '))

    for match in entry.finditer(po.read_text()):
        for translation in re.split(r'^msgstr(?:\[\d\])? ', match[3], flags=re.MULTILINE)[1:]:
            yield text(match[1]) + '\n' + text(match[2] or ''), text(translation)


def check_terms(language):
    """Returns a message for each term of the table in po/README.md that no translation uses, and for each rejected word."""
    rows = [[cell.strip() for cell in line.strip('|').split('|')]
            for line in (ROOT / 'po' / 'README.md').read_text().splitlines() if line.startswith('| ')]
    heads = rows[0]
    if language not in heads:
        return [f'po/README.md: the table of terms has no column for {language}']
    pairs = [(english.casefold(), foreign.casefold()) for english, foreign in messages(ROOT / 'po' / f'{language}.po') if foreign]
    wrong = []
    for row in rows[2:]:
        term, rejected = (row[heads.index(language)].casefold().split(', not ') + [''])[:2]
        about = [foreign for english, foreign in pairs if row[0].casefold() in english]
        # Compare stems, because inflection changes the end of a word.
        stems = [re.escape(word[:-2] if len(word) > 6 else word) for word in term.split()]
        if not any(re.search(r'\w* '.join(stems), foreign) for foreign in about):
            wrong.append(f'po/{language}.po: no sentence with "{row[0]}" says "{term}", as po/README.md does')
        wrong += [f'po/{language}.po: "{foreign[:70]}" says "{rejected}" for "{row[0]}", which po/README.md rejects'
                  for foreign in about if rejected and re.search(rf'\b{re.escape(rejected)}', foreign)]
    return wrong


def check_safety(pot):
    """Returns a message for each line of po/safety.txt that is no sentence of the program, and one if there are fewer than there were."""
    def text(lines):
        return ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines))

    known = {text(lines) for lines in re.findall(r'^msgid ((?:".*"\n)+)', pot.read_text(), re.MULTILINE)}
    listed = [line for line in (ROOT / 'po' / 'safety.txt').read_text().splitlines() if not line.startswith('#')]
    wrong = [f'po/safety.txt: "{line}" is no sentence of the program. Replace it by the new sentence' for line in listed if line not in known]
    if len(set(listed)) < LEAST_SAFETY_SENTENCES:
        wrong.append(f'po/safety.txt: {len(set(listed))} sentences, fewer than {LEAST_SAFETY_SENTENCES}')
    return wrong


def main():
    breaches = check_ui() + check_commands() + check_reasons() + check_errors() + check_results()
    module = update_po()
    files = module.files_with_sentences(ROOT)
    breaches += check_list(files)
    if '--complete' in sys.argv:
        if shutil.which('msgcmp') is None:
            print('gettext is not installed')
            return 77
        languages = (ROOT / 'po' / 'LINGUAS').read_text().split()
        with tempfile.TemporaryDirectory() as folder:
            pot = pathlib.Path(folder) / 'burnback.pot'
            module.write_template(ROOT, pot, files)
            breaches += check_safety(pot)
            for language in languages:
                breaches += check_language(ROOT / 'po' / f'{language}.po', pot) + check_terms(language)
    print('\n'.join(breaches) or f'{len(files)} files, every sentence can be translated')
    return 1 if breaches else 0


sys.exit(main())
