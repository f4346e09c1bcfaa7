//! Arithmetic modulo an odd number. Montgomery's form needs no divisions: an element a is stored
//! as a R, where R is a power of 2^64, and a product is reduced by adding a multiple of the
//! modulus that makes its low words zero.

use crate::trial::inverse;
use shared::num_bigint::BigUint;
use shared::num_integer::Integer;

/// The integers modulo a number.
pub(crate) trait Ring {
    type Element: Clone + PartialEq;
    fn modulus(&self) -> &BigUint;
    fn zero(&self) -> Self::Element;
    fn one(&self) -> Self::Element;
    fn add(&self, a: &Self::Element, b: &Self::Element) -> Self::Element;
    fn sub(&self, a: &Self::Element, b: &Self::Element) -> Self::Element;
    fn mul(&self, a: &Self::Element, b: &Self::Element) -> Self::Element;
    /// Converts an integer below the modulus.
    fn element(&self, n: &BigUint) -> Self::Element;
    /// Converts an element back to an integer.
    fn integer(&self, a: &Self::Element) -> BigUint;
    /// Returns the gcd of an element and the modulus, unless it is 1 or the modulus.
    fn common(&self, a: &Self::Element) -> Option<BigUint> {
        let gcd = self.integer(a).gcd(self.modulus());
        (gcd != BigUint::from(1_u32) && gcd != *self.modulus()).then_some(gcd)
    }

    fn small(&self, n: u64) -> Self::Element {
        self.element(&(BigUint::from(n) % self.modulus()))
    }

    fn square(&self, a: &Self::Element) -> Self::Element {
        self.mul(a, a)
    }

    fn pow(&self, base: &Self::Element, exponent: &BigUint) -> Self::Element {
        let mut power = self.one();
        for bit in (0..exponent.bits()).rev() {
            power = self.square(&power);
            if exponent.bit(bit) {
                power = self.mul(&power, base);
            }
        }
        power
    }
}

/// The integers modulo an odd number of N words. If N is larger than [`UNROLLED`], the number may
/// have fewer: long loops are not compiled once per number of words.
pub(crate) struct Montgomery<const N: usize> {
    modulus: BigUint,
    n: [u64; N],
    words: usize,
    /// Minus the inverse of the modulus, modulo 2^64.
    inverse: u64,
    /// The element 1, which is R modulo the modulus. R is 2^64 to the power of `words`.
    one: [u64; N],
    /// The element R, which is R^2 modulo the modulus.
    r: [u64; N],
}

/// The most words for which the compiler unrolls the loops.
const UNROLLED: usize = 2;

impl<const N: usize> Montgomery<N> {
    pub(crate) fn new(modulus: &BigUint) -> Self {
        let n = words(modulus);
        let count = if N > UNROLLED {
            modulus.iter_u64_digits().len()
        } else {
            N
        };
        let one = (BigUint::from(1_u32) << (64 * count)) % modulus;
        let mut ring = Self {
            modulus: modulus.clone(),
            n,
            words: count,
            inverse: inverse(n[0]).wrapping_neg(),
            one: words(&one),
            r: [0; N],
        };
        let two = ring.add(&ring.one, &ring.one);
        ring.r = ring.pow(&two, &BigUint::from(64 * count));
        ring
    }

    /// Returns the number of words, which is a constant if they are few.
    #[inline]
    fn words(&self) -> usize {
        if N > UNROLLED { self.words } else { N }
    }

    /// Subtracts the modulus once if `a` is not smaller, or if it overflowed.
    #[inline]
    fn reduce(&self, a: [u64; N], overflow: bool) -> [u64; N] {
        let (less, borrow) = subtract(&a, &self.n, self.words());
        if overflow || !borrow { less } else { a }
    }
}

impl<const N: usize> Ring for Montgomery<N> {
    type Element = [u64; N];

    fn modulus(&self) -> &BigUint {
        &self.modulus
    }

    fn zero(&self) -> [u64; N] {
        [0; N]
    }

    fn one(&self) -> [u64; N] {
        self.one
    }

    #[inline]
    fn add(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut sum = [0; N];
        let mut carry = false;
        for i in 0..self.words() {
            (sum[i], carry) = carrying_add(a[i], b[i], carry);
        }
        self.reduce(sum, carry)
    }

    #[inline]
    fn sub(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (mut difference, borrow) = subtract(a, b, self.words());
        let mut carry = false;
        for (word, &n) in difference.iter_mut().zip(&self.n).take(self.words()) {
            (*word, carry) = carrying_add(*word, if borrow { n } else { 0 }, carry);
        }
        difference
    }

    #[inline]
    fn mul(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let words = self.words();
        let mut sum = [0_u64; N];
        let mut top = 0_u64;
        for &factor in &b[..words] {
            // Add a * factor, then the multiple of n that makes the lowest word zero.
            let mut carry = 0;
            for i in 0..words {
                (sum[i], carry) = multiply_add(a[i], factor, sum[i], carry);
            }
            let (high, overflow) = top.overflowing_add(carry);
            let times = sum[0].wrapping_mul(self.inverse);
            let (_, mut carry) = multiply_add(times, self.n[0], sum[0], 0);
            for i in 1..words {
                (sum[i - 1], carry) = multiply_add(times, self.n[i], sum[i], carry);
            }
            let (last, more) = high.overflowing_add(carry);
            sum[words - 1] = last;
            top = u64::from(overflow) + u64::from(more);
        }
        self.reduce(sum, top != 0)
    }

    fn element(&self, n: &BigUint) -> [u64; N] {
        self.mul(&words(n), &self.r)
    }

    fn integer(&self, a: &[u64; N]) -> BigUint {
        let mut one = [0; N];
        one[0] = 1;
        from_words(&self.mul(a, &one))
    }

    fn common(&self, a: &[u64; N]) -> Option<BigUint> {
        // R is coprime to the modulus, so the gcd is that of the integer itself.
        if N > 1 {
            let gcd = from_words(a).gcd(&self.modulus);
            return (gcd != BigUint::from(1_u32) && gcd != self.modulus).then_some(gcd);
        }
        let gcd = a[0].gcd(&self.n[0]);
        (gcd != 1 && gcd != self.n[0]).then(|| gcd.into())
    }
}

#[inline]
fn multiply_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let all = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
    (all as u64, (all >> 64) as u64)
}

#[inline]
fn carrying_add(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry.into());
    (sum, first | second)
}

#[inline]
fn subtract<const N: usize>(a: &[u64; N], b: &[u64; N], words: usize) -> ([u64; N], bool) {
    let mut difference = [0; N];
    let mut borrow = false;
    for i in 0..words {
        let (less, first) = a[i].overflowing_sub(b[i]);
        let (less, second) = less.overflowing_sub(borrow.into());
        (difference[i], borrow) = (less, first | second);
    }
    (difference, borrow)
}

fn words<const N: usize>(n: &BigUint) -> [u64; N] {
    let mut words = [0; N];
    for (word, digit) in words.iter_mut().zip(n.iter_u64_digits()) {
        *word = digit;
    }
    words
}

fn from_words(words: &[u64]) -> BigUint {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// The integers modulo a number of any size, by division.
pub(crate) struct Plain(pub(crate) BigUint);

impl Ring for Plain {
    type Element = BigUint;

    fn modulus(&self) -> &BigUint {
        &self.0
    }

    fn zero(&self) -> BigUint {
        BigUint::default()
    }

    fn one(&self) -> BigUint {
        1_u32.into()
    }

    fn add(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + b) % &self.0
    }

    fn sub(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + (&self.0 - b)) % &self.0
    }

    fn mul(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b % &self.0
    }

    fn element(&self, n: &BigUint) -> BigUint {
        n.clone()
    }

    fn integer(&self, a: &BigUint) -> BigUint {
        a.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees_with_division<const N: usize>(modulus: &BigUint) {
        let (fast, plain) = (Montgomery::<N>::new(modulus), Plain(modulus.clone()));
        let one = BigUint::from(1_u32);
        let numbers = [
            BigUint::default(),
            one.clone(),
            modulus >> 1_u32,
            modulus / 3_u32,
            modulus - one,
        ];
        for a in &numbers {
            for b in &numbers {
                let [x, y] = [a, b].map(|n| fast.element(n));
                let message = format!("{a} and {b} modulo {modulus}");
                assert_eq!(
                    fast.integer(&fast.add(&x, &y)),
                    plain.add(a, b),
                    "{message}"
                );
                assert_eq!(
                    fast.integer(&fast.sub(&x, &y)),
                    plain.sub(a, b),
                    "{message}"
                );
                assert_eq!(
                    fast.integer(&fast.mul(&x, &y)),
                    plain.mul(a, b),
                    "{message}"
                );
                assert_eq!(fast.common(&x), plain.common(a), "{message}");
            }
        }
    }

    #[test]
    fn montgomery_agrees_with_division() {
        for word in [3_u64, 15, 1_000_003, u64::MAX] {
            agrees_with_division::<1>(&word.into());
        }
        let long = |bits: u32| (BigUint::from(1_u32) << bits) - 159_u32;
        agrees_with_division::<2>(&long(128));
        agrees_with_division::<8>(&long(130));
        agrees_with_division::<8>(&long(256));
        agrees_with_division::<8>(&long(257));
        agrees_with_division::<8>(&long(512));
    }
}
