//! Extended attributes that show in a listing: access lists, contexts, capabilities.

use super::entry::Kind;
use rustix::fs::{getxattr, lgetxattr, listxattr, llistxattr};
use rustix::io::Errno;

/// The sign behind the permissions: for an access list, or a security context alone.
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

/// The security context of a file.
pub(super) fn security_context(path: &[u8], followed: bool) -> Option<Box<[u8]>> {
    let mut text = vec![0; 1024];
    let size = if followed {
        getxattr(path, "security.selinux", &mut text[..])
    } else {
        lgetxattr(path, "security.selinux", &mut text[..])
    };
    text.truncate(size.ok()?);
    while text.last() == Some(&0) {
        text.pop();
    }
    Some(text.into())
}

/// Has it capabilities?
pub(super) fn has_capability(path: &[u8]) -> bool {
    lgetxattr(path, "security.capability", &mut [0; 64][..]).is_ok()
}
