//! How a lean executable names the C library.
//!
//! An executable needs `libc.so.6`, a name that the loader looks up: it opens, maps and searches
//! `/etc/ld.so.cache` at each start. A name with a slash is a path, which it opens. A tree that may be
//! moved to another system holds the name, and an installation the path.
//!
//! The name is the end of the path, so both are one string in the executable. What differs is where an
//! entry of the dynamic section says that it begins.

use anyhow::{Context, Result};
use object::elf::{
    DT_NEEDED, DT_NULL, DT_SONAME, DT_STRTAB, DT_VERNEED, Dyn64, PT_DYNAMIC, Verneed,
};
use object::read::elf::{ElfFile64, ProgramHeader};
use object::{LittleEndian as Le, U32, U64, pod};
use std::fs;
use std::mem::size_of;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::elf;

/// The SONAME of the C library.
const NAME: &str = "libc.so.6";

/// The folder of the C library in Debian and what descends from it. Those of others are shorter.
const FOLDER: &str = "/lib/x86_64-linux-gnu/";

/// The flag of the linker that puts the path into an executable, as a SONAME of its own, which
/// [`make_room`] takes away again.
pub(crate) const FLAG: &str = "-Wl,-soname=/lib/x86_64-linux-gnu/libc.so.6";

/// Lets an executable that was linked with [`FLAG`] need the end of the path, which is the library's
/// name. One that was linked otherwise stays as it is.
///
/// # Errors
/// The file can't be read or written.
pub(crate) fn make_room(executable: &Path) -> Result<()> {
    let shown = executable.display();
    let mut bytes = fs::read(executable).with_context(|| format!("cannot read {shown}"))?;
    let Some(places) = Places::of(&bytes) else {
        return Ok(());
    };
    let entries = places.entries(&mut bytes);
    let own = |entry: &Dyn64<Le>| entry.d_tag.get(Le) == u64::from(DT_SONAME);
    let Some(at) = entries.iter().position(own) else {
        return Ok(());
    };
    let path = entries[at].d_val.get(Le);
    entries.copy_within(at + 1.., at);
    if let Some(last) = entries.last_mut() {
        last.d_tag = U64::new(Le, DT_NULL.into());
        last.d_val = U64::new(Le, 0);
    }
    places.rename(&mut bytes, NAME, path + FOLDER.len() as u64);
    fs::write(executable, bytes).with_context(|| format!("cannot write {shown}"))
}

/// Returns the path of the C library that the loader finds for a program. Returns none if the program
/// needs none, or names it by a path.
///
/// # Errors
/// The program does not start.
pub(crate) fn of(program: &Path) -> Result<Option<PathBuf>> {
    let loaded = elf::loaded(program)?;
    let found = loaded.into_iter().find(|object| object.name == NAME);
    Ok(found.map(|object| object.path))
}

/// Lets an executable with room for the path open the C library there. One without room, or that
/// names it by a path, stays as it is, and so does one whose room is too short.
pub(crate) fn bind(executable: &mut [u8], c_library: &Path) {
    let _: Option<()> = try_to_bind(executable, c_library);
}

fn try_to_bind(executable: &mut [u8], c_library: &Path) -> Option<()> {
    let folder = c_library.as_os_str().as_bytes();
    let folder = folder.strip_suffix(NAME.as_bytes())?;
    let places = Places::of(executable)?;
    let name = places.needed(executable, NAME)?;
    let end = places.strings + usize::try_from(name).ok()?;
    let room = end.checked_sub(FOLDER.len())?..end;
    if executable.get(room)? == FOLDER.as_bytes() && folder.len() <= FOLDER.len() {
        executable[end - folder.len()..end].copy_from_slice(folder);
        places.rename(executable, NAME, name - folder.len() as u64);
    }
    Some(())
}

/// Where an executable names what it needs.
struct Places {
    /// The dynamic section.
    dynamic: Range<usize>,
    /// The beginning of the strings.
    strings: usize,
    /// The first entry of those that say which versions of symbols are needed.
    versions: Option<usize>,
}

impl Places {
    /// Returns none for a file that no loader reads.
    fn of(bytes: &[u8]) -> Option<Self> {
        let file = ElfFile64::<Le>::parse(bytes).ok()?;
        let segments = file.elf_program_headers();
        let dynamic = segments.iter().find(|s| s.p_type(Le) == PT_DYNAMIC)?;
        let entries = dynamic.dynamic(Le, bytes).ok()??;
        let place = |tag: u32| {
            let entry = entries.iter().find(|e| e.d_tag.get(Le) == u64::from(tag))?;
            segments.iter().find_map(|s| {
                let within = entry.d_val.get(Le).checked_sub(s.p_vaddr(Le))?;
                (within < s.p_filesz(Le)).then(|| (s.p_offset(Le) + within) as usize)
            })
        };
        let start = dynamic.p_offset(Le) as usize;
        Some(Self {
            dynamic: start..start + dynamic.p_filesz(Le) as usize,
            strings: place(DT_STRTAB)?,
            versions: place(DT_VERNEED),
        })
    }

    fn entries<'a>(&self, bytes: &'a mut [u8]) -> &'a mut [Dyn64<Le>] {
        let bytes = &mut bytes[self.dynamic.clone()];
        let count = bytes.len() / size_of::<Dyn64<Le>>();
        pod::slice_from_bytes_mut(bytes, count).map_or(&mut [], |(entries, _)| entries)
    }

    fn is(&self, bytes: &[u8], string: u64, name: &str) -> bool {
        let rest = bytes.get(self.strings + string as usize..);
        rest.and_then(|rest| rest.strip_prefix(name.as_bytes()))
            .is_some_and(|rest| rest.first() == Some(&0))
    }

    /// Returns where the string begins by which a library of that name is needed.
    fn needed(&self, bytes: &mut [u8], name: &str) -> Option<u64> {
        let needed = |entry: &&Dyn64<Le>| entry.d_tag.get(Le) == u64::from(DT_NEEDED);
        let entries = self.entries(bytes).iter().filter(needed);
        let strings: Vec<u64> = entries.map(|entry| entry.d_val.get(Le)).collect();
        strings
            .into_iter()
            .find(|&string| self.is(bytes, string, name))
    }

    /// Lets the entries for the library `name` begin at another string.
    fn rename(&self, bytes: &mut [u8], name: &str, string: u64) {
        while let Some(old) = self.needed(bytes, name)
            && old != string
        {
            for entry in self.entries(bytes) {
                if entry.d_tag.get(Le) == u64::from(DT_NEEDED) && entry.d_val.get(Le) == old {
                    entry.d_val = U64::new(Le, string);
                }
            }
        }
        let mut next = self.versions;
        while let Some(at) = next {
            let Ok((entry, _)) = pod::from_bytes_mut::<Verneed<Le>>(&mut bytes[at..]) else {
                return;
            };
            let (file, distance) = (entry.vn_file.get(Le), entry.vn_next.get(Le) as usize);
            if self.is(bytes, file.into(), name)
                && let Ok((entry, _)) = pod::from_bytes_mut::<Verneed<Le>>(&mut bytes[at..])
            {
                entry.vn_file = U32::new(Le, string as u32);
            }
            next = (distance > 0).then_some(at + distance);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::toolchain;
    use std::process::Command;

    /// A folder, and a program in it that exits with 7.
    fn program(flags: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("main.c");
        // The program needs a versioned symbol.
        fs::write(
            &source,
            "#include <stdlib.h>\nint main(void) { exit(7); }\n",
        )
        .unwrap();
        let program = folder.path().join("main");
        // The toolchain's own lld.
        let lld = toolchain::std_folder().unwrap().join("../bin/gcc-ld");
        let mut cc = Command::new("cc");
        cc.arg(format!("-B{}", lld.display())).arg("-fuse-ld=lld");
        cc.args(flags).arg(source).arg("-o");
        let done = cc.arg(&program).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        (folder, program)
    }

    fn runs(program: &Path) {
        let done = Command::new(program).output().unwrap();
        assert_eq!(done.status.code(), Some(7), "{done:?}");
    }

    /// By which names the loader is asked for the program's objects and their symbols.
    fn asked(program: &Path) -> String {
        let listed = Command::new("readelf").arg("-dVW").arg(program).output();
        let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
        let mut names = Vec::new();
        for line in listed.lines() {
            let needed = line.split_once("Shared library: [").map(|(_, name)| name);
            let file = line.split_once("File: ").map(|(_, name)| name);
            let own = line.contains("soname").then_some("SONAME");
            let name = needed.or(file).or(own).unwrap_or_default();
            names.extend(name.split([']', ' ']).next());
        }
        names.retain(|name| !name.is_empty());
        names.join(" ")
    }

    #[test]
    fn the_name_is_the_end_of_the_path() {
        let (_folder, program) = program(&[FLAG]);
        assert!(asked(&program).contains("SONAME"));
        make_room(&program).unwrap();
        assert_eq!(asked(&program), "libc.so.6 libc.so.6");
        runs(&program);
        let path = of(&program).unwrap().unwrap();
        let unbound = fs::read(&program).unwrap();
        for (path, shown) in [
            (path.to_str().unwrap(), path.to_str().unwrap()),
            ("/lib64/libc.so.6", "/lib64/libc.so.6"),
            // There is no room for this.
            ("/nix/store/0123456789-glibc/lib/libc.so.6", "libc.so.6"),
            ("/lib/libc.musl-x86_64.so.1", "libc.so.6"),
        ] {
            let mut bound = unbound.clone();
            bind(&mut bound, Path::new(path));
            fs::write(&program, bound).unwrap();
            assert_eq!(asked(&program), format!("{shown} {shown}"));
            if Path::new(path).exists() {
                runs(&program);
                let loaded = elf::loaded(&program).unwrap();
                assert!(loaded.iter().any(|object| object.name == path), "{path}");
            }
        }
    }

    #[test]
    fn files_without_room_stay_as_they_are() {
        let (_folder, program) = program(&[]);
        let before = fs::read(&program).unwrap();
        make_room(&program).unwrap();
        let mut after = fs::read(&program).unwrap();
        bind(&mut after, &of(&program).unwrap().unwrap());
        assert!(after == before);
        let mut text = b"#!/bin/sh\n".to_vec();
        bind(&mut text, Path::new("/lib/libc.so.6"));
        assert_eq!(text, b"#!/bin/sh\n");
    }
}
