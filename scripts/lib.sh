# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the scripts beside it; sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say () { printf '%s\n' "$*" >&2; }

# Every script tells what its first lines say.
case ${1:-} in
    -h | --help)
        awk 'NR > 2 && !/^#/ { exit } NR > 2 { sub (/^# ?/, ""); print }' "$0"
        exit ;;
esac

# no_option SCRIPT [WORD]: ends where WORD is an option, which SCRIPT does not have.
no_option () {
    case ${2:-} in -*) say "$1: unknown option $2. See “$1 --help”."; exit 2 ;; esac
}

# need KIND...: installs the packages of these kinds that are missing (scripts/packages).
need () {
    local kind name missing=()
    for kind in "$@"; do
        while read -r name; do
            dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
        done < <(awk -v kind="$kind" '$1 == kind { print $2 }' "$root/scripts/packages")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "Installing what is missing: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { say "These packages are missing, and there is no sudo to install them. As root: apt-get install ${missing[*]}"; return 1; }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq >&2 || say "The package lists could not be refreshed; going on with the old ones."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# configure FOLDER OPTION...: sets the build folder up if it is new. "meson test" then builds what its tests need.
configure () {
    local folder=$1
    shift
    # Two hundred programs are linked in a third of the time; gold does not know all that clang's sanitizers do.
    local linker=gold
    [ "${CC:-gcc}" != clang ] || linker=lld
    command -v "ld.$linker" >/dev/null || linker=
    [ -f "$folder/build.ninja" ] || CC_LD=${CC_LD:-$linker} meson setup "$folder" "$root" "$@" >&2
}

# build FOLDER OPTION...: the same, and builds the programs.
build () {
    configure "$@" && ninja -C "$1" programs >&2
}
