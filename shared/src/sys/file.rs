//! A descriptor that somebody else owns, as a [`File`], for functions that take one.

use rustix::fd::{AsRawFd, BorrowedFd, FromRawFd};
use std::fs::File;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;

/// A [`File`] that is not closed when it is dropped.
#[derive(Debug)]
pub struct BorrowedFile<'a> {
    file: ManuallyDrop<File>,
    owner: PhantomData<BorrowedFd<'a>>,
}

impl<'a> BorrowedFile<'a> {
    /// Lends the descriptor.
    pub fn new(descriptor: BorrowedFd<'a>) -> Self {
        // SAFETY: the descriptor stays open for 'a, which this value does not outlive, and
        // `ManuallyDrop` leaves closing it to its owner.
        let file = unsafe { File::from_raw_fd(descriptor.as_raw_fd()) };
        Self {
            file: ManuallyDrop::new(file),
            owner: PhantomData,
        }
    }
}

impl Deref for BorrowedFile<'_> {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}
