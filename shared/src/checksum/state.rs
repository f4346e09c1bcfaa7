//! The computation of checksums. The crates compute the digests, crc32fast computes the CRCs, and
//! the 16-bit sums are computed here. All are used through one trait object, so that the code that
//! reads files exists only once.

use super::algorithm::{Algorithm, Digest};
use crate::bytes::simd;
use blake2::Blake2bVarCore;
use blake2::digest::block_api::{Buffer, UpdateCore, VariableOutputCore};
use sha1::digest::{FixedOutput, Update};

/// Returns whether the processor has the instructions for a fast CRC.
pub fn has_fast_crc() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("pclmulqdq");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}

/// A checksum that is being computed.
pub(super) trait Sum {
    /// Adds a block. Its content may be overwritten.
    fn update(&mut self, block: &mut [u8]);
    /// Returns the checksum of all `size` bytes, most significant byte first.
    fn finish(self: Box<Self>, size: u64) -> Vec<u8>;
}

pub(super) fn start(digest: Digest) -> Box<dyn Sum> {
    match (digest.algorithm, digest.bits) {
        (Algorithm::Bsd, _) => Box::new(Bsd(0)),
        (Algorithm::Sysv, _) => Box::new(Sysv(0)),
        (Algorithm::Crc, _) => Box::new(Crc(crc32fast::Hasher::new_with_initial(!0))),
        (Algorithm::Crc32b, _) => Box::new(Crc32b(crc32fast::Hasher::new())),
        (Algorithm::Md5, _) => Box::new(md5::Md5::default()),
        (Algorithm::Sha1, _) => Box::new(sha1::Sha1::default()),
        (Algorithm::Sha2, 224) => Box::new(sha2::Sha224::default()),
        (Algorithm::Sha2, 256) => Box::new(sha2::Sha256::default()),
        (Algorithm::Sha2, 384) => Box::new(sha2::Sha384::default()),
        (Algorithm::Sha2, _) => Box::new(sha2::Sha512::default()),
        (Algorithm::Sha3, 224) => Box::new(sha3::Sha3_224::default()),
        (Algorithm::Sha3, 256) => Box::new(sha3::Sha3_256::default()),
        (Algorithm::Sha3, 384) => Box::new(sha3::Sha3_384::default()),
        (Algorithm::Sha3, _) => Box::new(sha3::Sha3_512::default()),
        (Algorithm::Sm3, _) => Box::new(sm3::Sm3::default()),
        (Algorithm::Blake2b, _) => Box::new(Blake2b::new(digest.bytes())),
    }
}

impl<D: FixedOutput + Update> Sum for D {
    fn update(&mut self, block: &mut [u8]) {
        Update::update(self, block);
    }

    fn finish(self: Box<Self>, _: u64) -> Vec<u8> {
        self.finalize_fixed().to_vec()
    }
}

/// BLAKE2b of any length up to 64 bytes. With the crate's fixed-length types, each length would be
/// a type of its own.
struct Blake2b {
    core: Blake2bVarCore,
    rest: Buffer<Blake2bVarCore>,
    bytes: usize,
}

impl Blake2b {
    fn new(bytes: usize) -> Self {
        Self {
            core: Blake2bVarCore::new_with_params(&[], &[], 0, bytes),
            rest: Buffer::<Blake2bVarCore>::default(),
            bytes,
        }
    }
}

impl Sum for Blake2b {
    fn update(&mut self, block: &mut [u8]) {
        self.rest
            .digest_blocks(block, |blocks| self.core.update_blocks(blocks));
    }

    fn finish(mut self: Box<Self>, _: u64) -> Vec<u8> {
        let mut digest = Default::default();
        self.core
            .finalize_variable_core(&mut self.rest, &mut digest);
        digest[..self.bytes].to_vec()
    }
}

struct Bsd(u16);

impl Sum for Bsd {
    fn update(&mut self, block: &mut [u8]) {
        self.0 = block.iter().fold(self.0, |sum, &byte| {
            sum.rotate_right(1).wrapping_add(u16::from(byte))
        });
    }

    fn finish(self: Box<Self>, _: u64) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }
}

struct Sysv(u32);

impl Sum for Sysv {
    fn update(&mut self, block: &mut [u8]) {
        self.0 = self.0.wrapping_add(simd::sum(block) as u32);
    }

    fn finish(self: Box<Self>, _: u64) -> Vec<u8> {
        let once = (self.0 & 0xffff) + (self.0 >> 16);
        let twice = (once & 0xffff) + (once >> 16);
        (twice as u16).to_be_bytes().to_vec()
    }
}

struct Crc32b(crc32fast::Hasher);

impl Sum for Crc32b {
    fn update(&mut self, block: &mut [u8]) {
        self.0.update(block);
    }

    fn finish(self: Box<Self>, _: u64) -> Vec<u8> {
        self.0.finalize().to_be_bytes().to_vec()
    }
}

/// POSIX's CRC. It has the polynomial of crc32fast, but reads the bits of each byte in the opposite
/// order and starts from 0. So the bits of each byte are reversed, and those of the result.
struct Crc(crc32fast::Hasher);

impl Sum for Crc {
    fn update(&mut self, block: &mut [u8]) {
        simd::reverse_bits(block);
        self.0.update(block);
    }

    fn finish(mut self: Box<Self>, size: u64) -> Vec<u8> {
        let length = size.to_le_bytes();
        let significant = (64 - size.leading_zeros()).div_ceil(8) as usize;
        self.update(&mut length.to_vec()[..significant]);
        self.0.finalize().reverse_bits().to_be_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(algorithm: Algorithm, bits: u32, bytes: &[u8]) -> String {
        let mut sum = start(algorithm.digest(bits).expect("a length that it has"));
        // In two blocks, as files are read in several.
        let mut bytes = bytes.to_vec();
        let size = bytes.len();
        let (first, second) = bytes.split_at_mut(size / 3);
        sum.update(first);
        sum.update(second);
        let digits = sum.finish(size as u64);
        digits.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn sums_of_known_texts() {
        use Algorithm::*;
        let check = b"123456789";
        for (algorithm, bits, expected) in [
            (Bsd, 0, "d16f"),
            (Sysv, 0, "01dd"),
            (Crc, 0, "377a6011"),
            (Crc32b, 0, "cbf43926"),
            (Md5, 0, "25f9e794323b453885f5181f1b624d0b"),
            (Sha1, 0, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (Blake2b, 16, "1209"),
        ] {
            assert_eq!(sum(algorithm, bits, check), expected, "{algorithm:?}");
        }
        for (algorithm, bits, start) in [
            (Sha2, 224, "23097d22"),
            (Sha2, 256, "ba7816bf"),
            (Sha2, 384, "cb00753f"),
            (Sha2, 512, "ddaf35a1"),
            (Sha3, 224, "e642824c"),
            (Sha3, 256, "3a985da7"),
            (Sha3, 384, "ec014982"),
            (Sha3, 512, "b751850b"),
            (Sm3, 0, "66c7f0f4"),
            (Blake2b, 0, "ba80a53f"),
        ] {
            let sum = sum(algorithm, bits, b"abc");
            assert!(sum.starts_with(start), "{algorithm:?} {bits} {sum}");
        }
    }
}
