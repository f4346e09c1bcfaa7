//! Lenstra's elliptic curve method. Its time depends on the size of the factor, not on that of
//! the number. A curve finds the factor p if its order modulo p has no prime factor above a first
//! bound, except one below a second bound.

use crate::curve::{Curve, Point};
use crate::ring::Ring;
use crate::sieve::Sieve;
use shared::num_bigint::BigUint;

/// First bounds, each with the number of curves that find most factors of a length: 10, 15, 20,
/// 25, … digits.
const BOUNDS: [(usize, u64); 9] = [
    (150, 12),
    (500, 20),
    (2_000, 30),
    (11_000, 90),
    (50_000, 220),
    (250_000, 500),
    (1_000_000, 1_000),
    (3_000_000, 2_400),
    (11_000_000, u64::MAX),
];

/// The second bound, as a multiple of the first.
const REACH: usize = 60;

/// The step of the second stage: the product of the primes up to 7, so that few offsets within a
/// step can be prime.
const STRIDE: usize = 210;

/// Returns a factor of the ring's modulus, which must be composite and not a power.
pub(crate) fn factor(ring: &impl Ring) -> BigUint {
    let mut sigma = 6;
    for (bound, curves) in BOUNDS {
        let sieve = Sieve::up_to(bound * REACH + STRIDE);
        for _ in 0..curves {
            let found = try_curve(ring, sigma, bound, &sieve);
            if let Some(factor) = found {
                return factor;
            }
            sigma += 1;
        }
    }
    unreachable!("the last bound has curves without an end")
}

/// Tries one curve. The first stage multiplies a point by all prime powers up to the bound.
fn try_curve<R: Ring>(ring: &R, sigma: u64, bound: usize, sieve: &Sieve) -> Option<BigUint> {
    let (curve, mut point) = Curve::new(ring, sigma)?;
    for prime in sieve.primes(bound) {
        let mut power = prime;
        while power * prime <= bound as u64 {
            power *= prime;
        }
        point = curve.multiply(&point, power);
    }
    let found = ring.common(&point.z);
    found.or_else(|| second_stage(&curve, &point, bound, sieve))
}

/// Looks for a prime q above the bound for which q times the point is zero. Each such q is a
/// multiple of the stride plus or minus a small offset, and is found where the multiple and the
/// offset have the same x. The differences of many pairs are multiplied before one gcd.
fn second_stage<R: Ring>(
    curve: &Curve<R>,
    point: &Point<R>,
    bound: usize,
    sieve: &Sieve,
) -> Option<BigUint> {
    let ring = curve.ring;
    let near: Vec<(usize, Near<R>)> = (1..STRIDE / 2)
        .filter(|offset| [2, 3, 5, 7].iter().all(|prime| offset % prime != 0))
        .map(|offset| {
            (
                offset,
                Near::new(ring, &curve.multiply(point, offset as u64)),
            )
        })
        .collect();
    let stride = curve.multiply(point, STRIDE as u64);
    let first = bound / STRIDE;
    let mut before = curve.multiply(&stride, first.max(1) as u64);
    let mut center = curve.multiply(&stride, first.max(1) as u64 + 1);
    let mut product = ring.one();
    for place in first.max(1) + 1..bound * REACH / STRIDE {
        let here = place * STRIDE;
        let far = Near::new(ring, &center);
        for (offset, near) in &near {
            if sieve.has(here - offset) || sieve.has(here + offset) {
                // (X - x)(Z + z) - XZ + xz = Xz - xZ
                let cross = ring.mul(&ring.sub(&far.x, &near.x), &ring.add(&far.z, &near.z));
                let cross = ring.add(&ring.sub(&cross, &far.xz), &near.xz);
                product = ring.mul(&product, &cross);
            }
        }
        let next = curve.add(&center, &stride, &before);
        before = std::mem::replace(&mut center, next);
    }
    ring.common(&product)
}

/// A point with the precomputed product of X and Z.
struct Near<R: Ring> {
    x: R::Element,
    z: R::Element,
    xz: R::Element,
}

impl<R: Ring> Near<R> {
    fn new(ring: &R, point: &Point<R>) -> Self {
        Self {
            x: point.x.clone(),
            z: point.z.clone(),
            xz: ring.mul(&point.x, &point.z),
        }
    }
}
