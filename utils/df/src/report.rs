//! Finds the file systems to show, and adds them to the table.

use crate::amounts::{self, Usage};
use crate::selection::{self, Selection};
use crate::table::{Row, Table};
use shared::fs::canonical::{Missing, canonicalize};
use shared::fs::mounts::{Mount, mount_point};
use shared::fs::walk::Status;
use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fs::{FileType, OFlags, StatxFlags};

/// What is shown: which file systems, and in which table.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) table: Table,
    pub(crate) selection: Selection,
}

/// A file system to add to the table.
struct Found<'a> {
    /// Its entry in the table of mounts, if it has one.
    mount: Option<&'a Mount>,
    /// Where it is mounted.
    dir: &'a [u8],
    /// The path to ask the kernel about.
    path: &'a [u8],
    /// The operand that is on it.
    file: Option<&'a OsStr>,
    /// Another file system is mounted over it, so its usage is out of reach.
    eclipsed: bool,
}

impl Report {
    /// Returns the operands that exist, with their status. What does not is reported.
    pub(crate) fn look(&self, operands: &[&'static OsStr]) -> Vec<(&'static OsStr, Status)> {
        let mut found = Vec::new();
        for &name in operands {
            // Opening a file makes autofs mount its file system. It may fail for other reasons.
            let _ = open(name, OFlags::RDONLY | OFlags::NOCTTY | OFlags::NONBLOCK);
            match Status::of_path(name, StatxFlags::empty()) {
                Ok(status) => found.push((name, status)),
                Err(e) => operand_error(name, &e.into()),
            }
        }
        found
    }

    pub(crate) fn add_all(&mut self, mounts: &[Mount]) {
        let devices = self.selection.devices(mounts);
        for (place, mount) in mounts.iter().enumerate() {
            if self.selection.all || devices.has_chosen(place) {
                self.add(&Found {
                    mount: Some(mount),
                    dir: &mount.dir,
                    path: &mount.dir,
                    file: None,
                    eclipsed: self.selection.all && devices.is_eclipsed(mount, mounts),
                });
            }
        }
    }

    /// Adds the file system that a file is on. For a device, adds the file system on the device.
    pub(crate) fn add_file(&mut self, mounts: &[Mount], name: &'static OsStr, status: &Status) {
        let is_device = matches!(
            status.kind(),
            FileType::BlockDevice | FileType::CharacterDevice
        );
        let on_device = if is_device {
            selection::by_source(mounts, name)
        } else {
            Ok(None)
        };
        let on_device = match on_device {
            Ok(mount) => mount,
            Err(e) => return e.emit(),
        };
        let found = |mount, dir, path| Found {
            mount,
            dir,
            path,
            file: Some(name),
            eclipsed: false,
        };
        if let Some(mount) = on_device {
            self.add(&found(Some(mount), &mount.dir, &mount.dir));
        } else if let Some(mount) = selection::by_path(mounts, name, status) {
            self.add(&found(Some(mount), &mount.dir, name.as_bytes()));
        } else {
            let real = canonicalize(name.as_bytes(), Missing::Nothing, true);
            let at = real.and_then(|path| mount_point(OsStr::from_bytes(&path), status));
            if let Ok(dir) = at {
                self.add(&found(None, &dir, name.as_bytes()));
            }
        }
    }

    /// Adds a row, if the file system is selected.
    fn add(&mut self, found: &Found<'_>) {
        let selection = &self.selection;
        if !selection.takes(found.mount) {
            return;
        }
        let path = OsStr::from_bytes(found.path);
        let usage = match Usage::of(path) {
            Ok(_) if found.eclipsed => Usage::default(),
            Ok(usage) => usage,
            Err(e) if found.file.is_none() && amounts::is_inaccessible(e) => {
                if !selection.all {
                    return;
                }
                Usage::default()
            }
            Err(e) => return operand_error(path, &e.into()),
        };
        if usage.blocks == Some(0) && !selection.all && !selection.listed {
            return;
        }
        let unknown = || b"-".to_vec();
        let source = found.mount.map(|mount| shown_source(&mount.source));
        let kind = found.mount.filter(|_| !found.eclipsed);
        self.table.add(Row {
            source: source.unwrap_or_else(unknown),
            kind: kind.map_or_else(unknown, |mount| mount.kind.clone()),
            target: found.dir.to_vec(),
            file: found
                .file
                .map_or_else(unknown, |file| file.as_bytes().to_vec()),
            usage,
        });
    }
}

/// Returns the source to show: the device itself for a long name in `/dev/disk`.
fn shown_source(source: &[u8]) -> Vec<u8> {
    if source.starts_with(b"/dev/disk/")
        && let Ok(device) = canonicalize(source, Missing::Nothing, true)
    {
        return device;
    }
    source.to_vec()
}
