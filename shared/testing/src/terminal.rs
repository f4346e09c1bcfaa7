//! A pseudo-terminal, one side of which a utility is given.

use std::fs::{self, File};
use std::os::fd::{AsRawFd, FromRawFd};
use std::path::PathBuf;
use std::ptr;

/// A pseudo-terminal whose other side is the test's.
#[derive(Debug)]
pub struct Terminal {
    /// The test's side.
    pub far: File,
    /// The utility's side.
    pub near: File,
}

impl Terminal {
    /// Opens a terminal. It has 0 rows and columns, as the kernel makes it.
    #[allow(
        clippy::new_without_default,
        reason = "it opens a terminal: not a default of anything"
    )]
    pub fn new() -> Self {
        let (mut far, mut near) = (-1, -1);
        let (name, settings, size) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        #[allow(unsafe_code, reason = "std opens no terminals")]
        // SAFETY: the descriptors are written to live places, the other pointers may be null;
        // nothing else owns the descriptors.
        unsafe {
            let result = libc::openpty(&mut far, &mut near, name, settings, size);
            assert_eq!(result, 0, "a terminal can be opened");
            for descriptor in [far, near] {
                libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
            }
            Self {
                far: File::from_raw_fd(far),
                near: File::from_raw_fd(near),
            }
        }
    }

    /// Returns the name of the utility's side.
    pub fn name(&self) -> PathBuf {
        let link = format!("/proc/self/fd/{}", self.near.as_raw_fd());
        fs::read_link(link).expect("it is open")
    }
}
