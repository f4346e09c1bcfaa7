//! A vector of 16 bytes: an SSE2 register on x86-64, an array elsewhere.

#[cfg(not(target_arch = "x86_64"))]
use array as kind;
#[cfg(target_arch = "x86_64")]
use sse2 as kind;

/// Number of bytes in a vector.
pub(super) const LANES: usize = 16;

pub(super) use kind::Lanes;

#[cfg(target_arch = "x86_64")]
mod sse2 {
    use super::LANES;
    use std::arch::x86_64::{
        __m128i, _mm_add_epi8, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8,
        _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
        _mm_storeu_si128, _mm_sub_epi8,
    };

    #[derive(Clone, Copy)]
    pub(in crate::bytes) struct Lanes(__m128i);

    /// Defines a lane-wise operation as one instruction.
    macro_rules! operation {
        ($(#[$doc:meta])* $name:ident, $instruction:ident) => {
            $(#[$doc])*
            #[inline(always)]
            pub(in crate::bytes) fn $name(self, other: Self) -> Self {
                // SAFETY: SSE2 is part of x86-64.
                Self(unsafe { $instruction(self.0, other.0) })
            }
        };
    }

    impl Lanes {
        #[inline(always)]
        pub(in crate::bytes) fn of(bytes: &[u8; LANES]) -> Self {
            // SAFETY: the slice has that many bytes; they need no alignment.
            Self(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) })
        }

        #[inline(always)]
        pub(in crate::bytes) fn splat(byte: u8) -> Self {
            // SAFETY: SSE2 is part of x86-64.
            Self(unsafe { _mm_set1_epi8(byte.cast_signed()) })
        }

        #[inline(always)]
        pub(in crate::bytes) fn bytes(self) -> [u8; LANES] {
            let mut bytes = [0; LANES];
            // SAFETY: the slice has that many bytes; they need no alignment.
            unsafe { _mm_storeu_si128(bytes.as_mut_ptr().cast(), self.0) };
            bytes
        }

        /// Returns the top bit of each lane. The first lane is the lowest bit.
        #[inline(always)]
        pub(in crate::bytes) fn mask(self) -> u16 {
            // SAFETY: SSE2 is part of x86-64.
            (unsafe { _mm_movemask_epi8(self.0) }) as u16
        }

        operation!(/// All bits of the lanes that are equal.
            equal, _mm_cmpeq_epi8);
        operation!(/// The same for those that are less, as signed numbers.
            less, _mm_cmplt_epi8);
        operation!(/// The same for those that are greater.
            greater, _mm_cmpgt_epi8);
        operation!(or, _mm_or_si128);
        operation!(and, _mm_and_si128);
        operation!(/// The lesser ones, as unsigned numbers.
            min, _mm_min_epu8);
        operation!(plus, _mm_add_epi8);
        operation!(minus, _mm_sub_epi8);
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod array {
    use super::LANES;

    #[derive(Clone, Copy)]
    pub(in crate::bytes) struct Lanes([u8; LANES]);

    /// Defines a lane-wise operation as a loop.
    macro_rules! operation {
        ($name:ident, $of_two:expr) => {
            pub(in crate::bytes) fn $name(self, other: Self) -> Self {
                let of_two: fn(u8, u8) -> u8 = $of_two;
                Self(std::array::from_fn(|i| of_two(self.0[i], other.0[i])))
            }
        };
    }

    impl Lanes {
        pub(in crate::bytes) fn of(bytes: &[u8; LANES]) -> Self {
            Self(*bytes)
        }

        pub(in crate::bytes) fn splat(byte: u8) -> Self {
            Self([byte; LANES])
        }

        pub(in crate::bytes) fn bytes(self) -> [u8; LANES] {
            self.0
        }

        pub(in crate::bytes) fn mask(self) -> u16 {
            let bit = |mask, (i, &byte): (usize, &u8)| mask | u16::from(byte >> 7) << i;
            self.0.iter().enumerate().fold(0, bit)
        }

        operation!(equal, |a, b| all(a == b));
        operation!(less, |a, b| all(a.cast_signed() < b.cast_signed()));
        operation!(greater, |a, b| all(a.cast_signed() > b.cast_signed()));
        operation!(or, |a, b| a | b);
        operation!(and, |a, b| a & b);
        operation!(min, Ord::min);
        operation!(plus, u8::wrapping_add);
        operation!(minus, u8::wrapping_sub);
    }

    fn all(bits: bool) -> u8 {
        0_u8.wrapping_sub(u8::from(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::{array, kind};

    #[test]
    fn both_kinds_agree() {
        for seed in 0..200_u8 {
            let a = std::array::from_fn(|i| {
                (i as u8)
                    .wrapping_mul(37)
                    .wrapping_add(seed.wrapping_mul(11))
            });
            let b = std::array::from_fn(|i| (i as u8).wrapping_mul(48).wrapping_mul(seed));
            let (x, y) = (kind::Lanes::of(&a), kind::Lanes::of(&b));
            let (p, q) = (array::Lanes::of(&a), array::Lanes::of(&b));
            assert_eq!(x.mask(), p.mask());
            assert_eq!(kind::Lanes::splat(seed).bytes(), [seed; 16]);
            for (found, want) in [
                (x.equal(y), p.equal(q)),
                (x.less(y), p.less(q)),
                (x.greater(y), p.greater(q)),
                (x.or(y), p.or(q)),
                (x.and(y), p.and(q)),
                (x.min(y), p.min(q)),
                (x.plus(y), p.plus(q)),
                (x.minus(y), p.minus(q)),
                (x, array::Lanes::splat(0).or(p)),
            ] {
                assert_eq!(found.bytes(), want.bytes());
            }
        }
    }
}
