//! Encoding bytes as printable text and decoding it, for base32, base64 and basenc. GNU manual
//! nodes "base64 invocation", "base32 invocation", "basenc invocation"; RFC 4648.

mod base58;
mod codec;
mod engine;
mod radix;
mod z85;

pub use codec::Encoding;
pub use engine::{OPTIONS, Settings, run};

/// The encoding of base64.
pub static BASE64: &dyn Encoding = &radix::BASE64;
/// The encoding of base32.
pub static BASE32: &dyn Encoding = &radix::BASE32;

/// Returns the encoding for an option of basenc.
pub fn named(name: &str) -> Option<&'static dyn Encoding> {
    Some(match name {
        "base64" => &radix::BASE64,
        "base64url" => &radix::BASE64URL,
        "base58" => &base58::Base58,
        "base32" => &radix::BASE32,
        "base32hex" => &radix::BASE32HEX,
        "base16" => &radix::BASE16,
        "base2msbf" => &radix::BASE2MSBF,
        "base2lsbf" => &radix::BASE2LSBF,
        "z85" => &z85::Z85,
        _ => return None,
    })
}
