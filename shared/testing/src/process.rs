//! How children are started: the same whatever the test run itself inherited.

use crate::pipes;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output};
use std::time::Duration;

/// Holds the number of seconds after which a child is killed.
const LIMIT: &str = "CORELINK_TEST_LIMIT";

/// What children search for programs.
pub(crate) const PATH: &str = "/usr/bin:/bin";

/// A command for the test to start, in a known environment: only `PATH`, `LC_ALL=C` and
/// `TZ=UTC0`; default signal dispositions, mask, umask, limits and niceness; its own process
/// group. It is killed when the thread that started it ends.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", PATH)
        .env("LC_ALL", "C")
        .env("TZ", "UTC0");
    #[allow(unsafe_code, reason = "std has no other way to set these for a child")]
    // SAFETY: all that is called between fork and exec is async-signal-safe.
    unsafe {
        command.pre_exec(|| {
            reset();
            Ok(())
        })
    };
    command
}

/// Gives the calling process, a child before exec, what a login shell would give it. What is not
/// permitted stays as it is.
#[allow(unsafe_code, reason = "std sets none of these")]
fn reset() {
    const MIB: libc::rlim_t = 1024 * 1024;
    // SAFETY: all of these are async-signal-safe, and pointers are to live values.
    unsafe {
        // signal(3) refuses the two that glibc keeps for itself, which are inherited too.
        let default = [0_u64; 4];
        for signal in 1..=64 {
            let old = std::ptr::null_mut::<u64>();
            libc::syscall(libc::SYS_rt_sigaction, signal, default.as_ptr(), old, 8);
        }
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, std::ptr::null_mut());
        libc::umask(0o022);
        libc::setpriority(libc::PRIO_PROCESS, 0, 0);
        libc::setpgid(0, 0);
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
    limit(libc::RLIMIT_CORE, 0);
    limit(libc::RLIMIT_STACK, 8 * MIB);
    limit(libc::RLIMIT_NOFILE, 1024);
    for unlimited in [
        libc::RLIMIT_AS,
        libc::RLIMIT_CPU,
        libc::RLIMIT_DATA,
        libc::RLIMIT_FSIZE,
    ] {
        limit(unlimited, libc::RLIM_INFINITY);
    }
}

/// Sets a limit, or what comes nearest to it.
#[allow(unsafe_code, reason = "std sets no limits")]
fn limit(resource: libc::__rlimit_resource_t, wanted: libc::rlim_t) {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: both calls get a pointer to a live value.
    unsafe {
        if libc::getrlimit(resource, &mut limit) == 0 {
            limit.rlim_cur = wanted.min(limit.rlim_max);
            libc::setrlimit(resource, &limit);
        }
    }
}

/// Feeds a child of [`command`] and waits until it has ended and its output is closed. After the
/// time limit its process group is killed, and the test fails.
#[track_caller]
pub(crate) fn finish(child: Child, input: Vec<u8>, shown: &str) -> Output {
    let limit = std::env::var(LIMIT)
        .ok()
        .and_then(|seconds| seconds.parse().ok());
    let limit = Duration::from_secs(limit.unwrap_or(60));
    let (output, late) = pipes::within(child, &input, limit, kill_group);
    assert!(
        !late,
        "killed, as it had not ended after {limit:?}:\n$ {shown}"
    );
    output
}

#[allow(unsafe_code, reason = "std signals no process groups")]
pub(crate) fn kill_group(group: libc::pid_t) {
    // SAFETY: kill(2) touches no memory.
    unsafe { libc::kill(-group, libc::SIGKILL) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Stdio;

    #[test]
    fn children_inherit_no_ignored_signals() {
        let status = command("cat").arg("/proc/self/status").output().unwrap();
        let status = String::from_utf8(status.stdout).unwrap();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        assert_eq!(ignored.map(str::trim), Some("0000000000000000"));
    }

    #[test]
    fn what_hangs_is_killed_with_its_children() {
        let mut shell = command("sh");
        shell
            .args(["-c", "sleep 1000 & wait"])
            .stdout(Stdio::piped());
        let child = shell.spawn().unwrap();
        let group = child.id() as libc::pid_t;
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            kill_group(group);
        });
        // The sleeping grandchild holds standard output open: it must be gone too.
        assert!(!finish(child, Vec::new(), "sh").status.success());
    }
}
