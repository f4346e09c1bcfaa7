//! Pollard's rho in Brent's variant, which finds a factor p in about sqrt(p) steps.

use crate::ring::Ring;
use shared::num_bigint::BigUint;

/// Steps per gcd.
const BATCH: u64 = 128;

/// Returns a factor of the ring's composite modulus, if one is found in about `steps` steps.
pub(crate) fn factor(ring: &impl Ring, steps: u64) -> Option<BigUint> {
    let step = |y| ring.add(&ring.square(&y), &ring.one());
    let mut y = ring.small(2);
    let mut length = 1;
    let mut taken = 0;
    while taken < steps {
        // Compare the values of this stretch with the value at its start.
        let start = y.clone();
        let mut product = ring.one();
        for _ in 0..length {
            y = step(y);
        }
        let mut done = 0;
        while done < length {
            let saved = y.clone();
            let batch = BATCH.min(length - done);
            for _ in 0..batch {
                y = step(y);
                product = ring.mul(&product, &ring.sub(&start, &y));
            }
            if product == ring.zero() {
                return one_by_one(ring, &start, saved, batch);
            }
            if let Some(factor) = ring.common(&product) {
                return Some(factor);
            }
            done += batch;
        }
        taken += length * 2;
        length *= 2;
    }
    None
}

/// Repeats a batch that met all factors at once, with a gcd at each step.
fn one_by_one<R: Ring>(
    ring: &R,
    start: &R::Element,
    mut y: R::Element,
    batch: u64,
) -> Option<BigUint> {
    for _ in 0..batch {
        y = ring.add(&ring.square(&y), &ring.one());
        let factor = ring.common(&ring.sub(start, &y));
        if factor.is_some() {
            return factor;
        }
    }
    None
}
