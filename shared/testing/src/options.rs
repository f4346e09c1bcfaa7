//! Feeds every option that a `cli()` states to the function that handles options.

use shared::program::cli::{Args, Cli, Options, Takes};
use std::ffi::OsStr;
use std::sync::{Mutex, PoisonError};

/// getopt_long(3) keeps its state in static variables.
static GETOPT: Mutex<()> = Mutex::new(());

/// Calls `parse` once for each spelling of each option in `cli`, except `--help` and `--version`.
/// An option that takes a value is given each of `values`, and none where it is optional.
///
/// `parse` may report any mistake. It must not panic, as the last arm of a match on option names
/// does for a name that no other arm handles.
pub fn each_option(cli: fn() -> Cli, values: &[&'static str], parse: &dyn Fn(Options)) {
    let _alone = GETOPT.lock().unwrap_or_else(PoisonError::into_inner);
    for option in cli().all() {
        if matches!(option.name(), "help" | "version") {
            continue;
        }
        let takes_value = option.takes() != Takes::Nothing;
        for spelling in option.spellings() {
            let long = spelling.starts_with("--");
            if option.takes() != Takes::Value {
                parse(options(cli, &spelling));
            }
            for value in values.iter().filter(|_| takes_value) {
                let separator = if long { "=" } else { "" };
                parse(options(cli, &format!("{spelling}{separator}{value}")));
            }
        }
    }
}

fn options(cli: fn() -> Cli, argument: &str) -> Options {
    let argument: &'static str = Box::leak(argument.to_owned().into_boxed_str());
    let all = vec![OsStr::new("utility"), OsStr::new(argument)];
    Args::new(all).parse(cli)
}
