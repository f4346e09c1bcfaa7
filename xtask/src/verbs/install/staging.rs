//! Staging: new files are written beside their places under other names, and then renamed.

use super::prefix::{Prefix, UNFINISHED, explain};
use super::selection::{Content, Item};
use crate::link::rustc::{FALLBACK, RUNPATH};
use crate::model::c_library;
use crate::model::closed::name_library;
use crate::model::tree::LIBRARIES;
use crate::pack::sections;
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// An installation in progress. Files that are not in place when it is dropped are removed.
pub struct Staging<'a> {
    prefix: &'a Prefix,
    /// The folders that this created, relative to the prefix, outer ones first.
    pub created: Vec<String>,
    /// Whether any file reached its place.
    started: std::cell::Cell<bool>,
    lock: Option<File>,
    /// The C library of the system on which the executables will run, if that is known.
    c_library: Option<PathBuf>,
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if self.lock.is_some() {
            self.prefix.sweep();
        }
        if !self.started.get() {
            self.prefix.remove_empty(&self.created);
        }
    }
}

impl<'a> Staging<'a> {
    /// Creates the folders that `items` are put in.
    ///
    /// # Errors
    /// No permission, or another installation holds the lock.
    pub fn open(prefix: &'a Prefix, items: &[Item]) -> Result<Self> {
        let mut this = Self {
            prefix,
            created: Vec::new(),
            started: false.into(),
            lock: None,
            c_library: c_library_for(prefix, items),
        };
        let mut folders = BTreeSet::from(["", "bin", "lib", LIBRARIES].map(Path::new));
        for item in items {
            folders.extend(Path::new(&item.path).ancestors().skip(1));
        }
        // Outer folders sort before inner ones.
        for folder in folders {
            let path = prefix.root().join(folder);
            if path.is_dir() {
                continue;
            }
            fs::create_dir_all(&path).map_err(|e| explain("make", &path, &e))?;
            this.created.push(folder.to_string_lossy().into_owned());
            // Everyone may run what is installed, whatever the umask is.
            fs::set_permissions(&path, Permissions::from_mode(0o755))
                .map_err(|e| explain("make", &path, &e))?;
        }
        this.lock = Some(prefix.lock()?);
        Ok(this)
    }

    /// Writes a file or link under its temporary name, and syncs it to the disk.
    ///
    /// # Errors
    /// No space, no permission, or a folder has the file's name.
    pub fn write(&self, item: &Item) -> Result<()> {
        let place = self.prefix.path(&item.path);
        if place.is_dir() && !place.is_symlink() {
            bail!(explain(
                "write",
                &place,
                &io::ErrorKind::IsADirectory.into()
            ));
        }
        match &item.content {
            Content::Link(target) => symlink(target, unfinished(&place)),
            Content::File(source) => {
                let mut content = fs::read(source)
                    .with_context(|| format!("cannot read {}", source.display()))?;
                if let Some(with_sections) = sections::added(&content)? {
                    content = with_sections;
                }
                let mode = if super::prefix::is_shared_object(&item.path) {
                    self.check_origin()?;
                    0o644
                } else if super::prefix::is_document(&item.path) {
                    0o644
                } else {
                    name_library(&mut content, self.prefix.known_as());
                    name_fallback(&mut content, self.prefix.known_as());
                    if let Some(c_library) = &self.c_library {
                        c_library::bind(&mut content, c_library);
                    }
                    0o755
                };
                write_file(&content, &unfinished(&place), mode)
            }
        }
        .map_err(|e| explain("write", &place, &e))
    }

    /// Checks that executables find shared objects: they look in `../lib/corelink`, relative to the
    /// folder that they are in after links are followed.
    fn check_origin(&self) -> Result<()> {
        let bin = self.prefix.path("bin");
        let seen =
            fs::canonicalize(&bin).and_then(|bin| bin.join("..").join(LIBRARIES).canonicalize());
        let there = self.prefix.path(LIBRARIES).canonicalize()?;
        ensure!(
            seen.is_ok_and(|seen| seen == there),
            "{} is a link, from whose target executables would not find {} (choose another \
             --prefix, or --variant static)",
            bin.display(),
            there.display()
        );
        Ok(())
    }

    /// Renames all files to their final names, in the given order.
    ///
    /// # Errors
    /// The folders were changed meanwhile.
    pub fn put_in_place(&self, items: &[Item]) -> Result<()> {
        self.started.set(true);
        for item in items {
            let place = self.prefix.path(&item.path);
            fs::rename(unfinished(&place), &place).map_err(|e| explain("replace", &place, &e))?;
        }
        for folder in ["bin", LIBRARIES] {
            // Some file systems don't support this, and don't need it.
            let _ = File::open(self.prefix.path(folder)).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

/// Returns the path of this system's C library, if `items` are to run on this system.
fn c_library_for(prefix: &Prefix, items: &[Item]) -> Option<PathBuf> {
    let executable = items.iter().find_map(|item| match &item.content {
        Content::File(source) if item.path.starts_with("bin/") => Some(source),
        _ => None,
    });
    // One that does not start is installed as it is.
    let executable = executable.filter(|_| prefix.is_in_place())?;
    c_library::of(executable).ok().flatten()
}

/// The temporary name of a file.
fn unfinished(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!("{UNFINISHED}{name}"))
}

/// Replaces the folder in which an executable with a RUNPATH looks last by that below the prefix, if
/// that is not longer.
fn name_fallback(executable: &mut [u8], prefix: &Path) {
    let folder = prefix.join(LIBRARIES);
    let folder = folder.as_os_str().as_bytes();
    let old = format!("{RUNPATH}:{FALLBACK}");
    let found = executable
        .windows(old.len())
        .position(|bytes| bytes == old.as_bytes());
    if let Some(found) = found.filter(|_| folder.len() <= FALLBACK.len()) {
        let place = &mut executable[found + old.len() - FALLBACK.len()..found + old.len()];
        place.fill(0);
        place[..folder.len()].copy_from_slice(folder);
    }
}

fn write_file(content: &[u8], path: &Path, mode: u32) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(content)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_where_an_executable_looks_last() {
        let of = |prefix: &str| {
            let mut bytes = format!("a\0{RUNPATH}:{FALLBACK}\0b").into_bytes();
            name_fallback(&mut bytes, Path::new(prefix));
            String::from_utf8(bytes).unwrap()
        };
        let opt = "a\0$ORIGIN/../lib/corelink:/opt/corelink/lib/corelink\0";
        assert!(of("/opt/corelink").starts_with(opt));
        assert!(of("/opt/corelink").ends_with("\0b"));
        assert_eq!(of("/opt/corelink").len(), of("/usr").len());
        assert!(of(&"/long".repeat(20)).contains(FALLBACK));
    }
}
