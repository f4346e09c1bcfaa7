//! What `sort` needs to know about the locale: classes of bytes, names of months, and keys that can
//! be compared byte by byte.

use crate::sys::collation as c;
use crate::sys::locale;
use crate::text::locale::{Category, use_category};
use std::cmp::Ordering;
use std::ffi::CStr;

/// A set of bytes, indexed by the byte.
pub type ByteSet = [bool; 256];

/// Classes of bytes in the user's locale.
#[derive(Clone, Debug)]
pub struct Bytes {
    /// Blanks.
    pub blank: ByteSet,
    /// Letters and digits.
    pub alphanumeric: ByteSet,
    /// Printable bytes.
    pub print: ByteSet,
    /// Each byte in upper case.
    pub upper: [u8; 256],
}

impl Bytes {
    /// Returns the classes in the user's locale.
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

/// Returns the bytes that are printable characters on their own in the user's locale.
pub fn printable_bytes() -> ByteSet {
    use_category(Category::Ctype);
    std::array::from_fn(|byte| c::is_print(byte as u8))
}

/// Returns the abbreviated names of the months, from January.
pub fn months() -> [Vec<u8>; 12] {
    use_category(Category::Time);
    c::months()
}

/// Appends a collation key of `text`, to be compared byte by byte: strxfrm(3).
pub fn transform(text: &[u8], out: &mut Vec<u8>) {
    use_category(Category::Collate);
    c::transform(text, out);
}

/// Compares two texts in the locale's collation order: strcoll(3), because glibc's strxfrm(3) does
/// not always agree with it. Each text must end with a NUL that is not part of it.
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    use_category(Category::Collate);
    c::compare(a, b)
}

/// Returns bytes that compare as the value of `number` does. `number` must be completely readable
/// by strtold(3) and not a NaN.
pub fn ordered_float(number: &CStr) -> [u8; 10] {
    c::ordered_float(number)
}

/// Returns the name of the collation locale, or `None` if texts are compared by bytes.
pub fn name() -> Option<Vec<u8>> {
    use_category(Category::Collate);
    let name = locale::name(Category::Collate);
    (!matches!(name.as_slice(), b"C" | b"POSIX")).then_some(name)
}

/// Returns whether the environment asks for a collation locale that is not installed.
pub fn is_missing() -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let wanted = ["LC_ALL", "LC_COLLATE", "LANG"].into_iter().find_map(set);
    wanted.is_some_and(|wanted| wanted != "C" && wanted != "POSIX") && name().is_none()
}
