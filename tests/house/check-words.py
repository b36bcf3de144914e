#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-words.py SOURCE_ROOT: words that Burnback does not use, and their replacements.

Checks every translatable sentence, the text of the documents (without code), and the comments of the headers (without
words in quotes, which are names in JSON and settings). WAIVED lists the sentences that may contain a banned word; an
entry that is not needed is an error. Exit 77 without gettext.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])

# Pattern of a banned word, and the words to use.
BANNED = [
    (r'\b(nobody|somebody)\b', 'name the program, the user or the thing'),
    (r'\bspecial mode\b', 'recovery mode; safe mode, boot mode where a chip is meant'),
    (r'\b(is|are|was|were) kept\b(?! (off|away|apart)\b)', 'saved'),
    (r'\bmend(s|ed|ing)?\b', 'repair, recover'),
    (r'\bhad back\b|\bput(s|ting)? back\b|\bput .{1,30} back\b|\bbring(s|ing)? .{1,30} back\b|\bway back\b', 'restore, recover'),
    (r'\b(is|are) (well|ill)\b|\bneeds? help\b', 'runs, needs recovery'),
    (r'\blook(s|ed|ing)? closer\b', 'probe further'),
    (r'\bpro(ve|ves|ved|ven|of|ofs)\b', 'verify, verified'),
    (r'\bcut off\b|\bhalf[- ]alive\b', 'interrupted; truncated, of a file; responding without firmware'),
    (r'\breally (is|are)\b', 'identified as'),
    (r'\bbench\b|\bbatch processing\b', 'several drives; Flash Several Drives, as a name'),
    (r'\bswitch(ed|es)? (the drive |it |%s )?off and on\b', 'power cycle'),
    (r'\bwoken?\b|\bwake\b', 'restart, leave recovery mode'),
    (r'\bdead\b|\bdeadly\b', 'unusable, unrecoverable'),
    (r'^cables$', 'connections, as a label'),
    (r'\bas it was\b', 'unchanged'),
    (r'\bplug(ged)? (it |%s )?(back )?in\b(?! the power supply)|\bunplugged\b', 'connect, disconnect'),
    (r'\bcan be told\b|\bis told\b', 'report, determine'),
    (r'\ban? [“(]?%[su]', '"the" or no article: the first letter of the name is not known, and other languages have genders'),
    (r'\b(is|are) (not|never) lost\b|\bdoes not become unusable\b|\balways shows? how\b|\bcan always\b|\bbackup before changing anything\b|'
     r'\ball (readable )?data (was|is) read twice\b|\beverything can be undone\b',
     'what is known: no promise holds for every drive'),
    (r'. Nothing on the drive was changed\.$', 'without this: who shows a result adds its safety sentence (bb_words_safety())'),
]
WAIVED = {
}

DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'NEWS', 'docs/*.md', 'docs/protocols/*.md', 'data/catalog/README.md',
             'data/man/*.scd']


def sentences():
    """Returns all translatable sentences."""
    with tempfile.TemporaryDirectory(prefix='burnback-words-') as folder:
        pot = pathlib.Path(folder) / 'all.pot'
        subprocess.run([sys.executable, ROOT / 'scripts' / 'update-po', '--pot', pot], check=True)
        text = re.sub(r'"\n"', '', pot.read_text())
    found = re.findall(r'^msgid(?:_plural)? "(.+)"$', text, re.MULTILINE)
    return [sentence.replace('\\"', '"').replace('\\n', ' ') for sentence in found]


def find_banned(text):
    """Yields line, word and replacement of each banned word in a text."""
    for pattern, instead in BANNED:
        # A blank in a pattern also matches a line end.
        for match in re.finditer(pattern.replace(' ', r'\s+'), text, re.IGNORECASE):
            yield text.count('\n', 0, match.start()) + 1, ' '.join(match[0].split()), instead


def blank(match):
    """Replaces a match by its line ends, so that line numbers stay the same."""
    return '\n' * match[0].count('\n')


def prose_of(text):
    """Returns a document without code and without the column of words not to use; line numbers stay the same."""
    text = re.sub(r'^```.*?^```$', blank, text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r'^    .*$', '', text, flags=re.MULTILINE)
    text = re.sub(r'`[^`]*`', blank, text)
    table = re.search(r'^\| use \| not \|\n(?:\|.*\n)+', text, re.MULTILINE)
    if table:
        text = text.replace(table[0], re.sub(r'^(\|[^|]*\|).*$', r'\1', table[0], flags=re.MULTILINE))
    return text


def comments_of(text):
    """Returns only the comments, without names of parameters and words in quotes; line numbers stay the same."""
    kept, end = [], 0
    for comment in re.finditer(r'/\*.*?\*/', text, re.DOTALL):
        kept.append('\n' * text.count('\n', end, comment.start()))
        kept.append(re.sub(r'^\s*\*|@\w+|"\w+"', ' ', comment[0], flags=re.MULTILINE))
        end = comment.end()
    return ''.join(kept)


def check_files(paths, text_of):
    """Returns a message for each banned word in text_of (the text of a file)."""
    return [f'{path.relative_to(ROOT)}:{line}: not "{word}" but: {instead}'
            for path in sorted(paths) for line, word, instead in find_banned(text_of(path.read_text()))]


def main():
    if not shutil.which('xgettext'):
        return 77
    wrong, used, found = [], set(), sentences()
    for sentence in found:
        # A mnemonic ("_") may be inside a word.
        for _, word, instead in find_banned(re.sub(r'_(?=\w)', '', sentence)):
            if sentence in WAIVED:
                used.add(sentence)
            else:
                wrong.append(f'"{sentence[:100]}": not "{word}" but: {instead}')
    wrong += [f'waived and not there: "{sentence}"' for sentence in WAIVED if sentence not in used]
    documents = [path for pattern in DOCUMENTS for path in ROOT.glob(pattern)]
    wrong += check_files(documents, prose_of)
    wrong += check_files(ROOT.glob('src/**/*.h'), comments_of)
    print('\n'.join(wrong) or f'{len(found)} sentences, {len(documents)} documents, none with a banned word')
    return 1 if wrong or len(found) < 500 or len(documents) < 8 else 0


sys.exit(main())
