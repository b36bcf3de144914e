# SPDX-License-Identifier: GPL-3.0-or-later
# Bare systems of Debian for tests, made with debootstrap; sourced after lib.sh by scripts/test-bare, not run.
# Everything here needs root.

# network_settings: prints the settings of apt on this computer that concern the network: proxies, checks of dates, retries.
network_settings () {
    apt-config dump | grep -E '^Acquire::(https?|Check-Date|Check-Valid-Until|Retries|ForceIPv[46])\b' | grep -v '"";$'
    local kind name
    for kind in http https; do
        name=${kind}_proxy
        [ -z "${!name:-}" ] || printf 'Acquire::%s::Proxy "%s";\n' "$kind" "${!name}"
    done
}

# make_system SUITE FOLDER [PACKAGE...]: makes a bare Debian SUITE with the packages in FOLDER, unless FOLDER has one. The
# mirror is $BURNBACK_MIRROR, or that of apt on this computer.
make_system () {
    local suite=$1 folder=$2 mirror=${BURNBACK_MIRROR:-} packages
    [ ! -e "$folder/etc/debian_version" ] || return 0
    [ "$(id -u)" -eq 0 ] || { say "Making a bare system needs root."; return 1; }
    command -v debootstrap >/dev/null || { say "debootstrap is missing. As root: apt-get install debootstrap"; return 1; }
    [ -n "$mirror" ] || mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)
    packages=$(IFS=,; echo "${*:3}")
    : "${mirror:=http://deb.debian.org/debian}"
    say "Making a bare system of $suite from $mirror: about 1 min, 60 MB to download."
    rm -rf --one-file-system "$folder" "$folder.new"
    mkdir -p "$(dirname "$folder")"
    http_proxy=${http_proxy:-$(apt-config dump Acquire::http::Proxy | sed 's/.*"\(.*\)";/\1/')} debootstrap --variant=minbase ${packages:+--include="$packages"} "$suite" "$folder.new" "$mirror" >&2 || return 1
    network_settings > "$folder.new/etc/apt/apt.conf.d/90network"
    if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1 && [ -x "$folder.new/usr/sbin/update-ca-certificates" ]; then
        cp /usr/local/share/ca-certificates/*.crt "$folder.new/usr/local/share/ca-certificates/"
        in_system "$folder.new" update-ca-certificates >&2
    fi
    mv "$folder.new" "$folder"
}

# enter_system FOLDER COMMAND...: runs the command as in_system does. Must be called in namespaces of its own.
enter_system () {
    local folder=$1 name number=0
    shift
    mount --bind "$folder" "$folder"
    mount -t proc proc "$folder/proc"
    mount -t sysfs -o ro sysfs "$folder/sys"
    mount -t tmpfs -o mode=755 tmpfs "$folder/dev"
    mkdir "$folder/dev/pts" "$folder/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$folder/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$folder/dev/shm"
    mount -t tmpfs -o mode=755 tmpfs "$folder/run"
    mkdir -m 1777 "$folder/run/lock"
    mknod -m 666 "$folder/dev/null" c 1 3
    mknod -m 666 "$folder/dev/zero" c 1 5
    mknod -m 666 "$folder/dev/full" c 1 7
    mknod -m 666 "$folder/dev/random" c 1 8
    mknod -m 666 "$folder/dev/urandom" c 1 9
    mknod -m 666 "$folder/dev/tty" c 5 0
    ln -s pts/ptmx "$folder/dev/ptmx"
    ln -s /proc/self/fd "$folder/dev/fd"
    for name in stdin stdout stderr; do
        ln -s "/proc/self/fd/$((number++))" "$folder/dev/$name"
    done
    cd "$folder"
    # pivot_root instead of chroot: a process in a chroot cannot make user namespaces, which bwrap needs.
    pivot_root . mnt
    cd /
    umount -l /mnt
    exec env -i HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive TERM=dumb \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# in_system FOLDER COMMAND...: runs the command as root in the system in FOLDER, with the network of this computer but
# without its devices. Mounts and processes are in new namespaces, so they disappear when the command ends or is killed.
in_system () {
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    printf '127.0.0.1 localhost %s\n::1 localhost\n' "$(hostname)" > "$1/etc/hosts"
    (
        export -f enter_system
        unshare --mount --pid --fork --kill-child bash -euc 'enter_system "$@"' enter "$@"
    )
}
