//! Values that the compiler knows nothing about.

/// Returns `value`, of which the compiler then does not know how it was computed. So it can't move
/// what led to it behind later operations.
#[inline(always)]
pub fn opaque(value: u32) -> u32 {
    #[cfg(target_arch = "x86_64")]
    let value = {
        let mut value = value;
        // SAFETY: this is a comment, not an instruction.
        unsafe {
            std::arch::asm!(
                "/* {0:e} */",
                inout(reg) value,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        value
    };
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_what_it_is() {
        for value in [0, 1, 0x8000_0000, u32::MAX] {
            assert_eq!(opaque(value), value);
        }
    }
}
