//! Integration tests of cp. Recordings hold the outcome of GNU's cp, and which files it changed.
//! Copies of whole trees, whose order and blocks depend on the file system, are compared with GNU's
//! cp directly.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::Command;
use testing::{Dir, Outcome, bad_name, gnu, is_root, utility};

/// A folder with files of all kinds.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("src/d/e").folder("src/empty").folder("dst/d");
    dir.file("src/f", "text\n").file("src/d/g", "more text\n");
    dir.file("src/zero", "").file("dst/f", "old\n");
    dir.file("src/sparse", "");
    let sparse = fs::File::options()
        .write(true)
        .open(dir.join("src/sparse"))
        .unwrap();
    sparse.set_len(1 << 20).unwrap();
    std::os::unix::fs::FileExt::write_at(&sparse, b"data", 500_000).unwrap();
    dir.symlink("f", "src/link").symlink("d", "src/dlink");
    dir.symlink("nowhere", "src/dangling");
    fs::write(dir.join("src").join(bad_name()), "odd").unwrap();
    fs::hard_link(dir.join("src/f"), dir.join("src/d/hard")).unwrap();
    let mode = |name, mode| {
        fs::set_permissions(dir.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("src/zero", 0o600);
    mode("src/empty", 0o1777);
    mode("src/d/g", 0o4755);
    mode("src/d", 0o750);
    shell(
        &dir,
        "mkfifo src/pipe; touch -d '2001-02-03 04:05:06.123456789' src/d/g src/f; \
         touch -h -d 2002-01-01 src/link; touch -d 2003-01-01 src/d src/d/e",
    );
    dir
}

fn shell(dir: &Dir, script: &str) -> Vec<u8> {
    let output = testing::command("/bin/sh")
        .args(["-c", script])
        .current_dir(dir.path())
        .output()
        .unwrap();
    output.stdout
}

/// Describes all files in a folder: types, modes, owners, links, sizes, blocks and old times.
fn listing(dir: &Dir) -> String {
    let found = shell(
        dir,
        r"find . -printf '%p %M %U:%G %n %l %s %b %Ty' -type l -printf '\n' -o \
          -newermt 2020-01-01 -printf ' new\n' -o -printf ' %T+\n' | sort; \
          find . -type f -exec cksum {} + | sort; find . -samefile src/f | sort",
    );
    String::from_utf8_lossy(&found).into_owned()
}

fn sorted(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Runs ours and GNU's in equal folders and compares messages, status and files.
#[track_caller]
fn same_as_gnu(arguments: &str) {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let run = |case: testing::Case, dir: &Dir| {
        let outcome = case.cwd(dir).args(&arguments).stdin("n\n").run();
        (outcome, listing(dir))
    };
    let Some(theirs) = gnu("cp") else { return };
    let (ours, our_files) = run(utility("cp"), &tree());
    let (theirs, their_files) = run(theirs, &tree());
    let say = |o: &Outcome| (sorted(&o.stdout), sorted(&o.stderr), o.status);
    assert_eq!(say(&ours), say(&theirs), "cp {arguments:?}");
    assert_eq!(our_files, their_files, "cp {arguments:?}");
}

#[track_caller]
fn recorded(arguments: &str) {
    let dir = tree();
    let arguments = arguments.split_whitespace();
    let cp = utility("cp").cwd(&dir).args(arguments).stdin("n\n");
    cp.recorded_with(&|| dir.listing());
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d/e")
        .file("f", "text\n")
        .file("d/e/g", "more\n");
    let cp = |args: &[&str]| utility("cp").cwd(&dir).args(args);
    cp(&["f", "copy"]).prints("");
    cp(&["-v", "f", "d"]).prints("'f' -> 'd/f'\n");
    cp(&["-r", "d", "new"]).prints("");
    cp(&["--parents", "d/e/g", "new"]).prints("");
    assert_eq!(dir.read("copy"), b"text\n");
    assert_eq!(dir.read("new/e/g"), dir.read("new/d/e/g"));
    cp(&["d", "x"]).fails(1, "cp: -r not specified; omitting directory 'd'\n");
}

#[test]
fn trees() {
    for options in [
        "-r",
        "-a",
        "-rp",
        "-rd",
        "-rL",
        "-rH",
        "-rl",
        "-rv",
        "-rb",
        "-ru",
        "-rn",
        "-avb",
        "-rf",
        "-rx",
        "-r --remove-destination",
        "-r --attributes-only",
        "-r --preserve=mode",
        "-r --preserve=links",
        "-r --preserve=timestamps",
        "-r --preserve=ownership",
        "-a --no-preserve=mode",
        "-a --no-preserve=links,timestamps",
        "-r --no-preserve=mode",
        "-a --sparse=always",
        "-a --sparse=never",
        "-a --reflink=never",
        "-r --backup=t",
        "-r --parents",
        "-av --parents",
        "-rvS.bak",
        "-rs",
    ] {
        for operands in ["src dst", "src/. dst"] {
            // GNU's cp makes the folder of `src/.` twice, and fails.
            if !(options.contains("parents") && operands.starts_with("src/.")) {
                same_as_gnu(&format!("{options} {operands}"));
            }
        }
    }
}

#[test]
fn single_files() {
    for options in [
        "",
        "-d",
        "-b",
        "-l",
        "-lf",
        "-sf",
        "-u",
        "-n",
        "-bv",
        "--remove-destination",
        "--attributes-only",
        "--preserve=all",
        "-r",
    ] {
        for source in ["src/f", "src/link", "src/d"] {
            for target in ["dst", "new", "dst/f", "src/link"] {
                // GNU 9.1 loses the source of these; a test below has what 9.11 does.
                let loses = ["-b", "-bv", "-sf", "--remove-destination"];
                if !(source == target && loses.contains(&options)) {
                    recorded(&format!("{options} {source} {target}"));
                }
            }
        }
    }
}

#[test]
fn mistakes() {
    for arguments in [
        "",
        "a",
        "a b c",
        "-T a b c",
        "-t dst -T src/f b",
        "-t src/f src/f",
        "-t dst",
        "-t gone src/f",
        "-t dst -t src src/f",
        "src/f src/d src/zero",
        "--parents src/f new",
        "-ls src/f dst",
        "--preserve=foo src/f dst",
        "--preserve=mode,foo src/f dst",
        "--no-preserve= src/f dst",
        "--sparse=x src/f dst",
        "--reflink=x src/f dst",
        "--backup=x src/f dst",
        "--backup=n src/f dst",
        "--reflink --sparse=always src/f dst",
        "--context=x src/f dst",
        "--preserve=context src/f dst",
        "--bogus",
        "-S",
        "src/f src/f dst",
        "-r src/d src/d dst",
        "src/f dst/f dst/d dst",
        "-rT src src",
        "src/d/g src/f dst/f",
        "-b src/f src/d/hard",
        "-fb src/f src/f",
        "-i src/f dst/f/",
        "src/f new/",
        "src/f gone/x",
        "-s src/f gone/x",
        "-r src/d dst/f/",
        "src/gone dst",
        "src/f/ dst",
        "src/f ''",
    ] {
        recorded(arguments);
    }
    // Whether files can be cloned depends on the file system.
    same_as_gnu("--reflink=always src/f dst");
}

#[test]
fn a_link_is_not_removed_to_copy_its_target_over_it() {
    let dir = Dir::new();
    dir.file("f", "x").symlink("f", "l");
    for options in ["-b", "-sf", "--remove-destination"] {
        utility("cp")
            .cwd(&dir)
            .args([options, "l", "l"])
            .fails(1, "cp: 'l' and 'l' are the same file\n");
        assert_eq!(dir.read("l"), b"x");
    }
}

#[test]
fn a_link_is_not_replaced_by_its_target() {
    let dir = Dir::new();
    dir.folder("d").folder("e").symlink("../d", "e/d");
    shell(&dir, "mkfifo p; ln -s ../p e/p");
    for name in ["p", "d"] {
        let message = format!("cp: '{name}' and 'e/{name}' are the same file\n");
        utility("cp")
            .cwd(&dir)
            .args(["-a", name, "e"])
            .fails(1, message);
        assert!(fs::symlink_metadata(dir.join("e").join(name)).is_ok_and(|m| m.is_symlink()));
    }
}

#[test]
fn symbolic_links_to_the_source_keep_its_times() {
    let dir = tree();
    let source = dir.join("src/f");
    utility("cp")
        .cwd(&dir)
        .args(["-ps".as_ref(), source.as_os_str(), "new".as_ref()])
        .prints("");
    let link = fs::symlink_metadata(dir.join("new")).unwrap();
    let time = |m: &fs::Metadata| (m.mtime(), m.mtime_nsec());
    assert!(link.is_symlink());
    assert_eq!(time(&link), time(&fs::metadata(source).unwrap()));
}

#[test]
fn a_folder_given_before_is_not_copied_again_within_another() {
    let dir = tree();
    utility("cp")
        .cwd(&dir)
        .args(["-r", "src/d", "src", "dst"])
        .fails(
            1,
            "cp: will not create hard link 'dst/src/d' to directory 'dst/d'\n",
        );
    assert!(dir.join("dst/d/g").exists() && dir.join("dst/src/f").exists());
    assert!(!dir.join("dst/src/d").exists());
}

#[test]
fn updates() {
    let dir = Dir::new();
    dir.file("a", "new").file("b", "old");
    let cp = |arguments: &[&str]| utility("cp").cwd(&dir).args(arguments).run();
    cp(&["--update=none", "a", "b"]).is("", "", 0);
    cp(&["-n", "a", "b"]).is("", "", 0);
    cp(&["-n", "--debug", "a", "b"]).is("skipped 'b'\n", "", 0);
    cp(&["--update=none-fail", "a", "b"]).is("", "cp: not replacing 'b'\n", 1);
    shell(&dir, "touch -d 2001-01-01 a");
    cp(&["-u", "a", "b"]).is("", "", 0);
    assert_eq!(dir.read("b"), b"old");
    let exclusive = "cp: --backup is mutually exclusive with -n or --update=none-fail\n\
                     Try 'cp --help' for more information.\n";
    cp(&["-bn", "a", "b"]).is("", exclusive, 1);
    cp(&["-b", "--update=none-fail", "a", "b"]).is("", exclusive, 1);
    let unknown = "cp: invalid argument 'x' for '--update'\nValid arguments are:\n  - 'all'\n  \
                   - 'none'\n  - 'none-fail'\n  - 'older'\n\
                   Try 'cp --help' for more information.\n";
    cp(&["--update=x", "a", "b"]).is("", unknown, 1);
    cp(&["--update=all", "a", "b"]).is("", "", 0);
    assert_eq!(dir.read("b"), b"new");
}

#[test]
fn a_declined_question_is_a_failure() {
    let dir = Dir::new();
    dir.file("a", "new").file("b", "old");
    let ask = |options: &str, answer: &str| {
        utility("cp")
            .cwd(&dir)
            .args([options, "a", "b"])
            .stdin(answer)
            .run()
    };
    ask("-i", "n\n").is("", "cp: overwrite 'b'? ", 1);
    ask("-i", "").is("", "cp: overwrite 'b'? ", 1);
    ask("-ni", "no").is("", "cp: overwrite 'b'? ", 1);
    assert_eq!(dir.read("b"), b"old");
    ask("-i", "Yes\n").is("", "cp: overwrite 'b'? ", 0);
    assert_eq!(dir.read("b"), b"new");
}

#[test]
fn debug_reports_how_a_file_was_copied() {
    let dir = tree();
    let debug = |options: &[&str]| {
        let run = utility("cp")
            .cwd(&dir)
            .args(["--debug"])
            .args(options)
            .run();
        assert_eq!((run.status, run.stderr.as_slice()), (0, &b""[..]));
        String::from_utf8(run.stdout).unwrap()
    };
    let lines = debug(&["--reflink=never", "src/f", "x"]);
    assert_eq!(
        lines,
        "'src/f' -> 'x'\ncopy offload: avoided, reflink: no, sparse detection: no\n"
    );
    let lines = debug(&["--reflink=never", "src/sparse", "y"]);
    assert!(lines.contains("sparse detection: SEEK_HOLE\n"), "{lines}");
    let lines = debug(&["--reflink=never", "--sparse=always", "src/f", "z"]);
    assert!(lines.contains("sparse detection: zeros\n"), "{lines}");
}

#[test]
fn a_failed_clone_leaves_nothing() {
    let dir = tree();
    let run = utility("cp")
        .cwd(&dir)
        .args(["--reflink=always", "src/f", "new"])
        .run();
    // Without cloning, no empty file may be left.
    assert_eq!(run.status == 0, dir.join("new").exists());
}

#[test]
fn links_to_folders_in_the_destination() {
    let dir = Dir::new();
    dir.folder("s/d").folder("t").folder("other");
    dir.file("s/d/f", "x").symlink("../other", "t/d");
    utility("cp").cwd(&dir).args(["-rT", "s", "t"]).fails(
        1,
        "cp: cannot overwrite non-directory 't/d' with directory 's/d'\n",
    );
    utility("cp")
        .cwd(&dir)
        .args(["-rT", "--keep-directory-symlink", "s", "t"])
        .prints("");
    assert_eq!(dir.read("other/f"), b"x");
}

#[test]
fn cycles_of_links_end() {
    let dir = Dir::new();
    dir.folder("s/d");
    dir.symlink("..", "s/d/up");
    utility("cp")
        .cwd(&dir)
        .args(["-rL", "s", "t"])
        .fails(1, "cp: cannot copy cyclic symbolic link 's/d/up'\n");
}

#[test]
fn trees_deeper_than_the_longest_path() {
    let dir = Dir::new();
    dir.folder("s");
    shell(
        &dir,
        "cd s; name=$(printf %0200d 0); i=0; while [ $i -lt 40 ]; do mkdir $name; cd $name; \
         i=$((i+1)); done; echo deep >a; ln a b",
    );
    let mut copy = utility("cp").cwd(&dir).args(["-a", "s", "t"]);
    limit_descriptors(copy.command(), 40);
    copy.prints("");
    let last = |top: &str| {
        shell(
            &dir,
            &format!("cd {top}; find . -printf '%d %f %n %m %T@\n'"),
        )
    };
    assert_eq!(sorted(&last("s")), sorted(&last("t")));
}

fn limit_descriptors(command: &mut Command, most: u64) {
    use std::os::unix::process::CommandExt;
    let limit = testing::libc::rlimit {
        rlim_cur: most,
        rlim_max: most,
    };
    #[allow(unsafe_code, reason = "std sets no limits")]
    // SAFETY: setrlimit(2) may be called between fork and exec.
    unsafe {
        command.pre_exec(move || {
            testing::libc::setrlimit(testing::libc::RLIMIT_NOFILE, &limit);
            Ok(())
        })
    };
}

#[test]
fn files_of_size_0_are_read() {
    let dir = Dir::new();
    utility("cp")
        .cwd(&dir)
        .args(["/proc/self/comm", "x"])
        .prints("");
    assert_eq!(dir.read("x"), b"cp\n");
    utility("cp").cwd(&dir).args(["/dev/null", "y"]).prints("");
    assert_eq!(dir.read("y"), b"");
}

#[test]
fn full_disks_are_reported() {
    let dir = tree();
    utility("cp").cwd(&dir).args(["src/f", "/dev/full"]).fails(
        1,
        "cp: error writing '/dev/full': No space left on device\n",
    );
    utility("cp")
        .cwd(&dir)
        .args(["-v", "src/f", "new"])
        .run_into("/dev/full")
        .is("", "cp: write error: No space left on device\n", 1);
}

#[test]
fn archive_keeps_modes_times_and_links() {
    let dir = tree();
    utility("cp")
        .cwd(&dir)
        .args(["-a", "src", "new"])
        .prints("");
    let facts = |name: &str| fs::symlink_metadata(dir.join(name)).unwrap();
    assert_eq!(facts("new/d").mode(), facts("src/d").mode());
    assert_eq!(facts("new/d/g").mode() & 0o7777, 0o4755);
    assert_eq!(facts("new/d/g").mtime_nsec(), 123_456_789);
    assert_eq!(facts("new/f").ino(), facts("new/d/hard").ino());
    if is_root() {
        std::os::unix::fs::lchown(dir.join("src/link"), Some(1), Some(2)).unwrap();
        utility("cp")
            .cwd(&dir)
            .args(["-a", "src/link", "owned"])
            .prints("");
        assert_eq!((facts("owned").uid(), facts("owned").gid()), (1, 2));
    }
}

#[test]
fn the_environment_names_backups() {
    let dir = Dir::new();
    dir.file("a", "new").file("b", "old");
    let cp = |name: &str, value: &str| {
        utility("cp")
            .cwd(&dir)
            .env(name, value)
            .args(["-b", "a", "b"])
            .run()
    };
    cp("SIMPLE_BACKUP_SUFFIX", ".orig").is("", "", 0);
    assert_eq!(dir.read("b.orig"), b"old");
    cp("VERSION_CONTROL", "numbered").is("", "", 0);
    assert_eq!(dir.read("b.~1~"), b"new");
    cp("VERSION_CONTROL", "").is("", "", 0);
    assert_eq!(dir.read("b.~2~"), b"new");
    cp("VERSION_CONTROL", "off").is("", "", 0);
    assert!(!dir.join("b~").exists() && !dir.join("b.~3~").exists());
    let said = cp("VERSION_CONTROL", "x");
    assert!(
        said.stderr
            .starts_with(b"cp: invalid argument 'x' for '$VERSION_CONTROL'\n"),
        "{said:?}"
    );
    dir.file("c~", "kept").file("c", "");
    utility("cp").cwd(&dir).args(["-b", "c~", "c"]).fails(
        1,
        "cp: backing up 'c' might destroy source;  'c~' not copied\n",
    );
    assert_eq!(dir.read("c~"), b"kept");
}

#[test]
fn trailing_slashes_and_links() {
    let dir = Dir::new();
    dir.folder("d");
    dir.file("f", "x");
    symlink("f", dir.join("l")).unwrap();
    utility("cp")
        .cwd(&dir)
        .args(["--strip-trailing-slashes", "-r", "f/", "d"])
        .prints("");
    utility("cp").cwd(&dir).args(["-P", "l", "d"]).prints("");
    assert!(fs::symlink_metadata(dir.join("d/l")).unwrap().is_symlink());
    utility("cp").cwd(&dir).args([bad_name()]).recorded();
}

#[test]
fn help_and_version() {
    let help = utility("cp").args(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: cp [OPTION]... [-T] SOURCE DEST\n")
    );
    let version = utility("cp").args(["--version"]).run();
    assert!(version.stdout.starts_with(b"cp (corelink "));
}

#[test]
fn the_type_of_backups_is_checked_before_operands() {
    let types = "Valid arguments are:\n  - 'none', 'off'\n  - 'simple', 'never'\n  \
                 - 'existing', 'nil'\n  - 'numbered', 't'\n";
    let message = format!(
        "cp: invalid argument 'x' for 'backup type'\n{types}Try 'cp --help' for more information.\n"
    );
    utility("cp").args(["--backup=x"]).fails(1, message.clone());
    utility("cp")
        .args(["--backup=x", "a", "b", "c"])
        .fails(1, message);
}

#[test]
fn both_kinds_of_links_are_refused_before_operands() {
    let message = "cp: cannot make both hard and symbolic links\n\
                   Try 'cp --help' for more information.\n";
    utility("cp").args(["-l", "-s"]).fails(1, message);
}
