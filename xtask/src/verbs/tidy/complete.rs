//! The set of utilities that a system expects of its coreutils: none can go missing again.

/// What Debian's coreutils installs, and hostname, kill and uptime, which GNU's sources hold
/// too but distributions take from elsewhere.
pub const SET: &[&str] = &[
    "[",
    "arch",
    "b2sum",
    "base32",
    "base64",
    "basename",
    "basenc",
    "cat",
    "chcon",
    "chgrp",
    "chmod",
    "chown",
    "chroot",
    "cksum",
    "comm",
    "cp",
    "csplit",
    "cut",
    "date",
    "dd",
    "df",
    "dir",
    "dircolors",
    "dirname",
    "du",
    "echo",
    "env",
    "expand",
    "expr",
    "factor",
    "false",
    "fmt",
    "fold",
    "groups",
    "head",
    "hostid",
    "hostname",
    "id",
    "install",
    "join",
    "kill",
    "link",
    "ln",
    "logname",
    "ls",
    "md5sum",
    "mkdir",
    "mkfifo",
    "mknod",
    "mktemp",
    "mv",
    "nice",
    "nl",
    "nohup",
    "nproc",
    "numfmt",
    "od",
    "paste",
    "pathchk",
    "pinky",
    "pr",
    "printenv",
    "printf",
    "ptx",
    "pwd",
    "readlink",
    "realpath",
    "rm",
    "rmdir",
    "runcon",
    "seq",
    "sha1sum",
    "sha224sum",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shred",
    "shuf",
    "sleep",
    "sort",
    "split",
    "stat",
    "stdbuf",
    "stty",
    "sum",
    "sync",
    "tac",
    "tail",
    "tee",
    "test",
    "timeout",
    "touch",
    "tr",
    "true",
    "truncate",
    "tsort",
    "tty",
    "uname",
    "unexpand",
    "uniq",
    "unlink",
    "uptime",
    "users",
    "vdir",
    "wc",
    "who",
    "whoami",
    "yes",
];

/// A finding for each utility of the set that has no folder.
pub fn findings(utilities: &[String]) -> Vec<String> {
    SET.iter()
        .filter(|name| !utilities.iter().any(|utility| utility == *name))
        .map(|name| format!("utils/{name}: missing: a system expects this utility"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_utility_is_found() {
        assert!(SET.is_sorted());
        let mut all: Vec<String> = SET.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(findings(&all), [""; 0]);
        all.retain(|name| name != "tac");
        assert_eq!(findings(&all).len(), 1);
        assert!(findings(&all)[0].contains("utils/tac:"));
    }
}
