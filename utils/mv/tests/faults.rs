//! mv across file systems, when the disk is full or the process is killed: each file must be whole in
//! one of the two places.

use std::path::{Path, PathBuf};
use testing::{Dir, skip, survives, utility};

/// How many runs are killed, each a little later than the one before.
const KILLS: u32 = 60;

/// Returns a folder on another file system, or counts the test as skipped.
fn elsewhere(dir: &Dir) -> Option<testing::tempfile::TempDir> {
    use std::os::unix::fs::MetadataExt;
    let shm = Path::new("/dev/shm");
    let device = |path: &Path| path.metadata().ok().map(|metadata| metadata.dev());
    if device(shm).is_none_or(|other| Some(other) == device(dir.path())) {
        testing::skip("there is one file system only");
        return None;
    }
    let other = testing::tempfile::tempdir_in(shm);
    if other.is_err() {
        testing::skip("/dev/shm can't be written to");
    }
    other.ok()
}

fn shell(dir: &Path, script: &str) -> String {
    let output = testing::command("/bin/sh")
        .args(["-c", script])
        .env("MV", testing::bin_dir().join("mv"))
        .current_dir(dir)
        .output();
    let output = output.unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    text
}

const LIST: &str = r"find . ! -type d -printf '%p %M %U:%G %n %l %s %T+\n' -o \
                     -printf '%p %M %T+\n' | sort; find . -type f -exec cksum {} + | sort";

#[test]
fn a_moved_tree_keeps_its_attributes() {
    let dir = Dir::new();
    let Some(other) = elsewhere(&dir) else { return };
    shell(
        dir.path(),
        "mkdir -p t/d/e; echo 1 >t/f; ln t/f t/d/hard; ln -s f t/link; mkfifo t/pipe; \
         chmod 1777 t/d; chmod 600 t/f; touch -d 2001-02-03 t/f t/d t; touch -h -d 2002-02-02 t/link",
    );
    let before = shell(&dir.join("t"), LIST);
    let target = other.path().join("t");
    let args = [dir.join("t"), target.clone()];
    utility("mv").args(args).prints("");
    assert_eq!(shell(&target, LIST), before);
    assert!(!dir.join("t").exists());
}

#[test]
fn hard_links_between_operands_are_kept() {
    let dir = Dir::new();
    let Some(other) = elsewhere(&dir) else { return };
    shell(dir.path(), "echo 1 >a; ln a b; ln a c");
    let target = other.path().to_owned();
    utility("mv")
        .args(["a".as_ref(), "b".as_ref(), "c".as_ref(), target.as_os_str()])
        .cwd(&dir)
        .prints("");
    assert_eq!(shell(&target, "stat -c %h a b c"), "3\n3\n3\n");
}

#[test]
fn no_copy_fails_across_file_systems() {
    let dir = Dir::new();
    let Some(other) = elsewhere(&dir) else { return };
    dir.file("a", "x");
    let target = other.path().join("a");
    utility("mv")
        .args(["--no-copy".as_ref(), "a".as_ref(), target.as_os_str()])
        .cwd(&dir)
        .fails(
            1,
            format!(
                "mv: cannot move 'a' to '{}': Invalid cross-device link\n",
                target.display()
            ),
        );
    assert!(dir.join("a").exists() && !target.exists());
}

#[test]
fn a_full_disk_leaves_the_source_alone() {
    let dir = Dir::new();
    let text = shell(
        dir.path(),
        "mkdir s; head -c 3000000 /dev/urandom >s/big; echo 1 >s/small; cp -r s saved; \
         unshare -m sh -c 'mkdir m; mount -t tmpfs -o size=1m tmpfs m && echo mounted; \
         \"$MV\" s m; echo $?; ls m/s | wc -l' 2>err; diff -r s saved && echo same; \
         grep -c 'No space left' err",
    );
    if !text.starts_with("mounted") {
        skip!("nothing can be mounted here");
    }
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[1], lines[3]), ("1", "same"), "{text}");
    assert_ne!(lines[4], "0");
}

#[test]
fn a_read_only_target_leaves_the_source_alone() {
    let dir = Dir::new();
    let text = shell(
        dir.path(),
        "mkdir m; echo 1 >a; echo 2 >m/a; unshare -m sh -c 'mount --bind m m && \
         mount -o remount,bind,ro m && echo mounted; \"$MV\" a m; echo $?' 2>/dev/null; \
         cat a m/a",
    );
    if text.starts_with("mounted") {
        assert_eq!(text, "mounted\n1\n1\n2\n");
    } else {
        testing::skip("nothing can be mounted here");
    }
}

#[test]
fn killed_at_any_time_nothing_is_lost() {
    let dir = Dir::new();
    let Some(other) = elsewhere(&dir) else { return };
    shell(
        dir.path(),
        "mkdir saved; cd saved; for i in 1 2 3 4 5 6 7 8; do mkdir d$i; \
         for j in 1 2 3 4 5; do echo $i$j >d$i/$j; done; head -c 300000 /dev/urandom >d$i/big; done",
    );
    let saved: Vec<(PathBuf, Vec<u8>)> = (1..=8)
        .flat_map(|i| ["1", "2", "3", "4", "5", "big"].map(|name| format!("d{i}/{name}")))
        .map(|name| (PathBuf::from(&name), dir.read(format!("saved/{name}"))))
        .collect();
    let mut died = 0;
    for run in 0..KILLS {
        shell(dir.path(), "rm -rf s; cp -r saved s");
        let target = other.path().join("s");
        let _ = std::fs::remove_dir_all(&target);
        let mut child = testing::command(testing::bin_dir().join("mv"))
            .arg(dir.join("s"))
            .arg(other.path())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_micros(u64::from(run) * 150));
        let _ = child.kill();
        died += u32::from(!child.wait().unwrap().success());
        // Each file is whole in one of the two places.
        for (name, content) in &saved {
            let is_whole = |folder: &Path| {
                std::fs::read(folder.join(name)).is_ok_and(|found| found == *content)
            };
            assert!(
                is_whole(&dir.join("s")) || is_whole(&target),
                "run {run}: {name:?} is lost"
            );
        }
    }
    eprintln!("{KILLS} runs, {died} of them killed half-way");
}

#[test]
fn a_link_that_replaces_a_new_directory_is_not_followed() {
    let dir = Dir::new();
    let Some(other) = elsewhere(&dir) else { return };
    dir.file("victim", "secret").folder("vault");
    dir.run("chmod 600 victim; chmod 700 vault");
    let source = other.path().join("new");
    let prepare = || {
        std::fs::create_dir_all(source.join("sub")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o4755);
        std::fs::set_permissions(&source, mode).unwrap();
    };
    for victim in ["victim", "vault"] {
        survives(&dir, "new", victim, &prepare, &|| {
            utility("mv").args([&source, dir.path()]).run();
        });
    }
}
