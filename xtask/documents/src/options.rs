//! A table of all options, for programs that draw from them.
//!
//! A line has the utility, the option's name, its spellings (with a comma between them), whether
//! it takes a value (`never`, `maybe`, `always`), and the value's name, with tabs between them.

use clap::{Arg, ArgAction, Command};

/// Returns the lines of a utility.
pub(crate) fn table(name: &str, cli: &Command) -> String {
    let lines = cli.get_arguments().map(|option| {
        let value = option.get_value_names().and_then(|names| names.first());
        let value = value.map_or("", |value| value.as_str());
        let spellings = spellings(option).join(",");
        let takes = takes_value(option);
        format!(
            "{name}\t{}\t{spellings}\t{takes}\t{value}\n",
            option.get_id()
        )
    });
    lines.collect()
}

fn takes_value(option: &Arg) -> &'static str {
    match option.get_action() {
        ArgAction::Append if option.get_num_args().is_some() => "maybe",
        ArgAction::Append => "always",
        _ => "never",
    }
}

fn spellings(option: &Arg) -> Vec<String> {
    let letters = option.get_short_and_visible_aliases().unwrap_or_default();
    let aliases = option.get_all_aliases().unwrap_or_default();
    let longs = option.get_long().into_iter().chain(aliases);
    letters
        .iter()
        .map(|letter| format!("-{letter}"))
        .chain(longs.map(|long| format!("--{long}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::program::cli;

    #[test]
    fn a_line_states_spellings_and_values() {
        let cli = cli::utility("u", "", "")
            .arg(cli::flag("-a, --all", "x"))
            .arg(cli::value("-w, --width, --columns", "COLS", "x"))
            .arg(cli::optional("--color", "WHEN", "x"));
        let expected = "u\thelp\t--help\tnever\t\n\
                        u\tversion\t--version\tnever\t\n\
                        u\tall\t-a,--all\tnever\t\n\
                        u\twidth\t-w,--width,--columns\talways\tCOLS\n\
                        u\tcolor\t--color\tmaybe\tWHEN\n";
        assert_eq!(table("u", &cli), expected);
    }
}
