//! setlocale(3) and the functions that depend on the locale.

use libc::{c_char, c_int};
use std::ffi::CStr;
use std::sync::OnceLock;

/// A category of the locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Character encoding and classes.
    Ctype,
    /// Decimal point and grouping of digits.
    Numeric,
    /// Names of days and months, date formats.
    Time,
    /// Collation order.
    Collate,
    /// Words for yes and no. (Messages themselves are always in English.)
    Messages,
    /// Units of measurement and paper sizes.
    Measurement,
}

impl Category {
    /// Returns the name of the environment variable for this category: `LC_CTYPE`.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Ctype => "LC_CTYPE",
            Self::Numeric => "LC_NUMERIC",
            Self::Time => "LC_TIME",
            Self::Collate => "LC_COLLATE",
            Self::Messages => "LC_MESSAGES",
            Self::Measurement => "LC_MEASUREMENT",
        }
    }
}

/// A wide character of the C library (UCS-4 on glibc).
pub type Wide = u32;

/// The result of decoding one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A character, and the number of its bytes.
    Char(Wide, usize),
    /// The first byte is not the start of a character.
    Invalid,
    /// The input ends within a character.
    Incomplete,
}

/// The locale's number format.
#[derive(Clone, Debug)]
pub struct Numeric {
    /// The decimal point.
    pub decimal_point: Vec<u8>,
    /// The separator between groups of digits, which may be empty.
    pub separator: Vec<u8>,
    /// Sizes of the groups from the right. The last one is repeated; 127 ends the grouping.
    pub grouping: Vec<u8>,
}

impl Numeric {
    /// Returns whether a separator belongs before the last `digits` digits.
    pub fn separates(&self, digits: usize) -> bool {
        let mut end = 0;
        let mut groups = self.grouping.iter();
        let mut size = 0;
        while end < digits {
            size = groups.next().map_or(size, |&group| usize::from(group));
            if size == 0 || size >= 127 {
                return false;
            }
            end += size;
        }
        end == digits
    }
}

/// Whether each category has been initialised or is to be left at "C".
static DONE: [OnceLock<()>; 6] = [const { OnceLock::new() }; 6];

/// Sets a category from the environment (LC_ALL, LC_…, LANG), unless that was done before.
pub fn use_category(category: Category) {
    DONE[category as usize].get_or_init(|| set(category));
}

/// Leaves a category at "C", unless it has been set from the environment already.
pub fn leave_category(category: Category) {
    DONE[category as usize].get_or_init(|| ());
}

/// Calls `f` with a category at "C".
pub fn without_category<T>(category: Category, f: impl FnOnce() -> T) -> T {
    let is_set = DONE[category as usize].get().is_some();
    if is_set {
        // SAFETY: the string ends in NUL; utilities set locales before they start threads.
        unsafe { libc::setlocale(CATEGORIES[category as usize], c"C".as_ptr()) };
    }
    let result = f();
    if is_set {
        set(category);
    }
    result
}

const CATEGORIES: [c_int; 6] = [
    libc::LC_CTYPE,
    libc::LC_NUMERIC,
    libc::LC_TIME,
    libc::LC_COLLATE,
    libc::LC_MESSAGES,
    libc::LC_MEASUREMENT,
];

unsafe extern "C" {
    fn __ctype_b_loc() -> *const *const u16;
    fn mbrtowc(wide: *mut Wide, bytes: *const c_char, len: usize, state: *mut [u64; 2]) -> usize;
    fn wcrtomb(bytes: *mut c_char, wide: Wide, state: *mut [u64; 2]) -> usize;
    fn wcwidth(c: Wide) -> c_int;
    fn iswprint(c: Wide) -> c_int;
    fn iswspace(c: Wide) -> c_int;
    fn iswblank(c: Wide) -> c_int;
    fn iswcntrl(c: Wide) -> c_int;
    fn __ctype_get_mb_cur_max() -> usize;
}

/// Sets a category from the environment. It stays "C" if the locale does not exist.
pub(crate) fn set(category: Category) {
    // SAFETY: the string ends in NUL; utilities set locales before they start threads.
    unsafe { libc::setlocale(CATEGORIES[category as usize], c"".as_ptr()) };
}

/// Returns the name of the current locale.
pub fn name(category: Category) -> Vec<u8> {
    // SAFETY: with a null second argument, nothing is changed; the result is a string of the C
    // library.
    let name = unsafe { libc::setlocale(CATEGORIES[category as usize], std::ptr::null()) };
    // SAFETY: as above; it is never null for an existing category.
    unsafe { CStr::from_ptr(name) }.to_bytes().to_vec()
}

/// Returns the name of the character encoding.
pub(crate) fn codeset() -> Vec<u8> {
    // SAFETY: returns a string of the C library, never null.
    unsafe { CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) }
        .to_bytes()
        .to_vec()
}

/// Returns the locale's number format: localeconv(3).
pub(crate) fn numeric() -> Numeric {
    // SAFETY: points to a structure of NUL-terminated strings, which is valid until the locale
    // changes.
    unsafe {
        let conventions = &*libc::localeconv();
        let text = |at: *const c_char| CStr::from_ptr(at).to_bytes().to_vec();
        Numeric {
            decimal_point: text(conventions.decimal_point),
            separator: text(conventions.thousands_sep),
            grouping: text(conventions.grouping),
        }
    }
}

/// Returns the number of bytes of the longest character.
pub(crate) fn longest_char() -> usize {
    // SAFETY: no arguments; this is the function behind MB_CUR_MAX.
    unsafe { __ctype_get_mb_cur_max() }
}

/// mbrtowc(3) from the initial shift state.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    let (mut wide, mut state) = (0, [0; 2]);
    // SAFETY: pointer and length are of one slice; a zeroed state (larger than glibc's) is
    // the initial one.
    match unsafe { mbrtowc(&mut wide, bytes.as_ptr().cast(), bytes.len(), &mut state) } {
        usize::MAX => Decoded::Invalid,
        n if n == usize::MAX - 1 => Decoded::Incomplete,
        n => Decoded::Char(wide, n.max(1)),
    }
}

/// wcrtomb(3) from the initial shift state.
pub(crate) fn encode(c: Wide) -> Option<Vec<u8>> {
    let (mut bytes, mut state) = ([0u8; 16], [0; 2]);
    // SAFETY: no encoding of glibc has characters longer than 16 bytes (MB_LEN_MAX); a zeroed
    // state (larger than glibc's) is the initial one.
    let len = unsafe { wcrtomb(bytes.as_mut_ptr().cast(), c, &mut state) };
    bytes.get(..len).map(<[u8]>::to_vec)
}

/// Returns the number of columns of a character, or `None` if it is not printable: wcwidth(3).
pub(crate) fn width(c: Wide) -> Option<usize> {
    // SAFETY: defined for all values.
    usize::try_from(unsafe { wcwidth(c) }).ok()
}

/// iswprint(3).
pub(crate) fn is_printable(c: Wide) -> bool {
    // SAFETY: defined for all values.
    unsafe { iswprint(c) != 0 }
}

/// iswcntrl(3).
pub(crate) fn is_control(c: Wide) -> bool {
    // SAFETY: defined for all values.
    unsafe { iswcntrl(c) != 0 }
}

/// iswspace(3).
pub(crate) fn is_space(c: Wide) -> bool {
    // SAFETY: defined for all values.
    unsafe { iswspace(c) != 0 }
}

/// Returns whether the byte is in the named class, or `None` if there is no such class.
pub(crate) fn byte_is(byte: u8, class: &[u8]) -> Option<bool> {
    let bits: u16 = match class {
        b"alnum" => ALNUM,
        b"alpha" => 1 << 10,
        b"blank" => BLANK,
        b"cntrl" => 1 << 1,
        b"digit" => 1 << 11,
        b"graph" => 1 << 15,
        b"lower" => 1 << 9,
        b"print" => PRINT,
        b"punct" => 1 << 2,
        b"space" => 1 << 13,
        b"upper" => 1 << 8,
        b"xdigit" => 1 << 12,
        _ => return None,
    };
    Some(classes(byte) & bits != 0)
}

/// Bits of [`classes`] on a little-endian machine.
pub(super) const ALNUM: u16 = 1 << 3;
pub(super) const BLANK: u16 = 1;
pub(super) const PRINT: u16 = 1 << 14;

/// Returns the classes of a byte in the current locale as a bit set. This is the table behind
/// isalpha(3) and its siblings, so one import replaces twelve (Linux Standard Base,
/// `__ctype_b_loc`).
pub(super) fn classes(byte: u8) -> u16 {
    // SAFETY: the pointer is to a table for all values from -128 to 255.
    unsafe { *(*__ctype_b_loc()).add(byte.into()) }
}

/// Returns the byte in upper case: toupper(3).
pub(crate) fn upper(byte: u8) -> u8 {
    // SAFETY: defined for all bytes.
    unsafe { libc::toupper(byte.into()) as u8 }
}

/// Returns the byte in lower case: tolower(3).
pub(crate) fn lower(byte: u8) -> u8 {
    // SAFETY: defined for all bytes.
    unsafe { libc::tolower(byte.into()) as u8 }
}

/// iswblank(3).
pub(crate) fn is_blank(c: Wide) -> bool {
    // SAFETY: defined for all values.
    unsafe { iswblank(c) != 0 }
}
