//! Base58, as in Bitcoin: all bytes form one number. Each leading zero byte is encoded as `1`.

use super::codec::Encoding;
use num_bigint::BigUint;

pub(super) struct Base58;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

impl Encoding for Base58 {
    fn bytes(&self) -> Option<usize> {
        None
    }

    fn encode(&self, bytes: &[u8], text: &mut Vec<u8>) -> bool {
        let zeros = bytes.iter().take_while(|&&b| b == 0).count();
        text.resize(zeros, ALPHABET[0]);
        if zeros < bytes.len() {
            let digits = BigUint::from_bytes_be(&bytes[zeros..]).to_radix_be(58);
            text.extend(digits.iter().map(|&digit| ALPHABET[usize::from(digit)]));
        }
        true
    }

    fn symbols(&self) -> Option<usize> {
        None
    }

    fn decode(&self, _: &[u8], _: &mut Vec<u8>) -> bool {
        true
    }

    fn decode_end(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool {
        let value = |symbol: &u8| ALPHABET.iter().position(|s| s == symbol);
        let digits = symbols.iter().map(|s| value(s).map(|digit| digit as u8));
        let Some(digits) = digits.collect::<Option<Vec<u8>>>() else {
            return false;
        };
        let zeros = digits.iter().take_while(|&&digit| digit == 0).count();
        bytes.resize(zeros, 0);
        if zeros < digits.len() {
            bytes.extend_from_slice(&number(&digits[zeros..]).to_bytes_be());
        }
        true
    }

    fn has(&self, symbol: u8) -> bool {
        ALPHABET.contains(&symbol)
    }
}

/// Returns the number with these base-58 digits. Adjacent parts are joined in pairs, and the
/// results again in pairs. Adding digit by digit would take quadratic time.
fn number(digits: &[u8]) -> BigUint {
    const LEAF: usize = 512;
    // Every digit is less than 58, so the conversion succeeds.
    let leaf = |digits| BigUint::from_radix_be(digits, 58).unwrap_or_default();
    // Least significant part first.
    let mut parts: Vec<BigUint> = digits.rchunks(LEAF).map(leaf).collect();
    let mut unit = BigUint::from(58_u8).pow(LEAF as u32);
    loop {
        let join = |pair: &[BigUint]| match pair {
            [low, high] => high * &unit + low,
            rest => rest.iter().sum(),
        };
        parts = parts.chunks(2).map(join).collect();
        if parts.len() < 2 {
            return parts.pop().unwrap_or_default();
        }
        unit = &unit * &unit;
    }
}
