//! strace: which system calls a utility makes, and what it does if one fails.

use crate::{Dir, process};
use std::path::Path;

/// Runs an executable in `dir` under strace and returns its `calls`, a line each: a list of names
/// for strace's `-e trace`. Returns `None` if there is no strace, or it may not trace.
pub fn traced(dir: &Dir, calls: &str, executable: &Path, args: &[&str]) -> Option<String> {
    run(dir, &["-e", &format!("trace={calls}")], executable, args).map(|(trace, _)| trace)
}

/// Runs an executable in `dir` while each close(2) of `file` fails with `EDQUOT`. Returns what it
/// wrote to standard error and its exit status, or `None` as for [`traced`].
pub fn failing_to_close(
    dir: &Dir,
    file: &str,
    executable: &Path,
    args: &[&str],
) -> Option<(String, i32)> {
    let path = dir.join(file);
    let fault = "inject=close:error=EDQUOT";
    failing(dir, &["-P", path.to_str()?, "-e", fault], executable, args)
}

/// Runs an executable in `dir` under strace, with `options` that make system calls fail. Returns
/// what it wrote to standard error and its exit status, or `None` as for [`traced`].
pub fn failing(
    dir: &Dir,
    options: &[&str],
    executable: &Path,
    args: &[&str],
) -> Option<(String, i32)> {
    run(dir, options, executable, args).map(|(_, result)| result)
}

fn run(
    dir: &Dir,
    options: &[&str],
    executable: &Path,
    args: &[&str],
) -> Option<(String, (String, i32))> {
    let log = tempfile::NamedTempFile::new().expect("a temporary file");
    let output = process::command("strace")
        .args(["-qq", "-f", "-o"])
        .arg(log.path())
        .args(options)
        .arg(executable)
        .args(args)
        .current_dir(dir.path())
        .output()
        .ok()?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let trace = std::fs::read_to_string(log.path()).expect("the log can be read");
    let status = output.status.code()?;
    (!trace.is_empty()).then_some((trace, (stderr, status)))
}
