//! date: print or set the date and time. GNU manual node "date invocation"; POSIX date.
//!
//! Missing: the native calendars of the locales fa_IR, am_ET and th_TH.

mod formats;

use formats::Format;
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::{self, AtFlags, StatxFlags};
use shared::rustix::time::{ClockId, Timespec, clock_getres, clock_settime};
use shared::sys::time::set_zone;
use shared::time::{Moment, format::format, parse::parse, posix};

pub fn run(args: Args) -> Result {
    let mut debug = false;
    let mut source = Source::Now;
    let mut sources = [false; 4];
    let mut set = None;
    let mut output = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "date" => source = Source::Text(option.value()),
            "debug" => debug = true,
            "file" => source = Source::Lines(option.value()),
            "iso-8601" => choose(&mut output, formats::iso_8601(option.optional())?)?,
            "resolution" => source = Source::Resolution,
            "rfc-email" => choose(&mut output, Format::email())?,
            "rfc-3339" => choose(&mut output, formats::rfc_3339(option.value())?)?,
            "reference" => source = Source::File(option.value()),
            "set" => set = Some(option.value()),
            _ => set_zone(Some(b"UTC0")),
        }
        if let Some(rank) = source.rank() {
            sources[rank] = true;
        }
    }
    let chosen = sources.iter().filter(|&&given| given).count();
    if chosen > 1 {
        return Err(Error::usage(
            "the options to specify dates for printing are mutually exclusive",
        ));
    }
    if set.is_some() && chosen > 0 {
        return Err(Error::usage(
            "the options to print and set the time may not be used together",
        ));
    }
    let mut digits = None;
    match *options.operands() {
        [] => {}
        [_, extra, ..] => return Err(cli::extra_operand(extra)),
        [operand] => match operand.as_bytes().strip_prefix(b"+") {
            Some(custom) => choose(&mut output, Format::custom(custom))?,
            None if set.is_none() && chosen == 0 => digits = Some(operand),
            None => {
                return Err(Error::usage(format!(
                    "the argument {} lacks a leading '+';\n\
                     when using an option to specify date(s), any non-option\n\
                     argument must be a format string beginning with '+'",
                    quote(operand)
                )));
            }
        },
    }
    let printer = Printer {
        format: match (output, &source) {
            (Some(format), _) => format,
            (None, Source::Resolution) => Format::custom(b"%s.%N"),
            (None, _) => Format::of_locale(),
        },
        debug,
    };
    if let Some(text) = set {
        let moment = printer.read(text.as_bytes());
        return printer.set(&moment.ok_or_else(|| invalid(text))?);
    }
    if let Some(digits) = digits {
        let now = Moment::now().seconds;
        let seconds = posix::parse(digits.as_bytes(), posix::Form::YearLast, now);
        let seconds = seconds.ok_or_else(|| invalid(digits))?;
        return printer.set(&Moment::new(seconds, 0));
    }
    match source {
        Source::Now => printer.print(&Moment::now()),
        Source::Text(text) => {
            let moment = printer.read(text.as_bytes());
            printer.print(&moment.ok_or_else(|| invalid(text))?)
        }
        Source::Lines(name) => printer.print_lines(name),
        Source::File(name) => printer.print(&modified(name)?),
        Source::Resolution => {
            let resolution = clock_getres(ClockId::Realtime);
            printer.print(&Moment::new(resolution.tv_sec, resolution.tv_nsec as u32))
        }
    }
}

pub fn cli() -> Command {
    cli::utility(
        "date",
        "[OPTION]... [+FORMAT]\n  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]",
        "Print the date and time as FORMAT says, or set the clock of the system.",
    )
    .args([
        value(
            "-d, --date",
            "STRING",
            "show the time that STRING describes, not 'now'",
        ),
        flag(
            "--debug",
            "tell on standard error how the date is understood, and of doubtful use",
        ),
        value(
            "-f, --file",
            "DATEFILE",
            "like --date, once for each line of DATEFILE",
        ),
        optional(
            "-I, --iso-8601",
            "FMT",
            "print in ISO 8601 format, as exact as FMT says: 'date' (the default), 'hours', \
             'minutes', 'seconds' or 'ns'",
        ),
        flag("--resolution", "print the resolution of the clock"),
        flag(
            "-R, --rfc-email, --rfc-822, --rfc-2822",
            "print in RFC 5322 format: Mon, 14 Aug 2006 02:34:56 -0600",
        ),
        value(
            "--rfc-3339",
            "FMT",
            "print in RFC 3339 format, as exact as FMT says: 'date', 'seconds' or 'ns'",
        ),
        value(
            "-r, --reference",
            "FILE",
            "print when FILE was last modified",
        ),
        value(
            "-s, --set",
            "STRING",
            "set the clock to the time that STRING describes",
        ),
        flag(
            "-u, --utc, --universal, --uct",
            "print or set Coordinated Universal Time (UTC)",
        ),
    ])
    .after_help(formats::HELP)
}

/// Which times are printed.
enum Source {
    Now,
    Text(&'static OsStr),
    Lines(&'static OsStr),
    File(&'static OsStr),
    Resolution,
}

impl Source {
    fn rank(&self) -> Option<usize> {
        match self {
            Self::Now => None,
            Self::Text(_) => Some(0),
            Self::Lines(_) => Some(1),
            Self::File(_) => Some(2),
            Self::Resolution => Some(3),
        }
    }
}

fn choose(chosen: &mut Option<Format>, format: Format) -> Result {
    match chosen.replace(format) {
        None => Ok(()),
        Some(_) => Err(Error::new("multiple output formats specified")),
    }
}

fn invalid(text: &OsStr) -> Error {
    Error::new(format!("invalid date {}", quote(text)))
}

/// When a file was last modified.
fn modified(name: &OsStr) -> Result<Moment> {
    let stat = fs::statx(fs::CWD, name, AtFlags::empty(), StatxFlags::MTIME)
        .map_err(|e| Error::io(quotef(name), &e.into()))?;
    Ok(Moment::new(stat.stx_mtime.tv_sec, stat.stx_mtime.tv_nsec))
}

/// Prints times, and reads them.
struct Printer {
    format: Format,
    debug: bool,
}

impl Printer {
    fn read(&self, text: &[u8]) -> Option<Moment> {
        let now = Moment::now();
        let (seconds, nanoseconds) = parse(text, (now.seconds, now.nanoseconds), self.debug)?;
        Some(Moment::new(seconds, nanoseconds))
    }

    fn print(&self, moment: &Moment) -> Result {
        if self.debug {
            let format = quote(OsStr::from_bytes(self.format.text()));
            diagnostics::warning(&format!("output format: {format}"));
        }
        let mut line = Vec::new();
        let out_of_range = || {
            let seconds = moment.seconds.to_string();
            Error::new(format!(
                "time {} is out of range",
                quote(OsStr::new(&seconds))
            ))
        };
        let text = self.format.for_moment(moment).ok_or_else(out_of_range)?;
        format(&mut line, &text, moment).ok_or_else(out_of_range)?;
        line.push(b'\n');
        Ok(stdout().write_all(&line)?)
    }

    /// Prints the time of each line of a file.
    fn print_lines(&self, name: &'static OsStr) -> Result {
        let read = || {
            let mut text = Vec::new();
            Input::open(name)?.read_to_end(&mut text)?;
            Ok(text)
        };
        let shown = quotef(if name == "-" {
            OsStr::new("standard input")
        } else {
            name
        });
        let text = read().map_err(|e: io::Error| Error::io(shown, &e))?;
        let lines = text.strip_suffix(b"\n").unwrap_or(&text);
        if text.is_empty() {
            return Ok(());
        }
        for line in lines.split(|&b| b == b'\n') {
            match self.read(line) {
                Some(moment) => self.print(&moment)?,
                None => invalid(OsStr::from_bytes(line)).emit(),
            }
        }
        Ok(())
    }

    /// Sets the clock, and prints the time even where that is not allowed.
    fn set(&self, moment: &Moment) -> Result {
        let time = Timespec {
            tv_sec: moment.seconds,
            tv_nsec: moment.nanoseconds.into(),
        };
        if let Err(e) = clock_settime(ClockId::Realtime, time) {
            diagnostics::error_io("cannot set date", &e.into());
        }
        self.print(moment)
    }
}
