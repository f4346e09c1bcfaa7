//! sync: write cached data to persistent storage. GNU manual node "sync invocation"; not in POSIX.

use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{self, OFlags};
use shared::rustix::io::Result as Outcome;
use shared::sys::close::close;

/// What the options ask for.
#[derive(Default)]
struct Settings {
    data: bool,
    file_system: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let Settings { data, file_system } = Settings::parse(&mut options)?;
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

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "data" => settings.data = true,
                "file-system" => settings.file_system = true,
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "sync",
        "[OPTION] [FILE]...",
        "Write cached data to storage: of each FILE, or of all file systems.",
    )
    .options(options![
        flag(
            "-d, --data",
            "write only the data of each FILE, no unneeded metadata",
        ),
        flag(
            "-f, --file-system",
            "write the whole file systems that contain the FILEs",
        ),
    ])
}

fn sync(name: &OsStr, work: fn(&OwnedFd) -> Outcome<()>) -> Result {
    let failed = |what| move |e: &io::Error| Error::io(format!("{what} {}", quoteaf(name)), e);
    // A file that can only be written to can be synchronized as well. If neither works, GNU
    // reports why it can't be read.
    let file = open(name, OFlags::RDONLY | OFlags::NONBLOCK)
        .or_else(|e| open(name, OFlags::WRONLY | OFlags::NONBLOCK).map_err(|_| e))
        .map_err(|e| failed("error opening")(&e))?;
    // Opening must not wait for a FIFO's other end or a device; synchronizing may.
    let flags = fs::fcntl_getfl(&file);
    flags
        .and_then(|flags| fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK))
        .map_err(|e| failed("couldn't reset non-blocking mode")(&e.into()))?;
    work(&file).map_err(|e| failed("error syncing")(&e.into()))?;
    close(file).map_err(|e| failed("failed to close")(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
