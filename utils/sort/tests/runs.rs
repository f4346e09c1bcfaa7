//! Temporary files of sort, and merging.

use shared::rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use testing::{Case, Dir, bin_dir, failing, skip, utility};

fn sort<const N: usize>(args: [&str; N]) -> Case {
    utility("sort").args(args)
}

#[test]
fn compresses_runs() {
    let dir = Dir::new();
    let program = |name: &str, script: &str| {
        dir.script(name, script);
    };
    program("good", "#!/bin/sh\ntouch used\nexec tr a-y b-z\n");
    program(
        "undo",
        "#!/bin/sh\ncase $1 in -d) tr b-z a-y;; *) touch used; tr a-y b-z;; esac\n",
    );
    program("bad", "#!/bin/sh\ncat >/dev/null\nexit 3\n");
    let text: String = (0..900)
        .map(|i| format!("line {}\n", i * 7 % 900))
        .collect();
    let expected = sort([]).stdin(&text).run();
    let run = |name: &str| {
        let program = format!("--compress-program=./{name}");
        sort(["-S2K", &program]).cwd(&dir).stdin(&text).run()
    };
    assert_eq!(run("undo"), expected);
    assert!(dir.join("used").exists());
    run("bad").is("", "sort: './bad' terminated abnormally\n", 2);
    // Without the program, runs are not compressed.
    let outcome = run("missing");
    assert_eq!((outcome.stdout, outcome.status), (expected.stdout, 0));
    assert!(outcome.stderr.ends_with(b"No such file or directory\n"));
}

/// Waits until the child has a temporary file open in `dir`.
fn wait_for_temporary_file(child: &Child, dir: &Dir) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let descriptors = format!("/proc/{}/fd", child.id());
    let is_in_dir = |entry: std::io::Result<std::fs::DirEntry>| {
        let target = entry.and_then(|entry| std::fs::read_link(entry.path()));
        target.is_ok_and(|target| target.starts_with(dir.path()))
    };
    while !std::fs::read_dir(&descriptors).unwrap().any(is_in_dir) {
        assert!(Instant::now() < deadline, "there is no temporary file");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn leaves_no_files_behind_when_it_is_killed() {
    for signal in [Signal::INT, Signal::TERM, Signal::KILL] {
        let dir = Dir::new();
        let mut case = sort(["-S1K", "-T"]).args([dir.path()]);
        let command = case.command().stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut pipe, &b"some line\n".repeat(20_000)).unwrap();
        wait_for_temporary_file(&child, &dir);
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert!(!child.wait().unwrap().success(), "{signal:?}");
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            0,
            "{signal:?}"
        );
    }
}

#[test]
fn merges_many_files() {
    let dir = Dir::new();
    let names: Vec<String> = (0..40).map(|i| format!("f{i:02}")).collect();
    for (i, name) in names.iter().enumerate() {
        let lines: String = (0..20)
            .map(|k| format!("{:04} {name}\n", k * 3 + i % 3))
            .collect();
        dir.file(name, lines);
    }
    for options in [
        &["-m"][..],
        &["-ms", "-k1,1"],
        &["-m", "--batch-size=3"],
        &["-mu", "-k1,1n"],
        &[],
    ] {
        utility("sort")
            .args(options)
            .args(&names)
            .cwd(&dir)
            .recorded();
    }
}

#[test]
fn merges_with_few_descriptors() {
    let dir = Dir::new();
    let names: Vec<String> = (0..31).map(|i| format!("f{i:02}")).collect();
    for (i, name) in names.iter().enumerate() {
        dir.file(name, format!("{i:02}\n"));
    }
    let expected: String = (0..31).map(|i| format!("{i:02}\n")).collect();
    let mut case = utility("sort").args(["-m"]).args(&names).cwd(&dir);
    #[allow(unsafe_code, reason = "std can't set the limits of a child")]
    // SAFETY: setrlimit(2) may be called between fork and exec.
    unsafe {
        std::os::unix::process::CommandExt::pre_exec(case.command(), || {
            let limit = testing::libc::rlimit {
                rlim_cur: 6,
                rlim_max: 6,
            };
            testing::libc::setrlimit(testing::libc::RLIMIT_NOFILE, &limit);
            Ok(())
        })
    };
    case.prints(expected);
}

/// Since GNU 9.9, a compressor that does not read everything is an error of its own.
#[test]
fn a_compressor_that_exits_early_is_reported() {
    let dir = Dir::new();
    let lines: String = (0..20_000).map(|i| format!("{i}\n")).collect();
    dir.file("s", lines);
    // The second has exited only when the run, which fits into the pipe, is written.
    dir.script("late", "#!/bin/sh\nsleep 0.1\n");
    for program in ["true", "./late"] {
        let compressor = format!("--compress-program={program}");
        utility("sort")
            .cwd(&dir)
            .args([&compressor, "-S1k", "--batch-size=30", "s", "s"])
            .fails(2, "sort: write failed: Broken pipe\n");
    }
}

/// An input that can't be compared with the output may be the output, which is truncated first.
#[test]
fn an_input_that_may_be_the_output_is_kept() {
    let dir = Dir::new();
    dir.file("a", "1\n3\n").file("b", "2\n4\n");
    let path = dir.join("b");
    let fault = "inject=?fstat,?newfstatat,?statx:error=EIO";
    let options = ["-P", path.to_str().expect("a path in UTF-8"), "-e", fault];
    let args = ["-m", "-o", "b", "a", "b"];
    let Some((said, status)) = failing(&dir, &options, &bin_dir().join("sort"), &args) else {
        skip!("no strace");
    };
    assert_eq!((&*said, status), ("", 0));
    assert_eq!(dir.read("b"), b"1\n2\n3\n4\n");
}
