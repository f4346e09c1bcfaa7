//! The conditions of `test` and `[` (GNU manual node "test invocation"). The number of words
//! determines the meaning of up to four, as in POSIX. More words are an expression with `!`, `(`,
//! `-a` and `-o`.

mod integer;

use crate::program::cli::{self, Cli};
use crate::program::error::{Error, Result};
use crate::program::status;
use crate::sys::access::may;
use crate::sys::stat::StatExt;
use crate::text::locale;
use crate::text::quoting::quote;
use rustix::fs::{self, Access, CWD, FileType, Stat};
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Evaluates the condition and sets the exit status: 0 if it is true, 1 if it is false, 2 if it
/// is invalid. `words` do not include `end`, the closing bracket of `[`, which messages may name.
///
/// # Errors
/// The condition is invalid.
pub fn run(words: &[&OsStr], end: Option<&OsStr>) -> Result {
    status::set_failure(2);
    if !holds(words, end)? {
        status::set(1);
    }
    Ok(())
}

/// Returns the command line. The options of `test` and `[` are words of the condition.
pub fn cli(name: &'static str, synopsis: &'static str) -> Cli {
    cli::utility(
        name,
        synopsis,
        "Exit with status 0 if EXPRESSION is true, 1 if it is false, 2 if it is invalid.",
    )
    .notes(EXPRESSIONS)
}

const EXPRESSIONS: &str = "\
An empty EXPRESSION is false, and a single STRING is true if it is not empty. Other \
expressions, in order of precedence:

  ( EXPR )        EXPR is true
  ! EXPR          EXPR is false
  EXPR -a EXPR    both are true (better: test EXPR && test EXPR)
  EXPR -o EXPR    one of them is true (better: test EXPR || test EXPR)

  -n STRING       the string is not empty
  -z STRING       the string is empty
  S1 = S2         the strings are equal (also ==)
  S1 != S2        the strings are not equal
  S1 < S2         S1 sorts before S2 in the current locale
  S1 > S2         S1 sorts after S2

  I1 -eq I2       the integers are equal (also -ne, -lt, -le, -gt, -ge);
                  an integer may be -l STRING, the length of STRING

  F1 -ef F2       F1 and F2 are the same file
  F1 -nt F2       F1 was modified more recently than F2
  F1 -ot F2       F1 was modified less recently than F2

  -e FILE         FILE exists
  -f FILE         FILE is a regular file
  -d FILE         FILE is a directory
  -b FILE         FILE is a block device
  -c FILE         FILE is a character device
  -p FILE         FILE is a named pipe
  -S FILE         FILE is a socket
  -L FILE         FILE is a symbolic link (also -h)
  -s FILE         FILE is not empty
  -r FILE         FILE is readable
  -w FILE         FILE is writable
  -x FILE         FILE is executable or, if it is a directory, searchable
  -u FILE         FILE has its set-user-ID bit set
  -g FILE         FILE has its set-group-ID bit set
  -k FILE         FILE has its sticky bit set
  -O FILE         FILE is owned by the effective user
  -G FILE         FILE is owned by the effective group
  -N FILE         FILE was modified since it was last read
  -t FD           the file descriptor is open on a terminal

For up to four arguments, POSIX defines the result by their number. Most shells have their \
own version of this utility, which is used unless this one is called by its path.";

/// Evaluates the condition, without short-circuiting.
///
/// # Errors
/// The condition is invalid.
fn holds(words: &[&OsStr], end: Option<&OsStr>) -> Result<bool> {
    let mut condition = Condition { words, end, at: 0 };
    let value = match words.len() {
        0 => false,
        count => condition.by_count(count)?,
    };
    match condition.peek(0) {
        None => Ok(value),
        Some(extra) => Err(Error::new(format!("extra argument {}", quote(extra)))),
    }
}

/// A binary operator.
#[derive(Clone, Copy)]
enum Binary {
    Same,
    Different,
    Before,
    After,
    Newer,
    Older,
    OneFile,
    /// Compares integers. The function is given the result of the comparison.
    Integers(fn(Ordering) -> bool),
}

impl Binary {
    fn named(word: &OsStr) -> Option<Self> {
        Some(match word.as_bytes() {
            b"=" | b"==" => Self::Same,
            b"!=" => Self::Different,
            b"<" => Self::Before,
            b">" => Self::After,
            b"-nt" => Self::Newer,
            b"-ot" => Self::Older,
            b"-ef" => Self::OneFile,
            b"-eq" => Self::Integers(Ordering::is_eq),
            b"-ne" => Self::Integers(Ordering::is_ne),
            b"-lt" => Self::Integers(Ordering::is_lt),
            b"-le" => Self::Integers(Ordering::is_le),
            b"-gt" => Self::Integers(Ordering::is_gt),
            b"-ge" => Self::Integers(Ordering::is_ge),
            _ => return None,
        })
    }
}

/// An operator between terms.
#[derive(Clone, Copy)]
enum Junction {
    And,
    Or,
}

/// What is known of the expression, or of the group, that is being evaluated.
struct Level {
    /// The value of the terms before the last `-o`.
    any: bool,
    /// The value of the terms since then.
    all: bool,
    /// The value of the next term that makes it true.
    wanted: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            any: false,
            all: true,
            wanted: true,
        }
    }
}

impl Level {
    /// Adds the value of a term. Returns whether an operator follows, and so another term.
    fn go_on(&mut self, value: bool, operator: Option<Junction>) -> bool {
        self.all &= value == self.wanted;
        if !matches!(operator, Some(Junction::And)) {
            self.any |= std::mem::replace(&mut self.all, true);
        }
        operator.is_some()
    }
}

/// A parser of the words. `at` is the next word.
struct Condition<'a> {
    words: &'a [&'a OsStr],
    /// The closing bracket of `[`.
    end: Option<&'a OsStr>,
    at: usize,
}

impl<'a> Condition<'a> {
    fn peek(&self, ahead: usize) -> Option<&'a OsStr> {
        self.words.get(self.at + ahead).copied()
    }

    fn is(&self, ahead: usize, word: &str) -> bool {
        self.peek(ahead).is_some_and(|w| w == word)
    }

    fn next(&mut self) -> Result<&'a OsStr> {
        let word = self.peek(0).ok_or_else(|| self.missing())?;
        self.at += 1;
        Ok(word)
    }

    fn missing(&self) -> Error {
        let last = self.words.last().copied().unwrap_or_default();
        Error::new(format!("missing argument after {}", quote(last)))
    }

    /// Evaluates the next `count` words by POSIX's rules for their number.
    fn by_count(&mut self, count: usize) -> Result<bool> {
        match count {
            1 => Ok(!self.next()?.is_empty()),
            2..=4 if self.is(0, "!") && (count != 3 || self.binary(1).is_none()) => {
                self.at += 1;
                Ok(!self.by_count(count - 1)?)
            }
            2 => match self.switch() {
                Some(letter) => self.unary(letter),
                None => Err(self.missing()),
            },
            3 if self.binary(1).is_some() => self.comparison(false),
            3 | 4 if self.is(0, "(") && self.is(count - 1, ")") => {
                self.at += 1;
                let value = self.by_count(count - 2)?;
                self.at += 1;
                Ok(value)
            }
            3 if !self.is(1, "-a") && !self.is(1, "-o") => {
                let operator = self.peek(1).unwrap_or_default();
                let operator = quote(operator);
                Err(Error::new(format!("{operator}: binary operator expected")))
            }
            _ => self.either(),
        }
    }

    /// Evaluates conditions joined by `-o` and `-a`, and the groups in them. Open groups are on a
    /// list instead of the stack of the process: arguments may nest a million of them.
    fn either(&mut self) -> Result<bool> {
        let mut open: Vec<Level> = Vec::new();
        let mut level = Level::default();
        loop {
            level.wanted = self.wanted();
            let mut value = if !self.is(0, "(") {
                self.term()?
            } else if let Some(count) = self.count_in_group()? {
                let value = self.by_count(count)?;
                self.close()?;
                value
            } else {
                open.push(std::mem::take(&mut level));
                continue;
            };
            while !level.go_on(value, self.operator()) {
                let Some(outer) = open.pop() else {
                    return Ok(level.any);
                };
                self.close()?;
                value = std::mem::replace(&mut level, outer).any;
            }
        }
    }

    /// Reads the `!` before a term. Returns the value of the term that makes it true.
    fn wanted(&mut self) -> bool {
        let mut wanted = true;
        while self.is(0, "!") {
            self.at += 1;
            wanted = !wanted;
        }
        wanted
    }

    /// Reads the operator after a term, if there is one.
    fn operator(&mut self) -> Option<Junction> {
        let junction = if self.is(0, "-a") {
            Junction::And
        } else if self.is(0, "-o") {
            Junction::Or
        } else {
            return None;
        };
        self.at += 1;
        Some(junction)
    }

    /// Evaluates a term that is not a group.
    fn term(&mut self) -> Result<bool> {
        if self.is(0, "-l") && self.binary(2).is_some() && self.peek(3).is_some() {
            self.comparison(true)
        } else if self.binary(1).is_some() && self.peek(2).is_some() {
            self.comparison(false)
        } else if let Some(letter) = self.switch() {
            self.unary(letter)
        } else {
            Ok(!self.next()?.is_empty())
        }
    }

    /// Advances past `(`. Returns the number of words in the group if it determines what they mean.
    fn count_in_group(&mut self) -> Result<Option<usize>> {
        self.at += 1;
        let left = self.words.len() - self.at;
        if left == 0 {
            return Err(self.missing());
        }
        let count = (1..left.min(5)).find(|&ahead| self.is(ahead, ")"));
        Ok(count.or((left <= 4).then_some(left)))
    }

    /// Advances past `)`.
    fn close(&mut self) -> Result {
        let close = quote(OsStr::new(")"));
        match self.peek(0).or(self.end) {
            Some(word) if word == ")" => {
                self.at += 1;
                Ok(())
            }
            Some(word) => Err(Error::new(format!(
                "{close} expected, found {}",
                quote(word)
            ))),
            None => Err(Error::new(format!("{close} expected"))),
        }
    }

    fn binary(&self, ahead: usize) -> Option<Binary> {
        self.peek(ahead).and_then(Binary::named)
    }

    /// Returns the letter if the next word is a hyphen and a letter.
    fn switch(&self) -> Option<u8> {
        match *self.peek(0)?.as_bytes() {
            [b'-', letter] => Some(letter),
            _ => None,
        }
    }

    /// Evaluates `LEFT OPERATOR RIGHT`. On either side, `-l` takes the length of a string.
    fn comparison(&mut self, left_length: bool) -> Result<bool> {
        self.at += usize::from(left_length);
        let right_length = self.is(2, "-l") && self.peek(3).is_some();
        let Some(binary) = self.binary(1) else {
            return Err(self.missing());
        };
        let (left, name) = (self.next()?, self.next()?);
        self.at += usize::from(right_length);
        let right = self.next()?;
        let strings = |meets: &dyn Fn(&[u8], &[u8]) -> bool| {
            // `-l` does not apply to strings: the words next to the operator are compared.
            let left = if right_length { name } else { left };
            Ok(meets(left.as_bytes(), right.as_bytes()))
        };
        match binary {
            Binary::Same => strings(&|a, b| a == b),
            Binary::Different => strings(&|a, b| a != b),
            Binary::Before => strings(&|a, b| locale::collate(a, b).is_lt()),
            Binary::After => strings(&|a, b| locale::collate(a, b).is_gt()),
            Binary::Integers(meets) => {
                let left = integer::read(left, left_length)?;
                let right = integer::read(right, right_length)?;
                Ok(meets(integer::compare(&left, &right)))
            }
            _ if left_length || right_length => {
                let name = name.to_string_lossy();
                Err(Error::new(format!("{name} does not accept -l")))
            }
            Binary::Newer => Ok(is_newer(left, right)),
            Binary::Older => Ok(is_newer(right, left)),
            Binary::OneFile => Ok(matches!(
                (stat(left), stat(right)),
                (Some(a), Some(b)) if a.is_same_file(&b)
            )),
        }
    }

    /// Evaluates `-X WORD`.
    fn unary(&mut self, letter: u8) -> Result<bool> {
        let switch = self.next()?;
        if !b"bcdefghkLnNOGprsStuwxz".contains(&letter) {
            let switch = quote(switch);
            return Err(Error::new(format!("{switch}: unary operator expected")));
        }
        let word = self.next()?;
        let is_kind = |kind| stat(word).is_some_and(|s| s.file_type() == kind);
        let has_mode = |bits| stat(word).is_some_and(|s| s.st_mode & bits != 0);
        let allows = |access| !word.is_empty() && may(CWD, word, access).is_ok();
        Ok(match letter {
            b'n' => !word.is_empty(),
            b'z' => word.is_empty(),
            b't' => is_terminal(word)?,
            b'e' => stat(word).is_some(),
            b'f' => is_kind(FileType::RegularFile),
            b'd' => is_kind(FileType::Directory),
            b's' => stat(word).is_some_and(|s| s.st_size > 0),
            b'r' => allows(Access::READ_OK),
            b'w' => allows(Access::WRITE_OK),
            b'x' => allows(Access::EXEC_OK),
            b'h' | b'L' => fs::lstat(word).is_ok_and(|s| s.is_link()),
            b'b' => is_kind(FileType::BlockDevice),
            b'c' => is_kind(FileType::CharacterDevice),
            b'p' => is_kind(FileType::Fifo),
            b'S' => is_kind(FileType::Socket),
            b'g' => has_mode(0o2000),
            b'k' => has_mode(0o1000),
            b'u' => has_mode(0o4000),
            b'O' => stat(word).is_some_and(|s| s.st_uid == rustix::process::geteuid().as_raw()),
            b'G' => stat(word).is_some_and(|s| s.st_gid == rustix::process::getegid().as_raw()),
            _ => stat(word)
                .is_some_and(|s| (s.st_mtime, s.st_mtime_nsec) > (s.st_atime, s.st_atime_nsec)),
        })
    }
}

fn stat(file: &OsStr) -> Option<Stat> {
    fs::stat(file).ok()
}

/// Returns whether the first file was modified later, or is the only one that exists.
fn is_newer(file: &OsStr, other: &OsStr) -> bool {
    let modified = |file| stat(file).map(|s| (s.st_mtime, s.st_mtime_nsec));
    modified(file) > modified(other)
}

fn is_terminal(descriptor: &OsStr) -> Result<bool> {
    let digits = integer::read(descriptor, false)?;
    let number = std::str::from_utf8(&digits)
        .ok()
        .and_then(|d| d.parse().ok());
    Ok(number.is_some_and(crate::sys::terminal::is_terminal))
}
