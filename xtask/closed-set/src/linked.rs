//! Changes of linked files after a lean link.
//!
//! **No section headers**, since no loader reads them.
//!
//! **One segment of writable data.** lld makes two: what becomes read-only after relocation, and the
//! rest. Where they are adjacent, they are joined, so that the loader maps both by one call.

use anyhow::{Context, Result};
use object::LittleEndian;
use object::elf::{PT_LOAD, PT_NULL, ProgramHeader64};
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader};
use std::fs;
use std::path::Path;

/// Removes section headers and section names from a linked file, and joins segments that can be mapped
/// by one call.
///
/// # Errors
/// The file is not ELF, or can't be written.
pub fn finish(linked: &Path) -> Result<()> {
    let mut bytes =
        fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let file = ElfFile64::<LittleEndian>::parse(&*bytes)
        .with_context(|| format!("{} is not an ELF file", linked.display()))?;
    let headers = file.elf_header().e_phoff(LittleEndian) as usize;
    let segments: Vec<Segment> = file.elf_program_headers().iter().map(Segment::of).collect();
    let ends = segments
        .iter()
        .map(|segment| segment.offset + segment.in_file);
    let end = ends.max().unwrap_or_default();
    bytes.truncate(end as usize);
    join(&mut bytes, headers, segments);
    // e_shoff, then e_shentsize, e_shnum and e_shstrndx.
    bytes[0x28..0x30].fill(0);
    bytes[0x3a..0x40].fill(0);
    fs::write(linked, bytes).with_context(|| format!("cannot write {}", linked.display()))
}

/// Joins segments that are loaded with the same rights and are adjacent. Of two, the second becomes an
/// entry that no loader looks at. PT_GNU_RELRO still tells which part becomes read-only.
fn join(bytes: &mut [u8], headers: usize, mut segments: Vec<Segment>) {
    let is_loaded = |&index: &usize| segments[index].kind == PT_LOAD;
    let loaded: Vec<usize> = (0..segments.len()).filter(is_loaded).collect();
    // From the last to the first, so that more than two can be joined.
    for pair in loaded.windows(2).rev() {
        let [first, second] = [&segments[pair[0]], &segments[pair[1]]];
        if !first.continues_in(second, bytes) {
            continue;
        }
        let distance = second.offset - first.offset;
        let (in_file, in_memory) = (distance + second.in_file, distance + second.in_memory);
        let [first, second] = [pair[0], pair[1]].map(|index| headers + index * HEADER);
        bytes[first + IN_FILE..][..8].copy_from_slice(&in_file.to_le_bytes());
        bytes[first + IN_MEMORY..][..8].copy_from_slice(&in_memory.to_le_bytes());
        bytes[second..][..4].copy_from_slice(&PT_NULL.to_le_bytes());
        let first = &mut segments[pair[0]];
        (first.in_file, first.in_memory) = (in_file, in_memory);
    }
}

/// The size of a program header, and the places of p_filesz and p_memsz in it (System V ABI).
const HEADER: usize = 56;
const IN_FILE: usize = 0x20;
const IN_MEMORY: usize = 0x28;

/// What a program header says.
struct Segment {
    kind: u32,
    rights: u32,
    offset: u64,
    address: u64,
    in_file: u64,
    in_memory: u64,
}

impl Segment {
    fn of(header: &ProgramHeader64<LittleEndian>) -> Self {
        Self {
            kind: header.p_type(LittleEndian),
            rights: header.p_flags(LittleEndian),
            offset: header.p_offset(LittleEndian),
            address: header.p_vaddr(LittleEndian),
            in_file: header.p_filesz(LittleEndian),
            in_memory: header.p_memsz(LittleEndian),
        }
    }

    /// Whether `next` continues this segment in memory, and in the file after nothing but zeros.
    fn continues_in(&self, next: &Self, bytes: &[u8]) -> bool {
        let distance = next.offset.checked_sub(self.offset);
        let between = (self.offset + self.in_file) as usize..next.offset as usize;
        self.rights == next.rights
            && distance.is_some_and(|distance| distance == self.in_memory)
            && next.address.checked_sub(self.address) == distance
            && bytes
                .get(between)
                .is_some_and(|bytes| bytes.iter().all(|&byte| byte == 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// What the loader is asked to map, as readelf(1) lists it.
    fn loads(file: &Path) -> Vec<String> {
        let listed = Command::new("readelf").arg("-lW").arg(file).output();
        let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
        let loads = listed.lines().filter(|line| line.contains(" LOAD "));
        loads.map(str::to_owned).collect()
    }

    #[test]
    fn writable_data_is_one_segment_and_a_part_becomes_read_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        // The library makes its constant table writable: that must fail. Its variable must work.
        let library = "static int one = 1; int *const table[] = {&one}; int zero; int variable = 6;\n\
                       int work(void) { zero++; return *table[0] + zero + variable++; }\n\
                       void spoil(void) { *(int *volatile *)&table[0] = &zero; }\n";
        let main = "int work(void); void spoil(void);\n\
                    int main(int argc, char **argv) { if (argc > 1) spoil(); return work(); }\n";
        fs::write(file("library.c"), library).unwrap();
        fs::write(file("main.c"), main).unwrap();
        let table = crate::table::Table::new(&Default::default());
        let text = table.of_library(&Default::default(), &[], &Default::default());
        crate::table::assemble(&text, &file("table.o")).unwrap();
        let run = |args: &str| {
            let mut cc = Command::new("cc");
            let done = cc.args(args.split(' ')).current_dir(folder.path()).output();
            let done = done.unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{said}");
        };
        let lld = format!("{} -fuse-ld=lld", crate::cargo::lld_folder());
        run(&format!(
            "-shared -nostartfiles -fPIC {lld} -Wl,-z,now library.c table.o -o library.so"
        ));
        run("main.c library.so -Wl,-rpath,$ORIGIN -o main");
        let before = loads(&file("library.so"));
        let size = fs::metadata(file("library.so")).unwrap().len();
        finish(&file("library.so")).unwrap();
        let after = loads(&file("library.so"));
        assert_eq!(after.len() + 1, before.len(), "{before:?} {after:?}");
        assert!(fs::metadata(file("library.so")).unwrap().len() < size);
        let status = |args: &[&str]| Command::new(file("main")).args(args).status().unwrap();
        assert_eq!(status(&[]).code(), Some(8));
        assert_eq!(status(&["spoil"]).code(), None, "a constant was written");
    }
}
