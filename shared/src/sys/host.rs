//! The identifier of the host, gethostid(3), and its load, getloadavg(3).

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
