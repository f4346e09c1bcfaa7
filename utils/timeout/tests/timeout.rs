//! Integration tests of timeout.

use std::time::{Duration, Instant};
use testing::{Case, Dir, bin_dir, gnu, utility};

fn timeout(args: &[&str]) -> Case {
    utility("timeout").args(args)
}

/// A process that leaves only when its signals let it.
const STUBBORN: &str = "trap '' TERM; while :; do sleep .05; done";

#[test]
fn passes_the_status_on() {
    for args in [
        &["10", "true"][..],
        &["10", "false"],
        &["0", "echo", "a"],
        &["10", "sh", "-c", "exit 9"],
        &["10", "sh", "-c", "kill -9 $$"],
        &["10", "sh", "-c", "kill -TERM $$"],
        &["10", "sh", "-c", "kill -USR1 $$"],
        &["10", "nosuch"],
        &["10", "/"],
        &["-v", "10", "nosuch"],
        &["10", "--", "true"],
        &["10", "printf", "%s", "-v"],
        &["-s", "KILL", "10", "true"],
        &["-s0", "10", "true"],
        &["-k", "0", "1d", "true"],
        &["infinity", "true"],
        &["1e9999", "true"],
        &["99999999999999999999", "true"],
        &["9223372036854775807d", "true"],
    ] {
        timeout(args).recorded();
        timeout(&["--foreground"]).args(args).recorded();
    }
}

#[test]
fn complains_like_gnu() {
    for args in [
        &[][..],
        &["1"],
        &["x", "true"],
        &["", "true"],
        &["1y", "true"],
        &["-1", "true"],
        &["--", "-1", "true"],
        &["nan", "true"],
        &["-k", "x", "1", "true"],
        &["-k"],
        &["-s", "foo", "1", "true"],
        &["-s", "", "1", "true"],
        &["-s", "99", "1", "true"],
        &["--sig=x", "1", "true"],
        &["-x"],
        &["--foo", "1", "true"],
    ] {
        timeout(args).recorded();
        timeout(args).env("LC_ALL", "C.UTF-8").recorded();
    }
}

#[test]
fn ends_what_takes_too_long() {
    let verbose = "timeout: sending signal TERM to command 'sleep'\n";
    timeout(&[".05", "sleep", "9"]).fails(124, "");
    timeout(&["-v", ".05", "sleep", "9"]).fails(124, verbose);
    timeout(&["-fv", ".05", "sleep", "9"]).fails(124, verbose);
    timeout(&["--foreground", "0.0005m", "sleep", "9"]).fails(124, "");
    timeout(&["--preserve-status", ".05", "sleep", "9"]).fails(143, "");
    timeout(&["-p", ".05", "sleep", "9"]).fails(143, "");
    timeout(&["-s", "int", "-v", ".05", "sleep", "9"])
        .fails(124, "timeout: sending signal INT to command 'sleep'\n");
    timeout(&["-s", "RTMIN+3", "-v", ".05", "sleep", "9"])
        .fails(124, "timeout: sending signal RTMIN+3 to command 'sleep'\n");
    // It goes on after a signal that does nothing, and has timed out all the same.
    timeout(&["-v", "-s0", ".05", "sleep", ".2"])
        .fails(124, "timeout: sending signal 0 to command 'sleep'\n");
    let handler = "trap 'exit 4' INT; while :; do sleep .05; done";
    timeout(&["-s", "INT", ".5", "sh", "-c", handler]).fails(124, "");
    timeout(&["-ps", "INT", ".5", "sh", "-c", handler]).fails(4, "");
}

#[test]
fn kills_at_last() {
    let killed = "timeout: sending signal TERM to command 'sh'\n\
                  timeout: sending signal KILL to command 'sh'\n";
    timeout(&["-v", "-k", ".05", ".5", "sh", "-c", STUBBORN]).fails(137, killed);
    timeout(&["-fv", "-k", ".05", ".5", "sh", "-c", STUBBORN]).fails(137, killed);
    timeout(&["-s", "9", ".05", "sleep", "9"]).fails(137, "");
    timeout(&["-f", "-s", "9", ".05", "sleep", "9"]).fails(137, "");
    timeout(&["-f", "-pk", ".05", ".5", "sh", "-c", STUBBORN]).fails(137, "");
    // A command that ends in time is not killed.
    let obedient = "exec 2>/dev/null; trap 'exit 7' TERM; while :; do sleep .05; done";
    timeout(&["-pk", "9", ".5", "sh", "-c", obedient]).fails(7, "");
}

#[test]
fn wakes_what_is_stopped() {
    let stopped = "kill -STOP $$; exec sleep 9";
    timeout(&[".3", "sh", "-c", stopped]).fails(124, "");
}

/// Runs a shell script with timeout first in PATH.
fn script(dir: &Dir, script: &str) -> (String, i32) {
    let path = format!("{}:/usr/bin:/bin", bin_dir().display());
    let out = testing::command("sh")
        .args(["-c", script])
        .current_dir(dir.path())
        .env_clear()
        .env("PATH", path)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let errors = String::from_utf8(out.stderr).unwrap();
    // What the shell itself says of its children.
    let said = |line: &&str| !matches!(line.trim(), "Killed" | "Terminated");
    let errors: String = errors.split_inclusive('\n').filter(said).collect();
    (text + &errors, out.status.code().unwrap())
}

#[test]
fn forwards_signals() {
    let dir = Dir::new();
    // To the command, and to its children, of which the last writes what it was sent.
    let child = "trap 'echo child >>got; exit 3' TERM; : >ready; while :; do sleep .02; done";
    dir.file("child", child);
    let wait = "until [ -e ready ]; do sleep .01; done";
    let run = format!(
        "timeout 20 sh -c 'trap : TERM; sh child; echo status $? >>got' & pid=$!; {wait}; \
         kill -TERM $pid; wait $pid; echo $?; cat got"
    );
    assert_eq!(script(&dir, &run), ("0\nchild\nstatus 3\n".into(), 0));
    // With -f to the command alone.
    let run = format!(
        "rm -f ready got; timeout -f 20 sh child & pid=$!; {wait}; kill -INT $pid; sleep .1; \
         kill -TERM $pid; wait $pid; echo $?; cat got"
    );
    let (text, _) = script(&dir, &run);
    // A background job of a shell ignores INT, and so does what it runs.
    assert_eq!(text, "3\nchild\n");
    // A command that a forwarded signal kills kills us by the same one; KILL may follow it.
    let run = "timeout -v 20 sleep 9 & pid=$!; sleep .5; kill -TERM $pid; wait $pid; echo $?";
    let (text, _) = script(&dir, run);
    assert_eq!(
        text,
        "143\ntimeout: sending signal TERM to command 'sleep'\n"
    );
    let run = format!(
        "timeout -k .1 20 sh -c \"{STUBBORN}\" & pid=$!; sleep .5; kill -TERM $pid; wait $pid; \
         echo $?"
    );
    assert_eq!(script(&dir, &run).0, "137\n");
    // An alarm from outside is a timeout.
    let run = "timeout 20 sleep 9 & pid=$!; sleep .5; kill -ALRM $pid; wait $pid; echo $?";
    assert_eq!(script(&dir, run).0, "124\n");
}

#[test]
fn ignored_and_blocked_signals() {
    let dir = Dir::new();
    let list = "timeout 9 env --list-signal-handling true";
    let run =
        format!("env --ignore-signal=HUP,TTIN,CHLD --block-signal=USR1,ALRM,CHLD {list}; {list}");
    let (text, status) = script(&dir, &run);
    assert_eq!(
        text,
        "HUP        ( 1): IGNORE\nUSR1       (10): BLOCK\nALRM       (14): BLOCK\n\
         CHLD       (17): BLOCK\nTTIN       (21): IGNORE\n"
    );
    assert_eq!(status, 0);
    let run = "env --ignore-signal=TERM timeout -v .9 sleep 9 & pid=$!; sleep .4; \
               kill -TERM $pid; wait $pid; echo $?";
    // The command ignores TERM, too, so it is left to be killed.
    let run = run.replace("timeout -v .9", "timeout -v -k .1 .9");
    assert_eq!(
        script(&dir, &run).0,
        "137\ntimeout: sending signal TERM to command 'sleep'\n\
         timeout: sending signal KILL to command 'sleep'\n"
    );
    let run = "env --block-signal=ALRM,CHLD,TERM timeout -k .1 .1 sleep 9; echo $?";
    assert_eq!(script(&dir, run).0, "137\n");
}

#[test]
fn takes_no_longer_than_the_command() {
    let start = Instant::now();
    timeout(&["20", "sleep", ".05"]).prints("");
    assert!(start.elapsed() < Duration::from_secs(5));
    if let Some(theirs) = gnu("timeout") {
        theirs.args([".05", "sleep", "9"]).fails(124, "");
    }
}

#[test]
fn scripts_tell_it_from_bsds() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    shell("timeout --version | grep -q 'GNU coreutils' && echo yes").is("yes\n", "", 0);
}
