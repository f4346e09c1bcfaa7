//! The options, one after the other, and what they come to together.

use crate::directories::Directories;
use crate::installer::{Installer, Owner};
use shared::copy::{Options, Preserve};
use shared::fs::backup::Request;
use shared::fs::mode::Changes;
use shared::fs::owner::{group_id, user_id};
use shared::fs::target::Choice;
use shared::prelude::*;

/// The permissions of files while they are filled.
const FILLING: u32 = 0o600;

/// The permissions of what is made, where nothing is said.
const USUAL: u32 = 0o755;

/// What was asked for, as far as it was read.
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
    /// Takes an option.
    pub(crate) fn set(&mut self, name: &str, value: Option<&'static OsStr>) -> Result {
        let copying = &mut self.copying;
        match name {
            "backup" | "b" => self.backup.ask(value),
            "compare" => self.compare = true,
            "directory" => self.directories = true,
            "D" => self.parents = true,
            "debug" => (copying.debug, copying.verbose) = (true, true),
            "group" => self.group = value,
            "mode" => self.mode = value,
            "owner" => self.owner = value,
            "preserve-timestamps" => copying.preserve.timestamps = true,
            "strip" => self.strip = true,
            "strip-program" => self.strip_program = value,
            "suffix" => self.backup.suffix(value.unwrap_or_default()),
            "target-directory" => return self.target.set_directory(value.unwrap_or_default()),
            "no-target-directory" => self.target.none = true,
            "verbose" => copying.verbose = true,
            "preserve-context" => diagnostics::warning(
                "WARNING: ignoring --preserve-context; this kernel is not SELinux-enabled",
            ),
            "context" if value.is_some() => {
                diagnostics::warning(
                    "warning: ignoring --context; it requires an SELinux-enabled kernel",
                );
            }
            _ => {} // -c, and -Z where nothing is labelled.
        }
        Ok(())
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.copying.verbose
    }

    /// All options together, for directories.
    pub(crate) fn finish_directories(self) -> Result<Directories> {
        if self.strip {
            return Err(Error::new(
                "the strip option may not be used when installing a directory",
            ));
        }
        if self.target.directory.is_some() {
            return Err(Error::new(
                "target directory not allowed when installing a directory",
            ));
        }
        Ok(Directories {
            mode: self.changes()?,
            owner: self.owner()?,
            verbose: self.copying.verbose,
        })
    }

    /// All options together, for files.
    pub(crate) fn finish(mut self) -> Result<Installer> {
        self.copying.backup = self.backup.settle()?;
        let mode = self.changes()?.apply(0, false, 0);
        if self.strip_program.is_some() && !self.strip {
            diagnostics::warning(
                "WARNING: ignoring --strip-program option as -s option was not specified",
            );
        }
        if self.compare && self.copying.preserve.timestamps {
            return Err(Error::usage(
                "options --compare (-C) and --preserve-timestamps are mutually exclusive",
            ));
        }
        if self.compare && self.strip {
            return Err(Error::usage(
                "options --compare (-C) and --strip are mutually exclusive",
            ));
        }
        if self.compare && mode & !shared::fs::mode::PERMISSIONS != 0 {
            diagnostics::warning(
                "the --compare (-C) option is ignored when you specify a mode with \
                 non-permission bits",
            );
        }
        let owner = self.owner()?;
        let timestamps = self.copying.preserve.timestamps;
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
            strip: self
                .strip
                .then(|| self.strip_program.unwrap_or(OsStr::new("strip"))),
            mode,
            owner,
        })
    }

    fn changes(&self) -> Result<Changes> {
        let Some(text) = self.mode else {
            return Ok(Changes::exactly(USUAL));
        };
        Changes::parse(text.as_bytes())
            .ok_or_else(|| Error::new(format!("invalid mode {}", quote(text))))
    }

    fn owner(&self) -> Result<Owner> {
        let number = |text: Option<&OsStr>, what: &str, find: fn(&[u8]) -> Option<u32>| {
            text.map(|text| {
                find(text.as_bytes())
                    .ok_or_else(|| Error::new(format!("invalid {what} {}", quote(text))))
            })
            .transpose()
        };
        Ok(Owner {
            user: number(self.owner, "user", user_id)?,
            group: number(self.group, "group", group_id)?,
        })
    }
}
