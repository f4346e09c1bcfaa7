//! pwd: print the name of the working directory. GNU manual node "pwd invocation"; POSIX pwd.

use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs::stat;
use std::env;
use std::os::unix::ffi::OsStringExt;

/// Runs pwd.
pub fn run(args: Args) -> Result {
    let mut logical = posix::is_strict();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        logical = option.name == "logical";
    }
    if !options.operands().is_empty() {
        diagnostics::warning("ignoring non-option arguments");
    }
    let mut line = match logical.then(logical_name).flatten() {
        Some(name) => name,
        None => physical_name()?,
    };
    line.push(b'\n');
    Ok(stdout().write_all(&line)?)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "pwd",
        "[OPTION]...",
        "Print the full name of the current working directory.",
    )
    .args([
        flag(
            "-L, --logical",
            "take it from PWD, even with symbolic links in it",
        ),
        flag("-P, --physical", "avoid all symbolic links (default)"),
    ])
}

/// PWD, if it is an absolute name of this very folder without `.` and `..`.
fn logical_name() -> Option<Vec<u8>> {
    let name = env::var_os("PWD")?.into_vec();
    let dots = |part: &[u8]| part == b"." || part == b"..";
    if !name.starts_with(b"/") || name.split(|&b| b == b'/').any(dots) {
        return None;
    }
    let (here, there) = (stat(".").ok()?, stat(&*name).ok()?);
    ((here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)).then_some(name)
}

/// What getcwd(3) finds, which walks up where the kernel's answer would be too long.
fn physical_name() -> Result<Vec<u8>> {
    match env::current_dir() {
        Ok(path) => Ok(path.into_os_string().into_vec()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(Error::new(format!(
            "couldn't find directory entry in {} with matching i-node",
            quote(OsStr::new(".."))
        ))),
        Err(e) => Err(Error::io("cannot find the working directory", &e)),
    }
}
