//! Numbers with suffixes, as GNU's utilities parse them (manual node "Block size"; gnulib's
//! xstrtol).

use crate::text::locale::skip_posix_space;

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No digits, or followed by something that is not a permitted suffix.
    Invalid,
    /// Greater than 2^64 - 1.
    Overflow,
}

/// Parses a decimal number with an optional multiplier. Leading blanks and `+` are allowed, `-` is
/// not.
///
/// `suffixes` lists the permitted letters: `b` is 512, `c` 1, `w` 2, `k` and `K` 1024, `M` (or `m`)
/// 1024^2, and so on up to `Q`. If it contains `0`, the letters from `k` to `Q` may be followed by
/// `B` (or `D`, which is obsolete) for powers of 1000, or `iB` for powers of 1024. A suffix has its
/// own value if nothing stands before it: `K` is 1024, `+K` is a mistake.
///
/// # Errors
/// See [`Mistake`].
pub fn parse(text: &[u8], suffixes: &str) -> Result<u64, Mistake> {
    let unsigned = skip_posix_space(text);
    let unsigned = unsigned.strip_prefix(b"+").unwrap_or(unsigned);
    let digits = unsigned.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 && unsigned.len() < text.len() {
        return Err(Mistake::Invalid);
    }
    let (number, suffix) = unsigned.split_at(digits);
    let mut value: Option<u64> = Some(if digits == 0 { 1 } else { 0 });
    for b in number {
        value = value.and_then(|v| v.checked_mul(10)?.checked_add(u64::from(b - b'0')));
    }
    let Some((&letter, rest)) = suffix.split_first() else {
        return if digits == 0 {
            Err(Mistake::Invalid)
        } else {
            value.ok_or(Mistake::Overflow)
        };
    };
    if !suffixes.as_bytes().contains(&letter) || (digits == 0 && letter == b'0') {
        return Err(Mistake::Invalid);
    }
    let power = match letter {
        b'b' if rest.is_empty() => return scale(value, 512, 1),
        b'c' if rest.is_empty() => return scale(value, 1, 1),
        b'w' if rest.is_empty() => return scale(value, 2, 1),
        b'k' | b'K' => 1,
        other => match b"MGTPEZYRQ"
            .iter()
            .position(|&p| p == other.to_ascii_uppercase())
        {
            Some(place) => place as u32 + 2,
            None => return Err(Mistake::Invalid),
        },
    };
    let base = match rest {
        b"" => 1024,
        b"iB" if suffixes.contains('0') => 1024,
        b"B" | b"D" if suffixes.contains('0') => 1000,
        _ => return Err(Mistake::Invalid),
    };
    scale(value, base, power)
}

/// Parses a decimal number that may be negative, without suffixes.
///
/// # Errors
/// Those of [`parse`]. [`Mistake::Overflow`] if it does not fit in 64 bits.
pub fn parse_signed(text: &[u8]) -> Result<i64, Mistake> {
    let text = skip_posix_space(text);
    match text.strip_prefix(b"-") {
        Some(digits) if !digits.first().is_some_and(u8::is_ascii_digit) => Err(Mistake::Invalid),
        Some(digits) => 0_i64
            .checked_sub_unsigned(parse(digits, "")?)
            .ok_or(Mistake::Overflow),
        None => i64::try_from(parse(text, "")?).map_err(|_| Mistake::Overflow),
    }
}

fn scale(value: Option<u64>, base: u64, power: u32) -> Result<u64, Mistake> {
    let mut value = value.ok_or(Mistake::Overflow)?;
    for _ in 0..power {
        value = value.checked_mul(base).ok_or(Mistake::Overflow)?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_count() {
        assert_eq!(parse_signed(b"-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(parse_signed(b"9223372036854775808"), Err(Mistake::Overflow));
        assert_eq!(parse_signed(b" +7"), Ok(7));
        assert_eq!(parse_signed(b"-+7"), Err(Mistake::Invalid));
        assert_eq!(parse_signed(b"-"), Err(Mistake::Invalid));
    }

    #[test]
    fn suffixes_scale() {
        assert_eq!(parse(b"12", ""), Ok(12));
        assert_eq!(parse(b"+2b", "b"), Ok(1024));
        assert_eq!(parse(b"3kB", "kK0"), Ok(3000));
        assert_eq!(parse(b"3KiB", "kK0"), Ok(3072));
        assert_eq!(parse(b"1m", "m"), Ok(1 << 20));
        assert_eq!(parse(b"K", "K"), Ok(1024));
        assert_eq!(parse(b"3kD", "kK0"), Ok(3000));
        assert_eq!(parse(b"3kD", "kK"), Err(Mistake::Invalid));
        assert_eq!(parse(b"+K", "K"), Err(Mistake::Invalid));
        assert_eq!(parse(b" K", "K"), Err(Mistake::Invalid));
        assert_eq!(parse(b" +3K", "K"), Ok(3072));
        assert_eq!(parse(b"1x", "K"), Err(Mistake::Invalid));
        assert_eq!(parse(b"-1", "K"), Err(Mistake::Invalid));
        assert_eq!(parse(b"", "K"), Err(Mistake::Invalid));
        assert_eq!(parse(b"1Q", "Q"), Err(Mistake::Overflow));
        assert_eq!(parse(b"18446744073709551616", ""), Err(Mistake::Overflow));
    }
}
