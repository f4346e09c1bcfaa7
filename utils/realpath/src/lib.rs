//! realpath: print the resolved file name. GNU manual node "realpath invocation"; POSIX
//! realpath.

use shared::fs::canonical::{Missing, canonicalize, is_within, relative};
use shared::prelude::*;
use shared::rustix::fs::stat;
use shared::rustix::io::Errno;
use shared::sys::stat::StatExt;

/// How names are resolved.
#[derive(Clone, Copy, Debug)]
struct Resolver {
    missing: Missing,
    links: Links,
}

/// How symbolic links are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    /// `-P`: follow each link when it is reached.
    Physical,
    /// `-L`: let `..` remove the name before it, then follow links.
    Logical,
    /// `-s`: follow no links.
    Kept,
}

/// What the options ask for.
struct Settings {
    resolver: Resolver,
    quiet: bool,
    end: u8,
    relative_to: Option<&'static OsStr>,
    relative_base: Option<&'static OsStr>,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let resolver = settings.resolver;
    let directory = |name: Option<_>| name.map(|name| resolver.directory(name)).transpose();
    let mut to = directory(settings.relative_to)?;
    let mut base = directory(settings.relative_base)?;
    match (&to, &base) {
        (None, Some(base)) => to = Some(base.clone()),
        // The directory is outside of the base, so all names stay absolute.
        (Some(dir), Some(above)) if !is_within(dir, above) => (to, base) = (None, None),
        _ => {}
    }
    for name in operands {
        let path = match resolver.resolve(name) {
            Ok(path) => path,
            Err(_) if settings.quiet => {
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
        line.push(settings.end);
        stdout().write_all(&line)?;
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            resolver: Resolver {
                missing: Missing::Last,
                links: Links::Physical,
            },
            quiet: false,
            end: b'\n',
            relative_to: None,
            relative_base: None,
        };
        let resolver = &mut settings.resolver;
        while let Some(option) = options.next()? {
            match option.name {
                "canonicalize" => resolver.missing = Missing::Last,
                "canonicalize-existing" => resolver.missing = Missing::Nothing,
                "canonicalize-missing" => resolver.missing = Missing::Anything,
                "logical" => resolver.links = Links::Logical,
                "physical" => resolver.links = Links::Physical,
                "quiet" => settings.quiet = true,
                "relative-to" => settings.relative_to = Some(option.value()),
                "relative-base" => settings.relative_base = Some(option.value()),
                "strip" => resolver.links = Links::Kept,
                "zero" => settings.end = b'\0',
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "realpath",
        "[OPTION]... FILE...",
        "Print the absolute name of each FILE, without symbolic links, '.' and '..'.",
    )
    .options(options![
        flag(
            "-E, --canonicalize",
            "every component but the last must exist (the default)",
        ),
        flag("-e, --canonicalize-existing", "every component must exist"),
        flag("-m, --canonicalize-missing", "components need not exist"),
        flag("-L, --logical", "resolve '..' before symbolic links"),
        flag(
            "-P, --physical",
            "resolve symbolic links as they are encountered (the default)",
        ),
        flag("-q, --quiet", "suppress most error messages"),
        value("--relative-to", "DIR", "print names relative to DIR"),
        value(
            "--relative-base",
            "DIR",
            "print absolute names, except for files below DIR",
        ),
        flag(
            "-s, --strip, --no-symlinks",
            "do not resolve symbolic links",
        ),
        flag("-z, --zero", "end lines with NUL instead of newline"),
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

    /// Resolves the directory of `--relative-to` or `--relative-base`. Like GNU, checks that it is
    /// one only with `-e`.
    fn directory(self, name: &'static OsStr) -> Result<Vec<u8>> {
        let failed = |e: Errno| Error::io(quotef(name), &e.into());
        let path = self.resolve(name).map_err(failed)?;
        if self.missing == Missing::Nothing {
            let found = stat(&path[..]).map_err(failed)?;
            if !found.is_directory() {
                return Err(failed(Errno::NOTDIR));
            }
        }
        Ok(path)
    }
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
