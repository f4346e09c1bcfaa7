//! Changes of the source that a switch makes while it is built: with them, what an update costs
//! is measured (`compare --update-cost`), and nobody has to edit anything.
//!
//! A switch is an environment variable that the source asks for by `option_env!`. rustc notes
//! that it does, and so Cargo compiles the crate again, and all that depend on it, where the
//! variable comes or goes: the same as after an edit.

use std::env;
use std::process::Command;

/// A change.
#[derive(Debug)]
pub struct Change {
    /// The name of its figures.
    pub name: &'static str,
    /// The environment variable that makes it.
    pub switch: &'static str,
    /// Where it is made.
    pub source: &'static str,
}

/// All of them.
pub const CHANGES: &[Change] = &[
    Change {
        name: "utility",
        switch: "CORELINK_CHANGE_UTILITY",
        source: "utils/cat/src/lib.rs",
    },
    Change {
        name: "body",
        switch: "CORELINK_CHANGE_BODY",
        source: "shared/src/output.rs",
    },
    Change {
        name: "generic",
        switch: "CORELINK_CHANGE_GENERIC",
        source: "shared/src/error.rs",
    },
];

/// Says that the build keeps its name though the source of the library is changed: only to see
/// what would have stayed the same.
const KEEP_NAME: &str = "CORELINK_KEEP_NAME";

impl Change {
    /// Is it one of the internal library?
    pub fn is_in_shared(&self) -> bool {
        self.source.starts_with("shared/")
    }
}

/// The switches that are part of the name of a build, as an edit of the library would be.
pub fn in_build_name() -> impl Iterator<Item = &'static str> {
    let is_set = |name| env::var_os(name).is_some();
    let changes = CHANGES.iter().filter(|change| change.is_in_shared());
    changes
        .map(|change| change.switch)
        .filter(move |switch| is_set(*switch) && !is_set(KEEP_NAME))
}

/// Makes a build one with a change, or with none, whatever our own environment holds.
pub fn make(build: &mut Command, change: Option<&Change>, keep_name: bool) {
    for change in CHANGES {
        build.env_remove(change.switch);
    }
    build.env_remove(KEEP_NAME);
    if let Some(change) = change {
        build.env(change.switch, "1");
    }
    if keep_name {
        build.env(KEEP_NAME, "1");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workspace;
    use std::fs;

    #[test]
    fn every_switch_is_asked_for_where_it_says() {
        for change in CHANGES {
            let source = fs::read_to_string(workspace::root().join(change.source)).unwrap();
            let asked = format!("option_env!(\"{}\")", change.switch);
            assert!(source.contains(&asked), "{}", change.source);
        }
    }

    #[test]
    fn a_build_has_one_change_at_most() {
        let mut build = Command::new("build");
        build.env(CHANGES[1].switch, "1");
        make(&mut build, Some(&CHANGES[0]), true);
        let set: Vec<_> = build
            .get_envs()
            .filter_map(|(name, value)| value.and(name.to_str()))
            .collect();
        assert_eq!(set, [CHANGES[0].switch, KEEP_NAME]);
    }
}
