//! The command line of `ls`, `dir` and `vdir`.

use crate::options;
use crate::program::cli::{Cli, utility};

/// Returns the command line of a utility.
pub fn cli(name: &'static str, about: &'static str) -> Cli {
    utility(name, "[OPTION]... [FILE]...", about)
        .listed_first(
            "tabsize time time-style size si show-control-chars sort numeric-uid-gid \
         no-group inode ignore-backups ignore indicator-style human-readable \
         hide-control-chars hide hyperlink full-time file-type format classify \
         color context",
        )
        .options(options![
            flag("-a, --all", "show entries that begin with ."),
            flag("-A, --almost-all", "like -a, but without . and .."),
            flag("--author", "with -l, print the author of each file"),
            flag("-b, --escape", "print nongraphic characters as C escapes"),
            value(
                "--block-size",
                "SIZE",
                "with -l and -s, print sizes in units of SIZE, like K, MB or '1",
            ),
            flag("-B, --ignore-backups", "omit entries that end with ~"),
            flag(
                "-c",
                "use the time of the last status change: with -l, show it, else sort by it",
            ),
            flag("-C", "print entries in columns"),
            optional("--color", "WHEN", "color the output: always, auto or never"),
            flag(
                "-d, --directory",
                "list directories themselves instead of their contents",
            ),
            flag(
                "-D, --dired",
                "with -l, add information for Emacs' dired mode",
            ),
            flag("-f", "the same as -a -U"),
            flag("-F", "").shown_with("classify"),
            optional(
                "--classify",
                "WHEN",
                "append an indicator (one of */=>@|) to entries; WHEN is always, auto or never",
            ),
            flag("--file-type", "like -F, but without *"),
            value(
                "--format",
                "WORD",
                "across or horizontal (-x), commas (-m), long or verbose (-l), single-column (-1), \
                 vertical (-C)",
            ),
            flag("--full-time", "the same as -l --time-style=full-iso"),
            flag("-g", "like -l, but without the owner"),
            flag("--group-directories-first", "list directories before files"),
            flag("-G, --no-group", "with -l, omit the group"),
            flag(
                "-h, --human-readable",
                "with -l and -s, print sizes like 1K 234M 2G",
            ),
            flag("--si", "like -h, but in powers of 1000"),
            flag(
                "-H, --dereference-command-line",
                "follow symbolic links on the command line",
            ),
            flag(
                "--dereference-command-line-symlink-to-dir",
                "follow symbolic links to directories on the command line",
            ),
            value(
                "--hide",
                "PATTERN",
                "omit entries that match the shell PATTERN, unless -a or -A is given",
            ),
            optional(
                "--hyperlink",
                "WHEN",
                "print file names as hyperlinks: always, auto or never",
            ),
            value(
                "--indicator-style",
                "WORD",
                "append indicators: none (the default), slash (-p), file-type (--file-type), \
                 classify (-F)",
            ),
            flag("-i, --inode", "print the inode number of each file"),
            value(
                "-I, --ignore",
                "PATTERN",
                "omit entries that match the shell PATTERN",
            ),
            flag(
                "-k, --kibibytes",
                "print disk usage in blocks of 1024 bytes",
            ),
            flag("-l", "use the long format"),
            flag(
                "-L, --dereference",
                "show the files that symbolic links point to",
            ),
            flag("-m", "print a comma-separated list of entries"),
            flag(
                "-n, --numeric-uid-gid",
                "like -l, but with numeric user and group IDs",
            ),
            flag("-N, --literal", "print entry names without quoting"),
            flag("-o", "like -l, but without the group"),
            flag("-p", "append / to directories"),
            flag(
                "-q, --hide-control-chars",
                "print ? for nongraphic characters",
            ),
            flag(
                "--show-control-chars",
                "print nongraphic characters unchanged",
            ),
            flag("-Q, --quote-name", "enclose entry names in double quotes"),
            value(
                "--quoting-style",
                "WORD",
                "quote names in this style: literal, locale, shell, shell-always, shell-escape, \
                 shell-escape-always, c, escape",
            ),
            flag("-r, --reverse", "reverse the sort order"),
            flag("-R, --recursive", "list subdirectories recursively"),
            flag(
                "-s, --size",
                "print the allocated size of each file, in blocks",
            ),
            flag("-S", "sort by size, largest first"),
            value(
                "--sort",
                "WORD",
                "sort by none (-U), size (-S), time (-t), version (-v), extension (-X), name or \
                 width",
            ),
            value(
                "--time",
                "WORD",
                "use this time: atime, access or use (-u); ctime or status (-c); mtime or \
                 modification; birth or creation",
            ),
            value(
                "--time-style",
                "STYLE",
                "with -l, show times as full-iso, long-iso, iso, locale or +FORMAT, see below",
            ),
            flag("-t", "sort by time, newest first"),
            value(
                "-T, --tabsize",
                "COLS",
                "assume tab stops every COLS columns instead of 8",
            ),
            flag(
                "-u",
                "use the time of the last access: with -l, show it, else sort by it",
            ),
            flag("-U", "do not sort"),
            flag("-v", "sort by version numbers within names"),
            value(
                "-w, --width",
                "COLS",
                "set the output width to COLS; 0 means no limit",
            ),
            flag("-x", "fill lines instead of columns"),
            flag("-X", "sort by extension"),
            flag("-Z, --context", "print the security context of each file"),
            flag("--zero", "end lines with NUL instead of newline"),
            flag("-1", "print one entry per line"),
        ])
        .notes(
            "Entries are sorted by name unless one of -cftuvSUX or --sort is given. A WHEN \
             that is left out means always.\n\n\
             The FORMAT of --time-style is that of date(1); a second one after a newline \
             applies to recent files. The variable TIME_STYLE sets the default. The prefix \
             posix- restricts a style to locales other than POSIX. The variable LS_COLORS sets \
             the colors, see dircolors(1).\n\n\
             The exit status is 0 on success, 1 after minor problems (such as an inaccessible \
             subdirectory), and 2 after serious trouble (such as an inaccessible FILE operand).",
        )
}
