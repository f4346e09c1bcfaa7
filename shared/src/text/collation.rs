//! What sorting needs to know of the locale: classes of bytes, months, and keys that compare
//! byte by byte as the locale compares texts or numbers.

use crate::sys::collation as c;
use crate::sys::locale;
use crate::text::locale::{Category, use_category};
use std::cmp::Ordering;
use std::ffi::CStr;

/// A set of bytes.
pub type ByteSet = [bool; 256];

/// Classes of bytes in the user's locale.
#[derive(Clone, Debug)]
pub struct Bytes {
    /// Blanks.
    pub blank: ByteSet,
    /// Letters and digits.
    pub alphanumeric: ByteSet,
    /// What can be printed.
    pub print: ByteSet,
    /// Each byte as a capital letter.
    pub upper: [u8; 256],
}

impl Bytes {
    /// Those of the locale.
    pub fn of_locale() -> Self {
        use_category(Category::Ctype);
        let set = |class: fn(u8) -> bool| std::array::from_fn(|b| class(b as u8));
        Self {
            blank: set(c::is_blank),
            alphanumeric: set(c::is_alphanumeric),
            print: printable_bytes(),
            upper: std::array::from_fn(|b| locale::upper(b as u8)),
        }
    }
}

/// What can be printed in the user's locale, as a byte by itself.
pub fn printable_bytes() -> ByteSet {
    use_category(Category::Ctype);
    std::array::from_fn(|byte| c::is_print(byte as u8))
}

/// The short names of the months, from January on.
pub fn months() -> [Vec<u8>; 12] {
    use_category(Category::Time);
    c::months()
}

/// Appends bytes that compare as the locale compares texts: strxfrm(3).
pub fn transform(text: &[u8], out: &mut Vec<u8>) {
    use_category(Category::Collate);
    c::transform(text, out);
}

/// Compares as the locale sorts: strcoll(3), which glibc's strxfrm(3) does not always agree
/// with. Each text is followed by a NUL, which is no part of it.
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    use_category(Category::Collate);
    c::compare(a, b)
}

/// Bytes that compare as the values of such numbers do: all of `number` must be one that
/// strtold(3) reads, other than a NaN.
pub fn ordered_float(number: &CStr) -> [u8; 10] {
    c::ordered_float(number)
}

/// The name of the locale that texts are sorted by, none where it is the one of plain bytes.
pub fn name() -> Option<Vec<u8>> {
    use_category(Category::Collate);
    let name = locale::name(Category::Collate);
    (!matches!(name.as_slice(), b"C" | b"POSIX")).then_some(name)
}

/// Did the user ask for a locale that texts can't be sorted by, as the machine lacks it?
pub fn is_missing() -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let wanted = ["LC_ALL", "LC_COLLATE", "LANG"].into_iter().find_map(set);
    wanted.is_some_and(|wanted| wanted != "C" && wanted != "POSIX") && name().is_none()
}
