//! shuf: print random permutations. GNU manual node "shuf invocation".
//!
//! The same `--random-source` gives the same order as with GNU's shuf.

mod pool;

use pool::Pool;
use shared::input::files::{self, Input};
use shared::input::random::{Numbers, Source};
use shared::memchr::memchr;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::fs::{OFlags, fstat, tell};
use shared::rustix::io::Errno;
use shared::rustix::stdio::dup2_stdout;
use shared::sys::stat::StatExt;
use shared::values::number::{self, Mistake};

/// Larger input is not held in memory if only some of its lines are asked for.
const LARGE: u64 = 8 * 1024 * 1024;

/// The options.
#[derive(Default)]
struct Shuf {
    echo: bool,
    /// The first and the last number.
    range: Option<(u64, u64)>,
    /// How many lines to print at most.
    count: Option<u64>,
    output: Option<&'static OsStr>,
    random_source: Option<&'static OsStr>,
    repeat: bool,
    /// The byte that ends a line.
    end: u8,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let shuf = Shuf::parse(&mut options)?;
    let operands = options.operands();
    if shuf.echo && shuf.range.is_some() {
        return Err(Error::usage("cannot combine -e and -i options"));
    }
    let allowed = match (shuf.echo, shuf.range) {
        (true, _) => operands.len(),
        (_, Some(_)) => 0,
        _ => 1,
    };
    if let Some(extra) = operands.get(allowed) {
        return Err(cli::extra_operand(extra));
    }
    shuf.shuffle(&operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "shuf",
        "[OPTION]... [FILE]\n       shuf -e [OPTION]... [ARG]...\n       shuf -i LO-HI [OPTION]...",
        "Print the lines of the input in random order.",
    )
    .options(options![
        flag("-e, --echo", "shuffle the ARGs instead of input lines"),
        value(
            "-i, --input-range",
            "LO-HI",
            "shuffle the numbers LO to HI instead of input lines",
        ),
        value("-n, --head-count", "COUNT", "print at most COUNT lines"),
        value(
            "-o, --output",
            "FILE",
            "write to FILE instead of standard output",
        ),
        value("--random-source", "FILE", "take random bytes from FILE"),
        flag(
            "-r, --repeat",
            "allow repetition of lines, without end unless -n is given",
        ),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
    ])
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

impl Shuf {
    fn parse(options: &mut Options) -> Result<Self> {
        let mut shuf = Self {
            end: b'\n',
            ..Self::default()
        };
        while let Some(option) = options.next()? {
            let value = option.value();
            match option.name {
                "echo" => shuf.echo = true,
                "input-range" => {
                    if shuf.range.is_some() {
                        return Err(Error::new("multiple -i options specified"));
                    }
                    shuf.range = Some(input_range(value)?);
                }
                "head-count" => {
                    let count = head_count(value)?;
                    shuf.count = Some(shuf.count.map_or(count, |before| before.min(count)));
                }
                "output" => {
                    set_once(&mut shuf.output, value, "multiple output files specified")?;
                }
                "random-source" => {
                    let mistake = "multiple random sources specified";
                    set_once(&mut shuf.random_source, value, mistake)?;
                }
                "repeat" => shuf.repeat = true,
                "zero-terminated" => shuf.end = b'\0',
                _ => option.unhandled(),
            }
        }
        Ok(shuf)
    }

    fn shuffle(&self, operands: &[&'static OsStr]) -> Result {
        let count = self.count.unwrap_or(u64::MAX);
        let pool = match self.range {
            Some((first, last)) => Pool::numbers(first, last),
            None if self.echo => Pool::words(operands, self.end),
            None if count == 0 => Pool::words(&[], self.end),
            None => {
                let name = operands.first().copied().unwrap_or(OsStr::new("-"));
                let input = Input::open(name).map_err(|e| Error::io(quotef(name), &e))?;
                if self.count.is_some() && !self.repeat && is_large(&input) {
                    let mut random = self.numbers()?;
                    let sample = Pool::sample(&input, self.end, count, &mut random)?;
                    return self.print(sample, random);
                }
                Pool::lines(&input, self.end)?
            }
        };
        if !self.repeat && count.min(pool.len()) == 0 {
            return self.open_output();
        }
        let random = self.numbers()?;
        self.print(pool, random)
    }

    fn print(&self, mut pool: Pool, mut random: Numbers) -> Result {
        let count = self.count.unwrap_or(u64::MAX);
        if self.repeat {
            self.open_output()?;
            if count > 0 && pool.len() == 0 {
                return Err(Error::new("no lines to repeat"));
            }
            return (0..count).try_for_each(|_| {
                let drawn = random.up_to(pool.len() - 1)?;
                Ok(pool.write(drawn, self.end, &mut stdout())?)
            });
        }
        // The output may be the input, so everything is drawn before it is truncated.
        pool.permute(count, &mut random)?;
        self.open_output()?;
        Ok(pool.write_all(self.end, &mut stdout())?)
    }

    fn numbers(&self) -> Result<Numbers> {
        let source = Source::open(self.random_source)
            .map_err(|e| Error::io(quotef(self.random_source.unwrap_or_default()), &e))?;
        Ok(Numbers::new(source))
    }

    /// Makes the file of `-o` standard output.
    fn open_output(&self) -> Result {
        let Some(name) = self.output else {
            return Ok(());
        };
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
        files::open(name, flags)
            .and_then(|file| Ok(dup2_stdout(file)?))
            .map_err(|e| Error::io(quotef(name), &e))
    }
}

/// Returns whether the input is large, or its size is unknown.
fn is_large(input: &Input) -> bool {
    let small = fstat(input).is_ok_and(|stat| {
        let left = (stat.st_size as u64).saturating_sub(tell(input).unwrap_or(0));
        stat.is_regular() && left <= LARGE
    });
    !small
}

/// Parses the value of `-i`. The last number is one below the first for an empty range, else
/// not less than it.
fn input_range(given: &OsStr) -> Result<(u64, u64)> {
    let text = given.as_bytes();
    let invalid = |text| format!("invalid input range: {}", quote(OsStr::from_bytes(text)));
    let number = |text| match number::parse(text, "") {
        Ok(number) => Ok(number),
        Err(Mistake::Invalid) => Err(Error::new(invalid(text))),
        Err(Mistake::Overflow) => Err(Error::io(invalid(text), &Errno::OVERFLOW.into())),
    };
    let Some(hyphen) = memchr(b'-', text) else {
        // A number that is too large is reported as such all the same.
        number(text)?;
        return Err(Error::new(invalid(text)));
    };
    let (first, last) = (number(&text[..hyphen])?, number(&text[hyphen + 1..])?);
    let empty = last.checked_add(1) == Some(first);
    let whole = first == 0 && last == u64::MAX;
    if (first <= last && !whole) || empty {
        Ok((first, last))
    } else {
        Err(Error::new(invalid(text)))
    }
}

/// Parses the value of `-n`.
fn head_count(given: &OsStr) -> Result<u64> {
    match number::parse(given.as_bytes(), "") {
        Ok(count) => Ok(count),
        Err(Mistake::Overflow) => Ok(u64::MAX),
        Err(Mistake::Invalid) => Err(Error::new(format!("invalid line count: {}", quote(given)))),
    }
}

/// Stores the value of an option that may be repeated only with the same value.
fn set_once(setting: &mut Option<&'static OsStr>, given: &'static OsStr, mistake: &str) -> Result {
    match setting.replace(given) {
        Some(before) if before != given => Err(Error::new(mistake)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Shuf::parse(&mut options);
        });
    }
}
