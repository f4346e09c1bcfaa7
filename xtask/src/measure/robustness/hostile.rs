//! Hostile libraries: made to be loaded in place of the real ones.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSegment, ObjectSymbol};

/// The exit status of a process that ran the code of a hostile library.
pub(super) const STATUS: i32 = 66;

/// Overwrites a library with one of the same name that is empty.
pub(super) fn empty(library: &Path) -> Result<()> {
    link(
        &[soname(library.file_name().unwrap_or_default().as_ref())],
        "",
        library,
    )
}

/// Makes a folder with a library that has the name of the `real` one, and whose code runs before
/// `main`.
pub(super) fn folder(root: &Path, real: &Path) -> Result<PathBuf> {
    let name = real.file_name().unwrap_or_default();
    let folder = root.join("hostile").join(name);
    fs::create_dir_all(&folder)?;
    let library = folder.join(name);
    if name.as_bytes().starts_with(b"libc.") {
        fs::write(&library, changed(fs::read(real)?)?)?;
    } else {
        in_front_of(real, root, &library)?;
    }
    Ok(folder)
}

/// Makes a library that provides all symbols of the real one by loading it.
fn in_front_of(real: &Path, root: &Path, library: &Path) -> Result<()> {
    // A library linked against the stub needs the real library by its path.
    let stub = root.join("stub.so");
    link(&[soname(real)], "", &stub)?;
    let code = format!(
        "void _exit(int);\n\
         __attribute__((constructor)) static void take_over(void) {{ _exit({STATUS}); }}\n"
    );
    let flags = [
        soname(library.file_name().unwrap_or_default().as_ref()),
        "-Wl,--no-as-needed".into(),
        stub.into_os_string(),
    ];
    link(&flags, &code, library)
}

/// The function of the C library that calls `main`.
const START: &str = "__libc_start_main";

/// Returns a copy of the C library in which the function that calls `main` exits instead. The
/// loader depends on the internals of its C library, so a library of another make won't do.
fn changed(mut libc: Vec<u8>) -> Result<Vec<u8>> {
    let exit = exit_at_once().context("unknown processor")?;
    let file = object::File::parse(&*libc)?;
    let mut places = Vec::new();
    for symbol in file.dynamic_symbols() {
        if symbol.name() == Ok(START) {
            let in_file = file.segments().find_map(|segment| {
                let (offset, size) = segment.file_range();
                let inside = symbol.address().checked_sub(segment.address())?;
                (inside < size).then_some(offset + inside)
            });
            places.extend(in_file.map(|place| place as usize));
        }
    }
    ensure!(!places.is_empty(), "the C library has no {START}");
    for place in places {
        let code = libc.get_mut(place..place + exit.len());
        code.context("a cut C library")?.copy_from_slice(&exit);
    }
    Ok(libc)
}

/// Returns the instructions of `exit_group(STATUS)`, if the processor is known.
fn exit_at_once() -> Option<Vec<u8>> {
    let status = u8::try_from(STATUS).ok()?;
    match std::env::consts::ARCH {
        // mov edi, STATUS; mov eax, 231; syscall
        "x86_64" => Some(
            [
                [0xbf, status, 0, 0, 0].as_slice(),
                &[0xb8, 231, 0, 0, 0, 0x0f, 5],
            ]
            .concat(),
        ),
        // mov w0, STATUS; mov w8, 94; svc 0
        "aarch64" => {
            let words = [
                0x5280_0000 | u32::from(status) << 5,
                0x5280_0008 | 94 << 5,
                0xd400_0001,
            ];
            Some(words.iter().flat_map(|word| word.to_le_bytes()).collect())
        }
        _ => None,
    }
}

fn soname(name: &Path) -> OsString {
    let mut flag = OsString::from("-Wl,-soname,");
    flag.push(name);
    flag
}

fn link(flags: &[OsString], code: &str, output: &Path) -> Result<()> {
    let source = output.with_extension("c");
    fs::write(&source, code)?;
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-nostdlib"])
        .arg(&source)
        .args(flags)
        .arg("-o")
        .arg(output)
        .output()
        .context("cannot run cc: install a C compiler")?;
    fs::remove_file(source)?;
    ensure!(
        made.status.success(),
        "cc cannot make {}: {}",
        output.display(),
        String::from_utf8_lossy(&made.stderr).trim()
    );
    Ok(())
}
