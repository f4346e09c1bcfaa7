//! expr: evaluate an expression. GNU manual node "expr invocation"; POSIX expr.

mod integer;
mod strings;
mod value;

use integer::Integer;
use shared::prelude::*;
use shared::text::locale;
use std::cmp::Ordering;
use value::Value;

/// The statuses of expressions that are none, and of other failures.
const INVALID: i32 = 2;
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
        "--help and --version are heeded only where they stand alone. Expressions, the loosest
first, groups apart:

  E1 | E2             E1 if it is neither empty nor 0, else E2

  E1 & E2             E1 if neither of the two is empty or 0, else 0

  E1 < E2             1 if E1 is less than E2, else 0
  E1 <= E2            the same for less or equal
  E1 = E2             for equal, also ==
  E1 != E2            for different
  E1 >= E2            for greater or equal
  E1 > E2             for greater

  E1 + E2             the sum
  E1 - E2             the difference

  E1 * E2             the product
  E1 / E2             the quotient
  E1 % E2             the remainder

  STRING : REGEX      the match of REGEX at the start of STRING

  match STRING REGEX  the same
  substr STRING POS LENGTH
                      a part of STRING; POS is counted from 1
  index STRING CHARS  the first place in STRING of one of CHARS, or 0
  length STRING       the length of STRING
  + TOKEN             TOKEN as a string, even if it is a word of this list
  ( EXPRESSION )      the value of EXPRESSION

Integers are compared as such, other words as strings sort. A match is what the first \\(...\\) of
REGEX matched, or the number of characters where there is none. Exit status: 0, 1 if the value
is empty or 0, 2 if EXPRESSION is none, 3 if something else failed.",
    )
}

/// Is the only argument an option, maybe abbreviated? Nothing else is.
fn is_option(only: &OsStr) -> bool {
    let begins = |option: &str| option.as_bytes().starts_with(only.as_bytes());
    only.len() > 2 && (begins("--help") || begins("--version"))
}

fn invalid(message: String) -> Error {
    Error::new(message).with_status(INVALID)
}

/// The words, and how far they are read. Each level takes `wanted`: what isn't wanted is only
/// read, for its value can't matter.
struct Expression<'a> {
    words: &'a [&'static OsStr],
    at: usize,
}

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

    /// Goes past the next word if it is one of `words`; tells which.
    fn take(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let next = self.peek()?;
        let word = words.iter().copied().find(|w| next == *w)?;
        self.at += 1;
        Some(word)
    }

    fn either(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.both(wanted)?;
        while self.take(&["|"]).is_some() {
            let right = self.both(wanted && left.is_null())?;
            if left.is_null() {
                left = if right.is_null() { Value::ZERO } else { right };
            }
        }
        Ok(left)
    }

    fn both(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.comparison(wanted)?;
        while self.take(&["&"]).is_some() {
            let right = self.comparison(wanted && !left.is_null())?;
            if left.is_null() || right.is_null() {
                left = Value::ZERO;
            }
        }
        Ok(left)
    }

    fn comparison(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.sum(wanted)?;
        while let Some(operator) = self.take(&["<", "<=", "=", "==", "!=", ">=", ">"]) {
            let right = self.sum(wanted)?;
            if !wanted {
                continue;
            }
            let holds: fn(Ordering) -> bool = match operator {
                "<" => Ordering::is_lt,
                "<=" => Ordering::is_le,
                ">=" => Ordering::is_ge,
                ">" => Ordering::is_gt,
                "!=" => Ordering::is_ne,
                _ => Ordering::is_eq,
            };
            let order = match (left.integer(), right.integer()) {
                (Some(a), Some(b)) => a.cmp(&b),
                // What is the same needs no locale.
                _ => match (left.text(), right.text()) {
                    (a, b) if a == b => Ordering::Equal,
                    (a, b) => locale::collate(&a, &b),
                },
            };
            left = Value::from(usize::from(holds(order)));
        }
        Ok(left)
    }

    fn sum(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.product(wanted)?;
        while let Some(operator) = self.take(&["+", "-"]) {
            let right = self.product(wanted)?;
            if wanted {
                left = calculate(operator, &left, &right)?;
            }
        }
        Ok(left)
    }

    fn product(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.matched(wanted)?;
        while let Some(operator) = self.take(&["*", "/", "%"]) {
            let right = self.matched(wanted)?;
            if wanted {
                left = calculate(operator, &left, &right)?;
            }
        }
        Ok(left)
    }

    fn matched(&mut self, wanted: bool) -> Result<Value> {
        let mut left = self.keyword(wanted)?;
        while self.take(&[":"]).is_some() {
            let pattern = self.keyword(wanted)?;
            if wanted {
                left = strings::matched(&left.text(), &pattern.text())?;
            }
        }
        Ok(left)
    }

    fn keyword(&mut self, wanted: bool) -> Result<Value> {
        let Some(keyword) = self.take(&["+", "length", "match", "index", "substr"]) else {
            return self.operand(wanted);
        };
        if keyword == "+" {
            return Ok(Value::Word(self.next()?.as_bytes()));
        }
        let first = self.keyword(wanted)?;
        if keyword == "length" {
            return Ok(Value::from(strings::length(&first.text())));
        }
        let second = self.keyword(wanted)?;
        match keyword {
            "match" if wanted => strings::matched(&first.text(), &second.text()),
            "match" => Ok(first),
            "index" => Ok(Value::from(strings::index(&first.text(), &second.text()))),
            _ => {
                let third = self.keyword(wanted)?;
                let place = |value: &Value| value.integer().map(|i| i.as_place());
                Ok(match (place(&second), place(&third)) {
                    (Some(from), Some(count)) => strings::part(&first.text(), from, count),
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
        if self.take(&[")"]).is_some() {
            return Ok(value);
        }
        Err(invalid(match self.peek() {
            Some(other) => format!("syntax error: expecting ')' instead of {}", quote(other)),
            None => format!("syntax error: expecting ')' after {}", quote(self.before())),
        }))
    }
}

fn calculate(operator: &str, left: &Value, right: &Value) -> Result<Value> {
    let (Some(a), Some(b)) = (left.integer(), right.integer()) else {
        return Err(invalid("non-integer argument".to_owned()));
    };
    if b.is_zero() && matches!(operator, "/" | "%") {
        return Err(invalid("division by zero".to_owned()));
    }
    Ok(Value::Integer(Integer::calculate(operator, a, b)))
}
