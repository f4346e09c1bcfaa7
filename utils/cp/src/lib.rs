//! cp: copy files and directories. GNU manual node "cp invocation"; POSIX cp.
//!
//! Gap: `-Z` without a context does not look up SELinux's default for the destination; the
//! kernel assigns one.

mod settings;
mod target;

use settings::Settings;
use shared::prelude::*;
use target::Target;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let target = Target::of(&settings, &options.operands())?;
    target.receive(settings.finish()?)
}

pub fn cli() -> Command {
    cli::utility(
        "cp",
        "[OPTION]... [-T] SOURCE DEST\n  or:  cp [OPTION]... SOURCE... DIRECTORY\n  \
         or:  cp [OPTION]... -t DIRECTORY SOURCE...",
        "Copy SOURCE to DEST, or several SOURCEs into DIRECTORY.",
    )
    .args([
        flag(
            "-a, --archive",
            "keep all that can be kept: -dR --preserve=all",
        ),
        flag(
            "--attributes-only",
            "copy the attributes of files, not their data",
        ),
        optional("--backup", "CONTROL", "back up each file that is replaced"),
        flag("-b", "like --backup, without a value"),
        flag(
            "--copy-contents",
            "with -R, read special files instead of making them",
        ),
        flag(
            "-d",
            "copy links as links: --no-dereference --preserve=links",
        ),
        flag("--debug", "tell how each file is copied (implies -v)"),
        flag(
            "-f, --force",
            "remove a file that can't be opened for writing, and try again",
        ),
        flag(
            "-i, --interactive",
            "ask before a file is replaced (overrides -n)",
        ),
        flag("-H", "follow symbolic links given as operands"),
        flag("-l, --link", "make hard links instead of copies"),
        flag("-L, --dereference", "follow all symbolic links in SOURCE"),
        flag(
            "-n, --no-clobber",
            "replace nothing, and say nothing (overrides -i)",
        ),
        flag("-P, --no-dereference", "follow no symbolic links in SOURCE"),
        flag("-p", "like --preserve=mode,ownership,timestamps"),
        optional(
            "--preserve",
            "LIST",
            "keep these attributes: mode, ownership, timestamps (the default), links, \
             context, xattr, all",
        ),
        value("--no-preserve", "LIST", "don't keep these attributes"),
        flag("--parents", "make the whole path of SOURCE below DIRECTORY"),
        flag(
            "-R, --recursive",
            "copy directories with all that is in them",
        ),
        flag("-r", "like -R"),
        optional(
            "--reflink",
            "WHEN",
            "share data blocks with the source: always, auto (the default), never",
        ),
        flag(
            "--remove-destination",
            "remove what exists before anything is copied",
        ),
        value(
            "--sparse",
            "WHEN",
            "make holes in copies: auto (the default), always, never",
        ),
        flag(
            "--strip-trailing-slashes",
            "drop slashes at the end of each SOURCE",
        ),
        flag(
            "-s, --symbolic-link",
            "make symbolic links instead of copies",
        ),
        value(
            "-S, --suffix",
            "SUFFIX",
            "end the names of backups in SUFFIX",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "copy all operands into DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "take DEST for a file, never for a place to copy into",
        ),
        optional(
            "--update",
            "WHICH",
            "replace all files that exist, none, none-fail, or those that are older (the \
             default with this option)",
        ),
        flag("-u", "like --update=older"),
        flag("-v, --verbose", "tell what is done"),
        flag(
            "--keep-directory-symlink",
            "copy into what a symbolic link to a directory leads to",
        ),
        flag(
            "-x, --one-file-system",
            "stay on the file system of each SOURCE",
        ),
        flag(
            "-Z",
            "give copies the SELinux type that is the default of their place",
        ),
        optional(
            "--context",
            "CTX",
            "like -Z, or set the SELinux (or SMACK) context CTX",
        ),
    ])
    .after_help(
        "Backups are made as CONTROL or the variable VERSION_CONTROL says: none or off, \
         numbered or t,\nexisting or nil (numbered where there are numbered ones, the default), \
         simple or never.\nTheir suffix is ~, or what --suffix or SIMPLE_BACKUP_SUFFIX says. \
         As a special case, cp backs up\nSOURCE when both --force and --backup are given and \
         SOURCE and DEST are one regular file.",
    )
}
