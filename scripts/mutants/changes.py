# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes (mutants) that are made to the code, one at a time, and those that are left out because nobody could see
a difference."""
import pathlib
import random
import re

# The code that decides which commands a drive gets.
CORE = ['src/family/**/*.c', 'src/job/**/bb-flow*.c', 'src/job/**/bb-runner*.c', 'src/job/**/bb-journal*.c',
        'src/job/**/bb-backup*.c', 'src/job/**/bb-fsync*.c', 'src/job/**/bb-store*.c',
        'src/scsi/**/*.c']

# Pattern in a line of code, and its replacement.
SWAPS = [
    (r'(?<![=!<>])==(?!=)', '!='), (r'!=', '=='), (r' < ', ' <= '), (r' <= ', ' < '), (r' > ', ' >= '),
    (r' >= ', ' > '), (r' && ', ' || '), (r' \|\| ', ' && '), (r'\bTRUE\b', 'FALSE'), (r'\bFALSE\b', 'TRUE'),
    (r'(?<![\w)\]])!(?=[\w(])', ''), (r' \+ ', ' - '), (r' - ', ' + '), (r'\b0x[0-9A-Fa-f]+\b', lambda m: m[0] + ' + 1'),
    (r'(?<![\w.])\d+u?\b(?!\w)', lambda m: m[0] + ' + 1'), (r'\bcontinue;', 'break;'),
]
STATEMENT = re.compile(r'^\s+(\(void\) )?[\w>.\-\[\]]+( \(.*\)|(->|\.)[\w>.\-]+ [-+|]?= .*|(\+\+|--));$')
# Statements that are not deleted: declarations, and checks for programming errors.
DECLARATION = re.compile(r'^\s*(const |static |g_auto|guint|gint|gsize|gboolean|char |Bb\w+ [*\w]|struct |return\b|g_return_|g_debug)')

ARRAY = re.compile(r'^\s+(?!return\b)(?:(?:static|const|struct) )*\w+ \*?(\w+)((?:\[[^\]]*\])+)(?= =|;)')
ALLOCATION = re.compile(r'\b(?:g_new0?|g_newa0?|g_renew|g_malloc0?|g_malloc0?_n|g_realloc|g_alloca|g_slice_alloc0?|g_string_sized_new'
                        r'|g_byte_array_sized_new|g_ptr_array_sized_new|g_array_sized_new) \(')
FLAGS = re.compile(r'\bg_array_(?:sized_)?new \((\w+, \w+),')
DESCRIPTOR = re.compile(r'\b\w*fd (?:<|>=) 0\b')


def code_lines(text):
    """Yields number and text of the lines in functions, without comments, labels, directives and checks for programming
    errors."""
    inside = comment = False
    for number, line in enumerate(text.split('\n')):
        if comment or line.lstrip().startswith('/*'):
            comment = '*/' not in line
            continue
        if line == '{':
            inside = True
        elif line == '}':
            inside = False
        elif inside and line.strip() and not line.lstrip().startswith(('#', '//', 'case ', 'default', 'g_return_')):
            yield number, line


def end_of_call(line, start):
    """Returns where the parenthesis that is open before @start is closed; the end of the line if it is not."""
    depth = 1
    for index in range(start, len(line)):
        depth += {'(': 1, ')': -1}.get(line[index], 0)
        if depth == 0:
            return index
    return len(line)


def makes_no_difference(bare, match, rest):
    """Whether nobody can see the change at @match of a line (@bare: without texts and comments). @rest: the function
    from this line on."""
    start, was = match.start(), match[0].strip()
    is_number = re.match(r'\d', was) is not None
    # More memory than needed: only the size of the variable itself could tell.
    array = ARRAY.match(bare)
    if is_number and array and array.start(2) <= start < array.end(2):
        return re.search(rf'(?:\bsizeof|\bG_N_ELEMENTS|\bG_SIZEOF_MEMBER) ?\(?\*?{array[1]}\b', rest) is None
    # More memory than needed.
    if is_number and any(call.end() <= start < end_of_call(bare, call.end()) for call in ALLOCATION.finditer(bare)):
        return True
    # Nobody reads the element behind the last, or one that was not set, of an array that promises neither.
    if was == 'FALSE' and any(call.start(1) <= start < call.end(1) for call in FLAGS.finditer(bare)):
        return True
    # Descriptor 0 is the standard input, so no other file gets it.
    return was in ('<', '>=') and any(one.start() <= start < one.end() for one in DESCRIPTOR.finditer(bare))


def mutants_of(text):
    """Yields line number, old line and new line of each possible change of a source file with this text."""
    lines = text.split('\n')
    for number, line in code_lines(text):
        bare = re.sub(r'"(\\.|[^"\\])*"', lambda m: '"' + '.' * (len(m[0]) - 2) + '"', line)
        bare = re.sub(r"'(\\.|[^'\\])'", lambda m: '.' * len(m[0]), bare)
        bare = re.sub(r'/\*.*?\*/', lambda m: '.' * len(m[0]), bare)
        rest = '\n'.join(lines[number:lines.index('}', number)])
        for pattern, instead in SWAPS:
            for match in re.finditer(pattern, bare):
                if not makes_no_difference(bare, match, rest):
                    now = instead(match) if callable(instead) else instead
                    yield number, line, line[:match.start()] + now + line[match.end():]
        match = re.match(r'^(\s*)((?:\} else )?if) \((.*)\)( \{)?$', line)
        if match:
            yield number, line, f'{match[1]}{match[2]} (!({match[3]})){match[4] or ""}'
        if STATEMENT.match(line) and not DECLARATION.match(line):
            yield number, line, re.match(r'\s*', line)[0] + ';'


def find_files(folder, patterns):
    """Returns the names of the files that one of the patterns matches, sorted."""
    return sorted({str(path.relative_to(folder)) for pattern in patterns for path in pathlib.Path(folder).glob(pattern)})


def read_accepted(path):
    """Returns the changes that tests/mutants.txt (@path) lists: file, old line, new line."""
    if not path.exists():
        return set()
    return {tuple(part.strip() for part in line.split(' | ')[:3]) for line in path.read_text().splitlines()
            if line and not line.startswith('#')}


def in_order_of(seed, every):
    """Returns all of these mutants in the order in which samples of this seed take them."""
    return random.Random(seed).sample(every, len(every))
