//! What is tested, and what the machine has for it.

use crate::Dir;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Returns the folder with the executables under test: that which `CORELINK_BIN` names, so that
/// `cargo xtask test` can run each test once for each variant, else the one that Cargo built them
/// in.
pub fn bin_dir() -> PathBuf {
    if let Some(dir) = std::env::var_os("CORELINK_BIN") {
        return dir.into();
    }
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors()
        .nth(2)
        .expect("target/PROFILE/deps/TEST")
        .to_owned()
}

/// Returns whether the executables under test are linked against a library of ours. The loader
/// finds that by `$ORIGIN`, which it refuses to set-user-ID programs and can't resolve without
/// `/proc`.
pub fn needs_origin() -> bool {
    let libraries = fs::read_dir(bin_dir().join("../lib/corelink"));
    let ours = |name: OsString| name.as_bytes().starts_with(b"libcorelink-");
    libraries.is_ok_and(|entries| entries.flatten().any(|entry| ours(entry.file_name())))
}

/// Returns whether an executable is run by the loader, which can preload libraries into it: whether
/// it names one.
pub fn is_preloadable(executable: &Path) -> bool {
    let file = fs::read(executable).expect("an executable can be read");
    let number = |at: usize, length: usize| {
        let bytes = file.get(at..at + length).unwrap_or_default();
        let digits = bytes.iter().rev();
        digits.fold(0, |number, &byte| number << 8 | usize::from(byte))
    };
    // The fields of an ELF file of 64 bits: where its program headers are, their size and number.
    let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    (0..count).any(|header| number(start + header * size, 4) == INTERPRETER)
}

/// The type of a program header that names the loader: `PT_INTERP`.
const INTERPRETER: usize = 3;

/// Returns whether the machine has a locale.
pub fn has_locale(name: &str) -> bool {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    let plain = |name: &str| name.to_lowercase().replace("utf-8", "utf8");
    let all = ALL.get_or_init(|| {
        let output = Command::new("locale").arg("-a").output();
        let names = output.map(|output| output.stdout).unwrap_or_default();
        String::from_utf8_lossy(&names).lines().map(plain).collect()
    });
    all.contains(&plain(name))
}

/// Returns whether the test is run by root.
pub fn is_root() -> bool {
    // The owner of what we create is who we are.
    let dir = Dir::new();
    std::os::unix::fs::MetadataExt::uid(&fs::metadata(dir.path()).expect("it exists")) == 0
}

/// Returns a name that is not UTF-8.
pub fn bad_name() -> OsString {
    OsStr::from_bytes(b"bad\xff\xfename").to_owned()
}

/// Gives up root's privileges for those of the user 65534, without a way back. Call it before
/// threads are started.
///
/// # Errors
/// The process is not root's.
#[allow(unsafe_code, reason = "std can't change the user of the process")]
pub fn become_nobody() -> std::io::Result<()> {
    // SAFETY: none of these keeps the pointer, which is not used for an empty list.
    let failed = unsafe {
        libc::setgroups(0, std::ptr::null()) != 0
            || libc::setgid(65534) != 0
            || libc::setuid(65534) != 0
    };
    if failed {
        return Err(std::io::Error::last_os_error());
    }
    Ok(())
}
