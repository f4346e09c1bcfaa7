//! nproc: printing the number of processors available.

use testing::{Case, Dir, utility};

fn nproc(args: &[&str]) -> Case {
    utility("nproc").args(args)
}

#[test]
fn counts_processors() {
    for args in [
        &[][..],
        &["--all"],
        &["--ignore=1"],
        &["--ignore", "99"],
        &["--ignore= 1"],
        &["--ignore=+0"],
        &["--all", "--ig", "1"],
    ] {
        nproc(args).like_gnu();
    }
    // Pinned to one processor.
    let ours = testing::bin_dir().join("nproc");
    let pinned = testing::command("taskset")
        .args(["-c", "0"])
        .arg(ours)
        .output();
    match pinned {
        Ok(pinned) => assert_eq!(pinned.stdout, b"1\n"),
        Err(_) => testing::skip("there is no taskset"),
    }
}

/// The number that nproc prints without OpenMP's variables.
fn available() -> u64 {
    nproc(&[]).run().text().trim().parse().unwrap()
}

#[test]
fn openmp_decides() {
    let available = available();
    for (threads, limit, count) in [
        ("5", "", 5),
        ("5,3", "", 5),
        (" 7 ", "", 7),
        ("\t6", "5,2", 5),
        ("9", "3", 3),
        ("9", "x", 9),
        ("4", "99999999999999999999", 4),
        ("999999999999999999999999", "", u64::MAX),
        // These are ignored.
        ("7x", "", available),
        ("3 x,", "", available),
        (", 3", "", available),
        ("0", "0", available),
        ("-4", "", available),
        ("+3", "", available),
        ("3 ,", "", 3),
        // A limit holds without a number too.
        ("0", "1", 1),
        ("", "1", 1),
        ("", "2 , x", available.min(2)),
    ] {
        let run = |args: &[&str]| {
            nproc(args)
                .env("OMP_NUM_THREADS", threads)
                .env("OMP_THREAD_LIMIT", limit)
        };
        run(&[]).prints(format!("{count}\n"));
        run(&["--ignore=2"]).prints(format!("{}\n", count.saturating_sub(2).max(1)));
        // --all doesn't look at the variables.
        assert_eq!(run(&["--all"]).run(), nproc(&["--all"]).run(), "{threads}");
        run(&[]).like_gnu();
    }
}

/// The files in which the kernel describes control groups are made in a root directory of their
/// own.
#[test]
fn quotas_decide() {
    let dir = Dir::new();
    dir.folder("proc/self")
        .folder("groups/a b/c")
        .folder("sys/devices/system/cpu");
    dir.file(
        "proc/self/mounts",
        "none /sys sysfs rw 0 0\nnone /groups cgroup2 rw 0 0\n",
    );
    dir.file("proc/self/cgroup", "1:cpu:/x\n0::/a b/c\n");
    let quotas = |above: &str, here: &str| {
        dir.file("groups/a b/cpu.max", above)
            .file("groups/a b/c/cpu.max", here);
    };
    let script = "for d in usr bin lib lib64; do mkdir -p $d; mount --bind /$d $d; done; \
        mkdir -p ours; mount --bind \"$1\" ours; shift; \
        PATH=$PATH:/usr/sbin exec chroot . \"$@\"";
    let run = |command: &[&str]| {
        let out = testing::command("unshare")
            .args(["--mount", "sh", "-ec", script, "sh"])
            .arg(testing::bin_dir().parent().unwrap())
            .args(command)
            .current_dir(dir.path())
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let bin = testing::bin_dir();
    let nproc = format!("/ours/{}/nproc", bin.file_name().unwrap().display());
    quotas("max 100000\n", "max 100000\n");
    let unlimited = run(&[&nproc]);
    if unlimited.is_empty() && testing::needs_origin() {
        testing::skip!("without /proc the loader does not find the library");
    }
    if unlimited.is_empty() {
        testing::skip!("namespaces are not permitted");
    }
    if unlimited == "1\n" {
        testing::skip!("one processor can't be limited to fewer");
    }
    for (above, here, count) in [
        ("100000 100000\n", "max 100000\n", "1\n"),
        ("max 100000\n", "5000 10000\n", "1\n"),
        ("1 100000\n", "100000 100000\n", "1\n"),
        ("99900000 100000\n", "max 100000\n", &unlimited),
        ("", "x y\n", &unlimited),
    ] {
        quotas(above, here);
        assert_eq!(run(&[&nproc]), count, "{above}{here}");
    }
    // OpenMP's variables count more than quotas, which don't hold for real-time processes.
    quotas("100000 100000\n", "max 100000\n");
    assert_eq!(run(&["env", "OMP_NUM_THREADS=7", &nproc]), "7\n");
    let realtime = run(&["chrt", "--fifo", "1", &nproc]);
    assert!(realtime.is_empty() || realtime == unlimited, "{realtime}");
}

/// Refused before GNU 9.6.
#[test]
fn more_than_there_can_be_may_be_ignored() {
    nproc(&["--ignore=99999999999999999999999"]).prints("1\n");
    nproc(&["--all", "--ignore=18446744073709551616"]).prints("1\n");
}

#[test]
fn complains_like_gnu() {
    for args in [
        &["x"][..],
        &["--ignore=x"],
        &["--ignore=-1"],
        &["--ignore=1k"],
        &["--ignore="],
        &["--ignore"],
        &["-a"],
    ] {
        nproc(args).recorded();
        nproc(args).utf8().recorded();
    }
    let full = nproc(&[]).run_into("/dev/full");
    full.is("", "nproc: write error: No space left on device\n", 1);
}
