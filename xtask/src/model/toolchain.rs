//! Questions to the Rust toolchain.

use anyhow::{Context, Result, ensure};
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The output of `rustc -vV`, which identifies the compiler. Libraries of different compilers can't
/// be mixed.
///
/// # Errors
/// There is no compiler.
pub fn identity() -> Result<&'static str> {
    static IDENTITY: OnceLock<String> = OnceLock::new();
    if let Some(known) = IDENTITY.get() {
        return Ok(known);
    }
    let text = ask(&["-vV"])?;
    Ok(IDENTITY.get_or_init(|| text))
}

/// The target that the compiler builds for by default.
///
/// # Errors
/// There is no compiler.
pub fn host() -> Result<&'static str> {
    identity()?
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("`rustc -vV` prints no host")
}

/// The folder of the target's standard library.
///
/// # Errors
/// There is no compiler.
pub fn std_folder() -> Result<PathBuf> {
    Ok(PathBuf::from(
        ask(&["--print", "target-libdir"])?.trim_end(),
    ))
}

/// The Cargo that runs this process, or the first one in `PATH`.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command that strips symbols and debug information: the toolchain's, or that of binutils.
///
/// # Errors
/// There is no compiler.
pub fn strip() -> Result<Command> {
    let std = std_folder()?;
    let tool = std.with_file_name("bin").join("rust-objcopy");
    if tool.exists() {
        let mut command = Command::new(tool);
        // It needs the compiler's libraries, but has no RUNPATH to them.
        command.env("LD_LIBRARY_PATH", std.join("../../.."));
        command.arg("--strip-all");
        return Ok(command);
    }
    let mut command = Command::new("objcopy");
    command.arg("--strip-all");
    Ok(command)
}

fn ask(arguments: &[&str]) -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let answer = Command::new(&rustc)
        .args(arguments)
        .output()
        .with_context(|| {
            format!(
                "cannot run {}: install the Rust toolchain (rustup.rs)",
                rustc.display()
            )
        })?;
    ensure!(
        answer.status.success(),
        "{} {}: failed",
        rustc.display(),
        arguments.join(" ")
    );
    Ok(String::from_utf8(answer.stdout)?)
}
