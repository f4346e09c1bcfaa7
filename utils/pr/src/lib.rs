//! pr: paginate or columnate files for printing.
//!
//! GNU manual node "pr invocation"; POSIX pr. As in GNU's, a character is a byte.
//!
//! `settings` parses the options and `layout` computes the pages from them. `pages` prints pages
//! line by line: `reading` takes the lines from the files, `store` keeps them while columns are
//! filled down, and `writing` puts them out.

mod characters;
mod columns;
mod header;
mod layout;
mod pages;
mod reading;
mod settings;
mod source;
mod store;
mod writing;

use pages::Printer;
use settings::Settings;
use shared::prelude::*;
use shared::rustix::fs::fstat;
use shared::rustix::stdio::stdin;

pub fn run(args: Args) -> Result {
    let (settings, operands) = parse(args.parse_in_order(cli))?;
    let groups: Vec<&[&'static OsStr]> = if settings.parallel || operands.is_empty() {
        vec![&operands]
    } else {
        operands.chunks(1).collect()
    };
    for names in groups {
        Printer::print(&settings, names)?;
    }
    // `close_stdin` would name it `-`.
    let reads_stdin = operands.is_empty() || operands.iter().any(|&name| name == "-");
    if reads_stdin && let Err(e) = fstat(stdin()) {
        return Err(Error::io("standard input", &e.into()));
    }
    Ok(())
}

/// Parses options and operands in the order given: an operand may choose pages, and digits of
/// the option `-COLUMNS` belong together only if they are adjacent.
fn parse(mut options: cli::Options) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::default();
    let mut operands = Vec::new();
    while let Some(option) = options.next()? {
        if !option.name.is_empty() {
            settings.take(&option)?;
        } else if !settings.take_operand(option.value())? {
            operands.push(option.value());
        }
    }
    operands.extend(options.operands());
    settings.settle()?;
    settings.first_page = settings.first_page.max(1);
    Ok((settings, operands))
}

pub fn cli() -> Command {
    cli::utility(
        "pr",
        "[OPTION]... [FILE]...",
        "Print each FILE in pages, with headers, in one or several columns.",
    )
    .args([
        value(
            "--pages",
            "FIRST[:LAST]",
            "print only these pages; so does an operand +FIRST[:LAST]",
        ),
        value(
            "--columns",
            "COLUMNS",
            "print COLUMNS columns, which -COLUMNS does too",
        ),
        flag("-a, --across", "fill columns across, not down"),
        flag("-b", ""),
        flag(
            "-c, --show-control-chars",
            "show control characters as ^G and \\NNN",
        ),
        flag("-d, --double-space", "put an empty line behind each line"),
        value(
            "-D, --date-format",
            "FORMAT",
            "the format of the date in headers",
        ),
        optional(
            "-e, --expand-tabs",
            "CHAR[WIDTH]",
            "expand CHARs (tabs) of the input to tab stops each WIDTH (8) columns",
        ),
        flag(
            "-f, --form-feed",
            "end pages by form feeds, not by newlines",
        )
        .visible_short_alias('F'),
        value(
            "-h, --header",
            "HEADER",
            "put HEADER in headers in place of file names",
        ),
        optional(
            "-i, --output-tabs",
            "CHAR[WIDTH]",
            "put CHARs (tabs) for spaces that reach tab stops each WIDTH (8) columns",
        ),
        flag(
            "-J, --join-lines",
            "join whole lines: no truncation, no alignment of columns",
        ),
        value("-l, --length", "LINES", "make pages LINES (66) lines long"),
        flag(
            "-m, --merge",
            "print all FILEs side by side, one in each column",
        ),
        optional(
            "-n, --number-lines",
            "SEP[DIGITS]",
            "number lines with DIGITS (5) digits, and SEP (a tab) behind them",
        ),
        value(
            "-N, --first-line-number",
            "NUMBER",
            "count from NUMBER at the first line printed",
        ),
        value(
            "-o, --indent",
            "MARGIN",
            "put MARGIN spaces before each line",
        ),
        flag(
            "-r, --no-file-warnings",
            "say nothing of files that can't be opened",
        ),
        optional(
            "-s, --separator",
            "CHAR",
            "separate columns by CHAR (a tab), or by nothing with -w",
        ),
        optional("-S, --sep-string", "STRING", "separate columns by STRING"),
        flag(
            "-t, --omit-header",
            "print neither headers nor empty lines to fill pages",
        ),
        flag("-T, --omit-pagination", "the same, and drop form feeds"),
        flag(
            "-v, --show-nonprinting",
            "show nonprinting characters as \\NNN",
        ),
        value(
            "-w, --width",
            "COLUMNS",
            "make pages COLUMNS (72) wide, where there are several columns",
        ),
        value(
            "-W, --page-width",
            "COLUMNS",
            "make pages COLUMNS (72) wide, and truncate lines",
        ),
    ])
    .args(["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"].map(|d| flag(d, "")))
    .after_help("With no FILE, or when FILE is -, read standard input.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
