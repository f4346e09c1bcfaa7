//! Security contexts of SELinux, `USER:ROLE:TYPE[:RANGE]`, without libselinux: the attribute
//! `security.selinux` of files, and the files of selinuxfs and /proc.

use crate::text::locale::is_posix_space;
use rustix::fs::{XattrFlags, getxattr, lgetxattr, lsetxattr, setxattr, statfs};
use rustix::io::{Errno, Result};
use std::ffi::CStr;
use std::io;

const ATTRIBUTE: &CStr = c"security.selinux";
const KERNEL: &str = "/sys/fs/selinux";

/// The type of selinuxfs in statfs(2), from `linux/magic.h`.
const SELINUX_MAGIC: u32 = 0xf97c_ff8c;

/// Maximum size of an extended attribute.
const MOST: usize = 64 * 1024;

/// The parts of a context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The user.
    pub user: Option<Vec<u8>>,
    /// The role.
    pub role: Option<Vec<u8>>,
    /// The type.
    pub kind: Option<Vec<u8>>,
    /// The range of levels.
    pub range: Option<Vec<u8>>,
}

impl Parts {
    /// Parses a context. Returns `None` if it does not have three or four parts.
    pub fn parse(context: &[u8]) -> Option<Self> {
        let mut parts = context.splitn(4, |&b| b == b':').map(<[u8]>::to_vec);
        let blank = |&b: &u8| is_posix_space(b);
        let parts = Self {
            user: parts.next(),
            role: parts.next(),
            kind: parts.next(),
            range: parts.next(),
        };
        (parts.kind.is_some() && !context.iter().any(blank)).then_some(parts)
    }

    /// Replaces the parts that are given in `other`.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        Self {
            user: other.user.clone().or(self.user),
            role: other.role.clone().or(self.role),
            kind: other.kind.clone().or(self.kind),
            range: other.range.clone().or(self.range),
        }
    }

    /// Returns whether no part is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the context as text.
    pub fn text(&self) -> Vec<u8> {
        let parts = [&self.user, &self.role, &self.kind, &self.range];
        let parts: Vec<&[u8]> = parts.into_iter().flatten().map(Vec::as_slice).collect();
        parts.join(&b':')
    }
}

/// Returns whether the kernel runs SELinux.
pub fn is_enabled() -> bool {
    statfs(KERNEL).is_ok_and(|s| s.f_type as u32 == SELINUX_MAGIC)
}

/// Returns the context of a file.
///
/// # Errors
/// Those of getxattr(2).
pub fn of_file(path: &[u8], follow: bool) -> Result<Vec<u8>> {
    let mut context = vec![0; 256];
    loop {
        let length = if follow {
            getxattr(path, ATTRIBUTE, &mut context[..])
        } else {
            lgetxattr(path, ATTRIBUTE, &mut context[..])
        };
        match length {
            Err(Errno::RANGE) if context.len() < MOST => context.resize(MOST, 0),
            length => {
                context.truncate(length?);
                return Ok(without_nul(context));
            }
        }
    }
}

/// Sets the context of a file.
///
/// # Errors
/// Those of setxattr(2).
pub fn set_of_file(path: &[u8], follow: bool, context: &[u8]) -> Result<()> {
    let context = [context, b"\0"].concat();
    if follow {
        setxattr(path, ATTRIBUTE, &context, XattrFlags::empty())
    } else {
        lsetxattr(path, ATTRIBUTE, &context, XattrFlags::empty())
    }
}

/// Returns the context of this process.
///
/// # Errors
/// Those of read(2). Without SELinux there is no context.
pub fn current() -> io::Result<Vec<u8>> {
    Ok(without_nul(std::fs::read(
        "/proc/thread-self/attr/current",
    )?))
}

/// Sets the context for the next command that is executed.
///
/// # Errors
/// The kernel refuses it.
pub fn set_of_next(context: &[u8]) -> io::Result<()> {
    std::fs::write("/proc/thread-self/attr/exec", context)
}

/// Sets the context for files that are created from now on.
///
/// # Errors
/// The kernel refuses it.
pub fn set_of_created(context: &[u8]) -> io::Result<()> {
    std::fs::write("/proc/thread-self/attr/fscreate", context)
}

/// Checks that a context exists.
///
/// # Errors
/// It does not.
pub fn check(context: &[u8]) -> io::Result<()> {
    std::fs::write(format!("{KERNEL}/context"), [context, b"\0"].concat())
}

/// Returns the context of a process in context `from` after it executes a file in context `file`.
///
/// # Errors
/// The kernel knows no transition.
pub fn after_transition(from: &[u8], file: &[u8]) -> io::Result<Vec<u8>> {
    use std::io::{Read, Write};
    let class = std::fs::read(format!("{KERNEL}/class/process/index"))?;
    let mut kernel = std::fs::File::options()
        .read(true)
        .write(true)
        .open(format!("{KERNEL}/create"))?;
    kernel.write_all(&[from, b" ", file, b" ", class.trim_ascii()].concat())?;
    let mut context = vec![0; 4096];
    let length = kernel.read(&mut context)?;
    context.truncate(length);
    Ok(without_nul(context))
}

/// Returns whether the error means that a file has no context.
pub fn is_missing(e: Errno) -> bool {
    matches!(e, Errno::NODATA | Errno::OPNOTSUPP)
}

fn without_nul(mut text: Vec<u8>) -> Vec<u8> {
    let end = text.iter().position(|&b| b == 0).unwrap_or(text.len());
    text.truncate(end);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_contexts() {
        let parts = Parts::parse(b"u:r:t:s0:c0.c1").unwrap();
        assert_eq!(parts.range.as_deref(), Some(&b"s0:c0.c1"[..]));
        let change = Parts {
            kind: Some(b"x".to_vec()),
            ..Parts::default()
        };
        assert_eq!(parts.with(&change).text(), b"u:r:x:s0:c0.c1");
        assert_eq!(Parts::parse(b"u:r:t").unwrap().text(), b"u:r:t");
        assert_eq!(Parts::parse(b"u:r"), None);
        assert_eq!(Parts::parse(b"u:r:t x"), None);
    }
}
