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

pub fn cli() -> Cli {
    cli::utility(
        "join",
        "[OPTION]... FILE1 FILE2",
        "Print a line for each pair of lines with equal join fields. The join field is the \
         first one by default.",
    )
    .options(options![
        value(
            "-a",
            "FILENUM",
            "also print unpaired lines of this file (1 or 2)",
        ),
        value("-e", "STRING", "print STRING for missing and empty fields"),
        flag("-i, --ignore-case", "ignore differences in case"),
        value("-j", "FIELD", "the same as -1 FIELD -2 FIELD"),
        value("-o", "FORMAT", "print lines in this FORMAT"),
        value(
            "-t",
            "CHAR",
            "separate fields of input and output with CHAR",
        ),
        value("-v", "FILENUM", "like -a, but do not print joined lines"),
        value("-1", "FIELD", "join on this FIELD of FILE1"),
        value("-2", "FIELD", "join on this FIELD of FILE2"),
        flag(
            "--check-order",
            "fail at the first line that is out of order",
        ),
        flag("--nocheck-order", "do not check the order of the input"),
        flag(
            "--header",
            "treat the first line of each file as a header: join them without comparing",
        ),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
    ])
    .notes(
        "A FILE that is - means standard input. Without -t, runs of blanks separate \
         fields, and leading blanks are ignored. FIELDs count from 1. FORMAT is a list of \
         FILENUM.FIELD, or 0 for the join field, separated by commas or blanks; or it is \
         auto, for as many fields as the first line of each file has. The default is the \
         join field, then the other fields of FILE1 and of FILE2. Both files must be \
         sorted on the join fields, as by sort -b.",
    )
}
