//! What `--help` and `--version` print.

use crate::program::error::Error;
use crate::program::output::stdout;
use clap::{Arg, Command};

/// What `--version` prints after the utility's name.
pub const VERSION: &str = concat!("(corelink) ", env!("CARGO_PKG_VERSION"));

/// Returns the page that `--help` prints.
pub fn help(cli: &mut Command) -> String {
    let name = cli.get_name().to_owned();
    // clap refuses a third dash, which some options for tests have.
    let plain = |arg: Arg| match arg.get_long() {
        Some(long) if long.starts_with('-') => {
            let plain = leaked(long.trim_start_matches('-'));
            arg.long(plain)
        }
        _ => arg,
    };
    let rendered = cli
        .clone()
        .mut_args(plain)
        .help_template("Usage: {usage}\n{about}\n\n{options}{after-help}")
        .render_help()
        .to_string();
    // clap ends the page with a newline only if text follows the options.
    rendered
        .replacen("Usage: ", &format!("Usage: {name} "), 1)
        .trim_end()
        .to_owned()
        + "\n"
}

/// Prints the help page. The result ends the utility, with success if all was written.
pub(super) fn print_help(cli: &mut Command) -> Error {
    finish_printing(help(cli).as_bytes())
}

/// Prints name and version. The result ends the utility, with success if all was written.
pub(super) fn print_version(cli: &Command) -> Error {
    finish_printing(format!("{} {VERSION}\n", cli.get_name()).as_bytes())
}

fn finish_printing(text: &[u8]) -> Error {
    match stdout().write_at_end(text) {
        Ok(()) => Error::exit(0),
        Err(e) => e.into(),
    }
}

pub(super) fn leaked(name: &str) -> &'static str {
    Box::leak(name.into())
}
