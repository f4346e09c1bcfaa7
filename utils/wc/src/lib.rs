//! wc: count newlines, words, characters and bytes. GNU manual node "wc invocation"; POSIX wc.
//!
//! Encodings with shift states (ISO-2022) are read as though each character stood alone.

mod counts;
mod text;
mod width;
mod words;

use counts::{Columns, Counts};
use shared::input::{files, files0};
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{FileType, OFlags, Stat, fstat, stat, tell};
use shared::rustix::io::pread;
use shared::rustix::stdio::stdin;
use text::Reader;

/// When the line of totals is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Total {
    /// For several files.
    Auto,
    Always,
    /// And nothing else.
    Only,
    Never,
}

const TOTALS: [(&str, usize); 4] = [("auto", 0), ("always", 1), ("only", 2), ("never", 3)];

/// Columns are this wide where a size isn't known beforehand.
const UNKNOWN_WIDTH: usize = 7;

/// Runs wc.
pub fn run(args: Args) -> Result {
    let mut columns = Columns::default();
    let mut total = Total::Auto;
    let mut list = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "bytes" => columns.bytes = true,
            "chars" => columns.chars = true,
            "lines" => columns.lines = true,
            "words" => columns.words = true,
            "max-line-length" => columns.max_width = true,
            "files0-from" => list = Some(option.value()),
            "total" => {
                total = match keyword("--total", option.value(), &TOTALS)? {
                    0 => Total::Auto,
                    1 => Total::Always,
                    2 => Total::Only,
                    _ => Total::Never,
                }
            }
            _ => {} // --debug: no other way is ever taken
        }
    }
    if columns.number() == 0 {
        (columns.lines, columns.words, columns.bytes) = (true, true, true);
    }
    let operands = options.operands();
    if let (Some(_), Some(operand)) = (list, operands.first()) {
        // du names it in other quotes.
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
    let mut wc = Wc {
        reader: Reader::new(columns),
        columns,
        width,
        rows: total != Total::Only,
        sum: Counts::default(),
        read_stdin: false,
    };
    let files = match list {
        Some(list) => files0::for_each_name(list, &mut |name| wc.count(name))?,
        None if operands.is_empty() => {
            wc.count_stdin(None)?;
            1
        }
        None => {
            for operand in &operands {
                wc.count(operand)?;
            }
            operands.len() as u64
        }
    };
    if total == Total::Always || total == Total::Only || (total == Total::Auto && files > 1) {
        let label = (total != Total::Only).then_some(OsStr::new("total"));
        wc.sum.print(&columns, width, label)?;
    }
    if wc.read_stdin
        && let Err(e) = fstat(stdin())
    {
        // As closing it would fail.
        return Err(Error::io("-", &e.into()));
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "wc",
        "[OPTION]... [FILE]...",
        "Print newline, word and byte counts of each FILE, and their totals.",
    )
    .args([
        flag("-c, --bytes", "print the number of bytes"),
        flag("-m, --chars", "print the number of characters"),
        flag("-l, --lines", "print the number of newlines"),
        value(
            "--files0-from",
            "F",
            "take the FILEs, each ended by NUL, from the file F, or - for standard input",
        ),
        flag(
            "-L, --max-line-length",
            "print the columns that the widest line takes",
        ),
        flag("-w, --words", "print the number of words"),
        value(
            "--total",
            "WHEN",
            "print totals: auto (for several FILEs), always, only, never",
        ),
        flag("--debug", ""),
    ])
    .after_help(
        "With no FILE, or when FILE is -, read standard input. A word is what stands between\n\
         white space. Counts are always printed in this order: newlines, words, characters,\n\
         bytes, widest line.",
    )
}

/// Counting, file after file.
struct Wc {
    reader: Reader,
    columns: Columns,
    width: usize,
    /// Is there to be a line for each file?
    rows: bool,
    sum: Counts,
    read_stdin: bool,
}

impl Wc {
    fn count(&mut self, name: &OsStr) -> Result {
        if name == "-" {
            return self.count_stdin(Some(name));
        }
        if name.is_empty() {
            diagnostics::error("invalid zero-length file name");
            return Ok(());
        }
        match files::open(name, OFlags::RDONLY) {
            Ok(file) => self.count_open(file.as_fd(), name, Some(name)),
            Err(e) => {
                operand_error(name, &e);
                Ok(())
            }
        }
    }

    fn count_stdin(&mut self, label: Option<&OsStr>) -> Result {
        self.read_stdin = true;
        let name = label.unwrap_or(OsStr::new("standard input"));
        self.count_open(stdin(), name, label)
    }

    fn count_open(&mut self, file: BorrowedFd<'_>, name: &OsStr, label: Option<&OsStr>) -> Result {
        let (counts, failure) = self.reader.count(file);
        if let Some(e) = failure {
            operand_error(name, &e);
        }
        self.sum.add(&counts);
        if self.rows {
            counts.print(&self.columns, self.width, label)?;
        }
        Ok(())
    }
}

/// How wide the columns must be for the files' sizes; standard input where none is named.
fn width_of(names: &mut dyn ExactSizeIterator<Item = &[u8]>, columns: &Columns) -> usize {
    if names.len() <= 1 && columns.number() == 1 {
        return 1;
    }
    let (mut least, mut sum) = (1, 0_u64);
    let mut add = |stat: Option<Stat>| match stat {
        Some(s) if FileType::from_raw_mode(s.st_mode) == FileType::RegularFile => {
            sum = sum.saturating_add(s.st_size as u64);
        }
        Some(_) => least = UNKNOWN_WIDTH,
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

/// The same for a list of files, if it can be read twice.
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

/// What is left to read of a regular file of no unusual size, with its position unchanged.
fn regular_content(file: BorrowedFd<'_>) -> Option<Vec<u8>> {
    let stat = fstat(file).ok()?;
    let regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
    if !regular || stat.st_size > 10 << 20 {
        return None;
    }
    let mut bytes = vec![0; stat.st_size as usize];
    let n = pread(file, &mut bytes[..], tell(file).ok()?).ok()?;
    bytes.truncate(n);
    Some(bytes)
}
