//! cksum: the CRC, the choice of algorithms and lengths, and lists of several algorithms.

use testing::{Dir, utility};

fn folder() -> Dir {
    let dir = Dir::new();
    dir.file("a", "hello\n")
        .file("b\nc", "x")
        .file("empty", "")
        .file(
            "large",
            (0..300_000_u32)
                .map(|i| (i.wrapping_mul(i) >> 5) as u8)
                .collect::<Vec<u8>>(),
        );
    dir
}

#[test]
fn checksums() {
    let abc = |args: &[&str]| utility("cksum").args(args).stdin("abc");
    abc(&[]).prints("1219131554 3\n");
    abc(&["-a", "md5"]).prints("MD5 (-) = 900150983cd24fb0d6963f7d28e17f72\n");
    abc(&["-a", "md5", "--untagged"]).prints("900150983cd24fb0d6963f7d28e17f72  -\n");
    let list = "MD5 (/dev/null) = d41d8cd98f00b204e9800998ecf8427e\n";
    utility("cksum")
        .args(["-c"])
        .stdin(list)
        .prints("/dev/null: OK\n");
}

#[test]
fn prints_the_crc() {
    let dir = folder();
    for options in [&[][..], &["--untagged"], &["--tag"], &["-z"]] {
        let run = || utility("cksum").cwd(&dir).args(options);
        run()
            .args(["a", "b\nc", "empty", "large", "gone"])
            .recorded();
        run().stdin("hello\n").recorded();
        run().args(["-"]).stdin("hello\n").recorded();
    }
    // GNU 9.1 took a folder for an empty file.
    utility("cksum")
        .args(["/"])
        .fails(1, "cksum: /: Is a directory\n");
}

/// Lengths around those of vectors and of a read.
#[test]
fn the_crc_of_many_lengths() {
    let dir = Dir::new();
    let bytes: Vec<u8> = (0..70_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    let lengths = (0..300).chain([4095, 65_535, 65_536, 65_537, 70_000]);
    let names: Vec<String> = lengths.clone().map(|length| length.to_string()).collect();
    for (name, length) in names.iter().zip(lengths) {
        dir.file(name, &bytes[..length]);
    }
    for names in names.chunks(16) {
        utility("cksum").cwd(&dir).args(names).recorded();
    }
}

#[test]
fn algorithms_of_gnu_9_1() {
    let dir = folder();
    for algorithm in [
        "bsd", "sysv", "crc", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b",
        "sm3",
    ] {
        for options in [&[][..], &["--untagged"], &["-z"], &["--tag", "--untagged"]] {
            let run = || {
                utility("cksum")
                    .cwd(&dir)
                    .args(["-a", algorithm])
                    .args(options)
            };
            run()
                .args(["a", "b\nc", "empty", "large", "gone"])
                .recorded();
            run().stdin("hello\n").recorded();
        }
    }
}

#[test]
fn algorithms_since_gnu_9_1() {
    let print = |options: &[&str]| utility("cksum").args(options).stdin("abc").run();
    print(&["-a", "crc32b"]).is("891568578 3\n", "", 0);
    for (algorithm, bits, line) in [
        (
            "sha2",
            "224",
            "SHA224 (-) = 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        ),
        (
            "sha2",
            "256",
            "SHA256 (-) = ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "sha3",
            "224",
            "SHA3-224 (-) = e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
        ),
        (
            "sha3",
            "256",
            "SHA3-256 (-) = 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        ),
    ] {
        print(&["-a", algorithm, "-l", bits]).is(format!("{line}\n"), "", 0);
        let sum = line.split(' ').next_back().unwrap();
        let untagged = print(&["-a", algorithm, "-l", bits, "--untagged"]);
        untagged.is(format!("{sum}  -\n"), "", 0);
    }
}

#[test]
fn base64_and_raw_bytes() {
    let print = |options: &[&str]| utility("cksum").args(options).stdin("abc").run();
    print(&["-a", "md5", "--base64"]).is("MD5 (-) = kAFQmDzST7DWlj99KOF/cg==\n", "", 0);
    print(&["-a", "md5", "--base64", "--untagged"]).is("kAFQmDzST7DWlj99KOF/cg==  -\n", "", 0);
    print(&["--base64"]).is("1219131554 3\n", "", 0);
    print(&["--raw"]).is(1_219_131_554_u32.to_be_bytes(), "", 0);
    print(&["-a", "bsd", "--raw"]).is(16_556_u16.to_be_bytes(), "", 0);
    let raw = print(&["-a", "md5", "--raw"]);
    assert_eq!(raw.stdout.len(), 16);
    print(&["--raw", "a", "b"]).is(
        "",
        "cksum: the --raw option is not supported with multiple files\n\
         Try 'cksum --help' for more information.\n",
        1,
    );
}

#[test]
fn only_untagged_lines_mark_binary_files() {
    let print = |options: &[&str]| utility("cksum").args(options).stdin("abc").run();
    let sum = "900150983cd24fb0d6963f7d28e17f72";
    print(&["-a", "md5", "--untagged", "-b"]).is(format!("{sum} *-\n"), "", 0);
    print(&["-a", "md5", "--untagged", "-t"]).is(format!("{sum}  -\n"), "", 0);
    print(&["-a", "md5", "-b"]).is(format!("MD5 (-) = {sum}\n"), "", 0);
    print(&["-a", "md5", "--tag", "--untagged"]).is(format!("{sum}  -\n"), "", 0);
    print(&["-a", "md5", "-t"]).is(
        "",
        "cksum: --text mode is only supported with --untagged\n\
         Try 'cksum --help' for more information.\n",
        1,
    );
}

#[test]
fn invalid_lengths() {
    let refuse = |options: &[&str], message: &str| {
        let message = format!("cksum: {message}\n");
        utility("cksum").args(options).fails(1, message);
    };
    for name in ["sha2", "sha3"] {
        let option = format!("--algorithm={name}");
        let lengths = "224, 256, 384, or 512";
        let missing = format!("{option} requires specifying --length {lengths}");
        refuse(&[&option], &missing);
        refuse(&[&option, "-l", "0"], &missing);
        let upper = name.to_uppercase();
        refuse(
            &[&option, "-l", "128"],
            &format!("invalid length: '128'\ncksum: digest length for '{upper}' must be {lengths}"),
        );
    }
    let only = "--length is only supported with --algorithm blake2b, sha2, or sha3";
    for algorithm in ["crc", "md5", "sha256", "sm3"] {
        refuse(&["-a", algorithm, "-l", "128"], only);
    }
    for length in ["520", "7", "x", "", "99999999999999999999999", "-8", "1k"] {
        utility("cksum")
            .args(["-a", "blake2b", "-l", length])
            .recorded();
    }
    for length in ["0", "8", "128", "512"] {
        let run = utility("cksum").args(["-a", "blake2b", "-l", length]);
        run.stdin("x").recorded();
    }
}

#[test]
fn invalid_algorithms() {
    for word in ["foo", "sha", "md", ""] {
        let run = utility("cksum").args(["-a", word]).run();
        let start = format!(
            "cksum: invalid argument '{word}' for '--algorithm'\nValid arguments are:\n  - 'bsd'\n"
        );
        assert!(run.stderr.starts_with(start.as_bytes()), "{run:?}");
        assert_eq!(run.status, 1);
    }
    for word in ["bsd", "sysv", "crc", "crc32b"] {
        utility("cksum").args(["-c", "-a", word]).fails(
            1,
            "cksum: --check is not supported with --algorithm={bsd,sysv,crc,crc32b}\n",
        );
    }
}

#[test]
fn checks_lists_of_many_algorithms() {
    let dir = folder();
    let mut list = Vec::new();
    for options in [
        "-a md5",
        "-a sha1",
        "-a sha224",
        "-a sha512",
        "-a sm3",
        "-a blake2b",
        "-a blake2b -l 24",
        "-a sha2 -l 256",
        "-a sha3 -l 256",
        "-a sha3 -l 512",
        "-a sha256 --base64",
        "-a blake2b -l 128 --base64",
        "-a sha3 -l 384 --base64",
    ] {
        let run = utility("cksum").cwd(&dir).args(options.split(' '));
        list.extend(run.args(["a"]).run().stdout);
    }
    let check = || utility("cksum").cwd(&dir).args(["--check"]);
    check().stdin(&list).prints("a: OK\n".repeat(13));
    // With an algorithm, lines of other ones are malformed.
    check().args(["-a", "sha3", "-w"]).stdin(&list).run().is(
        "a: OK\n".repeat(3),
        (1..=12)
            .filter(|line| ![9, 10].contains(line))
            .map(|line| {
                format!(
                    "cksum: 'standard input': {line}: improperly formatted SHA3 checksum line\n"
                )
            })
            .collect::<String>()
            + "cksum: WARNING: 10 lines are improperly formatted\n",
        0,
    );
}

#[test]
fn checks_lines_without_a_tag_of_one_algorithm() {
    let dir = folder();
    for options in [
        "-a md5",
        "-a sha3 -l 256",
        "-a sha2 -l 384",
        "-a blake2b -l 40",
        "-a sha512",
        "-a sha1 --base64",
    ] {
        let options: Vec<&str> = options.split(' ').collect();
        let print = utility("cksum")
            .cwd(&dir)
            .args(&options)
            .args(["--untagged", "a"]);
        let list = print.run().stdout;
        let algorithm = &options[..2];
        let check = |extra: &[&str]| utility("cksum").cwd(&dir).args(["-c"]).args(extra);
        check(algorithm).stdin(&list).prints("a: OK\n");
        check(&[]).stdin(&list).fails(
            1,
            "cksum: 'standard input': no properly formatted checksum lines found\n",
        );
    }
}

#[test]
fn malformed_lists() {
    let dir = folder();
    let sum = "b1946ac92492d2347c6235b4d2611184";
    for list in [
        format!("MD5 (a) = {sum}\nBLAKE2b-16 (a) = 9265\nSM3 (a) = {sum}\n{sum}  a\nCRC (a) = 1\n"),
        format!("x\nMD5 (a) = {sum}\nSHA1 (a) = x\nz\n"),
        format!("x\nMD5 (gone) = {sum}\n"),
        "BLAKE2b-15 (a) = 9265\nBLAKE2b-016 (a) = 9265\nBLAKE2b- (a) = 9265\n".to_owned(),
        "BLAKE2b-520 (a) = 9265\nBLAKE2b-16x (a) = 9265\nBLAKE2b-+16 (a) = 9265\n".to_owned(),
    ] {
        for options in [
            &["-c"][..],
            &["-cw"],
            &["-cw", "-a", "md5"],
            &["-c", "--strict"],
        ] {
            let run = utility("cksum").cwd(&dir).args(options);
            run.stdin(&list).recorded();
        }
    }
}

#[test]
fn debug_output_names_the_instructions() {
    let run = utility("cksum").args(["--debug"]).stdin("abc").run();
    assert_eq!(run.stdout, b"1219131554 3\n");
    assert!(run.stderr.starts_with(b"cksum: "), "{run:?}");
    utility("cksum")
        .args(["-a", "md5", "--debug"])
        .stdin("abc")
        .recorded();
}

#[test]
fn reports_a_full_output() {
    let full = "cksum: write error: No space left on device\n";
    utility("cksum").run_into("/dev/full").is("", full, 1);
}

/// The rules of GNU 9.10 for `--tag`, `--untagged`, `--text` and `--binary`.
#[test]
fn the_last_form_counts() {
    let cksum = |args: &[&str]| utility("cksum").args(["-a", "md5"]).args(args).stdin("a");
    let text = "cksum: --text mode is only supported with --untagged\n\
                Try 'cksum --help' for more information.\n";
    cksum(&["--text", "--tag", "-"]).fails(1, text);
    cksum(&["--tag", "--text", "-"]).fails(1, text);
    let sum = "0cc175b9c0f1b6a831c399e269772661";
    cksum(&["--binary", "--tag", "--untagged", "-"]).prints(format!("{sum} *-\n"));
    cksum(&["--tag", "--untagged", "-"]).prints(format!("{sum}  -\n"));
    cksum(&["--untagged", "--tag", "-"]).prints(format!("MD5 (-) = {sum}\n"));
    for forms in [["--base64", "--raw"], ["--raw", "--base64"]] {
        let outcome = cksum(&forms).run();
        assert_eq!((outcome.stdout.len(), outcome.status), (0, 1), "{forms:?}");
    }
}

/// Since GNU 9.11.
#[test]
fn a_check_quotes_names() {
    let dir = Dir::new();
    let names = ["a b", "it's", "p\nq", "plain"];
    for name in names {
        dir.file(name, "a");
    }
    let list = utility("cksum")
        .cwd(&dir)
        .args(["-a", "md5"])
        .args(names)
        .run();
    utility("cksum")
        .cwd(&dir)
        .args(["--check"])
        .stdin(list.stdout)
        .prints("'a b': OK\n\"it's\": OK\n'p'$'\\n''q': OK\nplain: OK\n");
}

#[test]
fn tunables_switch_off_what_is_shown() {
    let outcome = utility("cksum")
        .args(["--debug"])
        .env(
            "GLIBC_TUNABLES",
            "glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-PMULL",
        )
        .run();
    assert!(!outcome.text().contains("hardware support"));
}

/// Unlike those for one digest.
#[test]
fn tags_may_be_asked_for_in_a_check() {
    let dir = Dir::new();
    dir.file("a", "a\n").file(
        "list",
        "SHA256 (a) = 87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7\n",
    );
    for args in [
        "--tag -c",
        "-c --tag",
        "--untagged --tag -c",
        "--tag --untagged -c",
    ] {
        let cksum = utility("cksum").cwd(&dir).args(args.split(' '));
        cksum.args(["list"]).recorded();
    }
}
