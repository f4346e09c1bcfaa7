//! sync: synchronize cached writes to persistent storage. GNU manual node "sync invocation".

use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{self, OFlags};
use shared::rustix::io::Result as Outcome;
use shared::sys::close::close;

/// Runs sync.
pub fn run(args: Args) -> Result {
    let (mut data, mut file_system) = (false, false);
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "data" => data = true,
            _ => file_system = true,
        }
    }
    let operands = options.operands();
    if data && file_system {
        return Err(Error::new("cannot specify both --data and --file-system"));
    }
    if operands.is_empty() {
        if data {
            return Err(Error::new("--data needs at least one argument"));
        }
        fs::sync();
        return Ok(());
    }
    let work = match (data, file_system) {
        (true, _) => |file: &OwnedFd| fs::fdatasync(file),
        (_, true) => |file: &OwnedFd| fs::syncfs(file),
        _ => |file: &OwnedFd| fs::fsync(file),
    };
    for name in operands {
        if let Err(e) = sync(name, work) {
            e.emit();
        }
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "sync",
        "[OPTION] [FILE]...",
        "Write to storage what is still in memory: of each FILE, or of everything.",
    )
    .args([
        flag(
            "-d, --data",
            "write the content of each FILE only, no metadata that it can do without",
        ),
        flag(
            "-f, --file-system",
            "write all of the file systems that hold the FILEs",
        ),
    ])
}

fn sync(name: &OsStr, work: fn(&OwnedFd) -> Outcome<()>) -> Result {
    let failed = |what| move |e: &io::Error| Error::io(format!("{what} {}", quoteaf(name)), e);
    // Who may only write may sync as well; the reason not to read is the one to tell.
    let file = open(name, OFlags::RDONLY | OFlags::NONBLOCK)
        .or_else(|e| open(name, OFlags::WRONLY | OFlags::NONBLOCK).map_err(|_| e))
        .map_err(|e| failed("error opening")(&e))?;
    // Opening did not wait for who is at a pipe's other end, or for a device; syncing may.
    let flags = fs::fcntl_getfl(&file);
    flags
        .and_then(|flags| fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK))
        .map_err(|e| failed("couldn't reset non-blocking mode")(&e.into()))?;
    work(&file).map_err(|e| failed("error syncing")(&e.into()))?;
    close(file).map_err(|e| failed("failed to close")(&e))
}
