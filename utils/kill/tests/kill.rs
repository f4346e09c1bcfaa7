//! kill: sending signals to processes, and listing signals. Only processes that a test started
//! are signalled.

use std::process::Child;
use testing::{Case, utility};

const TRY: &str = "Try 'kill --help' for more information.\n";

fn kill(args: &[&str]) -> Case {
    utility("kill").args(args)
}

/// A process to signal, in a process group of its own.
struct Target(Child);

impl Target {
    fn new() -> Self {
        let mut sleep = testing::command("sleep");
        std::os::unix::process::CommandExt::process_group(&mut sleep, 0);
        Self(sleep.arg("60").spawn().unwrap())
    }

    fn id(&self) -> String {
        self.0.id().to_string()
    }

    /// Waits for its end, and returns the signal that ended it.
    fn signal(mut self) -> Option<i32> {
        std::os::unix::process::ExitStatusExt::signal(&self.0.wait().unwrap())
    }
}

#[test]
fn sends_signals() {
    for (options, signal) in [
        (&[][..], 15),
        (&["-9"], 9),
        (&["-HUP"], 1),
        (&["-SIGHUP"], 1),
        (&["-Int"], 2),
        (&["-s", "9"], 9),
        (&["-susr1"], 10),
        (&["-s", "USR2", "--"], 12),
        (&["--signal=int"], 2),
        (&["--sig", "hup"], 1),
        (&["-n", "15"], 15),
        (&["-1", "--"], 1),
        (&["-RTMIN+1"], 35),
    ] {
        let target = Target::new();
        kill(options).args([target.id()]).prints("");
        assert_eq!(target.signal(), Some(signal), "{options:?}");
    }
    // Signal 0 only checks. A negative number is a process group. Options may follow operands.
    let (first, second) = (Target::new(), Target::new());
    kill(&["-0", &first.id()]).prints("");
    kill(&["-s", "0", &format!("-{}", second.id())]).prints("");
    kill(&[&first.id(), "-HUP", &second.id()]).prints("");
    assert_eq!((first.signal(), second.signal()), (Some(1), Some(1)));
    let target = Target::new();
    kill(&["-9", &format!("-{}", target.id())]).prints("");
    assert_eq!(target.signal(), Some(9));
    let target = Target::new();
    kill(&["--", &format!("-{}", target.id())]).prints("");
    assert_eq!(target.signal(), Some(15));
}

/// Signals without a name, since 9.5.
#[test]
fn signals_may_have_no_name() {
    for option in [&["-33"][..], &["-s", "33"], &["-s", "161"]] {
        let target = Target::new();
        kill(option).args([target.id()]).prints("");
        assert_eq!(target.signal(), Some(33), "{option:?}");
    }
    kill(&["-l", "33", "2"]).prints("33\nINT\n");
}

#[test]
fn goes_on_after_a_failure() {
    let (gone, target) = (Target::new(), Target::new());
    let id = gone.id();
    kill(&[&id]).prints("");
    gone.signal();
    kill(&["x", &id, "", "1x", &target.id()]).fails(
        1,
        format!(
            "kill: 'x': invalid process id\nkill: '{id}': No such process\n\
             kill: '': invalid process id\nkill: '1x': invalid process id\n"
        ),
    );
    assert_eq!(target.signal(), Some(15));
    kill(&["-0", "99999999999999999999"])
        .fails(1, "kill: '99999999999999999999': invalid process id\n");
}

#[test]
fn mistakes_in_the_arguments() {
    for (args, said) in [
        (&[][..], "no process ID specified"),
        (&["-9"], "no process ID specified"),
        (&["-LOST", "1"], "'LOST': invalid signal"),
        (
            &["-s", "9", "-s", "9", "1"],
            "'9': multiple signals specified",
        ),
        (&["-HUP", "-INT", "1"], "'INT': multiple signals specified"),
        (&["-l", "-t"], "multiple -l or -t options specified"),
        (&["-l", "-s", "9"], "cannot combine signal with -l or -t"),
        (&["-HUP", "-t"], "cannot combine signal with -l or -t"),
        (&["-s", "x", "1"], "'x': invalid signal"),
        (&["-s", "", "1"], "'': invalid signal"),
        (&["-99", "1"], "'99': invalid signal"),
        (&["-9x", "1"], "'9x': invalid signal"),
        (&["-x"], "invalid option -- 'x'"),
        (&["-hup", "1"], "invalid option -- 'h'"),
        (&["-s"], "option requires an argument -- 's'"),
    ] {
        kill(args).fails(1, format!("kill: {said}\n{TRY}"));
    }
    let full = kill(&["-l"]).run_into("/dev/full");
    full.is("", "kill: write error: No space left on device\n", 1);
}

#[test]
fn lists_signals() {
    let names = String::from_utf8(kill(&["-l"]).run().stdout).unwrap();
    let names: Vec<&str> = names.lines().collect();
    assert_eq!(names.len(), 63, "{names:?}");
    assert_eq!(&names[..4], ["EXIT", "HUP", "INT", "QUIT"]);
    assert_eq!(names[62], "RTMAX");
    assert!(names.contains(&"RTMIN+15") && names.contains(&"RTMAX-14"));
    kill(&[
        "-l", "9", "HUP", "sigkill", "130", "0", "EXIT", "RTMIN", "64",
    ])
    .prints("KILL\n1\n9\nINT\nEXIT\n0\n34\nRTMAX\n");
    kill(&["--list", "x", "1"])
        .run()
        .is("HUP\n", "kill: 'x': invalid signal\n", 1);
    kill(&["-t", "1", "KILL", "40"])
        .prints(" 1 HUP      Hangup\n 9 KILL     Killed\n40 RTMIN+6  Real-time signal 6\n");
    let table = String::from_utf8(kill(&["--table"]).run().stdout).unwrap();
    assert!(table.starts_with(" 0 EXIT     Unknown signal 0\n 1 HUP      Hangup\n"));
    assert!(table.contains("\n49 RTMIN+15 Real-time signal 15\n"));
}
