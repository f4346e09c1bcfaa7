//! Stating options in a utility's `cli()`.

use clap::{Arg, ArgAction, Command, ValueHint};

/// Starts a `cli()` with the utility's name, its synopsis (`[OPTION]... [FILE]...`) and what it
/// does.
///
/// The help page wraps the lines of `about`, of descriptions and of `after_help`: paragraphs are
/// written as one line, the rows of a table as a line each.
pub fn utility(name: &'static str, synopsis: &'static str, about: &'static str) -> Command {
    Command::new(name)
        // clap has no getter for a synopsis that was set by `override_usage`.
        .before_help(synopsis)
        .about(about)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("--help", "show this help and exit"))
        .arg(flag("--version", "show the version and exit"))
}

/// States an option without a value.
///
/// `names` lists its names as a manual page does: `"-a, --all"`, `"-a"` or `"--all"`. Further
/// long names may follow. [`Given::name`](super::Given::name) is the first long name, or the
/// letter if there is none. An option whose `help` is empty is hidden from the help page.
///
/// An option with another meaning, but the same description as the one with the long name
/// `classify`, is stated without `help` and with `.help_heading("classify")`. Both then have one
/// entry on the help page: `-F, --classify[=WHEN]`.
pub fn flag(names: &'static str, help: &'static str) -> Arg {
    option(names, help).action(ArgAction::SetTrue)
}

/// States an option with a value: `value("-w, --width", "COLS", "…")`.
pub fn value(names: &'static str, value: &'static str, help: &'static str) -> Arg {
    option(names, help)
        .action(ArgAction::Append)
        // Only for completions: getopt takes `--width=COLS` and `--width COLS`.
        .require_equals(names.contains("--"))
        .value_name(value)
        .value_hint(ValueHint::Other)
}

/// States an option whose value may be omitted: `--color[=WHEN]`.
pub fn optional(names: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    value(names, value_name, help)
        .num_args(0..=1)
        .require_equals(true)
}

/// States which long options an ambiguous abbreviation lists first, in this order. Those that are
/// not in `names`, which blanks separate, follow in the order of the help page.
pub fn listed_first(cli: Command, names: &'static str) -> Command {
    // A text that clap has a getter for, and that neither help nor manual pages show.
    cli.subcommand_help_heading(names)
}

fn option(names: &'static str, help: &'static str) -> Arg {
    let long_names = || names.split(", ").filter_map(|name| name.strip_prefix("--"));
    let letter = names.strip_prefix('-').filter(|_| !names.starts_with("--"));
    let name = long_names().next().or(letter).unwrap_or(names);
    let mut arg = Arg::new(name).help(help).hide(help.is_empty());
    if let Some(letter) = letter {
        arg = arg.short(letter.chars().next());
    }
    let mut longs = long_names();
    if let Some(long) = longs.next() {
        arg = arg.long(long);
    }
    longs.fold(arg, Arg::visible_alias)
}
