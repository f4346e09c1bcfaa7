//! comm: compare two sorted files line by line. GNU manual node "comm invocation"; POSIX comm.

use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::text::locale;
use std::cmp::Ordering;

/// When lines out of order are reported.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    /// Where a line was found in one file only.
    Default,
    Always,
    Never,
}

/// Runs comm.
pub fn run(args: Args) -> Result {
    let mut comm = Comm {
        sources: [Lines::new(b'\n'), Lines::new(b'\n')],
        shown: [true; 3],
        delimiter: b"\t",
        end: b'\n',
        check: Check::Default,
        unpaired: false,
        out: Vec::new(),
    };
    let mut total = false;
    let mut delimiter = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "1" => comm.shown[0] = false,
            "2" => comm.shown[1] = false,
            "3" => comm.shown[2] = false,
            "check-order" => comm.check = Check::Always,
            "nocheck-order" => comm.check = Check::Never,
            "output-delimiter" => match delimiter.replace(option.value()) {
                Some(before) if before != option.value() => {
                    return Err(Error::new("multiple output delimiters specified"));
                }
                _ => {}
            },
            "total" => total = true,
            _ => comm.end = b'\0', // -z
        }
    }
    if let Some(given) = delimiter {
        // Nothing stands for NUL.
        comm.delimiter = if given.is_empty() {
            b"\0"
        } else {
            given.as_bytes()
        };
    }
    comm.sources = [comm.end; 2].map(Lines::new);
    let operands = options.operands();
    match operands[..] {
        [first, second] => comm.compare(first, second, total),
        [_, _, extra, ..] => Err(cli::extra_operand(extra)),
        _ => Err(cli::missing_operand(operands.first().copied())),
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "comm",
        "[OPTION]... FILE1 FILE2",
        "Print three columns: lines only in FILE1, lines only in FILE2, lines in both.",
    )
    .args([
        flag("-1", "leave out the lines only in FILE1"),
        flag("-2", "leave out the lines only in FILE2"),
        flag("-3", "leave out the lines in both"),
        flag(
            "--check-order",
            "fail at the first line out of order, whatever is printed",
        ),
        flag(
            "--nocheck-order",
            "don't look whether the input is in order",
        ),
        value(
            "--output-delimiter",
            "STR",
            "print STR between columns, not a TAB",
        ),
        flag(
            "--total",
            "print how many lines there are of each column at the end",
        ),
        flag("-z, --zero-terminated", "lines end in NUL, not in newline"),
    ])
    .after_help("A FILE that is - is standard input. The files must be sorted as the locale sorts.")
}

/// One of the files, with the last lines that were read.
struct Side {
    number: usize,
    input: Input,
    /// Which of the sources it reads: standard input as both files is one, as its lines are
    /// taken by turns.
    source: usize,
    line: Vec<u8>,
    before: Vec<u8>,
    /// How many lines were read.
    read: u64,
    at_end: bool,
    disordered: bool,
}

struct Comm {
    sources: [Lines; 2],
    shown: [bool; 3],
    delimiter: &'static [u8],
    end: u8,
    check: Check,
    /// Was there a line in one file only?
    unpaired: bool,
    /// The line that is made up.
    out: Vec<u8>,
}

impl Comm {
    fn compare(&mut self, first: &'static OsStr, second: &'static OsStr, total: bool) -> Result {
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
            if self.shown[column] {
                for _ in self.shown[..column].iter().filter(|&&shown| shown) {
                    self.out.extend_from_slice(self.delimiter);
                }
                self.out.extend_from_slice(line);
                self.out.push(self.end);
                self.write_out()?;
            }
            if order.is_le() {
                self.advance(&mut a)?;
            }
            if order.is_ge() {
                self.advance(&mut b)?;
            }
        }
        if one {
            // As closing it a second time fails.
            return Err(Error::io("-", &shared::rustix::io::Errno::BADF.into()));
        }
        if total {
            // Here a NUL is not printed, as with GNU's.
            let delimiter = if self.delimiter == b"\0" {
                b""
            } else {
                self.delimiter
            };
            for count in totals {
                self.out.extend_from_slice(count.to_string().as_bytes());
                self.out.extend_from_slice(delimiter);
            }
            self.out.extend_from_slice(b"total");
            self.out.push(self.end);
        }
        self.write_out()?;
        if a.disordered || b.disordered {
            return Err(Error::new("input is not in sorted order"));
        }
        Ok(())
    }

    /// Reads a line, and looks whether it follows the one before.
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
            // The last two may only now be known to matter.
            None => side.at_end = true,
        }
        let checked = match self.check {
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
            if self.check == Check::Always {
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
