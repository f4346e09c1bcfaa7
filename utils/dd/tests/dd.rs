//! Integration tests of dd, compared with GNU's dd where that is present.

use std::process::Stdio;
use testing::{Case, Dir, Outcome, gnu, utility};

const TEXT: &str = "abc\ndefgh\n\n  x y \nlonger line here\nend";

/// Without the time and the rate, which are others each time.
fn steady(outcome: &Outcome) -> (String, String, i32) {
    let stderr = String::from_utf8_lossy(&outcome.stderr).into_owned();
    let lines = stderr
        .lines()
        .map(|line| match line.split_once(" copied, ") {
            Some((bytes, rate)) if rate.ends_with("B/s") => format!("{bytes} copied\n"),
            _ => format!("{line}\n"),
        });
    let stdout = outcome.stdout.escape_ascii().to_string();
    (stdout, lines.collect(), outcome.status)
}

#[track_caller]
fn like_gnu(arguments: &str) {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let run = |case: Case| {
        let dir = Dir::new();
        dir.file("t", TEXT)
            .file("z", [0; 5000])
            .file("o", "old content");
        dir.symlink("t", "link").folder("d");
        let outcome = case.args(&arguments).cwd(&dir).stdin(TEXT).run();
        let left = std::fs::read(dir.join("o")).map(|o| o.escape_ascii().to_string());
        (steady(&outcome), left.ok(), dir.join("x").exists())
    };
    let Some(theirs) = gnu("dd") else { return };
    assert_eq!(run(utility("dd")), run(theirs), "dd {arguments:?}");
}

#[test]
fn blocks_are_counted_skipped_and_placed() {
    for arguments in [
        "",
        "if=t",
        "if=t of=o",
        "if=t bs=3",
        "if=t ibs=3 obs=5",
        "if=t ibs=5 obs=3 of=o",
        "if=t bs=3 count=2",
        "if=t bs=3 count=4B",
        "if=t count=3 iflag=count_bytes",
        "if=t bs=3 skip=1",
        "if=t bs=3 skip=5B count=5B",
        "if=t iseek=3 bs=2 iflag=skip_bytes",
        "skip=1 bs=4",
        "skip=9 bs=4",
        "if=t skip=100 bs=2",
        "if=t of=o seek=1 bs=4",
        "if=t of=o seek=2 bs=4 conv=notrunc",
        "if=t of=o oseek=7B bs=4 count=1",
        "if=t count=0",
        "of=o count=0 seek=3 bs=1",
        "bs=1x4 count=2x1",
        "bs=1 count=0x2 if=t",
        "if=t seek=2 bs=3",
        "if=t bs=1k",
        "if=t bs=2bB",
        "ibs=1 obs=1 if=t",
        "if=/dev/zero bs=1500000 count=1 of=o",
        "if=/dev/zero ibs=1M obs=1000 count=2 of=o",
        "if=t skip=9223372036854775807",
        "if=t bs=8 skip=9223372036854775807",
    ] {
        like_gnu(arguments);
    }
}

#[test]
fn conversions() {
    for arguments in [
        "conv=ucase",
        "conv=lcase",
        "conv=swab",
        "conv=swab bs=3",
        "conv=swab ibs=1",
        "conv=lcase,swab",
        "conv=block cbs=6",
        "conv=block,ucase cbs=6 ibs=1",
        "conv=block cbs=6 ibs=4 obs=5",
        "conv=block",
        "conv=unblock cbs=5",
        "conv=unblock cbs=5 ibs=2",
        "conv=unblock,swab cbs=3 ibs=3",
        "conv=ebcdic",
        "conv=ibm cbs=8",
        "conv=ebcdic cbs=8",
        "conv=ascii",
        "conv=ascii cbs=7",
        "conv=sync",
        "conv=sync,block cbs=5 ibs=7",
        "conv=sync bs=8",
        "conv=sync,noerror bs=8",
        "if=z of=o conv=sparse",
        "if=z of=o conv=sparse,notrunc",
        "of=o conv=sparse bs=4",
        "conv=sparse if=z",
        "of=o conv=excl",
        "of=x conv=nocreat",
        "of=x conv=excl",
        "of=o conv=fsync",
        "of=o conv=fdatasync",
    ] {
        like_gnu(arguments);
    }
}

#[test]
fn flags_and_levels() {
    for arguments in [
        "if=t oflag=append conv=notrunc of=o",
        "if=t of=o oflag=sync,dsync",
        "if=link iflag=nofollow",
        "if=d iflag=directory",
        "if=t iflag=directory",
        "if=t iflag=noatime,nonblock,noctty",
        "if=t of=o iflag=nocache oflag=nocache",
        "if=t iflag=nocache count=0",
        "iflag=nocache count=0",
        "if=t status=noxfer",
        "if=t status=none",
        "if=t status=none,noxfer",
        "if=t iflag=fullblock bs=7",
        "if=gone",
        "of=d",
        "if=d",
        "of=gone/x",
        "if=t of=/dev/full",
        "if=t of=/dev/full bs=5",
    ] {
        like_gnu(arguments);
    }
}

#[test]
fn mistakes_are_gnus() {
    for arguments in [
        "foo",
        "foo=1",
        "bs=0",
        "bs=x",
        "bs=1x",
        "bs=",
        "count=-1",
        "count=99999999999999999999",
        "bs=99999999999999999999",
        "bs=9223372036854775807",
        "bs=1BB",
        "conv=foo",
        "conv=",
        "conv=ascii,ebcdic",
        "conv=block,unblock",
        "conv=lcase,ucase",
        "conv=excl,nocreat",
        "iflag=direct,nocache",
        "iflag=foo",
        "oflag=foo",
        "oflag=fullblock",
        "status=foo",
        "conv=ascii,block cbs=3",
        "--no-such-option",
        "-x",
        "iflag=binary",
    ] {
        like_gnu(arguments);
    }
}

/// A pipe that gives a block in pieces.
#[test]
fn partial_reads() {
    let dir = Dir::new();
    let run = |arguments: &str| {
        let script = format!("(printf ab; sleep 0.2; printf cd) | \"$DD\" {arguments} 2>&1");
        let output = testing::command("sh")
            .args(["-c", &script])
            .env("DD", testing::bin_dir().join("dd"))
            .current_dir(dir.path())
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(run("bs=4 status=noxfer").contains("0+2 records in\n0+2 records out\n"));
    assert!(run("ibs=4 obs=4 status=noxfer").contains("0+2 records in\n1+0 records out\n"));
    assert!(
        run("bs=4 iflag=fullblock status=noxfer").contains("1+0 records in\n1+0 records out\n")
    );
    let warned = run("bs=4 count=2 status=noxfer");
    assert!(warned.contains("warning: partial read (2 bytes); suggest iflag=fullblock\n"));
}

#[test]
fn the_signal_asks_how_far_it_is() {
    let mut child = utility("dd");
    let child = child
        .command()
        .args(["bs=1", "status=noxfer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let signal = |name: &str| {
        let id = child.id().to_string();
        let sent = testing::command("sh")
            .args(["-c", &format!("kill -{name} {id}")])
            .status();
        assert!(sent.unwrap().success());
        std::thread::sleep(std::time::Duration::from_millis(200));
    };
    signal("USR1");
    signal("INT");
    let output = child.wait_with_output().unwrap();
    let told = "0+0 records in\n0+0 records out\n";
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        format!("{told}{told}")
    );
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&output.status),
        Some(2)
    );
}

#[test]
fn closed_streams_are_told_of() {
    utility("dd").args(["count=1"]).closed(0).fails(
        1,
        "dd: error reading 'standard input': Bad file descriptor\n\
         dd: closing input file 'standard input': Bad file descriptor\n",
    );
    let dir = Dir::new();
    dir.file("t", TEXT);
    assert_eq!(
        utility("dd")
            .args(["if=t", "of=o"])
            .cwd(&dir)
            .closed(2)
            .run()
            .status,
        1
    );
    assert_eq!(dir.read("o"), TEXT.as_bytes());
}

#[test]
fn whoever_appends_wants_no_truncation() {
    for arguments in [
        "if=t of=o oflag=append",
        "if=t of=o oflag=append status=none",
        "if=gone oflag=append",
        "if=t of=o oflag=append conv=notrunc",
    ] {
        like_gnu(arguments);
    }
}

#[test]
fn a_full_device_is_told_of() {
    for arguments in [
        "if=t of=/dev/full obs=2",
        "if=t of=/dev/full bs=2",
        "if=t of=/dev/full",
        "if=t of=/dev/full conv=fsync",
        "if=t of=/dev/full bs=2 conv=fdatasync",
        "if=t of=/dev/full obs=2 conv=fsync",
        "if=t of=/dev/full bs=2 conv=fsync status=none",
    ] {
        like_gnu(arguments);
    }
}

#[test]
fn posix_knows_no_signal_to_ask() {
    let mut case = utility("dd").env("POSIXLY_CORRECT", "1");
    let mut child = case
        .command()
        .args(["bs=1", "status=none"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    let id = child.id().to_string();
    let sent = testing::command("sh")
        .args(["-c", &format!("kill -USR1 {id}")])
        .status();
    assert!(sent.unwrap().success());
    let signal = std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap());
    assert_eq!(signal, Some(10));
}
