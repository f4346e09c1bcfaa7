//! Integration tests of nproc.

use testing::{Case, utility};

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
    // On one processor only.
    let ours = testing::bin_dir().join("nproc");
    let pinned = std::process::Command::new("taskset")
        .args(["-c", "0"])
        .arg(ours)
        .output();
    if let Ok(pinned) = pinned {
        assert_eq!(pinned.stdout, b"1\n");
    }
}

#[test]
fn openmp_decides() {
    for (threads, limit) in [
        ("5", ""),
        ("5,3", ""),
        (" 7 ", ""),
        ("7x", ""),
        ("3 x,", ""),
        ("3 ,", ""),
        (", 3", ""),
        ("0", "1"),
        ("0", "0"),
        ("-4", ""),
        ("+3", ""),
        ("999999999999999999999999", ""),
        ("9", "3"),
        ("9", "x"),
        ("", "1"),
        ("", "2 , x"),
        ("4", "99999999999999999999"),
        ("\t6", "5,2"),
    ] {
        for args in [&[][..], &["--all"], &["--ignore=2"]] {
            let run = nproc(args).env("OMP_NUM_THREADS", threads);
            run.env("OMP_THREAD_LIMIT", limit).like_gnu();
        }
    }
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
        &["--ignore=99999999999999999999999"],
        &["-a"],
    ] {
        nproc(args).like_gnu();
        nproc(args).env("LC_ALL", "C.UTF-8").like_gnu();
    }
    let full = nproc(&[]).run_into("/dev/full");
    full.is("", "nproc: write error: No space left on device\n", 1);
}
