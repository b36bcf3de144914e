# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of burnbackctl for bash. The program itself knows what can stand in a place (burnbackctl complete).

_burnbackctl ()
{
    local cur words cword line word known=()
    _get_comp_words_by_ref -n = cur words cword || return
    mapfile -t known < <("$1" complete -- "${words[@]:1:cword-1}" "$cur" 2>/dev/null)
    # bash completes what stands behind "=".
    local prefix=${cur%"${cur#--*=}"}
    cur=${cur#"$prefix"}
    for line in "${known[@]}"; do
        case $line in
            $'\tfolder') _filedir -d ;;
            $'\tfile') _filedir ;;
            $'\tfile\t'*) _filedir "@(${line##*$'\t'})" ;;
            *)
                word=${line%%$'\t'*}
                word=${word#"$prefix"}
                [[ $cur == [\"\']* ]] || printf -v word %q "$word"
                COMPREPLY+=("$word")
                ;;
        esac
    done
}

complete -F _burnbackctl burnbackctl
