//! The processor quota of control groups, version 2 (`cpu.max` in the kernel's cgroup-v2.rst).

use shared::prelude::*;
use shared::sys::process::is_realtime;
use std::ffi::OsString;
use std::fs::{read, read_to_string};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// Returns the smallest quota of this process's group and the groups above it, as a number of
/// processors, rounded to the nearest. Returns `None` if there is no quota or it doesn't apply:
/// real-time processes have none.
pub(crate) fn processors() -> Option<u64> {
    if is_realtime() {
        return None;
    }
    let (root, group) = (root()?, group()?);
    let shares = group.ancestors().filter_map(|group| {
        let inside = group.strip_prefix("/").unwrap_or(group);
        share(&read_to_string(root.join(inside).join("cpu.max")).ok()?)
    });
    let least = shares.reduce(f64::min)?;
    Some((least.round() as u64).max(1))
}

/// Returns where the tree of groups is mounted.
fn root() -> Option<PathBuf> {
    let mounts = read("/proc/self/mounts").ok()?;
    let mount = mounts.split(|&b| b == b'\n').find_map(|line| {
        let mut fields = line.split(|&b| b == b' ').skip(1);
        let (place, kind) = (fields.next()?, fields.next()?);
        (kind == b"cgroup2").then_some(place)
    })?;
    Some(Path::new(OsStr::from_bytes(mount)).to_owned())
}

/// Returns the path of this process's group within the tree.
fn group() -> Option<PathBuf> {
    let groups = read("/proc/self/cgroup").ok()?;
    let group = groups
        .split(|&b| b == b'\n')
        .find_map(|line| line.strip_prefix(b"0::"))?;
    Some(OsString::from_vec(group.to_vec()).into())
}

/// Returns QUOTA / PERIOD for `QUOTA PERIOD`, and `None` for `max PERIOD`.
fn share(limits: &str) -> Option<f64> {
    let mut words = limits.split_ascii_whitespace();
    let quota: f64 = words.next()?.parse().ok()?;
    let period: f64 = words.next()?.parse().ok()?;
    (period > 0.0).then_some(quota / period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_shares() {
        assert_eq!(share("150000 100000\n"), Some(1.5));
        assert_eq!(share("max 100000\n"), None);
        assert_eq!(share(""), None);
        assert_eq!(share("1 0"), None);
    }
}
