//! Integration tests of sha384sum. What it shares with the others is tested with md5sum.

use testing::{Dir, utility};

#[test]
fn sums_of_many_lengths_like_gnu() {
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    for length in (0..140).chain([4095, 65_535, 65_536, 65_537, 200_000]) {
        utility("sha384sum").stdin(&bytes[..length]).recorded();
    }
}

#[test]
fn every_form_is_checked() {
    let dir = Dir::new();
    dir.file("a", "hello\n").file("b", "");
    for form in [&[][..], &["--tag"], &["-b"]] {
        let run = || {
            utility("sha384sum")
                .cwd(&dir)
                .args(form)
                .args(["a", "b", "gone"])
        };
        run().recorded();
        let list = run().run().stdout;
        let check = || utility("sha384sum").cwd(&dir).args(["-c"]).stdin(&list);
        check().prints("a: OK\nb: OK\n");
        check().recorded();
    }
    for list in ["MD5 (a) = b1946ac92492d2347c6235b4d2611184\n", "x\n"] {
        let check = utility("sha384sum").cwd(&dir).args(["-cw"]);
        check.stdin(list).recorded();
    }
}
