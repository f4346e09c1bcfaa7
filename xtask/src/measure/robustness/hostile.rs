//! Libraries that have no business where they are.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// What a process ends with that runs the code of a hostile library.
pub(super) const STATUS: i32 = 66;

/// Overwrites a library with one that has its name and holds nothing.
pub(super) fn empty(library: &Path) -> Result<()> {
    link(
        &[soname(library.file_name().unwrap_or_default().as_ref())],
        "",
        library,
    )
}

/// Makes a folder with a library that has the name of the `real` one. It runs its own code
/// before `main`, and has all symbols of the real one, since it loads that.
pub(super) fn folder(root: &Path, real: &Path) -> Result<PathBuf> {
    let name = real.file_name().unwrap_or_default();
    let folder = root.join("hostile").join(name);
    fs::create_dir_all(&folder)?;
    // What is linked against the stub asks for the real library by its path.
    let stub = root.join("stub.so");
    link(&[soname(real)], "", &stub)?;
    let code = format!(
        "void _exit(int);\n\
         __attribute__((constructor)) static void take_over(void) {{ _exit({STATUS}); }}\n"
    );
    let flags = [
        soname(name.as_ref()),
        "-Wl,--no-as-needed".into(),
        stub.into_os_string(),
    ];
    link(&flags, &code, &folder.join(name))?;
    Ok(folder)
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
