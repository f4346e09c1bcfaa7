//! What a test could not check, counted instead of passed over.

use std::fs::File;
use std::io::Write;

/// Names the file that collects what was not checked: a line each of the kind, the test
/// executable, the test and the reason, separated by tabs. Unset, the lines go to standard error.
const LOG: &str = "CORELINK_TEST_LOG";

/// Counts the running test as skipped. [`skip!`](crate::skip!) also returns from it.
pub fn skip(reason: &str) {
    report("skipped", reason);
}

/// Counts the running test as skipped, for a reason, and returns from it.
///
/// ```ignore
/// if !has_locale("de_DE.UTF-8") {
///     skip!("there is no locale de_DE.UTF-8");
/// }
/// ```
#[macro_export]
macro_rules! skip {
    ($reason:expr) => {{
        $crate::skip($reason);
        return;
    }};
}

/// Counts a comparison with GNU's utility as not made.
pub(crate) fn not_compared(command: &str) {
    report("not compared", command);
}

fn report(kind: &str, reason: &str) {
    let executable = std::env::args().next().unwrap_or_default();
    let executable = executable.rsplit('/').next().unwrap_or_default();
    let reason = reason.replace(['\t', '\n'], " ");
    let line = format!("{kind}\t{executable}\t{}\t{reason}\n", test_name());
    match std::env::var_os(LOG) {
        None => eprint!("{line}"),
        Some(log) => {
            let log = File::options().append(true).create(true).open(log);
            // One call, so that lines of other tests don't get in between.
            let written = log.and_then(|mut log| log.write_all(line.as_bytes()));
            written.expect("the log of the tests can be written to");
        }
    }
}

/// Returns the name of the running test: that of its thread, or what the runner asked for where
/// it runs on the main thread.
pub(crate) fn test_name() -> String {
    let thread = std::thread::current();
    match thread.name() {
        Some("main") | None => {
            let mut args = std::env::args().skip(1);
            let name = args.find(|arg| !arg.starts_with('-'));
            name.unwrap_or_else(|| "unknown".to_owned())
        }
        Some(name) => name.to_owned(),
    }
}
