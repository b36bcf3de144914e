# SPDX-License-Identifier: GPL-3.0-or-later
"""test_shells.py SHELL FILE: the completion of burnbackctl in the real bash (bash-completion), zsh (compsys) or fish.

FILE is the completion script. It is copied to the folder where the shell looks for it. Skipped if SHELL is not
installed.
"""
import os
import pty
import re
import shlex
import shutil
import signal
import sys

import cli

SHELL, FILE = sys.argv.pop(1), sys.argv.pop(1)
BASH_COMPLETION = '/usr/share/bash-completion/bash_completion'

BASH = r'''
. {bash_completion}
_completion_loader burnbackctl
[[ $(complete -p burnbackctl) == 'complete -F _burnbackctl burnbackctl' ]] || exit 9
compopt () {{ :; }}
'''
BASH_CASE = r'''
COMP_LINE={line} COMP_POINT={length} COMP_WORDS=({words}) COMP_CWORD={last} COMPREPLY=()
_burnbackctl burnbackctl
printf '== %s\n' {line}; printf '%s\n' "${{COMPREPLY[@]}}"
'''
FISH_CASE = r'''
printf '== %s\n' {line}; complete -C {line}
'''
# Also writes each match to a file. When the line editor starts, it completes every line, then exits.
ZSH = r'''
fpath=({folder} $fpath)
autoload -Uz compinit && compinit -u -D
compadd () {{
    local -a hits
    (( ${{@[(I)-[OAD]]}} )) || {{ builtin compadd -A hits "$@"; print -rl -- $hits >> {hits} }}
    builtin compadd "$@"
}}
zle-line-init () {{
    local line
    for line in {lines}; do
        print -r -- "== $line" >> {hits}
        BUFFER=$line CURSOR=$#line
        zle complete-word
    done
    exit
}}
zle -N zle-line-init
'''


class Shell(cli.CliTest):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.use(cli.scenario(('sr0', *cli.NEC, {'Serial': 'A1'}), ('sr1', *cli.NS60, {'Serial': 'B2'})))
        self.here = self.path('here')
        os.makedirs(os.path.join(self.here, 'a folder'))
        for name in ('image.bin', 'my.scenario', 'mine.names', 'mine.txt'):
            self.write(os.path.join('here', name), '')
        self.environment['PATH'] = os.path.dirname(os.path.abspath(cli.CTL)) + ':' + self.environment['PATH']
        self.environment.update(HOME=self.folder, TERM='dumb')

    def copy_script(self, *place):
        """Copies the completion script to @place below the data folder. Returns the folder."""
        folder = self.path('data', *place[:-1])
        os.makedirs(folder)
        shutil.copy(FILE, os.path.join(folder, place[-1]))
        return folder

    def bash(self, lines):
        """Returns for each line the heading "== LINE" and what bash completes, one match on a line."""
        self.copy_script('bash-completion', 'completions', 'burnbackctl')
        script = BASH.format(bash_completion=BASH_COMPLETION)
        for line in lines:
            # readline counts "=" as a word of its own.
            words = re.findall(r'(?:\\.|[^\s=\\])+|=', line) + ([''] if line[-1] in ' =' else [])
            script += BASH_CASE.format(line=shlex.quote(line), length=len(line), words=' '.join(map(shlex.quote, words)), last=len(words) - 1)
        return self.run_program(['bash', '--norc', self.write('ask.bash', script)], cli.DONE, cwd=self.here).out

    def fish(self, lines):
        """Returns for each line the heading "== LINE" and what fish completes, one match on a line."""
        self.copy_script('fish', 'vendor_completions.d', 'burnbackctl.fish')
        script = ''.join(FISH_CASE.format(line=shlex.quote(line)) for line in lines)
        self.environment['XDG_DATA_DIRS'] = self.path('data')
        return self.run_program(['fish', '--private', self.write('ask.fish', script)], cli.DONE, cwd=self.here).out

    def zsh(self, lines):
        """Returns for each line the heading "== LINE" and what zsh completes, one match on a line."""
        hits = self.path('hits')
        folder = self.copy_script('zsh', 'site-functions', '_burnbackctl')
        self.write('.zshrc', ZSH.format(folder=folder, hits=hits, lines=' '.join(map(shlex.quote, lines))))
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.here)
            os.execvpe('zsh', ['zsh', '-d', '-i'], dict(self.environment, ZDOTDIR=self.folder))
        signal.alarm(cli.LIMIT_S)
        said = b''
        try:
            while part := os.read(terminal, 4096):
                said += part
        except OSError:
            pass
        os.waitpid(child, 0)
        signal.alarm(0)
        self.assertTrue(os.path.exists(hits), said)
        return self.read(hits).decode()

    def test_shell_completes_each_line_as_listed(self):
        backup = self.json('backup', 'sr0')['id']
        place = f'--simulate {self.scenario} --state-dir {self.state}'
        expected = {
            'burnbackctl fl': {'flash'},
            'burnbackctl frob ': set(),
            'burnbackctl flash sr0 image.bin --fo': {'--force'},
            'burnbackctl flash sr0 image.bin --on-failure r': {'retry', 'rollback'},
            'burnbackctl flash sr0 image.bin --on-failure=r': {'retry', 'rollback'},
            'burnbackctl flash sr0 image.bin --on-failure=': {'ask', 'retry', 'rollback', 'stop'},
            f'burnbackctl {place} info s': {'sr0', 'sr1'},
            f'burnbackctl --simulate={self.scenario} info s': {'sr0', 'sr1'},
            f'burnbackctl info --look-closer {place} s': {'sr0', 'sr1'},
            f'burnbackctl {place} rollback sr0 ': {backup},
            'burnbackctl flash sr0 i': {'image.bin'},
            'burnbackctl flash sr0 --fallback=i': {'image.bin'},
            'burnbackctl flash sr0 mi': {'mine.names', 'mine.txt'},
            'burnbackctl catalog lint m': {'mine.names'},
            'burnbackctl catalog show TDK\\ DVDRW44': {'TDK DVDRW440N'},
            'burnbackctl --simulate m': {'mt1959', 'museum', 'my.scenario'},
            'burnbackctl --simulate=m': {'mt1959', 'museum', 'my.scenario'},
            'burnbackctl --state-dir a': {'a folder'},
            'burnbackctl --state-dir=a': {'a folder'},
        }
        before = self.log_length()
        parts = re.split(r'^== (.*)\n', getattr(self, SHELL)(list(expected)), flags=re.MULTILINE)
        offered = {line: {re.sub(r'^--[\w-]+=', '', match.split('\t')[0]).replace('\\', '').rstrip('/') for match in text.splitlines()} - {''}
                   for line, text in zip(parts[1::2], parts[2::2])}
        self.assertEqual(offered, expected)
        self.assertEqual(self.log_length(), before)


if __name__ == '__main__':
    if not shutil.which(SHELL) or (SHELL == 'bash' and not os.path.exists(BASH_COMPLETION)):
        print(SHELL + ('-completion' if SHELL == 'bash' else '') + ' is not installed')
        sys.exit(77)
    cli.main()
