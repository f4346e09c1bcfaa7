//! What the options of df ask for.

use crate::columns::{Column, Layout};
use crate::selection::Selection;
use shared::prelude::*;
use shared::program::cli::Given;
use shared::program::posix;
use shared::values::human::Sizes;

#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) selection: Selection,
    pub(crate) sync: bool,
    pub(crate) total: bool,
    sizes: Option<Sizes>,
    /// The columns of `--output`; empty without a list.
    output: Option<Vec<Column>>,
    inodes: bool,
    posix: bool,
    kinds: bool,
}

impl Settings {
    pub(crate) fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            settings.set(&option)?;
        }
        Ok(settings)
    }

    fn set(&mut self, option: &Given) -> Result {
        match option.name {
            "all" => self.selection.all = true,
            "block-size" => {
                self.sizes = Some(Sizes::from_option(&option.spelling(), option.value())?);
            }
            "human-readable" => self.sizes = Some(Sizes::human()),
            "si" => self.sizes = Some(Sizes::si()),
            "inodes" => self.inodes = true,
            "k" => self.sizes = Some(Sizes::blocks(1 << 10)),
            "m" => self.sizes = Some(Sizes::blocks(1 << 20)),
            "local" => self.selection.local = true,
            "no-sync" => self.sync = false,
            "output" => {
                self.output.get_or_insert_default();
                self.check_output()?;
                if let (Some(list), Some(columns)) = (option.optional(), &mut self.output) {
                    Column::parse(list, columns)?;
                }
            }
            "portability" => self.posix = true,
            "sync" => self.sync = true,
            "total" => self.total = true,
            "type" => self.selection.wanted.push(option.value()),
            "print-type" => self.kinds = true,
            "exclude-type" => self.selection.excluded.push(option.value()),
            // Ignored, for the sake of System V scripts.
            "v" => {}
            _ => option.unhandled(),
        }
        self.check_output()
    }

    /// Checks that no option determines other columns beside `--output`.
    fn check_output(&self) -> Result {
        if self.output.is_none() {
            return Ok(());
        }
        for (given, option) in [(self.inodes, "-i"), (self.posix, "-P"), (self.kinds, "-T")] {
            if given {
                return Err(Error::usage(format!(
                    "options {option} and --output are mutually exclusive"
                )));
            }
        }
        Ok(())
    }

    pub(crate) fn sizes(&self) -> Sizes {
        self.sizes.unwrap_or_else(|| match self.posix {
            true if posix::is_strict() => Sizes::blocks(512),
            true => Sizes::blocks(1024),
            false => Sizes::from_environment("DF_BLOCK_SIZE"),
        })
    }

    pub(crate) fn layout(&self, sizes: &Sizes) -> Layout {
        match self.output {
            Some(_) => Layout::Output,
            None if self.inodes => Layout::Inodes,
            None if sizes.scaled => Layout::Human,
            None if self.posix => Layout::Posix,
            None => Layout::Blocks,
        }
    }

    pub(crate) fn columns(&self, layout: Layout) -> Vec<Column> {
        match &self.output {
            Some(none) if none.is_empty() => Column::all(),
            Some(listed) => listed.clone(),
            None => layout.columns(self.kinds),
        }
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
