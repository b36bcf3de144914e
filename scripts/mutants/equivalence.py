# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the mutants that the compiler turns into the machine code of the unchanged function (trivial compiler
equivalence), so that no test can notice them."""
import copy
import re

COPY = '__attribute__ ((noinline, noclone, no_icf, used)) '
# What the headers promise and a compiler that sees only one file does not know: bb_bytes_get_...() sets the value if it
# returns TRUE, keeps it if not, and never reads it.
# g_bytes_get_data() always sets the size.
MODEL = r"""
#define g_bytes_get_data(bytes, size) __extension__({ \
    gsize got__; gsize *to__ = (size); gconstpointer data__ = (g_bytes_get_data) ((bytes), &got__); \
    if (to__) *to__ = got__; data__; })
"""
READERS = ['u8', 'be16', 'be32', 'le32']
READER = r"""
#define {name}(bytes, offset, value, error) __extension__({{ \
    __typeof__ (*(value)) got__; gboolean ok__ = ({name}) ((bytes), (offset), &got__, (error)); \
    if (ok__) *(value) = got__; ok__; }})
"""


def generate(source, mutants):
    """Returns the source with copies of the functions of these mutants, changed and unchanged."""
    result, last = [], 0
    chosen = {mutant.number for mutant in mutants}
    for index, function in enumerate(source.functions):
        result += source.lines[last:function.start]
        last = function.end + 1
        if index == 0:
            result.append(MODEL)
        if index == 0 and not source.name.endswith('/bb-bytes.c'):
            result += [READER.format(name=f'bb_bytes_get_{kind}') for kind in READERS]
        result += [f'# {function.start + 1} "{source.name}"', *source.lines[function.start:last]]
        wanted = [mutant for mutant in source.of_function(function) if mutant.number in chosen]
        for mutant in [None, *wanted] if wanted else []:
            result += source.copy_lines(function, mutant, COPY, source.name)
    return '\n'.join([*result, *source.lines[last:]])


def read_symbols(assembly):
    """Returns {symbol: its lines} of an assembly: functions, and data with what is in them."""
    symbols, sizes, name = {}, {}, None
    for line in assembly.split('\n'):
        words = line.split(None, 1)
        label = re.match(r'^(?!\.L(?!C\d))([\w.$]+):', line)
        if label:
            name = label[1]
            symbols[name] = [f'.size {sizes[name]}'] if name in sizes else []
        elif words and words[0] in ('.set', '.comm'):
            symbol, value = words[1].split(',', 1)
            symbols[symbol] = [f'{words[0]} {value}']
        elif words and words[0] == '.size':
            symbol, value = words[1].split(', ' if ', ' in words[1] else ',')
            sizes[symbol] = value
            name = None
        elif words and words[0] == '.type':
            name = None
        elif name and words and words[0] not in ('.p2align', '.align', '.section', '.text', '.data', '.bss', '.globl', '.local'):
            symbols[name].append(line)
    return symbols


def describe(symbols, name, known=()):
    """Returns what a function or data of the compiler are, without the names and numbers that the compiler made up."""
    labels = {}

    def instead(match):
        word = match[0]
        if re.match(r'\.L\d+$', word):
            return labels.setdefault(word, f'.L<{len(labels)}>')
        if word in symbols and word not in known and re.match(r'(\.LC\d+|.*\.\d+)$', word):
            return '{' + describe(symbols, word, (*known, word)) + '}'
        return re.sub(r'__m\d{5}\b', '__m', word)

    # Texts keep their words: only outside of quotes are symbols.
    parts = re.split(r'("(?:\\.|[^"\\])*")', '\n'.join(symbols[name]))
    return ''.join(re.sub(r'__m\d{5}\b', '__m', part) if index % 2 else re.sub(r'[\w.$]+', instead, part)
                   for index, part in enumerate(parts))


def find_equivalent(source, compiler, mutants=None):
    """Returns the numbers of those @mutants (all that can be copied if None) that are the same machine code as no
    change."""
    mutants = list(source.mutants.values()) if mutants is None else mutants
    if not mutants:
        return set()
    symbols = read_symbols(compiler.assemble(source.name, generate(source, mutants)))
    functions, unchanged, found = {one.name: one for one in source.functions}, {}, set()
    for mutant in mutants:
        function = functions[mutant.function]
        if function.name not in unchanged:
            unchanged[function.name] = describe(symbols, source.copy_name(function, 0))
        if describe(symbols, source.copy_name(function, mutant.number)) == unchanged[function.name]:
            found.add(mutant.number)
    return found


def find_in_sample(sources, compiler, mutants):
    """Returns those of the mutants of several files that are the same machine code as no change. @sources: {name of the
    file: source}. Only their copies are compiled."""
    found = []
    for name in sorted({mutant.file for mutant in mutants}):
        source = copy.copy(sources[name])
        chosen = {mutant.number for mutant in mutants if mutant.file == name}
        source.mutants = {number: mutant for number, mutant in source.mutants.items() if number in chosen}
        source.drop_broken(compiler)
        numbers = find_equivalent(source, compiler)
        found += [mutant for mutant in mutants if mutant.file == name and mutant.number in numbers]
    return found
