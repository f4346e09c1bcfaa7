//! pathchk: check whether file names are valid or portable. GNU manual node "pathchk
//! invocation"; POSIX pathchk.

use shared::prelude::*;
use shared::rustix::fs::lstat;
use shared::rustix::io::Errno;
use shared::sys::limits::{longest_name, longest_path};
use shared::text::quoting::next_character;

/// The lengths that POSIX guarantees for names (`_POSIX_NAME_MAX`) and paths (`_POSIX_PATH_MAX`
/// without the NUL).
const PORTABLE_NAME: usize = 14;
const PORTABLE_PATH: usize = 255;

/// Which checks are made besides those of the system.
#[derive(Clone, Copy, Debug, Default)]
struct Checks {
    /// `-p`: the limits and characters that POSIX guarantees, in place of the system's.
    posix: bool,
    /// `-P`: empty names and leading `-`.
    extra: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse_leading(cli);
    let checks = Checks::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    for name in operands {
        if let Err(e) = checks.check(name) {
            e.emit();
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "pathchk",
        "[OPTION]... NAME...",
        "Report each NAME that is not a valid or portable file name.",
    )
    .options(options![
        flag("-p", "check the limits of most POSIX systems"),
        flag(
            "-P",
            "check for empty names and for components that begin with -",
        ),
        flag(
            "--portability",
            "check for all POSIX systems: the same as -p -P",
        ),
    ])
}

impl Checks {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut checks = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "p" => checks.posix = true,
                "P" => checks.extra = true,
                "portability" => (checks.posix, checks.extra) = (true, true),
                _ => option.unhandled(),
            }
        }
        Ok(checks)
    }

    fn check(self, path: &OsStr) -> Result {
        let bytes = path.as_bytes();
        if self.extra && names(bytes).any(|name| name.starts_with(b"-")) {
            return Err(Error::new(format!(
                "leading '-' in a component of file name {}",
                quoteaf(path)
            )));
        }
        if (self.posix || self.extra) && bytes.is_empty() {
            return Err(Error::new("empty file name"));
        }
        if self.posix {
            check_characters(path)?;
        } else {
            // The parts of a path that exists are valid.
            match lstat(path) {
                Ok(_) => return Ok(()),
                Err(Errno::NOENT) if !bytes.is_empty() => {}
                Err(e) => return Err(Error::io(quotef(path), &e.into())),
            }
        }
        self.check_path_length(path)?;
        self.check_name_lengths(path)
    }

    fn check_path_length(self, path: &OsStr) -> Result {
        let length = path.len();
        if length < PORTABLE_PATH + 1 {
            return Ok(());
        }
        let limit = if self.posix {
            PORTABLE_PATH
        } else {
            let start = if path.as_bytes().starts_with(b"/") {
                "/"
            } else {
                "."
            };
            longest_path(OsStr::new(start)).map_or(usize::MAX, |longest| longest - 1)
        };
        if length <= limit {
            return Ok(());
        }
        Err(Error::new(format!(
            "limit {limit} exceeded by length {length} of file name {}",
            quoteaf(path)
        )))
    }

    /// Checks each name against the limit of the file system that its directory is on.
    fn check_name_lengths(self, path: &OsStr) -> Result {
        let bytes = path.as_bytes();
        if has_short_names(bytes) {
            return Ok(());
        }
        let mut limit = PORTABLE_NAME;
        let mut known = self.posix;
        for name in names(bytes) {
            if !known {
                let start = name.as_ptr() as usize - bytes.as_ptr() as usize;
                let dir = match &bytes[..start] {
                    b"" => b".",
                    dir => dir,
                };
                match longest_name(OsStr::from_bytes(dir)) {
                    Ok(longest) => limit = longest.unwrap_or(usize::MAX),
                    // The directory is missing: names below it have the limit found last.
                    Err(Errno::NOENT) => known = true,
                    Err(e) => return Err(Error::io(quotef(OsStr::from_bytes(dir)), &e.into())),
                }
            }
            if name.len() > limit {
                return Err(Error::new(format!(
                    "limit {limit} exceeded by length {} of file name component {}",
                    name.len(),
                    quote(OsStr::from_bytes(name))
                )));
            }
        }
        Ok(())
    }
}

/// Checks that there are only letters, digits and `._-`, which are portable.
fn check_characters(path: &OsStr) -> Result {
    let portable = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-'..=b'/' | b'_');
    let bytes = path.as_bytes();
    let Some(first) = bytes.iter().position(|b| !portable(b)) else {
        return Ok(());
    };
    let (character, _) = next_character(&mut &bytes[first..]);
    Err(Error::new(format!(
        "nonportable character {} in file name {}",
        quote(OsStr::from_bytes(character)),
        quoteaf(path)
    )))
}

/// Returns whether each name is short enough for any system.
fn has_short_names(path: &[u8]) -> bool {
    let mut length = 0;
    path.iter().all(|&byte| {
        length = if byte == b'/' { 0 } else { length + 1 };
        length <= PORTABLE_NAME
    })
}

/// Returns the components of a path.
fn names(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|&b| b == b'/').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Checks::parse(&mut options);
        });
    }
}
