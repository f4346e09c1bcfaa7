//! Roles of this executable in a build: it runs between Cargo and rustc, and between rustc and the
//! linker driver. They call it by a link that is named after the variant, in a folder for the role.

use crate::link::link_times;
use crate::model::variant::{HALF_WAY, Variant};
use crate::model::workspace;
use anyhow::{Context, Result};
use closed_set::note;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The folder of the links by which rustc calls this executable, below the finished trees.
pub const LINKER: &str = "linker";

/// Returns whether the variant's links go through this executable.
pub fn goes_through_us(variant: &Variant) -> bool {
    variant.is_linked_by_us() || link_times::are_wanted()
}

/// Makes a link to this executable that is named after the variant, in `folder` below the trees.
pub fn link_to_self(folder: &str, variant: &Variant) -> Result<PathBuf> {
    let folder = workspace::trees().join(folder);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let link = folder.join(variant.name);
    replace_link(&env::current_exe()?, &link)?;
    Ok(link)
}

pub fn replace_link(target: &Path, link: &Path) -> Result<()> {
    if fs::read_link(link).ok().as_deref() != Some(target) {
        let _ = fs::remove_file(link);
        std::os::unix::fs::symlink(target, link)
            .with_context(|| format!("cannot make {}", link.display()))?;
    }
    Ok(())
}

/// The variant that this process was called for, if it was called by a link in the folder
/// `wrappers`.
pub fn called_as(wrappers: &str) -> Option<&'static Variant> {
    let name = PathBuf::from(env::args_os().next()?);
    let in_wrappers = name.parent()?.file_name() == Some(OsStr::new(wrappers));
    let name = name.file_name()?.to_str()?;
    let half_way = Some(HALF_WAY).filter(|v| v.name == name);
    Variant::find(name).or(half_way).filter(|_| in_wrappers)
}

/// Runs a compiler or linker. Returns its exit status.
pub fn run(command: &mut Command) -> ExitCode {
    match command.status() {
        Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(e) => {
            note!("error: cannot run {}: {e}", command.get_program().display());
            ExitCode::FAILURE
        }
    }
}
