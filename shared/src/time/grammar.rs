//! The grammar of date strings (manual node "Date input formats"): items in any order. The parser
//! looks one token ahead, and an item is as long as possible: in `10:00 +2 hours`, `+2` is a time
//! zone.

use super::lexer::{Lexer, Token};
use super::notes::Notes;
use super::number::{Decimal, Number};
use super::parsed::{Parsed, Relative};
use super::parts::Noted;
use super::words::{Meridian, Unit, Word};

/// Parses `text` into `parsed`, which contains the defaults.
pub(super) fn parse(text: &[u8], now: i64, parsed: &mut Parsed, notes: Notes) -> Option<()> {
    let mut parser = Parser {
        lexer: Lexer::new(text, now, notes),
        ahead: None,
        parsed,
        notes,
        noted: Noted::default(),
    };
    let result = parser.spec();
    if result.is_none() {
        let rest = String::from_utf8_lossy(parser.lexer.rest);
        if rest.is_empty() {
            notes.add(&|| "error: parsing failed".to_owned());
        } else {
            notes.add(&|| format!("error: parsing failed, stopped at '{rest}'"));
        }
    }
    result
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    ahead: Option<Token>,
    parsed: &'a mut Parsed,
    notes: Notes,
    noted: Noted,
}

impl Parser<'_> {
    fn peek(&mut self) -> Token {
        *self.ahead.get_or_insert_with(|| self.lexer.next())
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.ahead = None;
        token
    }

    fn takes(&mut self, token: Token) -> bool {
        let found = self.peek() == token;
        if found {
            self.ahead = None;
        }
        found
    }

    fn unsigned(&mut self) -> Option<Number> {
        let Token::Unsigned(number) = self.peek() else {
            return None;
        };
        self.ahead = None;
        Some(number)
    }

    fn signed(&mut self) -> Option<Number> {
        let Token::Signed(number) = self.peek() else {
            return None;
        };
        self.ahead = None;
        Some(number)
    }

    fn unit(&mut self) -> Option<Unit> {
        let Token::Word(Word::Unit(unit)) = self.peek() else {
            return None;
        };
        self.ahead = None;
        Some(unit)
    }

    fn part(&mut self, name: &str) {
        self.notes.part(name, self.parsed, &mut self.noted);
    }

    fn spec(&mut self) -> Option<()> {
        if self.takes(Token::Char(b'@')) {
            self.parsed.seconds = match self.take() {
                Token::Signed(n) | Token::Unsigned(n) => n.into(),
                Token::SignedDecimal(d) | Token::UnsignedDecimal(d) => d,
                _ => return None,
            };
            self.parsed.timespec = true;
            self.part("number of seconds");
            return (self.take() == Token::End).then_some(());
        }
        while self.peek() != Token::End {
            self.item()?;
        }
        Some(())
    }

    fn item(&mut self) -> Option<()> {
        match self.take() {
            Token::Unsigned(number) => return self.after_number(number),
            Token::Dotted(day, month, year) => self.date(year, month.value, day.value),
            Token::DottedDay(day, month) => self.date_in_this_year(month.value, day.value),
            Token::Signed(number) => {
                let unit = self.unit()?;
                return self.relative(Relative::of(unit, number.value)?);
            }
            Token::SignedDecimal(seconds) | Token::UnsignedDecimal(seconds) => {
                if self.unit()? != Unit::Second {
                    return None;
                }
                return self.relative(Relative {
                    seconds: seconds.seconds,
                    nanoseconds: seconds.nanoseconds,
                    ..Relative::default()
                });
            }
            Token::Word(word) => return self.after_word(word),
            Token::Char(_) | Token::Unknown | Token::End => return None,
        }
        Some(())
    }

    fn after_word(&mut self, word: Word) -> Option<()> {
        match word {
            Word::Month(month) => return self.after_month(month),
            Word::Day(day) => {
                self.takes(Token::Char(b','));
                self.day(None, day);
            }
            Word::Ordinal(ordinal) => match self.take() {
                Token::Word(Word::Day(day)) => self.day(Some(ordinal), day),
                Token::Word(Word::Unit(unit)) => {
                    return self.relative(Relative::of(unit, ordinal)?);
                }
                _ => return None,
            },
            Word::Unit(unit) => return self.relative(Relative::of(unit, 1)?),
            Word::Shift(days) => {
                let shift = Relative::of(Unit::Day(1), days)?;
                self.add("relative", &shift, 1)?;
            }
            Word::Zone(zone) => return self.after_zone(zone),
            Word::T => {
                let zone = -7 * 3600;
                if let Some(number) = self.signed() {
                    let unit = self.unit()?;
                    self.add("relative", &Relative::of(unit, number.value)?, 1)?;
                }
                self.parsed.set_zone(zone);
                self.part("zone");
            }
            Word::SummerZone(zone) => {
                self.parsed.set_zone(zone + 3600);
                self.part("zone");
            }
            Word::LocalZone(isdst) => {
                self.parsed.local_isdst = isdst;
                if self.takes(Token::Word(Word::Dst)) {
                    self.parsed.local_isdst = 1;
                    self.parsed.dsts += 1;
                }
                self.parsed.local_zones += 1;
                self.part("local_zone");
            }
            Word::Meridian(_) | Word::Ago(_) | Word::Dst => return None,
        }
        Some(())
    }

    /// Parses the rest of `Sep 24`, `Sep 24, 1972` and `Sep-24-1972`.
    fn after_month(&mut self, month: i64) -> Option<()> {
        if let Some(day) = self.signed() {
            let year = self.signed()?;
            self.date(year.negated(), month, day.value.checked_neg()?);
            return Some(());
        }
        let day = self.unsigned()?;
        if self.takes(Token::Char(b',')) {
            let year = self.unsigned()?;
            self.date(year, month, day.value);
        } else {
            self.date_in_this_year(month, day.value);
        }
        Some(())
    }

    /// Parses the rest of `UTC`, `UTC+5:30`, `EST DST`, and of `UTC` before `+5 days`.
    fn after_zone(&mut self, zone: i64) -> Option<()> {
        if let Some(number) = self.signed() {
            if let Some(unit) = self.unit() {
                self.add("relative", &Relative::of(unit, number.value)?, 1)?;
                self.parsed.set_zone(zone);
            } else {
                let correction = self.correction(number)?;
                self.parsed.set_zone(zone + correction);
            }
        } else if self.takes(Token::Word(Word::Dst)) {
            self.parsed.set_zone(zone + 3600);
        } else {
            self.parsed.set_zone(zone);
        }
        self.part("zone");
        Some(())
    }

    /// Parses the rest of an item that starts with a number.
    fn after_number(&mut self, number: Number) -> Option<()> {
        match self.peek() {
            Token::Word(Word::Meridian(meridian)) => {
                self.take();
                self.parsed
                    .set_time(number.value, 0, Decimal::default(), meridian);
                self.part("time");
            }
            Token::Char(b':') => {
                self.clock(number, true)?;
                self.part("time");
            }
            Token::Char(b'/') => {
                self.take();
                return self.slashed(number);
            }
            Token::Signed(second) => {
                self.take();
                return self.after_two_numbers(number, second);
            }
            Token::Word(Word::Month(month)) => {
                self.take();
                if let Some(year) = self.signed() {
                    self.date(year.negated(), month, number.value);
                } else if let Some(year) = self.unsigned() {
                    self.date(year, month, number.value);
                } else {
                    self.date_in_this_year(month, number.value);
                }
            }
            Token::Word(Word::Day(day)) => {
                self.take();
                self.day(Some(number.value), day);
            }
            Token::Word(Word::Unit(unit)) => {
                self.take();
                return self.relative(Relative::of(unit, number.value)?);
            }
            _ => {
                self.parsed.add_number(number);
                self.part("number");
            }
        }
        Some(())
    }

    /// Parses the rest of `10 +2 days`, `2004-05-01` and `10 +02:00`.
    fn after_two_numbers(&mut self, first: Number, second: Number) -> Option<()> {
        if let Some(unit) = self.unit() {
            self.parsed.add_number(first);
            return self.add("hybrid", &Relative::of(unit, second.value)?, 1);
        }
        let Some(third) = self.signed() else {
            self.parsed
                .set_time(first.value, 0, Decimal::default(), Meridian::None);
            let zone = self.correction(second)?;
            self.parsed.set_zone(zone);
            self.part("time");
            return Some(());
        };
        let (month, day) = (second.value.checked_neg()?, third.value.checked_neg()?);
        if !self.takes(Token::Word(Word::T)) {
            self.date(first, month, day);
            return Some(());
        }
        self.parsed.set_date(first, month, day);
        let hour = self.unsigned()?;
        if let Some(number) = self.signed() {
            self.parsed
                .set_time(hour.value, 0, Decimal::default(), Meridian::None);
            let zone = self.correction(number)?;
            self.parsed.set_zone(zone);
        } else {
            self.clock(hour, false)?;
        }
        self.part("datetime");
        Some(())
    }

    /// Parses what follows the hour in `10:30`, `10:30:15.5 pm`, `10:30 +02:00`.
    fn clock(&mut self, hour: Number, with_meridian: bool) -> Option<()> {
        if !self.takes(Token::Char(b':')) {
            return None;
        }
        let minutes = self.unsigned()?;
        let mut seconds = Decimal::default();
        if self.takes(Token::Char(b':')) {
            seconds = match self.take() {
                Token::Unsigned(number) => number.into(),
                Token::UnsignedDecimal(decimal) => decimal,
                _ => return None,
            };
        }
        let mut meridian = Meridian::None;
        match self.peek() {
            Token::Word(Word::Meridian(given)) if with_meridian => {
                self.take();
                meridian = given;
            }
            Token::Signed(number) => {
                self.take();
                let zone = self.correction(number)?;
                self.parsed.set_zone(zone);
            }
            _ => {}
        }
        self.parsed
            .set_time(hour.value, minutes.value, seconds, meridian);
        Some(())
    }

    /// Parses the rest of `9/24`, `9/24/1972` and `1972/9/24`.
    fn slashed(&mut self, first: Number) -> Option<()> {
        let second = self.unsigned()?;
        if !self.takes(Token::Char(b'/')) {
            self.date_in_this_year(first.value, second.value);
            return Some(());
        }
        let third = self.unsigned()?;
        let (value, digits) = (first.value, first.digits);
        if digits >= 4 {
            self.notes.add(&|| {
                format!("warning: value {value} has {digits} digits. Assuming YYYY/MM/DD")
            });
            self.date(first, second.value, third.value);
        } else {
            self.notes.add(&|| {
                format!("warning: value {value} has less than 4 digits. Assuming MM/DD/YY[YY]")
            });
            self.date(third, first.value, second.value);
        }
        Some(())
    }

    fn date(&mut self, year: Number, month: i64, day: i64) {
        self.parsed.set_date(year, month, day);
        self.part("date");
    }

    fn day(&mut self, ordinal: Option<i64>, day: i64) {
        self.parsed.set_day(ordinal, day);
        self.part("day");
    }

    fn date_in_this_year(&mut self, month: i64, day: i64) {
        let year = self.parsed.year;
        self.date(year, month, day);
    }

    /// Returns the seconds of a zone correction: `+5`, `+0530`, `+5:30`. At most a day.
    fn correction(&mut self, number: Number) -> Option<i64> {
        let minutes = if self.takes(Token::Char(b':')) {
            let minutes = self.unsigned()?.value;
            let hours = number.value.checked_mul(60)?;
            if number.negative {
                hours.checked_sub(minutes)?
            } else {
                hours.checked_add(minutes)?
            }
        } else if number.digits <= 2 {
            number.value * 60
        } else {
            number.value / 100 * 60 + number.value % 100
        };
        (-24 * 60..=24 * 60)
            .contains(&minutes)
            .then(|| minutes * 60)
    }

    /// Adds a relative item, which `ago` may negate.
    fn relative(&mut self, relative: Relative) -> Option<()> {
        let mut factor = 1;
        if let Token::Word(Word::Ago(sign)) = self.peek() {
            self.take();
            factor = sign;
        }
        self.add("relative", &relative, factor)
    }

    fn add(&mut self, name: &str, relative: &Relative, factor: i64) -> Option<()> {
        self.parsed.relative.add(relative, factor)?;
        self.parsed.has_relative = true;
        self.notes.relative(name, &self.parsed.relative);
        Some(())
    }
}
