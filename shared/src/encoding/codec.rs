//! What an encoding has to do.

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
