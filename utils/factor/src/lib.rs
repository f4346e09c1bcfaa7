//! factor: print the prime factors of numbers. GNU manual node "factor invocation".
//!
//! Numbers may have any size. Small factors are found by trial division, others by Pollard's rho
//! and by elliptic curves. A factor is printed as prime if it passes the Baillie-PSW test. No
//! composite number that passes it is known.

mod curve;
mod elliptic;
mod factors;
mod prime;
mod rho;
mod ring;
mod sieve;
mod trial;

use factors::Factors;
use shared::input::files::Input;
use shared::num_bigint::BigUint;
use shared::prelude::*;
use shared::program::cli::Options;

/// The most bytes that a pipe takes in one piece, so that the lines of several processes that
/// print to one pipe are not mixed.
const PIECE: usize = 4096;

/// Bytes per read.
const BLOCK: usize = 64 * 1024;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let mut printer = Printer {
        settings,
        ..Printer::default()
    };
    if operands.is_empty() {
        factor_stdin(&mut printer)?;
    } else {
        for operand in operands {
            // Leading blanks are allowed in operands.
            let text = operand.as_bytes();
            let blanks = text.iter().take_while(|&&b| b == b' ').count();
            printer.factor(&text[blanks..], text)?;
        }
    }
    Ok(printer.flush()?)
}

pub fn cli() -> Cli {
    cli::utility(
        "factor",
        "[OPTION]... [NUMBER]...",
        "Print the prime factors of each NUMBER, or of the numbers on standard input.",
    )
    .options(options![flag(
        "-h, --exponents",
        "print repeated factors as p^e"
    )])
    // GNU's reports how it computes, which differs here.
    .options(options![flag("---debug", "")])
}

/// The options.
#[derive(Default)]
struct Settings {
    exponents: bool,
}

impl Settings {
    /// Returns the settings and the numbers.
    fn parse(mut options: Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "-debug" => {}
                "exponents" => settings.exponents = true,
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }
}

/// Factors the numbers on standard input, separated by blanks.
fn factor_stdin(printer: &mut Printer) -> Result {
    let input = Input::open(OsStr::new("-"))?;
    let mut buffer = Vec::with_capacity(BLOCK);
    loop {
        buffer.reserve(BLOCK);
        let read = input.read_more(&mut buffer);
        let ended = read.map_err(|e| Error::io("error reading input", &e))? == 0;
        // The last word may continue in the next block.
        let whole = match buffer.iter().rposition(|&b| is_delimiter(b)) {
            _ if ended => buffer.len(),
            last => last.map_or(0, |last| last + 1),
        };
        for word in buffer[..whole].split(|&b| is_delimiter(b)) {
            if !word.is_empty() {
                // Like GNU, ignore the rest of a word after a NUL.
                let word = word.split(|&b| b == 0).next().unwrap_or_default();
                printer.factor(word, word)?;
            }
        }
        if ended {
            return Ok(());
        }
        if !stdout().collects_blocks() {
            printer.flush()?;
        }
        buffer.drain(..whole);
    }
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}

/// Factors numbers and collects the lines to print.
#[derive(Default)]
struct Printer {
    settings: Settings,
    pending: Vec<u8>,
    line: Vec<u8>,
    factors: Factors,
}

impl Printer {
    /// Prints a number and its factors, or an error that shows `given`.
    fn factor(&mut self, text: &[u8], given: &[u8]) -> Result {
        let digits = text.strip_prefix(b"+").unwrap_or(text);
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            if !stdout().collects_blocks() {
                self.flush()?;
            }
            let given = quote(OsStr::from_bytes(given));
            diagnostics::error(&format!("{given} is not a valid positive integer"));
            return Ok(());
        }
        let zeros = digits.iter().take_while(|&&b| b == b'0').count();
        let digits = &digits[zeros.min(digits.len() - 1)..];
        self.factors.clear();
        match small(digits) {
            Some(number) => self.factors.of(number),
            None => self.factors.of_big(large(digits)),
        }
        self.line.clear();
        self.line.extend_from_slice(digits);
        self.line.push(b':');
        self.factors
            .push_to(self.settings.exponents, &mut self.line);
        self.line.push(b'\n');
        if self.pending.len() + self.line.len() > PIECE {
            self.flush()?;
        }
        self.pending.extend_from_slice(&self.line);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        stdout().write_block(&self.pending)?;
        self.pending.clear();
        Ok(())
    }
}

/// Returns the number if it has up to 128 bits.
fn small(digits: &[u8]) -> Option<u128> {
    let fold = |number: u64, &digit: &u8| number * 10 + u64::from(digit - b'0');
    if digits.len() < 20 {
        return Some(digits.iter().fold(0, fold).into());
    }
    str::from_utf8(digits).ok()?.parse().ok()
}

fn large(digits: &[u8]) -> BigUint {
    match BigUint::parse_bytes(digits, 10) {
        Some(number) => number,
        None => unreachable!("digits only"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &[], &|options| {
            let _ = Settings::parse(options);
        });
    }
}
