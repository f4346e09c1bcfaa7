//! sha1sum. What the digests' utilities have in common is tested with md5sum.

use testing::{Dir, utility};

/// The SHA-1 digest of `abc`, from FIPS 180.
const ABC: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";

#[test]
fn prints_the_digest_and_the_name() {
    utility("sha1sum")
        .stdin("abc")
        .prints(format!("{ABC}  -\n"));
    let tagged = utility("sha1sum").args(["--tag", "-"]).stdin("abc");
    tagged.prints(format!("SHA1 (-) = {ABC}\n"));
}

/// Lengths around those of a block of the digest, which is 64 bytes, and of a read.
#[test]
fn files_of_many_lengths() {
    let dir = Dir::new();
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    let lengths = (0..140).chain([4095, 65_535, 65_536, 65_537, 200_000]);
    let names: Vec<String> = lengths.clone().map(|length| length.to_string()).collect();
    for (name, length) in names.iter().zip(lengths) {
        dir.file(name, &bytes[..length]);
    }
    for names in names.chunks(16) {
        utility("sha1sum").cwd(&dir).args(names).recorded();
    }
}

#[test]
fn checks_what_it_printed() {
    let dir = Dir::new();
    dir.file("a", "hello\n").file("b", "");
    for form in [&[][..], &["--tag"], &["-b"]] {
        let print = || {
            let run = utility("sha1sum").cwd(&dir).args(form);
            run.args(["a", "b", "gone"])
        };
        print().recorded();
        let list = print().run().stdout;
        let check = utility("sha1sum").cwd(&dir).args(["-c"]).stdin(list);
        check.prints("a: OK\nb: OK\n");
    }
}

#[test]
fn warns_about_lines_of_other_digests() {
    for list in ["MD5 (a) = b1946ac92492d2347c6235b4d2611184\n", "x\n"] {
        utility("sha1sum").args(["-cw"]).stdin(list).recorded();
    }
}
