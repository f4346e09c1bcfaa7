//! Keeps the links that rustc asks for, and reads them again.
//!
//! rustc removes its object files after the link, so they are kept beside the arguments. rlibs stay in
//! Cargo's folder and are named by their path.

use crate::note;
use anyhow::{Context, Result};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The name by which rustc calls this program in place of the linker driver. It must not begin with
/// `ld` and not end with `cc`: rustc derives the kind of a linker from its name.
pub const WRAPPER: &str = "keep-link";

/// The file with the arguments of a kept link.
const ARGUMENTS: &str = "arguments";

/// The folder to keep links in, if this process was called as a linker with `program` as its name.
pub fn called_as_linker(program: &OsStr) -> Option<PathBuf> {
    let program = Path::new(program);
    let is_wrapper = program.file_name() == Some(OsStr::new(WRAPPER));
    Some(program.parent()?.join("links")).filter(|_| is_wrapper)
}

/// The linker driver.
pub fn driver() -> Command {
    Command::new("cc")
}

/// Keeps a link below `folder`, and then runs it. Returns the status of the linker.
pub fn keep_and_run(folder: &Path, given: Vec<OsString>) -> ExitCode {
    match keep(folder, &given) {
        Ok(()) => {}
        Err(e) => {
            note!("error: {e:#}");
            return ExitCode::FAILURE;
        }
    }
    match driver().args(given).status() {
        Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(e) => {
            note!("error: cannot run cc: {e}: install a C compiler (gcc or clang)");
            ExitCode::FAILURE
        }
    }
}

fn keep(folder: &Path, given: &[OsString]) -> Result<()> {
    let mut arguments = Vec::new();
    for argument in given {
        match argument.as_bytes().strip_prefix(b"@") {
            Some(file) => arguments.extend(response_file(Path::new(OsStr::from_bytes(file)))?),
            None => arguments.push(argument.clone()),
        }
    }
    let Some(output) = output(&arguments) else {
        return Ok(()); // a question to the linker
    };
    let name = output.file_name().unwrap_or_default();
    let is_of_cargo = name.as_bytes().starts_with(b"build_script_");
    if is_of_cargo || is_for_compiler(&arguments) {
        return Ok(());
    }
    let folder = folder.join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut kept = Vec::new();
    for argument in arguments {
        kept.extend_from_slice(kept_argument(argument, &folder)?.as_bytes());
        kept.push(0);
    }
    fs::write(folder.join(ARGUMENTS), kept)?;
    Ok(())
}

/// The option of the linker with the file of exported symbols.
const VERSIONS: &[u8] = b"-Wl,--version-script=";

/// Keeps the file that an argument names, if it is a temporary one.
fn kept_argument(argument: OsString, folder: &Path) -> Result<OsString> {
    let bytes = argument.as_bytes();
    let (option, file) = match bytes.strip_prefix(VERSIONS) {
        Some(file) => (VERSIONS, file),
        None => (&b""[..], bytes),
    };
    let path = Path::new(OsStr::from_bytes(file));
    // rustc's own folder is removed after the link.
    let is_temporary = path.extension() == Some(OsStr::new("o"))
        || path.components().any(|part| {
            let part = part.as_os_str().as_bytes();
            part.starts_with(b"rustc") && part.len() == b"rustcXXXXXX".len()
        });
    if !is_temporary || !path.is_file() {
        return Ok(argument);
    }
    let copy = folder.join(path.file_name().unwrap_or_default());
    if fs::hard_link(path, &copy).is_err() {
        fs::copy(path, &copy).with_context(|| format!("cannot keep {}", path.display()))?;
    }
    let kept = [option, copy.as_os_str().as_bytes()].concat();
    Ok(OsString::from_vec(kept))
}

/// Whether a link is one of a shared object that the compiler loads, as procedural macros are.
fn is_for_compiler(arguments: &[OsString]) -> bool {
    let mut scripts = arguments
        .iter()
        .filter_map(|a| a.as_bytes().strip_prefix(VERSIONS));
    let is_of_macros = |file: &[u8]| {
        let content = fs::read(OsStr::from_bytes(file)).unwrap_or_default();
        content
            .windows(b"rustc_proc_macro_decls".len())
            .any(|text| text == b"rustc_proc_macro_decls")
    };
    scripts.any(is_of_macros)
}

/// The output file of a link.
fn output(arguments: &[OsString]) -> Option<&Path> {
    let at = arguments.iter().position(|a| a == "-o")?;
    arguments.get(at + 1).map(Path::new)
}

/// Reads arguments that rustc put in a response file, one a line, because there were too many.
///
/// # Errors
/// The file can't be read.
pub fn response_file(file: &Path) -> Result<Vec<OsString>> {
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

/// An argument of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// An object file of the executable's own crate, or one that a build script added.
    Object(PathBuf),
    /// An rlib, or a static library.
    Archive(PathBuf),
    /// Anything else.
    Flag(OsString),
}

/// A kept link of an executable.
#[derive(Clone, Debug)]
pub struct Link {
    /// The name of the executable.
    pub name: String,
    /// The executable that Cargo linked.
    pub executable: PathBuf,
    /// The arguments, without the output.
    pub arguments: Vec<Argument>,
}

impl Link {
    /// The link that made `executable`, among those kept in `folder`.
    ///
    /// # Errors
    /// There is none: something else linked the executable.
    pub fn of(folder: &Path, name: &str, executable: &Path) -> Result<Self> {
        let wanted = fs::metadata(executable)
            .with_context(|| format!("cannot read {}", executable.display()))?;
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let file = entry?.path().join(ARGUMENTS);
            let Ok(kept) = fs::read(&file) else { continue };
            let arguments: Vec<OsString> = kept
                .split(|&b| b == 0)
                .filter(|argument| !argument.is_empty())
                .map(|argument| OsStr::from_bytes(argument).to_owned())
                .collect();
            // Cargo makes a hard link of what it shows.
            let made = output(&arguments).and_then(|output| fs::metadata(output).ok());
            if made.is_some_and(|m| (m.dev(), m.ino()) == (wanted.dev(), wanted.ino())) {
                return Ok(Self {
                    name: name.to_owned(),
                    executable: executable.to_owned(),
                    arguments: classify(arguments),
                });
            }
        }
        anyhow::bail!(
            "the link of '{name}' was not kept: the workspace chooses a linker of its own \
             (`-C linker` in its flags), or builds for another target"
        )
    }

    /// The object files of the link.
    pub fn objects(&self) -> impl Iterator<Item = &Path> {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Object(path) => Some(&**path),
            Argument::Archive(_) | Argument::Flag(_) => None,
        })
    }

    /// The archives of the link, in order.
    pub fn archives(&self) -> impl Iterator<Item = &Path> {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Archive(path) => Some(&**path),
            Argument::Object(_) | Argument::Flag(_) => None,
        })
    }

    /// The archives of which all members are linked.
    pub fn whole_archives(&self) -> impl Iterator<Item = &Path> {
        let mut is_whole = false;
        self.arguments
            .iter()
            .filter_map(move |argument| match argument {
                Argument::Archive(path) => Some(&**path).filter(|_| is_whole),
                Argument::Object(_) => None,
                Argument::Flag(flag) => {
                    match flag.as_bytes() {
                        b"-Wl,--whole-archive" => is_whole = true,
                        b"-Wl,--no-whole-archive" => is_whole = false,
                        _ => {}
                    }
                    None
                }
            })
    }

    /// The flags of the link, in order.
    pub fn flags(&self) -> impl Iterator<Item = &OsStr> + Clone {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Flag(flag) => Some(&**flag),
            Argument::Object(_) | Argument::Archive(_) => None,
        })
    }
}

fn classify(arguments: Vec<OsString>) -> Vec<Argument> {
    let mut classified = Vec::new();
    let mut folders = Vec::new();
    let mut given = arguments.into_iter();
    // `-Wl,-Bstatic` holds up to `-Wl,-Bdynamic`.
    let mut is_static = false;
    while let Some(argument) = given.next() {
        let path = Path::new(&argument);
        let extension = path.extension().and_then(OsStr::to_str);
        let bytes = argument.as_bytes();
        let is_file = !bytes.starts_with(b"-") && path.is_file();
        if argument == "-o" {
            given.next();
        } else if argument == "-L" {
            let folder = given.next().unwrap_or_default();
            folders.push(PathBuf::from(&folder));
            classified.extend([Argument::Flag(argument), Argument::Flag(folder)]);
        } else if is_file && extension == Some("o") {
            classified.push(Argument::Object(argument.into()));
        } else if is_file && matches!(extension, Some("rlib" | "a")) {
            classified.push(Argument::Archive(argument.into()));
        } else {
            match bytes {
                b"-Wl,-Bstatic" => is_static = true,
                b"-Wl,-Bdynamic" => is_static = false,
                _ => {}
            }
            // A static library that is not bundled into an rlib.
            let library = bytes
                .strip_prefix(b"-l")
                .filter(|_| is_static)
                .and_then(|name| {
                    let file = [b"lib", name, b".a"].concat();
                    let file = OsString::from_vec(file);
                    folders
                        .iter()
                        .map(|folder| folder.join(&file))
                        .find(|path| path.is_file())
                });
            classified.push(library.map_or(Argument::Flag(argument), Argument::Archive));
        }
    }
    classified
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_link_is_kept_and_found_by_what_it_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for name in ["a.o", "libx.rlib", "a-123", "b-456"] {
            fs::write(file(name), name).unwrap();
        }
        fs::hard_link(file("a-123"), file("a")).unwrap();
        let line = format!(
            "-m64 {0}/a.o {0}/libx.rlib -lc -o {0}/a-123",
            folder.path().display()
        );
        keep(&file("links"), &words(&line)).unwrap();
        fs::remove_file(file("a.o")).unwrap();
        let link = Link::of(&file("links"), "a", &file("a")).unwrap();
        let kept = link.objects().next().unwrap();
        assert_eq!(fs::read(kept).unwrap(), b"a.o");
        assert_eq!(link.archives().collect::<Vec<_>>(), [file("libx.rlib")]);
        assert_eq!(link.flags().collect::<Vec<_>>(), ["-m64", "-lc"]);
        let error = Link::of(&file("links"), "b", &file("b-456")).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("the link of 'b' was not kept")
        );
    }

    #[test]
    fn whole_archives_are_told_apart() {
        let path = |name: &str| Argument::Archive(name.into());
        let flag = |name: &str| Argument::Flag(name.into());
        let link = Link {
            name: "a".to_owned(),
            executable: "a".into(),
            arguments: vec![
                path("libx.a"),
                flag("-Wl,--whole-archive"),
                path("liby.a"),
                flag("-Wl,--no-whole-archive"),
                path("libz.a"),
            ],
        };
        assert_eq!(link.whole_archives().collect::<Vec<_>>(), ["liby.a"]);
    }

    #[test]
    fn build_scripts_and_procedural_macros_are_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        fs::create_dir(file("rustcAbCdEf")).unwrap();
        let list = file("rustcAbCdEf/list");
        fs::write(&list, "__rustc_proc_macro_decls_0123456789abcdef__;").unwrap();
        let of_macros = format!(
            "-shared -Wl,--version-script={} -o /t/libm.so",
            list.display()
        );
        let links = file("links");
        for line in ["-o /t/build_script_build-1", &of_macros, "-v"] {
            keep(&links, &words(line)).unwrap();
        }
        assert!(!links.exists());
        // Of a module, the list is kept.
        fs::write(&list, "{ global: plug; local: *; };").unwrap();
        keep(&links, &words(&of_macros)).unwrap();
        fs::remove_file(&list).unwrap();
        let kept = fs::read(links.join("libm.so").join(ARGUMENTS)).unwrap();
        let kept = String::from_utf8(kept).unwrap();
        let script = kept.split('\0').nth(1).unwrap();
        let copy = script.strip_prefix("-Wl,--version-script=").unwrap();
        assert!(fs::read_to_string(copy).unwrap().contains("plug"));
    }

    #[test]
    fn a_static_library_outside_of_an_rlib_is_an_archive() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("libz.a");
        fs::write(&library, "").unwrap();
        let flags = format!(
            "-L {} -Wl,-Bstatic -lz -Wl,-Bdynamic -lz",
            folder.path().display()
        );
        let arguments = classify(words(&flags));
        assert_eq!(arguments[3], Argument::Archive(library));
        assert_eq!(arguments[5], Argument::Flag("-lz".into()));
    }
}
