//! Runs a command under a time limit and forwards signals to it.
//!
//! All signals of interest are blocked and accepted one by one by sigtimedwait(2), whose timeout
//! is the time limit. So there are no signal handlers, and no races with them.

use shared::libc::{
    SIGALRM, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH,
};
use shared::prelude::*;
use shared::program::{exec, signals};
use shared::rustix::process::{
    DumpableBehavior, Pid, WaitOptions, WaitStatus, getpid, getppid, set_dumpable_behavior,
    setpgid, waitpid,
};
use shared::sys::process::{die_with_parent, fork};
use shared::sys::signal::{self, Mask, is_ignored, set_ignored};
use std::time::{Duration, Instant};

/// The exit status if the command timed out.
const TIMED_OUT: i32 = 124;

/// The signals that are not forwarded to the command: those that do not end a process by default,
/// and KILL, which can't be caught.
const KEPT: [i32; 9] = [
    SIGKILL, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH,
];

/// The limits of a command, as the options set them.
pub(crate) struct Monitor {
    /// The signal to send on timeout.
    pub(crate) signal: i32,
    pub(crate) limit: Option<Duration>,
    /// How long after the first signal KILL is sent.
    pub(crate) kill_after: Option<Duration>,
    pub(crate) foreground: bool,
    pub(crate) preserve_status: bool,
    pub(crate) verbose: bool,
}

impl Monitor {
    /// Runs `command` and waits for its end.
    pub(crate) fn run(self, command: &[&OsStr]) -> Result {
        if !self.foreground {
            // In a process group of its own, signals reach the command's children too. This
            // fails for the leader of a session, which leads a group already.
            let _ = setpgid(None, None);
        }
        // The terminal stops all of a background group when one member uses it. The time limit
        // must hold nevertheless.
        let mut terminal = vec![SIGTTIN, SIGTTOU];
        terminal.retain(|&signal| !is_ignored(signal));
        for &signal in &terminal {
            set_action(signal, true);
        }
        set_action(SIGCHLD, false);
        let inherited = Mask::current();
        let mut awaited = Mask::empty();
        awaited.set(SIGCHLD, true);
        let forwarded = signals::all().filter(|signal| !KEPT.contains(signal));
        for signal in forwarded.chain([self.signal]) {
            // A signal that is ignored is ignored by the command too.
            if !is_ignored(signal) {
                awaited.set(signal, true);
            }
        }
        inherited.with(&awaited).apply();
        let parent = getpid();
        match fork().map_err(|e| Error::io("fork system call failed", &e))? {
            Some(child) => Run::new(&self, command[0], child, awaited).finish(),
            None => {
                for signal in terminal {
                    set_action(signal, false);
                }
                inherited.apply();
                die_with_parent(self.signal);
                if getppid() != Some(parent) {
                    // The parent died before that.
                    let _ = signal::send(getpid().as_raw_nonzero().get(), self.signal);
                }
                Err(exec::run(command))
            }
        }
    }
}

/// A running command.
struct Run<'a> {
    monitor: &'a Monitor,
    name: &'a OsStr,
    child: i32,
    /// The blocked signals that are waited for.
    awaited: Mask,
    /// The signal to send at the deadline.
    signal: i32,
    deadline: Option<Instant>,
    kill_after: Option<Duration>,
    timed_out: bool,
}

impl<'a> Run<'a> {
    fn new(monitor: &'a Monitor, name: &'a OsStr, child: i32, awaited: Mask) -> Self {
        Self {
            monitor,
            name,
            child,
            awaited,
            signal: monitor.signal,
            deadline: deadline(monitor.limit),
            kill_after: monitor.kill_after,
            timed_out: false,
        }
    }

    /// Waits for the end of the command and sets the exit status.
    fn finish(mut self) -> Result {
        loop {
            let waited = waitpid(Pid::from_raw(self.child), WaitOptions::NOHANG)
                .map_err(|e| Error::io("error waiting for command", &e.into()))?;
            if let Some((_, status)) = waited {
                return self.end(status);
            }
            let left = self
                .deadline
                .map(|deadline| deadline.saturating_duration_since(Instant::now()));
            match signal::wait(&self.awaited, left) {
                Some(SIGCHLD) => {}
                Some(SIGALRM) => self.time_out(),
                Some(received) => self.send(received),
                None if left.is_some() && self.deadline <= Some(Instant::now()) => self.time_out(),
                None => {}
            }
        }
    }

    fn time_out(&mut self) {
        self.timed_out = true;
        self.deadline = None;
        self.send(self.signal);
    }

    fn send(&mut self, signal: i32) {
        if let Some(patience) = self.kill_after.take() {
            self.signal = SIGKILL;
            self.deadline = deadline(Some(patience));
        }
        if self.monitor.verbose {
            let name = match signal {
                0 => None,
                signal => signals::name(signal),
            };
            diagnostics::warning(&format!(
                "sending signal {} to command {}",
                name.unwrap_or_else(|| signal.to_string()),
                quote(self.name)
            ));
        }
        self.send_quietly(signal);
        // A stopped process reacts only when it continues.
        if !self.monitor.foreground && signal != SIGKILL && signal != SIGCONT {
            self.send_quietly(SIGCONT);
        }
    }

    /// Sends `signal` to the command, which may have left the process group, and to the group.
    fn send_quietly(&mut self, signal: i32) {
        // The command may have ended.
        let _ = signal::send(self.child, signal);
        if !self.monitor.foreground {
            // This process is in the group too, and must not forward its own signal.
            if signal != SIGCHLD {
                self.awaited.set(signal, false);
            }
            // Fails only for a signal that doesn't exist, as it did above.
            let _ = signal::send(0, signal);
        }
    }

    /// Sets the exit status, or ends this process by the signal that ended the command.
    fn end(&self, status: WaitStatus) -> Result {
        let mut preserve = self.monitor.preserve_status;
        let code = match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => code,
            (None, Some(signal)) => {
                if status.as_raw() & 0x80 != 0 {
                    diagnostics::warning("the monitored command dumped core");
                }
                if !self.timed_out {
                    die_of(signal);
                }
                // KILL sent to the group ends timeout too, with status 137. Alone, the command
                // gets the same status.
                preserve |= signal == SIGKILL;
                128 + signal
            }
            (None, None) => exec::CANCELED,
        };
        status::set(if self.timed_out && !preserve {
            TIMED_OUT
        } else {
            code
        });
        Ok(())
    }
}

fn deadline(limit: Option<Duration>) -> Option<Instant> {
    Instant::now().checked_add(limit?)
}

/// Ends this process by the signal that ended the command, so that a parent sees the same
/// status. No core is dumped, which could replace that of the command. Returns if the signal does
/// not end the process.
fn die_of(signal: i32) {
    if set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err() {
        diagnostics::warning("warning: disabling core dumps failed");
        return;
    }
    set_action(signal, false);
    let mut mask = Mask::current();
    mask.set(signal, false);
    mask.apply();
    // A process may always signal itself.
    let _ = signal::send(getpid().as_raw_nonzero().get(), signal);
}

/// Ignores a signal, or restores its default action.
fn set_action(signal: i32, ignored: bool) {
    // Fails only for KILL and STOP, whose action can't be changed.
    let _ = set_ignored(signal, ignored);
}
