//! Searching for a byte.
//!
//! The memchr crate asks at its first search which instructions the processor has. In a virtual machine,
//! the host answers that (CPUID): eight questions took 25 µs, which is much of a start. Short text is
//! therefore searched without the crate.

use memchr::{memchr, memrchr};

/// Fewer bytes are searched one by one, which takes less time than the questions.
const SHORT: usize = 1024;

/// Returns where `byte` is first found.
#[inline]
pub fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    match bytes.len() {
        0..SHORT => find_in_short(byte, bytes),
        _ => memchr(byte, bytes),
    }
}

/// Returns where `byte` is last found.
#[inline]
pub fn find_last(byte: u8, bytes: &[u8]) -> Option<usize> {
    match bytes.len() {
        0..SHORT => find_last_in_short(byte, bytes),
        _ => memrchr(byte, bytes),
    }
}

#[inline(never)]
fn find_in_short(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&b| b == byte)
}

#[inline(never)]
fn find_last_in_short(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|&b| b == byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_text_give_the_same_places() {
        for len in [0, 1, 2, SHORT - 1, SHORT, SHORT + 1] {
            let mut text = vec![b'a'; len];
            assert_eq!((find(b'b', &text), find_last(b'b', &text)), (None, None));
            for at in [0, len / 2, len.saturating_sub(1)] {
                if let Some(byte) = text.get_mut(at) {
                    *byte = b'b';
                }
            }
            let places = (len > 0).then_some((0, len - 1.min(len)));
            assert_eq!(
                find(b'b', &text).zip(find_last(b'b', &text)),
                places,
                "{len}"
            );
        }
    }
}
