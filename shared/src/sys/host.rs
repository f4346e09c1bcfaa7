//! The identifier of the host, gethostid(3), its load, getloadavg(3), and its memory, sysinfo(2).

/// Returns the identifier of the host.
pub fn host_id() -> u32 {
    // SAFETY: the function has no arguments; utilities call it from one thread.
    let id = unsafe { libc::gethostid() };
    // glibc's identifiers have 32 bits, sign-extended to `long`.
    id as u32
}

/// Returns the average number of running processes over the last 1, 5 and 15 minutes. Unknown
/// averages are missing.
pub fn load() -> Vec<f64> {
    let mut averages = [0.0; 3];
    // SAFETY: the array has room for three values.
    let known = unsafe { libc::getloadavg(averages.as_mut_ptr(), 3) };
    averages[..usize::try_from(known).unwrap_or(0)].to_vec()
}

/// The memory of the host, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// All of it.
    pub total: u64,
    /// What is free, or holds what can be read again.
    pub available: u64,
}

/// Returns how much memory there is. `None` if the kernel does not say, as in a sandbox.
pub fn memory() -> Option<Memory> {
    let mut info = std::mem::MaybeUninit::<libc::sysinfo>::uninit();
    // SAFETY: the kernel fills the structure if the call succeeds.
    let info = unsafe { (libc::sysinfo(info.as_mut_ptr()) == 0).then(|| info.assume_init())? };
    let bytes = |units: u64| units.saturating_mul(info.mem_unit.into());
    Some(Memory {
        total: bytes(info.totalram),
        available: bytes(info.freeram.saturating_add(info.bufferram)),
    })
}
