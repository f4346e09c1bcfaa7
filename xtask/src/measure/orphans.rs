//! Orphans: children of what is measured, left behind when that is ended. Some utilities of
//! other coreutils have a process of their own that watches; nobody is to stay behind.

use anyhow::Result;
use procfs::process::Process;
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid,
};

/// From here on, orphans become children of this process.
pub(crate) fn adopt() -> Result<()> {
    Ok(set_child_subreaper(Some(getpid()))?)
}

/// Ends all children, and those of theirs that are adopted then. Whoever has a `Child` waits
/// for it before.
pub(crate) fn end() {
    // One that ends may leave us its own.
    for _ in 0..10 {
        let children = children().unwrap_or_default();
        if children.is_empty() {
            return;
        }
        for child in children {
            // It may have ended since; then there is nothing left to do.
            let _ = kill_process(child, Signal::KILL);
            let _ = waitpid(Some(child), WaitOptions::empty());
        }
    }
}

fn children() -> Result<Vec<Pid>> {
    let mut children = Vec::new();
    for task in Process::myself()?.tasks()? {
        children.extend(task?.children()?);
    }
    let pid = |child: u32| Pid::from_raw(i32::try_from(child).ok()?);
    Ok(children.into_iter().filter_map(pid).collect())
}
