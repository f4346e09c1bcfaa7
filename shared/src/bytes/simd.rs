//! Loops over many bytes at once.

use super::lanes::{LANES, Lanes};

/// Counts the occurrences of `byte`.
pub fn count(byte: u8, bytes: &[u8]) -> u64 {
    let wanted = Lanes::splat(byte);
    count_lanes(bytes, |part| part.equal(wanted), |&b| b == byte)
}

/// Counts the characters of valid UTF-8: all bytes except continuation bytes.
pub fn count_characters(text: &[u8]) -> u64 {
    // As signed numbers, continuation bytes are the lowest.
    let last = Lanes::splat(0xbf);
    count_lanes(text, |part| part.greater(last), |byte| byte & 0xc0 != 0x80)
}

/// Counts bytes. `marked` sets all bits of the lanes that count; `counts` is the test for single
/// bytes.
#[inline(always)]
fn count_lanes(bytes: &[u8], marked: impl Fn(Lanes) -> Lanes, counts: impl Fn(&u8) -> bool) -> u64 {
    let mut total = 0;
    let (parts, rest) = bytes.as_chunks::<LANES>();
    // The count of a lane must fit in a byte. Four counters avoid waiting for the previous
    // addition; they are variables, because an array is kept in memory.
    for block in parts.chunks(4 * 252) {
        let [mut a, mut b, mut c, mut d] = [Lanes::splat(0); 4];
        let (rows, last) = block.as_chunks();
        for [first, second, third, fourth] in rows {
            a = a.minus(marked(Lanes::of(first)));
            b = b.minus(marked(Lanes::of(second)));
            c = c.minus(marked(Lanes::of(third)));
            d = d.minus(marked(Lanes::of(fourth)));
        }
        for part in last {
            a = a.minus(marked(Lanes::of(part)));
        }
        let sums = [a, b, c, d].into_iter().flat_map(Lanes::bytes);
        total += sums.map(u64::from).sum::<u64>();
    }
    total + rest.iter().filter(|byte| counts(byte)).count() as u64
}

/// Reverses the bits of each byte.
pub fn reverse_bits(bytes: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { reverse_bits_avx2(bytes) };
    }
    reverse_bits_lanes(bytes);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn reverse_bits_avx2(bytes: &mut [u8]) {
    reverse_bits_lanes(bytes);
}

#[inline(always)]
fn reverse_bits_lanes(bytes: &mut [u8]) {
    // Word by word, because loops are not vectorized when optimizing for size.
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for word in words {
        let mirrored = u64::from_ne_bytes(*word).reverse_bits().swap_bytes();
        *word = mirrored.to_ne_bytes();
    }
    rest.iter_mut().for_each(|b| *b = b.reverse_bits());
}

/// Swaps the bytes of each pair. A last single byte stays where it is.
pub fn swap_pairs(bytes: &mut [u8]) {
    const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
    // Word by word, because loops are not vectorized when optimizing for size.
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for bytes in words {
        let word = u64::from_ne_bytes(*bytes);
        *bytes = ((word & EVEN) << 8 | word >> 8 & EVEN).to_ne_bytes();
    }
    rest.as_chunks_mut::<2>()
        .0
        .iter_mut()
        .for_each(|pair| pair.swap(0, 1));
}

/// Returns the sum of all bytes.
pub fn sum(bytes: &[u8]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { sum_avx2(bytes) };
    }
    sum_lanes(bytes)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sum_avx2(bytes: &[u8]) -> u64 {
    sum_lanes(bytes)
}

#[inline(always)]
fn sum_lanes(bytes: &[u8]) -> u64 {
    const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
    let mut total = 0;
    // Each of the four sums in a word must fit in 16 bits.
    for block in bytes.chunks(8 * 128) {
        let (words, rest) = block.as_chunks::<8>();
        let pairs = words.iter().map(|word| {
            let word = u64::from_ne_bytes(*word);
            (word & EVEN) + (word >> 8 & EVEN)
        });
        let sums: u64 = pairs.sum();
        total += (0..4).map(|lane| sums >> (16 * lane) & 0xffff).sum::<u64>();
        total += rest.iter().map(|&b| u64::from(b)).sum::<u64>();
    }
    total
}

/// A range of bytes and the distance by which they are shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The first byte.
    pub first: u8,
    /// The last byte.
    pub last: u8,
    /// The distance, modulo 256.
    pub by: u8,
}

/// Adds to each byte the distance of the range that contains it. The ranges must not overlap.
pub fn shift(shifts: &[Shift], bytes: &mut [u8]) {
    let (parts, rest) = bytes.as_chunks_mut::<LANES>();
    for part in parts {
        let old = Lanes::of(part);
        let mut new = old;
        for &Shift { first, last, by } in shifts {
            let offset = old.minus(Lanes::splat(first));
            // `offset` is within the range if it is the lower of both.
            let within = offset.min(Lanes::splat(last - first)).equal(offset);
            new = new.plus(within.and(Lanes::splat(by)));
        }
        *part = new.bytes();
    }
    for byte in rest {
        let within = |s: &&Shift| (s.first..=s.last).contains(byte);
        if let Some(shift) = shifts.iter().find(within) {
            *byte = byte.wrapping_add(shift.by);
        }
    }
}

/// Returns the first eight bytes of a word as a number, whose order is that of the bytes. Where words are
/// sorted, it decides most comparisons without a look at them.
pub fn prefix(word: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let len = word.len().min(8);
    bytes[..len].copy_from_slice(&word[..len]);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_swapped_one_by_one() {
        for size in [0, 1, 2, 7, 8, 9, 10, 100, 101] {
            let bytes: Vec<u8> = (0..size).collect();
            let mut swapped = bytes.clone();
            swap_pairs(&mut swapped);
            for (at, &byte) in swapped.iter().enumerate() {
                assert_eq!(byte, *bytes.get(at ^ 1).unwrap_or(&bytes[at]), "{size}");
            }
        }
    }

    #[test]
    fn counts_as_one_by_one() {
        let bytes: Vec<u8> = (0..50_000_u32).map(|i| (i % 7) as u8).collect();
        for end in [0, 1, 63, 64, 65, 16_320, 16_321, 50_000] {
            let want = bytes[..end].iter().filter(|&&b| b == 3).count() as u64;
            assert_eq!(count(3, &bytes[..end]), want);
        }
        assert_eq!(count(9, &[9; 40_000]), 40_000);
        let text = "a\u{e9}\u{4e2d}\u{1f600}".repeat(20_000);
        assert_eq!(count_characters(text.as_bytes()), 80_000);
    }

    #[test]
    fn sums_and_mirrors_as_one_by_one() {
        let mut bytes: Vec<u8> = (0..50_000_u32).map(|i| (i * 7) as u8).collect();
        assert_eq!(sum(&[255; 40_000]), 255 * 40_000);
        assert_eq!(
            sum(&bytes),
            bytes.iter().map(|&b| u64::from(b)).sum::<u64>()
        );
        let mirrored: Vec<u8> = bytes.iter().map(|b| b.reverse_bits()).collect();
        reverse_bits(&mut bytes);
        assert_eq!(bytes, mirrored);
    }

    #[test]
    fn shifts_as_a_table_does() {
        let shifts = [
            Shift {
                first: b'a',
                last: b'z',
                by: 224,
            },
            Shift {
                first: 0,
                last: 3,
                by: 250,
            },
            Shift {
                first: 255,
                last: 255,
                by: 1,
            },
        ];
        let mut bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let table = |byte: u8| match byte {
            b'a'..=b'z' => byte - 32,
            0..=3 => byte.wrapping_sub(6),
            255 => 0,
            _ => byte,
        };
        let want: Vec<u8> = bytes.iter().map(|&b| table(b)).collect();
        shift(&shifts, &mut bytes);
        assert_eq!(bytes, want);
    }

    #[test]
    fn prefixes_are_in_the_order_of_words() {
        let words: [&[u8]; 6] = [b"", b"a", b"ab", b"abcdefg\xff", b"abcdefgh", b"b"];
        let mut sorted = words.to_vec();
        sorted.sort_by_key(|word| prefix(word));
        let mut expected = words.to_vec();
        expected.sort();
        assert_eq!(sorted, expected);
        assert_eq!(prefix(b"abcdefgh"), prefix(b"abcdefghi"));
    }
}
