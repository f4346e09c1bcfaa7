//! What tests on generated input draw from.

use fastrand::Rng;

/// Random choices that are the same in each run.
#[derive(Debug)]
pub struct Chance(Rng);

impl Chance {
    /// Starts with a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// Returns a number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0.usize(..limit)
    }

    /// Returns true one time in `many`.
    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// Returns one of these.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Returns those of these that are drawn, each one time in `many`, in their order.
    pub fn some(&mut self, many: usize, from: &[&'static str]) -> Vec<&'static str> {
        let chosen = from.iter().filter(|_| self.one_in(many));
        chosen.copied().collect()
    }

    /// Returns up to `most` of these one after the other.
    pub fn text(&mut self, most: usize, parts: &[&str]) -> String {
        (0..self.below(most + 1))
            .map(|_| self.pick(parts))
            .collect()
    }

    /// Returns up to `most` bytes, each one of these.
    pub fn bytes(&mut self, most: usize, from: &[u8]) -> Vec<u8> {
        (0..self.below(most + 1))
            .map(|_| from[self.below(from.len())])
            .collect()
    }
}
