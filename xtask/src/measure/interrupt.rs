//! Requests to end, such as Ctrl-C. On the first, the running measure stops early, its figures are
//! kept, and its child processes end.

use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level;

static ASKED: AtomicBool = AtomicBool::new(false);

/// The command that is running.
static COMMAND: Group = Group(Mutex::new(None));

/// The error of a run that was asked to end.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted: what was measured is kept, and the next run goes on from there")
    }
}

impl std::error::Error for Interrupted {}

/// What a second request does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Second {
    /// It ends this process: what was measured is in files.
    Ends,
    /// It kills the running command, but this process still shows what was measured.
    Kills,
}

/// Starts to record requests to end instead of obeying them, and to end the running command.
pub(crate) fn watch(second: Second) -> Result<()> {
    let mut signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot watch for signals")?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let again = ASKED.swap(true, Ordering::Relaxed);
            COMMAND.end(if again { Signal::KILL } else { Signal::TERM });
            if again && second == Second::Ends {
                low_level::exit(128 + signal);
            }
        }
    });
    Ok(())
}

/// Returns whether this process was asked to end.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Returns an error if this process was asked to end.
pub(crate) fn check() -> Result<()> {
    if asked() {
        return Err(Interrupted.into());
    }
    Ok(())
}

/// The process group of a command, while there is one. The lock is held while it is signalled, so
/// that its number is not yet another's.
struct Group(Mutex<Option<Pid>>);

impl Group {
    fn lock(&self) -> MutexGuard<'_, Option<Pid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a signal to all processes of the group.
    fn end(&self, signal: Signal) {
        if let Some(group) = *self.lock() {
            // They may have ended in the meantime.
            let _ = kill_process_group(group, signal);
        }
    }
}

/// A command that a request to end ends, with all processes of its group.
pub(crate) struct Running {
    pid: Pid,
    group: &'static Group,
}

impl Running {
    /// Takes a child that leads a process group of its own.
    pub(crate) fn new(child: &Child) -> Result<Self> {
        let running = Self::of(child, &COMMAND)?;
        if asked() {
            COMMAND.end(Signal::TERM);
        }
        Ok(running)
    }

    fn of(child: &Child, group: &'static Group) -> Result<Self> {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.context("a child has no number")?;
        *group.lock() = Some(pid);
        Ok(Self { pid, group })
    }

    /// Waits until the child has ended. Its status is still to be taken.
    pub(crate) fn wait(self) -> Result<()> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        rustix::io::retry_on_intr(|| waitid(WaitId::Pid(self.pid), options))?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.group.lock() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::{Command, Stdio};

    static GROUP: Group = Group(Mutex::new(None));

    #[test]
    fn all_processes_of_a_command_end() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & echo; exec sleep 1000"]);
        command.process_group(0).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let running = Running::of(&child, &GROUP).unwrap();
        let mut printed = [0; 1];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut printed).unwrap();
        GROUP.end(Signal::TERM);
        // Both have the pipe open until they end.
        assert_eq!(stdout.read(&mut printed).unwrap(), 0);
        running.wait().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(SIGTERM));
        // The number may be another's from now on.
        assert!(GROUP.lock().is_none());
    }
}
