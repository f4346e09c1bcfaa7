//! A table of all options, for programs that draw from them.
//!
//! A line has the utility, the option's name, its spellings (with a comma between them), whether
//! it takes a value (`never`, `maybe`, `always`), and the value's name, with tabs between them.

use shared::program::cli::{Cli, Takes};

/// Returns the lines of a utility.
pub(crate) fn table(name: &str, cli: &Cli) -> String {
    let lines = cli.all().map(|option| {
        let takes = match option.takes() {
            Takes::Nothing => "never",
            Takes::Optional => "maybe",
            Takes::Value => "always",
        };
        let spellings = option.spellings().join(",");
        let (option, value) = (option.name(), option.value());
        format!("{name}\t{option}\t{spellings}\t{takes}\t{value}\n")
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::options;
    use shared::program::cli;

    #[test]
    fn a_line_states_spellings_and_values() {
        let cli = cli::utility("u", "", "").options(options![
            flag("-a, --all", "x"),
            value("-w, --width, --columns", "COLS", "x"),
            optional("--color", "WHEN", "x"),
        ]);
        let expected = "u\thelp\t--help\tnever\t\n\
                        u\tversion\t--version\tnever\t\n\
                        u\tall\t-a,--all\tnever\t\n\
                        u\twidth\t-w,--width,--columns\talways\tCOLS\n\
                        u\tcolor\t--color\tmaybe\tWHEN\n";
        assert_eq!(table("u", &cli), expected);
    }
}
