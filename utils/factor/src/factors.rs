//! The factors of a number: which method finds them, and how they are printed.

use crate::ring::{Montgomery, Plain, Ring};
use crate::trial::{DIVISORS, LIMIT, divisors_of, remainder};
use crate::{elliptic, prime, rho};
use shared::num_bigint::BigUint;

/// Steps of Pollard's rho after which elliptic curves are faster.
const STEPS: u64 = 1 << 13;

/// The prime factors of a number, with repetitions.
#[derive(Default)]
pub(crate) struct Factors {
    words: Vec<u64>,
    /// The factors above 64 bits.
    large: Vec<BigUint>,
}

impl Factors {
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.large.clear();
    }

    /// Finds the factors of a number of up to 128 bits.
    pub(crate) fn of(&mut self, n: u128) {
        if let Ok(word) = u64::try_from(n) {
            self.of_word(word);
        } else {
            self.of_big(n.into());
        }
    }

    /// Finds the factors of a word.
    fn of_word(&mut self, mut n: u64) {
        if n < 2 {
            return;
        }
        let twos = n.trailing_zeros();
        self.words.resize(twos as usize, 2);
        n >>= twos;
        // Four divisors at a time: the processor overlaps their multiplications.
        let (fours, _) = DIVISORS.as_chunks::<4>();
        for four in fours {
            if four
                .iter()
                .fold(false, |any, d| any | d.divide(n).is_some())
            {
                for divisor in four {
                    while let Some(quotient) = divisor.divide(n) {
                        self.words.push(divisor.prime);
                        n = quotient;
                    }
                }
            }
            if four[3].prime * four[3].prime > n {
                break;
            }
        }
        if n >= LIMIT {
            self.split(&n.into());
            self.words.sort_unstable();
        } else if n > 1 {
            self.words.push(n);
        }
    }

    /// Finds the factors of a number of any size.
    pub(crate) fn of_big(&mut self, mut n: BigUint) {
        let twos = n.trailing_zeros().unwrap_or(0);
        self.words.resize(twos as usize, 2);
        n >>= twos;
        let mut small = Vec::new();
        divisors_of(&|by| remainder(&n, by), &mut |prime| small.push(prime));
        for prime in small {
            while remainder(&n, prime) == 0 {
                self.words.push(prime);
                n /= prime;
            }
        }
        if n > BigUint::from(1_u32) {
            self.split(&n);
        }
        self.words.sort_unstable();
        self.large.sort_unstable();
    }

    /// Splits a number without small factors, in the ring with the smallest elements.
    fn split(&mut self, n: &BigUint) {
        match n.bits() {
            0..=64 => self.split_in(&Montgomery::<1>::new(n)),
            65..=128 => self.split_in(&Montgomery::<2>::new(n)),
            129..=512 => self.split_in(&Montgomery::<8>::new(n)),
            _ => self.split_in(&Plain(n.clone())),
        }
    }

    fn split_in(&mut self, ring: &impl Ring) {
        let n = ring.modulus();
        if *n < BigUint::from(LIMIT) || prime::is_prime(ring) {
            return self.push(n);
        }
        let factor = rho::factor(ring, STEPS)
            .or_else(|| root(n))
            .unwrap_or_else(|| elliptic::factor(ring));
        self.split(&(n / &factor));
        self.split(&factor);
    }

    fn push(&mut self, prime: &BigUint) {
        match u64::try_from(prime) {
            Ok(word) => self.words.push(word),
            Err(_) => self.large.push(prime.clone()),
        }
    }

    /// Appends ` 2 2 3`, or ` 2^2 3` with `exponents`.
    pub(crate) fn push_to(&self, exponents: bool, line: &mut Vec<u8>) {
        push_each(&self.words, exponents, line, &mut |&word, line| {
            push_word(word, line)
        });
        push_each(&self.large, exponents, line, &mut |large, line| {
            line.extend_from_slice(large.to_string().as_bytes());
        });
    }
}

fn push_each<T: PartialEq>(
    factors: &[T],
    exponents: bool,
    line: &mut Vec<u8>,
    push: &mut dyn FnMut(&T, &mut Vec<u8>),
) {
    for same in factors.chunk_by(T::eq) {
        let shown = if exponents { 1 } else { same.len() };
        for factor in &same[..shown] {
            line.push(b' ');
            push(factor, line);
        }
        if exponents && same.len() > 1 {
            line.push(b'^');
            push_word(same.len() as u64, line);
        }
    }
}

fn push_word(mut word: u64, line: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (word % 10) as u8;
        word /= 10;
        if word == 0 {
            break;
        }
    }
    line.extend_from_slice(&digits[start..]);
}

/// Returns the root if `n` is a power. Elliptic curves would find all factors of a power at once,
/// which tells nothing.
fn root(n: &BigUint) -> Option<BigUint> {
    // After trial division, factors have at least thirteen bits.
    let most = (n.bits() / 12) as u32;
    (2..=most)
        .map(|exponent| (exponent, n.nth_root(exponent)))
        .find(|(exponent, root)| root.pow(*exponent) == *n)
        .map(|(_, root)| root)
}
