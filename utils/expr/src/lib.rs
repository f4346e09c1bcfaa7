//! expr: evaluate an expression. GNU manual node "expr invocation"; POSIX expr.

mod expression;
mod integer;
mod strings;
mod value;

use expression::evaluate;
use shared::prelude::*;

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
    let value = evaluate(words)?;
    let mut line = value.text().into_owned();
    line.push(b'\n');
    stdout().write_at_end(&line)?;
    if value.is_null() {
        status::set(1);
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility("expr", "EXPRESSION", "Print the value of EXPRESSION.").notes(
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
