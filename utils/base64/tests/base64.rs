//! base64: encoding and decoding. What the encodings have in common is tested with basenc.

use testing::{Dir, utility};

#[test]
fn encodes_and_decodes() {
    let text = "aGVsbG8sIHdvcmxk\n";
    utility("base64").stdin("hello, world").prints(text);
    utility("base64")
        .args(["-d"])
        .stdin(text)
        .prints("hello, world");
    let wrapped = utility("base64").args(["-w", "12"]).stdin("hello, world");
    wrapped.prints("aGVsbG8sIHdv\ncmxk\n");
}

#[test]
fn encodes_every_length() {
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    for length in (0..20).chain([57, 1000, 122_880, 200_000]) {
        for options in [&[][..], &["-w", "0"], &["-w", "1"], &["-w", "100"]] {
            let run = utility("base64").args(options);
            run.stdin(&bytes[..length]).recorded();
        }
        let encoded = utility("base64").stdin(&bytes[..length]).run().stdout;
        let decode = utility("base64").args(["-d"]).stdin(encoded);
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
        utility("base64").cwd(&dir).args(arguments).recorded();
    }
}

#[test]
fn reports_a_full_output() {
    let full = "base64: write error: No space left on device\n";
    utility("base64")
        .stdin("x")
        .run_into("/dev/full")
        .is("", full, 1);
}

#[test]
fn decodes() {
    for text in [
        "aGVsbG8=",
        "aGVs\nbG8=\n",
        "aG Vs",
        "aGVs!",
        "aGVs=",
        "aGVsbA==aGVs",
        "a",
        "a===",
        "====",
        "aG=s",
        "aA\n=\n=\n",
        "aGVsbG8=\n\n",
        "aGVsbG8=\0",
        "aGV*sbG8=",
        "aGVsaGVs$aGVs",
        "\r\naGVs",
        "aGVsbG8=bG8=",
        "=",
        "aGVsbG8==",
    ] {
        utility("base64").args(["-d"]).stdin(text).recorded();
        utility("base64").args(["-di"]).stdin(text).recorded();
    }
}

/// Since 9.5, padding is optional, but the unused bits of the last symbol must be zero.
#[test]
fn padding_is_optional_and_bits_are_strict() {
    let decode = |text: &str| utility("base64").args(["-d"]).stdin(text);
    decode("aGVsbG8").prints("hello");
    decode("aGVsbA").prints("hell");
    for text in ["aGVsbB==", "aGVsbG9=", "aGVsbB", "aGVsbG9", "aGVsbA="] {
        let run = decode(text).run();
        assert_eq!(run.stderr, b"base64: invalid input\n");
        assert_eq!(run.status, 1);
        assert!(run.stdout.starts_with(b"hel"), "{run:?}");
    }
}

#[test]
fn a_mistake_far_into_the_input_is_located() {
    let mut text = "aGVs".repeat(100_000);
    text.replace_range(250_002..250_003, "!");
    let run = utility("base64").args(["-d"]).stdin(&text).run();
    assert_eq!(run.stderr, b"base64: invalid input\n");
    assert_eq!(run.stdout.len(), 250_000 / 4 * 3 + 1);
    // Concatenated texts, each with its padding.
    let text = "aGVsbA==".repeat(50_000);
    utility("base64")
        .args(["-d"])
        .stdin(text)
        .prints("hell".repeat(50_000));
}

/// Padding may be left out, but not in part (GNU 9.8).
#[test]
fn padding_is_whole() {
    let decode = |text: &str| utility("base64").args(["-d"]).stdin(text).run();
    decode("YWJjZA").is("abcd", "", 0);
    decode("YWJjZA==").is("abcd", "", 0);
    decode("YWJjZA=").is("abcd", "base64: invalid input\n", 1);
    decode("YWJjZA=\n").is("abcd", "base64: invalid input\n", 1);
}

#[test]
fn zero_columns_may_have_a_sign() {
    utility("base64")
        .args(["-w", "-0"])
        .stdin("\n")
        .prints("Cg==");
    utility("base64")
        .args(["-w", "-1"])
        .fails(1, "base64: invalid wrap size: '-1'\n");
}
