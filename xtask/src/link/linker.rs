//! Links the lean variants. This executable runs between rustc and the linker driver (`-C linker`). It
//! adds flags that rustc has no option for, and keeps the arguments and inputs of each link, so that
//! the link can be repeated: the library's once the executables exist (`closed`), and all of them to
//! show the effect of each flag (`compare --ladder`).

use crate::link::{late, link_times, wrapper};
use crate::model::c_library;
use crate::model::variant::{Code, Linking, Variant};
use crate::model::workspace;
use anyhow::{Context, Result, bail, ensure};
use closed_set::link::response_file;
use closed_set::note;
use closed_set::objects::Treatment;
use closed_set::symbols;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Flags of every lean link.
pub const LEAN: &[&str] = &[FOLDED, PACKED, REST[0], REST[1], REST[2]];

/// Drop the build ID and the second hash table; share the tails of strings.
pub const REST: &[&str] = &["-Wl,--build-id=none", "-Wl,--hash-style=gnu", "-Wl,-O2"];

/// Fold functions with identical code.
pub const FOLDED: &str = "-Wl,--icf=all";

/// Encode relative relocations in a bit each instead of 24 bytes.
pub const PACKED: &str = "-Wl,-z,pack-relative-relocs";

/// Drop sections that no export refers to.
pub const COLLECTED: &str = "-Wl,--gc-sections";

/// Bind calls within the library to itself, without look-ups at start.
pub const BOUND: &str = "-Wl,-Bsymbolic";

/// The object files that we add bring their own start code.
pub const NO_START_FILES: &str = "-nostartfiles";

/// The variant to link, if this process was called in place of the linker driver.
pub fn called_as_linker() -> Option<&'static Variant> {
    wrapper::called_as(wrapper::LINKER)
}

/// Links what rustc asks for. Returns the linker's exit status.
pub fn link(variant: &Variant) -> ExitCode {
    let run = |arguments| link_times::timed(|| wrapper::run(driver().args(arguments)));
    if !variant.is_linked_by_us() {
        // Only the time of the link is recorded.
        return run(env::args_os().skip(1).collect());
    }
    match arguments(variant) {
        Ok(Some(arguments)) => run(arguments),
        Ok(None) => ExitCode::SUCCESS,
        Err(e) => {
            note!("error: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn driver() -> Command {
    Command::new("cc")
}

/// The arguments for the linker driver; `None` if nothing needs to be linked.
fn arguments(variant: &Variant) -> Result<Option<Vec<OsString>>> {
    let mut given = Vec::new();
    for argument in env::args_os().skip(1) {
        match argument.as_bytes().strip_prefix(b"@") {
            Some(file) => given.extend(response_file(Path::new(OsStr::from_bytes(file)))?),
            None => given.push(argument),
        }
    }
    let is_shared_object = is_shared_object(&given);
    let is_library = is_shared_object && name(output(&given)?) == "shared";
    if is_library && variant.shared == Code::InEach {
        // Cargo expects the dylib even where nothing uses it.
        fs::write(output(&given)?, "")?;
        return Ok(None);
    }
    if is_library == is_shared_object {
        Replay::keep(variant, &given)?;
    }
    if variant.linking == Linking::Lean && !variant.is_closed() {
        // Objects of links that are repeated are changed at that time.
        change_objects(&mut given)?;
    }
    if variant.linking == Linking::Lean {
        if variant.libc == Code::SharedObject {
            unwinder_inside(&mut given);
        }
        // Cargo's own library is complete: the first links of the executables need everything in
        // it.
        if !is_library {
            given.extend(LEAN.iter().map(OsString::from));
        }
        if !is_shared_object && !variant.is_closed() {
            let flags = [NO_START_FILES, c_library::FLAG].map(OsString::from);
            given.extend(flags);
            given.push(late::object().into_os_string());
        }
    }
    Ok(Some(given))
}

/// Changes the object files (see `closed_set::objects`): this crate's in place, since rustc removes them after
/// the link, and libraries as copies.
fn change_objects(arguments: &mut [OsString]) -> Result<()> {
    let full = Treatment::FULL;
    for argument in arguments {
        let path = Path::new(&argument);
        match path.extension() {
            Some(e) if e == "o" && path.is_file() => full.in_place(path)?,
            Some(e) if e == "rlib" && path.is_file() => {
                *argument = full.copy(path, &copies())?.into_os_string();
            }
            _ => {}
        }
    }
    Ok(())
}

/// The folder of changed copies of libraries.
fn copies() -> PathBuf {
    workspace::trees().join(wrapper::LINKER)
}

/// Links the unwinder statically. libgcc_s.so.1 would be found, mapped and relocated at every
/// start, for backtraces only.
fn unwinder_inside(arguments: &mut [OsString]) {
    arguments
        .iter_mut()
        .filter(|a| *a == "-lgcc_s")
        .for_each(|a| *a = "-lgcc_eh".into());
}

fn is_shared_object(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "-shared")
}

/// The output file of a link.
fn output(arguments: &[OsString]) -> Result<&Path> {
    let at = arguments.iter().position(|a| a == "-o");
    let file = at.and_then(|at| arguments.get(at + 1));
    file.map(Path::new)
        .context("rustc's arguments name no output")
}

/// The name of what is linked to `lib/libNAME-HASH.so` or `NAME-HASH`.
fn name(output: &Path) -> String {
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.rsplit_once('-').map_or(&*stem, |(name, _)| name);
    let name = name.strip_prefix("lib").unwrap_or(name);
    workspace::utility_of_target(name).to_owned()
}

/// A link of a variant that was kept in a folder.
pub struct Replay {
    folder: PathBuf,
}

/// What is different when a link is repeated.
#[derive(Clone, Default)]
pub struct Changes<'a> {
    /// The symbols that the library exports; `None` keeps the original list.
    pub exports: Option<&'a [String]>,
    /// Additional flags of the linker.
    pub flags: Vec<OsString>,
    /// Link the unwinder statically.
    pub unwinder_inside: bool,
    /// The library to link against, instead of Cargo's.
    pub library: Option<&'a Path>,
    /// Object files in place of the link's own and of its archives, except for the compiler's own
    /// functions.
    pub own: Option<&'a [PathBuf]>,
    /// Additional object files.
    pub objects: &'a [PathBuf],
    /// The changes of the link's own object files.
    pub treatment: Treatment,
    /// Link the C library statically.
    pub libc_inside: bool,
    /// Keep symbols, but no debug information.
    pub symbols: bool,
}

impl Replay {
    /// The kept link of `variant` that made `made`, the executable or library called `name`.
    ///
    /// # Errors
    /// The link was not kept, or a file can't be read.
    pub fn of(variant: &Variant, name: &str, made: &Path) -> Result<Self> {
        Self::find(&Self::links(variant, name), made)
    }

    /// The link that made `made`, among those kept in `links`.
    fn find(links: &Path, made: &Path) -> Result<Self> {
        let wanted = made.metadata();
        let wanted = wanted.with_context(|| format!("cannot read {}", made.display()))?;
        for link in fs::read_dir(links).into_iter().flatten() {
            let kept = Self {
                folder: link?.path(),
            };
            // Cargo makes a hard link of what it shows.
            let output = kept.arguments().and_then(|a| Ok(output(&a)?.metadata()?));
            if output.is_ok_and(|o| (o.dev(), o.ino()) == (wanted.dev(), wanted.ino())) {
                return Ok(kept);
            }
        }
        bail!(
            "no link of {} is kept in {}",
            made.display(),
            links.display()
        )
    }

    /// The folder of the kept links of an executable, or of the library, which is called `shared`. There
    /// are several if Cargo keeps what it made with other settings.
    fn links(variant: &Variant, name: &str) -> PathBuf {
        let kept = format!("{}.replay", variant.name);
        workspace::trees()
            .join(wrapper::LINKER)
            .join(kept)
            .join(name)
    }

    /// Keeps the arguments, and copies of the files that rustc removes after the link.
    fn keep(variant: &Variant, arguments: &[OsString]) -> Result<()> {
        let links = Self::links(variant, &name(output(arguments)?));
        Self::keep_in(&links, arguments)
    }

    fn keep_in(links: &Path, arguments: &[OsString]) -> Result<()> {
        let folder = links.join(output(arguments)?.file_stem().unwrap_or_default());
        let _ = fs::remove_dir_all(&folder); // of an earlier link
        fs::create_dir_all(&folder)?;
        let mut kept = Vec::new();
        for argument in arguments {
            let path = Path::new(argument);
            let temporary = path.extension() == Some(OsStr::new("o")) && path.is_file();
            let argument = if temporary {
                let copy = folder.join(path.file_name().unwrap_or_default());
                fs::copy(path, &copy).with_context(|| format!("cannot keep {}", path.display()))?;
                copy.into_os_string()
            } else {
                argument.clone()
            };
            kept.extend_from_slice(argument.as_bytes());
            kept.push(0);
        }
        fs::write(folder.join("arguments"), kept)?;
        Ok(())
    }

    fn arguments(&self) -> Result<Vec<OsString>> {
        let kept = fs::read(self.folder.join("arguments"))
            .with_context(|| format!("cannot read the link kept in {}", self.folder.display()))?;
        let arguments = kept.split(|&b| b == 0).filter(|a| !a.is_empty());
        Ok(arguments.map(|a| OsStr::from_bytes(a).to_owned()).collect())
    }

    /// The object files of the link, and those in its archives, with `treatment`. Files that are
    /// taken out of archives go to `folder`.
    ///
    /// # Errors
    /// The link was not kept, or a file can't be read or written.
    pub fn objects(&self, treatment: Treatment, folder: &Path) -> Result<Vec<PathBuf>> {
        let mut objects = Vec::new();
        for argument in self.arguments()? {
            if is_metadata(&argument) || !is_own_code(&argument) {
                continue;
            }
            let path = Path::new(&argument);
            match path.extension() == Some(OsStr::new("rlib")) {
                true => {
                    let copy = treatment.copy(path, &copies())?;
                    objects.extend(symbols::extract_all(&copy, folder)?);
                }
                false => objects.push(treatment.copy(path, &self.folder)?),
            }
        }
        Ok(objects)
    }

    /// Repeats the link, to `output`.
    ///
    /// # Errors
    /// The link was not kept, or the linker fails.
    pub fn link(&self, changes: &Changes<'_>, output: &Path) -> Result<()> {
        let kept = self.arguments()?;
        let mut arguments: Vec<OsString> = changes
            .own
            .unwrap_or_default()
            .iter()
            .map(Into::into)
            .collect();
        let mut kept = kept.iter();
        while let Some(argument) = kept.next() {
            let bytes = argument.as_bytes();
            let library = changes.library.filter(|_| is_library_of_ours(bytes));
            if argument == "-o" {
                kept.next();
            } else if let Some(library) = library {
                arguments.push(library.as_os_str().to_owned());
            } else if changes.exports.is_some() && bytes.starts_with(b"-Wl,--version-script=") {
                // Replaced below.
            } else if changes.libc_inside && argument == "-pie" {
                arguments.push("-static-pie".into());
            } else if changes.libc_inside && argument == "-Wl,-Bdynamic" {
                // No shared object is left to search for.
            } else if is_metadata(argument) {
                // No loader reads it.
            } else if changes.own.is_some() && is_own_code(argument) {
                // It is in front of all others.
            } else if bytes.ends_with(b".o") && Path::new(argument).is_file() {
                let copy = changes.treatment.copy(Path::new(argument), &self.folder)?;
                arguments.push(copy.into_os_string());
            } else if bytes.ends_with(b".rlib") {
                let copy = changes.treatment.copy(Path::new(argument), &copies())?;
                arguments.push(copy.into_os_string());
            } else {
                arguments.push(argument.to_owned());
            }
        }
        if changes.unwinder_inside || changes.libc_inside {
            unwinder_inside(&mut arguments);
        }
        if changes.libc_inside {
            // These libraries refer to one another.
            let libraries = [
                "-Wl,--start-group",
                "-lgcc_eh",
                "-lgcc",
                "-lc",
                "-Wl,--end-group",
            ];
            arguments.extend(libraries.map(OsString::from));
        }
        if let Some(exports) = changes.exports {
            let script = self.folder.join("exports");
            fs::write(&script, version_script(exports))?;
            let mut argument = OsString::from("-Wl,--version-script=");
            argument.push(&script);
            arguments.extend([argument, "-Wl,--no-undefined-version".into()]);
        }
        let mut link = driver();
        if changes.library.is_some() {
            // The loader searches libraries in this order, and most of the names are the C library's.
            link.arg("-lc");
        }
        link.args(changes.objects)
            .args(arguments)
            .args(&changes.flags)
            .args([if changes.symbols { "-Wl,-S" } else { "-Wl,-s" }, "-o"])
            .arg(output);
        let done = link_times::timed(|| link.output())
            .context("cannot run cc: install a C linker (gcc or clang)")?;
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(
            done.status.success(),
            "cannot link {}: {}",
            output.display(),
            said.trim()
        );
        Ok(())
    }
}

/// Whether an argument is metadata of the compiler.
fn is_metadata(argument: &OsStr) -> bool {
    argument.as_bytes().ends_with(b"rmeta.o")
}

/// Whether an argument is an object file or an archive, other than that of functions that the compiler
/// calls: they are hidden, so each file has its own copies.
fn is_own_code(argument: &OsStr) -> bool {
    let path = Path::new(argument);
    let name = path.file_name().unwrap_or_default().as_bytes();
    let builtins = name.starts_with(b"libcompiler_builtins-");
    let extension = path.extension().and_then(OsStr::to_str);
    matches!(extension, Some("o" | "rlib")) && !builtins && path.is_file()
}

/// A version script that exports `exports` and hides everything else.
fn version_script(exports: &[String]) -> String {
    let mut script = String::from("{\n");
    if !exports.is_empty() {
        script.push_str("  global:\n");
        exports
            .iter()
            .for_each(|name| script.push_str(&format!("    {name};\n")));
    }
    script + "  local:\n    *;\n};\n"
}

/// Returns whether an argument is the internal library, against which executables are linked.
fn is_library_of_ours(argument: &[u8]) -> bool {
    let text = String::from_utf8_lossy(argument);
    let name = text.rsplit('/').next().unwrap_or_default();
    name.starts_with("-lshared-") || (name.starts_with("libshared-") && name.ends_with(".so"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_by_what_it_made() {
        // With other settings, Cargo makes another file of the same name, and may return to the first.
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for made in ["cat-1", "cat-2"] {
            fs::write(file(made), made).unwrap();
            let line = [OsString::from("-o"), file(made).into()];
            Replay::keep_in(&file("links"), &line).unwrap();
        }
        fs::hard_link(file("cat-1"), file("cat")).unwrap();
        let found = Replay::find(&file("links"), &file("cat")).unwrap();
        assert_eq!(found.folder, file("links").join("cat-1"));
        fs::write(file("other"), "").unwrap();
        assert!(Replay::find(&file("links"), &file("other")).is_err());
    }
}
