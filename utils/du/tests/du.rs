//! Integration tests of du.

use std::ffi::OsString;
use std::fs::{self, File, FileTimes};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, SystemTime};
use testing::{Dir, bad_name, bin_dir, gnu, utility};

/// Files of known sizes and times, links of both kinds.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("a/b/c").folder("a/d").folder("e");
    dir.file("a/f", [b'x'; 5000])
        .file("a/b/g", [b'x'; 100])
        .file("a/b/c/big", [b'x'; 70_000]);
    dir.file("a/d/empty", "")
        .file("a/with space", "")
        .file("a/sparse", "");
    fs::write(dir.join("a").join(bad_name()), "").unwrap();
    File::options()
        .write(true)
        .open(dir.join("a/sparse"))
        .unwrap()
        .set_len(3 << 20)
        .unwrap();
    fs::hard_link(dir.join("a/f"), dir.join("a/d/hard")).unwrap();
    dir.symlink("f", "a/to-f")
        .symlink("gone", "a/dangling")
        .symlink("../a/b", "e/to-b");
    dir.symlink(".", "e/loop")
        .symlink("loop", "loop")
        .symlink("a", "to-a");
    for (name, days) in [
        ("a/b/c/big", 1000),
        ("a/b/c", 1001),
        ("a/b/g", 12_000),
        ("a/b", 3000),
        ("a/f", 4000),
        ("a/sparse", 20),
        ("a/d/empty", 5000),
        ("a/d", 5001),
        ("a/with space", 6),
        ("a", 7000),
        ("e", 1),
    ] {
        let time = SystemTime::UNIX_EPOCH + Duration::new(days * 86_400, 123_456_789);
        let times = FileTimes::new().set_modified(time).set_accessed(time);
        File::open(dir.join(name))
            .unwrap()
            .set_times(times)
            .unwrap();
    }
    dir
}

/// Compares with GNU's du for each list of arguments. Sizes and the order of directories depend on
/// the file system.
#[track_caller]
fn same_as_gnu(dir: &Dir, lists: &[&str]) {
    for list in lists {
        utility("du")
            .cwd(dir)
            .env("TZ", "UTC0")
            .args(list.split(' '))
            .like_gnu();
    }
}

/// Apparent sizes, which don't depend on the file system. Those of directories are left out.
#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d/e")
        .file("d/f", [b'x'; 2000])
        .file("d/e/g", [b'x'; 500]);
    let du = |args: &[&str]| utility("du").cwd(&dir).args(args);
    du(&["-b", "d"]).prints("500\td/e\n2500\td\n");
    du(&["-sb", "d"]).prints("2500\td\n");
    du(&["-bS", "d"]).prints("500\td/e\n2000\td\n");
    du(&["-sh", "--apparent-size", "d"]).prints("2.5K\td\n");
    du(&["-cb", "d/f", "d/e/g"]).prints("2000\td/f\n500\td/e/g\n2500\ttotal\n");
    du(&["--inodes", "-s", "d"]).prints("4\td\n");
}

#[test]
fn directories_are_summed_up() {
    let dir = tree();
    utility("du").cwd(&dir).like_gnu();
    same_as_gnu(
        &dir,
        &[
            "a",
            "-a a",
            "-s a e",
            "-c a e",
            "-sc a",
            "-S a",
            "-aS a",
            "-Sc a",
            "-l a",
            "-al a",
            "-0 a",
            "-a0c a/b a/d",
            "-d 0 a",
            "-d1 a",
            "-ad 1 a",
            "--max-depth=2 a",
            "a/",
            "a//",
            "./a/ .",
            "-x a",
            "-a a/f a/sparse",
            "--total --summarize --null a e",
        ],
    );
}

#[test]
fn sizes_in_all_units() {
    let dir = tree();
    same_as_gnu(
        &dir,
        &[
            "-k a",
            "-m a",
            "-h a",
            "--si a",
            "-ah a",
            "-B1 a",
            "-BM a",
            "-B 1000 a",
            "-BkB a",
            "-B KiB a",
            "--block-size=human a",
            "-hk a",
            "-kh a",
            "-B 'x a",
            "-B x a",
            "-B 0 a",
            "-B -1 a",
            "--block-size=1x a",
            "-B 99999999999999999999 a",
        ],
    );
    for size in [
        "1",
        "K",
        "kB",
        "MB",
        "si",
        "human-readable",
        "0",
        "x",
        "512",
        "'1",
    ] {
        for name in ["DU_BLOCK_SIZE", "BLOCK_SIZE", "BLOCKSIZE"] {
            utility("du")
                .cwd(&dir)
                .env(name, size)
                .args(["a"])
                .like_gnu();
        }
    }
    utility("du")
        .cwd(&dir)
        .env("POSIXLY_CORRECT", "1")
        .args(["a", "-h"])
        .like_gnu();
}

#[test]
fn apparent_sizes() {
    let dir = tree();
    utility("du").cwd(&dir).args(["-ab", "a/b", "a/sparse", "a/to-f"]).prints(
        "70000\ta/b/c/big\n70000\ta/b/c\n100\ta/b/g\n70100\ta/b\n3145728\ta/sparse\n1\ta/to-f\n",
    );
    utility("du")
        .cwd(&dir)
        .args(["-A", "a/b", "a/d"])
        .prints("69\ta/b/c\n69\ta/b\n5\ta/d\n");
    utility("du")
        .cwd(&dir)
        .args(["--apparent-size", "-h", "a/d/hard", "e"])
        .prints("4.9K\ta/d/hard\n7\te\n");
}

#[test]
fn a_file_counts_once() {
    let dir = tree();
    same_as_gnu(
        &dir,
        &[
            "a a",
            "a/b a",
            "a a/b",
            "a/f a/d/hard",
            "-a a/f a/d a",
            "-l a/f a/d/hard a",
            "-al a a/b",
            "-L a e",
            "-aL e",
            "-D to-a a",
            "-DL to-a to-a a/b",
            "-c a a/d a",
            "--inodes a a/b",
            "--inodes -l a a/b",
        ],
    );
}

#[test]
fn options_for_links() {
    let dir = tree();
    same_as_gnu(
        &dir,
        &[
            "e/to-b",
            "-D e/to-b",
            "-H e/to-b",
            "-L e",
            "-aL a",
            "-P -D to-a",
            "-D -P to-a",
            "to-a/",
            "-D a/dangling",
            "a/dangling",
            "-L a/dangling",
            "loop",
            "-L loop",
            "-D loop",
            "-L e/loop",
        ],
    );
    // More links than the kernel follows in one path.
    dir.folder("1").symlink("nowhere", "1/x");
    for i in 1..60 {
        dir.folder(format!("{}", i + 1));
        dir.symlink(format!("../{}", i + 1), format!("{i}/s"));
    }
    let run = utility("du").cwd(&dir).args(["-L", "1"]).run();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(
        said.contains("/s/s': Too many levels of symbolic links\n"),
        "{said}"
    );
}

#[test]
fn inodes_counts_files() {
    let dir = tree();
    same_as_gnu(
        &dir,
        &[
            "--inodes a",
            "--inodes -a a",
            "--inodes -S a",
            "--inodes -c a e",
            "--inodes -BM a",
            "--inodes -BkB a",
            "--inodes -h a",
            "--inodes -b a",
            "--inodes -t 5 a",
            "--inodes -at -2 a",
        ],
    );
}

#[test]
fn thresholds() {
    let dir = tree();
    same_as_gnu(
        &dir,
        &[
            "-t 5K a",
            "-t -5K a",
            "-t 0 a",
            "-t -0 a",
            "-t 1x a",
            "-t K a",
            "-t -K a",
            "-t x a",
            "--threshold=1Kx a",
            "-at -4096 a",
            "-ct 1M a",
            "-ct -1 a",
            "-t 0x1000 a",
            "-t - a",
            "-t 9223372036854775807 a",
            "-t 9223372036854775808 a",
            "-t -9223372036854775808 a",
        ],
    );
    utility("du")
        .cwd(&dir)
        .args(["-t", "1Q", "a"])
        .fails(1, "du: -t argument '1Q' too large\n");
}

#[test]
fn the_latest_time_is_shown() {
    let dir = tree();
    same_as_gnu(
        &dir,
        &[
            "--time a",
            "--time -a a/b",
            "--time -S a",
            "--time -c a/b e",
            "--time=atime a/b",
            "--time=a a/b",
            "--time=use a/b",
            "--time=x a",
            "--time= a",
            "--time=mtime a",
            "--time --time-style=full-iso a",
            "--time --time-style=long-iso a",
            "--time --time-style=iso a",
            "--time --time-style=+%s.%N/%j a",
            "--time --time-style=+ a",
            "--time --time-style=locale a",
            "--time-style=x a",
            "--time --time-style=i a",
            "--time -c --exclude=* a",
        ],
    );
    for style in [
        "+%d",
        "iso",
        "posix-full-iso",
        "locale",
        "bad",
        "",
        "+%Y\n%d",
        "posix-+%Y",
    ] {
        utility("du")
            .cwd(&dir)
            .env("TIME_STYLE", style)
            .args(["--time", "a"])
            .like_gnu();
        utility("du")
            .cwd(&dir)
            .env("TIME_STYLE", style)
            .args(["a"])
            .like_gnu();
    }
    let zoned = utility("du").cwd(&dir).env("TZ", "JST-9");
    zoned
        .args(["--time", "--time-style=full-iso", "a"])
        .like_gnu();
    utility("du")
        .cwd(&dir)
        .args(["--time=status", "--time-style=+%Y", "-a", "a"])
        .like_gnu();
}

#[test]
fn exclude_leaves_files_out() {
    let dir = tree();
    for pattern in [
        "f",
        "*",
        "a",
        "a/b",
        "b/c",
        "a/*",
        "*/c",
        "[bd]",
        "[!a]",
        "?",
        "*f",
        "\\b",
        "[",
        "/a",
        "big",
        "./a",
        ".",
        "",
        "b/",
        "*/",
        "c/*",
        "[[:lower:]]",
        "?/b",
    ] {
        let exclude = format!("--exclude={pattern}");
        utility("du")
            .cwd(&dir)
            .args(["-a", &exclude, "a"])
            .like_gnu();
        utility("du")
            .cwd(&dir)
            .args(["-a", &exclude, "./a"])
            .like_gnu();
    }
    dir.file("list", "f\nbig \t\n\n#\nc").file("nul", "f\0x\nb");
    same_as_gnu(
        &dir,
        &[
            "-aX list a",
            "-aX nul a",
            "-aX gone a",
            "-aX a a",
            "-X gone -d x",
            "--exclude",
        ],
    );
    let case = utility("du")
        .cwd(&dir)
        .args(["-aX", "-", "a", "--exclude=d"]);
    case.stdin("g\nf").like_gnu();
}

#[test]
fn names_from_a_file() {
    let dir = tree();
    dir.file("list", "a/b\0e\0")
        .file("empty", "")
        .file("holes", "a/b\0\0e")
        .file("dash", "-");
    same_as_gnu(
        &dir,
        &[
            "--files0-from=list",
            "--files0-from=list a",
            "--files0-from=gone",
            "--files0-from=a",
            "--files0-from=.",
            "-c --files0-from=.",
            "-c --files0-from=holes",
            "-c --files0-from=empty",
            "--files0-from=dash",
        ],
    );
    // In GNU's words since 9.8.
    let message = "du: when reading file names from standard input, no file name of '-' allowed\n";
    let list = utility("du").cwd(&dir).args(["--files0-from=-"]);
    list.stdin("-").fails(1, message);
    for names in ["", "\0", "gone\0a/d", "a/b"] {
        utility("du")
            .cwd(&dir)
            .args(["--files0-from=-"])
            .stdin(names)
            .like_gnu();
    }
    // A list longer than one read.
    let many = "a/b\0".repeat(40_000);
    utility("du")
        .cwd(&dir)
        .args(["-l", "-s", "--files0-from=-"])
        .stdin(many)
        .like_gnu();
}

#[test]
fn mistakes() {
    let dir = tree();
    same_as_gnu(&dir, &["gone a/d", "-sd 0 a"]);
    for list in [
        "-c gone",
        "-z",
        "--foo",
        "--max",
        "--ti=x a",
        "-sa a",
        "-sd 1 a",
        "-s -d 2 a",
        "-d x a",
        "-d -1 a",
        "-d 1K a",
        "-d 08 a",
        "-d 0x1 a",
        "-d 99999999999999999999 a",
        "-d b -B x",
        "-s -a -d x",
        "--inodes --apparent -sa",
        "--inodes -s a",
        "",
    ] {
        utility("du").cwd(&dir).args(list.split(' ')).recorded();
    }
    for name in ["new\nline", "with space", "it's"] {
        utility("du").cwd(&dir).utf8().args([name]).recorded();
    }
    utility("du")
        .cwd(&dir)
        .args([OsString::from("-a"), bad_name()])
        .recorded();
    let full = utility("du").cwd(&dir).args(["a"]).run_into("/dev/full");
    full.is("", "du: write error: No space left on device\n", 1);
    let closed = utility("du").cwd(&dir).args(["a"]).closed(1);
    closed.fails(1, "du: write error: Bad file descriptor\n");
}

#[test]
fn missing_permissions_are_reported() {
    // Runs as another user, as root may read everything.
    let dir = Dir::new();
    dir.folder("r/s").file("r/f", "").file("r/s/x", "");
    let run = |bin: &str| {
        dir.executable(bin.as_ref());
        let script = "PATH=$PWD/bin:$PATH; for m in 000 644 311; do chmod $m r; du r; du -ac r; \
                      du r/s r; du -L r r; du --inodes r; done; chmod 755 r; chmod 0 r/s; du -a \
                      r; du -S r; chmod 755 r/s";
        dir.run_as_nobody(script).text()
    };
    let ours = run(testing::bin_dir().join("du").to_str().unwrap());
    assert!(
        ours.contains("du: cannot read directory 'r': Permission denied\n"),
        "{ours}"
    );
    assert!(
        ours.contains("du: cannot access 'r/f': Permission denied\n"),
        "{ours}"
    );
    if gnu("du").is_some() {
        assert_eq!(ours, run("/usr/bin/du"));
    }
}

#[test]
fn large_directories_are_counted_in_full() {
    let dir = Dir::new();
    dir.folder("many");
    for i in 0..11_000 {
        File::create(dir.join(format!("many/{i}"))).unwrap();
    }
    utility("du")
        .cwd(&dir)
        .args(["--inodes", "many"])
        .prints("11001\tmany\n");
    utility("du").cwd(&dir).args(["many"]).like_gnu();
}

#[test]
fn a_tree_may_change_during_the_walk() {
    let dir = Dir::new();
    dir.folder("t/still").folder("away");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                fs::create_dir_all(dir.join("t/a/b/c")).unwrap();
                fs::rename(dir.join("t/a/b"), dir.join("away/b")).unwrap();
                fs::remove_dir_all(dir.join("away/b")).unwrap();
                fs::remove_dir_all(dir.join("t/a")).unwrap();
            }
        });
        for _ in 0..60 {
            let run = utility("du").cwd(&dir).args(["-a", "t"]).run();
            let said = String::from_utf8_lossy(&run.stderr).into_owned();
            assert!(run.status <= 1, "{run:?}");
            assert!(
                said.lines()
                    .all(|l| l.ends_with("No such file or directory")),
                "{said}"
            );
            assert!(run.stdout.ends_with(b"\tt\n"), "{run:?}");
        }
        done.store(true, Relaxed);
    });
}

#[test]
fn scripts_tell_it_from_bsds() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    shell("du --version | grep -q 'GNU coreutils' && echo yes").is("yes\n", "", 0);
}

#[test]
fn all_unknown_options_are_reported() {
    let message = "du: unrecognized option '--foo'\ndu: unrecognized option '--bar'\n\
                   Try 'du --help' for more information.\n";
    utility("du").args(["--foo", "--bar"]).fails(1, message);
}

/// The width is larger than the memory.
#[test]
fn times_of_any_width() {
    let dir = Dir::new();
    dir.file("f", "").run("touch -d 2001-02-03 f");
    let du = testing::bin_dir().join("du");
    dir.run(&format!(
        "prlimit --as=60000000 {} --time --time-style=+%80000000Y f | tee size | tail -c 10; \
         wc -c <size",
        du.display()
    ))
    .is("0002001\tf\n80000005\n", "", 0);
}

#[test]
fn an_empty_directory_loses_its_slash_where_links_are_followed() {
    let dir = Dir::new();
    dir.folder("empty").folder("full/sub");
    let du = utility("du").cwd(&dir).args(["-LA", "empty//", "full/"]);
    du.prints("0\tempty\n0\tfull/sub\n0\tfull/\n");
}
