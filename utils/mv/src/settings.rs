//! What the options of mv ask for.

use shared::copy::{Follow, Moving, Options, Preserve};
use shared::fs::backup::Request;
use shared::fs::target::Choice;
use shared::fs::update::Update;
use shared::prelude::*;
use shared::program::cli::Given;

/// The options so far. [`Settings::finish`] checks them against each other.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) target: Choice,
    pub(crate) strip_slashes: bool,
    options: Options,
    moving: Moving,
    backup: Request,
    replacing: Replacing,
}

/// Whether a file may be replaced: the last of `-f`, `-i` and `-n` decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Replacing {
    /// Ask before replacing a file without write permission, if standard input is a terminal.
    #[default]
    AskIfUnwritable,
    /// `-f`
    Always,
    /// `-i`
    Ask,
    /// `-n`
    Never,
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
        let options = &mut self.options;
        match option.name {
            "backup" | "b" => self.backup.ask(option.optional()),
            "debug" => (options.debug, options.verbose) = (true, true),
            "exchange" => self.moving.exchange = true,
            "force" => self.replacing = Replacing::Always,
            "interactive" => self.replacing = Replacing::Ask,
            "no-clobber" => self.replacing = Replacing::Never,
            "no-copy" => self.moving.no_copy = true,
            "strip-trailing-slashes" => self.strip_slashes = true,
            "suffix" => self.backup.suffix(option.value()),
            "target-directory" => self.target.set_directory(option.value())?,
            "no-target-directory" => self.target.none = true,
            "update" | "u" => options.update = Update::parse(option.optional())?,
            "verbose" => options.verbose = true,
            // The kernel labels what is made; see the gap in lib.rs.
            "context" => {}
            _ => option.unhandled(),
        }
        Ok(())
    }

    /// Returns how to move.
    ///
    /// # Errors
    /// Options that exclude each other.
    pub(crate) fn finish(self) -> Result<Options> {
        let mut options = self.options;
        match self.replacing {
            Replacing::AskIfUnwritable => {
                options.ask_if_unwritable = !shared::rustix::process::geteuid().is_root()
                    && shared::rustix::termios::isatty(shared::rustix::stdio::stdin());
            }
            Replacing::Always => {}
            Replacing::Ask => options.ask = true,
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
