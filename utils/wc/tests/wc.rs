//! wc: counting lines, words, characters and bytes.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use testing::{Case, Dir, bin_dir, failing, skip, utility};

/// Words, wide and combining characters, spaces outside ASCII.
const MIXED: &[u8] =
    "hé \u{a0}b\u{2003}c d\n\t\tx中。\u{3000}次 e\u{301}\r12345678\u{c}9\u{b}z\t\n".as_bytes();

fn wc(dir: &Dir, args: &[&str]) -> Case {
    dir.file("f", "a b\nc\n")
        .file("g", "x")
        .file("e", "")
        .file("u", MIXED)
        .file("big", "lorem ipsum\tdolor  sit\n".repeat(20_000))
        .file("list", "f\0g\0")
        .folder("d");
    utility("wc").cwd(dir).args(args)
}

#[test]
fn examples() {
    let dir = Dir::new();
    let wc = |args: &[&str]| wc(&dir, args).stdin("one two\nthree\n");
    wc(&[]).prints("      2       3      14\n");
    wc(&["-l"]).prints("2\n");
    wc(&["-w"]).prints("3\n");
    wc(&["-c"]).prints("14\n");
    wc(&["-L"]).prints("7\n");
    wc(&["f"]).prints("2 3 6 f\n");
    wc(&["-l", "f", "g"]).prints("2 f\n0 g\n2 total\n");
    let accent = |args: &[&str]| utility("wc").args(args).utf8().stdin("\u{e9}\n");
    accent(&["-c"]).prints("3\n");
    accent(&["-m"]).prints("2\n");
}

/// A full pipe is read to its end within the kernel, and another file is not.
#[test]
fn a_long_pipe_is_counted_by_its_bytes() {
    let dir = Dir::new();
    dir.file("big", "x".repeat(3_000_000));
    dir.run("/usr/bin/cat big big | wc -c")
        .is("6000000\n", "", 0);
    dir.run("printf abc | wc -c").is("3\n", "", 0);
    dir.run("(/usr/bin/cat big; echo a) | LC_ALL=C wc -cm")
        .is("3000002 3000002\n", "", 0);
}

/// Behind a large file, the next ones are counted ahead by other threads.
#[test]
fn large_files_are_counted_in_order() {
    let dir = Dir::new();
    let large = "ab c\u{e9}d\n".repeat(60_000);
    dir.file("a", &large).file("c", &large).file("b", "x y\n");
    dir.folder("d");
    let outcome = dir.run(
        "/usr/bin/mkfifo p || exit; printf 'a\\n' > p & wc a gone c d b p a - < b; wait\n\
         LC_ALL=C.UTF-8 wc -mL a c b gone\nwc -c a c b",
    );
    outcome.is(
        "\
         \x20 60000  120000  480000 a\n\
         \x20 60000  120000  480000 c\n\
         \x20     0       0       0 d\n\
         \x20     1       2       4 b\n\
         \x20     1       1       2 p\n\
         \x20 60000  120000  480000 a\n\
         \x20     1       2       4 -\n\
         \x20180003  360005 1440010 total\n\
         420000      6 a\n\
         420000      6 c\n\
         \x20    4      3 b\n\
         840004      6 total\n\
         480000 a\n\
         480000 c\n\
         \x20    4 b\n\
         960004 total\n",
        "wc: gone: No such file or directory\nwc: d: Is a directory\n\
         wc: gone: No such file or directory\n",
        0,
    );
}

#[test]
fn counts_in_all_columns() {
    let dir = Dir::new();
    for options in [
        "-l", "-w", "-c", "-m", "-L", "-lwmcL", "-lc", "-wL", "-mc", "-cm", "-lw",
    ] {
        for files in [
            &["f"][..],
            &["u"],
            &["big"],
            &["e"],
            &["f", "big"],
            &["f", "d", "g"],
        ] {
            wc(&dir, &[options]).args(files).utf8().recorded();
            if !files.contains(&"u") {
                wc(&dir, &[options]).args(files).recorded();
            }
        }
        wc(&dir, &[options]).stdin(MIXED).utf8().recorded();
    }
    wc(
        &dir,
        &[
            "--lines",
            "--words",
            "--chars",
            "--bytes",
            "--max-line-length",
            "f",
        ],
    )
    .recorded();
    wc(&dir, &["-w", "u"])
        .utf8()
        .env("POSIXLY_CORRECT", "1")
        .recorded();
    wc(&dir, &["-cmlL", "u"]).recorded();
}

#[test]
fn invalid_bytes_are_part_of_words() {
    for (text, words, chars) in [
        (&b"\xff \xfe\xfd"[..], 2, 1),
        (b"a\xffb", 1, 2),
        (b"\0 \x01", 2, 3),
        (b"\xc3", 1, 0),
        (b"\xe2\x80", 1, 0),
        (b"x\xe2\x80 y", 2, 3),
        (b"a\xe2\x80\x83b", 2, 3),
    ] {
        let want = format!("{words} {chars}\n");
        wc(&Dir::new(), &["-wm", "--total=only"])
            .stdin(text)
            .utf8()
            .prints(want);
    }
    wc(&Dir::new(), &["-w"])
        .stdin("é \u{a0} \u{3000}")
        .prints("3\n");
}

#[test]
fn characters_across_blocks() {
    let dir = Dir::new();
    for lead in 0..4 {
        let text = "x".repeat(lead) + &"中\u{2003}é😀 ".repeat(40_000);
        dir.file("long", &text);
        wc(&dir, &["-wmL", "long"]).utf8().recorded();
        wc(&dir, &["-wmL"]).stdin(&text).utf8().recorded();
    }
}

#[test]
fn columns_are_as_wide_as_the_sizes() {
    let dir = Dir::new();
    for args in [
        &[][..],
        &["-"],
        &["-c"],
        &["-", "f"],
        &["-l", "-", "f"],
        &["f", "big"],
        &["-l", "f", "big"],
        &["-L", "f", "/dev/null"],
        &["d"],
        &["d", "f"],
        &["-c", "d"],
        &["gone", "f", "gone2"],
        &["f", "-l"],
        &["e", "e"],
    ] {
        wc(&dir, args).stdin("in put\n").recorded();
    }
}

#[test]
fn totals() {
    let dir = Dir::new();
    wc(&dir, &["--total=never", "f", "g"]).prints("2 3 6 f\n0 1 1 g\n");
    wc(&dir, &["--total=always", "f"]).prints("2 3 6 f\n2 3 6 total\n");
    wc(&dir, &["--total=only", "f", "big"]).prints("20002 80003 460006\n");
    wc(&dir, &["--total=only"]).stdin("a\n").prints("1 1 2\n");
    wc(&dir, &["--total=o", "-L", "f", "u"]).prints("19\n");
    wc(&dir, &["--total=auto", "f"]).prints("2 3 6 f\n");
    wc(&dir, &["--total=x"]).fails(
        1,
        "wc: invalid argument 'x' for '--total'\nValid arguments are:\n  - 'auto'\n  - 'always'\n  \
         - 'only'\n  - 'never'\nTry 'wc --help' for more information.\n",
    );
}

#[test]
fn takes_names_from_a_file() {
    let dir = Dir::new();
    dir.file("unfinished", "f\0big")
        .file("bad", "f\0\0gone\0")
        .file("dash", "-\0f\0")
        .file("wide", "f\0big\0d\0");
    for args in [
        &["--files0-from=list"][..],
        &["--files0-from=unfinished"],
        &["--files0-from=bad"],
        &["--files0-from=dash"],
        &["--files0-from=wide"],
        &["--files0-from=wide", "-l"],
        &["--files0-from=e"],
        &["--files0-from=gone"],
        &["--files0-from=d"],
        &["--files0-from=list", "f"],
        &["--files0-from=f"],
    ] {
        wc(&dir, args).stdin("in\n").recorded();
        wc(&dir, args).utf8().stdin("in\n").recorded();
    }
    for list in [
        "f\0g\0", "f\0big", "f\0\0g", "-\0f", "", "\0", "\0f", "gone\0",
    ] {
        wc(&dir, &["--files0-from=-"]).stdin(list).recorded();
    }
}

#[test]
fn counts_from_the_offset_of_standard_input() {
    let dir = Dir::new();
    for options in ["-c", "-l", "-lwc"] {
        for offset in [0, 3, 5000, 460_000, 500_000] {
            let case = wc(&dir, &[options]);
            let mut file = File::open(dir.join("big")).expect("a file of this test");
            file.seek(SeekFrom::Start(offset)).expect("a regular file");
            let text = dir.read("big");
            let rest = text.get(offset as usize..).unwrap_or_default();
            let words = String::from_utf8_lossy(rest).split_whitespace().count();
            let lines = rest.iter().filter(|&&byte| byte == b'\n').count();
            let bytes = rest.len();
            let expected = match options {
                "-c" => format!("{bytes}\n"),
                "-l" => format!("{lines}\n"),
                _ => format!("{lines:6} {words:6} {bytes:6}\n"),
            };
            let outcome = case.run_from(&file);
            assert_eq!(outcome.text(), expected, "{options} at {offset}");
        }
    }
    wc(&dir, &["-c", "/proc/self/comm"]).prints("3 /proc/self/comm\n");
    wc(&dir, &["/proc/self/comm"]).prints("1 1 3 /proc/self/comm\n");
}

#[test]
fn errors() {
    let dir = Dir::new();
    for args in [
        &["-x"][..],
        &["--foo"],
        &["gone"],
        &[""],
        &["a b", "f"],
        &["a\nb"],
        &["--files0-from"],
    ] {
        wc(&dir, args).recorded();
        wc(&dir, args).utf8().recorded();
    }
    dir.file("a\nb", "x\n");
    wc(&dir, &["a\nb"]).recorded();
    wc(&dir, &[]).closed(0).run().is(
        "0 0 0\n",
        "wc: 'standard input': Bad file descriptor\nwc: -: Bad file descriptor\n",
        1,
    );
    wc(&dir, &["-", "f"]).closed(0).run().is(
        "0 0 0 -\n2 3 6 f\n2 3 6 total\n",
        "wc: -: Bad file descriptor\nwc: -: Bad file descriptor\n",
        1,
    );
    wc(&dir, &["f"])
        .closed(1)
        .fails(1, "wc: write error: Bad file descriptor\n");
    let full = "wc: write error: No space left on device\n";
    wc(&dir, &["f"]).run_into("/dev/full").is("", full, 1);
}

#[test]
fn a_list_on_standard_input_does_not_name_that() {
    utility("wc").args(["--files0-from=-"]).stdin("-").fails(
        1,
        "wc: when reading file names from standard input, no file name of '-' allowed\n",
    );
}

#[test]
fn files_of_a_list_are_counted_as_they_are_named() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    let dir = Dir::new();
    dir.file("f", "a\n").file("g", "b\nc\n");
    let mut wc = utility("wc").cwd(&dir).args(["-l", "--files0-from=-"]);
    let mut child = wc
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut names = child.stdin.take().unwrap();
    let mut counts = BufReader::new(child.stdout.take().unwrap()).lines();
    // The second name is sent only after the first count has come.
    names.write_all(b"f\0").unwrap();
    assert_eq!(counts.next().unwrap().unwrap(), "1 f");
    names.write_all(b"g\0").unwrap();
    assert_eq!(counts.next().unwrap().unwrap(), "2 g");
    drop(names);
    assert_eq!(counts.next().unwrap().unwrap(), "3 total");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_write_error_before_another_message_has_no_reason() {
    let dir = Dir::new();
    dir.file("f", "a\n");
    wc(&dir, &["f", "gone"]).run_into("/dev/full").is(
        "",
        "wc: gone: No such file or directory\nwc: write error\n",
        1,
    );
}

/// A panic, in the form that each variant gives it: here, read(2) claims more than was asked for.
#[test]
fn a_panic_is_reported_in_one_line() {
    let dir = Dir::new();
    dir.file("f", "x\n");
    let file = dir.join("f");
    let file = file.to_str().expect("a path in UTF-8");
    let fault = "inject=read:retval=100000000:when=1";
    let wc = bin_dir().join("wc");
    let Some((message, status)) = failing(&dir, &["-P", file, "-e", fault], &wc, &["-l", "f"])
    else {
        skip!("strace is missing, or may not trace");
    };
    let start = format!(
        "{}: internal error: range end index 100000000 ",
        wc.display()
    );
    assert!(message.starts_with(&start), "{message}");
    assert!(message.ends_with("; please report this\n"), "{message}");
    assert_eq!((message.lines().count(), status), (1, 1), "{message}");
}
