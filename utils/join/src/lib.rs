//! join: join lines of two sorted files on a common field. GNU manual node "join invocation";
//! POSIX join.

mod arguments;
mod line;
mod pairs;
mod side;

use pairs::Join;
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let (settings, [first, second]) = arguments::parse(args)?;
    if first == "-" && second == "-" {
        return Err(Error::new("both files cannot be standard input"));
    }
    Join::new(settings, first, second)?.run()
}

pub fn cli() -> Command {
    cli::utility(
        "join",
        "[OPTION]... FILE1 FILE2",
        "Print a line for each pair of lines with the same join field, by default the first.",
    )
    .args([
        value(
            "-a",
            "FILENUM",
            "print the lines of FILE1 or FILE2 without partner, too",
        ),
        value("-e", "STRING", "print STRING for missing and empty fields"),
        flag(
            "-i, --ignore-case",
            "compare small and capital letters as equal",
        ),
        value("-j", "FIELD", "the same as -1 FIELD -2 FIELD"),
        value("-o", "FORMAT", "print lines of this FORMAT"),
        value(
            "-t",
            "CHAR",
            "fields stand between CHARs, in the output too",
        ),
        value("-v", "FILENUM", "the same as -a, and no joined lines"),
        value("-1", "FIELD", "join on this FIELD of FILE1"),
        value("-2", "FIELD", "join on this FIELD of FILE2"),
        flag(
            "--check-order",
            "fail at the first line out of order, whatever is printed",
        ),
        flag(
            "--nocheck-order",
            "don't look whether the input is in order",
        ),
        flag("--header", "join the first lines without comparing them"),
        flag("-z, --zero-terminated", "lines end in NUL, not in newline"),
    ])
    .after_help(
        "A FILE that is - is standard input. Without -t, fields stand between blanks, those at\n\
         the start of a line apart. FIELDs are counted from 1. A FORMAT is a list with commas or\n\
         blanks between: FILENUM.FIELD, or 0 for the join field; or it is 'auto': as many fields\n\
         as the first line of each file has. Otherwise the join field is printed, then the rest\n\
         of FILE1 and of FILE2. Both files must be sorted on the join fields, as sort does with\n\
         -b.",
    )
}
