//! tail: the last lines or bytes of files, and following what is appended.

#[path = "tail/following.rs"]
mod following;

use following::Following;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use testing::{Case, Dir, bad_name, utility};

fn numbers(n: usize) -> String {
    (1..=n).map(|i| format!("{i}\n")).collect()
}

/// What is longer than a block, and made only once: some tests need it hundreds of times.
fn big() -> &'static str {
    static BIG: OnceLock<String> = OnceLock::new();
    BIG.get_or_init(|| numbers(60_000))
}

/// tail in a folder with `f` (12 lines, the last without a newline), `z` (the same with NULs) and
/// `big`, which is longer than a block.
fn tail(dir: &Dir, args: &[&str]) -> Case {
    let lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12";
    dir.file("f", lines)
        .file("z", lines.replace('\n', "\0"))
        .file("big", big());
    utility("tail").cwd(dir).args(args)
}

#[test]
fn examples() {
    let dir = Dir::new();
    let tail = |args: &[&str]| tail(&dir, args);
    tail(&["f"]).prints("3\n4\n5\n6\n7\n8\n9\n10\n11\n12");
    tail(&["-n2", "f"]).prints("11\n12");
    tail(&["-2", "f"]).prints("11\n12");
    tail(&["-n+11", "f"]).prints("11\n12");
    tail(&["-c3", "f"]).prints("\n12");
    tail(&["-c+26", "f"]).prints("2");
    tail(&["-n1", "f", "big"]).prints("==> f <==\n12\n==> big <==\n60000\n");
    tail(&["-zn1", "z"]).prints("12");
}

#[test]
fn prints_the_last_part() {
    let dir = Dir::new();
    let piped = numbers(40_000);
    for count in "0 1 12 13 59999 60001 131072 1kB 18446744073709551615".split(' ') {
        for option in ["-n", "-n+", "-c", "-c+"] {
            let option = format!("{option}{count}");
            for file in ["f", "big"] {
                tail(&dir, &[&option, file]).recorded();
                tail(&dir, &[&option, "---presume-input-pipe", file]).recorded();
                tail(&dir, &["-z", &option, file]).recorded();
            }
            tail(&dir, &[&option]).stdin(&piped).recorded();
            tail(&dir, &[&option]).stdin(numbers(20) + "end").recorded();
        }
    }
    for args in [["-zn2", "z"], ["-n-3", "f"], ["-c-3", "f"], ["-n1K", "big"]] {
        tail(&dir, &args).recorded();
    }
    tail(&dir, &["-c2", "/proc/self/comm"]).prints("l\n");
    let help = tail(&dir, &["--help"]).run();
    assert_eq!((help.status, help.stderr.len()), (0, 0));
}

#[test]
fn a_count_from_the_start_holds_for_later_ones() {
    let dir = Dir::new();
    for args in [
        &["-n+3", "-n2"][..],
        &["-n+3", "-c-5"],
        &["-c+3", "-n", "1"],
        &["-n2", "-n+3"],
    ] {
        tail(&dir, &[args, &["f"]].concat()).recorded();
    }
}

/// An error while searching for the last part is reported, and the next file follows. An error
/// while copying it ends the utility.
#[test]
fn ends_where_copying_fails() {
    let dir = Dir::new();
    for count in ["-n3", "-n+1", "-n+2", "-c+1", "-c5"] {
        tail(&dir, &[count, "/proc/self", "f"]).recorded();
    }
}

#[test]
fn shows_headers() {
    let dir = Dir::new();
    for args in [
        &["f", "z"][..],
        &["-n1", "f", "nofile", "z"],
        &["-qn1", "f", "z"],
        &["-vn1", "f"],
        &["-n1", "-", "f", "-"],
        &["-n1", "/", "f"],
        &["-n0", "nofile"],
        &["-n0", "f", "z"],
    ] {
        tail(&dir, args).stdin("in\n").recorded();
    }
    fs::write(dir.join(bad_name()), "x\n").unwrap();
    let shown = tail(&dir, &["-v"]).args([bad_name()]).run();
    assert_eq!(shown.stdout, b"==> bad\xff\xfename <==\nx\n");
}

#[test]
fn obsolete_options() {
    let dir = Dir::new();
    for form in [
        "-3", "+3", "-3c", "+3c", "-1b", "-b", "-l", "-2lc", "-3x", "+3x", "-5", "+", "-", "-0",
        "+0", "-c",
    ] {
        tail(&dir, &[form, "f"]).recorded();
        tail(&dir, &[form]).stdin(numbers(15)).recorded();
        tail(&dir, &[form, "f", "z"]).recorded();
        tail(&dir, &["f", form]).stdin("x").recorded();
    }
    tail(&dir, &["-3", "--", "f"]).recorded();
    tail(&dir, &["+3", "f"])
        .env("_POSIX2_VERSION", "200112")
        .recorded();
}

#[test]
fn errors() {
    let dir = Dir::new();
    for args in [
        &["-nx", "f"][..],
        &["-c1x", "f"],
        &["-n+x", "f"],
        &["--pid=x", "f"],
        &["--pid=99999999999999", "f"],
        &["-sx", "f"],
        &["-s1m", "f"],
        &["--max-unchanged-stats=x", "f"],
        &["-5", "-c2", "f"],
        &["--follow=x", "f"],
        &["--retry", "-c2", "f"],
        &["--pid=1", "-c2", "f"],
        &["-F", "-"],
        &["-f", "/"],
        &["-f", "nofile"],
        &["--follow=name", "nofile"],
        &["-f"],
        &["--no-such-option"],
    ] {
        tail(&dir, args).recorded();
    }
    for args in [&["-c3"][..], &["-n3"], &["-"]] {
        tail(&dir, args).closed(0).fails(
            1,
            "tail: cannot fstat 'standard input': Bad file descriptor\n\
             tail: -: Bad file descriptor\n",
        );
    }
    let full = tail(&dir, &["f"]).run_into("/dev/full");
    assert_eq!((full.stdout.len(), full.status), (0, 1));
    let full = tail(&dir, &["-n50000", "big"]).run_into("/dev/full");
    full.is(
        "",
        "tail: error writing 'standard output': No space left on device\n",
        1,
    );
    dir.file("empty", "");
    tail(&dir, &["-f", "empty"])
        .closed(1)
        .fails(1, "tail: standard output: Bad file descriptor\n");
}

fn append(path: impl AsRef<Path>, text: &str) {
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Notification and polling.
const MODES: [&[&str]; 2] = [
    &[],
    &["---disable-inotify", "-s.02", "--max-unchanged-stats=1"],
];

#[test]
fn follows_what_is_appended() {
    for mode in MODES {
        let dir = Dir::new();
        dir.file("a", "1\n2\n").file("b", "x\n");
        let following = Following::new(&dir, &[mode, &["-f", "-n1", "a", "b"]].concat());
        let mut want = "==> a <==\n2\n\n==> b <==\nx\n".to_owned();
        following.printed(&want);
        append(dir.join("b"), "y\n");
        want += "y\n";
        following.printed(&want);
        append(dir.join("a"), "3\n");
        want += "\n==> a <==\n3\n";
        following.printed(&want);
        fs::write(dir.join("a"), "").unwrap();
        want += "tail: a: file truncated\n";
        following.printed(&want);
        append(dir.join("a"), "new\n");
        want += "new\n";
        following.printed(&want);
        // The open file is followed, even after it is renamed.
        fs::rename(dir.join("a"), dir.join("c")).unwrap();
        append(dir.join("c"), "renamed\n");
        want += "renamed\n";
        following.printed(&want);
    }
}

#[test]
fn follows_names() {
    for mode in MODES {
        let dir = Dir::new();
        // Notifications are only used if at least one file exists.
        dir.file("there", "");
        let following = Following::new(&dir, &[mode, &["-qF", "a", "there"]].concat());
        let mut want = "tail: cannot open 'a' for reading: No such file or directory\n".to_owned();
        following.printed(&want);
        append(dir.join("a"), "1\n");
        want += "tail: 'a' has appeared;  following new file\n1\n";
        following.printed(&want);
        fs::rename(dir.join("a"), dir.join("b")).unwrap();
        want += "tail: 'a' has become inaccessible: No such file or directory\n";
        following.printed(&want);
        append(dir.join("a"), "2\n");
        want += "tail: 'a' has appeared;  following new file\n2\n";
        following.printed(&want);
        append(dir.join("new"), "3\n");
        fs::rename(dir.join("new"), dir.join("a")).unwrap();
        want += "tail: 'a' has been replaced;  following new file\n3\n";
        following.printed(&want);
        fs::remove_file(dir.join("a")).unwrap();
        want += "tail: 'a' has become inaccessible: No such file or directory\n";
        following.printed(&want);
        fs::create_dir(dir.join("a")).unwrap();
        want += "tail: 'a' has been replaced with an untailable file\n";
        following.printed(&want);
        fs::remove_dir(dir.join("a")).unwrap();
        fs::write(dir.join("new"), "4\n").unwrap();
        fs::rename(dir.join("new"), dir.join("a")).unwrap();
        following.printed_last("4\n");
    }
}

/// Text that is written just when the new file is noticed is printed without another write.
#[test]
fn misses_nothing_of_new_files() {
    let dir = Dir::new();
    dir.file("there", "");
    let following = Following::new(&dir, &["--debug", "-qF", "there", "a"]);
    let mut want = "tail: cannot open 'a' for reading: No such file or directory\n\
                    tail: using notification mode\n"
        .to_owned();
    following.printed(&want);
    for i in 0..1000 {
        let mut file = File::create(dir.join("a")).unwrap();
        let created = Instant::now();
        while created.elapsed() < Duration::from_micros(i / 4) {}
        file.write_all(b"1\n").unwrap();
        want += "tail: 'a' has appeared;  following new file\n1\n";
        following.printed(&want);
        fs::remove_file(dir.join("a")).unwrap();
        drop(file);
        want += "tail: 'a' has become inaccessible: No such file or directory\n";
        following.printed(&want);
    }
}

/// Their directories may not exist either, and no message says so.
#[test]
fn polls_if_no_file_exists() {
    let dir = Dir::new();
    let following = Following::new(&dir, &["--debug", "-s.02", "-F", "d/a"]);
    let mut want = "tail: cannot open 'd/a' for reading: No such file or directory\n\
                    tail: using polling mode\n"
        .to_owned();
    following.printed(&want);
    dir.folder("d").file("d/a", "1\n");
    want += "tail: 'd/a' has appeared;  following new file\n1\n";
    following.printed(&want);
}

/// The link may lead to a file that only the user of tail may read, unlike who replaced the log.
#[test]
fn a_symlink_that_replaces_a_file_is_not_followed() {
    let dir = Dir::new();
    dir.file("a", "1\n").folder("d").file("d/real", "secret\n");
    let following = Following::new(&dir, &["-s.02", "-F", "a"]);
    following.printed("1\n");
    dir.symlink("d/real", "new");
    fs::rename(dir.join("new"), dir.join("a")).unwrap();
    let mut want = "1\n".to_owned();
    want += "tail: 'a' has been replaced with an untailable symbolic link\n";
    following.printed(&want);
    append(dir.join("d/real"), "3\n");
    fs::write(dir.join("new"), "4\n").unwrap();
    fs::rename(dir.join("new"), dir.join("a")).unwrap();
    want += "tail: 'a' has become accessible\n4\n";
    following.printed(&want);
    drop(following);

    dir.symlink("d/real", "new");
    let mut following = Following::new(&dir, &["--follow=name", "a"]);
    following.printed("4\n");
    fs::rename(dir.join("new"), dir.join("a")).unwrap();
    following.printed(
        "4\ntail: 'a' has been replaced with an untailable symbolic link\n\
         tail: no files remaining\n",
    );
    assert_eq!(following.child.wait().unwrap().code(), Some(1));
}

/// Notifications do not cover the target of a symbolic link, so a name that is one from the start
/// is polled, and may become another one.
#[test]
fn symlinks_are_polled() {
    let dir = Dir::new();
    dir.file("one", "1\n")
        .file("two", "2\n")
        .symlink("one", "a");
    let following = Following::new(&dir, &["-s.02", "-F", "a"]);
    following.printed("1\n");
    dir.symlink("two", "new");
    fs::rename(dir.join("new"), dir.join("a")).unwrap();
    following.printed("1\ntail: 'a' has been replaced;  following new file\n2\n");
}

#[test]
fn ends_when_no_file_is_left() {
    for mode in MODES {
        let dir = Dir::new();
        dir.file("a", "1\n");
        let mut following = Following::new(&dir, &[mode, &["--follow=name", "a"]].concat());
        following.printed("1\n");
        fs::remove_file(dir.join("a")).unwrap();
        following.printed("1\ntail: a: No such file or directory\ntail: no files remaining\n");
        assert_eq!(following.child.wait().unwrap().code(), Some(1));
    }
}

#[test]
fn polls_after_a_directory_is_removed() {
    let dir = Dir::new();
    dir.folder("d").file("d/a", "1\n");
    let following = Following::new(&dir, &["-s.02", "-F", "d/a"]);
    following.printed("1\n");
    // The directory and the file. Before that, tail would notice otherwise that they are gone.
    following.watches(2);
    fs::remove_dir_all(dir.join("d")).unwrap();
    let mut want = "1\ntail: 'd/a' has become inaccessible: No such file or directory\n\
                    tail: directory containing watched file was removed\n\
                    tail: inotify cannot be used, reverting to polling\n"
        .to_owned();
    following.printed(&want);
    dir.folder("d").file("d/a", "2\n");
    want += "tail: 'd/a' has appeared;  following new file\n2\n";
    following.printed(&want);
}

#[test]
fn ends_with_its_writers() {
    for mode in MODES {
        let dir = Dir::new();
        dir.file("a", "1\n");
        let start = || testing::command("sleep").arg("60").spawn().unwrap();
        let (mut first, mut second) = (start(), start());
        let pids = [&first, &second].map(|child| format!("--pid={}", child.id()));
        let args = ["-f", "-s.02", &pids[0], &pids[1], "a"];
        let mut following = Following::new(&dir, &[mode, &args[..]].concat());
        following.printed("1\n");
        first.kill().and_then(|()| first.wait()).unwrap();
        // It still follows, because the second writer has not ended.
        append(dir.join("a"), "2\n");
        following.printed("1\n2\n");
        append(dir.join("a"), "end\n");
        second.kill().and_then(|()| second.wait()).unwrap();
        assert!(following.child.wait().unwrap().success());
        following.printed("1\n2\nend\n");
    }
}

#[test]
fn ends_with_its_reader() {
    for mode in MODES {
        let dir = Dir::new();
        dir.file("a", "1\n");
        let script = format!("\"$TAIL\" {} -f a | head -n1", mode.join(" "));
        let shown = testing::command("sh")
            .args(["-c", &script])
            .env("TAIL", testing::bin_dir().join("tail"))
            .current_dir(dir.path())
            .output()
            .unwrap();
        assert_eq!(shown.stdout, b"1\n", "{mode:?}");
    }
    // A pipe on standard input is at its end, so there is nothing to follow.
    utility("tail").args(["-f"]).stdin("1\n").prints("1\n");
    let shown = utility("tail")
        .args(["-f", "-", "nofile"])
        .stdin("1\n")
        .run();
    shown.is(
        "==> standard input <==\n1\n",
        "tail: cannot open 'nofile' for reading: No such file or directory\n\
         tail: no files remaining\n",
        1,
    );
}

#[test]
fn debug_shows_how_files_are_followed() {
    for (args, words) in [
        (&["--debug", "-f", "a"][..], "using notification mode"),
        (
            &["--debug", "-f", "---disable-inotify", "a"],
            "using polling mode",
        ),
        (&["--debug", "-f", "/dev/null"], "using blocking mode"),
    ] {
        let dir = Dir::new();
        dir.file("a", "");
        Following::new(&dir, args).printed(&format!("tail: {words}\n"));
    }
}

/// From 256 KiB on, the kernel copies.
#[test]
fn large_parts_are_copied_exactly() {
    let dir = Dir::new();
    let text = numbers(300_000);
    dir.file("large", &text);
    for args in [
        &["-c1M", "large"][..],
        &["-c+1000", "large"],
        &["-n+5000", "large"],
        &["-n200000", "large"],
        &["-c+1", "large", "large"],
        &["-n+5000"],
        &["-c1M"],
    ] {
        let large = || utility("tail").cwd(&dir).args(args);
        large().stdin(&text).recorded();
        // Into a file and a device too.
        dir.file("out", "");
        let piped = large().stdin(&text).run().stdout;
        large()
            .stdin(&text)
            .run_into(dir.join("out").to_str().expect("a plain name"));
        assert!(dir.read("out") == piped, "{args:?}: the copy differs");
        assert_eq!(large().stdin(&text).run_into("/dev/null").status, 0);
    }
}

#[test]
fn lines_are_found_from_either_end_of_a_block() {
    let dir = Dir::new();
    dir.file("empty lines", "\n".repeat(200_000));
    for n in [
        1, 2, 100, 65_536, 100_000, 131_071, 131_072, 131_073, 199_999, 200_001,
    ] {
        let n = format!("-n{n}");
        let case = utility("tail").cwd(&dir);
        case.args([&n, "empty lines"]).recorded();
    }
}

/// Since GNU 9.6 (the obsolete form since 9.8), a number that is too large means everything.
#[test]
fn huge_counts_are_infinite() {
    for count in [
        "-n30000000000000000000",
        "-c30000000000000000000",
        "-n7Q",
        "-c1R",
        "-40000000000000000000000000c",
        "-99999999999999999999",
    ] {
        utility("tail").args([count]).stdin("x\ny").prints("x\ny");
    }
    utility("tail")
        .args(["+40000000000000000000000000c"])
        .stdin("xyz")
        .prints("");
    utility("tail")
        .args(["--max-unchanged-stats=30000000000000000000"])
        .stdin("x\n")
        .prints("x\n");
    utility("tail").args(["--pid=30000000000000000000"]).fails(
        1,
        "tail: invalid PID: '30000000000000000000': Value too large for defined data type\n",
    );
}

#[test]
fn retry_does_not_give_up_on_a_folder() {
    utility("tail")
        .args(["--follow=descriptor", "--retry", "."])
        .fails(
            1,
            "tail: warning: --retry only effective for the initial open\n\
             tail: error reading '.': Is a directory\n\
             tail: .: cannot follow end of this type of file\n\
             tail: no files remaining\n",
        );
}

/// A file that was renamed may get a successor later, without `--retry` too.
#[test]
fn follows_the_name_of_a_renamed_file() {
    use std::io::{BufRead, BufReader};
    let dir = Dir::new();
    dir.file("f", "1\n");
    let mut tail = utility("tail").cwd(&dir).args(["--follow=name", "f"]);
    let command = tail.command().stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut messages = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut next = || output.next().unwrap().unwrap();
    assert_eq!(next(), "1");
    fs::rename(dir.join("f"), dir.join("g")).unwrap();
    let message = messages.next().unwrap().unwrap();
    assert_eq!(message, "tail: f: No such file or directory");
    dir.file("f", "2\n");
    let message = messages.next().unwrap().unwrap();
    assert_eq!(message, "tail: 'f' has appeared;  following new file");
    assert_eq!(next(), "2");
    child.kill().unwrap();
    child.wait().unwrap();
}
