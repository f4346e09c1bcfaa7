//! The parser of expressions, which evaluates while it reads.
//!
//! What is not complete is on a list instead of the stack of the process: arguments may nest a
//! million groups or prefixes.

use crate::integer::{Arithmetic, Integer};
use crate::value::Value;
use crate::{invalid, strings};
use shared::prelude::*;
use shared::text::locale;
use std::cmp::Ordering;

/// Returns the value of the expression.
///
/// # Errors
/// The expression is invalid.
pub(crate) fn evaluate(words: &[&'static OsStr]) -> Result<Value> {
    let mut expression = Expression {
        words,
        at: 0,
        pending: Vec::new(),
        wanted: true,
    };
    let value = loop {
        let operand = expression.operand()?;
        if let Some(value) = expression.add(operand)? {
            break value;
        }
    };
    match expression.peek() {
        None => Ok(value),
        Some(extra) => Err(invalid(format!(
            "syntax error: unexpected argument {}",
            quote(extra)
        ))),
    }
}

/// Returns whether a comparison holds for two operands in this order.
type Comparison = fn(Ordering) -> bool;

/// An operator between operands.
#[derive(Clone, Copy)]
enum Infix {
    Or,
    And,
    Compare(Comparison),
    Calculate(Arithmetic),
    Match,
}

const INFIXES: [(&str, Infix); 15] = [
    ("|", Infix::Or),
    ("&", Infix::And),
    ("<", Infix::Compare(Ordering::is_lt)),
    ("<=", Infix::Compare(Ordering::is_le)),
    ("=", Infix::Compare(Ordering::is_eq)),
    ("==", Infix::Compare(Ordering::is_eq)),
    ("!=", Infix::Compare(Ordering::is_ne)),
    (">=", Infix::Compare(Ordering::is_ge)),
    (">", Infix::Compare(Ordering::is_gt)),
    ("+", Infix::Calculate(Arithmetic::Add)),
    ("-", Infix::Calculate(Arithmetic::Subtract)),
    ("*", Infix::Calculate(Arithmetic::Multiply)),
    ("/", Infix::Calculate(Arithmetic::Divide)),
    ("%", Infix::Calculate(Arithmetic::Remainder)),
    (":", Infix::Match),
];

impl Infix {
    /// Operators of higher precedence are applied first, those of equal precedence from the left.
    fn precedence(self) -> u8 {
        match self {
            Self::Or => 0,
            Self::And => 1,
            Self::Compare(_) => 2,
            Self::Calculate(Arithmetic::Add | Arithmetic::Subtract) => 3,
            Self::Calculate(_) => 4,
            Self::Match => 5,
        }
    }
}

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

/// What waits for an operand.
enum Pending {
    /// A group, for the operators in it and its `)`.
    Group,
    /// A prefix, with the operands that it has.
    Prefix(Prefix, Vec<Value>),
    /// An operator with its left operand, and whether its value is wanted.
    Infix(Infix, Value, bool),
}

struct Expression<'a> {
    words: &'a [&'static OsStr],
    /// The next word.
    at: usize,
    /// What waits for an operand, the innermost last.
    pending: Vec<Pending>,
    /// Whether the value of the next operand matters. Otherwise only the syntax is checked: it
    /// belongs to an operand of `|` or `&` that is not evaluated.
    wanted: bool,
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

    /// Returns what the next word means if it is one of `words`.
    fn meaning<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let next = self.peek()?;
        let (_, meaning) = words.iter().find(|(word, _)| next == *word)?;
        Some(*meaning)
    }

    /// Reads the prefixes and parentheses before an operand, then a word.
    fn operand(&mut self) -> Result<Value> {
        loop {
            if let Some(prefix) = self.meaning(&PREFIXES) {
                self.at += 1;
                if let Prefix::Quote = prefix {
                    return Ok(Value::Word(self.next()?.as_bytes()));
                }
                self.pending.push(Pending::Prefix(prefix, Vec::new()));
                continue;
            }
            match self.next()?.as_bytes() {
                b")" => return Err(invalid("syntax error: unexpected ')'".to_owned())),
                b"(" => self.pending.push(Pending::Group),
                word => return Ok(Value::Word(word)),
            }
        }
    }

    /// Adds an operand, and applies what it completes. Returns the value of the expression unless
    /// another operand is needed.
    fn add(&mut self, mut value: Value) -> Result<Option<Value>> {
        loop {
            let next = self.meaning(&INFIXES);
            let is_last = |operator: Infix| {
                next.is_none_or(|next| next.precedence() <= operator.precedence())
            };
            value = match (self.pending.pop(), next) {
                (Some(Pending::Prefix(prefix, mut operands)), _) => {
                    operands.push(value);
                    match self.apply(prefix, &operands)? {
                        Some(value) => value,
                        None => {
                            self.pending.push(Pending::Prefix(prefix, operands));
                            return Ok(None);
                        }
                    }
                }
                (Some(Pending::Infix(operator, left, wanted)), _) if is_last(operator) => {
                    self.wanted = wanted;
                    self.combine(operator, left, value)?
                }
                (outer, Some(operator)) => {
                    self.at += 1;
                    self.pending.extend(outer);
                    self.open(operator, value);
                    return Ok(None);
                }
                (None, None) => return Ok(Some(value)),
                (Some(_), None) => {
                    self.close()?;
                    value
                }
            };
        }
    }

    /// Remembers an operator until its right operand is known.
    fn open(&mut self, operator: Infix, left: Value) {
        let matters = match operator {
            Infix::Or => left.is_null(),
            Infix::And => !left.is_null(),
            _ => true,
        };
        let operator = Pending::Infix(operator, left, self.wanted);
        self.pending.push(operator);
        self.wanted &= matters;
    }

    /// Advances past `)`.
    fn close(&mut self) -> Result {
        match self.peek() {
            Some(word) if word == ")" => {
                self.at += 1;
                Ok(())
            }
            Some(other) => Err(invalid(format!(
                "syntax error: expecting ')' instead of {}",
                quote(other)
            ))),
            None => Err(invalid(format!(
                "syntax error: expecting ')' after {}",
                quote(self.before())
            ))),
        }
    }

    /// Applies a prefix, if it has all its operands.
    fn apply(&self, prefix: Prefix, operands: &[Value]) -> Result<Option<Value>> {
        Ok(Some(match (prefix, operands) {
            (Prefix::Length, [string]) => Value::from(strings::length(&string.text())),
            (Prefix::Match, [string, pattern]) if self.wanted => {
                strings::matched(&string.text(), &pattern.text())?
            }
            (Prefix::Match, [_, _]) => Value::ZERO,
            (Prefix::Index, [string, characters]) => {
                Value::from(strings::index(&string.text(), &characters.text()))
            }
            (Prefix::Substr, [string, from, count]) => {
                let clamped = |value: &Value| value.integer().map(|i| i.clamped());
                match (clamped(from), clamped(count)) {
                    (Some(from), Some(count)) => strings::part(&string.text(), from, count),
                    _ => Value::Word(b""),
                }
            }
            _ => return Ok(None),
        }))
    }

    /// Applies an operator to its operands.
    fn combine(&self, operator: Infix, left: Value, right: Value) -> Result<Value> {
        match operator {
            Infix::Or if !left.is_null() => Ok(left),
            Infix::And if !left.is_null() && !right.is_null() => Ok(left),
            Infix::Or if !right.is_null() => Ok(right),
            Infix::Or | Infix::And => Ok(Value::ZERO),
            _ if !self.wanted => Ok(left),
            Infix::Compare(holds) => Ok(Value::from(usize::from(holds(compare(&left, &right))))),
            Infix::Calculate(operator) => calculate(operator, &left, &right),
            Infix::Match => strings::matched(&left.text(), &right.text()),
        }
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
