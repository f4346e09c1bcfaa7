//! Numbers in date strings.

/// A number, and how it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: i64,
    pub(super) negative: bool,
    pub(super) digits: usize,
}

impl Number {
    /// Returns the number after a hyphen that is a separator, but was read as a minus sign.
    pub(super) fn negated(self) -> Self {
        Self {
            value: self.value.saturating_neg(),
            ..self
        }
    }
}

/// Seconds, with a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) seconds: i64,
    /// 0 to 999999999. Always added, even if `seconds` is negative.
    pub(super) nanoseconds: i64,
}

impl From<Number> for Decimal {
    fn from(number: Number) -> Self {
        Self {
            seconds: number.value,
            nanoseconds: 0,
        }
    }
}
