//! Which file systems are shown: of several mounts of one device the one nearest to the root.

use shared::fs::canonical::{Missing, canonicalize};
use shared::fs::mounts::Mount;
use shared::fs::walk::Status;
use shared::prelude::*;
use shared::rustix::fs::StatxFlags;

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    pub(crate) all: bool,
    pub(crate) local: bool,
    /// Files were named: what they are on is shown, whatever it is.
    pub(crate) listed: bool,
    pub(crate) wanted: Vec<&'static OsStr>,
    pub(crate) excluded: Vec<&'static OsStr>,
}

/// The mount that stands for each device.
#[derive(Debug, Default)]
pub(crate) struct Devices(Vec<(u64, usize)>);

impl Selection {
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

    /// Can't the question be answered without a table of mounts?
    pub(crate) fn needs_table(&self) -> bool {
        self.all || self.local || !self.wanted.is_empty() || !self.excluded.is_empty()
    }

    /// Is a mount asked for? None stands for one that the table doesn't know.
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

    /// The mounts that stand for their devices.
    pub(crate) fn devices(&self, mounts: &[Mount]) -> Devices {
        let mut devices = Devices::default();
        for (place, mount) in mounts.iter().enumerate() {
            if !self.takes(Some(mount)) {
                continue;
            }
            // What can't be looked at stands for itself.
            let status = Status::of_path(OsStr::from_bytes(&mount.dir), StatxFlags::empty());
            let device = status.map_or(mount.device, |status| status.device);
            match devices.0.iter_mut().find(|(known, seen)| {
                *known == device && !are_different_exports(mount, &mounts[*seen])
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
    /// Does the mount at this place stand for its device?
    pub(crate) fn has_chosen(&self, place: usize) -> bool {
        self.0.iter().any(|&(_, chosen)| chosen == place)
    }

    /// Has something else been mounted over it, of which alone the numbers would tell?
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

/// Servers may give one number to different exports.
fn are_different_exports(one: &Mount, other: &Mount) -> bool {
    one.is_remote() && other.is_remote() && one.source != other.source
}

/// Is `mount` to be shown rather than `seen`, a mount of the same device before it?
fn is_better(mount: &Mount, seen: &Mount) -> bool {
    let is_path = |mount: &Mount| mount.source.contains(&b'/');
    let nearer_root = mount.dir.len() < seen.dir.len();
    let below = mount.root.len() > seen.root.len();
    (is_path(mount) && !is_path(seen))
        || (nearer_root && !below)
        || (mount.source != seen.source && mount.dir == seen.dir)
}

/// The mount of a device, the one nearest to the root. An error where other devices have been
/// mounted over all of them.
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

/// The mount that a file is on: the last one above it, if that can still be seen there.
pub(crate) fn by_path<'a>(mounts: &'a [Mount], name: &OsStr, status: &Status) -> Option<&'a Mount> {
    let is_there = |mount: &&Mount| {
        let seen = Status::of_path(OsStr::from_bytes(&mount.dir), StatxFlags::empty());
        seen.is_ok_and(|seen| seen.device == status.device)
    };
    let above = canonicalize(name.as_bytes(), Missing::Nothing, true)
        .ok()
        .and_then(|path| {
            let above = mounts
                .iter()
                .filter(|mount| shared::fs::canonical::is_within(&path, &mount.dir));
            above.max_by_key(|mount| mount.dir.len())
        });
    above
        .filter(is_there)
        .or_else(|| mounts.iter().rfind(is_there))
}
