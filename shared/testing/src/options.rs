//! Feeds every option that a `cli()` states to the function that handles options.

use shared::clap::ArgAction;
use shared::program::cli::{Args, Command, Options};
use std::ffi::OsStr;
use std::sync::{Mutex, PoisonError};

/// getopt_long(3) keeps its state in static variables.
static GETOPT: Mutex<()> = Mutex::new(());

/// Calls `parse` once for each spelling of each option in `cli`, except `--help` and `--version`.
/// An option that takes a value is given each of `values`, and none where it is optional.
///
/// `parse` may report any mistake. It must not panic, as the last arm of a match on option names
/// does for a name that no other arm handles.
pub fn each_option(cli: fn() -> Command, values: &[&'static str], parse: &dyn Fn(Options)) {
    let _alone = GETOPT.lock().unwrap_or_else(PoisonError::into_inner);
    for option in cli().get_arguments() {
        let name = option.get_id().as_str();
        if name == "help" || name == "version" {
            continue;
        }
        let takes_value = matches!(option.get_action(), ArgAction::Append);
        let optional = option.get_num_args().is_some();
        for spelling in spellings(option) {
            let long = spelling.starts_with("--");
            if !takes_value || optional {
                parse(options(cli, &spelling));
            }
            for value in values.iter().filter(|_| takes_value) {
                let separator = if long { "=" } else { "" };
                parse(options(cli, &format!("{spelling}{separator}{value}")));
            }
        }
    }
}

/// The option as it may be typed: each letter and each long name.
fn spellings(option: &shared::program::cli::Arg) -> Vec<String> {
    let letters = option.get_short_and_visible_aliases().unwrap_or_default();
    let longs = option
        .get_long()
        .into_iter()
        .chain(option.get_all_aliases().unwrap_or_default());
    letters
        .iter()
        .map(|letter| format!("-{letter}"))
        .chain(longs.map(|long| format!("--{long}")))
        .collect()
}

fn options(cli: fn() -> Command, argument: &str) -> Options {
    let argument: &'static str = Box::leak(argument.to_owned().into_boxed_str());
    let all = vec![OsStr::new("utility"), OsStr::new(argument)];
    Args::new(all).parse(cli)
}
