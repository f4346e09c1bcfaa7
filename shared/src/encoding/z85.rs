//! Z85, the base-85 encoding of ZeroMQ: five symbols for four bytes.

use super::codec::Encoding;

pub(super) struct Z85;

const ALPHABET: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

const NONE: u8 = 0xff;

static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

impl Encoding for Z85 {
    fn bytes(&self) -> Option<usize> {
        Some(4)
    }

    fn encode(&self, bytes: &[u8], text: &mut Vec<u8>) -> bool {
        let (groups, rest) = bytes.as_chunks::<4>();
        for &group in groups {
            let mut number = u32::from_be_bytes(group);
            let mut symbols = [0; 5];
            for symbol in symbols.iter_mut().rev() {
                *symbol = ALPHABET[number as usize % 85];
                number /= 85;
            }
            text.extend_from_slice(&symbols);
        }
        rest.is_empty()
    }

    fn symbols(&self) -> Option<usize> {
        Some(5)
    }

    fn decode(&self, symbols: &[u8], bytes: &mut Vec<u8>) -> bool {
        for group in symbols.as_chunks::<5>().0 {
            let mut number = 0;
            for &symbol in group {
                let value = VALUES[usize::from(symbol)];
                if value == NONE {
                    return false;
                }
                number = number * 85 + u64::from(value);
            }
            let Ok(number) = u32::try_from(number) else {
                return false;
            };
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        true
    }

    fn decode_end(&self, _: &[u8], _: &mut Vec<u8>) -> bool {
        false
    }

    fn has(&self, symbol: u8) -> bool {
        VALUES[usize::from(symbol)] != NONE
    }
}
