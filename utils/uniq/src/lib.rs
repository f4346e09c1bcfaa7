//! uniq: report or omit repeated lines. GNU manual node "uniq invocation"; POSIX uniq.

mod key;
mod report;

use key::Key;
use report::{Blank, Report};
use shared::bytes::marks::either;
use shared::input::files::{self, Input};
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs::OFlags;
use shared::rustix::stdio::dup2_stdout;
use shared::values::number::{self, Mistake};

const METHODS: [(&str, usize); 3] = [("none", 0), ("prepend", 1), ("separate", 2)];
const GROUPS: [(&str, usize); 4] = [("prepend", 1), ("append", 3), ("separate", 2), ("both", 4)];

/// Runs uniq.
pub fn run(args: Args) -> Result {
    let posix = posix::is_strict();
    let mut files = Vec::new();
    let (mut key, mut report) = (Key::default(), Report::default());
    let mut chosen = false;
    let mut digits = false;
    let mut end = b'\n';
    let mut options = args.parse_in_order(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "" => {
                let operand = option.value();
                match chars_of_old(operand) {
                    Some(chars) => key.chars = chars,
                    None => take_file(operand, &mut files)?,
                }
                if posix && !files.is_empty() {
                    options.stop();
                    break;
                }
            }
            "count" => (report.count, chosen) = (true, true),
            "repeated" => (report.unique, chosen) = (false, true),
            "D" => {
                (report.all, report.unique, chosen) = (Some(Blank::None), false, true);
            }
            "all-repeated" => {
                let word = option.optional().unwrap_or(OsStr::new("none"));
                let method = keyword("--all-repeated", word, &METHODS)?;
                (report.all, report.unique, chosen) = (Some(Blank::ALL[method]), false, true);
            }
            "group" => {
                let word = option.optional().unwrap_or(OsStr::new("separate"));
                report.group = Some(Blank::ALL[keyword("--group", word, &GROUPS)?]);
            }
            "unique" => (report.repeated, chosen) = (false, true),
            "skip-fields" => {
                key.fields = size(option.value(), "number of fields to skip")?;
                digits = false;
            }
            "skip-chars" => key.chars = size(option.value(), "number of bytes to skip")?,
            "check-chars" => key.width = size(option.value(), "number of bytes to compare")?,
            "ignore-case" => key.fold_case(),
            "zero-terminated" => end = b'\0',
            digit => {
                // Fields to skip, digit by digit: -12.
                let before = if digits { key.fields } else { 0 };
                let digit = digit.parse().unwrap_or(0);
                key.fields = before.saturating_mul(10).saturating_add(digit);
                digits = true;
            }
        }
    }
    for operand in options.operands() {
        take_file(operand, &mut files)?;
    }
    if report.group.is_some() && chosen {
        return Err(Error::usage(
            "--group is mutually exclusive with -c/-d/-D/-u",
        ));
    }
    if report.count && report.all.is_some() {
        return Err(Error::usage(
            "printing all duplicated lines and repeat counts is meaningless",
        ));
    }
    let name = files.first().copied().unwrap_or(OsStr::new("-"));
    let input = Input::open(name).map_err(|e| Error::io(quotef(name), &e))?;
    if let Some(&name) = files.get(1).filter(|&&name| name != "-") {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
        files::open(name, flags)
            .and_then(|file| Ok(dup2_stdout(file)?))
            .map_err(|e| Error::io(quotef(name), &e))?;
    }
    uniq(&input, &key, &report, end)
}

/// Its command line.
pub fn cli() -> Command {
    let digits = ["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"];
    cli::utility(
        "uniq",
        "[OPTION]... [INPUT [OUTPUT]]",
        "Print the lines of INPUT, only the first of those that are equal and in a row.",
    )
    .args([
        flag("-c, --count", "print before each line how often it came"),
        flag(
            "-d, --repeated",
            "print only lines that came more than once, one of each",
        ),
        flag("-D", "print all lines that came more than once"),
        optional(
            "--all-repeated",
            "METHOD",
            "the same, with empty lines around groups: none, prepend, separate",
        ),
        value("-f, --skip-fields", "N", "don't compare the first N fields"),
        optional(
            "--group",
            "METHOD",
            "print all lines, with empty lines around groups: separate, prepend, append, both",
        ),
        flag(
            "-i, --ignore-case",
            "compare small and capital letters as equal",
        ),
        value(
            "-s, --skip-chars",
            "N",
            "don't compare the first N characters",
        ),
        flag("-u, --unique", "print only lines that came just once"),
        flag("-z, --zero-terminated", "lines end in NUL, not in newline"),
        value(
            "-w, --check-chars",
            "N",
            "compare no more than N characters",
        ),
    ])
    .args(digits.map(|digit| flag(digit, "")))
    .after_help(
        "A field is a row of blanks and then other characters. Fields are skipped before\n\
         characters. Equal lines that stand apart are not found: sort the input first.",
    )
}

fn uniq(input: &Input, key: &Key, report: &Report, end: u8) -> Result {
    let mut lines = Lines::new(end);
    let mut printer = report.printer(end);
    // The line that stands for the group, where it was not in the block at hand: the first one,
    // or the last, where all are printed.
    let mut kept = Vec::new();
    let read_error = |_| Error::new(format!("error reading {}", quoteaf(input.name)));
    while let Some(block) = lines.block(input).map_err(read_error)? {
        let mut before = &kept[..];
        let mut before_part = key.of(before);
        let mut ends = either([end; 2], block);
        let mut start = 0;
        while start < block.len() {
            let stop = ends.next().unwrap_or(block.len());
            let line = &block[start..stop];
            start = stop + 1;
            let part = key.of(line);
            if printer.group_is_open() && key.equal(before_part, part) {
                printer.repeat(before, line)?;
                if report.all.is_some() {
                    (before, before_part) = (line, part);
                }
            } else {
                printer.next_group(before, line)?;
                (before, before_part) = (line, part);
            }
        }
        kept = before.to_vec();
        // Somebody may be waiting for the lines so far.
        printer.write_out()?;
    }
    Ok(printer.finish(&kept)?)
}

/// The characters that `+N` skips, where that is no file.
fn chars_of_old(operand: &OsStr) -> Option<usize> {
    let count = operand.as_bytes().strip_prefix(b"+")?;
    let count = number::parse(count, "").ok()?;
    posix::allows_plus_options().then(|| usize::try_from(count).unwrap_or(usize::MAX))
}

fn take_file(operand: &'static OsStr, files: &mut Vec<&'static OsStr>) -> Result {
    if files.len() == 2 {
        return Err(cli::extra_operand(operand));
    }
    files.push(operand);
    Ok(())
}

/// A number, however large.
fn size(given: &OsStr, what: &str) -> Result<usize> {
    match number::parse(given.as_bytes(), "") {
        Ok(number) => Ok(usize::try_from(number).unwrap_or(usize::MAX)),
        Err(Mistake::Overflow) => Ok(usize::MAX),
        Err(Mistake::Invalid) => {
            diagnostics::warning_bytes(
                &[given.as_bytes(), b": invalid ", what.as_bytes()].concat(),
            );
            Err(Error::exit(status::failure()))
        }
    }
}
