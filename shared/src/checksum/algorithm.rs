//! The algorithms, their names and the lengths of their checksums.

/// A family of checksums: the keywords of `cksum --algorithm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// BSD's rotating 16-bit sum.
    Bsd,
    /// System V's 16-bit sum.
    Sysv,
    /// The CRC of POSIX cksum, which includes the length.
    Crc,
    /// The CRC of Ethernet, gzip and PNG.
    Crc32b,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-2. Requires a length.
    Sha2,
    /// SHA-3. Requires a length.
    Sha3,
    /// BLAKE2b. The length is a multiple of 8, up to 512 bits.
    Blake2b,
    /// SM3.
    Sm3,
}

impl Algorithm {
    /// Returns whether the checksum has 16 or 32 bits, and so is printed in decimal with the size.
    pub fn is_legacy(self) -> bool {
        matches!(self, Self::Bsd | Self::Sysv | Self::Crc | Self::Crc32b)
    }

    /// Returns whether a length is required.
    pub fn is_sized(self) -> bool {
        matches!(self, Self::Sha2 | Self::Sha3)
    }

    /// Returns the name for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bsd => "BSD",
            Self::Sysv => "SYSV",
            Self::Crc => "CRC",
            Self::Crc32b => "CRC32B",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha2 => "SHA2",
            Self::Sha3 => "SHA3",
            Self::Blake2b => "BLAKE2b",
            Self::Sm3 => "SM3",
        }
    }

    /// Returns the digest with a length of `bits`, or of the default length if that is 0. None if the
    /// algorithm does not support the length.
    pub fn digest(self, bits: u32) -> Option<Digest> {
        let bits = match (self, bits) {
            (Self::Bsd | Self::Sysv, 0) => 16,
            (Self::Crc | Self::Crc32b, 0) => 32,
            (Self::Md5, 0 | 128) => 128,
            (Self::Sha1, 0 | 160) => 160,
            (Self::Sm3, 0 | 256) => 256,
            (Self::Blake2b, 0) => 512,
            (Self::Blake2b, 1..=512) if bits.is_multiple_of(8) => bits,
            (Self::Sha2 | Self::Sha3, 224 | 256 | 384 | 512) => bits,
            _ => return None,
        };
        Some(Digest {
            algorithm: self,
            bits,
        })
    }
}

/// An algorithm and the length of its checksums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The length in bits.
    pub bits: u32,
}

impl Digest {
    /// Returns the tag of the BSD format: `MD5`, `SHA256`, `SHA3-256`, `BLAKE2b-128`.
    pub fn tag(self) -> String {
        let name = self.algorithm.name();
        match (self.algorithm, self.bits) {
            (Algorithm::Sha2, bits) => format!("SHA{bits}"),
            (Algorithm::Sha3, bits) => format!("SHA3-{bits}"),
            (Algorithm::Blake2b, bits @ 0..512) => format!("{name}-{bits}"),
            _ => name.to_owned(),
        }
    }

    /// Returns the name for messages about lists.
    pub(super) fn label(self) -> String {
        match self.algorithm {
            Algorithm::Blake2b => self.algorithm.name().to_owned(),
            _ => self.tag(),
        }
    }

    /// Returns the length in bytes.
    pub(super) fn bytes(self) -> usize {
        self.bits as usize / 8
    }
}
