//! Time zones in date strings, as values of `TZ`.

/// Parses `TZ="…"` at the start. Returns the zone and the rest.
pub(super) fn prefix(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let text = text.strip_prefix(b"TZ=\"")?;
    let mut zone = Vec::new();
    let mut bytes = text.iter().enumerate();
    loop {
        match bytes.next()? {
            (at, b'"') => return Some((zone, &text[at + 1..])),
            (_, b'\\') => match bytes.next()?.1 {
                &escaped @ (b'"' | b'\\') => zone.push(escaped),
                _ => return None,
            },
            (_, &byte) => zone.push(byte),
        }
    }
}

/// Returns a value of `TZ` for a zone that is `seconds` east of UTC.
pub(super) fn at_offset(seconds: i64) -> String {
    // In POSIX, offsets are positive west of UTC.
    let sign = if seconds < 0 { "" } else { "-" };
    let all = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    format!("XXX{sign}{hours}:{minutes:02}:{seconds:02}")
}
