//! The sieve of Eratosthenes, for the primes of the elliptic curve method.

/// The odd numbers up to a limit: bit i is set if 2i + 1 is composite.
pub(crate) struct Sieve {
    composite: Vec<u64>,
}

impl Sieve {
    pub(crate) fn up_to(limit: usize) -> Self {
        let bits = limit / 2 + 1;
        let mut sieve = Self {
            composite: vec![0; bits.div_ceil(64)],
        };
        sieve.composite[0] = 1; // 1 is no prime
        let mut candidate = 3;
        while candidate * candidate <= limit {
            if sieve.has(candidate) {
                for multiple in (candidate * candidate / 2..bits).step_by(candidate) {
                    sieve.composite[multiple / 64] |= 1 << (multiple % 64);
                }
            }
            candidate += 2;
        }
        sieve
    }

    /// Returns whether `odd`, an odd number up to the limit, is prime.
    pub(crate) fn has(&self, odd: usize) -> bool {
        let bit = odd / 2;
        self.composite[bit / 64] >> (bit % 64) & 1 == 0
    }

    /// Returns the primes up to `limit`.
    pub(crate) fn primes(&self, limit: usize) -> impl Iterator<Item = u64> {
        let odd = (3..=limit).step_by(2).filter(|&odd| self.has(odd));
        std::iter::once(2).chain(odd.map(|odd| odd as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_up_to_a_limit() {
        let sieve = Sieve::up_to(200);
        let primes: Vec<u64> = sieve.primes(30).collect();
        assert_eq!(primes, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
        assert!(sieve.has(199) && !sieve.has(1) && !sieve.has(169));
    }
}
