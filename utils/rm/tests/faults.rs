//! rm with very deep trees, and with another process that exchanges folders: nothing outside of the
//! tree may be lost.

use std::ffi::CString;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::{fs, thread};
use testing::{Dir, libc, utility};

/// Levels of the deep tree.
const DEEP: usize = 20_000;

/// How many runs are made while folders are exchanged.
const RACES: usize = 150;

/// Makes a folder in `above` and opens it.
#[allow(unsafe_code, reason = "std can't make folders by descriptor")]
fn descend(above: &OwnedFd, name: &str) -> OwnedFd {
    let name = CString::new(name).unwrap();
    // SAFETY: the name ends in NUL, and the descriptor is owned by the result alone.
    unsafe {
        libc::mkdirat(above.as_raw_fd(), name.as_ptr(), 0o755);
        let flags = libc::O_RDONLY | libc::O_DIRECTORY | libc::O_CLOEXEC;
        let below = libc::openat(above.as_raw_fd(), name.as_ptr(), flags);
        assert!(below >= 0);
        OwnedFd::from_raw_fd(below)
    }
}

#[test]
fn deep_trees_need_few_descriptors_and_a_small_stack() {
    // In memory if possible, as disks take a minute.
    let dir = testing::tempfile::tempdir_in("/dev/shm").or_else(|_| testing::tempfile::tempdir());
    let dir = dir.unwrap();
    let mut at = OwnedFd::from(fs::File::open(dir.path()).unwrap());
    for _ in 0..DEEP {
        at = descend(&at, "d");
    }
    drop(at);
    let rm = testing::bin_dir().join("rm");
    let output = testing::command("sh")
        .args(["-c", "ulimit -n 40; ulimit -s 512; exec \"$0\" -r d"])
        .arg(rm)
        .current_dir(dir.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((stderr.as_ref(), output.status.code()), ("", Some(0)));
    assert!(!dir.path().join("d").exists());
}

/// `t/x` is alternately a folder and a link to files that must be kept.
#[test]
fn a_folder_that_becomes_a_link_is_not_followed() {
    let dir = Dir::new();
    dir.folder("kept/x");
    for i in 0..50 {
        dir.file(format!("kept/{i}"), "")
            .file(format!("kept/x/{i}"), "");
    }
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Relaxed) {
                let _ = fs::rename(dir.join("t/x"), dir.join("aside"));
                let _ = std::os::unix::fs::symlink(dir.join("kept"), dir.join("t/x"));
                let _ = fs::remove_file(dir.join("t/x"));
                let _ = fs::rename(dir.join("aside"), dir.join("t/x"));
            }
        });
        for _ in 0..RACES {
            // These may fail because of the other thread.
            let _ = fs::create_dir_all(dir.join("t/a/b/c"));
            let _ = fs::create_dir_all(dir.join("t/x/x"));
            for i in 0..5 {
                let _ = fs::write(dir.join(format!("t/x/{i}")), "");
                let _ = fs::write(dir.join(format!("t/x/x/{i}")), "");
            }
            utility("rm").args(["-rf", "t"]).cwd(&dir).run();
        }
        over.store(true, Relaxed);
    });
    for i in 0..50 {
        assert!(dir.join(format!("kept/{i}")).exists());
        assert!(dir.join(format!("kept/x/{i}")).exists());
    }
}

/// Runs a script in a mount namespace of its own, or counts the test as skipped.
fn in_namespace(dir: &Dir, script: &str) -> Option<String> {
    let output = testing::command("unshare")
        .args(["-m", "sh", "-c", script])
        .env("RM", testing::bin_dir().join("rm"))
        .current_dir(dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.contains("mounted\n") {
        return Some(text);
    }
    testing::skip("nothing can be mounted here");
    None
}

#[test]
fn read_only_file_systems_are_reported() {
    let dir = Dir::new();
    dir.folder("d/e").file("d/f", "");
    let script = "mount --bind d d && mount -o remount,bind,ro d && echo mounted; \
                  \"$RM\" -r d/e d/f d/gone 2>&1; echo $?; \"$RM\" -rf d/gone; echo $?";
    if let Some(text) = in_namespace(&dir, script) {
        let rm = testing::bin_dir().join("rm");
        assert_eq!(
            text.replace(rm.to_str().unwrap(), "rm"),
            "mounted\nrm: cannot remove 'd/e': Read-only file system\n\
             rm: cannot remove 'd/f': Read-only file system\n\
             rm: cannot remove 'd/gone': No such file or directory\n1\n0\n"
        );
    }
    assert!(dir.join("d/f").exists() && dir.join("d/e").exists());
}

#[test]
fn one_file_system_skips_other_file_systems() {
    let dir = Dir::new();
    dir.folder("d/mnt").file("d/f", "");
    let script = "mount -t tmpfs tmpfs d/mnt && echo mounted; touch d/mnt/kept; \
                  \"$RM\" -r --one-file-system d 2>&1; echo $?; ls d/mnt; \
                  \"$RM\" -r --preserve-root=all d/mnt 2>&1; echo $?; ls d/mnt";
    if let Some(text) = in_namespace(&dir, script) {
        let rm = testing::bin_dir().join("rm");
        assert_eq!(
            text.replace(rm.to_str().unwrap(), "rm"),
            "mounted\nrm: skipping 'd/mnt', since it's on a different device\n1\nkept\n\
             rm: skipping 'd/mnt', since it's on a different device\n\
             rm: and --preserve-root=all is in effect\n1\nkept\n"
        );
    }
}
