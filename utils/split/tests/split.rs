//! split: splitting a file into pieces.

use std::collections::BTreeMap;
use std::fs;
use testing::{Dir, bad_name, skip, utility};

fn numbers(n: usize) -> String {
    (1..=n).map(|i| format!("{i}\n")).collect()
}

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz";

/// Makes a folder with `f` (the alphabet), `n` (20 lines) and `e` (empty).
fn folder() -> Dir {
    let dir = Dir::new();
    dir.file("f", ALPHABET).file("n", numbers(20)).file("e", "");
    dir
}

/// Returns the names and contents of the files.
fn content(dir: &Dir) -> BTreeMap<String, Vec<u8>> {
    let names = fs::read_dir(dir.path()).unwrap();
    names
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap_or_default())
        })
        .collect()
}

/// Asserts that output, messages and files are as recorded.
#[track_caller]
fn recorded(args: &[&str], stdin: &str) {
    let dir = folder();
    let mut split = utility("split").cwd(&dir).args(args);
    if !stdin.is_empty() {
        split = split.stdin(stdin);
    }
    split.recorded_with(&|| dir.listing());
}

/// Returns the sizes of the pieces of the alphabet.
fn sizes(args: &[&str]) -> Vec<usize> {
    let dir = Dir::new();
    utility("split")
        .cwd(&dir)
        .args(args)
        .stdin(ALPHABET)
        .prints("");
    content(&dir).values().map(Vec::len).collect()
}

/// Splits the alphabet and asserts which files that makes.
#[track_caller]
fn makes(args: &[&str], files: &[(&str, &str)]) {
    let dir = Dir::new();
    let split = utility("split").cwd(&dir).args(args).stdin(ALPHABET);
    split.prints("");
    let made: Vec<(String, Vec<u8>)> = content(&dir).into_iter().collect();
    let expected = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    assert_eq!(made, expected.collect::<Vec<_>>(), "{args:?}");
}

#[test]
fn examples() {
    makes(
        &["-b20"],
        &[("xaa", "abcdefghijklmnopqrst"), ("xab", "uvwxyz")],
    );
    makes(
        &["-b20", "-", "p."],
        &[("p.aa", "abcdefghijklmnopqrst"), ("p.ab", "uvwxyz")],
    );
    makes(
        &["-db20"],
        &[("x00", "abcdefghijklmnopqrst"), ("x01", "uvwxyz")],
    );
    makes(
        &["-n2"],
        &[("xaa", "abcdefghijklm"), ("xab", "nopqrstuvwxyz")],
    );
    makes(
        &["-tm", "-l1"],
        &[("xaa", "abcdefghijklm"), ("xab", "nopqrstuvwxyz")],
    );
    let split = |args: &[&str], input: &str| utility("split").args(args).stdin(input);
    split(&["-nr/2/2"], "1\n2\n3\n4\n").prints("2\n4\n");
    split(&["-l2", "--filter=echo $FILE; cat"], "1\n2\n3\n").prints("xaa\n1\n2\nxab\n3\n");
}

#[test]
fn splits_by_size() {
    for args in [
        &["n"][..],
        &["-l3", "n"],
        &["-l20", "n"],
        &["-l", "99999", "n", "y"],
        &["-b7", "f"],
        &["-b13", "f"],
        &["-b1K", "f"],
        &["-C9", "n"],
        &["-C1", "n"],
        &["-C2", "n"],
        &["-C100", "n"],
        &["-C3", "f"],
        &["-C5", "e"],
        &["e"],
        &["-3", "n"],
        &["-12", "n"],
        &["-1", "-2", "n"],
        &["-5x", "n"],
        &["-t1", "-l3", "n"],
        &["-t", "\\0", "-l1", "n"],
        &["-ta", "-ta", "-l1", "f"],
    ] {
        recorded(args, "");
    }
    recorded(&["-l5"], &numbers(12));
    recorded(&["-l5", "-", "p"], &numbers(12));
    // Input of several blocks, which don't end where lines or pieces do.
    let dir = Dir::new();
    dir.file("big", numbers(100_000));
    let run = |args: &[&str]| {
        utility("split").cwd(&dir).args(args).prints("");
        let mut pieces = content(&dir);
        pieces.remove("big");
        for name in pieces.keys() {
            fs::remove_file(dir.join(name)).unwrap();
        }
        pieces.into_values().collect::<Vec<_>>()
    };
    let whole = dir.read("big");
    for lines in [700, 9_999, 25_000] {
        let pieces = run(&[&format!("-l{lines}"), "big"]);
        assert_eq!(pieces.concat(), whole);
        let (last, full) = pieces.split_last().unwrap();
        let count = |piece: &Vec<u8>| piece.iter().filter(|&&b| b == b'\n').count();
        assert!(full.iter().all(|p| count(p) == lines) && count(last) <= lines);
    }
    for bytes in [150_000, 5_000, 131_072] {
        let pieces = run(&[&format!("-C{bytes}"), "big"]);
        assert_eq!(pieces.concat(), whole);
        assert!(
            pieces
                .iter()
                .all(|p| p.len() <= bytes && p.ends_with(b"\n"))
        );
        assert!(pieces.windows(2).all(|p| p[0].len() + 7 > bytes));
    }
}

#[test]
fn makes_a_number_of_pieces() {
    for args in [
        &["-n13", "f"][..],
        &["-n2", "f"],
        &["-n1/2", "f"],
        &["-n2/2", "f"],
        &["-n30", "-e", "f"],
        &["-nl/1", "n"],
        &["-nl/17", "n"],
        &["-nl/51", "n"],
        &["-e", "-nl/51", "n"],
        &["-nl/2/17", "n"],
        &["-nl/2/3", "n"],
        &["-nr/3", "n"],
        &["-nr/30", "n"],
        &["-e", "-nr/30", "n"],
        &["-u", "-nr/3", "n"],
        &["-nr/2/3", "n"],
        &["-unr/3/3", "n"],
        &["-n2", "e"],
        &["-e", "-n2", "e"],
        &["-nr/2", "e"],
        &["-n2", "/dev/null"],
    ] {
        recorded(args, "");
    }
    recorded(&["-nr/3"], &numbers(12));
}

/// As in GNU since 9.2: a pipe is copied to a temporary file, and sizes differ by one at most.
#[test]
fn pieces_are_of_equal_size() {
    assert_eq!(sizes(&["-n4"]), [7, 7, 6, 6]);
    assert_eq!(sizes(&["-n28"])[24..], [1, 1, 0, 0]);
    utility("split")
        .args(["-n2/4"])
        .stdin(ALPHABET)
        .prints("hijklmn");
    utility("split")
        .args(["-nl/2/3"])
        .stdin("1\n2\n3\n4\n5")
        .prints("3\n");
    for args in [["-l", "99999999999999999999"], ["-b", "1R"], ["-C", "1Q"]] {
        assert_eq!(sizes(&args), [26]);
    }
    assert_eq!(sizes(&["-99999999999999999999"]), [26]);
}

#[test]
fn names_pieces() {
    for args in [
        &["-a1", "-b1", "f"][..],
        &["-a1", "-l1", "n"],
        &["-da1", "-l1", "n"],
        &["-a5", "-b9", "f"],
        &["-d", "-l1", "n"],
        &["-x", "-l1", "n"],
        &["--numeric-suffixes=98", "-l1", "n"],
        &["--numeric-suffixes=100", "-l1", "n"],
        &["--numeric-suffixes=00", "-l1", "n"],
        &["--numeric-suffixes=", "-l5", "n"],
        &["--numeric-suffixes=5", "-n200", "f"],
        &["--numeric-suffixes=99", "-n2", "f"],
        &["--numeric-suffixes=998", "-a3", "-l5", "n"],
        &["--numeric-suffixes=x", "f"],
        &["--hex-suffixes=FE", "-l1", "n"],
        &["--additional-suffix=.txt", "-b9", "f"],
        &["--additional-suffix=a/b", "f"],
        &["-a1", "-n27", "f"],
        &["-a0", "f"],
    ] {
        recorded(args, "");
    }
    // GNU 9.1 prints a wrong name here.
    let dir = folder();
    utility("split")
        .cwd(&dir)
        .args(["--hex-suffixes=fe", "-l9", "n"])
        .fails(1, "split: output file suffixes exhausted\n");
    assert_eq!(dir.read("xff"), numbers(18).as_bytes()[18..]);
    // 650 names of the default length, then longer ones.
    let dir = Dir::new();
    utility("split")
        .cwd(&dir)
        .args(["-l1"])
        .stdin(numbers(652))
        .prints("");
    let names: Vec<_> = content(&dir).into_keys().collect();
    assert_eq!(names[648..], ["xyy", "xyz", "xzaaa", "xzaab"]);
    assert_eq!(dir.read("xzaaa"), b"651\n");
}

#[test]
fn filters() {
    for args in [
        &["--filter=cat >$FILE.out", "-l7", "n"][..],
        &["--filter=cat", "-b5", "--verbose", "f"],
        &["--filter=head -n1 >$FILE", "-nr/3", "n"],
        &["--filter=exit 3", "-l5", "n"],
        &["--filter=kill -9 $$", "-l5", "n"],
        &["--filter=kill -PIPE $$", "-l5", "n"],
        &["--filter=cat", "-n1/2", "n"],
        &["--filter=/nofile 2>/dev/null", "n"],
        &["--filter=", "n"],
    ] {
        recorded(args, "");
    }
    // A command that stops reading ends its own piece only.
    let dir = Dir::new();
    utility("split")
        .cwd(&dir)
        .args(["-b300000", "--filter=head -c2"])
        .stdin("12".repeat(450_000))
        .prints("121212");
    // When all commands have stopped reading, an endless input is not read any further.
    let script = "yes | \"$SPLIT\" -nr/2 --filter='head -n1'";
    let shown = testing::command("sh")
        .args(["-c", script])
        .env("SPLIT", testing::bin_dir().join("split"))
        .output()
        .unwrap();
    assert_eq!(shown.stdout, b"y\ny\n");
}

#[test]
fn never_overwrites_its_input() {
    let dir = folder();
    dir.file("xaa", ALPHABET);
    let split = || utility("split").cwd(&dir);
    split()
        .args(["xaa"])
        .fails(1, "split: 'xaa' would overwrite input; aborting\n");
    assert_eq!(dir.read("xaa"), ALPHABET.as_bytes());
    split().args(["-l50", "n"]).prints("");
    assert_eq!(dir.read("xaa"), numbers(20).as_bytes());
    dir.folder("yaa");
    split()
        .args(["n", "y"])
        .fails(1, "split: yaa: Is a directory\n");
}

#[test]
fn works_with_few_descriptors() {
    let dir = Dir::new();
    let script = "ulimit -n 8; seq 100 | \"$SPLIT\" -nr/20";
    let status = testing::command("sh")
        .args(["-c", script])
        .env("SPLIT", testing::bin_dir().join("split"))
        .current_dir(dir.path())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(dir.read("xab"), b"2\n22\n42\n62\n82\n");
    assert_eq!(dir.read("xat"), b"20\n40\n60\n80\n100\n");
}

#[test]
fn errors() {
    for args in [
        &["-n0", "f"][..],
        &["-nx", "f"],
        &["-nl/x", "f"],
        &["-n3/2", "f"],
        &["-n0/2", "f"],
        &["-nr/3/x", "f"],
        &["-nl/", "f"],
        &["-l0", "f"],
        &["-lx", "f"],
        &["-0", "f"],
        &["-b0", "f"],
        &["-b1x", "f"],
        &["-C0", "f"],
        &["-ax", "f"],
        &["-txx", "f"],
        &["-t", "", "f"],
        &["-ta", "-tb", "f"],
        &["-l1", "-b1", "f"],
        &["-3", "-l2", "n"],
        &["-l2", "-3", "n"],
        &["f", "x", "y"],
        &["nofile"],
        &["/"],
        &["-n2", "/"],
        &["-n2", "/dev/zero"],
        &["---io-blksize=0", "f"],
        &["---io-blksize=1", "f"],
        &["--verbose", "-nr/2", "n"],
        &["--verbose", "-b9", "f", "a b"],
    ] {
        recorded(args, "");
    }
    let dir = Dir::new();
    fs::write(dir.join(bad_name()), "x").unwrap();
    let mut case = utility("split").cwd(&dir).args([bad_name()]);
    case = case.args([bad_name()]);
    case.prints("");
    assert_eq!(content(&dir).len(), 2);
    let full = utility("split")
        .args(["-n1/1"])
        .stdin("x")
        .run_into("/dev/full");
    full.is("", "split: write error: No space left on device\n", 1);
}

/// Lines as long as what is read at once, which ran over a buffer of GNU's split (CVE-2024-0684).
#[test]
fn lines_around_the_limit_of_a_piece() {
    for limit in [1024, 131_072, 300_000] {
        let dir = Dir::new();
        let lengths = [limit - 1, 1, limit, limit + 1, 3 * limit, 2, limit - 2, 0];
        let text: String = lengths.map(|len| "x".repeat(len) + "\n").concat();
        let size = limit.to_string();
        utility("split")
            .args(["-a", "4", "-C", &size])
            .stdin(&text)
            .cwd(&dir)
            .prints("");
        let mut names: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        let pieces: Vec<_> = names.iter().map(|name| dir.read(name)).collect();
        assert!(pieces.iter().all(|piece| piece.len() <= limit), "{limit}");
        assert_eq!(pieces.concat(), text.as_bytes(), "{limit}");
    }
}

#[test]
fn an_additional_suffix_may_end_in_a_slash() {
    let dir = Dir::new();
    let split = |suffix: &str| {
        let suffix = format!("--additional-suffix={suffix}");
        utility("split").cwd(&dir).args([&suffix]).stdin("a\n")
    };
    split("d/").fails(1, "split: xaad/: Is a directory\n");
    let usage = "Try 'split --help' for more information.\n";
    for suffix in ["d/e", "/"] {
        let message =
            format!("split: invalid suffix '{suffix}', contains directory separator\n{usage}");
        split(suffix).fails(1, message);
    }
}

/// Files in /sys claim to be as large as a page.
#[test]
fn chunks_of_a_file_whose_size_is_wrong() {
    let name = "/sys/kernel/mm/transparent_hugepage/enabled";
    let Ok(text) = fs::read(name) else {
        skip!("no such file in /sys");
    };
    let dir = Dir::new();
    utility("split").args(["-n2", name]).cwd(&dir).prints("");
    let (first, second) = text.split_at(text.len().div_ceil(2));
    assert_eq!(dir.read("xaa"), first);
    assert_eq!(dir.read("xab"), second);
}

/// GNU's shell is a child process, whose status is reported after its own message.
#[test]
fn a_shell_that_cannot_be_run_is_a_command_that_failed() {
    utility("split")
        .env("SHELL", "/gone")
        .args(["--filter=cat", "-l1"])
        .stdin("1\n2\n")
        .fails(
            1,
            "split: failed to run command: \"/gone -c cat\": No such file or directory\n\
             split: with FILE=xaa, exit 1 from command: cat\n",
        );
}
