//! timeout: running a command with a time limit.
//!
//! Where a test needs the time limit to end at a certain point, it sends ALRM, which timeout
//! treats as the end of the limit. So no test depends on how fast the machine is.

use std::fs::File;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use testing::{Case, Dir, bin_dir, utility};

fn timeout(args: &[&str]) -> Case {
    utility("timeout").args(args)
}

#[test]
fn examples() {
    timeout(&["10", "echo", "in time"]).prints("in time\n");
    timeout(&["10", "sh", "-c", "exit 9"]).fails(9, "");
    timeout(&[".05", "sleep", "99"]).fails(124, "");
    timeout(&["--preserve-status", ".05", "sleep", "99"]).fails(143, "");
    timeout(&["-v", "-s", "INT", ".05", "sleep", "99"])
        .fails(124, "timeout: sending signal INT to command 'sleep'\n");
    timeout(&["10", "nosuch"]).fails(
        127,
        "timeout: failed to run command 'nosuch': No such file or directory\n",
    );
}

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
        timeout(args).utf8().recorded();
    }
}

#[test]
fn ends_a_command_that_takes_too_long() {
    let verbose = "timeout: sending signal TERM to command 'sleep'\n";
    timeout(&["-v", ".05", "sleep", "99"]).fails(124, verbose);
    timeout(&["-fv", ".05", "sleep", "99"]).fails(124, verbose);
    timeout(&["--foreground", "0.0005m", "sleep", "99"]).fails(124, "");
    timeout(&["-p", ".05", "sleep", "99"]).fails(143, "");
    timeout(&["-s", "RTMIN+3", "-v", ".05", "sleep", "99"])
        .fails(124, "timeout: sending signal RTMIN+3 to command 'sleep'\n");
    timeout(&["-s", "9", ".05", "sleep", "99"]).fails(137, "");
    timeout(&["-f", "-s", "9", ".05", "sleep", "99"]).fails(137, "");
}

#[test]
fn continues_a_stopped_command_so_that_it_ends() {
    timeout(&[".1", "sh", "-c", "kill -STOP $$; exec sleep 99"]).fails(124, "");
}

#[test]
fn takes_no_longer_than_the_command() {
    let start = Instant::now();
    timeout(&["50", "true"]).prints("");
    assert!(start.elapsed() < Duration::from_secs(40));
}

/// A running timeout. Output and messages go to files in `dir`.
struct Running {
    dir: Dir,
    child: Child,
}

impl Running {
    /// Starts timeout, and waits until its command makes the file `ready`.
    fn start(args: &[&str]) -> Self {
        let mut timeout = testing::command(bin_dir().join("timeout"));
        std::os::unix::process::CommandExt::arg0(&mut timeout, "timeout");
        Self::start_by(timeout, args)
    }

    /// Starts `command`, which becomes timeout.
    fn start_by(mut command: Command, args: &[&str]) -> Self {
        let dir = Dir::new();
        let child = command
            .args(args)
            .current_dir(dir.path())
            .stdout(File::create(dir.join("stdout")).unwrap())
            .stderr(File::create(dir.join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let running = Self { dir, child };
        running.wait_until("the command is ready", &|dir| dir.join("ready").exists());
        running
    }

    fn wait_until(&self, event: &str, happened: &dyn Fn(&Dir) -> bool) {
        let start = Instant::now();
        while !happened(&self.dir) {
            assert!(start.elapsed() < Duration::from_secs(50), "never: {event}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until all of `lines` are in `file`.
    fn wait_for_lines(&self, file: &str, lines: &[&str]) {
        self.wait_until(&format!("{lines:?} in {file}"), &|dir| {
            let text = std::fs::read_to_string(dir.join(file)).unwrap_or_default();
            lines
                .iter()
                .all(|line| text.lines().any(|found| found == *line))
        });
    }

    fn send(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = testing::command("bash")
            .args(["-c", "kill -s $0 $1", signal, &id])
            .status();
        assert!(sent.unwrap().success(), "{signal} can be sent");
    }

    /// Waits for the end. Returns the status, or 128 plus the signal, and the messages.
    fn end(&mut self) -> (i32, String) {
        let status = self.child.wait().unwrap();
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        let status = status.code().or(signal.map(|signal| 128 + signal));
        let messages = String::from_utf8(self.dir.read("stderr")).unwrap();
        (status.unwrap(), messages)
    }
}

/// Ends the time limit of `timeout ARGS sh -c COMMAND`. Returns the status and the messages.
fn time_out(args: &[&str], command: &str) -> (i32, String) {
    let mut running = Running::start(&[args, &["60", "sh", "-c", command]].concat());
    running.send("ALRM");
    running.end()
}

/// A command that ignores TERM.
const STUBBORN: &str = "trap '' TERM; : >ready; while :; do sleep .05; done";

#[test]
fn an_alarm_ends_the_time_limit() {
    let sleep = ": >ready; exec sleep 99";
    assert_eq!(time_out(&[], sleep), (124, String::new()));
    let handler = "trap 'exit 4' INT; : >ready; while :; do sleep .05; done";
    assert_eq!(time_out(&["-s", "INT"], handler), (124, String::new()));
    assert_eq!(time_out(&["-ps", "INT"], handler), (4, String::new()));
}

#[test]
fn a_command_may_survive_the_signal() {
    // It has timed out, though signal 0 does nothing.
    let until_go = ": >ready; until [ -e go ]; do sleep .01; done";
    let mut running = Running::start(&["-v", "-s0", "60", "sh", "-c", until_go]);
    running.send("ALRM");
    let said = "timeout: sending signal 0 to command 'sh'";
    running.wait_for_lines("stderr", &[said]);
    running.dir.file("go", "");
    assert_eq!(running.end(), (124, format!("{said}\n")));
}

#[test]
fn kill_follows_if_that_is_asked_for() {
    let both = "timeout: sending signal TERM to command 'sh'\n\
                timeout: sending signal KILL to command 'sh'\n";
    for (args, said) in [
        (&["-v", "-k", ".05"][..], both),
        (&["-fv", "-k", ".05"], both),
        (&["-f", "-pk", ".05"], ""),
    ] {
        assert_eq!(time_out(args, STUBBORN), (137, said.into()), "{args:?}");
    }
    // A command that ends in time is not killed.
    let obedient = "trap 'exit 7' TERM; : >ready; while :; do sleep .05; done";
    assert_eq!(time_out(&["-fpk", "50"], obedient), (7, String::new()));
}

/// A parent and a child that write `got` when they are sent TERM.
const FAMILY: &str = "trap 'echo parent >>got' TERM; sh child & wait; wait; echo end >>got";
const CHILD: &str = "trap 'echo child >>got; exit' TERM; : >ready
until [ -e go ]; do sleep .01; done";

fn family(options: &[&str]) -> Running {
    // The child's script can't be in the folder before that exists.
    let command = format!("cat >child <<'END'\n{CHILD}\nEND\n{FAMILY}");
    Running::start(&[options, &["60", "sh", "-c", &command]].concat())
}

#[test]
fn signals_reach_the_command_and_its_children() {
    let mut running = family(&[]);
    running.send("TERM");
    running.wait_for_lines("got", &["parent", "child", "end"]);
    // The shell may say that its sleep was terminated.
    let (status, _) = running.end();
    assert_eq!(status, 0);
}

#[test]
fn in_the_foreground_signals_reach_the_command_alone() {
    let mut running = family(&["--foreground"]);
    running.send("TERM");
    running.wait_for_lines("got", &["parent"]);
    running.dir.file("go", "");
    assert_eq!(running.end(), (0, String::new()));
    assert_eq!(running.dir.read("got"), b"parent\nend\n");
}

#[test]
fn a_forwarded_signal_ends_timeout_as_it_ended_the_command() {
    let sleep = ["60", "sh", "-c", ": >ready; exec sleep 99"];
    let mut running = Running::start(&[&["-v"], &sleep[..]].concat());
    running.send("TERM");
    let said = "timeout: sending signal TERM to command 'sh'\n";
    assert_eq!(running.end(), (143, said.into()));
    // KILL may follow a forwarded signal too.
    let mut running = Running::start(&["-k", ".1", "60", "sh", "-c", STUBBORN]);
    running.send("TERM");
    assert_eq!(running.end(), (137, String::new()));
}

/// Signals without a name, since 9.5.
#[test]
fn signals_may_have_no_name() {
    timeout(&["-s", "33", "5", "true"]).prints("");
    timeout(&["-s", "32", "5", "true"]).prints("");
    timeout(&["-s", "65", "5", "true"]).fails(
        125,
        "timeout: '65': invalid signal\nTry 'timeout --help' for more information.\n",
    );
}

/// Since 9.10.
#[test]
fn every_signal_that_ends_a_process_is_forwarded() {
    let signals = "HUP TERM USR1 USR2 PIPE VTALRM PROF XCPU XFSZ IO STKFLT PWR SYS RTMIN RTMAX";
    for signal in signals.split(' ') {
        let handler = format!("trap 'exit 5' {signal}; : >ready; while :; do sleep .02; done");
        for options in [&["50"][..], &["--foreground", "50"]] {
            let command = [options, &["bash", "-c", &handler]].concat();
            let mut running = Running::start(&command);
            running.send(signal);
            assert_eq!(running.end().0, 5, "{signal}, {options:?}");
        }
    }
}

/// Since 9.10.
#[test]
fn a_command_whose_timeout_is_killed_gets_its_signal() {
    let handler = "trap 'echo got >file; exit' USR2; : >ready; while :; do sleep .02; done";
    let mut running = Running::start(&["-s", "USR2", "50", "bash", "-c", handler]);
    running.send("KILL");
    running.wait_for_lines("file", &["got"]);
    assert_eq!(running.end().0, 137);
}

#[test]
fn the_command_inherits_ignored_and_blocked_signals() {
    let bin = bin_dir();
    let (env, timeout) = (bin.join("env"), bin.join("timeout"));
    let (env, timeout) = (env.to_str().unwrap(), timeout.to_str().unwrap());
    let list = [timeout, "9", env, "--list-signal-handling", "true"];
    utility("env")
        .args(["--ignore-signal=HUP,TTIN,CHLD"])
        .args(["--block-signal=USR1,ALRM,CHLD"])
        .args(list)
        .run()
        .is(
            "",
            "HUP        ( 1): IGNORE\nUSR1       (10): BLOCK\nALRM       (14): BLOCK\n\
             CHLD       (17): BLOCK\nTTIN       (21): IGNORE\n",
            0,
        );
    utility("env").args(list).prints("");
    utility("env")
        .args(["--block-signal=ALRM,CHLD,TERM", timeout])
        .args(["-k", ".1", ".1", "sleep", "99"])
        .fails(137, "");
}

#[test]
fn an_ignored_signal_is_not_forwarded() {
    // The command ignores TERM too, so only KILL ends it.
    let timeout = bin_dir().join("timeout");
    let ignore = ["--ignore-signal=TERM", timeout.to_str().unwrap()];
    let sleep = [
        "-v",
        "-k",
        ".1",
        "60",
        "sh",
        "-c",
        ": >ready; exec sleep 99",
    ];
    let env = testing::command(bin_dir().join("env"));
    let mut running = Running::start_by(env, &[&ignore[..], &sleep].concat());
    running.send("TERM");
    running.send("ALRM");
    let (status, said) = running.end();
    assert_eq!(status, 137);
    let lines: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split_once("sending "))
        .map(|(_, line)| line)
        .collect();
    assert_eq!(
        lines,
        ["signal TERM to command 'sh'", "signal KILL to command 'sh'"]
    );
}
