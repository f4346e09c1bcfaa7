//! What a tree looks like after a run.

use crate::run::OLD;
use std::collections::HashMap;
use std::fmt::Write;
use std::fs::{self, Metadata};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;
use testing::text;

/// Files of one tree that were seen, by device and inode.
type Seen = HashMap<(u64, u64), String>;

/// The ACLs of files, which grant more than modes say.
const ACLS: [(&str, &str); 2] = [
    ("ACL", "system.posix_acl_access"),
    ("ACL to inherit", "system.posix_acl_default"),
];

/// Returns a line for each file below `folder`, sorted by name: type, mode, ACLs, links, time, content.
pub(crate) fn snapshot(folder: &Path) -> String {
    let mut lines = String::new();
    walk(folder, "", &mut Seen::new(), &mut lines);
    lines
}

fn walk(folder: &Path, prefix: &str, seen: &mut Seen, lines: &mut String) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let mut name = prefix.to_owned();
        text::escape(entry.file_name().as_encoded_bytes(), &mut name);
        let path = entry.path();
        let Ok(data) = path.symlink_metadata() else {
            continue;
        };
        line(&path, &name, &data, (&mut *seen, &mut *lines));
        if data.is_dir() {
            let closed = data.permissions().mode() & 0o700 != 0o700;
            if closed {
                let _ = fs::set_permissions(&path, fs::Permissions::from_mode(0o700));
            }
            walk(&path, &format!("{name}/"), seen, lines);
        }
    }
}

fn line(path: &Path, name: &str, data: &Metadata, (seen, lines): (&mut Seen, &mut String)) {
    let kind = data.file_type();
    let mut text = match () {
        () if kind.is_dir() => "folder".to_owned(),
        () if kind.is_symlink() => {
            let target = fs::read_link(path).unwrap_or_default();
            format!("link to {}", target.display())
        }
        () if kind.is_fifo() => "fifo".to_owned(),
        () => content(path, data),
    };
    if !kind.is_symlink() {
        let _ = write!(text, ", {:04o}", data.mode() & 0o7777);
    }
    for (name, attribute) in ACLS {
        let mut acl = [0; 256];
        if let Ok(length) = rustix::fs::lgetxattr(path, attribute, &mut acl[..]) {
            let _ = write!(text, ", {name} {:02x?}", &acl[..length]);
        }
    }
    // The time of a folder whose entries have changed is that of the run.
    if data.mtime() != OLD {
        let recent = data.mtime() > OLD + 86_400 * 30;
        let time = if recent && data.mtime_nsec() != 0 {
            "now".to_owned()
        } else {
            format!("{}.{:09}", data.mtime(), data.mtime_nsec())
        };
        let _ = write!(text, ", {time}");
    }
    if data.nlink() > 1 && !kind.is_dir() {
        let first = seen
            .entry((data.dev(), data.ino()))
            .or_insert(name.to_owned());
        let _ = write!(text, ", {} links, first {first}", data.nlink());
    }
    let _ = writeln!(lines, "{name}: {text}");
}

fn content(path: &Path, data: &Metadata) -> String {
    if data.len() > 4 << 20 {
        return format!("{} bytes", data.len());
    }
    if data.permissions().mode() & 0o400 == 0 {
        // The snapshot is the last that looks at this tree.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
    }
    let bytes = fs::read(path).unwrap_or_default();
    let mut shown = String::new();
    if bytes.len() > 2000 {
        return text::summary(&bytes);
    }
    text::escape(&bytes, &mut shown);
    format!("'{shown}'")
}
