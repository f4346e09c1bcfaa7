//! The Baillie-PSW primality test: the Miller-Rabin test with base 2, then the extra strong Lucas
//! test. No composite below 2^64 passes, and none above is known. Numbers above 64 bits must also
//! pass the Miller-Rabin test with a few more bases.

use crate::ring::Ring;
use crate::trial::remainder;
use shared::num_bigint::BigUint;

/// The further bases for numbers above 64 bits.
const MORE_BASES: [u64; 8] = [3, 5, 7, 11, 13, 17, 19, 23];

/// Returns whether the ring's modulus is prime. It must be odd and have no small factors.
pub(crate) fn is_prime(ring: &impl Ring) -> bool {
    let more: &[u64] = match ring.modulus().bits() {
        0..=64 => &[],
        _ => &MORE_BASES,
    };
    passes_miller_rabin(ring, 2) && passes_lucas(ring) && {
        let mut more = more.iter();
        more.all(|&base| passes_miller_rabin(ring, base))
    }
}

fn passes_miller_rabin(ring: &impl Ring, base: u64) -> bool {
    let even = ring.modulus() - 1_u32;
    let twos = even.trailing_zeros().unwrap_or(0);
    let minus_one = ring.sub(&ring.zero(), &ring.one());
    let mut power = ring.pow(&ring.small(base), &(even >> twos));
    if power == ring.one() || power == minus_one {
        return true;
    }
    for _ in 1..twos {
        power = ring.square(&power);
        if power == minus_one {
            return true;
        }
    }
    false
}

/// The extra strong Lucas test, with the sequence V(0) = 2, V(1) = P, V(2k) = V(k)^2 - 2 and
/// V(2k+1) = V(k) V(k+1) - P. P is the first number for which the Jacobi symbol of P^2 - 4 over
/// the modulus is -1.
fn passes_lucas(ring: &impl Ring) -> bool {
    let n = ring.modulus();
    let mut p = 3;
    loop {
        match jacobi(p * p - 4, n) {
            -1 => break,
            0 if n > &BigUint::from(p + 2) => return false,
            _ => p += 1,
        }
        // For a square, there is no such P.
        if p == 25 && n.sqrt().pow(2) == *n {
            return false;
        }
    }
    let even = n + 1_u32;
    let twos = even.trailing_zeros().unwrap_or(0);
    let odd = even >> twos;
    let two = ring.small(2);
    let p = ring.small(p);
    let (mut v, mut next) = (two.clone(), p.clone());
    for bit in (0..odd.bits()).rev() {
        let middle = ring.sub(&ring.mul(&v, &next), &p);
        if odd.bit(bit) {
            next = ring.sub(&ring.square(&next), &two);
            v = middle;
        } else {
            v = ring.sub(&ring.square(&v), &two);
            next = middle;
        }
    }
    let minus_two = ring.sub(&ring.zero(), &two);
    if v == two || v == minus_two {
        // The sequence U is zero too if 2 V(k+1) = P V(k).
        return ring.add(&next, &next) == ring.mul(&p, &v);
    }
    for _ in 1..twos {
        if v == ring.zero() {
            return true;
        }
        v = ring.sub(&ring.square(&v), &two);
    }
    twos > 0 && v == ring.zero()
}

/// Returns the Jacobi symbol of a small number over an odd one.
fn jacobi(a: u64, n: &BigUint) -> i32 {
    let (sign, a) = without_twos(a, remainder(n, 8));
    let turned = turn(a, remainder(n, 4));
    // By reciprocity, what is left is the symbol of a remainder over a small number.
    sign * turned * word_jacobi(remainder(n, a), a)
}

fn word_jacobi(mut a: u64, mut n: u64) -> i32 {
    let mut symbol = 1;
    while a != 0 {
        let (sign, odd) = without_twos(a, n % 8);
        symbol *= sign * turn(odd, n % 4);
        (a, n) = (n % odd, odd);
    }
    if n == 1 { symbol } else { 0 }
}

/// Returns the symbol of the powers of two in `a`, and the odd rest of `a`.
fn without_twos(a: u64, n_modulo_8: u64) -> (i32, u64) {
    let twos = a.trailing_zeros();
    let minus = twos % 2 == 1 && matches!(n_modulo_8, 3 | 5);
    (if minus { -1 } else { 1 }, a >> twos)
}

/// Returns the sign of quadratic reciprocity, for swapping two odd numbers.
fn turn(a: u64, n_modulo_4: u64) -> i32 {
    if a % 4 == 3 && n_modulo_4 == 3 { -1 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ring::Montgomery;

    #[test]
    fn tells_primes_from_composites() {
        let is_prime = |n: u64| is_prime(&Montgomery::<1>::new(&n.into()));
        let by_division = |n: u64| {
            (2..)
                .take_while(|p| p * p <= n)
                .all(|p| !n.is_multiple_of(p))
        };
        for n in (30_001..60_000).step_by(2) {
            assert_eq!(is_prime(n), by_division(n), "{n}");
        }
        // Strong pseudoprimes to base 2, strong Lucas pseudoprimes, a square of a prime.
        for n in [
            3_215_031_751,
            3_825_123_056_546_413_051,
            5459,
            5777,
            25_033_u64.pow(2),
        ] {
            assert!(!is_prime(n), "{n}");
        }
        assert!(is_prime(u64::MAX - 58));
    }
}
