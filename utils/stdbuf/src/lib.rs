//! stdbuf: run a command with changed buffering of its standard streams. GNU manual node "stdbuf
//! invocation".
//!
//! It is a library, loaded into the command before all others, that changes the buffering: the
//! package `preload` beside this one. So it works on commands that use the C library's streams,
//! are linked dynamically and don't set their buffering themselves.

use shared::prelude::*;
use shared::program::exec;
use shared::rustix::fs::{Access, access};
use shared::rustix::io::Errno;
use shared::sys::process;
use shared::values::number::{Mistake, parse};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const LIBRARY: &str = "libstdbuf.so";

/// The streams: their option, and their letter in the variables.
const STREAMS: [(&str, &str); 3] = [("input", "I"), ("output", "O"), ("error", "E")];

/// Runs stdbuf.
pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let mut modes = [const { None }; STREAMS.len()];
    let mut options = args.parse_leading(cli);
    while let Some(option) = options.next()? {
        let stream = STREAMS.iter().position(|(name, _)| *name == option.name);
        let stream = stream.unwrap_or_default();
        modes[stream] = Some(mode(option.name, option.value())?);
    }
    let command = options.operands();
    if command.is_empty() {
        return Err(cli::missing_operand(None));
    }
    if modes.iter().all(Option::is_none) {
        return Err(Error::usage("you must specify a buffering mode option"));
    }
    process::set_environment(&environment(&modes, &library()?))
        .map_err(|e| Error::io("cannot set environment", &e.into()))?;
    Err(exec::run(&command))
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "stdbuf",
        "OPTION... COMMAND [ARG]...",
        "Run COMMAND with changed buffering of its standard streams.",
    )
    .args([
        value("-i, --input", "MODE", "set the buffering of standard input"),
        value(
            "-o, --output",
            "MODE",
            "set the buffering of standard output",
        ),
        value("-e, --error", "MODE", "set the buffering of standard error"),
    ])
    .after_help(
        "MODE is L for line buffering (not for standard input), 0 for no buffering, or the \
         size of the buffer in bytes. The size may have a suffix: KB 1000, K 1024, MB \
         1000*1000, M 1024*1024, and so on for G, T, P, E, Z, Y, R, Q.",
    )
}

/// The mode as the library reads it: `L`, or a number of bytes.
fn mode(stream: &str, given: &OsStr) -> Result<String> {
    let text = given.as_bytes().trim_ascii_start();
    if text == b"L" {
        return match stream {
            "input" => Err(Error::usage("line buffering stdin is meaningless")),
            _ => Ok("L".to_owned()),
        };
    }
    match parse(text, "EGkKMPQRTYZ0") {
        Ok(size) => Ok(size.to_string()),
        Err(mistake) => {
            let message = format!("invalid mode {}", quote(given));
            Err(match mistake {
                Mistake::Invalid => Error::new(message),
                Mistake::Overflow => Error::io(message, &Errno::OVERFLOW.into()),
            })
        }
    }
}

/// The environment of the command: the modes, and the library behind others to be loaded.
fn environment(modes: &[Option<String>; STREAMS.len()], library: &Path) -> Vec<OsString> {
    let mut variables = process::environment();
    for ((_, letter), mode) in STREAMS.iter().zip(modes) {
        if let Some(mode) = mode {
            let assignment = format!("_STDBUF_{letter}={mode}");
            process::set_entry(&mut variables, OsStr::new(&assignment));
        }
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

/// The library, where this executable was installed, or beside it, where Cargo builds it.
fn library() -> Result<PathBuf> {
    let executable = std::env::current_exe().unwrap_or_default();
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
