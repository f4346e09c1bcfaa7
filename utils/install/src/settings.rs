//! What the options of install ask for.

use crate::directories::Directories;
use crate::installer::{Installer, Owner};
use shared::copy::{Options, Preserve};
use shared::fs::backup::Request;
use shared::fs::mode::{Changes, PERMISSIONS};
use shared::fs::target::Choice;
use shared::prelude::*;
use shared::program::cli::Given;
use shared::sys::users::{group_named, user_named};
use shared::values::human::parse_size;

/// The permissions of a file while it is being written.
const FILLING: u32 = 0o600;

/// The permissions of files and directories without `-m`.
const USUAL: u32 = 0o755;

/// The options so far. [`Settings::finish`] and [`Settings::finish_directories`] check them
/// against each other.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) target: Choice,
    pub(crate) directories: bool,
    pub(crate) parents: bool,
    copying: Options,
    backup: Request,
    compare: bool,
    strip: bool,
    strip_program: Option<&'static OsStr>,
    mode: Option<&'static OsStr>,
    owner: Option<&'static OsStr>,
    group: Option<&'static OsStr>,
}

impl Settings {
    pub(crate) fn parse(given: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = given.next()? {
            settings.set(&option)?;
        }
        Ok(settings)
    }

    fn set(&mut self, option: &Given) -> Result {
        let copying = &mut self.copying;
        match option.name {
            "backup" | "b" => self.backup.ask(option.optional()),
            // Ignored, as in other systems' install.
            "c" => {}
            "compare" => self.compare = true,
            "directory" => self.directories = true,
            "D" => self.parents = true,
            "debug" => (copying.debug, copying.verbose) = (true, true),
            "group" => self.group = Some(option.value()),
            "mode" => self.mode = Some(option.value()),
            "owner" => self.owner = Some(option.value()),
            "preserve-timestamps" => copying.preserve.timestamps = true,
            "strip" => self.strip = true,
            "strip-program" => self.strip_program = Some(option.value()),
            "suffix" => self.backup.suffix(option.value()),
            "target-directory" => self.target.set_directory(option.value())?,
            "no-target-directory" => self.target.none = true,
            "verbose" => copying.verbose = true,
            "preserve-context" => diagnostics::warning(
                "WARNING: ignoring --preserve-context; this kernel is not SELinux-enabled",
            ),
            "context" if option.optional().is_some() => diagnostics::warning(
                "warning: ignoring --context; it requires an SELinux-enabled kernel",
            ),
            // The kernel labels what is made; see the gap in lib.rs.
            "Z" | "context" => {}
            _ => option.unhandled(),
        }
        Ok(())
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.copying.verbose
    }

    /// Checks options that are reported before operands are looked at.
    ///
    /// # Errors
    /// Options that are for files only, or an unknown type of backups.
    pub(crate) fn check(&self) -> Result {
        if self.directories && self.strip {
            return Err(Error::new(
                "the strip option may not be used when installing a directory",
            ));
        }
        if self.directories && self.target.directory.is_some() {
            return Err(Error::new(
                "target directory not allowed when installing a directory",
            ));
        }
        self.backup.settle().map(drop)
    }

    /// Returns how to make directories.
    ///
    /// # Errors
    /// Invalid values.
    pub(crate) fn finish_directories(self) -> Result<Directories> {
        Ok(Directories {
            mode: self.checked_mode()?.0,
            owner: self.owner()?,
            verbose: self.copying.verbose,
        })
    }

    /// Returns how to install files.
    ///
    /// # Errors
    /// Invalid values, and options that exclude each other.
    pub(crate) fn finish(mut self) -> Result<Installer> {
        self.copying.backup = self.backup.settle()?;
        let (_, mode) = self.checked_mode()?;
        let owner = self.owner()?;
        let timestamps = self.copying.preserve.timestamps;
        let program = self.strip_program.unwrap_or(OsStr::new("strip"));
        Ok(Installer {
            copying: Options {
                remove_first: true,
                mode: Some(FILLING),
                preserve: Preserve {
                    timestamps,
                    ..Preserve::default()
                },
                ..self.copying
            },
            compare: self.compare,
            strip: self.strip.then_some(program),
            mode,
            owner,
        })
    }

    /// Returns the mode, and the permissions that it gives to a file. Checks options against each
    /// other and the mode.
    fn checked_mode(&self) -> Result<(Changes, u32)> {
        let changes = self.changes()?;
        let mode = changes.apply(0, false, 0);
        if self.strip_program.is_some() && !self.strip {
            diagnostics::warning(
                "WARNING: ignoring --strip-program option as -s option was not specified",
            );
        }
        if self.compare && self.strip {
            return Err(Error::usage(
                "options --compare (-C) and --strip are mutually exclusive",
            ));
        }
        if self.compare && mode & !PERMISSIONS != 0 {
            diagnostics::warning(
                "the --compare (-C) option is ignored when you specify a mode with \
                 non-permission bits",
            );
        }
        Ok((changes, mode))
    }

    fn changes(&self) -> Result<Changes> {
        let Some(text) = self.mode else {
            return Ok(Changes::exactly(USUAL));
        };
        Changes::parse(text.as_bytes())
            .ok_or_else(|| Error::new(format!("invalid mode {}", quote(text))))
    }

    fn owner(&self) -> Result<Owner> {
        let invalid = |what, name| Error::new(format!("invalid {what} {}", quote(name)));
        let user = self.owner.map(|name| {
            let user = user_named(name.as_bytes()).map(|user| user.uid);
            let id = user.or_else(|| number(name));
            id.ok_or_else(|| invalid("user", name))
        });
        let user = user.transpose()?;
        let group = self.group.map(|name| {
            let group = group_named(name.as_bytes()).map(|group| group.gid);
            let id = group.or_else(|| number(name));
            id.ok_or_else(|| invalid("group", name))
        });
        let group = group.transpose()?;
        Ok(Owner { user, group })
    }
}

/// Reads the number of a user or group as C writes it: decimal, octal (`010`) or hexadecimal
/// (`0x1f`). The highest one is no ID: to the kernel, it means "unchanged".
fn number(given: &OsStr) -> Option<u32> {
    let number = parse_size(given.as_bytes(), "").ok()?;
    u32::try_from(number).ok().filter(|&id| id != u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(crate::cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
