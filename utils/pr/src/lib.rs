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

pub fn cli() -> Cli {
    cli::utility(
        "pr",
        "[OPTION]... [FILE]...",
        "Paginate FILEs for printing, with headers and optionally in columns.",
    )
    .options(options![
        value(
            "--pages",
            "FIRST[:LAST]",
            "print only these pages; also +FIRST[:LAST]",
        ),
        value(
            "--columns",
            "COLUMNS",
            "print COLUMNS columns; also -COLUMNS",
        ),
        flag("-a, --across", "fill columns across instead of down"),
        flag("-b", ""),
        flag(
            "-c, --show-control-chars",
            "show control characters as ^G and \\NNN",
        ),
        flag("-d, --double-space", "insert an empty line after each line"),
        value(
            "-D, --date-format",
            "FORMAT",
            "use FORMAT for the date in headers",
        ),
        optional(
            "-e, --expand-tabs",
            "CHAR[WIDTH]",
            "expand input CHARs (tabs) to tab stops every WIDTH (8) columns",
        ),
        flag(
            "-f, -F, --form-feed",
            "separate pages with form feeds instead of newlines",
        ),
        value(
            "-h, --header",
            "HEADER",
            "print HEADER instead of the file name in headers",
        ),
        optional(
            "-i, --output-tabs",
            "CHAR[WIDTH]",
            "replace spaces with CHARs (tabs) to tab stops every WIDTH (8) columns",
        ),
        flag(
            "-J, --join-lines",
            "merge full lines, without truncation and column alignment",
        ),
        value("-l, --length", "LINES", "set the page length to LINES (66)"),
        flag("-m, --merge", "print all FILEs in parallel, one per column"),
        optional(
            "-n, --number-lines",
            "SEP[DIGITS]",
            "number lines with DIGITS (5) digits, followed by SEP (a tab)",
        ),
        value(
            "-N, --first-line-number",
            "NUMBER",
            "begin with NUMBER at the first line of the first page",
        ),
        value(
            "-o, --indent",
            "MARGIN",
            "indent each line by MARGIN spaces",
        ),
        flag(
            "-r, --no-file-warnings",
            "do not warn about files that cannot be opened",
        ),
        optional(
            "-s, --separator",
            "CHAR",
            "separate columns with CHAR (a tab; with -w, nothing)",
        ),
        optional("-S, --sep-string", "STRING", "separate columns with STRING"),
        flag("-t, --omit-header", "omit page headers and trailers"),
        flag(
            "-T, --omit-pagination",
            "omit page headers and trailers, and form feeds of the input",
        ),
        flag(
            "-v, --show-nonprinting",
            "show nonprinting characters as \\NNN",
        ),
        value(
            "-w, --width",
            "COLUMNS",
            "set the page width to COLUMNS (72), only for several columns",
        ),
        value(
            "-W, --page-width",
            "COLUMNS",
            "set the page width to COLUMNS (72) always, and truncate lines",
        ),
    ])
    .options(cli::DIGITS)
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
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
