//! How the lean variants are linked: this executable stands between rustc and the linker
//! driver (`-C linker`), adds what rustc can't be asked for, and keeps the library's link so
//! that it can be replayed once the executables exist (see `prune`).

use crate::rustc;
use crate::variant::{Code, Variant};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The folder of the links by which rustc calls us, below the finished trees.
pub const WRAPPERS: &str = "linker";

/// For all that is linked in a lean variant.
const LEAN: &[&str] = &[
    // Functions with the same machine code become one.
    "-Wl,--icf=all",
    // Relative relocations take a bit each instead of 24 bytes.
    "-Wl,-z,pack-relative-relocs",
    "-Wl,--build-id=none",
    "-Wl,--hash-style=gnu",
    "-Wl,-O2",
];

/// Are we called as linker, and for which variant?
pub fn called_as_linker() -> Option<&'static Variant> {
    rustc::called_as(WRAPPERS)
}

/// Links what rustc wants linked; ends as the linker ends.
pub fn link(variant: &Variant) -> ExitCode {
    match arguments(variant) {
        Ok(Some(arguments)) => rustc::run(driver().args(arguments)),
        Ok(None) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn driver() -> Command {
    Command::new("cc")
}

/// What the linker is called with; nothing where there is no need to call it.
fn arguments(variant: &Variant) -> Result<Option<Vec<OsString>>> {
    let mut given = Vec::new();
    for argument in env::args_os().skip(1) {
        match argument.as_bytes().strip_prefix(b"@") {
            Some(file) => given.extend(response_file(Path::new(OsStr::from_bytes(file)))?),
            None => given.push(argument),
        }
    }
    let is_library = given.iter().any(|a| a == "-shared");
    if variant.libc == Code::SharedObject {
        // The unwinder of libgcc_s.so.1 is a library to find, map and relocate at every start,
        // for backtraces alone; what remains of it linked in is a few pages on disk.
        given
            .iter_mut()
            .filter(|a| *a == "-lgcc_s")
            .for_each(|a| *a = "-lgcc_eh".into());
    }
    if is_library && variant.shared == Code::InEach {
        // Cargo wants to see the dylib also where nobody will use it.
        let at = given
            .iter()
            .position(|a| a == "-o")
            .context("rustc names an output")?;
        fs::write(given.get(at + 1).context("rustc names an output")?, "")?;
        return Ok(None);
    }
    if is_library {
        // Cargo wants one with everything in it; the executables are linked against that.
        Replay::of(variant).keep(&given)?;
        return Ok(Some(given));
    }
    given.extend(LEAN.iter().map(OsString::from));
    Ok(Some(given))
}

/// Arguments that rustc put in a file, one a line, because they were too many.
fn response_file(file: &Path) -> Result<Vec<OsString>> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut arguments = Vec::new();
    for line in text.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
        let mut argument = Vec::new();
        let mut bytes = line.iter().copied();
        while let Some(b) = bytes.next() {
            argument.extend(if b == b'\\' { bytes.next() } else { Some(b) });
        }
        arguments.push(OsString::from_vec(argument));
    }
    Ok(arguments)
}

/// The link of a variant's library, kept in a folder.
pub struct Replay {
    folder: PathBuf,
}

impl Replay {
    /// The one kept for `variant`.
    pub fn of(variant: &Variant) -> Self {
        let name = format!("{}.replay", variant.name);
        Self {
            folder: workspace::trees().join(WRAPPERS).join(name),
        }
    }

    /// Keeps the arguments and copies of the files that rustc removes after the link.
    fn keep(&self, arguments: &[OsString]) -> Result<()> {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder)?;
        let mut kept = Vec::new();
        for argument in arguments {
            let path = Path::new(argument);
            let temporary = path.extension() == Some(OsStr::new("o")) && path.is_file();
            let argument = if temporary {
                let copy = self.folder.join(path.file_name().unwrap_or_default());
                fs::copy(path, &copy).with_context(|| format!("cannot keep {}", path.display()))?;
                copy.into_os_string()
            } else {
                argument.clone()
            };
            kept.extend_from_slice(argument.as_bytes());
            kept.push(0);
        }
        fs::write(self.folder.join("arguments"), kept)?;
        Ok(())
    }

    /// Links the library again, to `output`, exporting just `exports`.
    ///
    /// # Errors
    /// The library was not linked by us, or the linker fails.
    pub fn link(&self, exports: &[String], output: &Path) -> Result<()> {
        let kept = fs::read(self.folder.join("arguments"))
            .with_context(|| format!("cannot read the link kept in {}", self.folder.display()))?;
        let script = self.folder.join("exports");
        fs::write(&script, version_script(exports))?;
        let mut arguments = Vec::new();
        let mut kept = kept
            .split(|&b| b == 0)
            .filter(|a| !a.is_empty())
            .map(OsStr::from_bytes);
        while let Some(argument) = kept.next() {
            let bytes = argument.as_bytes();
            if argument == "-o" {
                kept.next();
            } else if !bytes.starts_with(b"-Wl,--version-script=") && !bytes.ends_with(b"rmeta.o") {
                // What `rmeta.o` carries is the compiler's, not the loader's.
                arguments.push(argument.to_owned());
            }
        }
        let mut script_argument = OsString::from("-Wl,--version-script=");
        script_argument.push(&script);
        let done = driver()
            .args(arguments)
            .args(LEAN)
            .args([
                "-Wl,--gc-sections",
                // Calls within the library are its own: nothing to look up at start.
                "-Wl,-Bsymbolic",
                "-Wl,-s",
                "-Wl,--no-undefined-version",
                "-o",
            ])
            .arg(output)
            .arg(script_argument)
            .output()
            .context("cannot run cc: install a C linker (gcc or clang)")?;
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(
            done.status.success(),
            "cannot link the pruned library: {}",
            said.trim()
        );
        Ok(())
    }
}

/// Exports the names, hides everything else.
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
