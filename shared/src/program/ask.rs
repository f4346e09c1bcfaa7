//! Questions on standard error, answered on standard input: `overwrite 'x'?`.

use crate::program::diagnostics;
use crate::program::name;
use crate::program::output::flush_before_message;
use crate::sys::response::is_yes;
use crate::text::locale::{Category, use_category};
use std::os::unix::ffi::OsStrExt;

/// Asks `NAME: question? `. End of file counts as "no".
pub fn confirm(question: &str) -> bool {
    flush_before_message();
    let mut text = name::program().as_bytes().to_vec();
    text.extend_from_slice(format!(": {question}? ").as_bytes());
    diagnostics::write_stderr(&text);
    let Some(line) = read_line() else {
        return false;
    };
    use_category(Category::Ctype);
    use_category(Category::Messages);
    is_yes(&line)
}

/// Reads one line, byte by byte, because the next reader of standard input must get what follows
/// it.
fn read_line() -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        match rustix::io::retry_on_intr(|| rustix::io::read(rustix::stdio::stdin(), &mut byte)) {
            Ok(1) if byte[0] == b'\n' => return Some(line),
            Ok(1) => line.push(byte[0]),
            _ => return (!line.is_empty()).then_some(line),
        }
    }
}
