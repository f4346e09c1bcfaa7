//! Selects file systems. Of several mounts of a device, the one nearest to the root is shown.

use shared::fs::canonical::{Missing, canonicalize, is_within};
use shared::fs::mounts::Mount;
use shared::fs::walk::Status;
use shared::prelude::*;
use shared::rustix::fs::StatxFlags;

/// The options that select file systems.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    pub(crate) all: bool,
    pub(crate) local: bool,
    /// Amounts are added up, so nothing may be there twice.
    pub(crate) total: bool,
    /// There are operands, so that also pseudo file systems are shown.
    pub(crate) listed: bool,
    pub(crate) wanted: Vec<&'static OsStr>,
    pub(crate) excluded: Vec<&'static OsStr>,
}

/// For each device number, the position of the mount that is shown for it.
#[derive(Debug, Default)]
pub(crate) struct Devices(Vec<(u64, usize)>);

impl Selection {
    /// Checks that no type is both selected and excluded.
    pub(crate) fn check(&self) -> Result {
        let both = self
            .wanted
            .iter()
            .filter(|kind| self.excluded.contains(kind));
        let mut found = false;
        for kind in both {
            diagnostics::error(&format!(
                "file system type {} both selected and excluded",
                quote(kind)
            ));
            found = true;
        }
        if found { Err(Error::exit(1)) } else { Ok(()) }
    }

    /// Returns whether the options can't be followed without the table of mounts.
    pub(crate) fn needs_table(&self) -> bool {
        self.all || self.local || !self.wanted.is_empty() || !self.excluded.is_empty()
    }

    /// Returns whether a mount is selected. `None` is a file system that is not in the table.
    pub(crate) fn takes(&self, mount: Option<&Mount>) -> bool {
        let Some(mount) = mount else {
            return self.wanted.is_empty();
        };
        let is = |kind: &&OsStr| kind.as_bytes() == mount.kind;
        let by_kind =
            (self.wanted.is_empty() || self.wanted.iter().any(is)) && !self.excluded.iter().any(is);
        by_kind
            && !(self.local && mount.is_remote())
            && (!mount.is_dummy() || self.all || self.listed || !self.wanted.is_empty())
    }

    /// Chooses one mount for each device.
    pub(crate) fn devices(&self, mounts: &[Mount]) -> Devices {
        let mut devices = Devices::default();
        for (place, mount) in mounts.iter().enumerate() {
            if !self.takes(Some(mount)) {
                continue;
            }
            // An inaccessible mount has the device number of the table.
            let status = Status::of_path(OsStr::from_bytes(&mount.dir), StatxFlags::empty());
            let device = status.map_or(mount.device, |status| status.device);
            match devices.0.iter_mut().find(|(known, seen)| {
                *known == device && (self.total || !are_different_exports(mount, &mounts[*seen]))
            }) {
                None => devices.0.push((device, place)),
                Some((_, seen)) if is_better(mount, &mounts[*seen]) => *seen = place,
                Some(_) => {}
            }
        }
        devices
    }
}

impl Devices {
    /// Returns whether the mount at this position is the one shown for its device.
    pub(crate) fn has_chosen(&self, place: usize) -> bool {
        self.0.iter().any(|&(_, chosen)| chosen == place)
    }

    /// Returns whether another file system is mounted over it, so that statvfs(3) would return the
    /// numbers of that one.
    pub(crate) fn is_eclipsed(&self, mount: &Mount, mounts: &[Mount]) -> bool {
        let dir = OsStr::from_bytes(&mount.dir);
        let Ok(status) = Status::of_path(dir, StatxFlags::empty()) else {
            return false;
        };
        let seen = self.0.iter().find(|(known, _)| *known == status.device);
        seen.is_some_and(|&(_, chosen)| {
            let other = &mounts[chosen];
            other.source != mount.source && !(other.is_remote() && mount.is_remote())
        })
    }
}

/// Returns whether both are remote and from different sources. Exports of different servers may
/// have the same device number.
fn are_different_exports(one: &Mount, other: &Mount) -> bool {
    one.is_remote() && other.is_remote() && one.source != other.source
}

/// Returns whether to show `mount` rather than `seen`, an earlier mount of the same device.
fn is_better(mount: &Mount, seen: &Mount) -> bool {
    let is_path = |mount: &Mount| mount.source.contains(&b'/');
    let nearer_root = mount.dir.len() < seen.dir.len();
    let below = mount.root.len() > seen.root.len();
    (is_path(mount) && !is_path(seen))
        || (nearer_root && !below)
        || (mount.source != seen.source && mount.dir == seen.dir)
}

/// Returns the mount of a device, the one nearest to the root.
///
/// # Errors
/// Other devices are mounted over all mounts of the device.
pub(crate) fn by_source<'a>(mounts: &'a [Mount], name: &OsStr) -> Result<Option<&'a Mount>> {
    let real = |name: &[u8]| canonicalize(name, Missing::Nothing, true).ok();
    let Some(device) = real(name.as_bytes()) else {
        return Ok(None);
    };
    let is_it = |source: &[u8]| {
        source == device || source.starts_with(b"/") && real(source).as_ref() == Some(&device)
    };
    let same: Vec<_> = mounts.iter().filter(|mount| is_it(&mount.source)).collect();
    let seen = same.iter().filter(|mount| {
        let top = mounts.iter().rfind(|other| other.dir == mount.dir);
        top.is_none_or(|top| is_it(&top.source))
    });
    match seen.min_by_key(|mount| mount.dir.len()) {
        None if !same.is_empty() => Err(Error::new(format!(
            "cannot access {}: over-mounted by another device",
            quoteaf(name)
        ))),
        best => Ok(best.copied()),
    }
}

/// Returns the mount that a file is on: the longest path above the file, if its device number
/// still agrees, or else the last mount with that number.
pub(crate) fn by_path<'a>(mounts: &'a [Mount], name: &OsStr, status: &Status) -> Option<&'a Mount> {
    let is_there = |mount: &&Mount| {
        let seen = Status::of_path(OsStr::from_bytes(&mount.dir), StatxFlags::empty());
        seen.is_ok_and(|seen| seen.device == status.device)
    };
    let above = canonicalize(name.as_bytes(), Missing::Nothing, true)
        .ok()
        .and_then(|path| {
            let above = mounts.iter().filter(|mount| is_within(&path, &mount.dir));
            above.max_by_key(|mount| mount.dir.len())
        });
    above
        .filter(is_there)
        .or_else(|| mounts.iter().rfind(is_there))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exports of one device are listed on their own, but count once in a sum.
    #[test]
    fn a_sum_has_each_device_once() {
        let export = |source: &str, dir: &str| Mount {
            device: 1,
            root: b"/".to_vec(),
            dir: dir.into(),
            kind: b"nfs".to_vec(),
            source: source.into(),
        };
        let mounts = [
            export("srv:a", "/nonexistent/a"),
            export("srv:b", "/nonexistent/b"),
        ];
        for (total, rows) in [(false, 2), (true, 1)] {
            let selection = Selection {
                total,
                ..Selection::default()
            };
            assert_eq!(selection.devices(&mounts).0.len(), rows);
        }
    }
}
