//! Installed executables without `/proc`, and called from a set-user-ID program.
//!
//! Like those of a missing library, these tests need finished trees, which `cargo xtask test` builds
//! first.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const PREFIX: &str = "/usr/local";

/// Installs a tree in `folder`, as a package for `PREFIX` holds it. Returns `false` if the tree was
/// not built.
fn install(variant: &str, folder: &Path) -> bool {
    let tree = trees().join(variant);
    if !tree.join("bin/cat").exists() {
        testing::skip(&format!("`cargo xtask build {variant}` has not been run"));
        return false;
    }
    let installed = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["install", "--prefix", PREFIX, "--tree"])
        .arg(tree)
        .arg("--destdir")
        .arg(folder)
        .output()
        .unwrap();
    assert!(installed.status.success(), "{installed:?}");
    true
}

/// Installs a tree below a prefix in `folder`, to be run there. Returns the folder of its executables,
/// or `None` if the tree was not built.
fn install_in_place(variant: &str, folder: &Path) -> Option<PathBuf> {
    let tree = trees().join(variant);
    if !tree.join("bin/cat").exists() {
        testing::skip(&format!("`cargo xtask build {variant}` has not been run"));
        return None;
    }
    let prefix = folder.join("p");
    let installed = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["install", "--tree"])
        .arg(tree)
        .arg("--prefix")
        .arg(&prefix)
        .output()
        .unwrap();
    assert!(installed.status.success(), "{installed:?}");
    Some(prefix.join("bin"))
}

/// Returns the folder of the finished trees.
fn trees() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root.join(target).join("corelink")
}

/// Runs a shell script in a mount namespace in which `folder`'s prefix is in place. Returns what it
/// printed, or `None` if this process may not do so.
fn run(folder: &Path, script: &str) -> Option<String> {
    let place = format!("mount --bind \"$0{PREFIX}\" {PREFIX} || exit 99\n{script}");
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", &place])
        .arg(folder)
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    if !rustix::process::geteuid().is_root() || output.status.code() == Some(99) {
        testing::skip("this process may not mount");
        return None;
    }
    let all = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&all).into_owned())
}

const VARIANTS: [&str; 4] = ["dynamic", "dynamic-lean", "static", "multicall-lean"];

#[test]
fn without_proc() {
    for variant in VARIANTS {
        let folder = tempfile::tempdir().unwrap();
        if !install(variant, folder.path()) {
            continue;
        }
        let script = format!(
            "umount --lazy /proc || exit 99
             cd {PREFIX}/bin
             ./echo shown
             ./stdbuf -oL ./echo buffered
             cd \"$0\" && {PREFIX}/bin/mkfifo pipe && {PREFIX}/bin/ln -s pipe link
             {PREFIX}/bin/mkdir other && mount -t tmpfs tmpfs other
             {PREFIX}/bin/cp -a pipe link other && {PREFIX}/bin/mv pipe link other/
             {PREFIX}/bin/ls other
             {PREFIX}/bin/df other | {PREFIX}/bin/tail -n 1 | {PREFIX}/bin/cut -d' ' -f1"
        );
        let expected = "shown\nbuffered\nlink\npipe\n";
        if let Some(said) = run(folder.path(), &script) {
            assert!(said.starts_with(expected), "{variant}: {said}");
        }
    }
}

/// The loader of an installed lean executable opens the C library, and searches for nothing.
#[test]
fn a_false_c_library_is_not_found() {
    for variant in ["dynamic-lean", "multicall-lean", "static-lean"] {
        let folder = tempfile::tempdir().unwrap();
        let Some(bin) = install_in_place(variant, folder.path()) else {
            continue;
        };
        fs::write(folder.path().join("libc.so.6"), "false").unwrap();
        let run = |program: &Path| {
            let mut echo = Command::new(program);
            echo.arg("shown").env("LD_LIBRARY_PATH", folder.path());
            echo.output().unwrap()
        };
        let output = run(&bin.join("echo"));
        assert_eq!(output.stdout, b"shown\n", "{variant}: {output:?}");
        // The tree can be moved to another system, and has the C library searched for.
        let output = run(&trees().join(variant).join("bin/echo"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("libc.so.6: file too short"),
            "{variant}: {said}"
        );
    }
}

/// A program that runs another one with the rights of its owner and group.
const WRAPPER: &str = "#include <unistd.h>\nint main(int n, char **words) { (void)n;\n\
                       return execv(words[1], words + 1); }\n";

#[test]
fn from_a_set_user_id_program() {
    for variant in VARIANTS {
        let folder = tempfile::tempdir().unwrap();
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&folder, open).unwrap();
        if !install(variant, folder.path()) {
            continue;
        }
        fs::write(folder.path().join("wrapper.c"), WRAPPER).unwrap();
        let script = format!(
            "cd \"$0\" && cc -o wrapper wrapper.c || exit 99
             chown 1:1 wrapper && chmod 6755 wrapper || exit 99
             setpriv --reuid=65534 --regid=65534 --clear-groups ./wrapper {PREFIX}/bin/id -u
             setpriv --reuid=65534 --regid=65534 --clear-groups ./wrapper {PREFIX}/bin/id -ru"
        );
        if let Some(said) = run(folder.path(), &script) {
            assert_eq!(said, "1\n65534\n", "{variant}");
        }
    }
}
