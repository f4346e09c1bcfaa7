//! Trial division by the primes up to 4999.
//!
//! An odd p divides n if n times the inverse of p modulo 2^64 is at most (2^64 - 1) / p, and is
//! then the quotient: one multiplication and no division.

use shared::num_bigint::BigUint;

/// A small odd prime.
pub(crate) struct Divisor {
    pub(crate) prime: u64,
    /// The inverse of the prime modulo 2^64.
    inverse: u64,
    /// The largest quotient: (2^64 - 1) / prime.
    most: u64,
}

/// The square of the first prime after the divisors. A smaller number that none of them divides
/// is prime.
pub(crate) const LIMIT: u64 = 5003 * 5003;

/// The odd primes up to 4999.
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

/// Returns the inverse of an odd number modulo 2^64, by Newton's method: each step doubles the
/// correct bits.
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
    /// Returns the quotient if the prime divides `n`.
    #[inline]
    pub(crate) fn divide(&self, n: u64) -> Option<u64> {
        let quotient = n.wrapping_mul(self.inverse);
        (quotient <= self.most).then_some(quotient)
    }
}

/// Passes the divisors of a number to `found`. `remainder` returns the remainder of the number by
/// a word.
pub(crate) fn divisors_of(remainder: &dyn Fn(u64) -> u64, found: &mut dyn FnMut(u64)) {
    // One long division by a product of primes, as many as fit in a word, replaces one per prime.
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

/// Returns the remainder of `n` divided by a word.
pub(crate) fn remainder(n: &BigUint, by: u64) -> u64 {
    let remainder = (n % by).iter_u64_digits().next();
    remainder.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_square_of_the_next_prime() {
        let is_prime = |n: u64| {
            DIVISORS
                .iter()
                .all(|d| d.prime >= n || !n.is_multiple_of(d.prime))
        };
        let last = DIVISORS[DIVISORS.len() - 1].prime;
        let next = (last + 2..).step_by(2).find(|&n| is_prime(n)).unwrap();
        assert_eq!(LIMIT, next * next);
    }

    #[test]
    fn multiplication_divides_like_division() {
        let numbers = [0, 1, 3, 4999, 5003, 15_015, LIMIT, u64::MAX - 1, u64::MAX];
        for divisor in &DIVISORS {
            let prime = divisor.prime;
            for n in numbers
                .into_iter()
                .chain([prime * 17, u64::MAX / prime * prime])
            {
                let quotient = n.is_multiple_of(prime).then(|| n / prime);
                assert_eq!(divisor.divide(n), quotient, "{n} / {prime}");
            }
        }
    }

    #[test]
    fn products_of_primes_find_the_same_divisors() {
        let mut n = BigUint::from(5003_u32);
        let primes = [3, 7, 101, 4999];
        n *= primes.iter().product::<u64>();
        let mut found = Vec::new();
        divisors_of(&|by| remainder(&n, by), &mut |prime| found.push(prime));
        assert_eq!(found, primes);
    }
}
