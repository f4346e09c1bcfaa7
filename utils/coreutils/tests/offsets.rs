//! Where the offset of standard input is afterwards: behind what was read, as POSIX says.

use testing::{Dir, bin_dir};

/// Command lines that read all of standard input.
const READERS: &[&str] = &[
    "base64",
    "cat",
    "cksum",
    "comm - /dev/null",
    "cut -c1",
    "expand",
    "fmt",
    "fold",
    "join - /dev/null",
    "md5sum",
    "nl",
    "od",
    "paste",
    "pr -t",
    "ptx",
    "shuf",
    "sort",
    "split -l1",
    "split -n2",
    "split -nl/2",
    "split -nr/2",
    "sum",
    "tac",
    "tac -s1",
    "tail -n1",
    "tail -c1",
    "tail -n+2",
    "tee",
    "tr a b",
    "tsort",
    "uniq",
    "wc",
    "wc -l",
];

/// What is run next with the same standard input finds nothing.
#[test]
fn standard_input_is_at_its_end_when_all_of_it_was_read() {
    for line in READERS {
        let dir = Dir::new();
        dir.file("f", "1 a\n2 b\n");
        let all = bin_dir().join("coreutils");
        let utility = if all.exists() {
            format!("{} --coreutils-prog={line}", all.display())
        } else {
            format!("{}/{line}", bin_dir().display())
        };
        let run = dir.run(&format!("({utility} >out; wc -c) <f"));
        assert_eq!((run.text().trim(), run.status), ("0", 0), "{line}");
    }
}
