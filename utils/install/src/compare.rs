//! `--compare`: finds out whether a file is installed already.

use crate::installer::Installer;
use shared::copy::{Facts, Id, Place};
use shared::fs::mode::{PERMISSIONS, SET_ID};
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::OFlags;
use shared::rustix::io::{read, retry_on_intr};
use shared::rustix::process::{getgid, getuid};

/// The size of each read, in bytes.
const BLOCK: usize = 128 * 1024;

/// A file with any of these bits is always copied.
const SPECIAL: u32 = SET_ID | 0o1000;

/// Returns the identity of the file at `to` if it has the content, owner and permissions that it
/// would be given.
pub(crate) fn installed(installer: &Installer, from: &Place<'_>, to: &Place<'_>) -> Option<Id> {
    let (Ok(source), Ok(there)) = (from.stat(true), to.stat(false)) else {
        return None;
    };
    let owner = installer.owner;
    let both_plain = [&source, &there]
        .iter()
        .all(|facts| facts.is_regular() && facts.mode & SPECIAL == 0);
    let same = both_plain
        && installer.mode & !PERMISSIONS == 0
        && source.size == there.size
        && there.permissions() == installer.mode
        && there.user == owner.user.unwrap_or_else(|| getuid().as_raw())
        && there.group == owner.group.unwrap_or_else(|| getgid().as_raw())
        // A file that can't be read is copied, which reports the reason.
        && has_same_content(from, to, &there).unwrap_or(false);
    same.then_some(there.id)
}

fn has_same_content(from: &Place<'_>, to: &Place<'_>, there: &Facts) -> io::Result<bool> {
    // What has replaced a file since may be a pipe, for which open(2) would wait.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK;
    let (a, b) = (from.open(flags, 0)?, to.open(flags | OFlags::NOFOLLOW, 0)?);
    if Facts::of_open(&b)?.id != there.id {
        return Ok(false);
    }
    let (mut of_a, mut of_b) = (vec![0; BLOCK], vec![0; BLOCK]);
    loop {
        let (got_a, got_b) = (fill(&a, &mut of_a)?, fill(&b, &mut of_b)?);
        if of_a[..got_a] != of_b[..got_b] {
            return Ok(false);
        }
        if got_a == 0 {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or the file ends, and returns the number of bytes.
fn fill(file: &OwnedFd, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match retry_on_intr(|| read(file, &mut buffer[filled..]))? {
            0 => break,
            got => filled += got,
        }
    }
    Ok(filled)
}
