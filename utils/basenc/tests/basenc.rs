//! basenc: all encodings, and what they have in common with base32 and base64.

use testing::utility;

/// The encodings of GNU 9.1, which has no base58.
const RECORDED: [&str; 8] = [
    "--base64",
    "--base64url",
    "--base32",
    "--base32hex",
    "--base16",
    "--base2msbf",
    "--base2lsbf",
    "--z85",
];

#[test]
fn encodings() {
    for (encoding, text) in [
        ("--base64", "aGk/"),
        ("--base64url", "aGk_"),
        ("--base58", "c56N"),
        ("--base32", "NBUT6==="),
        ("--base32hex", "D1KJU==="),
        ("--base16", "68693F"),
        ("--base2msbf", "011010000110100100111111"),
        ("--base2lsbf", "000101101001011011111100"),
    ] {
        let encode = utility("basenc").args([encoding]).stdin("hi?");
        encode.prints(format!("{text}\n"));
        let decode = utility("basenc").args([encoding, "-d"]).stdin(text);
        decode.prints("hi?");
    }
}

#[test]
fn encodes_every_length() {
    let bytes: Vec<u8> = (0..130_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    for encoding in RECORDED {
        for length in (0..20).chain([1000, 65_536, 122_880, 130_000]) {
            for options in [&[][..], &["-w", "0"], &["-w", "7"]] {
                let run = utility("basenc").args([encoding]).args(options);
                run.stdin(&bytes[..length]).recorded();
            }
            if encoding != "--z85" || length % 4 == 0 {
                let encode = utility("basenc").args([encoding]);
                let encoded = encode.stdin(&bytes[..length]).run().stdout;
                let decode = utility("basenc").args([encoding, "-d"]);
                decode.stdin(encoded).prints(&bytes[..length]);
            }
        }
    }
}

#[test]
fn decodes() {
    for (encoding, texts) in [
        (
            "--base16",
            &[
                "6869", "686", "68 69", "68 6\n9", "68g9", "6869\n6", "4A=", "",
            ][..],
        ),
        (
            "--base2msbf",
            &[
                "01101000",
                "0110100",
                "011010002",
                "0110\n1000\n",
                "01101000 1",
            ],
        ),
        ("--base2lsbf", &["00010110", "0001011", "00010110x"]),
        ("--base64url", &["aGVs-_8=", "aGVs+/8=", "/aGVs"]),
        ("--base32hex", &["D1IMOR3F", "D1IMOR3F/"]),
        (
            "--z85",
            &[
                "HelloWorld",
                "Hell",
                "#####",
                "%nSc0",
                "%nSc1",
                "Hello~orld",
                "Hello\nWorld",
                "Hello World",
                "Hello\"orld",
                "HelloW",
            ],
        ),
    ] {
        for text in texts {
            for option in ["-d", "-di"] {
                let run = utility("basenc").args([encoding, option]);
                run.stdin(text).recorded();
            }
        }
    }
    // GNU decodes lower case since 9.5.
    let decode = utility("basenc").args(["--base16", "-d"]);
    decode.stdin("6a6B").prints("jk");
}

#[test]
fn base58() {
    let encode = |bytes: &[u8]| utility("basenc").args(["--base58"]).stdin(bytes);
    let decode = |text: &str| utility("basenc").args(["--base58", "-d"]).stdin(text);
    for (bytes, text) in [
        (&b"Hello World!"[..], "2NEpo7TZRRrLZSi2U"),
        (b"\0\0\x28\x7f\xb4\xcd", "11233QC4"),
        (b"\0", "1"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
    ] {
        encode(bytes).prints(format!("{text}\n"));
        decode(text).prints(bytes);
        decode(&format!("{text}\n")).prints(bytes);
    }
    encode(b"").prints("");
    decode("").prints("");
    // Longer than a block of the decoder.
    let mut long = vec![0xff; 3000];
    long[1000..2000].fill(0);
    let text = encode(&long).run().stdout;
    decode(str::from_utf8(&text).unwrap()).prints(long);
    for text in ["0", "l", "2NEpo7TZRR rLZSi2U", "I"] {
        decode(text).fails(1, "basenc: invalid input\n");
    }
    let lenient = utility("basenc").args(["--base58", "-di"]);
    lenient.stdin("2NEpo 7TZR0RrLZSi2U").prints("Hello World!");
}

#[test]
fn mistakes() {
    for arguments in [
        &[][..],
        &["-d"],
        &["--base64", "a", "b"],
        &["--base64", "gone"],
        &["--base64", "/"],
        &["--base2"],
        &["--base64", "-w", "x"],
        &["--z85", "-d", "gone"],
    ] {
        utility("basenc").args(arguments).stdin("x").recorded();
    }
    // The last encoding wins.
    let last = utility("basenc").args(["--base64", "--base32"]);
    last.stdin("x").recorded();
    for text in ["A", "AB", "ABC", "ABCDE"] {
        utility("basenc").args(["--z85"]).stdin(text).recorded();
    }
}

/// Padding may be left out, but not in part (GNU 9.8).
#[test]
fn padding_is_whole() {
    for (option, text) in [
        ("--base64", "YWJjZA="),
        ("--base64url", "YWJjZA="),
        ("--base32", "MFRGG="),
        ("--base32", "MFRGG==\n"),
        ("--base32hex", "C5H66="),
    ] {
        let decode = |text: &str| utility("basenc").args([option, "-d"]).stdin(text).run();
        let outcome = decode(text);
        assert_eq!(
            outcome.stderr, b"basenc: invalid input\n",
            "{option} {text}"
        );
        assert_eq!(outcome.status, 1, "{option} {text}");
        assert_eq!(decode(text.trim_end().trim_end_matches('=')).status, 0);
    }
}
