//! Integration tests of id.

use std::process::Output;
use testing::{Dir, bin_dir, gnu, is_root, utility};

#[test]
fn prints_who_we_are() {
    for options in [
        &[][..],
        &["-a"],
        &["-u"],
        &["-g"],
        &["-G"],
        &["-un"],
        &["-gn"],
        &["-Gn"],
        &["-ur"],
        &["-gr"],
        &["-Gr"],
        &["-unr"],
        &["-Grn"],
        &["-uz"],
        &["-gz"],
        &["-Gz"],
        &["-Gnz"],
        &["--user", "--name", "--real", "--zero"],
        &["--group"],
        &["--groups"],
        &["-a", "-u"],
        &["-uu"],
    ] {
        utility("id").args(options).like_gnu();
        let several = ["root", "daemon", "nobody"];
        utility("id").args(options).args(several).like_gnu();
        utility("id").args(options).args(["root"]).like_gnu();
    }
}

#[test]
fn users_are_names_or_numbers() {
    for users in [
        &["0"][..],
        &["+0"],
        &["1", "daemon"],
        &["-5"],
        &["--", "-5"],
        &["no-such-user"],
        &["99999"],
        &["4294967296"],
        &["+root"],
        &["0x0"],
        &["root", "no-such-user", "daemon"],
        &["root:"],
    ] {
        utility("id").args(users).like_gnu();
        utility("id").args(["-u"]).args(users).like_gnu();
        utility("id").args(["-Gn"]).args(users).like_gnu();
    }
}

#[test]
fn choices_exclude_one_another() {
    for options in [
        "-ug", "-uG", "-gG", "-n", "-r", "-nr", "-z", "-zn", "-za", "-x", "-c", "-A", "-P", "-ugn",
    ] {
        utility("id").args([options]).like_gnu();
    }
    utility("id").args(["-Z"]).like_gnu();
    utility("id").args(["-Z", "root"]).like_gnu();
    utility("id").args(["--context", "-u"]).like_gnu();
    utility("id").env("POSIXLY_CORRECT", "1").like_gnu();
}

/// The utility with other numbers than our own, which takes root, and a copy that anybody may
/// execute.
#[test]
fn real_and_effective_numbers_differ() {
    if !is_root() {
        testing::skip!("only root can run a program as others");
    }
    if gnu("id").is_none() {
        return;
    }
    let dir = Dir::new();
    dir.executable(&bin_dir().join("id"));
    let ours = dir.join("bin/id");
    for numbers in [
        &["--reuid=12345", "--regid=23456", "--clear-groups"][..],
        &["--reuid=12345", "--regid=23456", "--groups=5,34567,23456"],
        &["--ruid=1", "--rgid=2", "--clear-groups"],
        &["--ruid=1", "--rgid=2", "--groups=2,0,5,5,7"],
        &["--euid=1", "--egid=2", "--groups=3,4"],
    ] {
        let differ = numbers[0].starts_with("--ruid") || numbers[0].starts_with("--euid");
        if differ && testing::needs_origin() {
            testing::skip("the loader finds no library for users that differ");
            continue;
        }
        for options in [
            "-a", "-u", "-ur", "-un", "-unr", "-g", "-gr", "-gn", "-gnr", "-G", "-Gn", "-Gr",
        ] {
            let run = |id: &std::path::Path| -> Output {
                let mut command = testing::command("setpriv");
                command.args(numbers).arg(id).arg(options);
                command.env("LC_ALL", "C").output().unwrap()
            };
            let (ours, theirs) = (run(&ours), run("/usr/bin/id".as_ref()));
            let text = |output: &Output| {
                let messages = String::from_utf8_lossy(&output.stderr);
                let names = messages.lines().map(|l| l.rsplit('/').next().unwrap());
                (output.stdout.clone(), names.collect::<Vec<_>>().join("\n"))
            };
            assert_eq!(text(&ours), text(&theirs), "{numbers:?} {options}");
            assert_eq!(ours.status, theirs.status, "{numbers:?} {options}");
        }
    }
}

#[test]
fn output_that_fails() {
    let full = utility("id").run_into("/dev/full");
    full.is("", "id: write error: No space left on device\n", 1);
}
