//! Eratosthenes' sieve, for the primes that the curves are multiplied by.

/// The odd numbers up to a limit, those that are prime marked.
pub(crate) struct Sieve {
    composite: Vec<bool>,
}

impl Sieve {
    pub(crate) fn up_to(limit: usize) -> Self {
        // Place i stands for 2i + 1.
        let mut composite = vec![false; limit / 2 + 1];
        composite[0] = true;
        let mut root = 1;
        while (2 * root + 1) * (2 * root + 1) <= limit {
            if !composite[root] {
                let prime = 2 * root + 1;
                let multiples = (prime * prime / 2..composite.len()).step_by(prime);
                multiples.for_each(|multiple| composite[multiple] = true);
            }
            root += 1;
        }
        Self { composite }
    }

    /// Is the odd number a prime? Not one that is beyond the limit.
    pub(crate) fn has(&self, odd: usize) -> bool {
        self.composite.get(odd / 2) == Some(&false)
    }

    /// The primes up to `limit`, 2 among them.
    pub(crate) fn primes(&self, limit: usize) -> impl Iterator<Item = u64> {
        let odd = (3..=limit).step_by(2).filter(|&odd| self.has(odd));
        std::iter::once(2).chain(odd.map(|odd| odd as u64))
    }
}
