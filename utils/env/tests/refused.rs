//! Kernels that lack newer system calls, and sandboxes that refuse them: utilities do their work by
//! older ones.

use std::collections::BTreeSet;
use testing::{Dir, bin_dir, failing, skip};

/// A call, the errors by which it is refused, and command lines that succeed all the same.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const BOTH: &[&str] = &["ENOSYS", "EPERM"];

const ROWS: &[Row] = &[
    (
        "statx",
        BOTH,
        &[
            "chgrp -R --reference=f d",
            "chmod -R 700 d",
            "chown -R --reference=f d",
            "cp -a d e",
            "cp -p f g",
            "date -r f",
            "df .",
            "du d",
            "install f g",
            "ln f g",
            "ls -R",
            "ls -l f d",
            "mv f g",
            "readlink -f l",
            "realpath l",
            "rm -r d",
            "shred f",
            "stat f",
            "stat -L l",
            "tail f",
            "test -f f",
            "touch -r f g",
            "wc f",
        ],
    ),
    (
        "faccessat2",
        BOTH,
        &[
            "cp -i f g",
            "mv f l",
            "rm -r d",
            "sort f",
            "stdbuf -o0 true",
            "test -r f",
            "test -w f",
            "test -x d",
        ],
    ),
    (
        "getrandom",
        BOTH,
        &[
            "cp -s --remove-destination f l",
            "ln -sf d l",
            "mktemp -d xXXX",
            "mktemp xXXX",
            "shred f",
            "shuf f",
            "sort -R f",
        ],
    ),
    (
        "copy_file_range",
        &["ENOSYS", "EPERM", "EOPNOTSUPP", "EXDEV"],
        &[
            "cat big",
            "cp -a big g",
            "cp big g",
            "dd if=big of=g status=none",
            "head -c -1 big",
            "install big g",
            "split big",
        ],
    ),
    (
        "openat2",
        BOTH,
        &["cp -a d e", "mkdir -p a/b/c", "rm -r d", "tail f"],
    ),
    (
        "fchmodat2",
        BOTH,
        &[
            "chmod -R 700 d",
            "chmod -h 700 f",
            "cp -a d e",
            "install -d -m 700 a",
            "mkdir -m 700 a",
            "mkfifo -m 600 a",
            "mknod -m 600 a p",
        ],
    ),
    (
        "renameat2",
        &["ENOSYS", "EINVAL"],
        &[
            "cp --backup f l",
            "ln -sf d l",
            "mv --backup f l",
            "mv -T d e",
            "mv -n f g",
            "mv f g",
            "shred -u f",
        ],
    ),
];

#[test]
fn refused_calls_are_replaced() {
    let mut untraced = BTreeSet::new();
    for (call, errors, lines) in ROWS {
        for (error, line) in errors
            .iter()
            .flat_map(|e| lines.iter().map(move |l| (e, l)))
        {
            let dir = Dir::new();
            dir.file("f", "content\n").file("big", vec![b'x'; 1 << 20]);
            dir.folder("d").file("d/f", "").symlink("f", "l");
            let mut words = line.split(' ');
            let utility = bin_dir().join(words.next().unwrap_or_default());
            if !utility.exists() {
                skip!("the other utilities are not built");
            }
            let fault = format!("inject={call}:error={error}");
            let trace = format!("trace={call},execve");
            let args: Vec<&str> = words.collect();
            let Some(outcome) = failing(&dir, &["-e", &trace, "-e", &fault], &utility, &args)
            else {
                untraced.insert(*call);
                break;
            };
            assert_eq!(outcome, (String::new(), 0), "{call} {error}: {line}");
        }
    }
    match Vec::from_iter(untraced)[..] {
        [] => {}
        ["fchmodat2"] => skip!("strace is older than fchmodat2"),
        _ => skip!("there is no strace, or it may not trace"),
    }
}
