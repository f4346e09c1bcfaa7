//! Reads how executables and shared objects are linked, and asks the loader what it maps for them.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use object::elf::{
    DF_1_NOW, DF_BIND_NOW, DT_BIND_NOW, DT_FLAGS, DT_FLAGS_1, DT_JMPREL, DT_NEEDED, DT_PLTRELSZ,
    DT_RELAENT, DT_RELASZ, DT_RELENT, DT_RELSZ, ET_DYN, FileHeader32, FileHeader64, PF_X,
    PT_GNU_RELRO, PT_GNU_STACK, PT_INTERP,
};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};
use object::{Endianness, FileKind};

use crate::model::probe;

// Packed relocations, which the crate `object` does not name yet.
const DT_RELRSZ: u32 = 35;
const DT_RELR: u32 = 36;
const DT_RELACOUNT: u32 = 0x6fff_fff9;

/// Properties from the headers of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Image {
    /// The dynamic loader that it names.
    pub(crate) interpreter: Option<PathBuf>,
    /// It can be loaded at any address.
    pub(crate) position_independent: bool,
    /// Everything that the loader has resolved becomes read-only.
    pub(crate) full_relro: bool,
    /// The stack is not executable.
    pub(crate) no_exec_stack: bool,
    /// The number of relocations that are processed at every start.
    pub(crate) relocations: u64,
    /// How many of those need no symbol look-up.
    pub(crate) relative: u64,
    /// How many shared objects it names itself.
    pub(crate) needed: usize,
}

impl Image {
    /// Reads a file of either word size and byte order.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let data = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&data).with_context(|| format!("cannot read {} as ELF", path.display()))
    }

    fn parse(data: &[u8]) -> Result<Self> {
        match FileKind::parse(data)? {
            FileKind::Elf32 => Self::read(FileHeader32::<Endianness>::parse(data)?, data),
            FileKind::Elf64 => Self::read(FileHeader64::<Endianness>::parse(data)?, data),
            _ => bail!("not an ELF file"),
        }
    }

    fn read<Header: FileHeader<Endian = Endianness>>(header: &Header, data: &[u8]) -> Result<Self> {
        let endian = header.endian()?;
        let segments = header.program_headers(endian, data)?;
        let mut image = Self {
            position_independent: header.e_type(endian) == ET_DYN,
            ..Self::default()
        };
        let mut relro = false;
        let mut dynamic = Dynamic::default();
        for segment in segments {
            match segment.p_type(endian) {
                PT_INTERP => {
                    let path = segment.interpreter(endian, data)?;
                    image.interpreter = path.map(|path| OsStr::from_bytes(path).into());
                }
                PT_GNU_RELRO => relro = true,
                PT_GNU_STACK => image.no_exec_stack = segment.p_flags(endian) & PF_X == 0,
                _ => {}
            }
            for entry in segment.dynamic(endian, data)?.unwrap_or_default() {
                dynamic.take(entry.d_tag(endian).into(), entry.d_val(endian).into());
            }
        }
        let word = if header.is_type_64() { 8 } else { 4 };
        let packed = segments
            .iter()
            .find_map(|segment| {
                segment
                    .data_range(endian, data, dynamic.relr, dynamic.relr_size)
                    .ok()
                    .flatten()
            })
            .unwrap_or_default();
        image.full_relro = relro && (dynamic.bind_now || !dynamic.lazy);
        image.relocations = dynamic.plain / dynamic.plain_entry.max(1)
            + dynamic.plt_size / dynamic.plain_entry.max(3 * word)
            + packed_relocations(packed, word as usize, header.is_big_endian());
        image.relative =
            dynamic.relative + packed_relocations(packed, word as usize, header.is_big_endian());
        image.needed = dynamic.needed;
        Ok(image)
    }
}

/// The entries of a dynamic section that are used here.
#[derive(Default)]
struct Dynamic {
    needed: usize,
    bind_now: bool,
    lazy: bool,
    plain: u64,
    plain_entry: u64,
    plt_size: u64,
    relative: u64,
    relr: u64,
    relr_size: u64,
}

impl Dynamic {
    fn take(&mut self, tag: u64, value: u64) {
        let Ok(tag) = u32::try_from(tag) else { return };
        match tag {
            DT_NEEDED => self.needed += 1,
            DT_BIND_NOW => self.bind_now = true,
            DT_FLAGS => self.bind_now |= value & u64::from(DF_BIND_NOW) != 0,
            DT_FLAGS_1 => self.bind_now |= value & u64::from(DF_1_NOW) != 0,
            DT_JMPREL => self.lazy = true,
            DT_RELASZ | DT_RELSZ => self.plain += value,
            DT_RELAENT | DT_RELENT => self.plain_entry = value,
            DT_PLTRELSZ => self.plt_size = value,
            DT_RELACOUNT => self.relative = value,
            DT_RELR => self.relr = value,
            DT_RELRSZ => self.relr_size = value,
            _ => {}
        }
    }
}

/// The number of relocations in a RELR table. An even word is the address of a relocation; the bits
/// of an odd word select more relocations among the words that follow it.
fn packed_relocations(table: &[u8], word: usize, big_endian: bool) -> u64 {
    let count = |entry: &[u8]| {
        let lowest = if big_endian {
            entry.last()
        } else {
            entry.first()
        };
        if lowest.is_some_and(|byte| byte & 1 == 1) {
            entry
                .iter()
                .map(|byte| u64::from(byte.count_ones()))
                .sum::<u64>()
                - 1
        } else {
            1
        }
    };
    table.chunks_exact(word).map(count).sum()
}

/// A shared object that the loader maps for a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    /// The name by which it is asked for.
    pub(crate) name: String,
    /// Where the loader finds it.
    pub(crate) path: PathBuf,
}

impl Loaded {
    /// Returns whether it is a part of the C library or the loader, which every program has.
    pub(crate) fn is_c_library(&self) -> bool {
        let stem = self.name.rsplit('/').next().unwrap_or_default();
        let parts = [
            "libc.",
            "libm.",
            "libdl.",
            "librt.",
            "libpthread.",
            "ld-linux",
            "ld64.",
            "ld-musl",
            "libc-",
        ];
        parts.iter().any(|part| stem.starts_with(part))
    }
}

/// The shared objects that the loader maps for a program, without the loader itself. Only the
/// loader knows all the places it searches, so it is asked.
pub(crate) fn loaded(program: &Path) -> Result<Vec<Loaded>> {
    if Image::open(program)?.interpreter.is_none() {
        return Ok(Vec::new());
    }
    let output = probe::clean(program)
        .env("LD_TRACE_LOADED_OBJECTS", "1")
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    parse_loaded(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("{} does not start", program.display()))
}

/// Parses the loader's list: `NAME => PATH (ADDRESS)`, or `PATH (ADDRESS)` for an object that is
/// named by a path.
fn parse_loaded(listing: &str) -> Result<Vec<Loaded>> {
    let mut objects = Vec::new();
    for line in listing.lines().map(str::trim) {
        // An object that is named by a path is listed without an arrow, and so is the loader.
        let (name, place) = line.split_once(" => ").unwrap_or((line, line));
        if !place.starts_with('/') && name == place {
            continue;
        }
        if place.starts_with("not found") {
            bail!("the loader does not find {name}");
        }
        let path = place.rsplit_once(" (").map_or(place, |(path, _)| path);
        if !name.contains("ld-linux") {
            let name = if name.starts_with('/') { path } else { name };
            objects.push(Loaded {
                name: name.to_owned(),
                path: PathBuf::from(path),
            });
        }
    }
    Ok(objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_executable_that_runs_this_test() {
        let own = std::env::current_exe().unwrap();
        let image = Image::open(&own).unwrap();
        assert!(image.interpreter.is_some() && image.position_independent && image.no_exec_stack);
        assert!(image.relocations > 1000, "{image:?}");
        assert!(image.needed >= 1);
        let objects = loaded(&own).unwrap();
        assert!(
            objects
                .iter()
                .any(|object| object.name == "libc.so.6" && object.is_c_library())
        );
        assert!(objects.len() >= image.needed - 1);
    }

    #[test]
    fn what_is_no_executable_is_said_to_be_none() {
        assert!(Image::parse(b"#!/bin/sh\n").is_err());
        assert!(Image::parse(b"").is_err());
        assert!(Image::parse(b"\x7fELF\x02\x01\x01").is_err());
    }

    #[test]
    fn counts_packed_relocations() {
        assert_eq!(packed_relocations(&[], 8, false), 0);
        let words = |words: &[u64]| {
            words
                .iter()
                .flat_map(|word| word.to_le_bytes())
                .collect::<Vec<_>>()
        };
        // An address, then a bitmap that selects three of the words behind it.
        assert_eq!(packed_relocations(&words(&[0x1000, 0b1111]), 8, false), 4);
        assert_eq!(packed_relocations(&words(&[0x1000, 0x2000]), 8, false), 2);
        assert_eq!(packed_relocations(&0b111_u64.to_be_bytes(), 8, true), 2);
    }

    #[test]
    fn reads_what_the_loader_lists() {
        let listing = "\tlinux-vdso.so.1 (0x00007f)\n\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n\
                       \tliba.so => /opt/a (b)/liba.so (0x1)\n\t/opt/lib/libb.so (0x00007f)\n\
                       \t/lib64/ld-linux-x86-64.so.2 (0x2)\n";
        let objects = parse_loaded(listing).unwrap();
        assert_eq!(objects.len(), 3);
        assert_eq!(objects[2].path, Path::new("/opt/lib/libb.so"));
        assert_eq!(objects[1].path, Path::new("/opt/a (b)/liba.so"));
        let error = parse_loaded("\tliba.so => not found\n").unwrap_err();
        assert_eq!(error.to_string(), "the loader does not find liba.so");
    }
}
