//! Extended attributes and ACLs, which Linux stores as extended attributes.

use super::copier::{Done, Failed, failed};
use super::handle::{Attributes, Handle};
use super::options::Preserve;
use rustix::fs::{
    XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr, lgetxattr, llistxattr,
    lremovexattr, lsetxattr,
};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;

/// The ACL of a file.
const ACCESS: &CStr = c"system.posix_acl_access";
/// The ACL that new files in a directory inherit.
const DEFAULT: &CStr = c"system.posix_acl_default";
/// The kernel's limit for a value and for the list of names.
const LARGEST: usize = 64 * 1024;

/// Copies extended attributes, except for ACLs and the SELinux context, which have options of
/// their own.
pub(super) fn copy(attributes: &Attributes<'_>, source: &Handle<'_>, preserve: &Preserve) -> Done {
    let report = |what: &str, e: Errno| -> Done {
        let loud = preserve.xattr_required
            || !preserve.xattr_quietly && !matches!(e, Errno::NOTSUP | Errno::NODATA);
        if loud {
            failed(&format!("{what} {}", attributes.to.quoted()), &e.into());
        }
        if preserve.xattr_required {
            Err(Failed)
        } else {
            Ok(())
        }
    };
    let names = match list(source) {
        Ok(names) => names,
        Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(()),
        Err(e) => {
            return report("listing attributes of", e);
        }
    };
    let mut result = Ok(());
    for name in names
        .split_inclusive(|&b| b == 0)
        .filter_map(|name| CStr::from_bytes_with_nul(name).ok())
        .filter(|name| is_copied(name, preserve))
    {
        let copied = match get(source, name) {
            Ok(value) => set(&attributes.made, name, &value),
            Err(e) => Err(e),
        };
        if copied == Err(Errno::NOTSUP) {
            // The file system supports none of them.
            return result.and(report("setting attributes for", Errno::NOTSUP));
        }
        if let Err(e) = copied {
            result = result.and(report(
                &format!("setting attribute {} for", quoted(name)),
                e,
            ));
        }
    }
    result
}

fn is_copied(name: &CStr, preserve: &Preserve) -> bool {
    let name = name.to_bytes();
    let permissions: [&[u8]; 4] = [
        b"system.posix_acl_access",
        b"system.posix_acl_default",
        b"system.nfs4_acl",
        b"system.nfs4acl",
    ];
    match name {
        b"security.selinux" => preserve.context,
        _ => preserve.xattr && !permissions.contains(&name),
    }
}

/// Sets permissions, with the ACLs of `source` or without any.
pub(super) fn set_permissions(
    source: Option<&Handle<'_>>,
    made: &Handle<'_>,
    mode: u32,
    is_dir: bool,
) -> Result<(), Errno> {
    let acl = match source.map(|source| read_acl(source, ACCESS)) {
        // With an ACL, the mode's bits of the group are a mask, and the group itself may have fewer
        // rights. So the file keeps the narrower mode that it was made with.
        Some(Err(e)) => return Err(e),
        Some(Ok(acl)) => acl,
        None => None,
    };
    let plain = acl.is_none();
    match set(made, ACCESS, &acl.unwrap_or_else(|| minimal_acl(mode))) {
        // An ACL has no special bits, and fakeroot does not take modes from ACLs.
        Ok(()) => made.set_mode(mode)?,
        // An ACL that the directory passed on would grant what the mode does not.
        Err(_) if plain && matches!(read_acl(made, ACCESS), Ok(None)) => made.set_mode(mode)?,
        Err(e) => {
            // Set at least the permissions.
            made.set_mode(mode)?;
            return Err(e);
        }
    }
    if let Some(source) = source.filter(|_| is_dir) {
        match read_acl(source, DEFAULT)? {
            Some(acl) => set(made, DEFAULT, &acl)?,
            None => match remove(made, DEFAULT) {
                Err(e) if !is_absent(e) => return Err(e),
                _ => {}
            },
        }
    }
    Ok(())
}

/// Removes the ACL that the directory passed on to a new file, whose mode is `mode`. With the final
/// mode, the ACL would grant more than that says.
pub(super) fn drop_inherited_acl(made: &Handle<'_>, mode: u32) -> Result<(), Errno> {
    match set(made, ACCESS, &minimal_acl(mode)) {
        Err(e) if !is_absent(e) && !matches!(read_acl(made, ACCESS), Ok(None)) => Err(e),
        _ => Ok(()),
    }
}

/// Reads an ACL. Returns `None` if the file has none, or none can be read there, as when the file
/// was removed.
fn read_acl(file: &Handle<'_>, name: &CStr) -> Result<Option<Vec<u8>>, Errno> {
    match get(file, name) {
        Ok(acl) => Ok(Some(acl)),
        Err(e) if is_absent(e) || matches!(e, Errno::NOENT | Errno::BADF) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Returns whether an error says that there is no ACL, or that the file system has none (which some
/// say by `EINVAL` or `EBUSY`).
fn is_absent(e: Errno) -> bool {
    matches!(
        e,
        Errno::NODATA | Errno::NOTSUP | Errno::NOSYS | Errno::INVAL | Errno::BUSY
    )
}

/// Returns an ACL that is equivalent to a mode. The kernel's format is a version number, then
/// tag, permissions and ID of each entry (acl(5)).
fn minimal_acl(mode: u32) -> Vec<u8> {
    let mut acl = vec![2, 0, 0, 0];
    for (tag, shift) in [(0x01, 6), (0x04, 3), (0x20, 0)] {
        let bits = (mode >> shift) as u8 & 7;
        acl.extend_from_slice(&[tag, 0, bits, 0, 0xff, 0xff, 0xff, 0xff]);
    }
    acl
}

/// Returns the names of all extended attributes, each terminated by NUL.
fn list(file: &Handle<'_>) -> Result<Vec<u8>, Errno> {
    read(&mut |buffer| match file {
        Handle::Open(file) => flistxattr(file, buffer),
        Handle::Named(..) => file.by_path(&mut |path| llistxattr(path, &mut *buffer)),
    })
}

fn get(file: &Handle<'_>, name: &CStr) -> Result<Vec<u8>, Errno> {
    read(&mut |buffer| match file {
        Handle::Open(file) => fgetxattr(file, name, buffer),
        Handle::Named(..) => file.by_path(&mut |path| lgetxattr(path, name, &mut *buffer)),
    })
}

/// Reads into a small buffer, or into one of the maximum size if that is too small.
fn read(read: &mut dyn FnMut(&mut [u8]) -> Result<usize, Errno>) -> Result<Vec<u8>, Errno> {
    let mut small = [0; 512];
    match read(&mut small) {
        Ok(length) => return Ok(small[..length].to_vec()),
        Err(Errno::RANGE) => {}
        Err(e) => return Err(e),
    }
    let mut large = vec![0; LARGEST];
    let length = read(&mut large)?;
    large.truncate(length);
    Ok(large)
}

fn set(file: &Handle<'_>, name: &CStr, value: &[u8]) -> Result<(), Errno> {
    match file {
        Handle::Open(file) => fsetxattr(file, name, value, XattrFlags::empty()),
        Handle::Named(..) => file
            .by_path(&mut |path| lsetxattr(path, name, value, XattrFlags::empty()).map(|()| 0))
            .map(drop),
    }
}

fn remove(file: &Handle<'_>, name: &CStr) -> Result<(), Errno> {
    match file {
        Handle::Open(file) => fremovexattr(file, name),
        Handle::Named(..) => file
            .by_path(&mut |path| lremovexattr(path, name).map(|()| 0))
            .map(drop),
    }
}

/// Returns the name of an extended attribute, quoted for a message.
pub(super) fn quoted(name: &CStr) -> String {
    crate::text::quoting::quoteaf(OsStr::from_bytes(name.to_bytes()))
}
