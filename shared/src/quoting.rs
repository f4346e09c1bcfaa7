//! Names in messages and listings, quoted as GNU quotes them (gnulib's quotearg; manual node
//! "Formatting the file names").

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// As messages quote words: ‘x’ in UTF-8, 'x' elsewhere.
pub fn quote(name: &OsStr) -> String {
    let text = name.to_string_lossy();
    if crate::locale::is_utf8() {
        format!("‘{text}’")
    } else {
        format!("'{text}'")
    }
}

/// As messages name files before a colon: quoted for the shell only where it must be.
pub fn quotef(name: &OsStr) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"%+,-./:@_".contains(b);
    if name.as_bytes().iter().all(plain) && !name.is_empty() {
        name.to_string_lossy().into_owned()
    } else {
        quoteaf(name)
    }
}

/// As messages name files within a sentence: always quoted for the shell.
pub fn quoteaf(name: &OsStr) -> String {
    format!("'{}'", name.to_string_lossy().replace('\'', "'\\''"))
}
