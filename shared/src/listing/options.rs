//! The command line of `ls`, `dir` and `vdir`.

use crate::program::cli::{Command, flag, optional, utility, value};

/// Returns the command line of a utility.
pub fn cli(name: &'static str, about: &'static str) -> Command {
    utility(name, "[OPTION]... [FILE]...", about)
        .args([
            flag("-a, --all", "do not ignore entries starting with ."),
            flag("-A, --almost-all", "like -a, but omit . and .."),
            flag("--author", "with -l, print the author of each file"),
            flag("-b, --escape", "print C-style escapes for nongraphic characters"),
            value("--block-size", "SIZE", "with -l and -s, scale sizes by SIZE (K, kB, '1, ...)"),
            flag("-B, --ignore-backups", "do not list entries ending with ~"),
            flag("-c", "use the time of the last status change: show it with -l, else sort by it"),
            flag("-C", "list entries by columns"),
            optional("--color", "WHEN", "color the output: always, auto, or never"),
            flag("-d, --directory", "list directories themselves, not their contents"),
            flag("-D, --dired", "with -l, add output for Emacs' dired mode"),
            flag("-f", "the same as -a -U"),
            flag("-F", "append an indicator (one of */=>@|) to entries"),
            optional("--classify", "WHEN", "like -F, but only WHEN: always, auto, or never"),
            flag("--file-type", "like -F, but without *"),
            value("--format", "WORD", "across (-x), commas (-m), horizontal (-x), long (-l), single-column (-1), verbose (-l), or vertical (-C)"),
            flag("--full-time", "the same as -l --time-style=full-iso"),
            flag("-g", "the same as -l, without the owner"),
            flag("--group-directories-first", "list directories before files"),
            flag("-G, --no-group", "in the long format, print no group names"),
            flag("-h, --human-readable", "with -l and -s, print sizes like 1K 234M 2G"),
            flag("--si", "like -h, but in powers of 1000"),
            flag("-H, --dereference-command-line", "follow symbolic links on the command line"),
            flag("--dereference-command-line-symlink-to-dir", "follow symbolic links on the command line that lead to directories"),
            value("--hide", "PATTERN", "do not list entries matching the shell PATTERN, unless -a or -A is given"),
            optional("--hyperlink", "WHEN", "link file names: always, auto, or never"),
            value("--indicator-style", "WORD", "append an indicator: none, slash (-p), file-type (--file-type), or classify (-F)"),
            flag("-i, --inode", "print the index number of each file"),
            value("-I, --ignore", "PATTERN", "do not list entries matching the shell PATTERN"),
            flag("-k, --kibibytes", "count disk usage in blocks of 1024 bytes"),
            flag("-l", "use the long format"),
            flag("-L, --dereference", "show what symbolic links lead to"),
            flag("-m", "fill the width with names and commas"),
            flag("-n, --numeric-uid-gid", "the same as -l, with numbers of users and groups"),
            flag("-N, --literal", "print names as they are"),
            flag("-o", "the same as -l, without the group"),
            flag("-p", "append / to directories"),
            flag("-q, --hide-control-chars", "print ? for nongraphic characters"),
            flag("--show-control-chars", "print nongraphic characters as they are"),
            flag("-Q, --quote-name", "print names in double quotes"),
            value("--quoting-style", "WORD", "quote names: literal, locale, shell, shell-always, shell-escape, shell-escape-always, c, or escape"),
            flag("-r, --reverse", "reverse the order"),
            flag("-R, --recursive", "list subdirectories too"),
            flag("-s, --size", "print the allocated size of each file, in blocks"),
            flag("-S", "sort by size, largest first"),
            value("--sort", "WORD", "sort by none (-U), size (-S), time (-t), version (-v), extension (-X), name, or width"),
            value("--time", "WORD", "use another time: atime, access or use (-u); ctime or status (-c); mtime or modification; birth or creation"),
            value("--time-style", "STYLE", "with -l, show times as full-iso, long-iso, iso, locale, or +FORMAT; see TIME_STYLE below"),
            flag("-t", "sort by time, newest first"),
            value("-T, --tabsize", "COLS", "assume tab stops every COLS columns instead of 8"),
            flag("-u", "use the time of the last access: show it with -l, else sort by it"),
            flag("-U", "do not sort"),
            flag("-v", "sort version numbers within names by their value"),
            value("-w, --width", "COLS", "fill at most COLS columns; 0 means no limit"),
            flag("-x", "list entries by lines instead of by columns"),
            flag("-X", "sort by extension"),
            flag("-Z, --context", "print the security context of each file"),
            flag("--zero", "end each line in NUL, not newline"),
            flag("-1", "list one file per line"),
        ])
        .after_help(
            "Without FILE, the current directory is listed; entries are sorted unless -cftuvSUX or\n\
             --sort say otherwise. WHEN defaults to always.\n\
             \n\
             FORMAT of --time-style is as for date(1); after a newline, it may have a second one for\n\
             recent files. TIME_STYLE in the environment sets the default; posix- before a style\n\
             makes it apply only outside the POSIX locale. LS_COLORS holds the colors, see dircolors(1).\n\
             \n\
             Exit status: 0 if all is well, 1 for minor problems (no access to a subdirectory),\n\
             2 for serious trouble (no access to a FILE on the command line).",
        )
}
