//! What kinds of files are called in messages and by stat's `%F`.

use rustix::fs::FileType;

/// The name of a kind of file; regular ones without content have their own.
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
