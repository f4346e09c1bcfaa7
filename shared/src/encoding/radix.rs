//! Encodings whose symbols have a fixed number of bits: base64, base32, base16, base2.
//!
//! base64 uses the vector code of base64-simd. The alphabets of the others consist of two ASCII
//! ranges, so eight symbols at a time are computed in the bytes of a `u64` (SWAR).

use super::codec::Encoding;
use base64_simd::{Out, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memchr2;

/// An alphabet of 2^BITS symbols.
pub(super) struct Radix<const BITS: usize> {
    // In place, because an address would have to be relocated.
    symbols: [u8; 64],
    /// The value of each byte, or [`NONE`] if it is not a symbol.
    values: [u8; 256],
    /// Number of symbols in a group.
    group: usize,
    /// Whether incomplete groups are padded with `=`.
    padded: bool,
    /// Whether the least significant bit of a byte comes first.
    mirrored: bool,
}

const NONE: u8 = 0xff;

pub(super) static BASE64: Radix<6> = Radix::new(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    4,
);
pub(super) static BASE64URL: Radix<6> = Radix::new(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    4,
);
pub(super) static BASE32: Radix<5> = Radix::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8);
pub(super) static BASE32HEX: Radix<5> = Radix::new(b"0123456789ABCDEFGHIJKLMNOPQRSTUV", 8);
pub(super) static BASE16: Radix<4> = Radix::new(b"0123456789ABCDEF", 2).with_lower_case();
pub(super) static BASE2MSBF: Radix<1> = Radix::new(b"01", 8);
pub(super) static BASE2LSBF: Radix<1> = Radix::new(b"01", 8).mirrored();

impl<const BITS: usize> Radix<BITS> {
    const fn new(alphabet: &[u8], group: usize) -> Self {
        let (mut symbols, mut values) = ([0; 64], [NONE; 256]);
        let mut value = 0;
        while value < alphabet.len() {
            symbols[value] = alphabet[value];
            values[alphabet[value] as usize] = value as u8;
            value += 1;
        }
        Self {
            symbols,
            values,
            group,
            padded: BITS > 4,
            mirrored: false,
        }
    }

    const fn with_lower_case(mut self) -> Self {
        let mut symbol = b'A';
        while symbol <= b'Z' {
            self.values[symbol.to_ascii_lowercase() as usize] = self.values[symbol as usize];
            symbol += 1;
        }
        self
    }

    const fn mirrored(mut self) -> Self {
        self.mirrored = true;
        self
    }

    fn alphabet(&self) -> &[u8] {
        &self.symbols[..1 << BITS]
    }

    /// Returns the byte with its first bit as the most significant one.
    fn first_bit_first(&self, byte: u8) -> u8 {
        if self.mirrored {
            byte.reverse_bits()
        } else {
            byte
        }
    }

    /// Returns the vector code for this variant of base64.
    fn vectors(&self) -> &'static base64_simd::Base64 {
        match self.alphabet().last() {
            Some(b'_') => &URL_SAFE_NO_PAD,
            _ => &STANDARD_NO_PAD,
        }
    }

    /// Decodes base64 with vector code, except for the last group, which may be padded. Returns the
    /// rest: all symbols if there is an invalid one, because the vector code does not say where.
    fn decode_vectors<'s>(&self, symbols: &'s [u8], bytes: &mut Vec<u8>) -> &'s [u8] {
        let (whole, last) = symbols.split_at(symbols.len().saturating_sub(self.group));
        let start = bytes.len();
        bytes.resize(start + whole.len() / 4 * 3, 0);
        match self
            .vectors()
            .decode(whole, Out::from_slice(&mut bytes[start..]))
        {
            Ok(_) => last,
            Err(_) => {
                bytes.truncate(start);
                symbols
            }
        }
    }

    /// Encodes the bits of bytes, a word at a time. Returns the rest.
    fn encode_bits<'b>(&self, bytes: &'b [u8], text: &mut Vec<u8>) -> &'b [u8] {
        // Multiplication by this makes copies of a byte at distances of nine bits, so that each
        // bit, starting from the last, is the lowest of another byte.
        const COPIES: u64 = 0x8040_2010_0804_0201;
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let symbols = word.map(|byte| {
                let bits = u64::from(byte).wrapping_mul(COPIES) >> 7 & ALL;
                let symbols = bits + ALL * u64::from(b'0');
                if self.mirrored {
                    symbols.to_be_bytes()
                } else {
                    symbols.to_le_bytes()
                }
            });
            text.extend_from_slice(symbols.as_flattened());
        }
        rest
    }

    /// Encodes a few bytes and pads the last group.
    fn encode_end(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let mut symbols = 0;
        let mut pending = 0_u32;
        let mut bits = 0;
        for &byte in bytes.iter().chain(&[0]) {
            pending = pending << 8 | u32::from(self.first_bit_first(byte));
            bits += 8;
            while bits >= BITS && symbols * BITS < bytes.len() * 8 {
                bits -= BITS;
                let value = pending as usize >> bits & ((1 << BITS) - 1);
                text.push(self.symbols[value]);
                symbols += 1;
            }
        }
        if self.padded {
            let filled = symbols.next_multiple_of(self.group);
            text.resize(text.len() + filled - symbols, b'=');
        }
    }

    /// Decodes a group that may be invalid or padded.
    fn decode_group(&self, group: &[u8], bytes: &mut Vec<u8>) -> bool {
        let mut pending = 0_u32;
        let mut bits = 0;
        for (i, &symbol) in group.iter().enumerate() {
            let value = self.values[usize::from(symbol)];
            if value == NONE {
                // Padding follows whole bytes, and the bits that are left over are zeros.
                let whole = i > 0 && bits < BITS && pending & ((1 << bits) - 1) == 0;
                return self.padded && whole && group[i..].iter().all(|&s| s == b'=');
            }
            pending = pending << BITS | u32::from(value);
            bits += BITS;
            if bits >= 8 {
                bits -= 8;
                let byte = (pending >> bits) as u8;
                bytes.push(self.first_bit_first(byte));
            }
        }
        true
    }

    /// Decodes groups until one contains anything but symbols. Returns the number of symbols decoded.
    fn decode_valid(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> usize {
        bytes.reserve(symbols.len() / 8 * BITS + 8);
        let (words, _) = symbols.as_chunks::<8>();
        for (i, word) in words.iter().enumerate() {
            let mut all = 0;
            let mut bits = 0;
            for &symbol in word {
                let value = self.values[usize::from(symbol)];
                all |= value;
                bits = bits << BITS | u64::from(value);
            }
            if all == NONE {
                return i * 8;
            }
            let group = bits.to_be_bytes();
            let start = bytes.len();
            bytes.extend_from_slice(&group[8 - BITS..]);
            bytes[start] = self.first_bit_first(bytes[start]);
        }
        words.len() * 8
    }
}

impl<const BITS: usize> Encoding for Radix<BITS> {
    fn bytes(&self) -> Option<usize> {
        Some(if BITS == 6 { 3 } else { BITS })
    }

    fn encode(&self, bytes: &[u8], text: &mut Vec<u8>) -> bool {
        let end = if BITS == 6 {
            let whole = bytes.len() / 3 * 3;
            self.vectors().encode_append(&bytes[..whole], text);
            &bytes[whole..]
        } else {
            let runs = Ranges::of(self.alphabet());
            text.reserve(bytes.len() / BITS * 8 + 8);
            let mut rest = bytes;
            if BITS == 1 {
                rest = self.encode_bits(bytes, text);
            }
            while let Some(word) = rest.first_chunk::<8>() {
                let bits = u64::from_be_bytes(*word) >> (64 - 8 * BITS);
                let symbols = runs.symbols(spread::<BITS>(bits));
                text.extend_from_slice(&symbols.to_be_bytes());
                rest = &rest[BITS..];
            }
            rest
        };
        self.encode_end(end, text);
        true
    }

    fn symbols(&self) -> Option<usize> {
        Some(self.group)
    }

    fn decode(&self, mut symbols: &[u8], bytes: &mut Vec<u8>) -> bool {
        // GNU's base64url rejects a block with symbols of base64 completely.
        if self.alphabet().ends_with(b"_") && memchr2(b'+', b'/', symbols).is_some() {
            return false;
        }
        if BITS == 6 {
            symbols = self.decode_vectors(symbols, bytes);
        }
        while !symbols.is_empty() {
            let valid = self.decode_valid(symbols, bytes);
            let (group, rest) = symbols[valid..].split_at(self.group.min(symbols.len() - valid));
            if !self.decode_group(group, bytes) {
                return false;
            }
            symbols = rest;
        }
        true
    }

    fn decode_end(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool {
        if !self.padded {
            return false;
        }
        let mut group = symbols.to_vec();
        group.resize(self.group, b'=');
        // Padding may be left out, but not in part.
        self.decode_group(&group, bytes) && !symbols.contains(&b'=')
    }

    fn has(&self, symbol: u8) -> bool {
        self.values[usize::from(symbol)] != NONE
    }
}

/// Moves each of eight packed values to a byte of its own. The word is split in two halves, then
/// each half, then each quarter, and the upper part is shifted up.
fn spread<const BITS: usize>(packed: u64) -> u64 {
    let split = |word: u64, low: u64, half: usize, lane: usize| {
        (word & low) | (word & low << half) << (lane - half)
    };
    let words = split(packed, const { lows(4 * BITS, 64) }, 4 * BITS, 32);
    let halves = split(words, const { lows(2 * BITS, 32) }, 2 * BITS, 16);
    split(halves, const { lows(BITS, 16) }, BITS, 8)
}

/// Returns a word with the lowest `bits` bits of each lane set.
const fn lows(bits: usize, lane: usize) -> u64 {
    let mut mask = 0;
    let mut start = 0;
    while start < 64 {
        mask |= ((1 << bits) - 1) << start;
        start += lane;
    }
    mask
}

/// An alphabet of two ranges of characters, with each number repeated in all bytes of a word.
struct Ranges {
    first: u64,
    /// What is added to a value to reach 128 where the second range starts.
    reach: u64,
    /// What is added to a value of the second range to get from the end of the first to its start.
    up: u64,
    /// What is subtracted instead, if the second range precedes the first.
    down: u64,
}

/// Multiplication by this repeats a byte in all bytes of a word.
const ALL: u64 = 0x0101_0101_0101_0101;

impl Ranges {
    fn of(alphabet: &[u8]) -> Self {
        let run = alphabet.windows(2).take_while(|w| w[0] + 1 == w[1]);
        let run = run.count() + 1;
        let end = alphabet[0] + run as u8;
        let second = alphabet.get(run).copied().unwrap_or(end);
        Self {
            first: ALL * u64::from(alphabet[0]),
            reach: ALL * (128 - run as u64),
            up: second.saturating_sub(end).into(),
            down: end.saturating_sub(second).into(),
        }
    }

    fn symbols(&self, values: u64) -> u64 {
        let second = (values + self.reach) >> 7 & ALL;
        values + self.first + second * self.up - second * self.down
    }
}
