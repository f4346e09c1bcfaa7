//! Turns a variant into flags of the compiler, for the crates of this workspace.
//!
//! Cargo calls this executable instead of rustc (`RUSTC_WORKSPACE_WRAPPER`) for workspace members only,
//! so dependencies are compiled once for all variants of a profile. It calls a link that is named after
//! the variant, and keeps the outputs of differently named wrappers apart.
//!
//! In a variant that shares code:
//! - `-C prefer-dynamic` makes executables use the dylib of `shared` instead of its rlib, and
//!   `libstd-*.so`. If the library folder that rustc is shown has no `libstd-*.so`, std becomes a part
//!   of the dylib of `shared`.
//! - The dylib and all its symbols are named after the build, so the loader refuses any other.
//! - Executables look for it in `../lib/corelink`, relative to their own folder, and then where it
//!   was installed.
//!
//! `linker` does the same for the lean variants' links.

use crate::link::{late, wrapper};
use crate::model::variant::{Code, Linking, Variant};
use crate::model::{toolchain, workspace};
use anyhow::Result;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::Hasher;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use xxhash_rust::xxh3::Xxh3;

/// Where an executable finds its library; the loader replaces `$ORIGIN` by the executable's folder.
pub const RUNPATH: &str = "$ORIGIN/../lib/corelink";

/// Where an executable that has a RUNPATH looks next: the loader drops `$ORIGIN` where there is no
/// `/proc`, and in set-user-ID programs. `install` writes the prefix in its place, for which the
/// slashes at its end leave room.
pub const FALLBACK: &str = "/usr/local/lib/corelink/////////////////";

/// The environment variable that names a work tree after whose sources a build is named, instead of
/// its own. It serves to measure what would stay the same if the name did not change with the
/// source.
pub const NAMED_AFTER: &str = "CORELINK_NAMED_AFTER";

/// The environment variable that passes the name of the build to the wrapper.
const BUILD: &str = "CORELINK_BUILD";

/// The folder of the links by which Cargo calls this executable, below the finished trees. Cargo
/// tells builds apart by this path, so it changes with the code that chooses flags.
fn wrappers() -> String {
    let mut hash = Xxh3::new();
    for source in [
        include_str!("rustc.rs"),
        include_str!("linker.rs"),
        include_str!("../../closed-set/src/objects.rs"),
        include_str!("../model/variant.rs"),
        include_str!("wrapper.rs"),
    ] {
        hash.write(source.as_bytes());
    }
    hash.write(late::text().as_bytes());
    format!("rustc-{:016x}", hash.finish())
}

/// Sets up `cargo` to build `variant`.
///
/// # Errors
/// The link to this executable can't be made.
pub fn configure(cargo: &mut Command, variant: &Variant) -> Result<()> {
    remove_stale_wrappers();
    cargo.env(
        "RUSTC_WORKSPACE_WRAPPER",
        wrapper::link_to_self(&wrappers(), variant)?,
    );
    cargo.env(BUILD, build_id(variant)?);
    // By default, Cargo gives a dylib of the workspace no hash in its name, and each variant would
    // overwrite the others'.
    cargo.env("__CARGO_DEFAULT_LIB_METADATA", "corelink");
    if wrapper::goes_through_us(variant) {
        wrapper::link_to_self(wrapper::LINKER, variant)?;
    }
    if variant.is_linked_by_us() {
        make_sysroot()?;
    }
    if variant.linking == Linking::Lean {
        late::make_object()?;
    }
    Ok(())
}

/// Removes the links of other builds of this executable.
fn remove_stale_wrappers() {
    let Ok(entries) = fs::read_dir(workspace::trees()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("rustc") && name != wrappers() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The name of a build of the internal library: a hash of its source, its dependencies, the
/// compiler and the variant. The executables and the library of a build share it. If any of these
/// differs, the loader reports a missing library or symbol.
fn build_id(variant: &Variant) -> Result<String> {
    let mut hash = Xxh3::new();
    hash.write(toolchain::identity()?.as_bytes());
    hash.write(variant.name.as_bytes());
    let root = match env::var_os(NAMED_AFTER) {
        Some(root) => PathBuf::from(root),
        None => workspace::root().to_owned(),
    };
    for name in [
        "Cargo.toml",
        "Cargo.lock",
        "shared/Cargo.toml",
        "shared/base/Cargo.toml",
    ] {
        hash.write(&fs::read(root.join(name))?);
    }
    let mut sources: Vec<PathBuf> = walkdir::WalkDir::new(root.join("shared/src"))
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.is_file())
        .collect();
    sources.sort();
    for source in sources {
        hash.write(source.strip_prefix(&root)?.as_os_str().as_bytes());
        hash.write(&fs::read(source)?);
    }
    Ok(format!("{:016x}", hash.finish()))
}

/// The variant to compile, if this process was called in place of rustc.
pub fn called_as_compiler() -> Option<&'static Variant> {
    wrapper::called_as(&wrappers())
}

/// Calls rustc with the variant's flags. Returns its exit status.
pub fn compile(variant: &Variant) -> ExitCode {
    let mut given = env::args_os().skip(1);
    let program = given.next().unwrap_or_else(|| "rustc".into());
    let given: Vec<OsString> = given.collect();
    wrapper::run(Command::new(program).args(flags(variant, given)))
}

/// The arguments that Cargo gives for a crate, changed for `variant`.
fn flags(variant: &Variant, given: Vec<OsString>) -> Vec<OsString> {
    let text = |option| value(&given, option).map(str::to_owned);
    let (name, kind) = (text("--crate-name"), text("--crate-type"));
    let is_shared = name.as_deref() == Some("shared");
    let is_inside = is_shared || name.as_deref() == Some("base");
    // Under this name, Cargo asks for the properties of a target without compiling anything.
    let is_bin = kind.as_deref() == Some("bin") && name.as_deref() != Some("___");
    // It is loaded into other programs, which don't have the other libraries.
    let stands_alone = kind.as_deref() == Some("cdylib");
    let mut flags = given;
    if variant.shared == Code::SharedObject && !stands_alone {
        flags.push("-Cprefer-dynamic".into());
        let build = env::var(BUILD).unwrap_or_default();
        if is_inside {
            // This becomes a part of every mangled symbol, and of the file's name.
            flags.push(format!("-Cmetadata={build}").into());
        }
        if is_shared {
            flags.push(format!("-Clink-arg=-Wl,-soname,{}", soname(variant, &build)).into());
        }
        if is_bin && variant.linking == Linking::Stock {
            // `-C rpath` would write folders of this machine into the executable.
            flags.push(format!("-Clink-arg=-Wl,-rpath,{RUNPATH}:{FALLBACK}").into());
            flags.push("-Clink-arg=-Wl,--enable-new-dtags".into());
        }
    }
    if variant.std == Code::InShared && !stands_alone {
        // rustc does link-time optimisation only where everything is linked statically.
        without_lto(&mut flags);
    }
    if wrapper::goes_through_us(variant) {
        let linker = workspace::trees().join(wrapper::LINKER).join(variant.name);
        flags.push(concat("-Clinker=", linker.as_os_str()));
    }
    if variant.is_linked_by_us() {
        // With a shared std in sight, rustc refuses `panic = "abort"`, because that std unwinds.
        flags.push(concat("--sysroot=", sysroot().as_os_str()));
    }
    if variant.linking == Linking::Lean {
        flags.push("-Cforce-unwind-tables=no".into());
    }
    if is_bin {
        // Installed files have no symbols (see `tree`), but `explain` reads them.
        flags.push("-Cstrip=debuginfo".into());
    }
    flags
}

/// The soname of the library of a build.
fn soname(variant: &Variant, build: &str) -> String {
    match variant.linking {
        Linking::Stock => format!("libcorelink-{build}.so"),
        // The loader opens a name with a slash as a file, and replaces $ORIGIN in it: a single
        // open, where a RUNPATH makes it search dozens of folders for variants of the processor.
        // The name says that the library is closed, since it appears in the loader's errors.
        Linking::Lean => format!("{RUNPATH}/libcorelink-closed-{build}.so"),
    }
}

fn without_lto(flags: &mut Vec<OsString>) {
    let mut kept = Vec::new();
    let mut given = std::mem::take(flags).into_iter().peekable();
    while let Some(flag) = given.next() {
        let next = given.peek().map(|next| next.to_string_lossy().into_owned());
        let lto = |f: &str| f == "lto" || f.starts_with("lto=") || f == "linker-plugin-lto";
        if flag == "-C" && next.as_deref().is_some_and(lto) {
            given.next();
        } else {
            kept.push(flag);
        }
    }
    *flags = kept;
}

/// A library folder of the toolchain without a shared std.
fn sysroot() -> PathBuf {
    workspace::trees().join("sysroot")
}

/// Makes the library folder from links.
fn make_sysroot() -> Result<()> {
    let real = toolchain::std_folder()?;
    let target = sysroot().join("lib/rustlib").join(toolchain::host()?);
    fs::create_dir_all(target.join("lib"))?;
    for entry in fs::read_dir(&real)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if !(text.starts_with("libstd-") && text.ends_with(".so")) {
            wrapper::replace_link(&entry.path(), &target.join("lib").join(&name))?;
        }
    }
    // rustc also looks here for its own linker.
    wrapper::replace_link(&real.with_file_name("bin"), &target.join("bin"))
}

/// The value of an option in the arguments.
fn value<'a>(given: &'a [OsString], option: &str) -> Option<&'a str> {
    let at = given.iter().position(|a| a == option)?;
    given.get(at + 1)?.to_str()
}

fn concat(a: &str, b: &OsStr) -> OsString {
    let mut both = OsString::from(a);
    both.push(b);
    both
}
