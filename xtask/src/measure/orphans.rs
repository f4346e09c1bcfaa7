//! Orphans: child processes of measured utilities, which outlive them. Some utilities of other
//! coreutils fork a process that watches; it is ended too.

use anyhow::Result;
use procfs::process::Process;
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid,
};

/// Makes this process the parent of orphans.
pub(crate) fn adopt() -> Result<()> {
    Ok(set_child_subreaper(Some(getpid()))?)
}

/// Kills all children, and the orphans that this process adopts from them. An owner of a `Child`
/// must wait for it before.
pub(crate) fn end() {
    // A child that ends may leave orphans.
    for _ in 0..10 {
        let children = children().unwrap_or_default();
        if children.is_empty() {
            return;
        }
        for child in children {
            // It may have ended in the meantime.
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
