//! Libraries that people preload into utilities: fakeroot, fakechroot, faketime, eatmydata, and one
//! that only counts. They replace functions of the C library, so they see nothing of a utility
//! that asks the kernel itself.
//!
//! The expectations are what GNU's utilities print with the same library.

use std::path::Path;
use testing::{Dir, Outcome, bin_dir, is_preloadable, is_root, program, skip, traced};

/// Returns a folder with copies of `utilities` in `bin`, which another user may run, or the reason
/// why nothing can be preloaded into them.
fn copies(utilities: &[&str]) -> Result<Dir, String> {
    let dir = Dir::new();
    for utility in utilities {
        let executable = bin_dir().join(utility);
        if !executable.exists() {
            return Err(format!("{utility} is not built"));
        }
        if !is_preloadable(&executable) {
            return Err("nothing can be preloaded into a static executable".to_owned());
        }
        dir.executable(&executable);
    }
    Ok(dir)
}

fn is_installed(name: &str) -> bool {
    Path::new("/usr/bin").join(name).exists()
}

/// Runs a script by fakeroot as an ordinary user.
fn by_fakeroot(dir: &Dir, script: &str) -> Outcome {
    dir.file("script", script);
    // The state is kept from run to run.
    let fakeroot = "touch state; PATH=$PWD/bin:/usr/bin:/bin exec fakeroot -i state -s state";
    dir.run_as_nobody(&format!("{fakeroot} sh -e script"))
}

#[test]
fn fakeroot_pretends_owners_modes_and_devices() {
    if !is_installed("fakeroot") {
        skip!("there is no fakeroot");
    }
    let utilities = [
        "chgrp", "chmod", "chown", "cp", "id", "install", "ln", "ls", "mkdir", "mkfifo", "mknod",
        "mv", "rm", "stat", "test", "touch", "whoami",
    ];
    let dir = match copies(&utilities) {
        Ok(dir) => dir,
        Err(reason) => skip!(&reason),
    };
    let fake = |script: &str| by_fakeroot(&dir, script);
    fake("touch f; stat -c %U:%G f; chown 12:34 f; stat -c %u:%g f; chmod 4755 f; stat -c %a f")
        .is("root:root\n12:34\n4755\n", "", 0);
    fake("ls -n f | cut -d' ' -f1-4; chgrp 56 f; stat -c %u:%g f").is(
        "-rwsr-xr-x 1 12 34\n12:56\n",
        "",
        0,
    );
    fake("mknod null c 1 3; mknod disk b 8 1; mkfifo pipe; stat -c '%F %t:%T' null disk pipe").is(
        "character special file 1:3\nblock special file 8:1\nfifo 0:0\n",
        "",
        0,
    );
    fake("ls -l null | cut -c1-21; test -b disk; test -c null; test -p pipe").is(
        "crw-r--r-- 1 root roo\n",
        "",
        0,
    );
    fake(
        "mkdir -p tree/sub; chown 1:2 tree tree/sub; ln -s f tree/link; chown -h 3:4 tree/link
          cp -a f null tree; cp -a tree copy; cd copy; stat -c '%n %u:%g %a %F' . sub link f null",
    )
    .is(
        ". 1:2 755 directory\nsub 1:2 755 directory\nlink 3:4 777 symbolic link\n\
             f 12:56 4755 regular empty file\nnull 0:0 644 character special file\n",
        "",
        0,
    );
    fake(
        "cd copy; tar --numeric-owner --sort=name -cf - sub link f null | tar -tv --numeric-owner |
          cut -d' ' -f1,2",
    )
    .is(
        "drwxr-xr-x 1/2\nlrwxrwxrwx 3/4\n-rwsr-xr-x 12/56\ncrw-r--r-- 0/0\n",
        "",
        0,
    );
    fake("install -o 5 -g 6 -m 2711 f g; install -d -o 7 -g 8 -m 1700 d; stat -c '%u:%g %a' g d")
        .is("5:6 2711\n7:8 1700\n", "", 0);
    fake("mv g moved; ln moved linked; stat -c '%u:%g %a %h' moved linked").is(
        "5:6 2711 2\n5:6 2711 2\n",
        "",
        0,
    );
    fake(
        "chown -R 9:9 tree; stat -c %u:%g tree tree/sub tree/f; chmod -R go= tree
          stat -c %a tree/f; chown --from=9:9 10:11 tree; stat -c %u:%g tree",
    )
    .is("9:9\n9:9\n9:9\n4700\n10:11\n", "", 0);
    fake("id -u; id -g; whoami; touch mine; test -O mine; test -G mine; ! test -O moved").is(
        "0\n0\nroot\n",
        "",
        0,
    );
    // fakeroot forgets what was removed, whose inode number another file may get.
    fake(
        "chown 12 mine; rm mine; touch mine; stat -c %u mine; mkdir made; chown 12 made
          rm -r made; mkdir made; stat -c %u made",
    )
    .is("0\n0\n", "", 0);
    fake(
        "cp -p moved kept; touch -r moved new; cp --attributes-only -p moved new
          stat -c '%u:%g %a' kept new",
    )
    .is("5:6 2711\n5:6 2711\n", "", 0);
}

#[test]
fn fakechroot_pretends_another_root() {
    if !is_installed("fakechroot") {
        skip!("there is no fakechroot");
    }
    let dir = match copies(&[
        "cat", "chroot", "ls", "mkdir", "mv", "pwd", "readlink", "rm",
    ]) {
        Ok(dir) => dir,
        Err(reason) => skip!(&reason),
    };
    dir.folder("lib").folder("etc").file("etc/name", "inside\n");
    let fake = |command: &str| {
        let command = format!("fakechroot bin/chroot . /bin/{command}");
        dir.run_as_nobody(&command)
    };
    fake("cat /etc/name").is("inside\n", "", 0);
    fake("ls /").is("bin\netc\nlib\n", "", 0);
    fake("pwd").is("/\n", "", 0);
    fake("mkdir -p /made/below").is("", "", 0);
    fake("mv /etc/name /made/below/name").is("", "", 0);
    fake("rm -r /etc").is("", "", 0);
    fake("readlink -e /made/below/../below/name").is("/made/below/name\n", "", 0);
    assert_eq!(dir.read("made/below/name"), b"inside\n");
}

#[test]
fn faketime_pretends_another_time() {
    if !is_installed("faketime") {
        skip!("there is no faketime");
    }
    let dir = match copies(&["date", "ls", "sleep", "touch"]) {
        Ok(dir) => dir,
        Err(reason) => skip!(&reason),
    };
    let script = |script: &str| {
        let path = format!("{}/bin:/usr/bin:/bin", dir.path().display());
        program("sh")
            .args(["-ec", script])
            .cwd(&dir)
            .env("PATH", path)
            .run()
    };
    let frozen = "faketime -f '2001-02-03 04:05:06'";
    script(&format!("{frozen} date '+%F %T'")).is("2001-02-03 04:05:06\n", "", 0);
    script(&format!("{frozen} date -d '1 day ago' +%F")).is("2001-02-02\n", "", 0);
    // Times of files are shifted for stat(2), unless it is told not to.
    script(&format!("touch new; {frozen} date -r new '+%F %T'")).is("2001-02-03 04:05:06\n", "", 0);
    script(&format!(
        "export NO_FAKE_STAT=1; {frozen} touch -d '1 hour ago' f; stat -c %y f"
    ))
    .is("2001-02-03 03:05:06.000000000 +0000\n", "", 0);
    script("faketime '2001-02-03 04:05:06' touch now; stat -c %y now | cut -c 1-16").is(
        "2001-02-03 04:05\n",
        "",
        0,
    );
    let fields = "export NO_FAKE_STAT=1; faketime -f";
    script(&format!(
        "{fields} '2001-02-03 04:05:06' ls -l f | cut -d' ' -f6-10"
    ))
    .is("Feb  3 03:05 f\n", "", 0);
    script(&format!(
        "{fields} '2002-02-03 04:05:06' ls -l f | cut -d' ' -f6-11"
    ))
    .is("Feb  3  2001 f\n", "", 0);
    // In real time, this would take more than a day.
    script("faketime -f '+0 x1000000' sleep 1d").is("", "", 0);
}

#[test]
fn eatmydata_keeps_anything_from_being_synced() {
    if !is_installed("eatmydata") {
        skip!("there is no eatmydata");
    }
    let dir = match copies(&["dd", "shred", "sync"]) {
        Ok(dir) => dir,
        Err(reason) => skip!(&reason),
    };
    dir.file("f", "content");
    let lines = [
        "sync",
        "sync f",
        "sync -d f",
        "sync -f f",
        "dd if=f of=g conv=fsync status=none",
        "dd if=f of=g conv=fdatasync status=none",
        "shred -n1 g",
    ];
    for line in lines {
        let script = format!("exec bin/{line}");
        let calls = "sync,fsync,fdatasync,syncfs";
        let traces = ["sh", "eatmydata"].map(|program| {
            let args: &[&str] = match program {
                "sh" => &["-c", &script],
                _ => &["sh", "-c", &script],
            };
            traced(&dir, calls, Path::new(program), args)
        });
        let [Some(without), Some(with)] = traces else {
            skip!("there is no strace, or it may not trace");
        };
        let syncs = |trace: &str| trace.contains("sync(") || trace.contains("syncfs(");
        assert!(syncs(&without), "{line}: {without}");
        assert!(!syncs(&with), "{line}: {with}");
    }
}

/// Counts calls of functions, and writes their names to the file that `CALLS` names.
const COUNTER: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char calls[8192];
static void note(const char *name) {
    if (!strstr(calls, name) && strlen(calls) < 8000) strcat(strcat(calls, name), "\n");
}
#define COUNT(name) long count_##name(long, long, long, long, long, long) __asm__(#name); \
    long count_##name(long a, long b, long c, long d, long e, long f) { \
    static long (*next)(long, long, long, long, long, long); \
    if (!next) next = (void *)dlsym(RTLD_NEXT, #name); \
    note(" " #name " "); \
    return next(a, b, c, d, e, f); }
__attribute__((destructor)) static void end(void) {
    FILE *file = getenv("CALLS") ? fopen(getenv("CALLS"), "w") : NULL;
    if (file) { fputs(calls, file); fclose(file); }
}
"#;

/// What utilities do, and the functions of which one must be called for it.
const CALLS: &[(&str, &str)] = &[
    ("chgrp 0 f", "fchownat"),
    ("chmod 600 f", "fchmodat"),
    ("chmod -h 600 f", "fchmodat"),
    ("chown 0 f", "fchownat"),
    ("chroot . none", "chroot"),
    ("chroot --userspec=0:0 . none", "setuid"),
    ("chroot --userspec=0:0 . none", "setgid"),
    ("chroot --userspec=0:0 . none", "setgroups"),
    ("cp f g", "openat openat64 open open64"),
    ("cp -p f g", "futimens utimensat"),
    ("cp -p f g", "fchmod"),
    ("cp -a d e", "readdir"),
    ("cp -a d e", "mkdirat mkdir"),
    (
        "cp --attributes-only --preserve=xattr f g",
        "flistxattr listxattr",
    ),
    ("cp -l f g", "linkat link"),
    ("cp -s f g", "symlinkat symlink"),
    ("date", "clock_gettime"),
    ("date -r f", "statx stat stat64"),
    ("dd if=f of=g conv=fsync status=none", "fsync"),
    ("dd if=f of=g conv=fdatasync status=none", "fdatasync"),
    ("df .", "statvfs statvfs64 statfs statfs64"),
    ("du d", "statx fstatat fstatat64"),
    ("du d", "readdir"),
    ("id -u", "geteuid"),
    ("id -ru", "getuid"),
    ("id -g", "getegid"),
    ("id -G", "getgroups getgrouplist"),
    ("install -d new", "mkdirat mkdir"),
    ("install -m 600 f g", "fchmod fchmodat"),
    ("install -o 0 f g", "fchown fchownat"),
    ("ln f g", "linkat link"),
    ("ln -s f g", "symlinkat symlink"),
    ("ls d", "readdir"),
    ("ls -l f", "statx"),
    ("ls -l f", "lgetxattr llistxattr getxattr listxattr"),
    ("mkdir new", "mkdirat mkdir"),
    ("mkfifo new", "mknodat mkfifoat mkfifo mknod"),
    ("mknod new p", "mknodat mkfifoat mkfifo mknod"),
    ("mktemp -p .", "open open64 openat openat64"),
    ("mv f g", "renameat2 renameat rename"),
    ("nproc", "sched_getaffinity"),
    ("pwd -P", "getcwd"),
    ("readlink l", "readlinkat readlink"),
    ("rm f", "unlinkat unlink"),
    ("rm -r d", "readdir"),
    ("rmdir d", "unlinkat rmdir"),
    ("sleep 0.001", "nanosleep clock_nanosleep"),
    ("stat f", "statx"),
    ("sync", "sync"),
    ("sync f", "fsync"),
    ("sync -d f", "fdatasync"),
    ("sync -f f", "syncfs"),
    ("test -r f", "faccessat access euidaccess"),
    ("test -f f", "stat stat64 fstatat fstatat64"),
    ("touch f", "futimens utimensat"),
    ("touch -h l", "utimensat"),
    ("truncate -s 1 f", "ftruncate ftruncate64"),
    ("uname -n", "uname"),
    ("whoami", "geteuid"),
];

#[test]
fn a_preloaded_library_sees_the_calls() {
    let mut utilities: Vec<_> = CALLS.iter().map(|(line, _)| name(line)).collect();
    utilities.dedup();
    let copies = match copies(&utilities) {
        Ok(dir) => dir,
        Err(reason) => skip!(&reason),
    };
    let mut functions: Vec<_> = CALLS.iter().flat_map(|(_, any)| any.split(' ')).collect();
    functions.sort_unstable();
    functions.dedup();
    let counts: String = functions.iter().map(|f| format!("COUNT({f})\n")).collect();
    copies.file("counter.c", [COUNTER, &counts].concat());
    if copies.run("command -v cc").status != 0 {
        skip!("there is no C compiler");
    }
    copies
        .run("cc -w -shared -fPIC -o counter.so counter.c")
        .is("", "", 0);
    for (line, any) in CALLS {
        if line.contains("userspec") && !is_root() {
            continue;
        }
        let dir = Dir::new();
        dir.file("f", "content").folder("d").symlink("f", "l");
        let calls = dir.join("calls");
        // Whether the call may be made is another question: not for others than root.
        let _ = program("env")
            .args([format!(
                "LD_PRELOAD={}",
                copies.join("counter.so").display()
            )])
            .args([copies.join("bin").join(name(line))])
            .args(line.split(' ').skip(1))
            .env("CALLS", "calls")
            .cwd(&dir)
            .run();
        let calls = std::fs::read_to_string(&calls).unwrap_or_default();
        let called = |function: &str| calls.contains(&format!(" {function} "));
        assert!(any.split(' ').any(called), "{line}: {calls}");
    }
}

/// The utility of a command line.
fn name(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}
