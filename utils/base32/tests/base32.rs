//! base32: encoding and decoding. What the encodings have in common is tested with basenc.

use testing::{Dir, utility};

#[test]
fn encodes_and_decodes() {
    let text = "NBSWY3DPFQQHO33SNRSA====\n";
    utility("base32").stdin("hello, world").prints(text);
    utility("base32")
        .args(["-d"])
        .stdin(text)
        .prints("hello, world");
    let wrapped = utility("base32").args(["-w", "12"]).stdin("hello, world");
    wrapped.prints("NBSWY3DPFQQH\nO33SNRSA====\n");
}

#[test]
fn encodes_every_length() {
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    for length in (0..20).chain([45, 1000, 122_880, 200_000]) {
        for options in [&[][..], &["-w", "0"], &["-w", "1"], &["-w", "100"]] {
            let run = utility("base32").args(options);
            run.stdin(&bytes[..length]).recorded();
        }
        let encoded = utility("base32").stdin(&bytes[..length]).run().stdout;
        let decode = utility("base32").args(["-d"]).stdin(encoded);
        decode.prints(&bytes[..length]);
    }
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    dir.file("a", "hello");
    for arguments in [
        &["a", "b"][..],
        &["gone"],
        &["/"],
        &["-d", "/"],
        &["-w", "x"],
        &["-w", "-1"],
        &["-w", "1k"],
        &["-w", ""],
        &["-w", "99999999999999999999999", "a"],
        &["-w", " 3", "a"],
        &["--base64"],
        &["--wr", "3", "a"],
    ] {
        utility("base32").cwd(&dir).args(arguments).recorded();
    }
}

#[test]
fn reports_a_full_output() {
    let full = "base32: write error: No space left on device\n";
    utility("base32")
        .stdin("x")
        .run_into("/dev/full")
        .is("", full, 1);
}

#[test]
fn decodes() {
    for text in [
        "NBSWY3DP",
        "nbswy3dp",
        "NA======",
        "NBSQ====",
        "NBSWY===",
        "NBSWY3A=",
        "NBSWY3DP1",
        "NBSQ====NBSQ====",
        "N",
        "NBS=====",
        "NBSW\nY3DP\n",
        "N BSWY3DP",
        "========",
    ] {
        utility("base32").args(["-d"]).stdin(text).recorded();
        utility("base32").args(["-di"]).stdin(text).recorded();
    }
}

/// As since 9.5: padding may be missing, but the bits that no byte takes must be zero.
#[test]
fn padding_is_optional_and_bits_are_strict() {
    let decode = |text: &str| utility("base32").args(["-d"]).stdin(text);
    decode("NBSWY").prints("hel");
    decode("NBSWY3DPNA").prints("helloh");
    for text in ["NC======", "NC", "NBS", "NBSWY3"] {
        let run = decode(text).run();
        assert_eq!(run.stderr, b"base32: invalid input\n");
        assert_eq!(run.status, 1);
    }
}
