//! sha512sum. What the digests' utilities have in common is tested with md5sum.

use testing::{Dir, utility};

/// The SHA-512 digest of `abc`, from FIPS 180.
const ABC: &str = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
               2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

#[test]
fn prints_the_digest_and_the_name() {
    utility("sha512sum")
        .stdin("abc")
        .prints(format!("{ABC}  -\n"));
    let tagged = utility("sha512sum").args(["--tag", "-"]).stdin("abc");
    tagged.prints(format!("SHA512 (-) = {ABC}\n"));
}

/// Lengths around those of a block of the digest, which is 128 bytes, and of a read.
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
    for names in names.chunks(8) {
        utility("sha512sum").cwd(&dir).args(names).recorded();
    }
}

#[test]
fn checks_what_it_printed() {
    let dir = Dir::new();
    dir.file("a", "hello\n").file("b", "");
    for form in [&[][..], &["--tag"], &["-b"]] {
        let print = || {
            let run = utility("sha512sum").cwd(&dir).args(form);
            run.args(["a", "b", "gone"])
        };
        print().recorded();
        let list = print().run().stdout;
        let check = utility("sha512sum").cwd(&dir).args(["-c"]).stdin(list);
        check.prints("a: OK\nb: OK\n");
    }
}

#[test]
fn warns_about_lines_of_other_digests() {
    for list in ["MD5 (a) = b1946ac92492d2347c6235b4d2611184\n", "x\n"] {
        utility("sha512sum").args(["-cw"]).stdin(list).recorded();
    }
}
