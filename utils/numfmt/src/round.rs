//! `--round`: rounding to whole numbers.

use shared::sys::long_double::LongDouble;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    Up,
    Down,
    FromZero,
    TowardsZero,
    Nearest,
}

impl Round {
    /// Rounds a number of any size.
    pub(crate) fn apply(self, value: LongDouble) -> LongDouble {
        // Larger numbers are rounded in two parts, of which the first is a multiple of this.
        let most = LongDouble::from(i64::MAX);
        if value.abs() < most {
            return LongDouble::from(self.whole(value));
        }
        let times = LongDouble::from((value / most).to_i64());
        let rest = value - most * times;
        most * times + LongDouble::from(self.whole(rest))
    }

    fn whole(self, value: LongDouble) -> i64 {
        let whole = value.to_i64();
        let exact = LongDouble::from(whole) == value;
        let negative = value < LongDouble::ZERO;
        match self {
            _ if exact => whole,
            Self::TowardsZero => whole,
            Self::Up if negative => whole,
            Self::Down if !negative => whole,
            Self::Nearest => {
                let half = LongDouble::ONE / LongDouble::from(2);
                if negative { value - half } else { value + half }.to_i64()
            }
            _ => whole + if negative { -1 } else { 1 },
        }
    }
}
