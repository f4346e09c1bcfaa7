//! b2sum: digests of any length. What the digests' utilities have in common is tested with md5sum.

use testing::{Dir, utility};

/// The BLAKE2b digest of `abc`, from RFC 7693.
const ABC: &str = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1\
                   7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";

#[test]
fn prints_the_digest_and_the_name() {
    let abc = |args: &[&str]| utility("b2sum").args(args).stdin("abc");
    abc(&[]).prints(format!("{ABC}  -\n"));
    abc(&["--tag"]).prints(format!("BLAKE2b (-) = {ABC}\n"));
}

#[test]
fn prints_every_length() {
    for length in ["0", "8", "16", "256", "504", "512"] {
        for form in [&[][..], &["--tag"], &["-b"]] {
            let run = utility("b2sum").args(["-l", length]).args(form);
            run.stdin("hello\n").recorded();
        }
    }
    let bytes: Vec<u8> = (0..70_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    for length in [0, 1, 63, 64, 127, 128, 129, 256, 65_536, 70_000] {
        utility("b2sum").stdin(&bytes[..length]).recorded();
    }
}

#[test]
fn refuses_other_lengths() {
    for length in ["1", "513", "520", "x", "", "-8", "99999999999999999999999"] {
        utility("b2sum").args(["-l", length]).recorded();
    }
}

#[test]
fn reads_lists_of_any_length() {
    let dir = Dir::new();
    dir.file("a", "hello\n");
    let whole = utility("b2sum").cwd(&dir).args(["a"]).run().stdout;
    let whole = String::from_utf8_lossy(&whole[..128]).into_owned();
    for list in [
        format!("{whole}  a\n9265  a\n"),
        format!("BLAKE2b (a) = {whole}\nBLAKE2b-512 (a) = {whole}\nBLAKE2b-16 (a) = 9265\n"),
        "BLAKE2b-16(a)= 9265\nBLAKE2b-+16 (a) = 9265\n".to_owned(),
        "BLAKE2b (a) = 9265\nBLAKE2b-15 (a) = 9265\nBLAKE2b-520 (a) = 9265\n9  a\n926  a\n"
            .to_owned(),
        "9265  a\n9265 \n9265  \n9265\n".to_owned(),
        format!("{whole}ab  a\nBLAKE2b-0 (a) = {whole}\nBLAKE2b-16  (a) = 9265\n"),
    ] {
        for options in [&["-c"][..], &["-cw"], &["-c", "-l", "16"]] {
            let run = utility("b2sum").cwd(&dir).args(options);
            run.stdin(&list).recorded();
        }
    }
    // Since 9.11 an empty name is quoted in the verdict, too.
    let check = utility("b2sum").cwd(&dir).args(["-c"]).stdin("9265 \n");
    check.run().is(
        "'': FAILED open or read\n",
        "b2sum: '': No such file or directory\n\
         b2sum: WARNING: 1 listed file could not be read\n",
        1,
    );
}

#[test]
fn only_the_last_length_may_not_be_too_great() {
    let b2sum = |args: &[&str]| utility("b2sum").args(args).stdin("");
    b2sum(&["-l1000", "-l8"]).prints("2e  -\n");
    b2sum(&["-l7", "-l8"]).fails(
        1,
        "b2sum: invalid length: '7'\nb2sum: length is not a multiple of 8\n",
    );
}
