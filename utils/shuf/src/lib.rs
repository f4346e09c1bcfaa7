//! shuf: print random permutations. GNU manual node "shuf invocation".
//!
//! With the same `--random-source`, the same lines come in the same order as from GNU's.

mod pool;

use pool::Pool;
use shared::input::files::{self, Input};
use shared::input::random::{Numbers, Source};
use shared::memchr::memchr;
use shared::prelude::*;
use shared::rustix::fs::{FileType, OFlags, fstat, tell};
use shared::rustix::io::Errno;
use shared::rustix::stdio::dup2_stdout;
use shared::values::number::{self, Mistake};

/// Input beyond this size isn't held in memory where only some of its lines are asked for.
const LARGE: u64 = 8 * 1024 * 1024;

/// What is asked for.
#[derive(Default)]
struct Shuf {
    echo: bool,
    /// The first and the last number.
    range: Option<(u64, u64)>,
    /// The most lines to print.
    count: Option<u64>,
    output: Option<&'static OsStr>,
    random_source: Option<&'static OsStr>,
    repeat: bool,
    end: u8,
}

/// Runs shuf.
pub fn run(args: Args) -> Result {
    let mut shuf = Shuf {
        end: b'\n',
        ..Shuf::default()
    };
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "echo" => shuf.echo = true,
            "input-range" => {
                let range = input_range(option.value())?;
                if shuf.range.replace(range).is_some() {
                    return Err(Error::new("multiple -i options specified"));
                }
            }
            "head-count" => {
                let count = head_count(option.value())?;
                shuf.count = Some(shuf.count.map_or(count, |before| before.min(count)));
            }
            "output" => set_once(
                &mut shuf.output,
                option.value(),
                "multiple output files specified",
            )?,
            "random-source" => set_once(
                &mut shuf.random_source,
                option.value(),
                "multiple random sources specified",
            )?,
            "repeat" => shuf.repeat = true,
            _ => shuf.end = b'\0', // -z
        }
    }
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

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "shuf",
        "[OPTION]... [FILE]\n       shuf -e [OPTION]... [ARG]...\n       shuf -i LO-HI [OPTION]...",
        "Print the lines of the input in random order.",
    )
    .args([
        flag("-e, --echo", "shuffle the ARGs instead of lines"),
        value(
            "-i, --input-range",
            "LO-HI",
            "shuffle the numbers LO through HI instead of lines",
        ),
        value("-n, --head-count", "COUNT", "print at most COUNT lines"),
        value(
            "-o, --output",
            "FILE",
            "write to FILE, not to standard output",
        ),
        value("--random-source", "FILE", "take random bytes from FILE"),
        flag(
            "-r, --repeat",
            "print lines that may come again, without end but for -n",
        ),
        flag("-z, --zero-terminated", "lines end in NUL, not in newline"),
    ])
    .after_help("With no FILE, or when FILE is -, read standard input.")
}

impl Shuf {
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
        // All is drawn before the output, which may be the input, is touched.
        pool.permute(count, &mut random)?;
        self.open_output()?;
        Ok(pool.write_all(self.end, &mut stdout())?)
    }

    fn numbers(&self) -> Result<Numbers> {
        let source = Source::open(self.random_source)
            .map_err(|e| Error::io(quotef(self.random_source.unwrap_or_default()), &e))?;
        Ok(Numbers::new(source))
    }

    /// Makes the file of -o standard output.
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

/// Is this input, as far as can be told, too large to be held in memory for a few lines of it?
fn is_large(input: &Input) -> bool {
    let small = fstat(input).is_ok_and(|stat| {
        let left = (stat.st_size as u64).saturating_sub(tell(input).unwrap_or(0));
        FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && left <= LARGE
    });
    !small
}

/// The value of -i: two numbers, the last not below the first but for an empty range.
fn input_range(given: &OsStr) -> Result<(u64, u64)> {
    let text = given.as_bytes();
    let invalid = |text| format!("invalid input range: {}", quote(OsStr::from_bytes(text)));
    let number = |text| match number::parse(text, "") {
        Ok(number) => Ok(number),
        Err(Mistake::Invalid) => Err(Error::new(invalid(text))),
        Err(Mistake::Overflow) => Err(Error::io(invalid(text), &Errno::OVERFLOW.into())),
    };
    let Some(hyphen) = memchr(b'-', text) else {
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

/// The value of -n.
fn head_count(given: &OsStr) -> Result<u64> {
    match number::parse(given.as_bytes(), "") {
        Ok(count) => Ok(count),
        Err(Mistake::Overflow) => Ok(u64::MAX),
        Err(Mistake::Invalid) => Err(Error::new(format!("invalid line count: {}", quote(given)))),
    }
}

/// Takes the value of an option that may come again only with the same value.
fn set_once(setting: &mut Option<&'static OsStr>, given: &'static OsStr, mistake: &str) -> Result {
    match setting.replace(given) {
        Some(before) if before != given => Err(Error::new(mistake)),
        _ => Ok(()),
    }
}
