//! cp that is killed half-way through --backup, meets a full disk, or copies while another process
//! exchanges what is copied, or what was made, for symbolic links.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use std::{fs, thread};
use testing::{Dir, failing, is_root, skip, survives, utility};

/// How many runs are killed, each a little later than the one before.
const KILLS: u32 = 60;

/// How many runs are made while folders are exchanged.
const RACES: usize = 80;

#[test]
fn killed_at_any_time_the_old_content_is_left() {
    let dir = Dir::new();
    let (old, new) = ("old".repeat(1000), "new".repeat(700_000));
    dir.file("new", &new);
    for run in 0..KILLS {
        dir.file("target", &old);
        let _ = fs::remove_file(dir.join("target~"));
        let mut child = testing::command(testing::bin_dir().join("cp"))
            .args(["--backup=simple", "--reflink=never", "new", "target"])
            .current_dir(dir.path())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_micros(u64::from(run) * 100));
        let _ = child.kill();
        let _ = child.wait();
        let is_old = |name| fs::read(dir.join(name)).is_ok_and(|content| content == old.as_bytes());
        assert!(is_old("target") || is_old("target~"), "run {run}");
        assert_eq!(dir.read("new"), new.as_bytes());
    }
}

/// `t/x` is alternately a folder and a link to a secret, which must not be copied.
#[test]
fn a_folder_that_becomes_a_link_is_not_followed() {
    let dir = Dir::new();
    dir.folder("t/x")
        .file("t/x/f", "public")
        .folder("secrets")
        .file("secrets/f", "secret");
    let over = AtomicBool::new(false);
    let mut leaks = 0;
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Relaxed) {
                let _ = fs::rename(dir.join("t/x"), dir.join("aside"));
                let _ = std::os::unix::fs::symlink(dir.join("secrets"), dir.join("t/x"));
                let _ = fs::remove_file(dir.join("t/x"));
                let _ = fs::rename(dir.join("aside"), dir.join("t/x"));
            }
        });
        for _ in 0..RACES {
            let _ = fs::remove_dir_all(dir.join("copy"));
            utility("cp").args(["-r", "t", "copy"]).cwd(&dir).run();
            let is_link = dir.join("copy/x").is_symlink();
            let content = fs::read(dir.join("copy/x/f")).unwrap_or_default();
            leaks += usize::from(!is_link && content == b"secret");
        }
        over.store(true, Relaxed);
    });
    assert_eq!(leaks, 0);
}

#[test]
fn a_full_disk_is_reported_and_the_backup_restored() {
    let dir = Dir::new();
    let script = "head -c 3000000 /dev/zero | tr '\\0' x >big; unshare -m sh -c 'mkdir m; \
                  mount -t tmpfs -o size=1m tmpfs m && echo mounted; echo old >m/big; \
                  \"$0\" -b big m/big; echo $?; cat m/big \"m/big~\" 2>&1 | grep -c old' \"$CP\" \
                  2>err; grep -c 'No space left' err; wc -c <big";
    let output = testing::command("sh")
        .args(["-c", script])
        .env("CP", testing::bin_dir().join("cp"))
        .current_dir(dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.starts_with("mounted") {
        assert_eq!(text, "mounted\n1\n1\n1\n3000000\n");
    } else {
        testing::skip("nothing can be mounted here");
    }
}

/// Files that only their owner may read and that must not change: a file, and a folder.
fn with_victims() -> Dir {
    let dir = Dir::new();
    dir.file("victim", "secret").folder("vault").run(
        "chmod 600 victim; chmod 700 vault; mkdir -p src/sub; chmod 4755 src; mkfifo -m 666 fifo",
    );
    dir
}

#[test]
fn a_link_that_replaces_a_new_directory_is_not_followed() {
    let dir = with_victims();
    for args in [&["-r", "src", "new"][..], &["-a", "src", "new/"]] {
        for victim in ["victim", "vault"] {
            survives(&dir, "new", victim, &|| {}, &|| {
                utility("cp").args(args).cwd(&dir).run();
            });
        }
    }
}

#[test]
fn a_link_that_replaces_a_new_pipe_is_not_followed() {
    let dir = with_victims();
    survives(&dir, "new", "victim", &|| {}, &|| {
        utility("cp").args(["-a", "fifo", "new"]).cwd(&dir).run();
    });
}

#[test]
fn a_link_that_replaces_a_new_parent_is_not_followed() {
    let dir = with_victims();
    dir.run("mkdir -p a/b to; echo x >a/b/f; chmod 711 a; chmod 777 to");
    survives(&dir, "to/a", "vault", &|| {}, &|| {
        let cp = utility("cp").args(["-a", "--parents", "a/b/f", "to"]);
        cp.cwd(&dir).run();
    });
}

/// Only what `--parents` makes gets the attributes of the source: a directory that exists may be a
/// symbolic link that somebody put there.
#[test]
fn existing_parents_keep_their_attributes() {
    if !is_root() {
        skip!("only root may give files away");
    }
    let dir = Dir::new();
    dir.run(
        "mkdir -p x/y/z to/x elsewhere; echo 1 >x/y/z/f; chown 7:8 x x/y x/y/z; \
         chmod 4711 x x/y; touch -d 2001-01-01 x x/y; mkdir link; ln -s ../elsewhere link/x",
    );
    let stat = |names| dir.run(&format!("stat -c '%a %u:%g' {names}"));
    for target in ["to", "link"] {
        let cp = utility("cp").args(["-a", "--parents", "x/y/z/f", target]);
        cp.cwd(&dir).prints("");
    }
    stat("to/x to/x/y").is("755 0:0\n4711 7:8\n", "", 0);
    stat("elsewhere link/x elsewhere/y").is("755 0:0\n777 0:0\n4711 7:8\n", "", 0);
}

/// A umask that keeps the owner out of what it makes is no reason to follow a link.
#[test]
fn a_umask_may_withhold_access_from_the_owner() {
    let dir = Dir::new();
    dir.run("mkdir -p src/sub; echo 1 >src/sub/f; chmod -R 755 src");
    let script = format!(
        "umask 700; {} -r src new; umask 022; chmod -R u+rwX new; cat new/sub/f",
        testing::bin_dir().join("cp").display()
    );
    dir.run_as_nobody(&script).is("1\n", "", 0);
}

/// A directory is opened for its owner while it is filled, even if the source can't be read.
#[test]
fn a_directory_that_was_opened_for_its_owner_gets_its_mode_back() {
    let dir = Dir::new();
    let cp = testing::bin_dir().join("cp").display().to_string();
    let script = format!(
        "umask 027; mkdir src src/none src/write; chmod 0 src/none; chmod 333 src/write
         {cp} -r src new 2>said; echo $?; stat -c %a new new/none new/write
         mkdir plain plain/sub; chmod 755 plain/sub; umask 700; {cp} -r plain/sub copy; stat -c %a copy"
    );
    dir.run_as_nobody(&script).is("1\n750\n0\n310\n55\n", "", 0);
}

/// Returns the name that a replaced link was first made with.
fn temporary_name(dir: &Dir, args: &[&str]) -> Option<String> {
    let path = testing::bin_dir().join("cp");
    let trace = testing::traced(dir, "symlinkat,linkat,symlink,link", &path, args)?;
    let start = trace.rfind("\"Cu")?;
    trace[start + 1..].split('"').next().map(str::to_owned)
}

/// Somebody who made the names first, in a directory like /tmp, could prevent links.
#[test]
fn names_of_temporary_links_cannot_be_foretold() {
    let dir = Dir::new();
    dir.file("a", "").file("b", "");
    if testing::traced(&dir, "execve", "/bin/true".as_ref(), &[]).is_none() {
        skip!("there is no strace, or it may not trace");
    }
    let name = || temporary_name(&dir, &["-sf", "a", "b"]).expect("b exists, and is replaced");
    let names = [name(), name()];
    assert_ne!(names[0], names[1]);
    assert!(names.iter().all(|name| name.len() == 14), "{names:?}");
}

/// The mode of a file with an ACL says more than its group may do: its bits of the group are a mask.
#[test]
fn a_failing_acl_grants_nothing_more() {
    let dir = Dir::new();
    dir.file("acl", "x").folder("inherits");
    let set = "chmod 640 acl; setfacl -m u:7:rw acl && setfacl -d -m u:7:rwx inherits && echo set";
    if dir.run(set).stdout != b"set\n" {
        skip!("no setfacl, or no ACLs here");
    }
    let cp = testing::bin_dir().join("cp");
    let reading = ["-e", "inject=fgetxattr:error=EIO"];
    let Some((said, status)) = failing(&dir, &reading, &cp, &["-a", "acl", "new"]) else {
        skip!("no strace");
    };
    assert_eq!(status, 1, "{said}");
    let mode = fs::metadata(dir.join("new")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{said}");
    // The ACL that the new file inherits can't be replaced.
    dir.run("setfacl -b acl");
    let setting = ["-e", "inject=fsetxattr:error=EIO"];
    let (said, status) = failing(&dir, &setting, &cp, &["-p", "acl", "inherits/new"]).unwrap();
    let reason = "preserving permissions for 'inherits/new': Input/output error\n";
    assert!(said.ends_with(reason), "{said}");
    assert_eq!(status, 1);
    // The umask does not count where rights are inherited.
    let kept =
        "chmod 664 acl; umask 027; cp --preserve=xattr acl inherits/kept; stat -c %a inherits/kept";
    let path = format!("PATH={}:$PATH; {kept}", testing::bin_dir().display());
    dir.run(&path).is("664\n", "", 0);
    // Files that are made in a new directory later would get the rights that it inherits.
    dir.folder("tree");
    let removing = ["-e", "inject=fremovexattr:error=EIO"];
    let (said, status) = failing(&dir, &removing, &cp, &["-rp", "tree", "inherits/new2"]).unwrap();
    let reason = "preserving permissions for 'inherits/new2': Input/output error\n";
    assert!(said.ends_with(reason), "{said}");
    assert_eq!(status, 1);
}

/// A backup that can't be compared with the source may be the source.
#[test]
fn no_backup_replaces_what_may_be_the_source() {
    for call in ["1", "2", "3"] {
        let dir = Dir::new();
        dir.file("f~", "new").file("f", "old");
        let path = dir.join("f~");
        let fault = format!("inject=?fstat,?newfstatat,?statx:error=EIO:when={call}");
        // Paths are matched as they are given, too.
        let path = path.to_str().expect("a path in UTF-8");
        let options = ["-P", "f~", "-P", path, "-e", &fault];
        let cp = testing::bin_dir().join("cp");
        let Some(_) = failing(&dir, &options, &cp, &["--backup=simple", "f~", "f"]) else {
            skip!("no strace");
        };
        assert_eq!(dir.read("f~"), b"new", "call {call}");
        assert_eq!(dir.read("f"), b"old", "call {call}");
    }
}

/// GNU's copies small files in the kernel, too, which can't tell reading from writing.
#[test]
fn an_error_of_a_small_copy_names_both_files() {
    let dir = Dir::new();
    dir.file("f", "1").file("old", "2");
    for (name, cp) in [
        ("new", "cp f new"),
        ("old", "cp f old"),
        ("d/f", "cp -r f d"),
    ] {
        dir.run("mkdir -p d");
        let bin = testing::bin_dir();
        let script = format!("ulimit -f 0; trap '' XFSZ; {}/{cp}", bin.display());
        let message = format!("error copying 'f' to '{name}': File too large\n");
        let run = dir.run(&script);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(said.ends_with(&message), "{cp}: {said}");
        assert_eq!(run.status, 1);
    }
}
