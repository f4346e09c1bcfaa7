//! What tests on generated input draw from.

/// Numbers that look random and are the same each time.
#[derive(Clone, Debug)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }

    /// True one time in so many.
    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Each of these one time in `many`, in their order.
    pub fn some(&mut self, many: usize, from: &[&'static str]) -> Vec<&'static str> {
        let chosen = from.iter().filter(|_| self.one_in(many));
        chosen.copied().collect()
    }

    /// Up to `most` of these one after the other.
    pub fn text(&mut self, most: usize, parts: &[&str]) -> String {
        (0..self.below(most + 1))
            .map(|_| self.pick(parts))
            .collect()
    }

    /// Up to `most` bytes, each one of these.
    pub fn bytes(&mut self, most: usize, from: &[u8]) -> Vec<u8> {
        (0..self.below(most + 1))
            .map(|_| from[self.below(from.len())])
            .collect()
    }
}
