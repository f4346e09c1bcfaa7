//! Extended attributes that a listing shows: access lists and capabilities.

use super::entry::Kind;
use rustix::fs::{lgetxattr, listxattr, llistxattr};
use rustix::io::Errno;

/// Returns the character after the permissions: `+` for an access list, `.` for only a security
/// context, otherwise a blank.
pub(super) fn mark(path: &[u8], kind: Kind, followed: bool) -> u8 {
    if kind == Kind::Link && !followed {
        return b' ';
    }
    let mut names = vec![0; 256];
    let size = loop {
        let size = if followed {
            listxattr(path, &mut names[..])
        } else {
            llistxattr(path, &mut names[..])
        };
        match size {
            Ok(size) => break size,
            Err(Errno::RANGE) if names.len() < 1 << 20 => names.resize(names.len() * 8, 0),
            Err(_) => return b' ',
        }
    };
    let mut mark = b' ';
    for name in names[..size].split(|&b| b == 0) {
        match name {
            b"system.posix_acl_access" | b"system.posix_acl_default" | b"system.nfs4_acl" => {
                return b'+';
            }
            b"security.selinux" | b"security.SMACK64" => mark = b'.',
            _ => {}
        }
    }
    mark
}

/// Returns whether the file has capabilities.
pub(super) fn has_capability(path: &[u8]) -> bool {
    lgetxattr(path, "security.capability", &mut [0; 64][..]).is_ok()
}
