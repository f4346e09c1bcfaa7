//! date: print or set the date and time. GNU manual node "date invocation"; POSIX date.

mod formats;
mod settings;

use formats::Format;
use settings::{Action, Settings, Source};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::rustix::time::{ClockId, Timespec, clock_getres, clock_settime};
use shared::sys::stat::stat;
use shared::sys::time::set_zone;
use shared::time::{Moment, format::format_or_write, parse::parse, posix};

pub fn run(args: Args) -> Result {
    let settings = Settings::parse(args.parse(cli))?;
    if settings.utc {
        set_zone(Some(c"UTC0"));
    }
    let printer = Printer {
        format: match (settings.format, &settings.action) {
            (Some(format), _) => format,
            (None, Action::Print(Source::Resolution)) => Format::custom(b"%s.%N"),
            (None, _) => Format::of_locale(),
        },
        debug: settings.debug,
    };
    match settings.action {
        Action::Print(source) => printer.print_source(source),
        Action::Set(text) => {
            let moment = printer.read(text.as_bytes());
            printer.set(&moment.ok_or_else(|| invalid(text))?)
        }
        Action::SetDigits(digits) => {
            let now = Moment::now().seconds;
            let seconds = posix::parse(digits.as_bytes(), posix::Form::YearLast, now);
            let seconds = seconds.ok_or_else(|| invalid(digits))?;
            printer.set(&Moment::new(seconds, 0))
        }
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "date",
        "[OPTION]... [+FORMAT]\n  or:  date [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]",
        "Print the date and time in the given FORMAT, or set the system clock.",
    )
    .listed_first("reference resolution rfc-email rfc-822 rfc-2822 rfc-3339")
    .options(options![
        value(
            "-d, --date",
            "STRING",
            "print the time that STRING describes instead of now",
        ),
        flag(
            "--debug",
            "explain on standard error how the date is parsed, and warn about questionable \
             usage",
        ),
        value(
            "-f, --file",
            "DATEFILE",
            "like --date, for each line of DATEFILE",
        ),
        optional(
            "-I, --iso-8601",
            "FMT",
            "print in ISO 8601 format, with the precision FMT: date (the default), hours, \
             minutes, seconds or ns",
        ),
        flag("--resolution", "print the resolution of the system clock"),
        flag(
            "-R, --rfc-email",
            "print in RFC 5322 format, like Mon, 14 Aug 2006 02:34:56 -0600",
        )
        .hidden("--rfc-822, --rfc-2822"),
        value(
            "--rfc-3339",
            "FMT",
            "print in RFC 3339 format, with the precision FMT: date, seconds or ns",
        ),
        value(
            "-r, --reference",
            "FILE",
            "print the modification time of FILE",
        ),
        value(
            "-s, --set",
            "STRING",
            "set the system clock to the time that STRING describes",
        ),
        flag(
            "-u, --utc, --universal",
            "print or set Coordinated Universal Time (UTC)",
        )
        .hidden("--uct"),
    ])
    .notes(formats::HELP)
}

fn invalid(text: &OsStr) -> Error {
    Error::new(format!("invalid date {}", quote(text)))
}

/// Returns when a file was last modified.
fn modified(name: &OsStr) -> Result<Moment> {
    let stat = stat(name, true).map_err(|e| Error::io(quotef(name), &e.into()))?;
    Ok(Moment::new(stat.st_mtime, stat.st_mtime_nsec as u32))
}

/// Parses, prints and sets times.
struct Printer {
    format: Format,
    debug: bool,
}

impl Printer {
    /// Parses a date string.
    fn read(&self, text: &[u8]) -> Option<Moment> {
        let now = Moment::now();
        let (seconds, nanoseconds) = parse(text, (now.seconds, now.nanoseconds), self.debug)?;
        Some(Moment::new(seconds, nanoseconds))
    }

    fn print_source(&self, source: Source) -> Result {
        match source {
            Source::Now => self.print(&Moment::now()),
            Source::Text(text) => {
                let moment = self.read(text.as_bytes());
                self.print(&moment.ok_or_else(|| invalid(text))?)
            }
            Source::Lines(name) => self.print_lines(name),
            Source::File(name) => self.print(&modified(name)?),
            Source::Resolution => {
                let resolution = clock_getres(ClockId::Realtime);
                self.print(&Moment::new(resolution.tv_sec, resolution.tv_nsec as u32))
            }
        }
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
        format_or_write(&mut line, &text, moment)?.ok_or_else(out_of_range)?;
        line.push(b'\n');
        Ok(stdout().write_all(&line)?)
    }

    /// Prints the time that each line of a file describes.
    fn print_lines(&self, name: &'static OsStr) -> Result {
        let shown = quotef(if name == "-" {
            OsStr::new("standard input")
        } else {
            name
        });
        let failed = |e: io::Error| Error::io(&shown, &e);
        let input = Input::open(name).map_err(failed)?;
        let mut lines = Lines::new(b'\n');
        // A line is answered before the next one is read.
        while let Some(line) = lines.next(&input).map_err(failed)? {
            match self.read(line) {
                Some(moment) => self.print(&moment)?,
                None => invalid(OsStr::from_bytes(line)).emit(),
            }
        }
        Ok(())
    }

    /// Sets the clock. Like GNU's date, prints the time even if setting it failed.
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
