//! runcon: run a command in a given SELinux context. GNU manual node "runcon invocation"; not in
//! POSIX.
//!
//! Contexts are checked and set through selinuxfs and /proc, without SELinux's library.
//!
//! Gap: names of levels (mcstrans) are not translated.

use shared::fs::selinux::{self, Parts};
use shared::prelude::*;
use shared::program::exec;

/// What the options ask for.
#[derive(Debug, Default)]
struct Settings {
    parts: Parts,
    /// Start from the context that the command would get by itself.
    compute: bool,
}

pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let mut options = args.parse_leading(cli);
    let settings = Settings::parse(&mut options)?;
    let mut operands = &options.operands()[..];
    if operands.is_empty() {
        let current = selinux::current().map_err(|e| no_current(&e))?;
        return Ok(stdout().write_all(&[&current[..], b"\n"].concat())?);
    }
    let mut whole = None;
    if settings.parts.is_empty() && !settings.compute {
        whole = Some(operands[0].as_bytes().to_vec());
        operands = &operands[1..];
    }
    if operands.is_empty() {
        return Err(Error::usage("no command specified"));
    }
    if !selinux::is_enabled() {
        return Err(Error::new("runcon may be used only on a SELinux kernel"));
    }
    let wanted = match whole {
        Some(whole) => parsed(&whole)?,
        None => {
            let mut start = selinux::current().map_err(|e| no_current(&e))?;
            if settings.compute {
                start = after_running(&start, operands[0])?;
            }
            parsed(&start)?.with(&settings.parts)
        }
    };
    let wanted = wanted.text();
    selinux::check(&wanted).map_err(|e| failed("invalid context", &wanted, &e))?;
    selinux::set_of_next(&wanted).map_err(|e| failed("unable to set context to", &wanted, &e))?;
    Err(exec::execute(operands))
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            let parts = &mut settings.parts;
            let (part, plural) = match option.name {
                "role" => (&mut parts.role, "roles"),
                "type" => (&mut parts.kind, "types"),
                "user" => (&mut parts.user, "users"),
                "range" => (&mut parts.range, "levelranges"),
                "compute" => {
                    settings.compute = true;
                    continue;
                }
                _ => option.unhandled(),
            };
            if part.is_some() {
                return Err(Error::new(format!("multiple {plural}")));
            }
            *part = Some(option.value().as_bytes().to_vec());
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "runcon",
        "CONTEXT COMMAND [ARG]...\n       runcon [-c] [-u USER] [-r ROLE] [-t TYPE] [-l RANGE] \
         COMMAND [ARG]...",
        "Run COMMAND in the SELinux security context CONTEXT, or in the current one with \
         some parts changed. Without operands, print the current context.",
    )
    .options(options![
        flag(
            "-c, --compute",
            "start from the context that COMMAND would run in by default",
        ),
        value("-t, --type", "TYPE", "set the type of the context"),
        value("-u, --user", "USER", "set the user of the context"),
        value("-r, --role", "ROLE", "set the role of the context"),
        value("-l, --range", "RANGE", "set the level range of the context"),
    ])
}

/// Returns the context that the kernel would give to `command`.
fn after_running(from: &[u8], command: &OsStr) -> Result<Vec<u8>> {
    let file = selinux::of_file(command.as_bytes(), true).map_err(|e| {
        let message = format!("failed to get security context of {}", quoteaf(command));
        Error::io(message, &e.into())
    })?;
    selinux::after_transition(from, &file)
        .map_err(|e| Error::io("failed to compute a new context", &e))
}

fn parsed(text: &[u8]) -> Result<Parts> {
    Parts::parse(text).ok_or_else(|| {
        let text = quote(OsStr::from_bytes(text));
        Error::new(format!("failed to create security context: {text}"))
    })
}

fn no_current(e: &io::Error) -> Error {
    Error::io("failed to get current context", e)
}

fn failed(what: &str, text: &[u8], e: &io::Error) -> Error {
    let text = quote(OsStr::from_bytes(text));
    Error::io(format!("{what}: {text}"), e)
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
