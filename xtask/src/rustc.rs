//! What the compiler is told about the workspace's own crates, variant by variant.
//!
//! Cargo calls this executable instead of rustc (`RUSTC_WORKSPACE_WRAPPER`) for workspace
//! members only, so dependencies are compiled once for all variants of a profile. It is
//! called by a link that is named after the variant; Cargo keeps the outputs of differently
//! named wrappers apart.
//!
//! In a variant that shares code:
//! - `-C prefer-dynamic` makes whatever is linked use the dylib of `shared` and not its rlib,
//!   and `libstd-*.so`;
//! - that dylib says by its SONAME which build it belongs to: the loader refuses any other;
//! - executables look for both in `../lib/corelink`, seen from where they are themselves.

use crate::variant::{Code, Variant};
use crate::{toolchain, workspace};
use anyhow::{Context, Result};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::Hasher;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use xxhash_rust::xxh3::Xxh3;

/// Where an executable finds its library; `$ORIGIN` is the folder that the executable is in.
pub const RUNPATH: &str = "$ORIGIN/../lib/corelink";

/// Tells the wrapper the name that the internal library goes by.
const SONAME: &str = "CORELINK_SONAME";

/// The folder of the links by which Cargo calls us, below the finished trees.
const WRAPPERS: &str = "rustc";

/// Makes `cargo` build for `variant`.
///
/// # Errors
/// The link to this executable can't be made.
pub fn configure(cargo: &mut Command, variant: &Variant) -> Result<()> {
    let folder = workspace::trees().join(WRAPPERS);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let link = folder.join(variant.name);
    let this = env::current_exe()?;
    if fs::read_link(&link).ok().as_deref() != Some(&this) {
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(&this, &link)
            .with_context(|| format!("cannot make {}", link.display()))?;
    }
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", link)
        .env(SONAME, soname(variant)?);
    // Cargo names a dylib of the workspace without a hash unless it is told otherwise, and
    // then each variant would overwrite that of the others.
    cargo.env("__CARGO_DEFAULT_LIB_METADATA", "corelink");
    Ok(())
}

/// The name that the internal library goes by: of its source, its dependencies, the compiler
/// and the way it is built. Executables and library of one build have the same; where any of
/// these differs, the loader says that the library is missing.
///
/// # Errors
/// The sources can't be read.
pub fn soname(variant: &Variant) -> Result<String> {
    let mut hash = Xxh3::new();
    hash.write(toolchain::identity()?.as_bytes());
    hash.write(format!("{variant:?}").as_bytes());
    for name in ["Cargo.toml", "Cargo.lock", "shared/Cargo.toml"] {
        hash.write(&fs::read(workspace::root().join(name))?);
    }
    let mut sources: Vec<PathBuf> = walkdir::WalkDir::new(workspace::root().join("shared/src"))
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.is_file())
        .collect();
    sources.sort();
    for source in sources {
        hash.write(source.as_os_str().as_bytes());
        hash.write(&fs::read(source)?);
    }
    Ok(format!("libcorelink-{:016x}.so", hash.finish()))
}

/// Are we called as compiler, and for which variant?
pub fn called_as_compiler() -> Option<&'static Variant> {
    let name = PathBuf::from(env::args_os().next()?);
    let in_wrappers = name.parent()?.file_name() == Some(OsStr::new(WRAPPERS));
    Variant::find(name.file_name()?.to_str()?).filter(|_| in_wrappers)
}

/// Calls rustc with the variant's flags added; ends as it ends.
pub fn compile(variant: &Variant) -> ExitCode {
    let mut given = env::args_os().skip(1);
    let mut rustc = Command::new(given.next().unwrap_or_else(|| "rustc".into()));
    let given: Vec<OsString> = given.collect();
    rustc.args(&given).args(flags(variant, &given));
    match rustc.status() {
        Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(e) => {
            eprintln!("error: cannot run {}: {e}", rustc.get_program().display());
            ExitCode::FAILURE
        }
    }
}

/// What `variant` adds to the arguments that Cargo gives for one crate.
fn flags(variant: &Variant, given: &[OsString]) -> Vec<OsString> {
    if variant.shared == Code::InEach {
        return strip_executables(given);
    }
    let mut flags: Vec<OsString> = vec!["-C".into(), "prefer-dynamic".into()];
    match (value(given, "--crate-name"), value(given, "--crate-type")) {
        (Some("shared"), _) => {
            let soname = env::var_os(SONAME).unwrap_or_default();
            flags.push(concat("-Clink-arg=-Wl,-soname,", &soname));
        }
        (_, Some("bin")) => {
            flags.push(concat("-Clink-arg=-Wl,-rpath,", RUNPATH.as_ref()));
            // Not `-C rpath`: that writes the folders of this machine into the executable.
            flags.push("-Clink-arg=-Wl,--enable-new-dtags".into());
        }
        _ => {}
    }
    flags.extend(strip_executables(given));
    flags
}

/// Nothing that is installed holds symbols or debug information.
fn strip_executables(given: &[OsString]) -> Vec<OsString> {
    match value(given, "--crate-type") {
        Some("bin") => vec!["-Cstrip=symbols".into()],
        _ => Vec::new(),
    }
}

/// The value that follows `option`.
fn value<'a>(given: &'a [OsString], option: &str) -> Option<&'a str> {
    let at = given.iter().position(|a| a == option)?;
    given.get(at + 1)?.to_str()
}

fn concat(a: &str, b: &OsStr) -> OsString {
    let mut both = OsString::from(a);
    both.push(b);
    both
}
