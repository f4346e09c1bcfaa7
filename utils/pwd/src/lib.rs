//! pwd: print the name of the working directory. GNU manual node "pwd invocation"; POSIX pwd.

use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs::stat;
use shared::sys::stat::StatExt;
use std::env;
use std::os::unix::ffi::OsStringExt;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let logical = parse(&mut options)?;
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

/// Returns whether PWD may name the directory.
fn parse(options: &mut cli::Options) -> Result<bool> {
    let mut logical = posix::is_strict();
    while let Some(option) = options.next()? {
        match option.name {
            "logical" => logical = true,
            "physical" => logical = false,
            _ => option.unhandled(),
        }
    }
    Ok(logical)
}

pub fn cli() -> Cli {
    cli::utility(
        "pwd",
        "[OPTION]...",
        "Print the absolute name of the current directory.",
    )
    .options(options![
        flag(
            "-L, --logical",
            "use PWD from the environment, even if it contains symbolic links",
        ),
        flag("-P, --physical", "resolve all symbolic links (the default)"),
    ])
}

/// Returns PWD, if it is an absolute name of the working directory without `.` and `..`.
fn logical_name() -> Option<Vec<u8>> {
    let name = env::var_os("PWD")?.into_vec();
    let dots = |part: &[u8]| part == b"." || part == b"..";
    if !name.starts_with(b"/") || name.split(|&b| b == b'/').any(dots) {
        return None;
    }
    let (here, there) = (stat(".").ok()?, stat(&*name).ok()?);
    here.is_same_file(&there).then_some(name)
}

/// Returns the name from getcwd(3), which walks up the tree if the name is too long for
/// getcwd(2).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = parse(&mut options);
        });
    }
}
