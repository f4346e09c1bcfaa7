//! What is lost is reported.
//!
//! Every utility reports an error of close(2) of the file that it writes: on network file systems and
//! with quotas, that may be the first call that says that nothing was stored.
//!
//! The expected messages are those of GNU's utilities, version 9.1.

use testing::{Dir, bin_dir, failing, failing_to_close, skip};

/// A command line, the file that cannot be closed, and the message and status.
type Row = (&'static str, &'static str, &'static str, i32);

const ROWS: &[Row] = &[
    ("cp in o", "o", "cp: failed to close 'o'", 1),
    ("cp -a in o", "o", "cp: failed to close 'o'", 1),
    ("cp -r dir o", "o/f", "cp: failed to close 'o/f'", 1),
    ("csplit in 2", "xx00", "csplit: xx00", 1),
    ("csplit -z in 2", "xx01", "csplit: xx01", 1),
    (
        "dd if=in of=o status=none",
        "o",
        "dd: closing output file 'o'",
        1,
    ),
    ("install in o", "o", "install: failed to close 'o'", 1),
    (
        "install -m 4600 in o",
        "o",
        "install: failed to close 'o'",
        1,
    ),
    ("ptx -G in o", "o", "ptx: write error", 1),
    ("shred -n1 old", "old", "shred: old: failed to close", 1),
    ("shuf -o o in", "o", "shuf: write error", 1),
    ("shuf -n 0 -o o in", "o", "shuf: write error", 1),
    ("sort -o o in", "o", "sort: write error", 2),
    ("sort -m -o o in in", "o", "sort: write error", 2),
    ("split in", "xaa", "split: xaa", 1),
    ("split -n 2 in", "xab", "split: xab", 1),
    ("split -n r/2 in", "xaa", "split: xaa", 1),
    ("split -n l/2 in", "xaa", "split: xaa", 1),
    ("split -C 4 in", "xab", "split: xab", 1),
    ("sync old", "old", "sync: failed to close 'old'", 1),
    ("tee o", "o", "tee: o", 1),
    ("tee --output-error=exit o", "o", "tee: o", 1),
    ("touch o", "o", "touch: failed to close 'o'", 1),
    (
        "touch -d 2001-01-01 o",
        "o",
        "touch: failed to close 'o'",
        1,
    ),
    ("truncate -s 5 o", "o", "truncate: failed to close 'o'", 1),
    ("uniq in o", "o", "uniq: write error", 1),
];

/// Utilities that print to standard output, which is a file here.
const PRINTING: &[&str] = &[
    "b2sum in",
    "base64 in",
    "basename a",
    "cat in",
    "cat -n in",
    "cksum in",
    "comm in in",
    "cut -c1 in",
    "date -u",
    "dd if=in status=none",
    "df .",
    "dir",
    "dirname a",
    "du in",
    "echo a",
    "env",
    "expand in",
    "expr 1 + 1",
    "factor 6",
    "fmt in",
    "fold in",
    "groups",
    "head in",
    "id",
    "join in in",
    "ls",
    "md5sum in",
    "nl in",
    "nproc",
    "numfmt 1",
    "od in",
    "paste in",
    "pathchk a",
    "pr in",
    "printenv PATH",
    "printf a",
    "ptx in",
    "pwd",
    "readlink -f in",
    "realpath in",
    "seq 3",
    "shuf in",
    "sort in",
    "stat in",
    "sum in",
    "tac in",
    "tail in",
    "tee o",
    "test a",
    "tr a b",
    "tsort in",
    "uname",
    "unexpand in",
    "uniq in",
    "vdir",
    "wc in",
];

#[test]
fn an_error_of_closing_the_output_is_reported() {
    let multicall = bin_dir().join("coreutils");
    for (line, file, message, status) in ROWS {
        let dir = Dir::new();
        dir.file("in", "1\n2\n3\n4\n").file("old", "old");
        dir.folder("dir").file("dir/f", "x");
        let args: Vec<&str> = line.split(' ').collect();
        let Some(outcome) = failing_to_close(&dir, file, &multicall, &args) else {
            skip!("there is no strace, or it may not trace");
        };
        let expected = format!("{message}: Disk quota exceeded\n");
        assert_eq!(outcome, (expected, *status), "{line}");
    }
}

#[test]
fn an_error_of_closing_standard_output_is_reported() {
    let multicall = bin_dir().join("coreutils");
    for line in PRINTING {
        let dir = Dir::new();
        dir.file("in", "1 1\n2 2\n3 3\n4 4\n").file("out", "");
        let script = format!("exec {} {line} <in >out", multicall.display());
        let shell = std::path::Path::new("/bin/sh");
        let Some((stderr, status)) = failing_to_close(&dir, "out", shell, &["-c", &script]) else {
            skip!("there is no strace, or it may not trace");
        };
        let name = line.split(' ').next().unwrap_or_default();
        let what = match name {
            "dd" => "closing output file 'standard output'",
            _ => "write error",
        };
        let expected = format!("{name}: {what}: Disk quota exceeded\n");
        // The call that strace makes fail closes nothing, so that a second one fails as well.
        assert!(stderr.starts_with(&expected), "{line}: {stderr}");
        assert_ne!(status, 0, "{line}");
    }
}

/// Other calls whose failure must not pass in silence: a command line, the file that they are made
/// for, how strace's `-e inject` names them, the message and the status.
const FAULTS: &[(&str, &str, &str, &str, i32)] = &[
    // An empty section that cannot be removed stays, which GNU's csplit takes for success.
    (
        "csplit -s -z in 1",
        "xx00",
        "unlink,unlinkat",
        "csplit: xx00",
        0,
    ),
    // Without fstat(2), split could not notice that it is about to overwrite its input.
    (
        "split -l 1 in",
        "in",
        "fstat,newfstatat,statx",
        "split: in",
        1,
    ),
    // The source may have an ACL.
    (
        "cp -p in o",
        "in",
        "fgetxattr",
        "cp: preserving permissions for 'o'",
        1,
    ),
    (
        "shred -u -n1 -s1 old",
        ".",
        "fsync,fdatasync",
        "shred: .: fdatasync failed",
        1,
    ),
];

#[test]
fn other_losses_are_reported() {
    let multicall = bin_dir().join("coreutils");
    for (line, file, calls, message, status) in FAULTS {
        let dir = Dir::new();
        dir.file("in", "1\n2\n").file("old", "old");
        let path = dir.path().canonicalize().unwrap().join(file);
        let path = path.to_str().unwrap().trim_end_matches("/.");
        let fault = format!("inject={calls}:error=EIO");
        let args: Vec<&str> = line.split(' ').collect();
        // strace compares a path as it is given, and that of a descriptor, and says so.
        let options = ["-P", file, "-P", path, "-e", &fault];
        let Some((stderr, code)) = failing(&dir, &options, &multicall, &args) else {
            skip!("there is no strace, or it may not trace");
        };
        let expected = format!("{message}: Input/output error\n");
        assert!(stderr.contains(&expected), "{line}: {stderr}");
        assert_eq!(code, *status, "{line}");
    }
}
