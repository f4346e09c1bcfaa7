//! expr: evaluate an expression. GNU manual node "expr invocation"; POSIX expr.

mod integer;
mod strings;
mod value;

use integer::{Arithmetic, Integer};
use shared::prelude::*;
use shared::text::locale;
use std::cmp::Ordering;
use value::Value;

/// The exit status for an invalid expression.
const INVALID: i32 = 2;

/// The exit status for other failures.
const FAILURE: i32 = 3;

pub fn run(args: Args) -> Result {
    status::set_failure(FAILURE);
    if let [only] = args.raw()
        && is_option(only)
    {
        args.parse(cli).next()?;
        return Ok(());
    }
    let words = match args.raw() {
        [first, rest @ ..] if *first == "--" => rest,
        all => all,
    };
    if words.is_empty() {
        return Err(cli::missing_operand(None).with_status(INVALID));
    }
    let mut expression = Expression { words, at: 0 };
    let value = expression.either(true)?;
    if let Some(extra) = expression.peek() {
        let extra = quote(extra);
        return Err(invalid(format!(
            "syntax error: unexpected argument {extra}"
        )));
    }
    let mut line = value.text().into_owned();
    line.push(b'\n');
    stdout().write_at_end(&line)?;
    if value.is_null() {
        status::set(1);
    }
    Ok(())
}

pub fn cli() -> Command {
    cli::utility("expr", "EXPRESSION", "Print the value of EXPRESSION.").after_help(
        "\
--help and --version are recognized only as the sole argument. EXPRESSION is one of these. \
Blank lines separate levels of precedence, lowest first:

  E1 | E2             E1 if it is neither empty nor 0, else E2

  E1 & E2             E1 if neither is empty or 0, else 0

  E1 < E2             1 if E1 is less than E2, else 0
  E1 <= E2            less than or equal
  E1 = E2             equal (also ==)
  E1 != E2            not equal
  E1 >= E2            greater than or equal
  E1 > E2             greater than

  E1 + E2             sum
  E1 - E2             difference

  E1 * E2             product
  E1 / E2             quotient
  E1 % E2             remainder

  STRING : REGEX      match REGEX at the start of STRING

  match STRING REGEX  the same as STRING : REGEX
  substr STRING POS LENGTH
                      part of STRING; POS counts from 1
  index STRING CHARS  first position in STRING of one of CHARS, or 0
  length STRING       length of STRING
  + TOKEN             TOKEN as a string, even if it is a keyword
  ( EXPRESSION )      value of EXPRESSION

Integers are compared by value, other strings in the collation order of the locale. A match \
returns the text of the first \\(...\\) in REGEX or, without one, the number of characters \
matched. The exit status is 0, 1 if the value is empty or 0, 2 if EXPRESSION is invalid, and \
3 after another error.",
    )
}

/// Returns whether the only argument is `--help` or `--version`, which may be abbreviated.
fn is_option(only: &OsStr) -> bool {
    let begins = |option: &str| option.as_bytes().starts_with(only.as_bytes());
    only.len() > 2 && (begins("--help") || begins("--version"))
}

fn invalid(message: String) -> Error {
    Error::new(message).with_status(INVALID)
}

/// A recursive-descent parser that evaluates while it reads. There is a method for each level of
/// precedence. With `wanted` false, it only checks the syntax: the value is that of an operand of
/// `|` or `&` that does not matter.
struct Expression<'a> {
    words: &'a [&'static OsStr],
    at: usize,
}

/// Returns whether a comparison holds for two operands in this order.
type Comparison = fn(Ordering) -> bool;

const COMPARISONS: [(&str, Comparison); 7] = [
    ("<", Ordering::is_lt),
    ("<=", Ordering::is_le),
    ("=", Ordering::is_eq),
    ("==", Ordering::is_eq),
    ("!=", Ordering::is_ne),
    (">=", Ordering::is_ge),
    (">", Ordering::is_gt),
];

const SUMS: [(&str, Arithmetic); 2] = [("+", Arithmetic::Add), ("-", Arithmetic::Subtract)];

const PRODUCTS: [(&str, Arithmetic); 3] = [
    ("*", Arithmetic::Multiply),
    ("/", Arithmetic::Divide),
    ("%", Arithmetic::Remainder),
];

/// An operator before its operands.
#[derive(Clone, Copy)]
enum Prefix {
    Quote,
    Length,
    Match,
    Index,
    Substr,
}

const PREFIXES: [(&str, Prefix); 5] = [
    ("+", Prefix::Quote),
    ("length", Prefix::Length),
    ("match", Prefix::Match),
    ("index", Prefix::Index),
    ("substr", Prefix::Substr),
];

impl Expression<'_> {
    fn peek(&self) -> Option<&'static OsStr> {
        self.words.get(self.at).copied()
    }

    fn next(&mut self) -> Result<&'static OsStr> {
        let word = self.peek().ok_or_else(|| {
            let before = quote(self.before());
            invalid(format!("syntax error: missing argument after {before}"))
        })?;
        self.at += 1;
        Ok(word)
    }

    fn before(&self) -> &'static OsStr {
        self.words[self.at - 1]
    }

    /// Advances past the next word if it is one of `words`. Returns what the word means.
    fn take<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        let next = self.peek()?;
        let (_, meaning) = words.iter().find(|(word, _)| next == *word)?;
        self.at += 1;
        Some(*meaning)
    }

    /// Advances past the next word if it is `word`. Returns whether it did.
    fn skip(&mut self, word: &str) -> bool {
        self.take(&[(word, ())]).is_some()
    }

    fn either(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.both(wanted)?;
        while self.skip("|") {
            let right = self.both(wanted && left.is_null())?;
            if left.is_null() {
                left = if right.is_null() { Value::ZERO } else { right };
            }
        }
        Ok(left)
    }

    fn both(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.comparison(wanted)?;
        while self.skip("&") {
            let right = self.comparison(wanted && !left.is_null())?;
            if left.is_null() || right.is_null() {
                left = Value::ZERO;
            }
        }
        Ok(left)
    }

    fn comparison(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.sum(wanted)?;
        while let Some(holds) = self.take(&COMPARISONS) {
            let right = self.sum(wanted)?;
            if wanted {
                left = Value::from(usize::from(holds(compare(&left, &right))));
            }
        }
        Ok(left)
    }

    fn sum(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.product(wanted)?;
        while let Some(operator) = self.take(&SUMS) {
            let right = self.product(wanted)?;
            if wanted {
                left = calculate(operator, &left, &right)?;
            }
        }
        Ok(left)
    }

    fn product(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.matched(wanted)?;
        while let Some(operator) = self.take(&PRODUCTS) {
            let right = self.matched(wanted)?;
            if wanted {
                left = calculate(operator, &left, &right)?;
            }
        }
        Ok(left)
    }

    fn matched(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.prefixed(wanted)?;
        while self.skip(":") {
            let pattern = self.prefixed(wanted)?;
            if wanted {
                left = strings::matched(&left.text(), &pattern.text())?;
            }
        }
        Ok(left)
    }

    fn prefixed(&mut self, wanted: bool) -> Result<Value> {
        match self.take(&PREFIXES) {
            None => self.operand(wanted),
            Some(Prefix::Quote) => Ok(Value::Word(self.next()?.as_bytes())),
            Some(Prefix::Length) => {
                let string = self.prefixed(wanted)?;
                Ok(Value::from(strings::length(&string.text())))
            }
            Some(Prefix::Match) => {
                let string = self.prefixed(wanted)?;
                let pattern = self.prefixed(wanted)?;
                if wanted {
                    strings::matched(&string.text(), &pattern.text())
                } else {
                    Ok(string)
                }
            }
            Some(Prefix::Index) => {
                let string = self.prefixed(wanted)?;
                let characters = self.prefixed(wanted)?;
                let index = strings::index(&string.text(), &characters.text());
                Ok(Value::from(index))
            }
            Some(Prefix::Substr) => {
                let string = self.prefixed(wanted)?;
                let from = self.prefixed(wanted)?;
                let count = self.prefixed(wanted)?;
                let clamped = |value: &Value| value.integer().map(|i| i.clamped());
                Ok(match (clamped(&from), clamped(&count)) {
                    (Some(from), Some(count)) => strings::part(&string.text(), from, count),
                    _ => Value::Word(b""),
                })
            }
        }
    }

    fn operand(&mut self, wanted: bool) -> Result<Value> {
        let word = self.next()?;
        if word == ")" {
            return Err(invalid("syntax error: unexpected ')'".to_owned()));
        }
        if word != "(" {
            return Ok(Value::Word(word.as_bytes()));
        }
        let value = self.either(wanted)?;
        if self.skip(")") {
            return Ok(value);
        }
        Err(invalid(match self.peek() {
            Some(other) => format!("syntax error: expecting ')' instead of {}", quote(other)),
            None => format!("syntax error: expecting ')' after {}", quote(self.before())),
        }))
    }
}

fn compare(left: &Value, right: &Value) -> Ordering {
    if let (Some(a), Some(b)) = (left.integer(), right.integer()) {
        return a.cmp(&b);
    }
    let (left, right) = (left.text(), right.text());
    // Equal strings need no locale.
    if left == right {
        return Ordering::Equal;
    }
    locale::collate(&left, &right)
}

fn calculate(operator: Arithmetic, left: &Value, right: &Value) -> Result<Value> {
    let (Some(a), Some(b)) = (left.integer(), right.integer()) else {
        return Err(invalid("non-integer argument".to_owned()));
    };
    if b.is_zero() && matches!(operator, Arithmetic::Divide | Arithmetic::Remainder) {
        return Err(invalid("division by zero".to_owned()));
    }
    Ok(Value::Integer(Integer::calculate(operator, a, b)))
}
