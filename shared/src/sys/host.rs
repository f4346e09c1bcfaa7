//! The host's identifier, gethostid(3), and its load, getloadavg(3).

/// The identifier of the host.
pub fn host_id() -> u32 {
    // SAFETY: a function without arguments; utilities call it from one thread.
    let id = unsafe { libc::gethostid() };
    // glibc's identifiers are 32 bits, which `long` extends by their sign.
    id as u32
}

/// Processes that were running on average over 1, 5 and 15 minutes, as far as that is known.
pub fn load() -> Vec<f64> {
    let mut averages = [0.0; 3];
    // SAFETY: the array has room for as many as we say.
    let known = unsafe { libc::getloadavg(averages.as_mut_ptr(), 3) };
    averages[..usize::try_from(known).unwrap_or(0)].to_vec()
}
