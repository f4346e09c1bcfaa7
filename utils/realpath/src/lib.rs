//! realpath: print the resolved file name. GNU manual node "realpath invocation"; POSIX
//! realpath.

use shared::fs::canonical::{Missing, canonicalize, is_within, relative};
use shared::prelude::*;
use shared::rustix::fs::{FileType, stat};
use shared::rustix::io::Errno;

/// How names are resolved.
#[derive(Clone, Copy, Debug)]
struct Resolver {
    missing: Missing,
    links: Links,
}

/// What is done about symbolic links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    /// Followed as they are met: `-P`.
    Physical,
    /// Followed after `..` took off the names before: `-L`.
    Logical,
    /// Left alone: `-s`.
    Kept,
}

/// Runs realpath.
pub fn run(args: Args) -> Result {
    let mut resolver = Resolver {
        missing: Missing::Last,
        links: Links::Physical,
    };
    let mut quiet = false;
    let mut end = b'\n';
    let (mut to, mut base) = (None, None);
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "canonicalize" => resolver.missing = Missing::Last,
            "canonicalize-existing" => resolver.missing = Missing::Nothing,
            "canonicalize-missing" => resolver.missing = Missing::Anything,
            "logical" => resolver.links = Links::Logical,
            "physical" => resolver.links = Links::Physical,
            "quiet" => quiet = true,
            "relative-to" => to = Some(option.value()),
            "relative-base" => base = Some(option.value()),
            "strip" => resolver.links = Links::Kept,
            _ => end = b'\0',
        }
    }
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let mut to = to.map(|dir| resolver.directory(dir)).transpose()?;
    let mut base = base.map(|dir| resolver.directory(dir)).transpose()?;
    match (&to, &base) {
        (None, Some(base)) => to = Some(base.clone()),
        // Nothing is both below the one and named from the other.
        (Some(dir), Some(above)) if !is_within(dir, above) => (to, base) = (None, None),
        _ => {}
    }
    for name in operands {
        let path = match resolver.resolve(name) {
            Ok(path) => path,
            Err(_) if quiet => {
                status::set(status::failure());
                continue;
            }
            Err(e) => {
                operand_error(name, &e.into());
                continue;
            }
        };
        let outside = || base.as_ref().is_some_and(|base| !is_within(&path, base));
        let mut line = match &to {
            Some(dir) if !outside() => relative(&path, dir),
            _ => path,
        };
        line.push(end);
        stdout().write_all(&line)?;
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "realpath",
        "[OPTION]... FILE...",
        "Print the absolute name of each FILE, without links, '.' and '..' in it.",
    )
    .args([
        flag(
            "-E, --canonicalize",
            "all but the last part of FILE must exist (the default)",
        ),
        flag("-e, --canonicalize-existing", "all of FILE must exist"),
        flag("-m, --canonicalize-missing", "nothing of FILE need exist"),
        flag(
            "-L, --logical",
            "let '..' take off the name before it, then follow links",
        ),
        flag(
            "-P, --physical",
            "follow links as they are met (the default)",
        ),
        flag("-q, --quiet", "suppress most error messages"),
        value("--relative-to", "DIR", "print names as seen from DIR"),
        value(
            "--relative-base",
            "DIR",
            "print absolute names but for what is below DIR",
        ),
        flag("-s, --strip, --no-symlinks", "follow no links"),
        flag("-z, --zero", "end each name with NUL, not newline"),
    ])
}

impl Resolver {
    fn resolve(self, name: &OsStr) -> std::result::Result<Vec<u8>, Errno> {
        let name = name.as_bytes();
        match self.links {
            Links::Physical => canonicalize(name, self.missing, true),
            Links::Kept => canonicalize(name, self.missing, false),
            Links::Logical => {
                let tidied = canonicalize(name, self.missing, false)?;
                canonicalize(&tidied, self.missing, true)
            }
        }
    }

    /// A directory that others are named from. Nobody looks whether it is one unless it
    /// must exist.
    fn directory(self, name: &'static OsStr) -> Result<Vec<u8>> {
        let failed = |e: Errno| Error::io(quotef(name), &e.into());
        let path = self.resolve(name).map_err(failed)?;
        if self.missing == Missing::Nothing {
            let mode = stat(&path[..]).map_err(failed)?.st_mode;
            if FileType::from_raw_mode(mode) != FileType::Directory {
                return Err(failed(Errno::NOTDIR));
            }
        }
        Ok(path)
    }
}
