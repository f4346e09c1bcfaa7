//! What a run did, and whether that is right.

use super::Finding;
use super::tree::{Content, Files, Place};
use crate::inject::Traced;
use std::collections::BTreeSet;
use std::io;

/// What a run did.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The status of waitpid(2).
    pub(super) status: i32,
    late: bool,
    /// Whether the call that was to fail was made.
    pub(super) injected: bool,
    stdout: Content,
    pub(super) stderr: String,
    files: Files,
}

/// Longer output contains no names of folders.
const SHORT: usize = 1 << 12;

impl Outcome {
    pub(super) fn new(place: &Place, traced: &Traced, late: bool) -> io::Result<Self> {
        let read = |name: &str| {
            let bytes = std::fs::read(place.root.join(name))?;
            io::Result::Ok(match bytes.len() {
                0..SHORT => place.without_names(&bytes),
                _ => bytes,
            })
        };
        Ok(Self {
            status: traced.status,
            late,
            injected: traced.injected,
            stdout: Content::of(read("stdout")?),
            stderr: String::from_utf8_lossy(&read("stderr")?).into_owned(),
            files: place.files()?,
        })
    }

    /// Returns whether both ended alike and left the same.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.status == other.status && self.difference(other).is_empty()
    }

    /// Returns how it ended.
    pub(super) fn ended(&self) -> String {
        match libc::WIFSIGNALED(self.status) {
            true => format!("signal {}", libc::WTERMSIG(self.status)),
            false => format!("status {}", libc::WEXITSTATUS(self.status)),
        }
    }

    /// Describes what another run printed or left otherwise.
    pub(super) fn difference(&self, other: &Self) -> String {
        let mut all = Vec::new();
        if self.stdout != other.stdout {
            let (ours, theirs) = (self.stdout.excerpt(), other.stdout.excerpt());
            all.push(format!("stdout {ours:?} instead of {theirs:?}"));
        }
        let names: BTreeSet<&String> = self.files.keys().chain(other.files.keys()).collect();
        for name in names {
            let (ours, theirs) = (self.files.get(name), other.files.get(name));
            if ours == theirs {
                continue;
            }
            let described = |entry: Option<&super::tree::Entry>| match entry {
                Some(entry) => entry.described.clone(),
                None => "nothing".to_owned(),
            };
            all.push(format!(
                "{name} is {} instead of {}",
                described(ours),
                described(theirs)
            ));
        }
        all.join("; ")
    }

    /// Returns what is wrong with this run, given one without a fault.
    pub(super) fn judge(&self, base: &Self, initial: &Files) -> Vec<(Finding, String)> {
        let mut found = Vec::new();
        if self.late {
            found.push((Finding::Hangs, String::new()));
        } else if self.status != base.status && libc::WIFSIGNALED(self.status) {
            found.push((Finding::Crashes, self.ended()));
        }
        if self.stderr.contains("panicked") || self.stderr.contains("RUST_BACKTRACE") {
            found.push((Finding::Crashes, "panic".to_owned()));
        }
        let difference = self.difference(base);
        // Where the run without a fault fails too, a message must tell the two apart.
        let said = base.status != 0 && self.stderr != base.stderr;
        if self.status == base.status && !difference.is_empty() && !said {
            found.push((Finding::Silent, difference));
        }
        if let Some(lost) = self.lost(base, initial) {
            found.push((Finding::Loses, lost));
        }
        found
    }

    /// Returns what was lost of the files that there were at first.
    fn lost(&self, base: &Self, initial: &Files) -> Option<String> {
        for (name, entry) in initial {
            // The time of a directory changes with temporary files in it.
            let is_directory = entry.described.starts_with("directory");
            let kept = base.files.get(name) == Some(entry) && !is_directory;
            if kept && self.files.get(name) != Some(entry) {
                let now = self.files.get(name).map(|entry| entry.described.as_str());
                return Some(format!("{name} is {}", now.unwrap_or("gone")));
            }
            let content = entry.content.as_ref().filter(|content| !content.is_empty());
            let has = |files: &Files| files.values().any(|one| one.content.as_ref() == content);
            if content.is_some() && has(&base.files) && !has(&self.files) {
                return Some(format!("the content of {name} is nowhere"));
            }
        }
        None
    }
}
