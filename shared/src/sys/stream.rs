//! Streams of the C library: fopen(3), fwrite(3), fclose(3).

use libc::FILE;
use rustix::fd::{AsRawFd, IntoRawFd, OwnedFd};
use std::ffi::CStr;
use std::io;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// An open stream, with a buffer.
#[derive(Debug)]
pub struct Stream {
    stream: NonNull<FILE>,
}

impl Stream {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// Those of fopen(3).
    pub fn open(path: &CStr) -> io::Result<Self> {
        // SAFETY: both strings end in NUL.
        let stream = unsafe { libc::fopen(path.as_ptr(), c"re".as_ptr()) };
        let stream = NonNull::new(stream).ok_or_else(io::Error::last_os_error)?;
        Ok(Self { stream })
    }

    /// Writes to an open file.
    ///
    /// # Errors
    /// Those of fdopen(3).
    pub fn writing_to(file: OwnedFd) -> io::Result<Self> {
        // SAFETY: the descriptor is open, and the string ends in NUL.
        let stream = unsafe { libc::fdopen(file.as_raw_fd(), c"w".as_ptr()) };
        let stream = NonNull::new(stream).ok_or_else(io::Error::last_os_error)?;
        // The stream closes it.
        let _ = file.into_raw_fd();
        Ok(Self { stream })
    }

    /// Reads the rest.
    ///
    /// # Errors
    /// Those of fread(3).
    pub fn read_to_end(&mut self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        let mut block = [0; 4096];
        loop {
            let stream = self.stream.as_ptr();
            // SAFETY: the stream is open, and the length is that of the block.
            let length = unsafe { libc::fread(block.as_mut_ptr().cast(), 1, block.len(), stream) };
            content.extend_from_slice(&block[..length]);
            if length < block.len() {
                // SAFETY: the stream is open.
                return match unsafe { libc::ferror(stream) } {
                    0 => Ok(content),
                    _ => Err(io::Error::last_os_error()),
                };
            }
        }
    }

    /// Writes `bytes`.
    ///
    /// # Errors
    /// Those of fwrite(3).
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        // SAFETY: the stream is open, and the length is that of the slice.
        let written = unsafe {
            let stream = self.stream.as_ptr();
            libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), stream)
        };
        if written < bytes.len() {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }

    /// Writes what is in the buffer, and closes the stream.
    ///
    /// # Errors
    /// Those of fclose(3). The stream is closed even then.
    pub fn close(self) -> io::Result<()> {
        let stream = ManuallyDrop::new(self).stream;
        // SAFETY: the stream is open, and given up here.
        match unsafe { libc::fclose(stream.as_ptr()) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream is open, and nothing uses it any more.
        unsafe { libc::fclose(self.stream.as_ptr()) };
    }
}
