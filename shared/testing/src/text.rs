//! How bytes, commands and outcomes are written in recordings and in failed assertions.

use std::fmt::Write;

/// Streams longer than this are recorded by their length and checksum: they are not for reading.
const LONGEST_STREAM: usize = 2 * 1024;

/// Input longer than this is shown by its length and checksum.
const LONGEST_INPUT: usize = 400;

/// Appends `bytes` with everything escaped that an editor or a terminal would not keep:
/// backslashes, control characters, characters that have no glyph, and what is not UTF-8.
pub fn escape(bytes: &[u8], to: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => to.push_str("\\\\"),
                '\t' => to.push_str("\\t"),
                '\n' => to.push_str("\\n"),
                '\r' => to.push_str("\\r"),
                '\'' | '"' => to.push(character),
                _ if character.escape_debug().len() == 1 => to.push(character),
                _ => hex(character.encode_utf8(&mut [0; 4]).as_bytes(), to),
            }
        }
        hex(chunk.invalid(), to);
    }
}

fn hex(bytes: &[u8], to: &mut String) {
    for byte in bytes {
        write!(to, "\\x{byte:02x}").expect("a string takes all");
    }
}

/// Appends an argument as a shell would read it (bash, where it needs `$'…'`).
pub fn quote(argument: &[u8], to: &mut String) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_=+:,./@%^".contains(byte);
    if !argument.is_empty() && argument.iter().all(is_plain) {
        return escape(argument, to);
    }
    let mut escaped = String::new();
    escape(argument, &mut escaped);
    let is_literal = escaped.as_bytes() == argument && !argument.contains(&b'\'');
    if is_literal {
        write!(to, "'{escaped}'").expect("a string takes all");
    } else {
        write!(to, "$'{}'", escaped.replace('\'', "\\'")).expect("a string takes all");
    }
}

/// Appends what a shell would feed a command with: `printf 'a\n' | `.
pub fn feed(input: &[u8], to: &mut String) {
    if input.len() > LONGEST_INPUT {
        write!(to, "({}) | ", summary(input)).expect("a string takes all");
        return;
    }
    let mut escaped = String::new();
    escape(input, &mut escaped);
    let escaped = escaped.replace('\'', "\\x27").replace('%', "%%");
    write!(to, "printf '{escaped}' | ").expect("a string takes all");
}

/// Appends the lines of a stream, each behind `prefix`. A last line without a newline ends in a
/// backslash, which can't be mistaken for a printed one: that is doubled.
pub fn stream(prefix: &str, bytes: &[u8], to: &mut String) {
    if bytes.len() > LONGEST_STREAM {
        writeln!(to, "{prefix}= {}", summary(bytes)).expect("a string takes all");
        return;
    }
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let whole = line.strip_suffix(b"\n");
        let mut escaped = String::new();
        escape(whole.unwrap_or(line), &mut escaped);
        // Editors cut blanks at the end of a line.
        if escaped.ends_with(' ') {
            escaped.pop();
            escaped.push_str("\\x20");
        }
        if whole.is_none() {
            escaped.push('\\');
        }
        let blank = if escaped.is_empty() { "" } else { " " };
        writeln!(to, "{prefix}>{blank}{escaped}").expect("a string takes all");
    }
}

/// Returns the length and a checksum, for what is too long to be shown.
pub fn summary(bytes: &[u8]) -> String {
    format!(
        "{} bytes, CRC-32 {:08x}",
        bytes.len(),
        crc32fast::hash(bytes)
    )
}

/// Shows two texts as one, with the lines marked that only one of them has.
pub fn diff(expected: &str, actual: &str) -> String {
    use snapbox::{Data, report};
    let mut shown = String::new();
    report::write_diff(
        &mut shown,
        &Data::text(expected),
        &Data::text(actual),
        Some(&"expected"),
        Some(&"actual"),
        report::Palette::plain(),
    )
    .expect("a string takes all");
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(argument: &[u8]) -> String {
        let mut text = String::new();
        quote(argument, &mut text);
        text
    }

    #[test]
    fn arguments_are_quoted_for_a_shell() {
        assert_eq!(quoted(b"-d:"), "-d:");
        assert_eq!(quoted(b""), "''");
        assert_eq!(quoted(b"a b\\"), "$'a b\\\\'");
        assert_eq!(quoted(b"a b"), "'a b'");
        assert_eq!(quoted(b"it's\n\xff"), "$'it\\'s\\n\\xff'");
        assert_eq!(quoted("\u{e9}".as_bytes()), "'\u{e9}'");
    }

    #[test]
    fn streams_are_written_line_by_line() {
        let mut text = String::new();
        stream("1", b"a \n\n\\n\tb", &mut text);
        assert_eq!(text, "1> a\\x20\n1>\n1> \\\\n\\tb\\\n");
        text.clear();
        stream("2", &[b'x'; 20_000], &mut text);
        assert!(text.starts_with("2= 20000 bytes, CRC-32 "), "{text}");
    }
}
