//! Encoding bytes as printable text and decoding it, for base32, base64 and basenc. GNU manual
//! nodes "base64 invocation", "base32 invocation", "basenc invocation"; RFC 4648.

mod base58;
mod engine;
mod radix;
mod z85;

pub use engine::{Settings, options, run};

/// An encoding of bytes as text.
pub trait Encoding: Sync {
    /// Returns the number of bytes in a group. None if the whole input is one group.
    fn bytes(&self) -> Option<usize>;

    /// Encodes whole groups, and at the end of the input also an incomplete one. Returns false if
    /// the length cannot be encoded.
    fn encode(&self, bytes: &[u8], text: &mut Vec<u8>) -> bool;

    /// Returns the number of symbols in a group. None if the whole input is one group.
    fn symbols(&self) -> Option<usize>;

    /// Decodes whole groups. Returns false if a symbol is invalid. What precedes it has been decoded.
    fn decode(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool;

    /// Decodes an incomplete group at the end of the input.
    fn decode_end(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool;

    /// Returns whether this is a symbol of the encoding.
    fn has(&self, symbol: u8) -> bool;
}

/// The encodings by the names of basenc's options.
static ENCODINGS: [(&str, &dyn Encoding); 9] = [
    ("base64", &radix::BASE64),
    ("base64url", &radix::BASE64URL),
    ("base58", &base58::Base58),
    ("base32", &radix::BASE32),
    ("base32hex", &radix::BASE32HEX),
    ("base16", &radix::BASE16),
    ("base2msbf", &radix::BASE2MSBF),
    ("base2lsbf", &radix::BASE2LSBF),
    ("z85", &z85::Z85),
];

/// The encoding of base64.
pub static BASE64: &dyn Encoding = &radix::BASE64;
/// The encoding of base32.
pub static BASE32: &dyn Encoding = &radix::BASE32;

/// Returns the encoding for an option of basenc.
pub fn named(name: &str) -> Option<&'static dyn Encoding> {
    let found = ENCODINGS.iter().find(|(word, _)| *word == name);
    found.map(|&(_, encoding)| encoding)
}
