# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of burnbackctl for fish. The program itself knows what can stand in a place (burnbackctl complete).

function __burnbackctl_complete
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l prefix (string match -r -- '^--[^=]+=' "$token"; or echo)
    set -l value (string replace -r -- '^--[^=]+=' '' "$token")
    command -q $words[1]; or return
    for line in ($words[1] complete -- $words[2..] "$token" 2>/dev/null)
        switch $line
            case \tfolder
                printf '%s\n' $prefix(__fish_complete_directories "$value" '')
            case \tfile
                printf '%s\n' $prefix(__fish_complete_path "$value")
            case \tfile\t'*'
                set -l endings (string replace -r '.*\t' '' $line)
                printf '%s\n' $prefix(__fish_complete_path "$value" | string match -r '.*(?:/|\.(?:'$endings'))(?:\t.*)?$')
            case '*'
                echo $line
        end
    end
end

complete -c burnbackctl -f -a '(__burnbackctl_complete)'
