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
    // Mistakes in options are reported before those in operands.
    settings.check()?;
    let target = Target::of(&settings, &options.operands())?;
    target.receive(settings.finish()?)
}

pub fn cli() -> Cli {
    cli::utility(
        "cp",
        "[OPTION]... [-T] SOURCE DEST\n  or:  cp [OPTION]... SOURCE... DIRECTORY\n  \
         or:  cp [OPTION]... -t DIRECTORY SOURCE...",
        "Copy SOURCE to DEST, or one or more SOURCEs into DIRECTORY.",
    )
    .listed_first(
        "sparse strip-trailing-slashes suffix symbolic-link recursive \
         remove-destination reflink parents preserve",
    )
    .options(options![
        flag(
            "-a, --archive",
            "copy recursively and keep everything: the same as -dR --preserve=all",
        ),
        flag("--attributes-only", "copy only attributes, no data"),
        optional(
            "--backup",
            "CONTROL",
            "back up every file that is overwritten",
        ),
        flag("-b", "like --backup without a CONTROL"),
        flag(
            "--copy-contents",
            "with -R, copy the contents of special files",
        ),
        flag(
            "-d",
            "copy symbolic links as links: the same as --no-dereference --preserve=links",
        ),
        flag("--debug", "report how each file is copied (implies -v)"),
        flag(
            "-f, --force",
            "if a destination cannot be opened, remove it and try again",
        ),
        flag("-i, --interactive", "ask before overwriting (overrides -n)"),
        flag("-H", "follow symbolic links on the command line"),
        flag("-l, --link", "make hard links instead of copying"),
        flag(
            "-L, --dereference",
            "always follow symbolic links in SOURCE",
        ),
        flag(
            "-n, --no-clobber",
            "silently skip files that exist (overrides -i)",
        ),
        flag(
            "-P, --no-dereference",
            "never follow symbolic links in SOURCE",
        ),
        flag("-p", "the same as --preserve=mode,ownership,timestamps"),
        optional(
            "--preserve",
            "LIST",
            "preserve these attributes, separated by commas: mode, ownership, timestamps \
             (these by default), links, context, xattr, all",
        ),
        value("--no-preserve", "LIST", "do not preserve these attributes"),
        flag("--parents", "append the whole path of SOURCE to DIRECTORY").hidden("--path"),
        flag("-R, --recursive", "copy directories recursively"),
        flag("-r", "the same as -R"),
        optional(
            "--reflink",
            "WHEN",
            "clone: share data blocks with the source: always, auto (the default), never; WHEN \
             is always if left out",
        ),
        flag(
            "--remove-destination",
            "remove each destination before copying to it",
        ),
        value(
            "--sparse",
            "WHEN",
            "make holes in the copy: auto (if the source has them, the default), always, never",
        ),
        flag(
            "--strip-trailing-slashes",
            "remove trailing slashes from each SOURCE",
        ),
        flag(
            "-s, --symbolic-link",
            "make symbolic links instead of copying",
        ),
        value(
            "-S, --suffix",
            "SUFFIX",
            "use SUFFIX for backups (implies --backup)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "copy every SOURCE into DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "treat DEST as a file, even if it is a directory",
        ),
        optional(
            "--update",
            "WHICH",
            "overwrite which files: all, none, none-fail, or older (only files older than \
             SOURCE; if WHICH is left out)",
        ),
        flag("-u", "the same as --update=older"),
        flag("-v, --verbose", "report each copy"),
        flag(
            "--keep-directory-symlink",
            "follow existing symbolic links to directories in DEST",
        ),
        flag(
            "-x, --one-file-system",
            "skip directories on other file systems",
        ),
        flag("-Z", "set the default SELinux context of the destination"),
        optional(
            "--context",
            "CTX",
            "like -Z, or set the SELinux or SMACK context to CTX",
        ),
    ])
    .notes(
        "CONTROL, or else the variable VERSION_CONTROL, says how backups are named: none \
         or off (no backups), numbered or t (name.~1~, name.~2~, ...), simple or never \
         (name~), existing or nil (numbered if there are numbered ones, else simple; the \
         default). --suffix or the variable SIMPLE_BACKUP_SUFFIX replaces the ~ of simple \
         backups.\n\n\
         As a special case, 'cp --force --backup FILE FILE' backs up FILE itself.",
    )
}
