//! Tab stops for expand and unexpand: a list of columns, then `/N` for stops at multiples of N, or
//! `+N` for stops at a distance of N after the last one.

use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Default distance between tab stops.
const USUAL: usize = 8;

/// A set of tab stops.
#[derive(Clone, Debug, Default)]
pub struct TabStops {
    list: Vec<usize>,
    /// After the list, stops are at multiples of this.
    multiples: usize,
    /// After the list, stops have this distance, counted from its last stop.
    distance: usize,
}

/// The prefix of a number in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stop,
    Multiples,
    Distance,
}

impl TabStops {
    /// Adds the stops of a list: `4,8 12,/4`.
    ///
    /// # Errors
    /// An invalid list. Its mistakes have been reported.
    pub fn add_list(&mut self, list: &[u8]) -> Result {
        let mut kind = Kind::Stop;
        let mut number = None;
        let mut rest = list;
        let mut good = true;
        while let Some((&byte, behind)) = rest.split_first() {
            match byte {
                b',' | b' ' | b'\t' => {
                    if let Some(number) = number.take() {
                        // After a mistake, the prefix stays valid for the rest of the list.
                        good &= self.add(number, kind);
                    }
                    if !good {
                        break;
                    }
                }
                b'/' | b'+' => {
                    if number.is_some() {
                        let specifier = char::from(byte);
                        let rest = quote(OsStr::from_bytes(rest));
                        diagnostics::error(&format!(
                            "'{specifier}' specifier not at start of number: {rest}"
                        ));
                        good = false;
                    }
                    kind = if byte == b'/' {
                        Kind::Multiples
                    } else {
                        Kind::Distance
                    };
                }
                b'0'..=b'9' => {
                    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
                    let (digits, behind) = rest.split_at(digits);
                    number = decimal(digits);
                    if number.is_none() {
                        let digits = quote(OsStr::from_bytes(digits));
                        diagnostics::error(&format!("tab stop is too large {digits}"));
                        good = false;
                    }
                    rest = behind;
                    continue;
                }
                _ => {
                    let rest = quote(OsStr::from_bytes(rest));
                    diagnostics::error(&format!("tab size contains invalid character(s): {rest}"));
                    good = false;
                    break;
                }
            }
            rest = behind;
        }
        if good && let Some(number) = number {
            good = self.add(number, kind);
        }
        if good { Ok(()) } else { Err(Error::exit(1)) }
    }

    /// Adds one stop.
    pub fn add_stop(&mut self, column: usize) {
        self.list.push(column);
    }

    fn add(&mut self, number: usize, kind: Kind) -> bool {
        let (only, specifier) = match kind {
            Kind::Stop => {
                self.list.push(number);
                return true;
            }
            Kind::Multiples => (&mut self.multiples, '/'),
            Kind::Distance => (&mut self.distance, '+'),
        };
        let first = *only == 0;
        if !first {
            diagnostics::error(&format!(
                "'{specifier}' specifier only allowed with the last value"
            ));
        }
        *only = number;
        first
    }

    /// Checks all stops. A list of a single stop is a distance.
    ///
    /// # Errors
    /// Stops that do not ascend, a stop at 0, or both `/N` and `+N`.
    pub fn finish(mut self) -> Result<Self> {
        // The first mistake in the list is reported, of either kind.
        let mut last = 0;
        for &stop in &self.list {
            if stop == 0 {
                return Err(Error::new("tab size cannot be 0"));
            }
            if stop <= last {
                return Err(Error::new("tab sizes must be ascending"));
            }
            last = stop;
        }
        match (&self.list[..], self.multiples, self.distance) {
            (_, 1.., 1..) => {
                let message = "'/' specifier is mutually exclusive with '+'";
                return Err(Error::new(message));
            }
            ([], 0, 0) => self.multiples = USUAL,
            (&[one], 0, 0) => {
                self.list.clear();
                self.multiples = one;
            }
            _ => {}
        }
        Ok(self)
    }

    /// Returns whether there is a stop after every column.
    pub fn is_endless(&self) -> bool {
        self.multiples > 0 || self.distance > 0
    }

    /// Returns the first stop after `column`, or `None` after the last one.
    #[inline]
    pub fn behind(&self, column: usize) -> Option<usize> {
        if self.list.is_empty() && self.multiples.is_power_of_two() {
            return Some((column | (self.multiples - 1)).saturating_add(1));
        }
        self.behind_any(column)
    }

    fn behind_any(&self, column: usize) -> Option<usize> {
        let listed = self.list.partition_point(|&stop| stop <= column);
        if let Some(&stop) = self.list.get(listed) {
            return Some(stop);
        }
        let (start, distance) = match (self.multiples, self.distance) {
            (0, 0) => return None,
            (0, distance) => (self.list.last().copied().unwrap_or(0), distance),
            (multiples, _) => (0, multiples),
        };
        Some(column.saturating_add(distance - (column - start) % distance))
    }
}

fn decimal(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0_usize, |number, digit| {
        number
            .checked_mul(10)?
            .checked_add(usize::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(list: &str, columns: usize) -> Vec<usize> {
        let mut stops = TabStops::default();
        stops.add_list(list.as_bytes()).expect("it is well-formed");
        let stops = stops.finish().expect("it is in order");
        let mut found: Vec<usize> = (0..columns).filter_map(|c| stops.behind(c)).collect();
        found.dedup();
        found
    }

    #[test]
    fn stops_follow_the_list() {
        assert_eq!(stops("", 20), [8, 16, 24]);
        assert_eq!(stops("5", 12), [5, 10, 15]);
        assert_eq!(stops("3, 7", 20), [3, 7]);
        assert_eq!(stops("3,/4", 10), [3, 4, 8, 12]);
        assert_eq!(stops("3,+4", 10), [3, 7, 11]);
    }
}
