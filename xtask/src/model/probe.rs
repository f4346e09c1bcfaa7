//! The programs that measuring needs, and the clean environment of everything that is measured.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use xxhash_rust::xxh3::xxh3_64;

/// The compiled programs of `xtask/probes`.
#[derive(Clone)]
pub(crate) struct Probes {
    /// A C-like program that does nothing.
    pub(crate) nothing: PathBuf,
    /// The same, with the C library inside, where that can be linked.
    pub(crate) static_nothing: Option<PathBuf>,
    launcher: PathBuf,
}

impl Probes {
    /// Compiles them unless that was done before.
    pub(crate) fn build(folder: &Path) -> Result<Self> {
        let nothing = include_str!("../../probes/nothing.rs");
        let launcher = include_str!("../../probes/launcher.rs");
        Ok(Self {
            nothing: compile(folder, "nothing", nothing, &[])?,
            static_nothing: compile(folder, "nothing-static", nothing, STATIC)
                .ok()
                .filter(|program| clean(program).status().is_ok_and(|status| status.success())),
            launcher: compile(folder, "launcher", launcher, &[])?,
        })
    }

    /// A command that starts a program several times and prints a line for each start.
    pub(crate) fn time(&self, runs: usize, program: &Path) -> Command {
        let mut command = clean(&self.launcher);
        command.arg("time").arg(runs.to_string()).arg(program);
        command
    }

    /// A command that executes the program in a process that ends with this one.
    pub(crate) fn tether(&self, program: &OsStr) -> Command {
        let mut command = clean(&self.launcher);
        command.arg("tether").arg(program);
        command
    }
}

/// The flags of rustc for a program that holds the C library. The toolchain's own linker makes one
/// that crashes at its start.
const STATIC: &[&str] = &[
    "-Ctarget-feature=+crt-static",
    "-Clink-arg=-fuse-ld=bfd",
    "-Clink-args=-Wl,--start-group -lgcc_eh -lgcc -lc -Wl,--end-group",
];

static LOCALE: OnceLock<String> = OnceLock::new();

/// Sets the locale of everything that is measured from now on.
pub(crate) fn use_locale(name: &str) {
    LOCALE.get_or_init(|| name.to_owned());
}

/// The locale of everything that is measured.
pub(crate) fn locale() -> &'static str {
    LOCALE.get().map_or("C", String::as_str)
}

/// A command in the environment of all measured programs. It has none of Cargo's variables
/// (`LD_LIBRARY_PATH` would take precedence over RUNPATH), and the locale of [`use_locale`].
pub(crate) fn clean(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", locale())
        .env("TZ", "UTC0")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Compiles a program. Its file name holds a hash of its source and flags, so a changed one is
/// compiled again. It is renamed into place, so that an interrupted compilation leaves no program.
fn compile(folder: &Path, name: &str, source: &str, flags: &[&str]) -> Result<PathBuf> {
    let identity = format!("{source}{}", flags.join(" "));
    let program = folder.join(format!("{name}-{:016x}", xxh3_64(identity.as_bytes())));
    if program.exists() {
        return Ok(program);
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let text = folder.join(format!("{name}.rs"));
    let unfinished = folder.join(format!("{name}.unfinished"));
    fs::write(&text, source).with_context(|| format!("cannot write {}", text.display()))?;
    let output = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
        .env_remove("LD_LIBRARY_PATH")
        .args(["--edition=2024", "-O", "-Cpanic=abort", "-Cstrip=symbols"])
        .args(flags)
        .arg(&text)
        .arg("-o")
        .arg(&unfinished)
        .output()
        .context("cannot run rustc")?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let line = message.lines().next().unwrap_or("no message").to_owned();
        bail!("rustc cannot build the {name} program that compare needs: {line}");
    }
    fs::rename(&unfinished, &program)?;
    Ok(program)
}
