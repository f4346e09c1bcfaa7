//! Mounted file systems: `/proc/self/mountinfo` (proc_pid_mountinfo(5)), or `/etc/mtab`.

use crate::fs::canonical::{Missing, canonicalize};
use crate::fs::walk::Status;
use crate::sys::mount_table::{self, Line};
use crate::sys::stream::Stream;
use crate::text::words;
use rustix::fs::{FileType, StatxFlags, makedev};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;

/// A mounted file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The device number of its files.
    pub device: u64,
    /// The directory of the file system that is mounted: `/`, except for bind mounts.
    pub root: Vec<u8>,
    /// The mount point.
    pub dir: Vec<u8>,
    /// The type: `ext4`.
    pub kind: Vec<u8>,
    /// The source: `/dev/sda1`, `host:/export`, or an arbitrary name.
    pub source: Vec<u8>,
}

/// The device number of a mount that can't be reached.
const UNKNOWN: u64 = u64::MAX;

/// Types that contain no user files.
const DUMMIES: &str = "autofs,proc,subfs,debugfs,devpts,fusectl,fuse.portal,mqueue,rpc_pipefs,\
    sysfs,devfs,kernfs,ignore,none";

/// Types that are remote, regardless of their source.
const REMOTE: &str =
    "acfs,afs,auristorfs,coda,fhgfs,gfs,gfs2,gpfs,ibrix,ncpfs,ocfs2,userlandfs,vxfs";

/// Returns all mounts in the order in which they were made.
///
/// # Errors
/// Without `/proc`, those of reading `/etc/mtab`.
pub fn mounts() -> io::Result<Vec<Mount>> {
    let Ok(mut stream) = Stream::open(c"/proc/self/mountinfo") else {
        let mounts = mount_table::lines()?.into_iter().map(Mount::of);
        return Ok(mounts.filter(Mount::is_in_place).collect());
    };
    let table = stream.read_to_end()?;
    Ok(table
        .split(|&b| b == b'\n')
        .filter_map(Mount::parse)
        .filter(Mount::is_in_place)
        .collect())
}

impl Mount {
    /// Parses a line: `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`.
    fn parse(line: &[u8]) -> Option<Self> {
        let mut fields = line.split(|&b| b == b' ');
        let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<u32>().ok();
        let mut device = fields.nth(2)?.split(|&b| b == b':');
        let (major, minor) = (number(device.next()?)?, number(device.next()?)?);
        let (root, dir) = (unescaped(fields.next()?), unescaped(fields.next()?));
        // A dash ends the optional fields.
        fields.find(|&field| field == b"-")?;
        Some(Self {
            device: makedev(major, minor),
            root,
            dir,
            kind: unescaped(fields.next()?),
            source: unescaped(fields.next()?),
        })
    }

    /// A line of a table without device numbers.
    fn of(line: Line) -> Self {
        let status = Status::of_path(OsStr::from_bytes(&line.dir), StatxFlags::empty());
        Self {
            device: status.map_or(UNKNOWN, |status| status.device),
            root: b"/".to_vec(),
            dir: line.dir,
            kind: line.kind,
            source: line.source,
        }
    }

    /// Returns whether it is mounted in a directory. The namespaces of networks are not.
    fn is_in_place(&self) -> bool {
        self.dir.starts_with(b"/")
    }

    /// Returns whether it contains no user files.
    pub fn is_dummy(&self) -> bool {
        is_among(DUMMIES, &self.kind)
    }

    /// Returns whether it is on another machine.
    pub fn is_remote(&self) -> bool {
        let samba = matches!(
            &self.kind[..],
            b"smb" | b"smb2" | b"smb3" | b"smbfs" | b"cifs"
        );
        self.source.contains(&b':')
            || samba && self.source.starts_with(b"//")
            || is_among(REMOTE, &self.kind)
            || self.source == b"-hosts"
    }
}

fn is_among(kinds: &'static str, kind: &[u8]) -> bool {
    words::all(kinds).any(|known| known.as_bytes() == kind)
}

/// Returns the mount point of the file system that contains `path`. Symbolic links are not
/// followed.
///
/// # Errors
/// Those of statx(2).
pub fn mount_point(path: &OsStr, status: &Status) -> Result<Vec<u8>, Errno> {
    let mut dir = match status.kind() {
        FileType::Symlink => {
            let bytes = path.as_bytes();
            let name = bytes.iter().rposition(|&b| b != b'/').map_or(0, |end| {
                bytes[..end]
                    .iter()
                    .rposition(|&b| b == b'/')
                    .map_or(0, |slash| slash + 1)
            });
            let above = if name == 0 { b"." } else { &bytes[..name] };
            canonicalize(above, Missing::Nothing, true)?
        }
        _ => canonicalize(path.as_bytes(), Missing::Nothing, true)?,
    };
    if status.mounted {
        return Ok(dir);
    }
    // Go up while the device is the same.
    while dir != b"/" {
        let end = dir.iter().rposition(|&b| b == b'/').unwrap_or(0);
        let above = &dir[..end.max(1)];
        if Status::of_path(OsStr::from_bytes(above), StatxFlags::empty())?.device != status.device {
            break;
        }
        dir.truncate(end.max(1));
    }
    Ok(dir)
}

/// Undoes the escapes of the table, such as `\040` for a space.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        match rest {
            [
                b'\\',
                a @ b'0'..=b'3',
                b @ b'0'..=b'7',
                c @ b'0'..=b'7',
                behind @ ..,
            ] => {
                out.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                rest = behind;
            }
            _ => {
                out.push(byte);
                rest = behind;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_table() {
        let line = b"36 35 98:1 /a /m\\040t rw,noatime master:1 shared:2 - ext3 /dev/r\\134 rw";
        let mount = Mount::parse(line).unwrap();
        assert_eq!(mount.device, makedev(98, 1));
        assert_eq!(mount.root, b"/a");
        assert_eq!(mount.dir, b"/m t");
        assert_eq!(mount.kind, b"ext3");
        assert_eq!(mount.source, b"/dev/r\\");
        assert!(!mount.is_remote() && !mount.is_dummy());
        assert_eq!(Mount::parse(b"36 35 98:1 /a /b rw"), None);
    }

    #[test]
    fn what_is_remote() {
        let of = |kind: &[u8], source: &[u8]| Mount {
            device: 0,
            root: b"/".to_vec(),
            dir: b"/m".to_vec(),
            kind: kind.to_vec(),
            source: source.to_vec(),
        };
        assert!(of(b"nfs", b"host:/x").is_remote());
        assert!(of(b"cifs", b"//host/x").is_remote());
        assert!(!of(b"ext4", b"//host/x").is_remote());
        assert!(of(b"afs", b"x").is_remote());
        for kind in ["ncpfs", "gfs", "gfs2", "userlandfs"] {
            assert!(of(kind.as_bytes(), b"x").is_remote(), "{kind}");
        }
        for kind in ["smb", "smb2"] {
            assert!(of(kind.as_bytes(), b"//host/share").is_remote(), "{kind}");
            assert!(!of(kind.as_bytes(), b"x").is_remote(), "{kind}");
        }
    }
}
