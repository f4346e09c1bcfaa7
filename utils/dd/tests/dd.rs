//! Integration tests of dd.
//!
//! Transfer rates differ from run to run, so most runs leave them out by `status=noxfer`.

use shared::rustix::pipe::{PipeFlags, pipe_with};
use shared::rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use testing::{Case, Dir, utility};

const TEXT: &str = "abc\ndefgh\n\n  x y \nlonger line here\nend";

/// dd with TEXT as its input and what a reader needs of its messages.
fn dd(operands: &str) -> Case {
    utility("dd")
        .args(["status=none"])
        .args(operands.split_whitespace())
        .stdin(TEXT)
}

#[test]
fn copies_a_number_of_blocks() {
    dd("").prints(TEXT);
    dd("bs=4 count=1").prints("abc\n");
    dd("bs=4 skip=1 count=2").prints("defgh\n\n ");
    dd("bs=4 skip=5B count=3B").prints("efg");
    dd("ibs=3 skip=1 count=1").prints("\nde");
    let counts = "2+0 records in\n1+1 records out\n";
    let outcome = dd("status=noxfer ibs=4 obs=5 count=2").run();
    outcome.is("abc\ndefg", counts, 0);
}

#[test]
fn places_blocks_in_the_output() {
    let dir = Dir::new();
    dir.file("o", "old content");
    dd("of=o bs=4 count=1 seek=1 conv=notrunc")
        .cwd(&dir)
        .prints("");
    assert_eq!(dir.read("o"), b"old abc\nent");
    dd("of=o bs=2 count=1 seek=1").cwd(&dir).prints("");
    assert_eq!(dir.read("o"), b"olab");
    dd("of=new bs=2 count=1 seek=1").cwd(&dir).prints("");
    assert_eq!(dir.read("new"), b"\0\0ab");
}

#[test]
fn converts() {
    dd("conv=ucase count=5B").prints("ABC\nD");
    dd("conv=swab count=4B").prints("ba\nc");
    dd("conv=block cbs=6 count=10B").prints("abc   defgh ");
    dd("conv=unblock cbs=4 count=8B").prints("abc\n\ndefg\n");
    dd("conv=sync bs=6 count=1 skip=6").prints("nd\0\0\0\0");
    dd("conv=ebcdic count=3B").prints(b"\x81\x82\x83");
}

#[test]
fn reports_blocks_bytes_and_the_rate() {
    let outcome = utility("dd").args(["bs=19"]).stdin(TEXT).run();
    assert_eq!(outcome.stdout, TEXT.as_bytes());
    let messages = String::from_utf8(outcome.stderr).unwrap();
    let [records_in, records_out, bytes] = messages.lines().collect::<Vec<_>>()[..] else {
        panic!("{messages}");
    };
    assert_eq!(records_in, "2+0 records in");
    assert_eq!(records_out, "2+0 records out");
    assert!(bytes.starts_with("38 bytes copied, "), "{bytes}");
    assert!(bytes.ends_with("B/s"), "{bytes}");
}

/// Compares output, messages, and what happens to the files `t` (TEXT), `z` (zeros) and `o`.
#[track_caller]
fn check(operands: &str) {
    let dir = Dir::new();
    dir.file("t", TEXT)
        .file("z", [0; 5000])
        .file("o", "old content")
        .symlink("t", "link")
        .folder("d");
    utility("dd")
        .args(["status=noxfer"])
        .args(operands.split_whitespace())
        .cwd(&dir)
        .stdin(TEXT)
        .recorded_with(&|| dir.listing());
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
        check(arguments);
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
        check(arguments);
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
        check(arguments);
    }
}

#[test]
fn mistakes() {
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
        check(arguments);
    }
}

#[test]
fn warns_of_appending_with_truncation() {
    for arguments in [
        "if=t of=o oflag=append",
        "if=t of=o oflag=append status=none",
        "if=gone oflag=append",
        "if=t of=o oflag=append conv=notrunc",
    ] {
        check(arguments);
    }
}

#[test]
fn reports_a_full_device() {
    for arguments in [
        "if=t of=/dev/full obs=2",
        "if=t of=/dev/full bs=2",
        "if=t of=/dev/full",
        "if=t of=/dev/full conv=fsync",
        "if=t of=/dev/full bs=2 conv=fdatasync",
        "if=t of=/dev/full obs=2 conv=fsync",
        "if=t of=/dev/full bs=2 conv=fsync status=none",
    ] {
        check(arguments);
    }
}

#[test]
fn reports_closed_streams() {
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

/// Each read(2) from a pipe in packet mode returns one packet.
#[test]
fn partial_reads() {
    let run = |operands: &str| {
        let (read, write) = pipe_with(PipeFlags::DIRECT).unwrap();
        let mut write = File::from(write);
        write.write_all(b"ab").unwrap();
        write.write_all(b"cd").unwrap();
        drop(write);
        let operands = operands.split_whitespace();
        let case = utility("dd").args(["status=noxfer"]).args(operands);
        case.run_from(&File::from(read))
    };
    let warning = "dd: warning: partial read (2 bytes); suggest iflag=fullblock\n";
    let (two, one) = ("0+2 records", "1+0 records");
    run("bs=4").is("abcd", format!("{two} in\n{two} out\n"), 0);
    run("ibs=4 obs=4").is("abcd", format!("{two} in\n{one} out\n"), 0);
    run("bs=4 iflag=fullblock").is("abcd", format!("{one} in\n{one} out\n"), 0);
    let warned = format!("{warning}{two} in\n{two} out\n");
    run("bs=4 count=2").is("abcd", warned, 0);
}

/// Starts dd, and waits until it has copied a byte and waits for the next one: signals are
/// handled from then on.
fn waiting_for_input(mut case: Case) -> Child {
    let mut child = case
        .command()
        .args(["bs=1", "status=noxfer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(b"x").unwrap();
    let mut copied = [0];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut copied)
        .unwrap();
    assert_eq!(copied, *b"x");
    wait_until_asleep(&child);
    child
}

/// Waits until the child sleeps in a system call.
fn wait_until_asleep(child: &Child) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let path = format!("/proc/{}/stat", child.id());
    loop {
        let stat = std::fs::read_to_string(&path).unwrap();
        let state = stat
            .rsplit_once(") ")
            .and_then(|(_, rest)| rest.chars().next());
        if state == Some('S') {
            return;
        }
        assert!(Instant::now() < deadline, "dd is in state {state:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

#[test]
fn a_signal_asks_for_statistics() {
    let mut child = waiting_for_input(utility("dd"));
    let mut messages = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut next = || messages.next().unwrap().unwrap();
    send(&child, Signal::USR1);
    assert_eq!(next(), "1+0 records in");
    assert_eq!(next(), "1+0 records out");
    wait_until_asleep(&child);
    send(&child, Signal::INT);
    assert_eq!(next(), "1+0 records in");
    assert_eq!(next(), "1+0 records out");
    assert_eq!(child.wait().unwrap().signal(), Some(Signal::INT.as_raw()));
}

/// POSIX has only the interrupt report statistics.
#[test]
fn usr1_is_not_handled_under_posix() {
    let mut child = waiting_for_input(utility("dd").env("POSIXLY_CORRECT", "1"));
    send(&child, Signal::USR1);
    assert_eq!(child.wait().unwrap().signal(), Some(Signal::USR1.as_raw()));
}

/// Since 9.11, a block that was written in part counts as a partial record.
#[test]
fn a_block_written_in_part_is_a_partial_record() {
    let dir = Dir::new();
    let dd = testing::bin_dir().join("dd");
    let script = "ulimit -f 8; trap '' XFSZ; exec \"$0\" if=/dev/zero of=p bs=6K count=3";
    let run = testing::program("bash")
        .cwd(&dir)
        .args(["-c", script])
        .args([&dd])
        .run();
    let text = run.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].ends_with("error writing 'p': File too large"),
        "{text}"
    );
    assert_eq!(lines[1..3], ["2+0 records in", "1+1 records out"], "{text}");
    assert!(lines[3].starts_with("8192 bytes"), "{text}");
    assert_eq!(run.status, 1);
}

#[test]
fn a_number_that_is_too_large_is_named_so_whatever_follows() {
    let large = ": Value too large for defined data type";
    for (number, reason) in [
        ("9EE", large),
        ("99E2", large),
        ("99999999999999999999q", large),
        ("9Kq", ""),
        ("9Ex", ""),
    ] {
        let message = format!("dd: invalid number: '{number}'{reason}\n");
        dd(&format!("bs={number}")).fails(1, message);
    }
}

#[test]
fn an_offset_that_is_too_large_makes_no_file() {
    let dir = Dir::new();
    utility("dd")
        .cwd(&dir)
        .args(["if=/dev/null", "of=new", "seek=9223372036854775807"])
        .fails(
            1,
            "dd: offset too large: cannot truncate to a length of seek=9223372036854775807 \
             (512-byte) blocks\n",
        );
    assert!(!dir.path().join("new").exists());
}
