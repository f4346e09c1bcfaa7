//! head: the first lines or bytes of files, or all but the last ones.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;
use std::sync::OnceLock;
use testing::{Case, Dir, bad_name, utility};

fn numbers(n: usize) -> String {
    (1..=n).map(|i| format!("{i}\n")).collect()
}

/// What is longer than a block, and made only once: some tests need it hundreds of times.
fn big() -> &'static str {
    static BIG: OnceLock<String> = OnceLock::new();
    BIG.get_or_init(|| numbers(60_000))
}

/// head in a folder with `f` (12 lines, the last without a newline), `z` (the same with NULs) and
/// `big`, which is longer than a block.
fn head(dir: &Dir, args: &[&str]) -> Case {
    let lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12";
    dir.file("f", lines)
        .file("z", lines.replace('\n', "\0"))
        .file("big", big())
        .file("a b", "x\n");
    utility("head").cwd(dir).args(args)
}

#[test]
fn examples() {
    let dir = Dir::new();
    let head = |args: &[&str]| head(&dir, args);
    head(&["f"]).prints("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
    head(&["-n2", "f"]).prints("1\n2\n");
    head(&["-2", "f"]).prints("1\n2\n");
    head(&["-n-10", "f"]).prints("1\n2\n");
    head(&["-c3", "f"]).prints("1\n2");
    head(&["-n1", "f", "big"]).prints("==> f <==\n1\n\n==> big <==\n1\n");
    head(&["-zn1", "z"]).prints("1\0");
}

#[test]
fn prints_the_first_part() {
    let dir = Dir::new();
    for args in [
        &["f"][..],
        &["-n3", "f"],
        &["-n", "+3", "f"],
        &["-n", " 3", "f"],
        &["-n0", "f"],
        &["-n1K", "f"],
        &["-nK", "f"],
        &["-n1b", "f"],
        &["-n18446744073709551615", "f"],
        &["-c5", "f"],
        &["-c0", "f", "nofile"],
        &["-c1kB", "big"],
        &["-c200000", "big"],
        &["-n50000", "big"],
        &["--lines=2", "--bytes", "7", "f"],
        &["-z", "-n2", "z"],
        &["-n", "2", "--", "f"],
    ] {
        head(&dir, args).recorded();
    }
    head(&dir, &[]).stdin(numbers(20)).prints(numbers(10));
}

#[test]
fn prints_all_but_the_last_part() {
    let dir = Dir::new();
    dir.file("sixteen", numbers(65_536));
    for unit in ["-n", "-c"] {
        for n in [
            "0", "1", "2", "11", "12", "13", "14", "59999", "60000", "60001", "131072", "348894",
        ] {
            let count = format!("{unit}-{n}");
            for file in ["f", "big", "z", "sixteen"] {
                head(&dir, &[&count, file]).recorded();
                head(&dir, &[&count, "---presume-input-pipe", file]).recorded();
                head(&dir, &["-z", &count, file]).recorded();
            }
            head(&dir, &[&count]).stdin(big()).recorded();
            head(&dir, &[&count]).stdin(numbers(20) + "end").recorded();
        }
    }
    head(&dir, &["-c-2", "/proc/self/comm"]).prints("hea");
    head(&dir, &["-n-0", "/proc/self/comm"]).prints("head\n");
}

#[test]
fn shows_headers() {
    let dir = Dir::new();
    for args in [
        &["-n1", "f", "a b"][..],
        &["-qn1", "f", "z"],
        &["--silent", "-n1", "f", "z"],
        &["-vn1", "a b"],
        &["-vqn1", "f", "f"],
        &["-qvn1", "f"],
        &["-n1", "-", "f", "-"],
        &["-n1", "nofile", "f", "", "no file", "z"],
        &["/", "f", "/"],
        &["-n-1", "f", "/"],
    ] {
        head(&dir, args).stdin("in\n").recorded();
    }
    let bad = dir.join(bad_name());
    std::fs::write(&bad, "x\n").unwrap();
    let shown = head(&dir, &["-v"]).args([bad_name()]).run();
    assert_eq!(shown.stdout, b"==> bad\xff\xfename <==\nx\n");
}

#[test]
fn obsolete_options() {
    let dir = Dir::new();
    for form in [
        "-3", "-3c", "-1k", "-1b", "-1m", "-2q", "-2v", "-2cv", "-2z", "-2zq", "-0", "-0c", "-3x",
        "-2kc", "-2lc", "-2cl", "-2bk", "-2vq", "-2qv", "-w", "-2w",
    ] {
        head(&dir, &[form, "f"]).recorded();
        head(&dir, &[form, "f", "z"]).recorded();
        head(&dir, &[form, "-n1", "f"]).recorded();
        head(&dir, &["f", form]).recorded();
    }
    head(&dir, &["-1", "-2", "f"]).recorded();
}

#[test]
fn errors() {
    let dir = Dir::new();
    for args in [
        &["-n1x", "f"][..],
        &["-nx"],
        &["-cx"],
        &["-n", "-x"],
        &["-n", ""],
        &["-n", "--3"],
        &["-n1B"],
        &["-n1Ki"],
        &["-n"],
        &["-x"],
        &["--foo"],
        &["--lin"],
        &["--lines"],
    ] {
        head(&dir, args).recorded();
        head(&dir, args).utf8().recorded();
    }
    head(&dir, &[]).closed(0).run().is(
        "",
        "head: error reading 'standard input': Bad file descriptor\nhead: -: Bad file descriptor\n",
        1,
    );
}

#[test]
fn reports_a_full_or_closed_output_once() {
    let dir = Dir::new();
    let full = "head: write error: No space left on device\n";
    head(&dir, &["f"]).run_into("/dev/full").is("", full, 1);
    let full = "head: error writing 'standard output': No space left on device\n";
    for args in [&["-c200000", "big", "f"][..], &["-n-1", "big", "f"]] {
        head(&dir, args).run_into("/dev/full").is("", full, 1);
    }
    head(&dir, &["f"])
        .closed(1)
        .fails(1, "head: write error: Bad file descriptor\n");
}

#[test]
fn leaves_the_rest_to_the_next_reader() {
    let dir = Dir::new();
    for (args, next) in [
        (&["-n-59998", "---presume-input-pipe"][..], "3\n"),
        (&["-c-348892", "---presume-input-pipe"], "2\n"),
        (&["-n1"], "2\n"),
        (&["-n3"], "4\n"),
        (&["-n285"], "286\n"),
        (&["-n286"], "287\n"),
        (&["-n300"], "301\n"),
        (&["-c4"], "3\n"),
        (&["-n-59998"], "3\n"),
        (&["-c-348892"], "2\n"),
        (&["-n0"], "1\n"),
    ] {
        let mut case = head(&dir, args);
        let mut file = File::open(dir.join("big")).unwrap();
        let shared = file.try_clone().unwrap();
        assert!(
            case.command()
                .stdin(shared)
                .stdout(Stdio::null())
                .status()
                .unwrap()
                .success()
        );
        let mut rest = String::new();
        file.read_to_string(&mut rest).unwrap();
        assert!(rest.starts_with(next), "{args:?}: {:?}", &rest[..9]);
    }
}

#[test]
fn stops_reading_endless_input() {
    head(&Dir::new(), &["-c3", "/dev/zero"]).prints("\0\0\0");
}

/// From 256 KiB on, the kernel copies.
#[test]
fn large_parts_are_copied_exactly() {
    let dir = Dir::new();
    let text = numbers(300_000);
    dir.file("large", &text);
    for args in [
        &["-c300000", "large"][..],
        &["-c1M", "large"],
        &["-c1999999", "large"],
        &["-c9M", "large", "large"],
        &["-c-1000000", "large"],
        &["-n-7", "large"],
        &["-c300000"],
        &["-c9M"],
    ] {
        let large = || utility("head").cwd(&dir).args(args);
        large().stdin(&text).recorded();
        // Into a file and a device too.
        File::create(dir.join("out")).expect("a file can be made");
        let piped = large().stdin(&text).run().stdout;
        large()
            .stdin(&text)
            .run_into(dir.join("out").to_str().expect("a plain name"));
        assert!(dir.read("out") == piped, "{args:?}: the copy differs");
        assert_eq!(large().stdin(&text).run_into("/dev/null").status, 0);
    }
    // The next reader gets the next byte, of a pipe too.
    let rest = "cat large | { \"$0\" -c 300000 >/dev/null; \"$0\" -c 7; }";
    let mut shell = testing::command("sh");
    let head = testing::bin_dir().join("head");
    let shell = shell.args(["-c", rest]).arg(head).current_dir(dir.path());
    let outcome = shell.output().expect("sh runs");
    assert_eq!(outcome.stdout, text.as_bytes()[300_000..300_007]);
}

/// Since GNU 9.6, a number that is too large means everything.
#[test]
fn huge_counts_are_infinite() {
    for count in [
        "-n30000000000000000000",
        "-c30000000000000000000",
        "-n1R",
        "-c7Q",
        "-30000000000000000000",
        "-9999999999999999999k",
        "-18446744073709551616",
    ] {
        utility("head").args([count]).stdin("x\ny").prints("x\ny");
    }
    for count in [
        "-n-30000000000000000000",
        "-c-1R",
        "-c-18446744073709551615",
    ] {
        utility("head").args([count]).stdin("x\ny").prints("");
    }
    utility("head")
        .args(["-n1x"])
        .fails(1, "head: invalid number of lines: '1x'\n");
}
