//! GNU's utilities, as what ours are compared with.

use crate::case::Case;
use crate::{deliberate, process, skip};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

/// Names the folder that GNU's utilities are looked for in, which is `/usr/bin` otherwise.
const ROOT: &str = "CORELINK_GNU";

/// Returns a run of GNU's utility. Where there is none, counts a comparison as not made.
pub fn gnu(name: &'static str) -> Option<Case> {
    if version(name).is_none() {
        skip::not_compared(name);
        return None;
    }
    Some(Case::new(name, &path(name)))
}

impl Case {
    /// Asserts that GNU's utility does the same to the byte. Where there is none, counts the
    /// comparison as not made.
    ///
    /// This is for generated input, and for what depends on the machine; elsewhere
    /// [`recorded`](Self::recorded) checks the same without GNU. Both runs happen in the same
    /// folder, so they must have no side effects.
    #[track_caller]
    pub fn like_gnu(self) {
        if version(self.name()).is_none() {
            return skip::not_compared(&self.line());
        }
        let mut theirs = self.with_program(&path(self.name())).run();
        if let Ok(messages) = std::str::from_utf8(&theirs.stderr) {
            theirs.stderr = deliberate::reworded(messages).into();
        }
        self.run().equals(&theirs);
    }
}

/// Returns where GNU's utility would be.
pub fn path(name: &str) -> PathBuf {
    let root = std::env::var_os(ROOT).unwrap_or_else(|| "/usr/bin".into());
    let path = PathBuf::from(root).join(name);
    // Debian keeps chroot among the administrator's programs.
    match name {
        "chroot" if !path.exists() => path.with_file_name("../sbin/chroot"),
        _ => path,
    }
}

/// Returns the version of GNU's utility (`9.1`), none if there is no such utility or it is not
/// GNU's.
pub(crate) fn version(name: &str) -> Option<String> {
    static KNOWN: Mutex<Option<HashMap<String, Option<String>>>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(|e| e.into_inner());
    let known = known.get_or_insert_default();
    if let Some(version) = known.get(name) {
        return version.clone();
    }
    let version = ask(name);
    known.insert(name.to_owned(), version.clone());
    version
}

fn ask(name: &str) -> Option<String> {
    // `test` takes --version for a string; `[` comes from the same package.
    let asked = if name == "test" { "[" } else { name };
    let output = process::command(path(asked))
        .arg("--version")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next()?;
    if text.contains("corelink") {
        return None;
    }
    // dd calls its package `coreutils` alone.
    let packages = ["(GNU coreutils) ", "(coreutils) "];
    let mut versions = packages.iter().filter_map(|name| line.split_once(name));
    versions.next().map(|(_, version)| version.to_owned())
}
