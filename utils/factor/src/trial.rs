//! Trial division by the primes up to 5003.
//!
//! An odd p divides n if n times the inverse of p modulo 2^64 is at most (2^64 - 1) / p, and is
//! then the quotient: one multiplication and no division.

use shared::num_bigint::BigUint;

/// A small odd prime.
pub(crate) struct Divisor {
    pub(crate) prime: u64,
    inverse: u64,
    most: u64,
}

/// All primes above these have squares above this.
pub(crate) const LIMIT: u64 = 5009 * 5009;

/// The odd primes up to 5003.
pub(crate) static DIVISORS: [Divisor; 668] = divisors();

const fn divisors() -> [Divisor; 668] {
    const NONE: Divisor = Divisor {
        prime: 1,
        inverse: 1,
        most: 0,
    };
    let mut all = [NONE; 668];
    let mut count = 0;
    let mut candidate = 3;
    while count < all.len() {
        let mut i = 0;
        while i < count && candidate % all[i].prime != 0 {
            i += 1;
        }
        if i == count {
            all[count] = Divisor {
                prime: candidate,
                inverse: inverse(candidate),
                most: u64::MAX / candidate,
            };
            count += 1;
        }
        candidate += 2;
    }
    all
}

/// The inverse of an odd number modulo 2^64: each step doubles the bits that are right.
pub(crate) const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut step = 0;
    while step < 5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
}

impl Divisor {
    /// The quotient, if the prime divides `n`.
    #[inline]
    pub(crate) fn divide(&self, n: u64) -> Option<u64> {
        let quotient = n.wrapping_mul(self.inverse);
        (quotient <= self.most).then_some(quotient)
    }
}

/// The small odd primes that divide a number, which is known by its remainders.
pub(crate) fn divisors_of(remainder: &dyn Fn(u64) -> u64, found: &mut dyn FnMut(u64)) {
    // As many primes at a time as fit in a word: one long division serves them all.
    let mut rest = &DIVISORS[..];
    while !rest.is_empty() {
        let mut product = 1_u64;
        let fits = |divisor: &&Divisor| {
            let next = product.checked_mul(divisor.prime);
            product = next.unwrap_or(product);
            next.is_some()
        };
        let count = rest.iter().take_while(fits).count();
        let remainder = remainder(product);
        for divisor in &rest[..count] {
            if divisor.divide(remainder).is_some() {
                found(divisor.prime);
            }
        }
        rest = &rest[count..];
    }
}

/// The remainder of a number of any size.
pub(crate) fn remainder(n: &BigUint, by: u64) -> u64 {
    let remainder = (n % by).iter_u64_digits().next();
    remainder.unwrap_or(0)
}
