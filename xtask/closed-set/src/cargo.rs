//! Lets Cargo build executables, with their links kept.

use crate::link::{Link, WRAPPER};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What to build.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The manifests of workspaces or packages; the one of the current folder by default. Programs
    /// whose dependencies can't be in one workspace are built one after another in one folder, where
    /// Cargo compiles a dependency once for all that want the same version and features.
    pub manifests: Vec<PathBuf>,
    /// Build all packages of the workspace.
    pub workspace: bool,
    /// Build these packages.
    pub packages: Vec<String>,
    /// Build these executables.
    pub executables: Vec<String>,
    /// The profile.
    pub profile: String,
    /// Where Cargo works; below the workspace's own folder by default.
    pub target: Option<PathBuf>,
    /// Further arguments of Cargo.
    pub further: Vec<String>,
}

impl Request {
    /// The root of the first workspace, and the folder in which Cargo builds sets of it.
    ///
    /// # Errors
    /// There is no workspace.
    pub fn folders(&self) -> Result<(PathBuf, PathBuf)> {
        let answer = metadata(self.manifests.first().map(PathBuf::as_path))?;
        let folder = |key: &str| answer[key].as_str().map(PathBuf::from);
        let root = folder("workspace_root").context("cargo names no workspace")?;
        let target = folder("target_directory").context("cargo names no target folder")?;
        let target = self.target.clone().unwrap_or(target.join("closed-set"));
        Ok((root, std::path::absolute(target)?))
    }

    /// Builds the executables. Returns their links, by name.
    ///
    /// # Errors
    /// The build fails, in which case Cargo has said why, or is not one of static executables for this
    /// machine.
    pub fn build(&self) -> Result<Vec<Link>> {
        self.check_target()?;
        self.check_number()?;
        let (_, target) = self.folders()?;
        let wrapper = make_wrapper(&target)?;
        let mut made = BTreeMap::new();
        for manifest in self.all() {
            for (name, path) in self.run(Kind::Executables, manifest, (&target, &wrapper))? {
                let other = made.insert(name.clone(), path);
                ensure!(other.is_none(), "there are two executables called '{name}'");
            }
        }
        let selected =
            |name: &&String| self.executables.is_empty() || self.executables.contains(name);
        if let Some(missing) = self
            .executables
            .iter()
            .find(|name| !made.contains_key(*name))
        {
            bail!("there is no executable '{missing}'");
        }
        let made: Vec<_> = made.iter().filter(|(name, _)| selected(name)).collect();
        two_or_more(made.iter().map(|(name, _)| name.as_str()))?;
        let links = target.join("links");
        let links = made.into_iter().map(|(name, path)| {
            let link = Link::of(&links, name, path)?;
            check(&link)?;
            Ok(link)
        });
        links.collect()
    }

    /// Builds modules: crates of the type `cdylib`. Returns their links, by the names of the crates.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn build_modules(&self) -> Result<Vec<Link>> {
        self.check_target()?;
        let (_, target) = self.folders()?;
        let wrapper = make_wrapper(&target)?;
        let manifest = self.manifests.first().map(PathBuf::as_path);
        let made = self.run(Kind::Modules, manifest, (&target, &wrapper))?;
        ensure!(
            !made.is_empty(),
            "the selected packages have no module: a crate of the type `cdylib`"
        );
        let links = target.join("links");
        let links = made.iter().map(|(name, path)| {
            let link = Link::of(&links, name, path)?;
            check(&link)?;
            Ok(link)
        });
        links.collect()
    }

    /// The manifests; `None` is that of the current folder.
    fn all(&self) -> Vec<Option<&Path>> {
        match self.manifests.as_slice() {
            [] => vec![None],
            given => given.iter().map(|path| Some(&**path)).collect(),
        }
    }

    /// Refuses packages with fewer than two executables before anything is compiled. Features can
    /// leave out some, so the number is checked again after the build.
    fn check_number(&self) -> Result<()> {
        let answers: Vec<Value> = self
            .all()
            .into_iter()
            .map(metadata)
            .collect::<Result<_>>()?;
        let packages = || {
            let answers = answers.iter().map(|answer| &answer["packages"]);
            answers.filter_map(Value::as_array).flatten()
        };
        let is = |package: &Value, name: &String| package["name"].as_str() == Some(name);
        let is_known = |name: &String| packages().any(|package| is(package, name));
        if !self.packages.iter().all(is_known) {
            return Ok(()); // a name with a version, or one that Cargo will refuse
        }
        let selected = |package: &&Value| {
            let mut names = self.packages.iter();
            self.packages.is_empty() || names.any(|name| is(package, name))
        };
        let targets = packages()
            .filter(selected)
            .map(|package| &package["targets"]);
        let targets = targets.filter_map(Value::as_array).flatten();
        let executables = targets.filter(|target| target["kind"][0] == "bin");
        two_or_more(executables.filter_map(|target| target["name"].as_str()))
    }

    fn check_target(&self) -> Result<()> {
        let host = host()?;
        ensure!(
            host == TARGET,
            "closed sets can be made on {TARGET} only, and this is {host}"
        );
        if let Some(other) = self.other_target(&host) {
            bail!(
                "cannot build for {other}: closed sets can be made for this machine ({host}) only"
            );
        }
        Ok(())
    }

    /// The target that the arguments or the environment ask for, if it is not the host.
    fn other_target(&self, host: &str) -> Option<String> {
        let mut further = self.further.iter();
        let mut asked = env::var("CARGO_BUILD_TARGET").ok();
        while let Some(argument) = further.next() {
            if argument == "--target" {
                asked = further.next().cloned();
            } else if let Some(target) = argument.strip_prefix("--target=") {
                asked = Some(target.to_owned());
            }
        }
        asked.filter(|target| target != host)
    }

    /// Runs Cargo for one workspace. Returns what it made, with names.
    fn run(
        &self,
        kind: Kind,
        manifest: Option<&Path>,
        (target, wrapper): (&Path, &Path),
    ) -> Result<Vec<(String, PathBuf)>> {
        let mut cargo = cargo();
        cargo.args(["build", "--message-format=json-render-diagnostics"]);
        cargo.args(["--profile", &self.profile]);
        cargo.arg("--target-dir").arg(target);
        // With LTO, rlibs hold no machine code. Symbols are needed until the set is linked.
        for setting in ["lto=false", "strip=false"] {
            cargo.arg("--config");
            cargo.arg(format!("profile.{}.{setting}", self.profile));
        }
        name_manifest(&mut cargo, manifest);
        if self.workspace {
            cargo.arg("--workspace");
        }
        for package in &self.packages {
            cargo.args(["--package", package]);
        }
        match self.executables.as_slice() {
            _ if kind == Kind::Modules => cargo.arg("--lib"),
            // Cargo refuses names that are those of another workspace.
            names if names.is_empty() || self.manifests.len() > 1 => cargo.arg("--bins"),
            names => cargo.args(names.iter().flat_map(|name| ["--bin", name])),
        };
        cargo.args(&self.further);
        cargo.env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", wrapper);
        cargo.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = cargo.spawn().context("cannot run cargo")?;
        let messages = child.stdout.take().context("cargo has no output")?;
        let mut made = Vec::new();
        for line in BufReader::new(messages).lines() {
            let message: Value = serde_json::from_str(&line?).unwrap_or_default();
            let name = message["target"]["name"].as_str().unwrap_or_default();
            if let Some(path) = kind.made(&message) {
                made.push((name.to_owned(), PathBuf::from(path)));
            }
        }
        ensure!(
            child.wait()?.success(),
            "the {} were not built: see above",
            kind.name()
        );
        Ok(made)
    }
}

/// Refuses fewer than two executables.
fn two_or_more<'a>(mut names: impl Iterator<Item = &'a str>) -> Result<()> {
    match (names.next(), names.next()) {
        (None, _) => bail!("the selected packages have no executable"),
        (Some(name), None) => {
            bail!("there is one executable only, '{name}': a set needs two or more")
        }
        _ => Ok(()),
    }
}

/// What Cargo says about a workspace.
fn metadata(manifest: Option<&Path>) -> Result<Value> {
    let mut cargo = cargo();
    cargo.args(["metadata", "--no-deps", "--format-version=1"]);
    name_manifest(&mut cargo, manifest);
    let asked = cargo.output().context("cannot run cargo")?;
    let said = String::from_utf8_lossy(&asked.stderr);
    // Cargo explains the mistake in several lines.
    let line = said.lines().next().unwrap_or_default();
    ensure!(
        asked.status.success(),
        "{}",
        line.trim_start_matches("error: ")
    );
    Ok(serde_json::from_slice(&asked.stdout)?)
}

/// What Cargo makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Executables,
    Modules,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Executables => "executables",
            Self::Modules => "modules",
        }
    }

    /// The file of this kind of which a message of Cargo speaks.
    fn made(self, message: &Value) -> Option<&str> {
        let is = |kind: &str| {
            let mut kinds = message["target"]["kind"].as_array().into_iter().flatten();
            kinds.any(|known| known == kind)
        };
        match self {
            Self::Executables => message["executable"].as_str().filter(|_| is("bin")),
            Self::Modules => {
                let files = message["filenames"].as_array().into_iter().flatten();
                let mut files = files.filter_map(Value::as_str);
                files.find(|file| is("cdylib") && file.ends_with(".so"))
            }
        }
    }
}

/// The only target so far: relocations and start code are written for it.
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn name_manifest(cargo: &mut Command, manifest: Option<&Path>) {
    if let Some(manifest) = manifest {
        cargo.arg("--manifest-path").arg(manifest);
    }
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The target that the compiler builds for by default.
fn host() -> Result<String> {
    let said = about_compiler()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("`rustc -vV` prints no host")
}

/// The flag by which cc(1) finds the toolchain's own lld: a system need not have another.
#[cfg(test)]
pub(crate) fn lld_folder() -> String {
    let printed = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = String::from_utf8(printed.unwrap().stdout).unwrap();
    let host = host().unwrap();
    format!("-B{}/lib/rustlib/{host}/bin/gcc-ld", sysroot.trim_end())
}

/// The compiler's name and version.
pub(crate) fn compiler() -> Result<String> {
    let said = about_compiler()?;
    Ok(said.lines().next().unwrap_or_default().to_owned())
}

fn about_compiler() -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = Command::new(rustc).arg("-vV").output();
    let asked = asked.context("cannot run rustc")?;
    Ok(String::from_utf8_lossy(&asked.stdout).into_owned())
}

/// Makes the link by which rustc calls this program as its linker.
fn make_wrapper(target: &Path) -> Result<PathBuf> {
    fs::create_dir_all(target).with_context(|| format!("cannot make {}", target.display()))?;
    let wrapper = target.join(WRAPPER);
    let program = env::current_exe()?;
    if fs::read_link(&wrapper).ok().as_ref() != Some(&program) {
        let _ = fs::remove_file(&wrapper);
        std::os::unix::fs::symlink(&program, &wrapper)
            .with_context(|| format!("cannot make {}", wrapper.display()))?;
    }
    Ok(wrapper)
}

/// Checks that a link is one of a static executable by lld.
fn check(link: &Link) -> Result<()> {
    let name = &link.name;
    for flag in link.flags() {
        let text = flag.to_string_lossy();
        let file = text.rsplit('/').next().unwrap_or_default();
        if file.starts_with("libstd-") && file.ends_with(".so") || text.starts_with("-lstd-") {
            bail!(
                "'{name}' takes the standard library from a shared object: a dependency is a \
                 `dylib` only, or `-C prefer-dynamic` is set"
            );
        }
        if let Some(linker) = text
            .strip_prefix("-fuse-ld=")
            .filter(|l| !l.ends_with("lld"))
        {
            bail!("'{name}' is linked by {linker}: closed sets need lld");
        }
        if text == "-static-pie" || text == "-static" {
            bail!("'{name}' has the C library inside, so it can load no library");
        }
    }
    let lld = link
        .flags()
        .any(|flag| flag.to_string_lossy().ends_with("-fuse-ld=lld"));
    ensure!(
        lld,
        "'{name}' is linked by the C compiler's own linker: closed sets need lld"
    );
    Ok(())
}
