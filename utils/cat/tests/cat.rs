//! cat: copying, and the options that change lines.

use testing::{Dir, bad_name, utility};

#[test]
fn examples() {
    let cat = |args: &[&str]| utility("cat").args(args).stdin("a\tb\n\n\nc\n");
    cat(&[]).prints("a\tb\n\n\nc\n");
    cat(&["-n"]).prints("     1\ta\tb\n     2\t\n     3\t\n     4\tc\n");
    cat(&["-b"]).prints("     1\ta\tb\n\n\n     2\tc\n");
    cat(&["-s"]).prints("a\tb\n\nc\n");
    cat(&["-T"]).prints("a^Ib\n\n\nc\n");
    cat(&["-E"]).prints("a\tb$\n$\n$\nc$\n");
    cat(&["-A"]).stdin(b"\x01\x7f\xe9\n").prints("^A^?M-i$\n");
}

#[test]
fn copies_standard_input_and_files_in_order() {
    let dir = Dir::new();
    dir.file("a", "one\n").file("b", b"two\xff\0");
    utility("cat").stdin("in\n").prints("in\n");
    utility("cat")
        .cwd(&dir)
        .args(["b", "-", "a"])
        .stdin("in\n")
        .prints(b"two\xff\0in\none\n");
}

/// Short files are read and written, and longer ones copied by the kernel.
#[test]
fn short_and_long_files_are_whole() {
    let dir = Dir::new();
    for size in [1, 4095, 4096, 4097, 9000] {
        let text: Vec<u8> = (0..size).map(|place: u32| (place % 251) as u8).collect();
        dir.file("a", &text);
        utility("cat").cwd(&dir).args(["a"]).prints(&*text);
        let twice = [&text[..], &text].concat();
        utility("cat").cwd(&dir).args(["a", "a"]).prints(&*twice);
        let out = dir.file("out", "").join("out");
        let run = utility("cat").cwd(&dir).args(["a"]);
        run.run_into(out.to_str().unwrap()).is("", "", 0);
        assert!(dir.read("out") == text, "{size}");
    }
}

#[test]
fn options_may_follow_operands() {
    let dir = Dir::new();
    dir.file("a", "one\n");
    utility("cat")
        .cwd(&dir)
        .args(["a", "-n"])
        .prints("     1\tone\n");
    utility("cat").cwd(&dir).args(["a", "--num"]).fails(
        1,
        "cat: option '--num' is ambiguous; possibilities: '--number-nonblank' '--number'\n\
         Try 'cat --help' for more information.\n",
    );
    utility("cat").cwd(&dir).args(["a", "--", "-n"]).run().is(
        "one\n",
        "cat: -n: No such file or directory\n",
        1,
    );
    utility("cat")
        .cwd(&dir)
        .env("POSIXLY_CORRECT", "1")
        .args(["a", "-n"])
        .recorded();
}

#[test]
fn continues_after_a_missing_file() {
    let dir = Dir::new();
    dir.file("a", "one\n").folder("d");
    utility("cat").cwd(&dir).args(["gone", "d", "a"]).run().is(
        "one\n",
        "cat: gone: No such file or directory\ncat: d: Is a directory\n",
        1,
    );
    utility("cat").cwd(&dir).args([bad_name()]).recorded();
    utility("cat").cwd(&dir).args(["with space", ""]).recorded();
}

#[test]
fn formats_lines() {
    let every_byte: Vec<u8> = (0..=255).chain(*b"\n\n\n\nx\ty\r\nz\r\r\n\r").collect();
    for options in [
        "-A", "-b", "-e", "-E", "-n", "-s", "-t", "-T", "-u", "-v", "-nb", "-bn", "-ns", "-bs",
        "-nE", "-ET", "-sE", "-vE", "-bE", "-nsA",
    ] {
        utility("cat").args([options]).stdin(&every_byte).recorded();
    }
    for name in [
        "--show-all",
        "--squeeze",
        "--show-tabs",
        "--show-ends",
        "--number-n",
        "--x",
        "-x",
    ] {
        utility("cat").args([name]).stdin(&every_byte).recorded();
    }
}

#[test]
fn tabs_and_returns_next_to_each_other() {
    let cat = |args: &[&str], text: &str| utility("cat").args(args).stdin(text);
    cat(&["-ET"], "a\r\tb\r\n\r\n\t\r").prints("a\r^Ib^M$\n^M$\n^I\r");
    cat(&["-nT"], "a\tb\n\n\tc").prints("     1\ta^Ib\n     2\t\n     3\t^Ic");
    let table = "word\tx\t\t\n".repeat(50_000);
    cat(&["-T"], &table).prints(table.replace('\t', "^I"));
}

#[test]
fn unprintable_bytes_at_every_position() {
    for byte in [0, b'\t', 0x1f, 0x7f, 0x80, 0x8a, 0xe9, 0xff] {
        let line = |place: usize| {
            let mut line = vec![b'a'; 70];
            line[place] = byte;
            line.push(b'\n');
            line
        };
        // At each position of a long line, and at the end of short ones.
        let mut text: Vec<u8> = (0..70).flat_map(line).collect();
        text.extend((0..20).flat_map(|len| [vec![b'a'; len], vec![byte, b'\n']].concat()));
        for options in ["-v", "-A", "-vT"] {
            utility("cat").args([options]).stdin(&text).recorded();
        }
    }
}

#[test]
fn numbering_continues_in_the_next_file() {
    let dir = Dir::new();
    dir.file("a", "1\n2").file("b", "3\n4\n");
    utility("cat")
        .cwd(&dir)
        .args(["-n", "a", "b"])
        .prints("     1\t1\n     2\t23\n     3\t4\n");
}

#[test]
fn carriage_return_and_newline_in_different_files() {
    let dir = Dir::new();
    dir.file("a", "1\r").file("b", "\n2\r");
    utility("cat").cwd(&dir).args(["-E", "a", "b"]).recorded();
}

#[test]
fn reports_full_and_closed_standard_files() {
    let full = "cat: write error: No space left on device\n";
    utility("cat")
        .stdin("x\n")
        .run_into("/dev/full")
        .is("", full, 1);
    utility("cat")
        .args(["-n"])
        .stdin("x\n")
        .run_into("/dev/full")
        .is("", full, 1);
    utility("cat")
        .stdin("x")
        .closed(1)
        .fails(1, "cat: standard output: Bad file descriptor\n");
    utility("cat").closed(0).fails(
        1,
        "cat: -: Bad file descriptor\ncat: closing standard input: Bad file descriptor\n",
    );
}

#[test]
fn refuses_to_copy_a_file_to_itself() {
    let dir = Dir::new();
    dir.file("a", "one\n");
    let mut append = utility("cat").cwd(&dir).args(["a"]);
    let file = std::fs::File::options()
        .append(true)
        .open(dir.join("a"))
        .unwrap();
    let result = append.command().stdout(file).output().unwrap();
    assert_eq!(result.stderr, b"cat: a: input file is output file\n");
    assert_eq!(result.status.code(), Some(1));
    assert_eq!(dir.read("a"), b"one\n");
}

#[test]
fn files_of_size_zero_in_proc_are_read() {
    let dir = Dir::new();
    dir.file("out", "");
    let mut copy = utility("cat").args(["/proc/self/comm"]);
    let file = std::fs::File::create(dir.join("out")).unwrap();
    assert!(copy.command().stdout(file).status().unwrap().success());
    assert_eq!(dir.read("out"), b"cat\n");
}

#[test]
fn help_and_version() {
    let help = utility("cat").args(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: cat [OPTION]... [FILE]...\n"),
        "{help:?}"
    );
    assert_eq!(help.status, 0);
    let version = utility("cat").args(["--version"]).run();
    assert!(
        version
            .stdout
            .starts_with(b"cat (corelink coreutils) 9.11\n"),
        "{version:?}"
    );
    utility("cat").args(["--help"]).run_into("/dev/full").is(
        "",
        "cat: write error: No space left on device\n",
        1,
    );
}

/// It may be the output, which would grow without end.
#[test]
fn an_input_without_a_status_is_not_copied_to_a_file() {
    let dir = Dir::new();
    dir.file("in", "1\n").file("out", "");
    let path = dir.path().canonicalize().unwrap().join("in");
    let fault = ["-e", "inject=fstat,newfstatat,statx:error=EIO"];
    let run = testing::program("strace")
        .cwd(&dir)
        .args(["-qq", "-o", "trace", "-P"])
        .args([path])
        .args(fault)
        .args([testing::bin_dir().join("cat")])
        .args(["in"])
        .run_into(dir.join("out").to_str().unwrap());
    if dir.read("trace").is_empty() {
        testing::skip!("there is no strace, or it may not trace");
    }
    let message = "in: Input/output error\n";
    assert!(run.stderr.ends_with(message.as_bytes()), "{run:?}");
    assert_eq!((run.status, dir.read("out")), (1, Vec::new()));
}

/// Others may write to the same open file while cat waits for a pipe.
#[test]
fn what_others_write_meanwhile_is_kept() {
    let dir = Dir::new();
    dir.run(
        "/usr/bin/mkfifo p; {
            cat p & exec 3>p; echo one >&3
            until /usr/bin/grep -q one log; do /usr/bin/sleep 0.01; done
            echo other; echo two >&3; exec 3>&-; wait
        } >log; /usr/bin/cat log",
    )
    .is("one\nother\ntwo\n", "", 0);
}
