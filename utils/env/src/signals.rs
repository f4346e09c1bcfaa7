//! How the command is to react to signals.

use shared::prelude::*;
use shared::program::signals::{all, name, number};
use shared::sys::signal::{Mask, is_ignored, realtime, set_ignored};
use std::collections::BTreeMap;

/// What is asked for, by signal.
#[derive(Default)]
pub(crate) struct Handling {
    actions: BTreeMap<i32, Action>,
    blocked: BTreeMap<i32, bool>,
    pub(crate) listed: bool,
}

#[derive(Clone, Copy)]
struct Action {
    ignored: bool,
    /// It was asked for all signals, of which some can't be changed.
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

    /// `--default-signal[=SIG]`, which unblocks, too.
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

    /// Makes it so, saying what is done where `debug` is set, and lists what came out.
    pub(crate) fn apply(&self, debug: bool) -> Result {
        let say = |line: String| {
            if debug {
                diagnostics::write_stderr(line.as_bytes());
            }
        };
        for (&signal, &Action { ignored, may_fail }) in &self.actions {
            let result = set_ignored(signal, ignored);
            if let Err(e) = &result
                && !may_fail
            {
                return Err(Error::io(
                    format!("failed to set signal action for signal {signal}"),
                    e,
                ));
            }
            say(format!(
                "Reset signal {} ({signal}) to {}{}\n",
                name(signal).unwrap_or_else(|| format!("SIG{signal}")),
                if ignored { "IGNORE" } else { "DEFAULT" },
                if result.is_err() {
                    " (failure ignored)"
                } else {
                    ""
                }
            ));
        }
        if !self.blocked.is_empty() {
            let mut mask = Mask::current();
            for (&signal, &blocked) in &self.blocked {
                mask.set(signal, blocked);
                say(format!(
                    "signal {} ({signal}) mask set to {}\n",
                    name(signal).unwrap_or_else(|| format!("SIG{signal}")),
                    if blocked { "BLOCK" } else { "UNBLOCK" }
                ));
            }
            mask.apply();
        }
        if self.listed {
            list();
        }
        Ok(())
    }
}

/// The signals in a list with commas; all where there is none.
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
        lines += &format!(
            "{:<10} ({signal:2}): {state}\n",
            name(signal).unwrap_or_else(|| format!("SIG{signal}"))
        );
    }
    diagnostics::write_stderr(lines.as_bytes());
}
