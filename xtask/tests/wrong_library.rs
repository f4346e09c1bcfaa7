//! An executable whose shared library is missing, of another build, or truncated: it ends before
//! `main`, and never gives a wrong result.
//!
//! These tests need finished trees, which `cargo xtask test` builds first. The test of a tree that
//! was not built prints that it was skipped.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The exit status of the loader if it can't start a program.
const NOT_LOADED: Option<i32> = Some(127);

/// A copy of a tree with only `cat`, its library, and a file to show.
struct Installed {
    folder: tempfile::TempDir,
    library: PathBuf,
}

impl Installed {
    /// Returns `None` if the tree was not built.
    fn of(variant: &str) -> Option<Self> {
        let tree = trees().join(variant);
        let Some(library) = library_of(&tree) else {
            testing::skip(&format!("`cargo xtask build {variant}` has not been run"));
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let libraries = folder.path().join("lib/corelink");
        fs::create_dir(folder.path().join("bin")).unwrap();
        fs::create_dir_all(&libraries).unwrap();
        fs::copy(tree.join("bin/cat"), folder.path().join("bin/cat")).unwrap();
        for entry in fs::read_dir(tree.join("lib/corelink")).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, libraries.join(from.file_name().unwrap())).unwrap();
        }
        fs::write(folder.path().join("file"), "shown\n").unwrap();
        let library = libraries.join(library.file_name().unwrap());
        let installed = Self { folder, library };
        let output = installed.run();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"shown\n");
        Some(installed)
    }

    fn run(&self) -> Output {
        Command::new(self.folder.path().join("bin/cat"))
            .arg("file")
            // If a signal ends it, the core dump stays in the temporary folder.
            .current_dir(&self.folder)
            .env_remove("LD_LIBRARY_PATH")
            .env("LC_ALL", "C")
            .output()
            .unwrap()
    }

    /// Runs `cat`, and asserts that the loader refuses it with a message that has all of these words.
    fn is_refused(&self, words: &[&str]) {
        let output = self.run();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), NOT_LOADED, "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        for word in words {
            assert!(said.contains(word), "{word} is not in {said}");
        }
    }

    fn library_name(&self) -> &str {
        self.library.file_name().and_then(OsStr::to_str).unwrap()
    }
}

/// Returns the folder of the finished trees.
fn trees() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root.join(target).join("corelink")
}

/// Returns the internal library of a finished tree.
fn library_of(tree: &Path) -> Option<PathBuf> {
    let ours = |path: &PathBuf| {
        path.file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| name.starts_with("libcorelink-"))
    };
    fs::read_dir(tree.join("lib/corelink"))
        .ok()?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(ours)
}

fn a_missing_library_is_named(variant: &str) {
    let Some(installed) = Installed::of(variant) else {
        return;
    };
    fs::remove_file(&installed.library).unwrap();
    installed.is_refused(&[
        "error while loading shared libraries",
        installed.library_name(),
        "No such file or directory",
    ]);
}

fn a_library_of_another_build_is_refused(variant: &str, other: &str) {
    let Some(installed) = Installed::of(variant) else {
        return;
    };
    // A library of the same source that was linked in another way, under the right name.
    if let Some(library) = library_of(&trees().join(other)) {
        fs::copy(library, &installed.library).unwrap();
        // If the other library needs a shared std that is missing, the loader reports that first.
        let lacks_std = variant == "dynamic-lean";
        installed.is_refused(&[if lacks_std {
            "libstd-"
        } else {
            "undefined symbol"
        }]);
    }
    // A library that lacks what this executable needs, as if pruned for others.
    let made = Command::new("cc")
        .args(["-shared", "-nostdlib", "-x", "c", "/dev/null", "-o"])
        .arg(&installed.library)
        .status()
        .unwrap();
    assert!(made.success());
    installed.is_refused(&["undefined symbol"]);
}

/// glibc checks the headers of a library against its length, then maps it. An access to a part of
/// the mapping behind the end of the file is a bus error, also if the loader clears the rest of
/// such a page.
fn a_truncated_library_gives_no_wrong_result(variant: &str) {
    let Some(installed) = Installed::of(variant) else {
        return;
    };
    const SIGBUS: i32 = 7;
    const SIGSEGV: i32 = 11;
    let file = File::options()
        .write(true)
        .open(&installed.library)
        .unwrap();
    let whole = file.metadata().unwrap().len();
    let pages = (0..=whole / 4096).map(|page| page * 4096);
    let mut lengths: Vec<u64> = pages.flat_map(|at| [at, at + 1, at + 1789]).collect();
    lengths.extend([16, 63, 64, 100, 500, whole - 1]);
    lengths.retain(|length| *length < whole);
    lengths.sort_unstable();
    let (mut refused, mut killed, mut ran) = (0, 0, 0);
    for length in lengths.into_iter().rev() {
        file.set_len(length).unwrap();
        let output = installed.run();
        match (output.status.code(), output.status.signal()) {
            // The section headers behind the last segment are not read by the loader.
            (Some(0), _) => {
                assert_eq!(output.stdout, b"shown\n", "{length} bytes");
                assert!(output.stderr.is_empty(), "{length} bytes");
                ran += 1;
            }
            (NOT_LOADED, _) => {
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(said.contains(installed.library_name()), "{said}");
                assert!(output.stdout.is_empty(), "{length} bytes");
                refused += 1;
            }
            (None, Some(SIGBUS | SIGSEGV)) => {
                assert!(output.stdout.is_empty(), "{length} bytes");
                killed += 1;
            }
            _ => panic!("{length} of {whole} bytes: {output:?}"),
        }
    }
    eprintln!("{variant}: {refused} refused, {killed} killed by a signal, {ran} ran as usual");
    assert!(refused > 0 && killed > 0);
}

#[test]
fn dynamic_names_a_missing_library() {
    a_missing_library_is_named("dynamic");
}

#[test]
fn dynamic_lean_names_a_missing_library() {
    a_missing_library_is_named("dynamic-lean");
}

#[test]
fn dynamic_refuses_a_library_of_another_build() {
    a_library_of_another_build_is_refused("dynamic", "dynamic-lean");
}

#[test]
fn dynamic_lean_refuses_a_library_of_another_build() {
    a_library_of_another_build_is_refused("dynamic-lean", "dynamic");
}

#[test]
fn dynamic_with_a_truncated_library_gives_no_wrong_result() {
    a_truncated_library_gives_no_wrong_result("dynamic");
}

#[test]
fn dynamic_lean_with_a_truncated_library_gives_no_wrong_result() {
    a_truncated_library_gives_no_wrong_result("dynamic-lean");
}
