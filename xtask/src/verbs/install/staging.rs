//! New files beside their places: written under other names, then renamed.

use super::prefix::{Prefix, UNFINISHED, explain};
use super::selection::{Content, Item};
use crate::model::tree::LIBRARIES;
use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// An installation at work. What it has not put in place is removed when it ends.
pub struct Staging<'a> {
    prefix: &'a Prefix,
    /// The folders that did not exist before, relative to the prefix, the outer ones first.
    pub created: Vec<String>,
    /// Did anything reach its place?
    started: std::cell::Cell<bool>,
    lock: Option<File>,
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
    /// Makes the folders.
    ///
    /// # Errors
    /// No permission, or another installation is at work.
    pub fn open(prefix: &'a Prefix) -> Result<Self> {
        let mut this = Self {
            prefix,
            created: Vec::new(),
            started: false.into(),
            lock: None,
        };
        for folder in ["", "bin", "lib", LIBRARIES] {
            let path = prefix.path(folder);
            if path.is_dir() {
                continue;
            }
            fs::create_dir_all(&path).map_err(|e| explain("make", &path, &e))?;
            this.created.push(folder.to_owned());
            // Whatever root's umask is, everybody is to run what is installed.
            fs::set_permissions(&path, Permissions::from_mode(0o755))
                .map_err(|e| explain("make", &path, &e))?;
        }
        this.lock = Some(prefix.lock()?);
        Ok(this)
    }

    /// Writes a file or link under its other name, and makes sure that the disk has it.
    ///
    /// # Errors
    /// No space, no permission, or a folder has its name.
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
                let mode = if super::prefix::is_shared_object(&item.path) {
                    self.check_origin()?;
                    0o644
                } else {
                    name_library(&mut content, self.prefix.known_as());
                    0o755
                };
                write_file(&content, &unfinished(&place), mode)
            }
        }
        .map_err(|e| explain("write", &place, &e))
    }

    /// Executables look for shared objects in `../lib/corelink`, from the folder that they
    /// really are in.
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

    /// Renames all to their own names, in the order given.
    ///
    /// # Errors
    /// Someone else changed the folders meanwhile.
    pub fn put_in_place(&self, items: &[Item]) -> Result<()> {
        self.started.set(true);
        for item in items {
            let place = self.prefix.path(&item.path);
            fs::rename(unfinished(&place), &place).map_err(|e| explain("replace", &place, &e))?;
        }
        for folder in ["bin", LIBRARIES] {
            // Some file systems refuse to be told this, and do it anyway.
            let _ = File::open(self.prefix.path(folder)).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

/// The other name.
fn unfinished(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!("{UNFINISHED}{name}"))
}

/// Where the prefix is no longer than `$ORIGIN/..`, an executable of a closed set is told its
/// library's path in place of the way to it from wherever the executable is: the loader then needs
/// not ask where that is.
fn name_library(executable: &mut [u8], prefix: &Path) {
    let (here, way) = (prefix.as_os_str().as_bytes(), b"$ORIGIN/..");
    let name = [
        way.as_slice(),
        b"/",
        LIBRARIES.as_bytes(),
        b"/libcorelink-closed-",
    ]
    .concat();
    let Some(fill) = way.len().checked_sub(here.len()) else {
        return;
    };
    let mut at = 0;
    while let Some(found) = executable[at..].windows(name.len()).position(|w| w == name) {
        let start = at + found;
        let rest = &executable[start..];
        let end = start + rest.iter().position(|&b| b == 0).unwrap_or(rest.len());
        let path = [here, &executable[start + way.len()..end], &vec![0; fill]].concat();
        executable[start..end].copy_from_slice(&path);
        at = end;
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
    fn a_short_prefix_is_written_out() {
        let of = |prefix: &str| {
            let mut bytes = b"a\0$ORIGIN/../lib/corelink/libcorelink-closed-1.so\0b".to_vec();
            name_library(&mut bytes, Path::new(prefix));
            String::from_utf8(bytes).unwrap()
        };
        let fill = "\0".repeat(6);
        let usr = format!("a\0/usr/lib/corelink/libcorelink-closed-1.so{fill}\0b");
        assert_eq!(of("/usr"), usr);
        assert!(of("/usr/local").contains("\0/usr/local/lib/corelink/libcorelink-closed-1.so\0b"));
        assert!(of("/opt/corelink").contains("$ORIGIN"));
    }
}
