//! How a byte of the input is printed.

/// The printed form of a byte.
#[derive(Clone, Copy)]
pub(crate) enum Shown {
    /// The byte itself, with its width.
    Itself(i64),
    /// Spaces up to a tab stop.
    Spaces(i64),
    /// `^` and this letter.
    Caret(u8),
    /// A backslash and three octal digits.
    Octal,
}

impl Shown {
    pub(crate) fn columns(self) -> i64 {
        match self {
            Self::Itself(columns) | Self::Spaces(columns) => columns,
            Self::Caret(_) => 2,
            Self::Octal => 4,
        }
    }

    /// Passes each byte of the printed form of `byte` to `put`.
    #[inline]
    pub(crate) fn bytes(self, byte: u8, put: &mut dyn FnMut(u8)) {
        match self {
            Self::Itself(_) => put(byte),
            Self::Spaces(columns) => (0..columns).for_each(|_| put(b' ')),
            Self::Caret(letter) => [b'^', letter].into_iter().for_each(put),
            Self::Octal => {
                let digit = |place: u8| b'0' + (byte >> place & 7);
                [b'\\', digit(6), digit(3), digit(0)]
                    .into_iter()
                    .for_each(put);
            }
        }
    }
}
