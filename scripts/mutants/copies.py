# SPDX-License-Identifier: GPL-3.0-or-later
"""All mutants of a source file in one: each function with mutants gets a copy for each of them, and calls the copy that
the environment selects."""
import collections
import json
import pathlib
import re
import shlex
import subprocess

from mutants.changes import mutants_of

# BB_MUTANT=FILE:NUMBER selects a mutant. BB_MUTANT_LOG=FILE collects the functions that were entered, a line each: the
# name of the source file and that of the function.
HEADER = r"""
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern long syscall (long number, ...);
static int bb_mutant_id;
static char bb_mutant_log[512];

static void __attribute__ ((constructor))
bb_mutant_load (void)
{
    const char *wanted = getenv ("BB_MUTANT");
    const char *log = getenv ("BB_MUTANT_LOG");

    if (wanted != NULL && strncmp (wanted, BB_MUTANT_FILE ":", sizeof BB_MUTANT_FILE) == 0)
        bb_mutant_id = atoi (wanted + sizeof BB_MUTANT_FILE);
    if (log != NULL && strlen (log) < sizeof bb_mutant_log)
        strcpy (bb_mutant_log, log);
}

/* Bare system calls, because tests replace those of the C library. */
static void __attribute__ ((noinline, unused))
bb_mutant_note (const char *line, char *noted)
{
    long fd = syscall (SYS_openat, AT_FDCWD, bb_mutant_log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    *noted = 1;
    if (fd >= 0) {
        syscall (SYS_write, fd, line, strlen (line));
        syscall (SYS_close, fd);
    }
}

#define BB_MUTANT_ENTER(name) \
    static char bb_mutant_noted; \
    if (__builtin_expect (bb_mutant_log[0] != 0, 0) && !bb_mutant_noted) \
        bb_mutant_note (BB_MUTANT_FILE ":" name "\n", &bb_mutant_noted)
"""

Function = collections.namedtuple('Function', 'name start brace end signature arguments')
Mutant = collections.namedtuple('Mutant', 'number file line was now function')


def split_arguments(text):
    """Returns the parts of @text between commas that are outside parentheses."""
    parts, depth, part = [], 0, ''
    for char in text:
        depth += {'(': 1, ')': -1}.get(char, 0)
        if char == ',' and depth == 0:
            parts.append(part)
            part = ''
        else:
            part += char
    return [one.strip() for one in [*parts, part]]


def argument_name(text):
    """Returns the name of a parameter; None if there is none."""
    pointer = re.search(r'\(\*+(\w+)\) ?\(', text)
    match = pointer or re.search(r'(\w+)(?:\[[^\]]*\])*$', text)
    return match[1] if match else None


def parse_function(lines, brace, end):
    """Returns the function whose body is in lines @brace to @end. Its arguments are None if it cannot be called by
    another function with the same ones."""
    start = brace
    while start > 0 and lines[start - 1].strip() and not re.search(r'(^#|^\}|;$|\*/$|^G_DEFINE|\\$)', lines[start - 1]):
        start -= 1
    signature = ' '.join(line.strip() for line in lines[start:brace])
    signature = re.sub(r'\bG_GNUC_\w+( \([^)]*\))? ?', '', signature)
    match = re.match(r'(.*?\b)(\w+) \((.*)\)$', signature)
    if not match:
        return Function(None, start, brace, end, signature, None)
    arguments = [] if match[3].strip() == 'void' else [argument_name(one) for one in split_arguments(match[3])]
    if '...' in match[3] or None in arguments:
        arguments = None
    return Function(match[2], start, brace, end, signature, arguments)


def parse_functions(text):
    """Yields the functions of a source file."""
    lines, brace = text.split('\n'), None
    for number, line in enumerate(lines):
        if line == '{':
            brace = number
        elif line == '}' and brace is not None:
            yield parse_function(lines, brace, number)
            brace = None


class Source:
    """A source file. self.every: its mutants, numbered from 1. self.mutants: {number: mutant that has a copy};
    self.slow: mutants in functions that cannot be copied."""

    def __init__(self, name, text):
        self.name, self.text, self.lines = name, text, text.split('\n')
        self.functions = list(parse_functions(text))
        self.every, self.mutants, self.slow = [], {}, []
        for number, (line, was, now) in enumerate(mutants_of(text), 1):
            function = next((one for one in self.functions if one.brace < line < one.end), None)
            mutant = Mutant(number, name, line, was, now, function.name if function else None)
            self.every.append(mutant)
            if function is None or function.arguments is None:
                self.slow.append(mutant)
            else:
                self.mutants[number] = mutant

    def of_function(self, function):
        return [mutant for mutant in self.mutants.values() if function.brace < mutant.line < function.end]

    def copy_name(self, function, number):
        # All of the same length, as the compiler aligns texts by their length.
        return f'{function.name}__m{number:05}'

    def copy_lines(self, function, mutant, attribute, file):
        """Yields the lines of the copy of a function for one mutant (None: without a change)."""
        head = re.sub(r'^(static )?(inline )?', '', function.signature)
        name = self.copy_name(function, mutant.number if mutant else 0)
        yield f'static {attribute}' + re.sub(rf'\b{function.name} \(', f'{name} (', head, count=1)
        yield f'# {function.brace + 1} "{file}"'
        body = self.lines[function.brace:function.end + 1]
        if mutant:
            body[mutant.line - function.brace] = mutant.now
        yield from body

    def generate(self, mark=False):
        """Returns the source with all mutants. @mark: an error of the compiler names the mutant as its file: "m" with
        the number of the function, "_" and the number of the mutant (0: none)."""
        result, last = [], 0
        for index, function in enumerate(self.functions):
            mutants = self.of_function(function)
            result += self.lines[last:function.start]
            if index == 0:
                result += [f'#define BB_MUTANT_FILE "{self.name}"', HEADER]
            last = function.end + 1
            if not mutants:
                result += self.lines[function.start:last]
                continue
            result.append(re.sub(r'^(extern )?', '', function.signature) + ';')
            for mutant in [None, *mutants]:
                number = mutant.number if mutant else 0
                result += self.copy_lines(function, mutant, '', f'm{index}_{number}' if mark else self.name)
            given = f'({", ".join(function.arguments)})'
            result += [*self.lines[function.start:function.brace], '{', f'BB_MUTANT_ENTER ("{function.name}");']
            result += [f'if (bb_mutant_id >= {mutants[0].number} && bb_mutant_id <= {mutants[-1].number})', 'switch (bb_mutant_id) {']
            result += [f'case {one.number}: return {self.copy_name(function, one.number)} {given};' for one in mutants]
            result += ['}', f'return {self.copy_name(function, 0)} {given};', '}']
        return '\n'.join(result + self.lines[last:])

    def drop_broken(self, compiler):
        """Removes the mutants that do not compile, and returns their number. Mutants of a function whose copy does not
        compile go to self.slow."""
        dropped = 0
        for _ in range(10):
            code, printed = compiler.check(self.name, self.generate(mark=True))
            wrong = {(int(function), int(number)) for function, number in re.findall(r'^m(\d+)_(\d+):\d+:\d+: (?:fatal )?error', printed, re.M)}
            # An error inside a macro of a header names the header; the notes after it name the mutant.
            for part in re.split(r'^(?=\S+:\d+:\d+: (?:fatal )?error)', printed, flags=re.M)[1:]:
                note = None if re.match(r'm\d+_\d+:', part) else re.search(r'^m(\d+)_(\d+):\d+:\d+: note: in expansion of macro', part, re.M)
                if note:
                    wrong.add((int(note[1]), int(note[2])))
            if code == 0:
                return dropped
            if not wrong:
                raise RuntimeError(f'{self.name}: {printed[:2000]}')
            for function, number in wrong:
                if number == 0:
                    moved = self.of_function(self.functions[function])
                    self.slow += moved
                    self.mutants = {key: one for key, one in self.mutants.items() if one not in moved}
                else:
                    dropped += self.mutants.pop(number, None) is not None
        raise RuntimeError(f'{self.name}: more and more errors')


class Compiler:
    """Compiles sources in the way in which Meson compiles the file of the same name in a build folder."""

    def __init__(self, build):
        self.build, self.commands = pathlib.Path(build), {}
        for entry in json.loads((self.build / 'compile_commands.json').read_text()):
            name = str((self.build / entry['file']).resolve().relative_to(self.build.parent.resolve()))
            words = [word for word in shlex.split(entry['command']) if word != 'ccache']
            left = {index + 1 for index, word in enumerate(words) if word in ('-o', '-MQ', '-MF', '-include')}
            self.commands[name] = [word for index, word in enumerate(words) if index not in left and word not in ('-o', '-MQ', '-MF', '-MD', '-c', '-include')
                                   and not word.endswith('.c') and not re.match(r'-(g|O.*|W.*|fsanitize=.*|fpch-preprocess|fdiagnostics.*)$', word)]

    def run(self, name, text, *options):
        """Returns exit code and output of the compiler for a file @name with this text."""
        arguments = [*self.commands[name], '-w', '-I', str((self.build.parent / name).parent), *options, '-x', 'c', '-']
        done = subprocess.run(arguments, cwd=self.build, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return done.returncode, done.stdout if done.returncode == 0 else done.stderr

    def check(self, name, text):
        return self.run(name, text, '-O0', '-fsyntax-only', '-fmax-errors=0')

    def assemble(self, name, text):
        """Returns the assembly of a source, optimised; raises an error if it does not compile."""
        code, printed = self.run(name, text, '-O2', '-S', '-o', '-', '-g0', '-fno-ident', '-fno-asynchronous-unwind-tables',
                                 '-fno-reorder-blocks-and-partition', '-fno-ipa-icf', '-fno-toplevel-reorder')
        if code != 0:
            raise RuntimeError(f'{name}: {printed[:2000]}')
        return printed
