//! sum: the algorithms of BSD and System V.

use testing::{Dir, bad_name, utility};

#[test]
fn prints_the_checksum_and_the_blocks() {
    let sum = |args: &[&str]| utility("sum").args(args).stdin("hello\n");
    sum(&[]).prints("36979     1\n");
    sum(&["-s"]).prints("542 1\n");
}

#[test]
fn both_algorithms() {
    let dir = Dir::new();
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    dir.file("a", "hello\n")
        .file("empty", "")
        .file("sp ace", "x")
        .file(bad_name(), "y")
        .file("ones", vec![0xff; 100_000])
        .file("large", &bytes);
    for options in [&[][..], &["-r"], &["-s"], &["--sysv"], &["-sr"], &["-rs"]] {
        let run = || utility("sum").cwd(&dir).args(options);
        run().args(["a"]).recorded();
        run()
            .args(["a", "gone", "empty", "sp ace", "/", "ones", "large"])
            .recorded();
        run().args([bad_name()]).recorded();
        run().stdin("hello\n").recorded();
        run().stdin("").recorded();
        run().args(["-", "a"]).stdin("hello\n").recorded();
        for length in [511, 512, 513, 1023, 1024, 1025, 65_536, 65_537] {
            run().stdin(&bytes[..length]).recorded();
        }
    }
    utility("sum").args(["-x"]).recorded();
}

#[test]
fn reports_a_full_output() {
    let full = "sum: write error: No space left on device\n";
    utility("sum").run_into("/dev/full").is("", full, 1);
}
