//! md5sum, and what the digests' utilities have in common: forms of lines, and checking lists.

use testing::{Dir, bad_name, utility};

/// The digest of `hello\n`.
const SUM: &str = "b1946ac92492d2347c6235b4d2611184";

fn folder() -> Dir {
    let dir = Dir::new();
    dir.file("a", "hello\n")
        .file("b\nc", "x")
        .file("d\\e", "q")
        .file("f\rg", "r")
        .file("sp ace", "s")
        .file(bad_name(), "t");
    dir
}

#[test]
fn prints_each_file_in_each_form() {
    let dir = folder();
    let names = ["a", "b\nc", "d\\e", "f\rg", "sp ace", "gone", "/"];
    for options in [
        &[][..],
        &["-b"],
        &["-t"],
        &["--tag"],
        &["-z"],
        &["--tag", "-z"],
        &["--tag", "-b"],
        &["-bt"],
    ] {
        let run = || utility("md5sum").cwd(&dir).args(options);
        run().args(names).recorded();
        run().args([bad_name()]).recorded();
        run().stdin("hello\n").recorded();
        run().args(["-", "a", "-"]).stdin("hello\n").recorded();
    }
    utility("md5sum")
        .cwd(&dir)
        .args(["a"])
        .prints(format!("{SUM}  a\n"));
}

#[test]
fn options_that_contradict_each_other() {
    let dir = folder();
    for options in [
        &["--tag", "-t"][..],
        &["--ignore-missing"],
        &["--quiet"],
        &["--status"],
        &["--strict"],
        &["-w"],
        &["--strict", "--ignore-missing"],
        &["--strict", "--quiet"],
        &["-c", "--tag"],
        &["-c", "-b"],
        &["-c", "-t"],
        &["-c", "-z"],
        &["-c", "--tag", "-b"],
        &["-c", "-z", "--tag"],
        &["--no-such-option"],
        &["--st"],
        &["-a"],
    ] {
        utility("md5sum")
            .cwd(&dir)
            .args(options)
            .args(["a"])
            .recorded();
    }
}

/// Lists with each kind of line, well-formed and not.
#[test]
fn reads_lists() {
    let dir = folder();
    let upper = SUM.to_uppercase();
    let other = SUM.replace('b', "c");
    let short = &SUM[2..];
    let lines = [
        format!("{SUM}  a\n"),
        format!("{SUM} *a"),
        format!(" \t{SUM}  a\r\n#x\n\n\r\n  \n"),
        format!("{upper}  a\n{other}  a\n"),
        format!("{SUM}0  a\n{short}  a\n00{SUM}  a\n{SUM}\nx\n"),
        format!("{SUM}  gone\n{SUM}  a\n"),
        format!("{SUM}  gone\n"),
        format!("x\n{SUM}  a\n{other}  a\n{SUM}  gone\n{SUM}  gone\n"),
        format!("{SUM}  -\n{SUM}  -\n"),
        String::new(),
    ];
    // GNU 9.1 does not quote the names of these, so only their status is recorded.
    let odd = [
        format!("{SUM} a\n{SUM} *a\n{SUM}  a\n"),
        format!("{SUM}  a\n{SUM} a\n"),
        format!("{SUM}\ta\n{SUM}\t a\n"),
        format!("{SUM} \ta\n"),
        format!("{SUM}  \n{SUM}   a\n"),
        format!("\\{SUM}  b\\nc\n\\{SUM}  d\\\\e\n\\{SUM}  f\\rg\n\\{SUM}  a\\x\n\\{SUM}  a\\\n"),
        format!("{SUM}  d\\e\n{SUM}  f\rg\n{SUM}  sp ace\n{SUM}  it's\n{SUM}  x:y\n"),
        format!("\\{SUM}  gone\\nx\n{SUM}  /\n"),
        format!("MD5 (a) = {SUM}\nMD5(a)= {SUM}\nMD5 (a)\t=\t{upper}\nMD5 (a) ={SUM}\n"),
        format!("MD5  (a) = {SUM}\nmd5 (a) = {SUM}\nMD5 (a) = {SUM} \nMD5x(a) = {SUM}\n"),
        format!("MD5 () = {SUM}\nMD5 (a) b) = {SUM}\n MD5 (a) = {SUM}\nMD5-128 (a) = {SUM}\n"),
        format!("\\MD5 (b\\nc) = {SUM}\nSHA1 (a) = {SUM}\nMD5 (a) = {SUM}00\n"),
        format!("{SUM} \n{SUM} a\n"),
        format!("{SUM}  a\0b\nMD5 (a\0b) = {SUM}\n\\{SUM}  a\0\n{SUM}  \0\n"),
    ];
    for list in odd {
        dir.file("list", list);
        for options in ["--status", "--ignore-missing --status"] {
            let options = options.split(' ').chain(["-c", "list"]);
            let check = utility("md5sum").cwd(&dir).args(options);
            check.stdin("hello\n").recorded();
        }
    }
    for list in lines {
        dir.file("list", list);
        for options in [
            "-c",
            "-cw",
            "-c --strict",
            "-c --quiet",
            "-c --status",
            "-c --ignore-missing",
            "-c --ignore-missing --status",
            "-c --ignore-missing --quiet",
            "-c --status --warn",
            "-c --warn --quiet",
        ] {
            let run = utility("md5sum").cwd(&dir).args(options.split(' '));
            run.args(["list"]).stdin("hello\n").recorded();
        }
    }
}

#[test]
fn several_lists() {
    let dir = folder();
    dir.file("list", format!("{SUM}  a\n")).file("none", "x\n");
    let run = |operands: &[&str]| utility("md5sum").cwd(&dir).args(["-c"]).args(operands);
    run(&["list", "none", "gone", "list"]).recorded();
    run(&["-", "none"]).stdin(format!("{SUM}  a\n")).recorded();
    run(&[]).stdin("x\n").recorded();
    // A list on standard input can't name standard input.
    for list in [
        format!("{SUM}  -\n"),
        format!("MD5 (-) = {SUM}\n{SUM}  a\n"),
    ] {
        run(&["-w"]).stdin(&list).recorded();
        run(&["--strict"]).stdin(list).recorded();
    }
    run(&["/"]).recorded();
}

/// Lengths around those of a block of the digest, which is 64 bytes, and of a read.
#[test]
fn files_of_many_lengths() {
    let dir = Dir::new();
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|i| (i.wrapping_mul(i) >> 7) as u8)
        .collect();
    let lengths = (0..140).chain([4095, 4096, 65_535, 65_536, 65_537, 200_000]);
    let names: Vec<String> = lengths.clone().map(|length| length.to_string()).collect();
    for (name, length) in names.iter().zip(lengths) {
        dir.file(name, &bytes[..length]);
    }
    for names in names.chunks(16) {
        utility("md5sum").cwd(&dir).args(names).recorded();
    }
}

#[test]
fn checks_what_it_printed() {
    let dir = folder();
    for options in [&[][..], &["--tag"], &["-b"]] {
        let names = ["a", "b\nc", "d\\e", "f\rg", "sp ace"];
        let printed = utility("md5sum").cwd(&dir).args(options).args(names).run();
        let checked = utility("md5sum").cwd(&dir).args(["-c"]);
        checked
            .stdin(printed.stdout)
            .prints("a: OK\n'b'$'\\n''c': OK\n'd\\e': OK\n'f'$'\\r''g': OK\n'sp ace': OK\n");
    }
}

#[test]
fn reports_a_full_output() {
    let full = "md5sum: write error: No space left on device\n";
    utility("md5sum").run_into("/dev/full").is("", full, 1);
    let list = format!("{SUM}  /dev/null\n");
    let check = utility("md5sum").args(["-c"]).stdin(list);
    check.run_into("/dev/full").is(
        "",
        "md5sum: WARNING: 1 computed checksum did NOT match\nmd5sum: write error\n",
        1,
    );
    utility("md5sum").closed(0).fails(
        1,
        "md5sum: -: Bad file descriptor\nmd5sum: standard input: Bad file descriptor\n",
    );
}

/// The digest of `abc`, from RFC 1321.
const ABC: &str = "900150983cd24fb0d6963f7d28e17f72";

/// The digest of a million times `a`, a common test vector.
const MILLION: &str = "7707d6ae4e027c70eea2a935c2296f21";

/// Behind a large file, the next ones are read ahead by other threads.
#[test]
fn large_files_are_reported_in_order() {
    let dir = Dir::new();
    let million = "a".repeat(1_000_000);
    dir.file("a", &million).file("c", &million).file("b", "abc");
    dir.folder("d");
    let outcome = dir.run(
        "/usr/bin/mkfifo p || exit; printf abc > p & md5sum a gone c d b p a - < b; wait\n\
         md5sum a c b > list; sed -i 's/  c$/  gone/; $s/^9/8/' list; md5sum -c list",
    );
    let output = format!(
        "{MILLION}  a\n{MILLION}  c\n{ABC}  b\n{ABC}  p\n{MILLION}  a\n{ABC}  -\n\
         a: OK\ngone: FAILED open or read\nb: FAILED\n"
    );
    outcome.is(
        output,
        "md5sum: gone: No such file or directory\nmd5sum: d: Is a directory\n\
         md5sum: gone: No such file or directory\n\
         md5sum: WARNING: 1 listed file could not be read\n\
         md5sum: WARNING: 1 computed checksum did NOT match\n",
        1,
    );
}

/// A list that comes slowly is not waited for.
#[test]
fn a_line_of_a_list_is_checked_when_it_comes() {
    let dir = Dir::new();
    dir.file("b", "abc");
    let outcome = dir.run(&format!(
        "/usr/bin/mkfifo list done || exit\n\
         md5sum -c list > done & exec 4< done 3> list; echo '{ABC}  b' >&3; read line <&4\n\
         echo \"got $line\"; exec 3>&-; wait"
    ));
    outcome.is("got b: OK\n", "", 0);
}
