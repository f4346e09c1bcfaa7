//! Searching for bytes.
//!
//! The memchr crate asks at its first search which instructions the processor has. In a virtual machine,
//! the host answers that (CPUID): eight questions took 25 µs, which is much of a start. Short text is
//! therefore searched without the crate, until long text has made it ask.

use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr, memrchr2};
use std::sync::atomic::{AtomicBool, Ordering};

/// Fewer bytes are searched one by one, which takes less time than the questions.
const SHORT: usize = 1024;

/// Whether the crate has been called, and so knows the processor.
static CALLED: AtomicBool = AtomicBool::new(false);

/// Returns whether `bytes` are searched without the crate.
#[inline]
fn is_short(bytes: &[u8]) -> bool {
    if bytes.len() < SHORT {
        return !CALLED.load(Ordering::Relaxed);
    }
    CALLED.store(true, Ordering::Relaxed);
    false
}

/// Returns where `byte` is first found.
#[inline]
pub fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    if is_short(bytes) {
        find_in_short([byte; 3], bytes)
    } else {
        memchr(byte, bytes)
    }
}

/// Returns where one of two bytes is first found.
#[inline]
pub fn find2(a: u8, b: u8, bytes: &[u8]) -> Option<usize> {
    if is_short(bytes) {
        find_in_short([a, b, b], bytes)
    } else {
        memchr2(a, b, bytes)
    }
}

/// Returns where one of three bytes is first found.
#[inline]
pub fn find3(a: u8, b: u8, c: u8, bytes: &[u8]) -> Option<usize> {
    if is_short(bytes) {
        find_in_short([a, b, c], bytes)
    } else {
        memchr3(a, b, c, bytes)
    }
}

/// Returns where `byte` is found for the time `number`, counted from 0.
pub fn find_nth(byte: u8, bytes: &[u8], number: usize) -> Option<usize> {
    if is_short(bytes) {
        let mut places = (0..bytes.len()).filter(|&at| bytes[at] == byte);
        places.nth(number)
    } else {
        memchr_iter(byte, bytes).nth(number)
    }
}

/// Returns where `byte` is last found.
#[inline]
pub fn find_last(byte: u8, bytes: &[u8]) -> Option<usize> {
    if is_short(bytes) {
        find_last_in_short([byte; 2], bytes)
    } else {
        memrchr(byte, bytes)
    }
}

/// Returns where one of two bytes is last found.
#[inline]
pub fn find_last2(a: u8, b: u8, bytes: &[u8]) -> Option<usize> {
    if is_short(bytes) {
        find_last_in_short([a, b], bytes)
    } else {
        memrchr2(a, b, bytes)
    }
}

#[inline(never)]
fn find_in_short(wanted: [u8; 3], bytes: &[u8]) -> Option<usize> {
    let [a, b, c] = wanted;
    let is_wanted = |&byte: &u8| byte == a || byte == b || byte == c;
    bytes.iter().position(is_wanted)
}

#[inline(never)]
fn find_last_in_short(wanted: [u8; 2], bytes: &[u8]) -> Option<usize> {
    let [a, b] = wanted;
    bytes.iter().rposition(|&byte| byte == a || byte == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Short text comes first, so that it is searched in both ways.
    #[test]
    fn short_and_long_text_give_the_same_places() {
        for len in [0, 1, 2, SHORT - 1, SHORT, SHORT + 1, 1, 2, SHORT - 1] {
            let mut text = vec![b'a'; len];
            let none = [None; 5];
            assert_eq!(places(&text), none, "{len}");
            for at in [0, len / 2, len.saturating_sub(1)] {
                if let Some(byte) = text.get_mut(at) {
                    *byte = b'b';
                }
            }
            let last = len.checked_sub(1);
            let first = last.map(|_| 0);
            assert_eq!(places(&text), [first, first, first, last, last], "{len}");
            let middle = last.filter(|&last| last > 1).map(|_| len / 2);
            let second = middle.or(last.filter(|&last| last == 1));
            assert_eq!(find_nth(b'b', &text, 1), second, "{len}");
        }
    }

    fn places(text: &[u8]) -> [Option<usize>; 5] {
        [
            find(b'b', text),
            find2(b'x', b'b', text),
            find3(b'x', b'y', b'b', text),
            find_last(b'b', text),
            find_last2(b'x', b'b', text),
        ]
    }
}
