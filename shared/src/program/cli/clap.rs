//! What `cli()` states, as clap's `Command`: for the generators of completions and manual pages.

use super::{Cli, Opt, Takes};
use clap::{Arg, ArgAction, Command};

impl From<&Cli> for Command {
    fn from(cli: &Cli) -> Self {
        let arguments = cli.all().map(Arg::from);
        Self::new(cli.name)
            // clap has no getter for a synopsis that was set by `override_usage`.
            .before_help(cli.synopsis)
            .about(cli.about)
            .after_help(cli.notes)
            .disable_help_flag(true)
            .disable_version_flag(true)
            .args(arguments)
    }
}

impl From<Opt> for Arg {
    fn from(option: Opt) -> Self {
        let mut letters = option.letters().map(char::from);
        let mut longs = option.longs();
        let mut arg = Self::new(option.name())
            .help(option.help())
            .hide(option.help().is_empty());
        if let Some(letter) = letters.next() {
            arg = arg.short(letter);
        }
        if let Some(long) = longs.next() {
            arg = arg.long(long);
        }
        arg = letters.fold(arg, Self::visible_short_alias);
        arg = longs.fold(arg, Self::visible_alias);
        arg = option.hidden_longs().fold(arg, Self::alias);
        if let Some(primary) = option.shown_with() {
            arg = arg.help_heading(primary);
        }
        match option.takes() {
            Takes::Nothing => arg.action(ArgAction::SetTrue),
            takes => {
                let arg = arg
                    .action(ArgAction::Append)
                    .value_name(option.value())
                    // Only for completions: getopt takes `--width=COLS` and `--width COLS`.
                    .require_equals(option.longs().next().is_some());
                if takes == Takes::Optional {
                    arg.num_args(0..=1).require_equals(true)
                } else {
                    arg
                }
            }
        }
    }
}
