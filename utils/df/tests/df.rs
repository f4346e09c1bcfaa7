//! Integration tests of df.

use testing::{Case, Dir, gnu, is_root, utility};

/// Compares with GNU's df all but the numbers of a file system in use, which change between two
/// runs, and the widths of columns, which depend on the numbers.
#[track_caller]
fn like_gnu_but_for_numbers(run: impl Fn(Case) -> Case) {
    let Some(theirs) = gnu("df") else { return };
    let (ours, theirs) = (run(utility("df")).run(), run(theirs).run());
    let shape = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        let lines = text.lines().map(|line| {
            let words = line.split_whitespace().map(|word| {
                let digits = |c: char| if c.is_ascii_digit() { '9' } else { c };
                let number = word.starts_with(|c: char| c.is_ascii_digit());
                let word: String = word.chars().map(digits).collect();
                if number && !word.contains("locks") {
                    word.trim_start_matches(['9', '.', ',']).to_owned() + "#"
                } else {
                    word
                }
            });
            words.collect::<Vec<_>>().join(" ")
        });
        lines.collect::<Vec<_>>()
    };
    assert_eq!(shape(&ours.stdout), shape(&theirs.stdout));
    assert_eq!(shape(&ours.stderr), shape(&theirs.stderr));
    assert_eq!(ours.status, theirs.status);
}

#[test]
fn every_option() {
    for options in [
        &[][..],
        &["-a"],
        &["-h"],
        &["-H"],
        &["-i"],
        &["-k"],
        &["-l"],
        &["-P"],
        &["-T"],
        &["-hT"],
        &["-aT"],
        &["-m"],
        &["-v"],
        &["-Pi"],
        &["-PT"],
        &["-Ph"],
        &["-hi"],
        &["--si"],
        &["-t", "tmpfs"],
        &["-x", "tmpfs"],
        &["-x", "tmpfs", "-a"],
        &["-t", "ext4", "-t", "proc"],
        &["--total"],
        &["-i", "--total"],
        &["-hT", "--total"],
        &["-a", "--total"],
        &["-B1"],
        &["-BM"],
        &["-B1M"],
        &["-B", "1000"],
        &["-BkB"],
        &["-B", "1536"],
        &["-B", "'1K"],
        &["-BE"],
        &["--block-size=human"],
        &["--no-sync"],
        &["--output"],
        &["--output=source,target"],
        &["--output=size", "--output=pcent"],
        &["--output=file,ipcent", "--total"],
        &[
            "--output=fstype,itotal,iused,iavail,ipcent,size,used,avail,pcent,file,target",
            "-a",
        ],
        &["--total", "--output=target,file"],
        &["--total", "--output=size"],
        &["-h", "--output=size,itotal"],
    ] {
        like_gnu_but_for_numbers(|df| df.args(options));
        like_gnu_but_for_numbers(|df| df.utf8().args(options).args(["/"]));
        like_gnu_but_for_numbers(|df| df.args(options).args([".", "/dev/null", "/proc", "gone"]));
    }
}

#[test]
fn file_systems_without_blocks() {
    for args in [
        &["/proc"][..],
        &["-T", "/proc"],
        &["-h", "/proc", "/sys"],
        &["-P", "/proc"],
        &["-i", "/proc"],
        &["--output", "/proc", "/proc/self"],
        &["--total", "/proc", "/sys"],
        &["--output=source,fstype,target,file", "-a"],
        &["--output=target,source", "/", "/dev", "/proc/self/stat"],
    ] {
        utility("df").args(args).like_gnu();
    }
}

#[test]
fn block_sizes_from_the_environment() {
    for (name, value) in [
        ("DF_BLOCK_SIZE", "1M"),
        ("DF_BLOCK_SIZE", "human"),
        ("BLOCK_SIZE", "kB"),
        ("BLOCK_SIZE", "x"),
        ("BLOCKSIZE", "512"),
        ("POSIXLY_CORRECT", "1"),
    ] {
        like_gnu_but_for_numbers(|df| df.env(name, value).args(["/"]));
        like_gnu_but_for_numbers(|df| df.env(name, value).args(["-P", "/"]));
        like_gnu_but_for_numbers(|df| df.env(name, value).args(["-BG", "/"]));
    }
}

#[test]
fn mistakes() {
    for args in [
        &["-Bx"][..],
        &["-B0"],
        &["-B1x"],
        &["-B", "1Z"],
        &["--block-size=0"],
        &["--output=foo"],
        &["--output="],
        &["--output=size,size"],
        &["--output=size", "--output=size"],
        &["-i", "--output"],
        &["--output", "-i"],
        &["-P", "--output=size"],
        &["-T", "--output"],
        &["-t", "ext4", "-x", "ext4"],
        &["-t", "foo"],
        &["-t", "foo", "/"],
        &["gone"],
        &["--total", "gone", "also gone"],
        &[""],
        &["-z"],
        &["/proc/self/stat/x"],
    ] {
        utility("df").args(args).recorded();
    }
    utility("df").args(["/proc"]).run_into("/dev/full").is(
        "",
        "df: write error: No space left on device\n",
        1,
    );
}

/// Runs a script with our df and with GNU's, in a mount namespace of its own; or counts the test as
/// skipped.
fn with_mounts(script: &str) -> Option<[String; 2]> {
    if !is_root() {
        testing::skip("mounting takes root");
        return None;
    }
    gnu("df")?;
    let run = |df: &str| {
        let dir = Dir::new();
        let script = format!(
            "mount -t tmpfs -o size=1M,nr_inodes=100 src . && cd . && cd \"$PWD\" && {script}"
        );
        let output = testing::command("unshare")
            .args(["-m", "sh", "-c", &script])
            .env("DF", df)
            .env("LC_ALL", "C")
            .current_dir(dir.path())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let path = dir.path().to_str().unwrap();
        let text = String::from_utf8_lossy(&text).replace(path, "DIR");
        text.replace(df, "df")
    };
    let ours = run(testing::bin_dir().join("df").to_str().unwrap());
    Some([ours, run("/usr/bin/df")])
}

#[test]
fn mounts() {
    for script in [
        "mkdir 'm t' b; mount -t tmpfs -o size=64K t 'm t'; \"$DF\" 'm t'; \"$DF\" 'm t/'; \
         \"$DF\" --output=target -t tmpfs | grep 'm t'",
        // A bind mount is shown by its own directory.
        "mkdir a b; mount --bind a b; \"$DF\" b; \"$DF\" --output=source,target | grep -c /b; \
         \"$DF\" -a --output=source,target | grep -c /b",
        // Used space is shown.
        "dd if=/dev/zero of=f bs=1000 count=100 2>/dev/null; \"$DF\" .; \"$DF\" -h .; \"$DF\" -i .; \
         \"$DF\" -BkB --total . .; \"$DF\" --si f; \"$DF\" -P .; \"$DF\" -B1 f; \"$DF\" -B3000 f",
        // A newline in a name does not break the line.
        "mkdir 'a\nb'; mount -t tmpfs -o size=64K t 'a\nb'; \"$DF\" 'a\nb'; \"$DF\" --output=file 'a\nb'",
        // A mount that another one hides is not shown.
        "mkdir m; mount -t tmpfs -o size=64K one m; mount -t tmpfs -o size=128K two m; \"$DF\" m; \
         \"$DF\" -a --output=source,fstype,size,target | grep DIR/m; \"$DF\" --output=source,target | \
         grep 'one\\|two'",
        "umount /proc 2>/dev/null; mount -t tmpfs none /proc; \"$DF\" .; \"$DF\"; \"$DF\" -t tmpfs .",
    ] {
        if script.contains("none /proc") && testing::needs_origin() {
            testing::skip("without /proc the loader does not find the library");
            continue;
        }
        if let Some([ours, theirs]) = with_mounts(script) {
            assert_eq!(ours, theirs, "{script}");
        }
    }
}

#[test]
fn output_without_a_list_shows_all_columns() {
    for options in [
        &["--output", "--output=target"][..],
        &["--output=target", "--output"],
        &["--output", "--output"],
        &["--output=target,size", "--output", "--output=pcent"],
        &["--output=target", "--output=target"],
    ] {
        like_gnu_but_for_numbers(|case| case.args(options).args(["/dev"]));
    }
}

/// Unprintable bytes take a column in any encoding. What is no text is not aligned.
#[test]
fn names_of_files_in_any_bytes() {
    let dir = Dir::new();
    let broken = testing::bad_name();
    dir.file("\u{e9}", "").file("a\u{e9}", "").file(&broken, "");
    for locale in ["C", "C.UTF-8"] {
        for names in [&["\u{e9}"][..], &["a\u{e9}", "\u{e9}"]] {
            utility("df")
                .cwd(&dir)
                .env("LC_ALL", locale)
                .args(["--output=file,target"])
                .args(names)
                .like_gnu();
        }
        utility("df")
            .cwd(&dir)
            .env("LC_ALL", locale)
            .args(["--output=file,target".into(), broken.clone()])
            .like_gnu();
        utility("df")
            .cwd(&dir)
            .env("LC_ALL", locale)
            .args([
                "--output=file,target".into(),
                broken.clone(),
                "./broken-is-shorter-than-this/..".into(),
            ])
            .like_gnu();
    }
}

/// A unit that is given with `iB` is in the heading, too.
#[test]
fn the_heading_names_the_unit_as_it_was_given() {
    for (unit, heading) in [
        ("KiB", "1KiB-blocks"),
        ("MiB", "1MiB-blocks"),
        ("1KiB", "1K-blocks"),
        ("K", "1K-blocks"),
        ("KB", "1kB-blocks"),
    ] {
        let run = utility("df").args(["-B", unit, "--output=size", "/"]).run();
        assert_eq!(run.text().lines().next().map(str::trim), Some(heading));
    }
}
