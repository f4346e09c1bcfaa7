//! Debian packages of an installed tree, by Debian's own tools: dpkg-shlibdeps finds what the files
//! need, dpkg-gencontrol writes the control files, dpkg-deb packs.
//!
//! - `corelink` has the executables, manual pages and completions, in folders of its own. Its
//!   maintainer scripts put them in the places of GNU's; `xtask/debian/replace.sh` explains how.
//! - `libcorelink-BUILD` has the library. Each build has a package and a file of its own, named after
//!   the content: of two closed sets of the same sources with different utilities, each has its own.
//! - `corelink-doc` has the book.

mod files;
mod templates;

use crate::model::tree::LIBRARIES;
use anyhow::{Context, Result, ensure};
use files::{compress, copy, put, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use templates::Template;

/// What packages say about themselves.
pub(crate) struct Facts {
    /// The Debian version.
    pub(crate) version: String,
    /// The variant, for human readers.
    pub(crate) variant: String,
    /// Name and address.
    pub(crate) maintainer: String,
    /// The time of all files, in seconds.
    pub(crate) time: i64,
}

/// Packs an installed tree. Returns the packages' files.
///
/// # Errors
/// A tool is missing or fails, or there is no space.
pub(crate) fn pack(
    installed: &Path,
    sources: &Path,
    facts: &Facts,
    output: &Path,
) -> Result<Vec<PathBuf>> {
    let work = tempfile::tempdir()?;
    let mut packages = Packages {
        work: work.path(),
        facts,
        libraries: BTreeMap::new(),
    };
    packages.lay_out(installed)?;
    packages.document(sources)?;
    packages.describe(sources)?;
    packages.build(output)
}

/// Packages in the making.
struct Packages<'a> {
    /// The folder that has a folder for each package, and `debian` for the tools.
    work: &'a Path,
    facts: &'a Facts,
    /// The packages of libraries, and the file in each.
    libraries: BTreeMap<String, String>,
}

/// The package of the executables.
const MAIN: &str = "corelink";

/// The package of the book.
const DOC: &str = "corelink-doc";

/// Where the executables are before they replace others.
const EXECUTABLES: &str = "usr/lib/corelink/bin";

/// The version of the C library that executables name if their relocations are packed. Debian's list
/// of symbols does not say that only glibc 2.36 has it.
const PACKED: &[u8] = b"GLIBC_ABI_DT_RELR";
const PACKED_SINCE: &[u8] = b"corelink:Loader=libc6 (>= 2.36)\n";

impl Packages<'_> {
    fn root(&self, package: &str) -> PathBuf {
        self.work.join(package)
    }

    /// The name of the build: that of its library, or none.
    fn build_name(&self) -> &str {
        let names = self.libraries.keys();
        let mut builds = names.filter_map(|name| name.strip_prefix("libcorelink-"));
        builds.find(|name| !name.contains('-')).unwrap_or("static")
    }

    /// Copies the files of an installed tree to their packages.
    fn lay_out(&mut self, installed: &Path) -> Result<()> {
        let main = self.root(MAIN);
        let names = self.lay_out_libraries(&installed.join("usr").join(LIBRARIES))?;
        let bin = installed.join("usr/bin");
        let mut entries: Vec<PathBuf> = files::list(&bin)?;
        // Links come after what they are links to.
        entries.sort_by_key(|path| path.is_symlink());
        for path in entries {
            let to = main.join(EXECUTABLES).join(files::name(&path));
            if path.is_symlink() {
                // Another name of the same file, since a link would not find it elsewhere.
                let target = main.join(EXECUTABLES).join(fs::read_link(&path)?);
                fs::hard_link(&target, &to)?;
                continue;
            }
            let mut content = fs::read(&path)?;
            names
                .iter()
                .for_each(|(old, new)| rename(&mut content, old, new));
            put(&content, &to, 0o755)?;
        }
        // A multicall executable is not a utility of Debian's coreutils.
        let _ = fs::remove_file(
            main.join(EXECUTABLES)
                .join(crate::model::workspace::MULTICALL),
        );
        let share = installed.join("usr/share");
        for path in files::list(&share.join("man/man1"))? {
            let to = format!("usr/share/corelink/man/man1/{}.gz", files::name(&path));
            put(&compress(&path)?, &main.join(to), 0o644)?;
        }
        for (from, to) in [
            (
                "bash-completion/completions",
                "usr/share/corelink/bash-completion/completions",
            ),
            ("zsh/site-functions", "usr/share/zsh/vendor-completions"),
            (
                "fish/vendor_completions.d",
                "usr/share/fish/vendor_completions.d",
            ),
        ] {
            for path in files::list(&share.join(from))? {
                copy(&path, &main.join(to).join(files::name(&path)))?;
            }
        }
        Ok(())
    }

    /// Makes a package for each library whose name has its build, and puts others beside the
    /// executables. Returns the names that the libraries had, and those that they have now.
    fn lay_out_libraries(&mut self, folder: &Path) -> Result<Vec<(String, String)>> {
        let mut renamed = Vec::new();
        for path in files::list(folder)? {
            let file = files::name(&path);
            let Some(stem) = file.strip_suffix(".so") else {
                continue;
            };
            let mut content = fs::read(&path)?;
            let Some((name, hash)) = stem.rsplit_once('-') else {
                put(
                    &content,
                    &self.root(MAIN).join("usr").join(LIBRARIES).join(&file),
                    0o644,
                )?;
                continue;
            };
            let (mut file, mut hash) = (file.clone(), hash.to_owned());
            if name == "libcorelink-closed" {
                let new = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&content));
                let from = format!("{name}-{hash}.so");
                file = format!("{name}-{new}.so");
                ensure!(
                    from.len() == file.len(),
                    "{from} has a name of another length"
                );
                rename(&mut content, &from, &file);
                renamed.push((from, file.clone()));
                hash = new;
            }
            let package = match name {
                "libcorelink" | "libcorelink-closed" => format!("libcorelink-{hash}"),
                other => format!("libcorelink-{}-{hash}", other.trim_start_matches("lib")),
            };
            let to = self.root(&package).join("usr").join(LIBRARIES).join(&file);
            put(&content, &to, 0o644)?;
            self.libraries.insert(package, file);
        }
        Ok(renamed)
    }

    /// Adds the book.
    fn document(&self, sources: &Path) -> Result<()> {
        let folder = self.root(DOC).join("usr/share/doc").join(DOC);
        for file in ["README.md", "ARCHITECTURE.md"] {
            copy(&sources.join(file), &folder.join(file))?;
        }
        let changes = compress(&sources.join("CHANGELOG.md"))?;
        put(&changes, &folder.join("changelog.gz"), 0o644)?;
        for (from, kind) in [
            ("docs", "md"),
            ("docs/figures", "svg"),
            ("docs/apparmor", ""),
        ] {
            let from = sources.join(from);
            for path in files::list(&from)? {
                let extension = path.extension().unwrap_or_default();
                if path.is_file() && extension == kind {
                    let below = path.strip_prefix(sources)?;
                    copy(&path, &folder.join(below))?;
                }
            }
        }
        Ok(())
    }

    /// Writes what Debian wants in each package, and the input of its tools.
    fn describe(&self, sources: &Path) -> Result<()> {
        let template = Template::new(self.facts, self.build_name());
        let debian = self.work.join("debian");
        let changelog = template.changelog();
        put(changelog.as_bytes(), &debian.join("changelog"), 0o644)?;
        put(
            template.control(&self.libraries).as_bytes(),
            &debian.join("control"),
            0o644,
        )?;
        let copyright = Template::copyright(&fs::read_to_string(sources.join("LICENSE"))?);
        for package in self.all() {
            let folder = self.root(&package).join("usr/share/doc").join(&package);
            put(copyright.as_bytes(), &folder.join("copyright"), 0o644)?;
            let log = compress(&debian.join("changelog"))?;
            put(&log, &folder.join("changelog.Debian.gz"), 0o644)?;
            let overrides = templates::overrides(&package);
            let to = self.root(&package).join("usr/share/lintian/overrides");
            put(overrides.as_bytes(), &to.join(&package), 0o644)?;
        }
        for (name, text) in templates::scripts() {
            put(
                text.as_bytes(),
                &self.root(MAIN).join("DEBIAN").join(name),
                0o755,
            )?;
        }
        let replace = self.root(MAIN).join("usr").join(LIBRARIES).join("replace");
        put(templates::replace().as_bytes(), &replace, 0o755)?;
        for (package, file) in &self.libraries {
            let script = templates::library_script(file);
            put(
                script.as_bytes(),
                &self.root(package).join("DEBIAN/prerm"),
                0o755,
            )?;
        }
        Ok(())
    }

    fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = self.libraries.keys().cloned().collect();
        all.extend([MAIN, DOC].map(str::to_owned));
        all
    }

    /// Runs Debian's tools.
    fn build(&self, output: &Path) -> Result<Vec<PathBuf>> {
        let mut made = Vec::new();
        for package in self.all() {
            let root = self.root(&package);
            self.find_dependencies(&package, &root)?;
            sums(&root)?;
            let mut control = self.tool("dpkg-gencontrol");
            control
                .arg(format!("-p{package}"))
                .arg(format!("-P{package}"));
            control.arg(format!("-Tdebian/{package}.substvars"));
            run(control.arg(format!("-Vcorelink:Libraries={}", self.dependencies())))?;
            let mut pack = self.tool("dpkg-deb");
            pack.args(["--root-owner-group", "-Zxz", "--build"])
                .arg(&package);
            let said = run(pack.arg(output))?;
            let file = said.split('\'').nth(3);
            made.push(file.context("dpkg-deb does not say what it wrote")?.into());
        }
        Ok(made)
    }

    /// What the executables need beside the C library.
    fn dependencies(&self) -> String {
        let names: Vec<&str> = self.libraries.keys().map(String::as_str).collect();
        names.join(", ")
    }

    fn find_dependencies(&self, package: &str, root: &Path) -> Result<()> {
        let variables = format!("debian/{package}.substvars");
        put(b"", &self.work.join(&variables), 0o644)?;
        let objects = files::elf(root)?;
        if objects.is_empty() {
            return Ok(());
        }
        if files::contain(&objects, PACKED)? {
            put(PACKED_SINCE, &self.work.join(&variables), 0o644)?;
        }
        let mut find = self.tool("dpkg-shlibdeps");
        find.arg(format!("-T{variables}"));
        // The library is of this build, and in a package without a list of symbols. It is named
        // with its folder, which dpkg-shlibdeps does not expect.
        find.args(["--ignore-missing-info", "-l/"]);
        for library in self.libraries.keys() {
            find.arg(format!("-x{library}"));
            find.arg(format!("-S{}", self.root(library).display()));
        }
        run(find.args(objects))?;
        Ok(())
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.current_dir(self.work).env("LC_ALL", "C");
        command.env("SOURCE_DATE_EPOCH", self.facts.time.to_string());
        command
    }
}

/// Replaces a name in a file by another of the same length.
fn rename(content: &mut [u8], from: &str, to: &str) {
    let is_name = |bytes: &[u8]| bytes == from.as_bytes();
    while let Some(at) = content.windows(from.len()).position(is_name) {
        content[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
}

/// Writes the sums of a package's files.
fn sums(root: &Path) -> Result<()> {
    let mut command = Command::new("md5sum");
    command.current_dir(root);
    for path in files::all(root)? {
        let below = path.strip_prefix(root)?;
        if !below.starts_with("DEBIAN") {
            command.arg(below);
        }
    }
    let sums = run(&mut command)?;
    put(sums.as_bytes(), &root.join("DEBIAN/md5sums"), 0o644)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: fn() -> Facts = || Facts {
        version: "1.2-3".to_owned(),
        variant: "dynamic-lean".to_owned(),
        maintainer: "A <a@b>".to_owned(),
        time: 0,
    };

    /// Lays out an installed tree whose library has this content. Returns the work folder and the
    /// packages of libraries.
    fn laid_out(content: &str) -> (tempfile::TempDir, BTreeMap<String, String>) {
        let folder = tempfile::tempdir().unwrap();
        let installed = folder.path().join("installed");
        let library = "libcorelink-closed-0123456789abcdef.so";
        let file =
            |path: &str, text: &str| put(text.as_bytes(), &installed.join(path), 0o755).unwrap();
        file(
            &format!("usr/lib/corelink/{library}"),
            &format!("{content} {library}"),
        );
        file("usr/lib/corelink/libstdbuf.so", "preload");
        file("usr/bin/ls", &format!("needs {library}\0"));
        let facts = FACTS();
        let (work, libraries) = (folder.path(), BTreeMap::new());
        let mut packages = Packages {
            work,
            facts: &facts,
            libraries,
        };
        packages.lay_out(&installed).unwrap();
        let libraries = packages.libraries;
        (folder, libraries)
    }

    #[test]
    fn a_library_is_named_after_its_content() {
        let (folder, libraries) = laid_out("one");
        let (package, file) = libraries.iter().next().unwrap();
        let root = folder.path().join(package).join("usr/lib/corelink");
        let content = fs::read_to_string(root.join(file)).unwrap();
        assert_eq!(content, format!("one {file}"));
        let main = folder.path().join(MAIN).join("usr/lib/corelink");
        let ls = fs::read_to_string(main.join("bin/ls")).unwrap();
        assert_eq!(ls, format!("needs {file}\0"));
        assert!(main.join("libstdbuf.so").exists());
        assert_ne!(libraries, laid_out("other").1);
        assert_eq!(libraries, laid_out("one").1);
    }

    #[test]
    fn every_library_has_a_paragraph() {
        let facts = FACTS();
        let template = Template::new(&facts, "abc");
        let library = (
            "libcorelink-abc".to_owned(),
            "libcorelink-abc.so".to_owned(),
        );
        let control = template.control(&BTreeMap::from([library]));
        let paragraphs: Vec<&str> = control.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 4, "{control}");
        assert!(paragraphs[2].starts_with("Package: libcorelink-abc\n"));
        assert!(
            template
                .changelog()
                .starts_with("corelink (1.2-3) unstable;")
        );
        assert!(!control.contains('#'), "{control}");
    }

    #[test]
    fn scripts_are_valid_and_complete() {
        let library = templates::library_script("libcorelink-abc.so");
        let all =
            templates::scripts().chain([("replace", templates::replace()), ("library", library)]);
        for (name, text) in all {
            assert!(
                !text.contains("#REPLACE#") && !text.contains("#LIBRARY#"),
                "{name}"
            );
            let check = Command::new("sh").args(["-n", "-c", &text]).status();
            assert!(check.unwrap().success(), "{name}");
        }
    }
}
