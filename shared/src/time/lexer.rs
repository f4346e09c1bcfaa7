//! The tokens of date strings.

use super::notes::Notes;
use super::number::{Decimal, Number};
use super::words::{Word, look_up};
use crate::text::locale::skip_posix_space;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// A number with a sign.
    Signed(Number),
    Unsigned(Number),
    SignedDecimal(Decimal),
    UnsignedDecimal(Decimal),
    /// `dd.mm.yy`.
    Dotted(Number, Number, Number),
    /// `dd.mm.`, without a year.
    DottedDay(Number, Number),
    Char(u8),
    Unknown,
    End,
}

/// Splits a date string into tokens.
pub(super) struct Lexer<'a> {
    /// The text that has not been read yet.
    pub(super) rest: &'a [u8],
    now: i64,
    notes: Notes,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8], now: i64, notes: Notes) -> Self {
        let rest = text;
        Self { rest, now, notes }
    }

    pub(super) fn next(&mut self) -> Token {
        loop {
            self.skip_blanks();
            let Some(&first) = self.rest.first() else {
                return Token::End;
            };
            match first {
                b'0'..=b'9' => return self.number(None),
                b'-' | b'+' => {
                    self.rest = &self.rest[1..];
                    self.skip_blanks();
                    if self.rest.first().is_some_and(u8::is_ascii_digit) {
                        return self.number(Some(first == b'-'));
                    }
                    // A sign without a number is ignored.
                }
                b'a'..=b'z' | b'A'..=b'Z' => return self.word(),
                b'(' => self.skip_comment(),
                other => {
                    self.rest = &self.rest[1..];
                    return Token::Char(other);
                }
            }
        }
    }

    fn skip_blanks(&mut self) {
        self.rest = skip_posix_space(self.rest);
    }

    /// Skips a comment, which may be nested. The end of the text closes it.
    fn skip_comment(&mut self) {
        let mut depth = 0usize;
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn word(&mut self) -> Token {
        let part = |b: &&u8| b.is_ascii_alphabetic() || **b == b'.';
        let length = self.rest.iter().take_while(part).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        let word = &word[..length.min(19)];
        let mut word = String::from_utf8_lossy(word).to_ascii_uppercase();
        match look_up(&mut word, self.now) {
            Some(meaning) => Token::Word(meaning),
            None => {
                self.notes.add(&|| format!("error: unknown word '{word}'"));
                Token::Unknown
            }
        }
    }

    /// Reads a number. `minus` is its sign, if it has one.
    fn number(&mut self, minus: Option<bool>) -> Token {
        if minus.is_none()
            && let Some(token) = self.dotted_date()
        {
            return token;
        }
        let digits = digits_of(self.rest);
        let negative = minus == Some(true);
        let sign = if negative { -1 } else { 1 };
        let mut value = Some(0i64);
        for digit in &self.rest[..digits] {
            let digit = i64::from(digit - b'0') * sign;
            value = value.and_then(|v| v.checked_mul(10)?.checked_add(digit));
        }
        let Some(value) = value else {
            return Token::Unknown;
        };
        let fraction = match &self.rest[digits..] {
            [b'.' | b',', rest @ ..] => &rest[..digits_of(rest)],
            _ => b"",
        };
        if fraction.is_empty() {
            self.rest = &self.rest[digits..];
            let number = Number {
                value,
                negative,
                digits,
            };
            return match minus {
                Some(_) => Token::Signed(number),
                None => Token::Unsigned(number),
            };
        }
        let Some(decimal) = decimal(value, negative, fraction) else {
            return Token::Unknown;
        };
        self.rest = &self.rest[digits + 1 + fraction.len()..];
        match minus {
            Some(_) => Token::SignedDecimal(decimal),
            None => Token::UnsignedDecimal(decimal),
        }
    }

    /// Reads `24.12.2010`, `24.12.10` or `24.12.`.
    fn dotted_date(&mut self) -> Option<Token> {
        let mut rest = self.rest;
        let mut parts = [Number::default(); 3];
        for (i, part) in parts.iter_mut().enumerate() {
            if i > 0 {
                rest = rest.strip_prefix(b".")?;
            }
            let digits = digits_of(rest);
            let fits = match i {
                2 => matches!(digits, 0 | 2 | 4),
                _ => matches!(digits, 1 | 2),
            };
            if !fits {
                return None;
            }
            if digits == 0 {
                break;
            }
            let text = std::str::from_utf8(&rest[..digits]).ok()?;
            part.value = text.parse().ok()?;
            part.digits = digits;
            rest = &rest[digits..];
        }
        if rest.starts_with(b".") {
            return None;
        }
        self.rest = rest;
        let [day, month, year] = parts;
        Some(match year.digits {
            0 => Token::DottedDay(day, month),
            _ => Token::Dotted(day, month, year),
        })
    }
}

fn digits_of(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Returns a decimal number, rounded down to nanoseconds.
fn decimal(whole: i64, negative: bool, fraction: &[u8]) -> Option<Decimal> {
    let place = |i: usize| i64::from(fraction.get(i).map_or(0, |digit| digit - b'0'));
    let mut nanoseconds = (0..9).fold(0, |n, i| n * 10 + place(i));
    if !negative {
        return Some(Decimal {
            seconds: whole,
            nanoseconds,
        });
    }
    if fraction.iter().skip(9).any(|&digit| digit != b'0') {
        nanoseconds += 1;
    }
    Some(if nanoseconds == 0 {
        Decimal {
            seconds: whole,
            nanoseconds: 0,
        }
    } else {
        Decimal {
            seconds: whole.checked_sub(1)?,
            nanoseconds: 1_000_000_000 - nanoseconds,
        }
    })
}
