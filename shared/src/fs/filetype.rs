//! Names of file types in messages and in stat's `%F`.

use rustix::fs::FileType;

/// Returns the name of a file type. Regular files without content have their own.
pub fn name(kind: FileType, size: u64) -> &'static str {
    match kind {
        FileType::RegularFile if size == 0 => "regular empty file",
        FileType::RegularFile => "regular file",
        FileType::Directory => "directory",
        FileType::Symlink => "symbolic link",
        FileType::BlockDevice => "block special file",
        FileType::CharacterDevice => "character special file",
        FileType::Fifo => "fifo",
        FileType::Socket => "socket",
        FileType::Unknown => "weird file",
    }
}
