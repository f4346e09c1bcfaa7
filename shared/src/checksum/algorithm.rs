//! Which algorithms there are, what they are called and how long their checksums are.

/// A family of checksums: the words of `cksum --algorithm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// BSD's rotating sum of 16 bits.
    Bsd,
    /// System V's sum of 16 bits.
    Sysv,
    /// The CRC of POSIX's cksum, which takes in the length.
    Crc,
    /// The CRC of Ethernet, gzip and PNG.
    Crc32b,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-2, of a length to be chosen.
    Sha2,
    /// SHA-3, of a length to be chosen.
    Sha3,
    /// BLAKE2b, of any length in whole bytes up to 512 bits.
    Blake2b,
    /// SM3.
    Sm3,
}

impl Algorithm {
    /// Those with checksums of 16 or 32 bits, which are printed in decimal beside the size.
    pub fn is_legacy(self) -> bool {
        matches!(self, Self::Bsd | Self::Sysv | Self::Crc | Self::Crc32b)
    }

    /// Must its length be chosen?
    pub fn is_sized(self) -> bool {
        matches!(self, Self::Sha2 | Self::Sha3)
    }

    /// How messages name it.
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

    /// Its checksums of `bits`; of its own length where that is 0. None where it has no such.
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
    /// The length.
    pub bits: u32,
}

impl Digest {
    /// What stands before the name in the BSD form: `MD5`, `SHA256`, `SHA3-256`, `BLAKE2b-128`.
    pub fn tag(self) -> String {
        let name = self.algorithm.name();
        match (self.algorithm, self.bits) {
            (Algorithm::Sha2, bits) => format!("SHA{bits}"),
            (Algorithm::Sha3, bits) => format!("SHA3-{bits}"),
            (Algorithm::Blake2b, bits @ 0..512) => format!("{name}-{bits}"),
            _ => name.to_owned(),
        }
    }

    /// How messages about lists name it.
    pub(super) fn label(self) -> String {
        match self.algorithm {
            Algorithm::Blake2b => self.algorithm.name().to_owned(),
            _ => self.tag(),
        }
    }

    /// Its length in bytes.
    pub(super) fn bytes(self) -> usize {
        self.bits as usize / 8
    }
}
