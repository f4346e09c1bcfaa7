//! Bytes as printable text and back: the one engine of base32, base64 and basenc. GNU manual
//! nodes "base64 invocation", "base32 invocation", "basenc invocation"; RFC 4648.

mod base58;
mod engine;
mod radix;
mod z85;

pub use engine::{Settings, options, run};

/// How bytes are written as text.
pub trait Encoding: Sync {
    /// Bytes that are encoded together; none where it must be all of them.
    fn bytes(&self) -> Option<usize>;

    /// Encodes groups of so many bytes; at the end of the input also less than a group.
    /// Answers no where there is no way to encode that.
    fn encode(&self, bytes: &[u8], text: &mut Vec<u8>) -> bool;

    /// Symbols that are decoded together; none where it must be all of them.
    fn symbols(&self) -> Option<usize>;

    /// Decodes groups of so many symbols. Answers no at the first that is invalid, having
    /// decoded what stands before it.
    fn decode(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool;

    /// Decodes what is left at the end of the input, less than a group.
    fn decode_end(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool;

    /// Is it one of the symbols?
    fn has(&self, symbol: u8) -> bool;
}

/// The names of basenc's options.
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

/// base64's encoding.
pub static BASE64: &dyn Encoding = &radix::BASE64;
/// base32's encoding.
pub static BASE32: &dyn Encoding = &radix::BASE32;

/// The encoding of that name.
pub fn named(name: &str) -> Option<&'static dyn Encoding> {
    let found = ENCODINGS.iter().find(|(word, _)| *word == name);
    found.map(|&(_, encoding)| encoding)
}
