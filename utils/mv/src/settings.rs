//! The options, one after the other, and what they come to together.

use shared::copy::{Follow, Moving, Options, Preserve};
use shared::fs::backup::Request;
use shared::fs::target::Choice;
use shared::fs::update::Update;
use shared::prelude::*;

/// What was asked for, as far as it was read.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) target: Choice,
    pub(crate) strip_slashes: bool,
    options: Options,
    moving: Moving,
    backup: Request,
    replacing: Replacing,
}

/// The last one of `-f`, `-i` and `-n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Replacing {
    /// Asks where we may not write, if somebody is there to answer.
    #[default]
    Carefully,
    Unasked,
    Asked,
    Never,
}

impl Settings {
    /// Takes an option.
    pub(crate) fn set(&mut self, name: &str, value: Option<&'static OsStr>) -> Result {
        let options = &mut self.options;
        match name {
            "backup" | "b" => self.backup.ask(value),
            "debug" => (options.debug, options.verbose) = (true, true),
            "exchange" => self.moving.exchange = true,
            "force" => self.replacing = Replacing::Unasked,
            "interactive" => self.replacing = Replacing::Asked,
            "no-clobber" => self.replacing = Replacing::Never,
            "no-copy" => self.moving.no_copy = true,
            "strip-trailing-slashes" => self.strip_slashes = true,
            "suffix" => self.backup.suffix(value.unwrap_or_default()),
            "target-directory" => return self.target.set_directory(value.unwrap_or_default()),
            "no-target-directory" => self.target.none = true,
            "update" | "u" => options.update = Update::parse(value)?,
            "verbose" => options.verbose = true,
            _ => {} // -Z, where nothing is labelled.
        }
        Ok(())
    }

    /// All options together.
    pub(crate) fn finish(self) -> Result<Options> {
        let mut options = self.options;
        match self.replacing {
            Replacing::Carefully => {
                options.ask_if_unwritable = !shared::rustix::process::geteuid().is_root()
                    && shared::rustix::termios::isatty(shared::rustix::stdio::stdin());
            }
            Replacing::Unasked => {}
            Replacing::Asked => options.ask = true,
            Replacing::Never => options.update = Update::None,
        }
        let spares = matches!(options.update, Update::None | Update::NoneFail);
        if self.backup.is_made() && (self.moving.exchange || spares) {
            return Err(Error::usage(
                "cannot combine --backup with --exchange, -n, or --update=none-fail",
            ));
        }
        options.backup = self.backup.settle()?;
        options.moving = Some(self.moving);
        options.follow = Follow::Never;
        options.recursive = true;
        options.special_as_regular = false;
        options.preserve = Preserve {
            mode: Some(true),
            ownership: true,
            timestamps: true,
            links: true,
            xattr: true,
            ..Preserve::default()
        };
        Ok(options)
    }
}
