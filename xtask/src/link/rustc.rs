//! What the compiler is told about the workspace's own crates, variant by variant.
//!
//! Cargo calls this executable instead of rustc (`RUSTC_WORKSPACE_WRAPPER`) for workspace
//! members only, so dependencies are compiled once for all variants of a profile. It is
//! called by a link that is named after the variant; Cargo keeps the outputs of differently
//! named wrappers apart.
//!
//! In a variant that shares code:
//! - `-C prefer-dynamic` makes whatever is linked use the dylib of `shared` and not its rlib,
//!   and `libstd-*.so`, unless the library folder that we show has none: then std lands in
//!   the dylib of `shared`;
//! - that dylib is named after its build, and so are all symbols in it: the loader refuses any
//!   other;
//! - executables look for it in `../lib/corelink`, seen from where they are themselves.
//!
//! How a lean variant is linked stands in `linker`.

use crate::link::wrapper;
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

/// Where an executable finds its library; `$ORIGIN` is the folder that the executable is in.
pub const RUNPATH: &str = "$ORIGIN/../lib/corelink";

/// Names a work tree whose sources the build is named after, in place of its own: a measurement
/// of what would be the same if the name did not change with the source.
pub const NAMED_AFTER: &str = "CORELINK_NAMED_AFTER";

/// Passes the name of the build to the wrapper.
const BUILD: &str = "CORELINK_BUILD";

/// The folder of the links by which Cargo calls us, below the finished trees. Cargo tells
/// builds apart by that path: it changes with the flags that we add.
fn wrappers() -> String {
    let mut hash = Xxh3::new();
    for source in [
        include_str!("rustc.rs"),
        include_str!("linker.rs"),
        include_str!("objects.rs"),
        include_str!("../model/variant.rs"),
        include_str!("wrapper.rs"),
    ] {
        hash.write(source.as_bytes());
    }
    format!("rustc-{:016x}", hash.finish())
}

/// Makes `cargo` build for `variant`.
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
    // Cargo names a dylib of the workspace without a hash unless it is told otherwise, and
    // then each variant would overwrite that of the others.
    cargo.env("__CARGO_DEFAULT_LIB_METADATA", "corelink");
    if wrapper::goes_through_us(variant) {
        wrapper::link_to_self(wrapper::LINKER, variant)?;
    }
    if variant.is_linked_by_us() {
        make_sysroot()?;
    }
    Ok(())
}

/// Removes the links of earlier forms of this executable.
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

/// Identifies a build of the internal library: by its source, its dependencies, the compiler
/// and the variant. Executables and library of one build have the same; where any of these
/// differs, the loader says that the library or a symbol is missing.
fn build_id(variant: &Variant) -> Result<String> {
    let mut hash = Xxh3::new();
    hash.write(toolchain::identity()?.as_bytes());
    hash.write(variant.name.as_bytes());
    let root = match env::var_os(NAMED_AFTER) {
        Some(root) => PathBuf::from(root),
        None => workspace::root().to_owned(),
    };
    for name in ["Cargo.toml", "Cargo.lock", "shared/Cargo.toml"] {
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

/// Are we called as compiler, and for which variant?
pub fn called_as_compiler() -> Option<&'static Variant> {
    wrapper::called_as(&wrappers())
}

/// Calls rustc with the variant's flags added; ends as it ends.
pub fn compile(variant: &Variant) -> ExitCode {
    let mut given = env::args_os().skip(1);
    let program = given.next().unwrap_or_else(|| "rustc".into());
    let given: Vec<OsString> = given.collect();
    wrapper::run(Command::new(program).args(flags(variant, given)))
}

/// The arguments that Cargo gives for one crate, changed to what `variant` wants.
fn flags(variant: &Variant, given: Vec<OsString>) -> Vec<OsString> {
    let text = |option| value(&given, option).map(str::to_owned);
    let (name, kind) = (text("--crate-name"), text("--crate-type"));
    let is_shared = name.as_deref() == Some("shared");
    // Cargo asks what a target can do by compiling nothing, under this name.
    let is_bin = kind.as_deref() == Some("bin") && name.as_deref() != Some("___");
    // It is loaded into other programs, where nothing else of ours is.
    let stands_alone = kind.as_deref() == Some("cdylib");
    let mut flags = given;
    if variant.shared == Code::SharedObject && !stands_alone {
        flags.push("-Cprefer-dynamic".into());
        if is_shared {
            let build = env::var(BUILD).unwrap_or_default();
            // Names the file, and goes into the mangled name of every symbol.
            flags.push(format!("-Clink-arg=-Wl,-soname,{}", soname(variant, &build)).into());
            flags.push(format!("-Cmetadata={build}").into());
        }
        if is_bin && variant.linking == Linking::Stock {
            // Not `-C rpath`: that writes the folders of this machine into the executable.
            flags.push(concat("-Clink-arg=-Wl,-rpath,", RUNPATH.as_ref()));
            flags.push("-Clink-arg=-Wl,--enable-new-dtags".into());
        }
    }
    if variant.std == Code::InShared && !stands_alone {
        // rustc optimises a whole program only where all of it is linked statically.
        without_lto(&mut flags);
    }
    if wrapper::goes_through_us(variant) {
        let linker = workspace::trees().join(wrapper::LINKER).join(variant.name);
        flags.push(concat("-Clinker=", linker.as_os_str()));
    }
    if variant.is_linked_by_us() {
        // With a shared std in sight rustc refuses to abort on panic: that one unwinds.
        flags.push(concat("--sysroot=", sysroot().as_os_str()));
    }
    if variant.linking == Linking::Lean {
        flags.push("-Cforce-unwind-tables=no".into());
    }
    if is_bin {
        // Nothing that is installed holds symbols either (see `tree`), but `explain` reads them.
        flags.push("-Cstrip=debuginfo".into());
    }
    flags
}

/// The name by which executables ask for the library of a build.
fn soname(variant: &Variant, build: &str) -> String {
    match variant.linking {
        Linking::Stock => format!("libcorelink-{build}.so"),
        // A name with a slash in it is no name to search for but a file to open, and the
        // loader replaces $ORIGIN here too: it opens one file, where with a RUNPATH it looks
        // through dozens of folders for other kinds of processors. That the library is
        // closed, it says where somebody meets its name: in a loader's error.
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

/// A library folder of the toolchain's that offers no shared std.
fn sysroot() -> PathBuf {
    workspace::trees().join("sysroot")
}

/// Makes it, of links.
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
    // The linker that rustc brings along is looked for here too.
    wrapper::replace_link(&real.with_file_name("bin"), &target.join("bin"))
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
