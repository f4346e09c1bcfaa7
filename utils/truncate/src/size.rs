//! The value of `-s`: a number, and how it relates to the old size.

use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::text::locale::skip_posix_space;
use shared::values::number::{self, Mistake};

/// How the number determines the new size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Absolute,
    More,
    AtMost,
    AtLeast,
    MultipleBelow,
    MultipleAbove,
}

impl Relation {
    /// Returns the new size, or `None` on overflow, and what messages of an overflow call the
    /// operation.
    pub(crate) fn apply(self, old: i64, number: i64) -> (Option<i64>, &'static str) {
        match self {
            Self::Absolute => (Some(number), ""),
            Self::AtMost => (Some(old.min(number)), ""),
            Self::AtLeast => (Some(old.max(number)), ""),
            Self::MultipleBelow => (Some(old - old % number), ""),
            Self::MultipleAbove => match old % number {
                0 => (Some(old), ""),
                over => (old.checked_add(number - over), "rounding up"),
            },
            Self::More => (old.checked_add(number), "extending"),
        }
    }
}

/// A new size, absolute or relative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) relation: Relation,
    /// Not 0 where the relation is to a multiple of it.
    pub(crate) number: i64,
}

impl Size {
    /// Parses a value of `-s`. A relation that an earlier `-s` asked for stays.
    pub(crate) fn parse(text: &OsStr, before: Option<Relation>) -> Result<Self> {
        let mut text = skip_posix_space(text.as_bytes());
        let relation = match text.first() {
            Some(b'<') => Some(Relation::AtMost),
            Some(b'>') => Some(Relation::AtLeast),
            Some(b'/') => Some(Relation::MultipleBelow),
            Some(b'%') => Some(Relation::MultipleAbove),
            _ => None,
        };
        if relation.is_some() {
            text = skip_posix_space(&text[1..]);
        }
        let before = before.filter(|relation| *relation != Relation::Absolute);
        let relation = relation.or(before);
        let signed = matches!(text, [b'+' | b'-', ..]);
        if signed && relation.is_some() {
            return Err(Error::usage("multiple relative modifiers specified"));
        }
        let relation = relation.unwrap_or(if signed {
            Relation::More
        } else {
            Relation::Absolute
        });
        let number = parse_signed(text).map_err(|mistake| {
            let message = format!("Invalid number: {}", quote(OsStr::from_bytes(text)));
            match mistake {
                Mistake::Invalid => Error::new(message),
                Mistake::Overflow => Error::io(message, &Errno::OVERFLOW.into()),
            }
        })?;
        if number == 0 && matches!(relation, Relation::MultipleBelow | Relation::MultipleAbove) {
            return Err(Error::new("division by zero"));
        }
        Ok(Self { relation, number })
    }
}

fn parse_signed(text: &[u8]) -> std::result::Result<i64, Mistake> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let negative = digits.len() < text.len();
    if negative && !digits.first().is_some_and(u8::is_ascii_digit) {
        return Err(Mistake::Invalid);
    }
    let size = i128::from(number::parse(digits, "EgGkKmMPQRtTYZ0")?);
    i64::try_from(if negative { -size } else { size }).map_err(|_| Mistake::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_relations() {
        let parsed = |text: &str| Size::parse(OsStr::new(text), None).ok();
        let size = |relation, number| Some(Size { relation, number });
        assert_eq!(parsed(" 5"), size(Relation::Absolute, 5));
        assert_eq!(parsed("-1K"), size(Relation::More, -1024));
        assert_eq!(parsed("% 3"), size(Relation::MultipleAbove, 3));
        assert_eq!(parsed("-8E"), size(Relation::More, i64::MIN));
        for text in [
            "", "+", "-", "+ 5", "++5", "+-5", "-+5", "<-5", "/0", "8E", "0x10",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
