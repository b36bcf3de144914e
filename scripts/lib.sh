# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the scripts beside it; sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say () { printf '%s\n' "$*" >&2; }

# With --help, every script that sources this file prints its first comment.
case ${1:-} in
    -h | --help)
        awk 'NR > 2 && !/^#/ { exit } NR > 2 { sub (/^# ?/, ""); print }' "$0"
        exit ;;
esac

# no_option SCRIPT [WORD]: ends SCRIPT with exit code 2 if WORD looks like an option.
no_option () {
    case ${2:-} in -*) say "$1: unknown option $2. See “$1 --help”."; exit 2 ;; esac
}

# duration SECONDS: prints a duration in words.
duration () {
    if [ "$1" -lt 90 ]; then printf 'less than %d s' $((($1 / 10 + 1) * 10)); else printf 'about %d min' $((($1 + 59) / 60)); fi
}

# missing_packages KIND...: prints the names in each line of scripts/packages of these kinds, if none of them is installed.
missing_packages () {
    local kind names name
    while read -r kind names; do
        [[ " $* " == *" $kind "* ]] || continue
        for name in ${names//|/ }; do
            dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && continue 2
        done
        printf '%s\n' "$names"
    done < <(grep -v '^#' "$root/scripts/packages") | sort -u
}

# choose_package ALTERNATIVES: prints the first alternative that apt can install.
choose_package () {
    local name
    for name in ${1//|/ }; do
        apt-cache show --no-all-versions "$name" >/dev/null 2>&1 && printf '%s\n' "$name" && return
    done
    return 1
}

# show_progress: reads the status lines of apt (APT::Status-Fd) and prints the progress in steps of a fifth.
show_progress () {
    local kind percent text fifth last=
    while IFS=: read -r kind _ percent text; do
        case $kind in
            dlstatus) kind=downloaded text=${text##*(} text=", ${text%)}" ;;
            pmstatus) kind=installed text= ;;
            *) continue ;;
        esac
        [[ $percent =~ ^([0-9]+) ]] || continue
        fifth="$kind $((BASH_REMATCH[1] / 20 * 20))"
        [ "$fifth" = "$last" ] || say "  $fifth %$([[ $text != *remaining* ]] || printf '%s' "$text")"
        last=$fifth
    done
}

# install_packages NAME...: installs packages, and prints size, expected time and progress. Exit code: that of apt, but 2 if
# the download failed.
install_packages () {
    local log code size count megabytes
    log=$(mktemp)
    "${as_root[@]}" env LC_ALL=C apt-get install --no-install-recommends --assume-no "$@" >"$log" 2>&1
    size=$(sed -n 's/^Need to get \(.*\) of archives.*/\1/p' "$log" | sed 's|.*/||')
    count=$(sed -n 's/.* \([0-9]*\) newly installed.*/\1/p' "$log")
    megabytes=$(awk '/kB/ { print 1 } / MB/ { print int($1) } / GB/ { print int($1 * 1000) }' <<<"$size")
    # Estimate: a third of a second to unpack and set up a package, and 6 MB a second to download.
    say "Installing ${count:-$#} packages, ${size:-some MB} to download: $(duration $((${count:-$#} / 3 + ${megabytes:-0} / 6))) at 50 Mbit/s."
    "${as_root[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 \
        -o APT::Status-Fd=1 "$@" 2>"$log" | show_progress
    code=${PIPESTATUS[0]}
    if [ "$code" -ne 0 ]; then
        grep '^[EW]: ' "$log" | tail -n 5 >&2
        ! grep -q '^E: Failed to fetch' "$log" || code=2
    fi
    rm -f "$log"
    return "$code"
}

# need KIND...: installs the missing packages of these kinds (scripts/packages). If some of them cannot be installed,
# installs the others, prints the command for the rest, and fails. Without apt-get, only prints what is needed. In a
# script with "set -e", call it with "|| exit 1".
need () {
    local lines line name names=() as_root=()
    readarray -t lines < <(missing_packages "$@")
    [ ${#lines[@]} -eq 0 ] && return 0
    if ! command -v apt-get >/dev/null; then
        say "There is no apt-get here to install packages with. What Debian has in these is needed: ${lines[*]}"
        return 0
    fi
    say "Not installed: ${lines[*]}"
    if [ "$(id -u)" -eq 0 ]; then
        :
    elif ! command -v sudo >/dev/null; then
        say "There is no sudo to install them with."
    else
        as_root=(sudo)
        say "Installing them with sudo, which may ask for your password."
    fi
    if [ "$(id -u)" -ne 0 ] && ! "${as_root[@]:-false}" true; then
        say "This user cannot install them."
    else
        say "Refreshing the package lists."
        "${as_root[@]}" apt-get update -qq -o APT::Update::Error-Mode=any >&2 ||
            say "The package lists could not be refreshed: check the network connection. Going on with the old lists."
        for line in "${lines[@]}"; do
            if name=$(choose_package "$line"); then names+=("$name"); else say "Not known to apt: $line"; fi
        done
        [ ${#names[@]} -eq 0 ] || install_packages "${names[@]}"
        case $? in
            0) ;;
            2) say "They could not be downloaded: check the network connection." ;;
            *)
                say "They cannot be installed together. Trying one at a time."
                for name in "${names[@]}"; do
                    install_packages "$name"
                done ;;
        esac
    fi
    readarray -t lines < <(missing_packages "$@")
    [ ${#lines[@]} -eq 0 ] && return 0
    names=()
    for line in "${lines[@]}"; do
        names+=("$(choose_package "$line" || printf '%s' "${line%% *}")")
    done
    say "Still missing: ${lines[*]}. Run as root, then start scripts/${0##*/} again:"
    say "  apt-get update && apt-get install --no-install-recommends ${names[*]}"
    return 1
}

# configure FOLDER OPTION...: sets up the build folder, unless it exists. "meson test" then builds what the tests need.
configure () {
    local folder=$1
    shift
    # gold links the two hundred programs in a third of the time, but does not support all sanitizers of clang.
    local linker=gold
    [ "${CC:-gcc}" != clang ] || linker=lld
    command -v "ld.$linker" >/dev/null || linker=
    linker=${CC_LD:-$linker}
    # By default, lld uses all processors, on which other compilers and linkers run.
    [ "$linker" != lld ] || set -- "$@" -Dc_link_args=-Wl,--threads=1
    [ -f "$folder/build.ninja" ] || CC_LD=$linker meson setup "$folder" "$root" "$@" >&2 || return
    # By default, ninja starts two compilers more than there are processors, which makes all of them slower. Meson takes the name of
    # a program from $NINJA, without options.
    printf '#!/bin/sh\nexec ninja -j %d "$@"\n' "$(nproc)" > "$folder/ninja" && chmod +x "$folder/ninja"
}

# build FOLDER OPTION...: as configure, and builds the programs.
build () {
    configure "$@" || return
    # Takes 100 s of one processor.
    say "Building the programs: $(duration $((100 / $(nproc) + 5))) if none is there yet."
    "$1/ninja" -C "$1" programs >&2
}
