//! comm: compare two sorted files line by line. GNU manual node "comm invocation"; POSIX comm.

use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::text::locale;
use std::cmp::Ordering;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    match operands[..] {
        [first, second] => Comm::new(settings).compare(first, second),
        [_, _, extra, ..] => Err(cli::extra_operand(extra)),
        _ => Err(cli::missing_operand(operands.first().copied())),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "comm",
        "[OPTION]... FILE1 FILE2",
        "Compare sorted files line by line. Print three columns: lines only in FILE1, \
         lines only in FILE2, and lines in both.",
    )
    .options(options![
        flag("-1", "omit the lines that are only in FILE1"),
        flag("-2", "omit the lines that are only in FILE2"),
        flag("-3", "omit the lines that are in both files"),
        flag(
            "--check-order",
            "fail at the first line that is out of order",
        ),
        flag("--nocheck-order", "do not check the order of the input"),
        value(
            "--output-delimiter",
            "STR",
            "separate columns with STR instead of a tab",
        ),
        flag(
            "--total",
            "print the number of lines of each column at the end",
        ),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
    ])
    .notes(
        "A FILE that is - means standard input. Both files must be sorted by the collation \
         order of the locale.",
    )
}

/// A line from this length on is written without another copy.
const LONG: usize = 64 * 1024;

/// When lines out of order are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// Once a line was found in one file only.
    Default,
    Always,
    Never,
}

struct Settings {
    /// Whether each of the three columns is printed.
    shown: [bool; 3],
    delimiter: &'static [u8],
    /// The byte that ends a line.
    end: u8,
    check: Check,
    total: bool,
}

impl Settings {
    fn parse(options: &mut Options) -> Result<Self> {
        let mut settings = Self {
            shown: [true; 3],
            delimiter: b"\t",
            end: b'\n',
            check: Check::Default,
            total: false,
        };
        let mut delimiter = None;
        while let Some(option) = options.next()? {
            match option.name {
                "1" => settings.shown[0] = false,
                "2" => settings.shown[1] = false,
                "3" => settings.shown[2] = false,
                "check-order" => settings.check = Check::Always,
                "nocheck-order" => settings.check = Check::Never,
                "output-delimiter" => match delimiter.replace(option.value()) {
                    Some(before) if before != option.value() => {
                        return Err(Error::new("multiple output delimiters specified"));
                    }
                    _ => {}
                },
                "total" => settings.total = true,
                "zero-terminated" => settings.end = b'\0',
                _ => option.unhandled(),
            }
        }
        match delimiter.map(OsStr::as_bytes) {
            None => {}
            // An empty delimiter means NUL.
            Some(b"") => settings.delimiter = b"\0",
            Some(given) => settings.delimiter = given,
        }
        Ok(settings)
    }
}

/// One of the files, with its current line and the one before.
struct Side {
    number: usize,
    input: Input,
    /// The index of its source.
    source: usize,
    line: Vec<u8>,
    before: Vec<u8>,
    /// How many lines were read.
    read: u64,
    at_end: bool,
    disordered: bool,
}

struct Comm {
    settings: Settings,
    /// Buffers of the files. If both are standard input, they share the first one.
    sources: [Lines; 2],
    /// Whether a line was found in one file only.
    unpaired: bool,
    /// Output that was not written yet.
    out: Vec<u8>,
}

impl Comm {
    fn new(settings: Settings) -> Self {
        Self {
            sources: [settings.end; 2].map(Lines::new),
            settings,
            unpaired: false,
            out: Vec::new(),
        }
    }

    fn compare(&mut self, first: &'static OsStr, second: &'static OsStr) -> Result {
        let one = first == "-" && second == "-";
        let mut a = Side::open(1, first, 0)?;
        self.advance(&mut a)?;
        let mut b = Side::open(2, second, usize::from(!one))?;
        self.advance(&mut b)?;
        let mut totals = [0_u64; 3];
        while !(a.at_end && b.at_end) {
            let order = match (a.at_end, b.at_end) {
                (true, _) => Ordering::Greater,
                (_, true) => Ordering::Less,
                _ => locale::collate(&a.line, &b.line),
            };
            let (column, line) = match order {
                Ordering::Less => (0, &a.line),
                Ordering::Greater => (1, &b.line),
                Ordering::Equal => (2, &b.line),
            };
            totals[column] += 1;
            self.unpaired |= column < 2;
            self.print(column, line)?;
            if order.is_le() {
                self.advance(&mut a)?;
            }
            if order.is_ge() {
                self.advance(&mut b)?;
            }
        }
        if one {
            // GNU's comm closes standard input twice, and reports the second failure.
            return Err(Error::io("-", &shared::rustix::io::Errno::BADF.into()));
        }
        if self.settings.total {
            self.push_totals(totals);
        }
        self.write_out()?;
        if a.disordered || b.disordered {
            return Err(Error::new("input is not in sorted order"));
        }
        Ok(())
    }

    /// Prints a line in its column, if that is shown.
    fn print(&mut self, column: usize, line: &[u8]) -> io::Result<()> {
        let shown = &self.settings.shown;
        if !shown[column] {
            return Ok(());
        }
        for _ in shown[..column].iter().filter(|&&shown| shown) {
            self.out.extend_from_slice(self.settings.delimiter);
        }
        if line.len() < LONG {
            self.out.extend_from_slice(line);
        } else {
            self.write_out()?;
            stdout().write_block(line)?;
        }
        self.out.push(self.settings.end);
        self.write_out()
    }

    fn push_totals(&mut self, totals: [u64; 3]) {
        for count in totals {
            self.out.extend_from_slice(count.to_string().as_bytes());
            self.out.extend_from_slice(self.settings.delimiter);
        }
        self.out.extend_from_slice(b"total");
        self.out.push(self.settings.end);
    }

    /// Reads the next line, and checks that it does not come before the current one.
    fn advance(&mut self, side: &mut Side) -> Result {
        let next = self.sources[side.source]
            .next(&side.input)
            .map_err(|e| Error::io(quotef(side.input.name), &e))?;
        match next {
            Some(line) => {
                std::mem::swap(&mut side.before, &mut side.line);
                side.line.clear();
                side.line.extend_from_slice(line);
                side.read += 1;
            }
            // The last two lines are checked again, because `unpaired` may have changed.
            None => side.at_end = true,
        }
        let checked = match self.settings.check {
            Check::Default => self.unpaired,
            Check::Always => true,
            Check::Never => false,
        };
        if checked
            && side.read > 1
            && !side.disordered
            && locale::collate(&side.before, &side.line).is_gt()
        {
            side.disordered = true;
            let message = format!("file {} is not in sorted order", side.number);
            if self.settings.check == Check::Always {
                return Err(Error::new(message));
            }
            diagnostics::error(&message);
        }
        Ok(())
    }

    fn write_out(&mut self) -> io::Result<()> {
        stdout().write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }
}

impl Side {
    fn open(number: usize, name: &'static OsStr, source: usize) -> Result<Self> {
        Ok(Self {
            number,
            input: Input::open(name).map_err(|e| Error::io(quotef(name), &e))?,
            source,
            line: Vec::new(),
            before: Vec::new(),
            read: 0,
            at_end: false,
            disordered: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
