//! stdbuf: run a command with changed buffering of its standard streams.
//!
//! GNU manual node "stdbuf invocation".
//!
//! A library that is preloaded into the command changes the buffering: the package `preload`
//! beside this one. So stdbuf has an effect only on commands that use the C library's streams,
//! are linked dynamically and don't set their buffering themselves.

use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::exec;
use shared::rustix::fs::{Access, access};
use shared::rustix::io::Errno;
use shared::sys::process;
use shared::text::locale::skip_posix_space;
use shared::values::number::{Mistake, parse as parse_number};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const LIBRARY: &str = "libstdbuf.so";

/// How a stream is buffered.
#[derive(Clone, Copy)]
enum Mode {
    Lines,
    /// A buffer of so many bytes; 0 for none.
    Size(u64),
}

/// The modes of the streams that are to change.
#[derive(Default)]
struct Modes {
    input: Option<Mode>,
    output: Option<Mode>,
    error: Option<Mode>,
}

pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let (modes, command) = parse(args.parse_leading(cli))?;
    if command.is_empty() {
        return Err(cli::missing_operand(None));
    }
    if let Modes {
        input: None,
        output: None,
        error: None,
    } = modes
    {
        return Err(Error::usage("you must specify a buffering mode option"));
    }
    process::set_environment(&environment(&modes, &library()?))
        .map_err(|e| Error::io("cannot set environment", &e.into()))?;
    Err(exec::run(&command))
}

fn parse(mut options: Options) -> Result<(Modes, Vec<&'static OsStr>)> {
    let mut modes = Modes::default();
    while let Some(option) = options.next()? {
        let text = skip_posix_space(option.value().as_bytes());
        if option.name == "input" && text.starts_with(b"L") {
            return Err(Error::usage("line buffering standard input is meaningless"));
        }
        let mode = mode(text)?;
        match option.name {
            "input" => modes.input = Some(mode),
            "output" => modes.output = Some(mode),
            "error" => modes.error = Some(mode),
            _ => option.unhandled(),
        }
    }
    Ok((modes, options.operands()))
}

pub fn cli() -> Cli {
    cli::utility(
        "stdbuf",
        "OPTION... COMMAND [ARG]...",
        "Run COMMAND with changed buffering of its standard streams.",
    )
    .options(options![
        value("-i, --input", "MODE", "set the buffering of standard input"),
        value(
            "-o, --output",
            "MODE",
            "set the buffering of standard output",
        ),
        value("-e, --error", "MODE", "set the buffering of standard error"),
    ])
    .notes(
        "MODE is L for line buffering (not for standard input), 0 for no buffering, or the \
         size of the buffer in bytes. The size may have a suffix: KB 1000, K 1024, MB \
         1000*1000, M 1024*1024, and so on for G, T, P, E, Z, Y, R, Q.",
    )
}

fn mode(text: &[u8]) -> Result<Mode> {
    if text == b"L" {
        return Ok(Mode::Lines);
    }
    let message = || format!("invalid mode {}", quote(OsStr::from_bytes(text)));
    match parse_number(text, "EGkKMPQRTYZ0") {
        Ok(size) => Ok(Mode::Size(size)),
        Err(Mistake::Invalid) => Err(Error::new(message())),
        Err(Mistake::Overflow) => Err(Error::io(message(), &Errno::OVERFLOW.into())),
    }
}

/// Returns the environment of the command: a variable for each mode, in the form that the
/// library reads, and the library behind others to preload.
fn environment(modes: &Modes, library: &Path) -> Vec<OsString> {
    let mut variables = process::environment();
    for (name, mode) in [
        ("_STDBUF_I", modes.input),
        ("_STDBUF_O", modes.output),
        ("_STDBUF_E", modes.error),
    ] {
        let assignment = match mode {
            None => continue,
            Some(Mode::Lines) => format!("{name}=L"),
            Some(Mode::Size(size)) => format!("{name}={size}"),
        };
        process::set_entry(&mut variables, OsStr::new(&assignment));
    }
    let mut preload = OsString::from("LD_PRELOAD=");
    if let Some(others) = std::env::var_os("LD_PRELOAD") {
        preload.push(others);
        preload.push(":");
    }
    preload.push(library);
    process::set_entry(&mut variables, &preload);
    variables
}

/// Finds the library: in the installed tree, or beside the executable, where Cargo puts it.
fn library() -> Result<PathBuf> {
    // Without the path of the executable the library is not found, which is reported below.
    let executable = std::env::current_exe().or_else(|_| {
        // There is no /proc.
        std::fs::canonicalize(process::executed_as().unwrap_or_default())
    });
    let executable = executable.unwrap_or_default();
    let folder = executable.parent().unwrap_or(Path::new(""));
    let installed = folder.parent().map(|above| above.join("lib/corelink"));
    installed
        .iter()
        .map(PathBuf::as_path)
        .chain([folder])
        .map(|folder| folder.join(LIBRARY))
        .find(|library| access(library, Access::READ_OK).is_ok())
        .ok_or_else(|| Error::new(format!("failed to find {}", quote(OsStr::new(LIBRARY)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
