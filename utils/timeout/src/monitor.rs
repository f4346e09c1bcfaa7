//! A command that runs under a time limit, and the signals that reach it.
//!
//! All signals of interest are blocked and waited for one by one, so that no handler runs at
//! any time, and the time limit is how long that wait may take.

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

/// The status where the command timed out.
const TIMED_OUT: i32 = 124;

/// Signals that do not end a process by default, or that it can't do anything about. All others
/// are passed on to the command.
const KEPT: [i32; 9] = [
    SIGKILL, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH,
];

/// What is asked for.
pub(crate) struct Monitor {
    /// The signal to send on timeout.
    pub(crate) signal: i32,
    pub(crate) limit: Option<Duration>,
    /// How long after that, or after a signal that was forwarded, KILL is sent.
    pub(crate) kill_after: Option<Duration>,
    pub(crate) foreground: bool,
    pub(crate) preserve_status: bool,
    pub(crate) verbose: bool,
}

impl Monitor {
    /// Runs `command` to its end.
    pub(crate) fn run(self, command: &[&OsStr]) -> Result {
        if !self.foreground {
            // The signals can then be sent to the command's children too. It fails for the
            // leader of a session, which leads its group already.
            let _ = setpgid(None, None);
        }
        // Terminals don't stop the command for being in the background, if we are not.
        let mut terminal = vec![SIGTTIN, SIGTTOU];
        terminal.retain(|&signal| !is_ignored(signal));
        for &signal in &terminal {
            let _ = set_ignored(signal, true);
        }
        let _ = set_ignored(SIGCHLD, false);
        let inherited = Mask::current();
        let mut awaited = Mask::empty();
        awaited.set(SIGCHLD, true);
        let forwarded = signals::all().filter(|signal| !KEPT.contains(signal));
        for signal in forwarded.chain([self.signal]) {
            // What is ignored reaches neither us nor the command.
            if !is_ignored(signal) {
                awaited.set(signal, true);
            }
        }
        inherited.with(&awaited).apply();
        let own_id = getpid();
        match fork().map_err(|e| Error::io("fork system call failed", &e))? {
            Some(child) => Run::new(&self, command[0], child, awaited).finish(),
            None => {
                for signal in terminal {
                    let _ = set_ignored(signal, false);
                }
                inherited.apply();
                die_with_parent(self.signal);
                if getppid() != Some(own_id) {
                    // The parent died before that.
                    let _ = signal::send(getpid().as_raw_nonzero().get(), self.signal);
                }
                Err(exec::run(command))
            }
        }
    }
}

/// A command that runs.
struct Run<'a> {
    monitor: &'a Monitor,
    name: &'a OsStr,
    child: i32,
    /// What wakes us.
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

    /// Waits for its end, and turns that into our own.
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
        // What is stopped reacts only once it goes on.
        if !self.monitor.foreground && signal != SIGKILL && signal != SIGCONT {
            self.send_quietly(SIGCONT);
        }
    }

    /// Sends to the command, which may have left our group, and to the group. That either is
    /// gone by now is no failure.
    fn send_quietly(&mut self, signal: i32) {
        let _ = signal::send(self.child, signal);
        if !self.monitor.foreground {
            // We are in the group too: what comes back must not be sent again.
            if signal != SIGCHLD {
                self.awaited.set(signal, false);
            }
            let _ = signal::send(0, signal);
        }
    }

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
                // Nobody survives KILL to tell, so that is told whatever was asked for.
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

/// Dies of the signal that the command died of, for whoever waits for us, but leaves no core
/// file of ours where its own may be. Returns where the signal doesn't kill.
fn die_of(signal: i32) {
    if set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err() {
        diagnostics::warning("warning: disabling core dumps failed");
        return;
    }
    let _ = set_ignored(signal, false);
    let mut mask = Mask::current();
    mask.set(signal, false);
    mask.apply();
    let _ = signal::send(getpid().as_raw_nonzero().get(), signal);
}
