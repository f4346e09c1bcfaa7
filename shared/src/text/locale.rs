//! The user's locale. It is set up on first use, because that reads a dozen files and most
//! utilities never need it.

use crate::sys::collation;
use crate::sys::locale as c;
use std::cmp::Ordering;
use std::os::unix::ffi::OsStringExt;
use std::sync::OnceLock;

pub use crate::sys::locale::{
    Category, Decoded, Numeric, Wide, leave_category, use_category, without_category,
};

#[derive(Clone, Copy, Debug)]
struct Ctype {
    utf8: bool,
    multibyte: bool,
}

fn ctype() -> Ctype {
    static CTYPE: OnceLock<Ctype> = OnceLock::new();
    *CTYPE.get_or_init(|| {
        use_category(Category::Ctype);
        Ctype {
            utf8: c::codeset() == b"UTF-8",
            multibyte: c::longest_char() > 1,
        }
    })
}

/// Returns whether the character encoding is UTF-8.
pub fn is_utf8() -> bool {
    ctype().utf8
}

/// Returns whether characters may have several bytes.
pub fn is_multibyte() -> bool {
    ctype().multibyte
}

/// Decodes the character at the start of `bytes`, which must not be empty.
pub fn decode(bytes: &[u8]) -> Decoded {
    if bytes[0] < 0x80 && (ctype().utf8 || !ctype().multibyte) {
        return Decoded::Char(Wide::from(bytes[0]), 1);
    }
    if !ctype().utf8 {
        return c::decode(bytes);
    }
    let (len, second) = match bytes[0] {
        0xc2..=0xdf => (2, 0x80..=0xbf),
        0xe0 => (3, 0xa0..=0xbf),
        0xed => (3, 0x80..=0x9f),
        0xe1..=0xef => (3, 0x80..=0xbf),
        0xf0 => (4, 0x90..=0xbf),
        0xf1..=0xf3 => (4, 0x80..=0xbf),
        0xf4 => (4, 0x80..=0x8f),
        _ => return Decoded::Invalid,
    };
    let mut wide = Wide::from(bytes[0]) & (0x7f >> len);
    let mut allowed = second;
    for place in 1..len {
        match bytes.get(place) {
            None => return Decoded::Incomplete,
            Some(byte) if allowed.contains(byte) => wide = wide << 6 | Wide::from(byte & 0x3f),
            Some(_) => return Decoded::Invalid,
        }
        allowed = 0x80..=0xbf;
    }
    Decoded::Char(wide, len)
}

/// Returns the bytes of a Unicode character in the user's encoding, or `None` if the encoding lacks
/// it.
pub fn encode(c: Wide) -> Option<Vec<u8>> {
    match char::from_u32(c) {
        Some(c) if c.is_ascii() || ctype().utf8 => Some(c.to_string().into_bytes()),
        _ => c::encode(c),
    }
}

/// Returns the number of columns of a character on a terminal, or `None` if it is not printable:
/// wcwidth(3).
pub fn width(c: Wide) -> Option<usize> {
    // Planes of 256 pages of 256 characters, each filled on first use: text in one language uses
    // few. A static table of all pages would add 70 KB to each executable.
    type Page = OnceLock<Box<[i8; 256]>>;
    static PLANES: [OnceLock<Box<[Page; 256]>>; 0x11] = [const { OnceLock::new() }; 0x11];
    if (0x20..0x7f).contains(&c) {
        return Some(1);
    }
    let Some(plane) = PLANES.get((c >> 16) as usize) else {
        return c::width(c);
    };
    let pages = plane.get_or_init(|| Box::new([const { OnceLock::new() }; 256]));
    let widths = pages[(c >> 8 & 0xff) as usize].get_or_init(|| {
        let of = |low| c::width(c & !0xff | low as Wide).map_or(-1, |width| width as i8);
        Box::new(std::array::from_fn(of))
    });
    usize::try_from(widths[(c & 0xff) as usize]).ok()
}

/// Returns whether the character is printable: iswprint(3).
pub fn is_printable(c: Wide) -> bool {
    (0x20..0x7f).contains(&c) || c::is_printable(c)
}

/// Returns whether the byte is white space in the POSIX locale: isspace(3).
#[inline]
pub fn is_posix_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Returns `text` without leading white space of the POSIX locale.
pub fn skip_posix_space(text: &[u8]) -> &[u8] {
    let space = |byte: &&u8| is_posix_space(**byte);
    &text[text.iter().take_while(space).count()..]
}

/// Returns whether the character is white space: iswspace(3).
pub fn is_space(c: Wide) -> bool {
    c::is_space(c)
}

/// Returns whether the character is a blank within a line: iswblank(3).
pub fn is_blank(c: Wide) -> bool {
    matches!(c, 0x09 | 0x20) || (c >= 0x80 && c::is_blank(c))
}

/// Returns the bytes in a class (`alpha`, …) in order, for encodings where each byte is a
/// character. `None` if there is no such class.
pub fn class_of_bytes(name: &[u8]) -> Option<Vec<u8>> {
    use_category(Category::Ctype);
    c::byte_is(0, name)?;
    let belongs = |&byte: &u8| c::byte_is(byte, name) == Some(true);
    Some((0..=u8::MAX).filter(belongs).collect())
}

/// Returns the byte in upper case, for encodings where each byte is a character.
pub fn upper(byte: u8) -> u8 {
    use_category(Category::Ctype);
    c::upper(byte)
}

/// Returns the byte in lower case, for encodings where each byte is a character.
pub fn lower(byte: u8) -> u8 {
    use_category(Category::Ctype);
    c::lower(byte)
}

/// Returns the width of a text in columns. Control characters have none. Other unprintable
/// characters have one if the encoding has characters of several bytes, else none.
pub fn columns(text: &[u8]) -> usize {
    count(text, usize::from(is_multibyte()))
}

/// Returns the width of a text in columns. Control characters have none. Other unprintable
/// characters have one in any encoding, as for mbswidth(3).
pub fn columns_of_all(text: &[u8]) -> usize {
    count(text, 1)
}

/// Adds up the widths of characters. `other` is that of what is neither printable nor a control
/// character.
fn count(text: &[u8], other: usize) -> usize {
    let mut columns = 0;
    let mut rest = text;
    while let Some(&first) = rest.first() {
        let (len, wide) = match first {
            0x20..0x7f => (1, 1),
            0..0x20 | 0x7f => (1, 0),
            _ => match decode(rest) {
                Decoded::Char(c, len) => {
                    let other = || if c::is_control(c) { 0 } else { other };
                    (len, width(c).unwrap_or_else(other))
                }
                Decoded::Invalid => (1, other),
                Decoded::Incomplete => (rest.len(), 1),
            },
        };
        rest = &rest[len..];
        columns += wide;
    }
    columns
}

/// Returns whether the locale of a category is other than "C".
pub fn is_hard(category: Category) -> bool {
    use_category(category);
    let name = match c::name(category) {
        // A statically linked C library may not know the name of a category that the program does
        // not use. The environment then has the requested name.
        unknown if unknown.is_empty() => ["LC_ALL", category.variable(), "LANG"]
            .iter()
            .find_map(|variable| std::env::var_os(variable).filter(|value| !value.is_empty()))
            .map_or_else(|| b"C".to_vec(), OsStringExt::into_vec),
        known => known,
    };
    !matches!(name.as_slice(), b"C" | b"POSIX")
}

/// Returns the locale's number format.
pub fn numeric() -> &'static Numeric {
    static NUMERIC: OnceLock<Numeric> = OnceLock::new();
    NUMERIC.get_or_init(|| {
        use_category(Category::Numeric);
        c::numeric()
    })
}

/// Returns whether the collation order differs from the order of bytes.
pub fn has_collation() -> bool {
    static HARD: OnceLock<bool> = OnceLock::new();
    *HARD.get_or_init(|| {
        use_category(Category::Collate);
        !matches!(
            c::name(Category::Collate).as_slice(),
            b"C" | b"POSIX" | b"C.UTF-8" | b"C.utf8"
        )
    })
}

/// Compares in the locale's collation order (strcoll(3)), and by bytes if that considers both
/// equal.
pub fn collate(a: &[u8], b: &[u8]) -> Ordering {
    if has_collation() {
        let ended = |text: &[u8]| [text, b"\0"].concat();
        collation::compare(&ended(a), &ended(b)).then_with(|| a.cmp(b))
    } else {
        a.cmp(b)
    }
}
