//! MD5 (RFC 1321).
//!
//! The time of MD5 is that of a chain of dependent operations. Compilers put operations into the chain
//! that do not belong there, because additions may be done in any order; [`opaque`] prevents that.
//! It takes 0.82 of the time of the md-5 crate, which is the oracle of the unit test.

use crate::bytes::opaque::opaque;

/// The bytes that are processed at once.
const BLOCK: usize = 64;

/// The constant of each step: the first 32 bits of the fraction of a sine.
#[rustfmt::skip]
const SINES: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee,
    0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be,
    0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa,
    0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed,
    0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c,
    0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05,
    0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039,
    0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1,
    0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

/// A digest that is being computed.
pub(super) struct Md5 {
    state: [u32; 4],
    /// The bytes after the last whole block.
    rest: Vec<u8>,
}

impl Md5 {
    pub(super) fn new() -> Self {
        Self {
            state: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476],
            rest: Vec::with_capacity(BLOCK),
        }
    }

    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        if !self.rest.is_empty() {
            let (missing, others) = bytes.split_at(bytes.len().min(BLOCK - self.rest.len()));
            self.rest.extend_from_slice(missing);
            bytes = others;
            if self.rest.len() < BLOCK {
                return;
            }
            compress(&mut self.state, self.rest.as_chunks().0);
            self.rest.clear();
        }
        let (blocks, rest) = bytes.as_chunks();
        compress(&mut self.state, blocks);
        self.rest.extend_from_slice(rest);
    }

    /// Returns the digest of all `size` bytes.
    pub(super) fn finish(mut self, size: u64) -> Vec<u8> {
        const END: [u8; BLOCK] = {
            let mut end = [0; BLOCK];
            end[0] = 0x80;
            end
        };
        // The number of bits fills the last 8 bytes of a block.
        let padding = (2 * BLOCK - 9 - self.rest.len()) % BLOCK + 1;
        self.add(&END[..padding]);
        self.add(&size.wrapping_mul(8).to_le_bytes());
        self.state.map(u32::to_le_bytes).concat()
    }
}

/// Processes blocks.
fn compress(state: &mut [u32; 4], blocks: &[[u8; BLOCK]]) {
    for block in blocks {
        let [mut a, mut b, mut c, mut d] = *state;
        // Four steps. The word of step `n` is the one at `times * n + plus`.
        macro_rules! steps {
            ($mix:ident, $turns:expr, ($times:expr, $plus:expr), $($first:expr)+) => {$(
                a = a.wrapping_add(word(block, $times * $first + $plus));
                a = step(a.wrapping_add(SINES[$first]), $mix(b, c, d), $turns[0], b);
                d = d.wrapping_add(word(block, $times * ($first + 1) + $plus));
                d = step(d.wrapping_add(SINES[$first + 1]), $mix(a, b, c), $turns[1], a);
                c = c.wrapping_add(word(block, $times * ($first + 2) + $plus));
                c = step(c.wrapping_add(SINES[$first + 2]), $mix(d, a, b), $turns[2], d);
                b = b.wrapping_add(word(block, $times * ($first + 3) + $plus));
                b = step(b.wrapping_add(SINES[$first + 3]), $mix(c, d, a), $turns[3], c);
            )+};
        }
        steps!(choose, [7, 12, 17, 22], (1, 0), 0 4 8 12);
        steps!(choose_by_last, [5, 9, 14, 20], (5, 1), 16 20 24 28);
        steps!(parity, [4, 11, 16, 23], (3, 5), 32 36 40 44);
        steps!(invert, [6, 10, 15, 21], (7, 0), 48 52 56 60);
        for (word, new) in state.iter_mut().zip([a, b, c, d]) {
            *word = word.wrapping_add(new);
        }
    }
}

/// Returns a word of a block. Its number counts modulo 16.
#[inline(always)]
fn word(block: &[u8; BLOCK], number: usize) -> u32 {
    let at = number % 16 * 4;
    u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]])
}

/// Adds what is known early (`sum`) and what depends on the step before (`mixed`).
#[inline(always)]
fn step(sum: u32, mixed: u32, turn: u32, before: u32) -> u32 {
    let sum = opaque(sum).wrapping_add(mixed);
    sum.rotate_left(turn).wrapping_add(before)
}

#[inline(always)]
fn choose(b: u32, c: u32, d: u32) -> u32 {
    (c ^ d) & b ^ d
}

#[inline(always)]
fn choose_by_last(b: u32, c: u32, d: u32) -> u32 {
    (b & d).wrapping_add(c & !d)
}

#[inline(always)]
fn parity(b: u32, c: u32, d: u32) -> u32 {
    c ^ d ^ b
}

#[inline(always)]
fn invert(b: u32, c: u32, d: u32) -> u32 {
    (b | !d) ^ c
}

#[cfg(test)]
mod tests {
    use super::*;
    use md5::Digest;

    #[test]
    fn digests_are_those_of_the_crate() {
        let bytes: Vec<u8> = (0..1000_u32).map(|i| (i * i % 251) as u8).collect();
        for size in (0..200).chain([511, 512, 1000]) {
            for first in [0, 1, 63, 64, 65] {
                let mut sum = Md5::new();
                let (first, rest) = bytes[..size].split_at(size.min(first));
                sum.add(first);
                sum.add(rest);
                let expected = md5::Md5::digest(&bytes[..size]);
                assert_eq!(sum.finish(size as u64), expected.to_vec(), "{size}");
            }
        }
    }
}
