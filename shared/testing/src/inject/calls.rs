//! System calls: their names, what they are made for, and whether they change it.

use libc::c_long;

/// Where a call names the file that it is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is made for no file.
    Nowhere,
    /// The argument is a path.
    Path(usize),
    /// The argument is the descriptor of a folder, and the next one a path.
    At(usize),
    /// The argument is a descriptor.
    Descriptor(usize),
}

/// What a call does to the file whose name it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It tells something of the file, or opens it for reading.
    Looks,
    /// It changes the file that the name leads to, through a symbolic link in the last component.
    ChangesThroughLinks,
    /// It changes the name, or what has the name, and follows no link.
    ChangesName,
    /// Neither, or it was given a descriptor.
    None,
}

use Place::{At, Descriptor, Nowhere, Path};

/// Calls of one name do the same in several ways, so that the call of one utility can be found
/// among those of another.
const CALLS: &[(c_long, &str, Place)] = &[
    (libc::SYS_access, "access", Path(0)),
    (libc::SYS_chdir, "chdir", Path(0)),
    (libc::SYS_chmod, "chmod", Path(0)),
    (libc::SYS_chown, "chown", Path(0)),
    (libc::SYS_chroot, "chroot", Path(0)),
    (libc::SYS_clock_nanosleep, "sleep", Nowhere),
    (libc::SYS_clone, "clone", Nowhere),
    (libc::SYS_clone3, "clone", Nowhere),
    (libc::SYS_close, "close", Descriptor(0)),
    (libc::SYS_connect, "connect", Nowhere),
    (libc::SYS_copy_file_range, "copy_file_range", Descriptor(0)),
    (libc::SYS_creat, "open", Path(0)),
    (libc::SYS_dup, "dup", Descriptor(0)),
    (libc::SYS_dup2, "dup", Descriptor(0)),
    (libc::SYS_dup3, "dup", Descriptor(0)),
    (libc::SYS_execve, "execve", Path(0)),
    (libc::SYS_faccessat, "access", At(0)),
    (libc::SYS_faccessat2, "access", At(0)),
    (libc::SYS_fadvise64, "fadvise", Descriptor(0)),
    (libc::SYS_fallocate, "fallocate", Descriptor(0)),
    (libc::SYS_fchdir, "chdir", Descriptor(0)),
    (libc::SYS_fchmod, "chmod", Descriptor(0)),
    (libc::SYS_fchmodat, "chmod", At(0)),
    (libc::SYS_fchmodat2, "chmod", At(0)),
    (libc::SYS_fchown, "chown", Descriptor(0)),
    (libc::SYS_fchownat, "chown", At(0)),
    (libc::SYS_fcntl, "fcntl", Descriptor(0)),
    (libc::SYS_fdatasync, "fsync", Descriptor(0)),
    (libc::SYS_fgetxattr, "getxattr", Descriptor(0)),
    (libc::SYS_flistxattr, "listxattr", Descriptor(0)),
    (libc::SYS_fremovexattr, "removexattr", Descriptor(0)),
    (libc::SYS_fsetxattr, "setxattr", Descriptor(0)),
    (libc::SYS_fstat, "stat", Descriptor(0)),
    (libc::SYS_fstatfs, "statfs", Descriptor(0)),
    (libc::SYS_fsync, "fsync", Descriptor(0)),
    (libc::SYS_ftruncate, "truncate", Descriptor(0)),
    (libc::SYS_getcwd, "getcwd", Nowhere),
    (libc::SYS_getdents64, "getdents", Descriptor(0)),
    (libc::SYS_getegid, "getegid", Nowhere),
    (libc::SYS_geteuid, "geteuid", Nowhere),
    (libc::SYS_getgid, "getgid", Nowhere),
    (libc::SYS_getgroups, "getgroups", Nowhere),
    (libc::SYS_getpid, "getpid", Nowhere),
    (libc::SYS_getppid, "getppid", Nowhere),
    (libc::SYS_getpriority, "getpriority", Nowhere),
    (libc::SYS_getrandom, "getrandom", Nowhere),
    (libc::SYS_getrlimit, "getrlimit", Nowhere),
    (libc::SYS_getuid, "getuid", Nowhere),
    (libc::SYS_getxattr, "getxattr", Path(0)),
    (libc::SYS_inotify_add_watch, "inotify_add_watch", Path(1)),
    (libc::SYS_inotify_init1, "inotify_init", Nowhere),
    (libc::SYS_ioctl, "ioctl", Descriptor(0)),
    (libc::SYS_kill, "kill", Nowhere),
    (libc::SYS_lchown, "chown", Path(0)),
    (libc::SYS_lgetxattr, "getxattr", Path(0)),
    (libc::SYS_link, "link", Path(1)),
    (libc::SYS_linkat, "link", At(2)),
    (libc::SYS_listxattr, "listxattr", Path(0)),
    (libc::SYS_llistxattr, "listxattr", Path(0)),
    (libc::SYS_lremovexattr, "removexattr", Path(0)),
    (libc::SYS_lseek, "lseek", Descriptor(0)),
    (libc::SYS_lsetxattr, "setxattr", Path(0)),
    (libc::SYS_lstat, "stat", Path(0)),
    (libc::SYS_mkdir, "mkdir", Path(0)),
    (libc::SYS_mkdirat, "mkdir", At(0)),
    (libc::SYS_mknod, "mknod", Path(0)),
    (libc::SYS_mknodat, "mknod", At(0)),
    (libc::SYS_nanosleep, "sleep", Nowhere),
    (libc::SYS_newfstatat, "stat", At(0)),
    (libc::SYS_open, "open", Path(0)),
    (libc::SYS_openat, "open", At(0)),
    (libc::SYS_openat2, "open", At(0)),
    (libc::SYS_pipe, "pipe", Nowhere),
    (libc::SYS_pipe2, "pipe", Nowhere),
    (libc::SYS_poll, "poll", Nowhere),
    (libc::SYS_ppoll, "poll", Nowhere),
    (libc::SYS_prctl, "prctl", Nowhere),
    (libc::SYS_pread64, "read", Descriptor(0)),
    (libc::SYS_prlimit64, "getrlimit", Nowhere),
    (libc::SYS_pwrite64, "write", Descriptor(0)),
    (libc::SYS_read, "read", Descriptor(0)),
    (libc::SYS_readlink, "readlink", Path(0)),
    (libc::SYS_readlinkat, "readlink", At(0)),
    (libc::SYS_readv, "read", Descriptor(0)),
    (libc::SYS_removexattr, "removexattr", Path(0)),
    (libc::SYS_rename, "rename", Path(0)),
    (libc::SYS_renameat, "rename", At(0)),
    (libc::SYS_renameat2, "rename", At(0)),
    (libc::SYS_rmdir, "remove", Path(0)),
    (libc::SYS_rt_sigaction, "sigaction", Nowhere),
    (libc::SYS_rt_sigprocmask, "sigprocmask", Nowhere),
    (libc::SYS_rt_sigsuspend, "sigsuspend", Nowhere),
    (libc::SYS_rt_sigtimedwait, "sigtimedwait", Nowhere),
    (libc::SYS_sched_getaffinity, "sched_getaffinity", Nowhere),
    (libc::SYS_sendfile, "sendfile", Descriptor(1)),
    (libc::SYS_set_tid_address, "set_tid_address", Nowhere),
    (libc::SYS_setgid, "setgid", Nowhere),
    (libc::SYS_setgroups, "setgroups", Nowhere),
    (libc::SYS_setpgid, "setpgid", Nowhere),
    (libc::SYS_setpriority, "setpriority", Nowhere),
    (libc::SYS_setuid, "setuid", Nowhere),
    (libc::SYS_setxattr, "setxattr", Path(0)),
    (libc::SYS_sigaltstack, "sigaltstack", Nowhere),
    (libc::SYS_socket, "socket", Nowhere),
    (libc::SYS_splice, "splice", Descriptor(0)),
    (libc::SYS_stat, "stat", Path(0)),
    (libc::SYS_statfs, "statfs", Path(0)),
    (libc::SYS_statx, "stat", At(0)),
    (libc::SYS_symlink, "symlink", Path(1)),
    (libc::SYS_symlinkat, "symlink", At(1)),
    (libc::SYS_sync, "sync", Nowhere),
    (libc::SYS_syncfs, "syncfs", Descriptor(0)),
    (libc::SYS_sysinfo, "sysinfo", Nowhere),
    (libc::SYS_tee, "tee", Descriptor(0)),
    (libc::SYS_timer_create, "timer_create", Nowhere),
    (libc::SYS_timer_settime, "timer_settime", Nowhere),
    (libc::SYS_truncate, "truncate", Path(0)),
    (libc::SYS_umask, "umask", Nowhere),
    (libc::SYS_uname, "uname", Nowhere),
    (libc::SYS_unlink, "remove", Path(0)),
    (libc::SYS_unlinkat, "remove", At(0)),
    (libc::SYS_utimensat, "utimens", At(0)),
    (libc::SYS_wait4, "wait", Nowhere),
    (libc::SYS_write, "write", Descriptor(0)),
    (libc::SYS_writev, "write", Descriptor(0)),
];

/// Calls that do not fail like this, or that belong to the memory of the process: what a utility
/// does when there is no memory has tests of its own.
const NEVER_FAIL: &[c_long] = &[
    libc::SYS_brk,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_futex,
    libc::SYS_madvise,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_rseq,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_gettid,
    libc::SYS_umask,
    libc::SYS_uname,
];

/// Returns the name of a call and where it names a file.
pub(super) fn described(number: i64) -> (&'static str, Place) {
    let known = CALLS.iter().find(|(known, ..)| *known == number);
    known.map_or(("other", Nowhere), |(_, name, place)| (*name, *place))
}

/// Returns whether it makes sense to let the call fail.
pub(super) fn may_fail(number: i64) -> bool {
    !NEVER_FAIL.contains(&number)
}

/// Returns which argument is the number of bytes that the call may transfer.
pub(super) fn length(number: i64) -> Option<usize> {
    match number {
        libc::SYS_read | libc::SYS_pread64 | libc::SYS_write | libc::SYS_pwrite64 => Some(2),
        // The number of buffers.
        libc::SYS_readv | libc::SYS_writev => Some(2),
        libc::SYS_sendfile => Some(3),
        libc::SYS_copy_file_range | libc::SYS_splice => Some(4),
        libc::SYS_getrandom => Some(1),
        _ => None,
    }
}

/// Returns what a call with these arguments does to the file that it is given the name of.
pub(super) fn effect(number: i64, args: &[u64; 6]) -> Effect {
    let flag = |argument: usize, flag: i32| args[argument] & flag as u64 != 0;
    let unless = |nofollow: bool| match nofollow {
        true => Effect::ChangesName,
        false => Effect::ChangesThroughLinks,
    };
    let opened = |flags: usize| {
        let safe = flag(flags, libc::O_NOFOLLOW) || flag(flags, libc::O_EXCL);
        match flag(
            flags,
            libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC,
        ) {
            true => unless(safe),
            false => Effect::Looks,
        }
    };
    match number {
        libc::SYS_open => opened(1),
        libc::SYS_openat => opened(2),
        libc::SYS_creat
        | libc::SYS_chmod
        | libc::SYS_chown
        | libc::SYS_truncate
        | libc::SYS_setxattr
        | libc::SYS_removexattr
        | libc::SYS_fchmodat => Effect::ChangesThroughLinks,
        libc::SYS_fchmodat2 | libc::SYS_utimensat => unless(flag(3, libc::AT_SYMLINK_NOFOLLOW)),
        libc::SYS_fchownat => unless(flag(4, libc::AT_SYMLINK_NOFOLLOW)),
        libc::SYS_lchown
        | libc::SYS_lsetxattr
        | libc::SYS_lremovexattr
        | libc::SYS_link
        | libc::SYS_linkat
        | libc::SYS_mkdir
        | libc::SYS_mkdirat
        | libc::SYS_mknod
        | libc::SYS_mknodat
        | libc::SYS_rename
        | libc::SYS_renameat
        | libc::SYS_renameat2
        | libc::SYS_rmdir
        | libc::SYS_symlink
        | libc::SYS_symlinkat
        | libc::SYS_unlink
        | libc::SYS_unlinkat => Effect::ChangesName,
        _ => Effect::Looks,
    }
}
