//! Accessors for the result of stat(2).

use rustix::fs::{FileType, Stat};

/// Questions about a [`Stat`] that would otherwise repeat the arithmetic on `st_mode`.
pub trait StatExt {
    /// Returns the type of the file.
    fn file_type(&self) -> FileType;

    /// Returns whether this is a regular file.
    fn is_regular(&self) -> bool {
        self.file_type() == FileType::RegularFile
    }

    /// Returns whether this is a directory.
    fn is_directory(&self) -> bool {
        self.file_type() == FileType::Directory
    }

    /// Returns whether this is a symbolic link.
    fn is_link(&self) -> bool {
        self.file_type() == FileType::Symlink
    }

    /// Returns whether both are the same file, by device and inode number.
    fn is_same_file(&self, other: &Self) -> bool;
}

impl StatExt for Stat {
    fn file_type(&self) -> FileType {
        FileType::from_raw_mode(self.st_mode)
    }

    fn is_same_file(&self, other: &Self) -> bool {
        (self.st_dev, self.st_ino) == (other.st_dev, other.st_ino)
    }
}
