//! Montgomery curves, b y^2 = x^3 + a x^2 + x, with points known by x alone.

use crate::ring::Ring;

/// A point in projective coordinates: x is X / Z.
pub(crate) struct Point<R: Ring> {
    pub(crate) x: R::Element,
    pub(crate) z: R::Element,
}

impl<R: Ring> Clone for Point<R> {
    fn clone(&self) -> Self {
        Self {
            x: self.x.clone(),
            z: self.z.clone(),
        }
    }
}

/// An elliptic curve over a ring.
pub(crate) struct Curve<'a, R: Ring> {
    pub(crate) ring: &'a R,
    /// (a + 2) / 4.
    a24: R::Element,
}

impl<'a, R: Ring> Curve<'a, R> {
    /// Returns Suyama's curve for `sigma`, a number above 5, and a point on it. The order of the
    /// curve is a multiple of 12. Returns none if `sigma` leads to a division by zero.
    pub(crate) fn new(ring: &'a R, sigma: u64) -> Option<(Self, Point<R>)> {
        let cube = |a: &R::Element| ring.mul(&ring.square(a), a);
        let times = |n: u64, a: &R::Element| ring.mul(&ring.small(n), a);
        let sigma = ring.small(sigma);
        let u = ring.sub(&ring.square(&sigma), &ring.small(5));
        let v = times(4, &sigma);
        let point = Point {
            x: cube(&u),
            z: cube(&v),
        };
        let below = times(4, &ring.mul(&times(4, &cube(&u)), &v));
        let inverse = ring.integer(&below).modinv(ring.modulus())?;
        let above = ring.add(&times(3, &u), &v);
        let above = ring.mul(&cube(&ring.sub(&v, &u)), &above);
        let a24 = ring.mul(&above, &ring.element(&inverse));
        Some((Self { ring, a24 }, point))
    }

    /// Returns twice a point.
    pub(crate) fn double(&self, p: &Point<R>) -> Point<R> {
        let ring = self.ring;
        let sum = ring.square(&ring.add(&p.x, &p.z));
        let difference = ring.square(&ring.sub(&p.x, &p.z));
        let between = ring.sub(&sum, &difference);
        let z = ring.add(&difference, &ring.mul(&self.a24, &between));
        Point {
            x: ring.mul(&sum, &difference),
            z: ring.mul(&between, &z),
        }
    }

    /// Returns the sum of two points whose difference is known.
    pub(crate) fn add(&self, p: &Point<R>, q: &Point<R>, difference: &Point<R>) -> Point<R> {
        let ring = self.ring;
        let a = ring.mul(&ring.sub(&p.x, &p.z), &ring.add(&q.x, &q.z));
        let b = ring.mul(&ring.add(&p.x, &p.z), &ring.sub(&q.x, &q.z));
        let sum = ring.square(&ring.add(&a, &b));
        let other = ring.square(&ring.sub(&a, &b));
        Point {
            x: ring.mul(&difference.z, &sum),
            z: ring.mul(&difference.x, &other),
        }
    }

    /// Returns a multiple of a point, computed by the Montgomery ladder.
    pub(crate) fn multiply(&self, p: &Point<R>, times: u64) -> Point<R> {
        if times == 1 {
            return p.clone();
        }
        let mut low = p.clone();
        let mut high = self.double(p);
        for bit in (0..times.ilog2()).rev() {
            let middle = self.add(&low, &high, p);
            if bit == 0 {
                // The last step needs only one of the two points.
                return if times & 1 == 1 {
                    middle
                } else {
                    self.double(&low)
                };
            }
            if times >> bit & 1 == 1 {
                high = self.double(&high);
                low = middle;
            } else {
                low = self.double(&low);
                high = middle;
            }
        }
        low
    }
}
