//! The bytes that each pass writes.

use shared::input::random::Numbers;
use shared::prelude::*;

/// What a pass writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Random bytes.
    Random,
    /// These twelve bits, repeated. With `FLIPPED`, the first bit of each sector is inverted.
    Bits(u16),
}

const FLIPPED: u16 = 0x1000;

/// The bytes in a sector.
const SECTOR: usize = 512;

/// Passes that are used together.
enum Group {
    Random(u64),
    Bits(&'static [u16]),
}

/// The passes to choose from. The fixed patterns are based on Gutmann's paper "Secure Deletion of
/// Data from Magnetic and Solid-State Memory", against the encodings of old disks.
const GROUPS: [Group; 9] = [
    Group::Random(2),
    Group::Bits(&[0x000, 0xfff]),
    Group::Bits(&[0x555, 0xaaa]),
    Group::Random(1),
    Group::Bits(&[0x249, 0x492, 0x6db, 0x924, 0xb6d, 0xdb6]),
    Group::Bits(&[
        0x111, 0x222, 0x333, 0x444, 0x666, 0x777, 0x888, 0x999, 0xbbb, 0xccc, 0xddd, 0xeee,
    ]),
    Group::Random(1),
    Group::Bits(&[
        0x1000, 0x1249, 0x1492, 0x16db, 0x1924, 0x1b6d, 0x1db6, 0x1fff,
    ]),
    Group::Bits(&[
        0x1111, 0x1222, 0x1333, 0x1444, 0x1555, 0x1666, 0x1777, 0x1888, 0x1999, 0x1aaa, 0x1bbb,
        0x1ccc, 0x1ddd, 0x1eee,
    ]),
];

impl Pattern {
    /// Zeros.
    pub(crate) const ZERO: Self = Self::Bits(0);

    /// Fills a block that starts at a sector boundary. Does nothing for random bytes, which the
    /// caller draws anew for each block.
    pub(crate) fn fill(self, block: &mut [u8]) {
        let Self::Bits(bits) = self else { return };
        let twelve = u32::from(bits & 0xfff);
        let bits24 = twelve << 12 | twelve;
        let [_, first, second, third] = bits24.to_be_bytes();
        for (byte, pattern) in block.iter_mut().zip([first, second, third].iter().cycle()) {
            *byte = *pattern;
        }
        if bits & FLIPPED != 0 {
            for byte in block.iter_mut().step_by(SECTOR) {
                *byte ^= 0x80;
            }
        }
    }

    /// The name in messages: `random`, or three bytes in hexadecimal.
    pub(crate) fn name(self) -> String {
        if self == Self::Random {
            return "random".to_owned();
        }
        let mut bytes = [0; 3];
        self.fill(&mut bytes);
        format!("{:02x}{:02x}{:02x}", bytes[0], bytes[1], bytes[2])
    }
}

/// Chooses a pattern for each pass. The first and the last are random; the other random ones are
/// spread evenly among the fixed ones, which are shuffled.
pub(crate) fn choose(passes: u64, numbers: &mut Numbers) -> Result<Vec<Pattern>> {
    let total = usize::try_from(passes).unwrap_or(0);
    let mut fixed = pick(passes, numbers)?;
    let random = total - fixed.len();
    let mut patterns: Vec<Pattern> = Vec::with_capacity(total);
    // Bresenham's line algorithm spreads the random passes: one whenever the error term says so.
    let steps = random.saturating_sub(1);
    let mut slope = steps;
    for _ in 0..total {
        if slope <= steps && patterns.len() - fixed_in(&patterns) < random {
            slope += total - 1;
            if !fixed.is_empty() && fixed_in(&patterns) < fixed.len() {
                // The next fixed one moves to the end. The order of later draws, and so the result
                // for a given --random-source, depends on that.
                let next = fixed_in(&patterns);
                let moved = fixed.remove(next);
                fixed.push(moved);
            }
            patterns.push(Pattern::Random);
        } else {
            let next = fixed_in(&patterns);
            let choices = fixed.len() - next;
            let chosen = numbers.up_to(choices as u64 - 1)? as usize;
            fixed.swap(next, next + chosen);
            patterns.push(fixed[next]);
        }
        slope = slope.saturating_sub(steps);
    }
    Ok(patterns)
}

/// Returns how many of the patterns are fixed.
fn fixed_in(patterns: &[Pattern]) -> usize {
    patterns.iter().filter(|&&p| p != Pattern::Random).count()
}

/// Picks the fixed patterns for `passes` passes, in the order of [`GROUPS`].
fn pick(passes: u64, numbers: &mut Numbers) -> Result<Vec<Pattern>> {
    let mut fixed = Vec::new();
    let mut left = passes;
    for group in GROUPS.iter().cycle() {
        if left == 0 {
            break;
        }
        match group {
            Group::Random(count) => left = left.saturating_sub(*count),
            Group::Bits(all) => {
                let mut size = all.len() as u64;
                if left < 2 || left < size && 3 * left < size {
                    // Fewer passes are left than a third of the group: make them random.
                    break;
                }
                let whole = size <= left;
                for bits in *all {
                    if left == 0 {
                        break;
                    }
                    if whole || size == left || numbers.up_to(size - 1)? < left {
                        fixed.push(Pattern::Bits(*bits));
                        left -= 1;
                    }
                    size -= 1;
                }
            }
        }
    }
    Ok(fixed)
}
