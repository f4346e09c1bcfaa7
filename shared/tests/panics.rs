//! What a user sees of a panic. Utilities have none that a test could provoke, so this executable
//! runs itself as one.

use shared::program::{entry, error, status};
use std::process::Command;

/// Holds the way in which the child panics.
const WAY: &str = "CORELINK_PANIC";

/// A utility that prints, then panics.
fn panicking(_: shared::prelude::Args) -> error::Result {
    status::set_failure(125);
    shared::program::output::put(b"printed before\n")?;
    match std::env::var(WAY).as_deref() {
        Ok("words") => panic!("plain words"),
        Ok("lines") => assert_eq!(1 + 1, 3, "\x1b[31mthe sum"),
        Ok("thread") => drop(std::thread::spawn(|| panic!("elsewhere")).join()),
        _ => {}
    }
    Ok(())
}

#[test]
fn panics_are_reported_in_one_line() {
    if std::env::var_os(WAY).is_some() {
        entry::run(panicking, vec!["env".as_ref()]);
        return;
    }
    for (way, message) in [
        ("words", "plain words"),
        (
            "lines",
            "assertion `left == right` failed:  [31mthe sum   left: 2  right: 3",
        ),
        ("thread", "elsewhere"),
    ] {
        let run = Command::new(std::env::current_exe().expect("this executable"))
            .args(["--exact", "panics_are_reported_in_one_line", "--nocapture"])
            .env(WAY, way)
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&run.stderr);
        let printed = String::from_utf8_lossy(&run.stdout);
        let (before, after) = said.split_once(" (").expect("the place");
        assert_eq!(before, format!("env: internal error: {message}"));
        assert!(after.starts_with("shared/tests/panics.rs:"), "{said}");
        assert!(after.ends_with("); please report this\n"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(printed.contains("printed before\n"), "{printed}");
        assert_eq!(run.status.code(), Some(125));
    }
}
