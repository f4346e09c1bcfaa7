//! tail of several files. The memory that one was read into serves the next one.

use testing::{Dir, utility};

#[test]
fn files_of_several_sizes() {
    let dir = Dir::new();
    let numbers = |n: usize| (1..=n).map(|i| format!("{i}\n")).collect::<String>();
    dir.file("small", "1\n2\n3\nend")
        .file("empty", "")
        .file("big", numbers(60_000));
    for option in ["-c+3", "-n+2", "-c9", "-n2", "-c200000", "-n+40000"] {
        utility("tail")
            .cwd(&dir)
            .args([option, "small", "big", "-", "small", "empty"])
            .args(["/proc/version", "big"])
            .stdin(numbers(30_000))
            .like_gnu();
    }
}
