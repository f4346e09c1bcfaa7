//! Which bytes the passes write, and in which order.

use shared::input::random::Numbers;
use shared::prelude::*;

/// What a pass writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Random bytes.
    Random,
    /// These twelve bits, again and again; with `FLIPPED`, the first bit of each 512 bytes is
    /// another.
    Bits(u16),
}

const FLIPPED: u16 = 0x1000;

/// Bytes between those flipped bits.
const SECTOR: usize = 512;

/// A step of the list of patterns.
enum Group {
    Random(u64),
    Bits(&'static [u16]),
}

/// Patterns that are hard on the codes that old disks wrote bits in.
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

    /// Fills a block that starts at a whole sector; random bytes are made elsewhere.
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

    /// How messages name it.
    pub(crate) fn name(self) -> String {
        if self == Self::Random {
            return "random".to_owned();
        }
        let mut bytes = [0; 3];
        self.fill(&mut bytes);
        format!("{:02x}{:02x}{:02x}", bytes[0], bytes[1], bytes[2])
    }
}

/// As many patterns as there are passes: the first and the last one random, the other random
/// ones evenly spread among the rest, which is shuffled.
pub(crate) fn choose(passes: u64, numbers: &mut Numbers) -> Result<Vec<Pattern>> {
    let total = usize::try_from(passes).unwrap_or(0);
    let mut fixed = pick(passes, numbers)?;
    let random = total - fixed.len();
    let mut patterns: Vec<Pattern> = Vec::with_capacity(total);
    // As a line is drawn on a screen: one step to the side wherever the slope asks for it.
    let steps = random.saturating_sub(1);
    let mut slope = steps;
    for _ in 0..total {
        if slope <= steps && patterns.len() - taken(&patterns) < random {
            slope += total - 1;
            if !fixed.is_empty() && taken(&patterns) < fixed.len() {
                // The place of the next fixed one is given away.
                let next = taken(&patterns);
                let moved = fixed.remove(next);
                fixed.push(moved);
            }
            patterns.push(Pattern::Random);
        } else {
            let next = taken(&patterns);
            let choices = fixed.len() - next;
            let chosen = numbers.up_to(choices as u64 - 1)? as usize;
            fixed.swap(next, next + chosen);
            patterns.push(fixed[next]);
        }
        slope = slope.saturating_sub(steps);
    }
    Ok(patterns)
}

/// How many of the patterns are no random ones.
fn taken(patterns: &[Pattern]) -> usize {
    patterns.iter().filter(|&&p| p != Pattern::Random).count()
}

/// The patterns that are not random, in the order of the list.
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
                    // Too few to be worth it.
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
