# Puts corelink's files in the places of those that other packages have under the same names, and
# puts those back. Part of each maintainer script of `corelink`, and /usr/lib/corelink/replace.
#
# Nothing is ever missing from its place: a file is first made under a temporary name beside it (as
# a hard link where possible), and then renamed over what is there. dpkg itself only unpacks to
# folders of corelink's own, so that an interrupted unpacking changes nothing that is in use, and
# files are put in their places when the library that they depend on is configured.
# Everything may be interrupted at any point and run again; one process at a time does it, since a
# script goes on when dpkg is killed.
#
# The order is: keep their file, divert its name, put ours in its place. The diversions of
# dpkg-divert are the only state. The name of each executable is diverted a second time without /usr,
# since the two are the same file and dpkg compares names.

own=/usr/lib/corelink
kept=$own/gnu
here=.corelink-new

LC_ALL=C
# What was kept runs whatever state ours is in.
PATH=$kept/bin:$kept/sbin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 022

# Until the script ends. The folder is one that always exists.
lock() {
    exec 9</usr/bin
    flock 9
}

# put FILE PLACE: makes PLACE the same file as FILE, or a copy on another file system.
put() {
    rm -f "$2$here"
    ln -P "$1" "$2$here" 2>/dev/null || { cp -pP "$1" "$2$here" && sync "$2$here"; }
    mv -f "$2$here" "$2"
}

# ours PLACE: prints the file of ours for a place.
ours() {
    case $1 in
    /usr/bin/* | /usr/sbin/*) echo "$own/bin/${1##*/}" ;;
    *) echo "/usr/share/corelink/${1#/usr/share/}" ;;
    esac
}

# places: prints the places of all files of ours.
places() {
    for file in "$own"/bin/*; do
        case $file in
        */chroot) echo /usr/sbin/chroot ;;
        *) echo "/usr/bin/${file##*/}" ;;
        esac
    done
    for file in /usr/share/corelink/man/man1/* /usr/share/corelink/bash-completion/completions/*; do
        [ ! -e "$file" ] || echo "/usr/share/${file#/usr/share/corelink/}"
    done
}

# diverted: prints the places whose names are diverted.
diverted() {
    dpkg-divert --list | sed -n 's,^diversion of \(/usr/.*\) to .* by corelink$,\1,p'
}

divert() { dpkg-divert --quiet --package corelink --no-rename "$@" >/dev/null; }

# names PLACE: prints the names by which dpkg may know a place, the one that `diverted` prints last.
names() {
    case $1 in
    /usr/bin/* | /usr/sbin/*) echo "${1#/usr}" ;;
    esac
    echo "$1"
}

# replace_one PLACE: puts ours in a place whose name is diverted.
replace_one() {
    file=$(ours "$1")
    if [ -e "$file" ] && ! [ "$file" -ef "$1" ]; then
        mkdir -p "${1%/*}"
        put "$file" "$1"
    fi
}

# restore_one PLACE: puts back what was in a place, and no longer diverts its name.
restore_one() {
    place=$1
    back=$kept/${place#/usr/}
    if [ -e "$back" ] || [ -L "$back" ]; then
        put "$back" "$place"
    else
        rm -f "$place"
    fi
    for name in $(names "$place"); do
        divert --remove "$name"
    done
    rm -f "$back"
}

# ours_run: checks, in the folder that they will be in, that ours start.
ours_run() {
    for name in cat cp ln ls mkdir mv rm sync; do
        [ -e "$own/bin/$name" ] || continue
        put "$own/bin/$name" "/usr/bin/.$name.corelink-check"
        "/usr/bin/.$name.corelink-check" --version >/dev/null || {
            rm -f "/usr/bin/.$name.corelink-check"
            echo "corelink: its $name does not run here, nothing is replaced" >&2
            return 1
        }
        rm -f "/usr/bin/.$name.corelink-check"
    done
}

# replace_all: puts all of ours in their places.
replace_all() {
    lock
    ours_run
    before=" $(diverted | tr '\n' ' ') "
    all=" $(places | tr '\n' ' ') "
    for place in $before; do
        case $all in
        *" $place "*) ;;
        *) restore_one "$place" ;; # this version has no such file
        esac
    done
    for place in $all; do
        case $before in
        *" $place "*) ;;
        *)
            back=$kept/${place#/usr/}
            mkdir -p "${back%/*}"
            if [ "$place" -ef "$(ours "$place")" ]; then
                echo "corelink: $place is ours, but its name is not diverted" >&2
                exit 1
            fi
            if [ -e "$place" ] || [ -L "$place" ]; then
                put "$place" "$back"
            fi
            for name in $(names "$place"); do
                # The same change of the path for both: /bin/ls is kept in /lib/corelink/gnu/bin/ls.
                divert --divert "${name%"${place#/usr}"}${back#/usr}" --add "$name"
            done
            ;;
        esac
        replace_one "$place"
    done
}

# replace_again: replaces files of ours that an older version of this package left in their places.
replace_again() {
    lock
    ours_run
    for place in $(diverted); do
        replace_one "$place"
    done
}

# restore_all: puts back everything.
restore_all() {
    lock
    for place in $(diverted); do
        restore_one "$place"
    done
    # What is left was made just before an interruption.
    rm -rf "$kept" /usr/bin/.*.corelink-check
}
