#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# stories.sh: the first steps of a user with the burnbackctl in $PATH: identify drives, back up, flash, verify, lose power in
# the middle of a flash, recover. All drives are simulated. Needs only a shell, coreutils and grep, so that it runs on any
# system where the program is installed.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export HOME="$work" XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data" XDG_CACHE_HOME="$work/cache"
export XDG_CONFIG_HOME="$work/config" BURNBACK_SIM_STATE="$work/drives" LC_ALL=C.UTF-8 LANGUAGE=
cd "$work" || exit 1
failed=0

# run CODE COMMAND...: runs burnbackctl with its output in $work/out; prints a failure if the exit code is not CODE.
run () {
    expected=$1 code=0
    shift
    printf '%s\n' "burnbackctl $*"
    burnbackctl --progress=none "$@" >out 2>&1 </dev/null || code=$?
    [ "$code" -eq "$expected" ] || { cat out; printf 'FAILED: exit %d, expected %d\n' "$code" "$expected"; failed=1; }
}

# shows COUNT TEXT: prints a failure unless COUNT lines of the last output contain TEXT.
shows () {
    [ "$(grep -c -F -- "$2" out)" -eq "$1" ] || { cat out; printf 'FAILED: not %d times: %s\n' "$1" "$2"; failed=1; }
}

# The installed scenarios and the installed catalog are found.
run 0 --simulate two list
shows 2 'NEC ND-3550A'
shows 1 '  1.04  '
run 0 catalog show 'TDK DVDRW420N'
shows 1 'TDK 420N is NEC ND-1100A'
run 0 --simulate two doctor
# Newer C libraries translate nothing in the locale C.UTF-8, so a copy of this locale gets another name.
mkdir locales && cp -R /usr/lib/locale/C.[uU]* locales/de_DE.UTF-8 || exit 1
LOCPATH=$work/locales LC_ALL=de_DE.UTF-8 LANGUAGE=de run 0 --simulate two info sr0
shows 1 'Bereit.'

# The firmware of one drive updates the other.
run 0 --simulate two backup sr0 --output new.bin
run 0 --simulate two check sr1 new.bin
run 0 --simulate two flash sr1 new.bin --yes
run 0 --simulate two verify sr1 new.bin
run 0 --simulate two list
shows 2 '  1.05  '
run 0 --simulate two rollback sr1
run 0 --simulate two list
shows 1 '  1.04  '

# Power is lost in the middle of the seventh block.
rm -rf "$BURNBACK_SIM_STATE"
printf '[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.04\nBootVersion=05\nSerial=SIM0003\nBus=pata\n' >whole.scenario
{ cat whole.scenario; printf '[fault 1]\nDrive=sr0\nAt=step:program:7\nKind=power-cut\nDuring=middle\n'; } >cut.scenario
run 6 --simulate ./cut.scenario flash sr0 new.bin --yes
run 0 --simulate ./whole.scenario recover sr0 --yes
run 0 --simulate ./whole.scenario verify sr0
shows 1 'revision 1.04'
run 0 --simulate ./whole.scenario flash sr0 new.bin --yes
run 0 --simulate ./whole.scenario info sr0
shows 1 'Ready.'

[ "$failed" -eq 0 ] && echo passed
exit "$failed"
