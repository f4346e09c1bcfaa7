//! Signal actions and the signal mask of the command.

use crate::debug::Debug;
use shared::prelude::*;
use shared::program::signals::{all, name, number};
use shared::sys::signal::{Mask, is_ignored, realtime, set_ignored};
use std::collections::BTreeMap;

/// What the options ask for, by signal.
#[derive(Default)]
pub(crate) struct Handling {
    actions: BTreeMap<i32, Action>,
    blocked: BTreeMap<i32, bool>,
    pub(crate) listed: bool,
}

#[derive(Clone, Copy)]
struct Action {
    ignored: bool,
    /// Whether a failure is ignored: the option named no signals, and KILL and STOP can't be
    /// changed.
    may_fail: bool,
}

impl Handling {
    /// `--block-signal[=SIG]`.
    pub(crate) fn block(&mut self, list: Option<&OsStr>) -> Result {
        self.set_blocked(list, true)
    }

    /// `--ignore-signal[=SIG]`.
    pub(crate) fn ignore(&mut self, list: Option<&OsStr>) -> Result {
        self.set_action(list, true)
    }

    /// `--default-signal[=SIG]`, which unblocks the signals too.
    pub(crate) fn set_default(&mut self, list: Option<&OsStr>) -> Result {
        self.set_action(list, false)?;
        self.set_blocked(list, false)
    }

    fn set_action(&mut self, list: Option<&OsStr>, ignored: bool) -> Result {
        let may_fail = list.is_none();
        let action = Action { ignored, may_fail };
        self.actions
            .extend(signals(list)?.into_iter().map(|s| (s, action)));
        Ok(())
    }

    fn set_blocked(&mut self, list: Option<&OsStr>, blocked: bool) -> Result {
        self.blocked
            .extend(signals(list)?.into_iter().map(|s| (s, blocked)));
        Ok(())
    }

    /// Changes actions and mask as asked for, and lists the result if that was asked for.
    pub(crate) fn apply(&self, debug: Debug) -> Result {
        self.apply_actions(debug)?;
        self.apply_mask(debug);
        if self.listed {
            list();
        }
        Ok(())
    }

    fn apply_actions(&self, debug: Debug) -> Result {
        for (&signal, &Action { ignored, may_fail }) in &self.actions {
            let result = set_ignored(signal, ignored);
            if let Err(e) = &result
                && !may_fail
            {
                let message = format!("failed to set signal action for signal {signal}");
                return Err(Error::io(message, e));
            }
            debug.explain(&|| {
                let name = shown(signal);
                let action = if ignored { "IGNORE" } else { "DEFAULT" };
                let failure = match result {
                    Ok(()) => "",
                    Err(_) => " (failure ignored)",
                };
                format!("Reset signal {name} ({signal}) to {action}{failure}\n")
            });
        }
        Ok(())
    }

    fn apply_mask(&self, debug: Debug) {
        if self.blocked.is_empty() {
            return;
        }
        let mut mask = Mask::current();
        for (&signal, &blocked) in &self.blocked {
            mask.set(signal, blocked);
            debug.explain(&|| {
                let name = shown(signal);
                let state = if blocked { "BLOCK" } else { "UNBLOCK" };
                format!("signal {name} ({signal}) mask set to {state}\n")
            });
        }
        mask.apply();
    }
}

/// Parses a comma-separated list of signals. Without a list, returns all signals.
fn signals(list: Option<&OsStr>) -> Result<Vec<i32>> {
    let Some(list) = list else {
        return Ok(all().collect());
    };
    list.as_bytes()
        .split(|&b| b == b',')
        .filter(|word| !word.is_empty())
        .map(|word| match number(word) {
            None | Some(0) => Err(Error::usage(format!(
                "{}: invalid signal",
                quote(OsStr::from_bytes(word))
            ))),
            Some(signal) => Ok(signal),
        })
        .collect()
}

/// Lists the signals that are blocked or ignored.
fn list() {
    let mask = Mask::current();
    let mut lines = String::new();
    for signal in 1..=realtime().1 {
        let state = match (mask.has(signal), is_ignored(signal)) {
            (false, false) => continue,
            (true, false) => "BLOCK",
            (false, true) => "IGNORE",
            (true, true) => "BLOCK,IGNORE",
        };
        lines += &format!("{:<10} ({signal:2}): {state}\n", shown(signal));
    }
    diagnostics::write_stderr(lines.as_bytes());
}

/// Returns the name of a signal, or its number behind `SIG` if it has none.
fn shown(signal: i32) -> String {
    name(signal).unwrap_or_else(|| format!("SIG{signal}"))
}
