//! wc: count newlines, words, characters and bytes.
//!
//! GNU manual node "wc invocation"; POSIX wc. Encodings with shift states (ISO-2022) are not
//! supported: each character is decoded without regard to those before it.

mod counts;
mod text;
mod width;
mod words;

use counts::{Columns, Counts};
use shared::input::{ahead, files, files0};
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{OFlags, Stat, fstat, stat, tell};
use shared::rustix::io::pread;
use shared::rustix::stdio::stdin;
use shared::sys::stat::StatExt;
use shared::text::words::{Table, table};
use std::sync::{Mutex, PoisonError};
use text::{Counted, Reader};

/// When the line of totals is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Total {
    /// If there are several files.
    Auto,
    Always,
    /// Always, and without a line for each file.
    Only,
    Never,
}

const TOTALS: Table<Total> = table![
    ("auto", Total::Auto),
    ("always", Total::Always),
    ("only", Total::Only),
    ("never", Total::Never),
];

/// The width of columns if the size of an input is not known beforehand.
const UNKNOWN_WIDTH: usize = 7;

/// A list of files with a larger size is not read twice to find the width of columns.
const LONG_LIST: i64 = 10 << 20;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let Settings {
        columns,
        total,
        list,
    } = settings;
    if let (Some(_), Some(operand)) = (list, operands.first()) {
        // du quotes the name in another style.
        let operand = quoteaf(operand);
        return Err(Error::usage(format!(
            "extra operand {operand}\nfile operands cannot be combined with --files0-from"
        )));
    }
    let width = match (total, list) {
        (Total::Only, _) => 1,
        (_, Some(list)) => width_of_list(list, &columns),
        _ => width_of(&mut operands.iter().map(|o| o.as_bytes()), &columns),
    };
    let reader = Reader::new(columns);
    let mut rows = Rows {
        columns,
        width,
        printed: total != Total::Only,
        sum: Counts::default(),
        read_stdin: false,
    };
    let files = match list {
        Some(list) => files0::for_each_name(list, &mut |name| {
            rows.add(name, count(name, &reader))?;
            // The next name may be a long time coming.
            Ok(stdout().flush()?)
        })?,
        None => count_all(&operands, &reader, &mut rows)?,
    };
    let sum = match total {
        Total::Auto => files > 1,
        Total::Always | Total::Only => true,
        Total::Never => false,
    };
    if sum {
        let label = (total != Total::Only).then_some(OsStr::new("total"));
        rows.sum.print(&columns, width, label)?;
    }
    if rows.read_stdin {
        // Standard input may have been named in the list rather than by an operand.
        files::close_stdin(&[])?;
    }
    Ok(())
}

struct Settings {
    columns: Columns,
    total: Total,
    /// The file with the names of the files to count.
    list: Option<&'static OsStr>,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut columns = Columns::default();
        let mut total = Total::Auto;
        let mut list = None;
        while let Some(option) = options.next()? {
            match option.name {
                "bytes" => columns.bytes = true,
                "chars" => columns.chars = true,
                "lines" => columns.lines = true,
                "words" => columns.words = true,
                "max-line-length" => columns.max_width = true,
                "files0-from" => list = Some(option.value()),
                "total" => total = option.keyword(&TOTALS)?,
                "debug" => {} // GNU's names the instruction set that it uses.
                _ => option.unhandled(),
            }
        }
        if columns.number() == 0 {
            (columns.lines, columns.words, columns.bytes) = (true, true, true);
        }
        let settings = Self {
            columns,
            total,
            list,
        };
        Ok((settings, options.operands()))
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "wc",
        "[OPTION]... [FILE]...",
        "Print newline, word and byte counts of each FILE, and a total for several FILEs.",
    )
    .options(options![
        flag("-c, --bytes", "print the number of bytes"),
        flag("-m, --chars", "print the number of characters"),
        flag("-l, --lines", "print the number of newlines"),
        value(
            "--files0-from",
            "F",
            "read the names of FILEs, each terminated by NUL, from F; - means standard input",
        ),
        flag(
            "-L, --max-line-length",
            "print the width of the widest line",
        ),
        flag("-w, --words", "print the number of words"),
        value(
            "--total",
            "WHEN",
            "print a total line: auto (for several FILEs), always, only, never",
        ),
        flag("--debug", ""),
    ])
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. A word \
         is a run of characters other than white space. Counts are printed in the order \
         newlines, words, characters, bytes, width.",
    )
}

/// Counts the operands, or standard input if there are none. Returns the number of files.
fn count_all(operands: &[&OsStr], reader: &Reader, rows: &mut Rows) -> Result<u64> {
    if operands.is_empty() {
        rows.add_stdin(None, reader.count(stdin()))?;
        return Ok(1);
    }
    if reader.is_by_size() {
        for operand in operands {
            rows.add(operand, count(operand, reader))?;
        }
    } else {
        count_ahead(operands, reader, rows)?;
    }
    Ok(operands.len() as u64)
}

/// Counts files, large ones in several threads.
fn count_ahead(names: &[&OsStr], reader: &Reader, rows: &mut Rows) -> Result {
    let slots: Vec<Mutex<Option<io::Result<Counted>>>> =
        names.iter().map(|_| Mutex::new(None)).collect();
    let slot = |index: usize| {
        let lock = slots[index].lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    };
    ahead::files_in_order(
        names,
        &|index, file| *slot(index) = Some(file.map(|file| reader.count_opened(file))),
        &mut |index| match slot(index).take() {
            Some(counted) => rows.add(names[index], counted),
            None => Ok(()),
        },
    )
}

fn count(name: &OsStr, reader: &Reader) -> io::Result<Counted> {
    ahead::open(name).map(|file| reader.count_opened(file))
}

/// Prints the lines and adds up the totals.
struct Rows {
    columns: Columns,
    width: usize,
    /// Whether a line is printed for each file.
    printed: bool,
    sum: Counts,
    read_stdin: bool,
}

impl Rows {
    /// Adds a file, or the reason why it can't be opened.
    fn add(&mut self, name: &OsStr, counted: io::Result<Counted>) -> Result {
        match counted {
            _ if name.is_empty() => diagnostics::error("invalid zero-length file name"),
            Err(e) => operand_error(name, &e),
            Ok(counted) if name == "-" => return self.add_stdin(Some(name), counted),
            Ok(counted) => return self.add_counts(name, Some(name), counted),
        }
        Ok(())
    }

    fn add_stdin(&mut self, label: Option<&OsStr>, counted: Counted) -> Result {
        self.read_stdin = true;
        let name = label.unwrap_or(OsStr::new("standard input"));
        self.add_counts(name, label, counted)
    }

    fn add_counts(&mut self, name: &OsStr, label: Option<&OsStr>, counted: Counted) -> Result {
        let (counts, failure) = counted;
        if let Some(e) = failure {
            operand_error(name, &e);
        }
        self.sum.add(&counts);
        if self.printed {
            counts.print(&self.columns, self.width, label)?;
        }
        Ok(())
    }
}

/// Returns the width of the widest count of the files with these `names`, or of standard input
/// if there are none: no count is larger than the sum of the sizes.
fn width_of(names: &mut dyn ExactSizeIterator<Item = &[u8]>, columns: &Columns) -> usize {
    if names.len() <= 1 && columns.number() == 1 {
        return 1;
    }
    let (mut least, mut sum) = (1, 0_u64);
    let mut add = |stat: Option<Stat>| match stat {
        Some(s) if s.is_regular() => sum = sum.saturating_add(s.st_size as u64),
        Some(_) => least = UNKNOWN_WIDTH,
        // The file will be reported when it is opened.
        None => {}
    };
    if names.len() == 0 {
        add(fstat(stdin()).ok());
    }
    for name in names {
        add(if name == b"-" {
            fstat(stdin()).ok()
        } else {
            stat(name).ok()
        });
    }
    least.max(sum.checked_ilog10().map_or(1, |log| log as usize + 1))
}

/// Returns the width of the widest count of the files in `list`, or 1 if the list cannot be read
/// twice.
fn width_of_list(list: &OsStr, columns: &Columns) -> usize {
    let bytes = match list.as_bytes() {
        b"-" => regular_content(stdin()),
        _ => files::open(list, OFlags::RDONLY)
            .ok()
            .and_then(|file| regular_content(file.as_fd())),
    };
    let Some(bytes) = bytes else { return 1 };
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(&bytes);
    let names: Vec<&[u8]> = bytes.split(|&b| b == 0).collect();
    width_of(&mut names.into_iter(), columns)
}

/// Returns the unread rest of a regular file, unless it is very large. The file's offset does not
/// change.
fn regular_content(file: BorrowedFd<'_>) -> Option<Vec<u8>> {
    let stat = fstat(file).ok()?;
    if !stat.is_regular() || stat.st_size > LONG_LIST {
        return None;
    }
    let mut bytes = vec![0; stat.st_size as usize];
    let n = pread(file, &mut bytes[..], tell(file).ok()?).ok()?;
    bytes.truncate(n);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Settings::parse(options);
        });
    }
}
