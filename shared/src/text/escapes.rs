//! Backslash escapes that echo and printf have in common.

/// Returns the byte for a letter after a backslash.
pub fn named(letter: u8) -> Option<u8> {
    Some(match letter {
        b'a' => 0x07,
        b'b' => 0x08,
        b'e' => 0x1b,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' => b'\\',
        _ => return None,
    })
}

/// Takes up to `most` digits from the start of `text`. Returns their value and how many there were.
pub fn number(text: &mut &[u8], base: u32, most: usize) -> (u32, usize) {
    let digit = |byte: &u8| char::from(*byte).to_digit(base);
    let digits = text.iter().map_while(digit).take(most);
    let (value, count) = digits.fold((0u32, 0), |(value, count), digit| {
        (value.wrapping_mul(base) | digit, count + 1)
    });
    *text = &text[count..];
    (value, count)
}
