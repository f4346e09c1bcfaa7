//! What happens to the bytes: translation, deletion, squeezing.

use crate::Settings;
use crate::set::Strings;
use shared::bytes::simd;
use shared::input::files::Input;
use shared::prelude::*;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// The steps that each block goes through, in this order.
#[derive(Default)]
pub(crate) struct Filter {
    translation: Option<Translation>,
    delete: Option<[bool; 256]>,
    squeeze: Option<[bool; 256]>,
    /// The last byte of the block before, as it was squeezed.
    last: Option<u8>,
}

impl Filter {
    pub(crate) fn new(strings: &Strings, settings: Settings) -> Self {
        let mut filter = Self::default();
        if settings.delete {
            filter.delete = Some(strings.first_set());
        } else if strings.second.is_some() {
            filter.translation = Some(Translation::new(strings.map()));
        }
        if settings.squeeze {
            filter.squeeze = Some(strings.last_set());
        }
        filter
    }

    /// Copies standard input to standard output through the filter.
    pub(crate) fn copy(&mut self) -> Result {
        let input = Input::open(OsStr::new("-")).map_err(read_error)?;
        let mut block = Vec::with_capacity(BLOCK);
        loop {
            block.clear();
            if input.read_more(&mut block).map_err(read_error)? == 0 {
                return Ok(());
            }
            if let Some(translation) = &self.translation {
                translation.apply(&mut block);
            }
            if let Some(delete) = &self.delete {
                delete_from(&mut block, delete);
            }
            if let Some(squeeze) = &self.squeeze {
                squeeze_in(&mut block, squeeze, &mut self.last);
            }
            stdout().write_block(&block)?;
        }
    }
}

fn read_error(e: io::Error) -> Error {
    Error::io("read error", &e)
}

/// Deletes the bytes that are in `delete`.
///
/// Each byte is copied to the place of the next one that is kept, which then moves on or not: no
/// branch depends on the byte.
fn delete_from(block: &mut Vec<u8>, delete: &[bool; 256]) {
    let Some(first) = block.iter().position(|&b| delete[usize::from(b)]) else {
        return;
    };
    let mut kept = first;
    for at in first..block.len() {
        let byte = block[at];
        block[kept] = byte;
        kept += usize::from(!delete[usize::from(byte)]);
    }
    block.truncate(kept);
}

/// Removes each byte that is in `squeeze` and equal to the one before it. `last` is the byte
/// before the block.
///
/// Equal neighbours are rare in most text, so a row of bytes is first compared with itself
/// shifted by one, in vectors; a row without equal neighbours is copied whole.
fn squeeze_in(block: &mut Vec<u8>, squeeze: &[bool; 256], last: &mut Option<u8>) {
    /// Bytes compared at once.
    const ROW: usize = 16;
    // A row may contain other pairs if just one byte is squeezed.
    let mut squeezed = (0..=u8::MAX).filter(|&byte| squeeze[usize::from(byte)]);
    let only = squeezed.next().filter(|_| squeezed.next().is_none());
    let mut kept = 0;
    let mut before = *last;
    let mut at = 0;
    while at < block.len() {
        let end = (at + ROW).min(block.len());
        let is_run = |byte| squeeze[usize::from(byte)] && is_all::<ROW>(&block[at..end], byte);
        if before.is_some_and(is_run) {
            // The whole row goes.
        } else if at > 0 && end < block.len() && !has_pairs::<ROW>(&block[at - 1..end], only) {
            block.copy_within(at..at + ROW, kept);
            kept += ROW;
            before = Some(block[end - 1]);
        } else {
            for i in at..end {
                let byte = block[i];
                block[kept] = byte;
                kept += usize::from(before != Some(byte) || !squeeze[usize::from(byte)]);
                before = Some(byte);
            }
        }
        at = end;
    }
    block.truncate(kept);
    *last = before;
}

/// Returns whether two adjacent bytes of a row are equal (and equal to `only`, if given). `bytes`
/// is the row with the byte before it.
#[inline]
fn has_pairs<const ROW: usize>(bytes: &[u8], only: Option<u8>) -> bool {
    match (bytes.first_chunk::<ROW>(), bytes.last_chunk::<ROW>(), only) {
        (Some(a), Some(b), None) => (0..ROW).fold(false, |same, i| same | (a[i] == b[i])),
        (Some(a), Some(b), Some(only)) => {
            (0..ROW).fold(false, |same, i| same | (a[i] == b[i]) & (a[i] == only))
        }
        _ => true,
    }
}

/// Returns whether a row consists of this byte.
#[inline]
fn is_all<const ROW: usize>(row: &[u8], byte: u8) -> bool {
    row.first_chunk::<ROW>()
        .is_some_and(|row| row.iter().fold(true, |same, &b| same & (b == byte)))
}

/// A translation of bytes.
enum Translation {
    /// What each byte becomes.
    Table(Box<[u8; 256]>),
    /// A few ranges of bytes and the number that is added to each, such as 32 for `A-Z` to `a-z`.
    /// Vector instructions apply these to many bytes at once, unlike the look-ups in a table.
    Shifts(Vec<simd::Shift>),
}

impl Translation {
    fn new(table: [u8; 256]) -> Self {
        /// More shifts take longer than looking each byte up.
        const FEW: usize = 8;
        let mut shifts: Vec<simd::Shift> = Vec::new();
        for byte in 0..=u8::MAX {
            let by = table[usize::from(byte)].wrapping_sub(byte);
            match shifts.last_mut() {
                _ if by == 0 => {}
                Some(shift) if shift.by == by && shift.last + 1 == byte => shift.last = byte,
                _ => shifts.push(simd::Shift {
                    first: byte,
                    last: byte,
                    by,
                }),
            }
        }
        if shifts.len() > FEW {
            Self::Table(Box::new(table))
        } else {
            Self::Shifts(shifts)
        }
    }

    fn apply(&self, block: &mut [u8]) {
        match self {
            Self::Table(table) => {
                for byte in block {
                    *byte = table[usize::from(*byte)];
                }
            }
            Self::Shifts(shifts) => simd::shift(shifts, block),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text in which most rows have no equal neighbours, some have one pair, some have many, and
    /// some are all equal.
    fn text() -> Vec<u8> {
        (0..10_000_u32)
            .map(|i| {
                let random = (i.wrapping_mul(2_654_435_761) >> 16) as u8;
                if random < 16 { b'a' } else { random | 0x80 }
            })
            .enumerate()
            .flat_map(|(i, byte)| {
                if byte == b'a' {
                    vec![byte; 3 + i % 64]
                } else {
                    vec![byte]
                }
            })
            .collect()
    }

    #[test]
    fn rows_are_squeezed_like_single_bytes() {
        let mut all = [true; 256];
        let mut one = [false; 256];
        one[usize::from(b'a')] = true;
        all[usize::from(b'b')] = false;
        for squeeze in [one, all] {
            for size in [1, 15, 17, 64, 4096] {
                let (mut last, mut squeezed) = (None, Vec::new());
                for block in text().chunks(size) {
                    let mut block = block.to_vec();
                    squeeze_in(&mut block, &squeeze, &mut last);
                    squeezed.extend(block);
                }
                let mut plain: Vec<u8> = Vec::new();
                let mut before = None;
                for byte in text() {
                    if before != Some(byte) || !squeeze[usize::from(byte)] {
                        plain.push(byte);
                    }
                    before = Some(byte);
                }
                assert_eq!(squeezed, plain, "in blocks of {size}");
            }
        }
    }

    #[test]
    fn shifts_translate_like_the_table() {
        let all: Vec<u8> = (0..=u8::MAX).cycle().take(1000).collect();
        let mut table: [u8; 256] = std::array::from_fn(|byte| byte as u8);
        table[usize::from(b'a')..=usize::from(b'z')].make_ascii_uppercase();
        table[0] = 255;
        table[255] = 7;
        let translation = Translation::new(table);
        assert!(matches!(translation, Translation::Shifts(_)));
        let (mut shifted, mut looked_up) = (all.clone(), all);
        translation.apply(&mut shifted);
        Translation::Table(Box::new(table)).apply(&mut looked_up);
        assert_eq!(shifted, looked_up);
    }

    #[test]
    fn bytes_are_deleted() {
        let mut delete = [false; 256];
        delete[usize::from(b'a')] = true;
        let mut block = text();
        delete_from(&mut block, &delete);
        let mut plain = text();
        plain.retain(|&byte| byte != b'a');
        assert_eq!(block, plain);
    }
}
