//! The functions of the C library that are looked up at their first call, in place of at every start
//! (see `closed_set::table`): by the internal library of a closed set, and by the executables of lean
//! variants that have no library.

use crate::link::wrapper;
use crate::model::workspace;
use anyhow::Result;
use closed_set::{late, table};
use std::fs;
use std::path::PathBuf;

/// All of these functions.
pub fn names() -> Vec<&'static str> {
    [late::LATE, RARE].concat()
}

/// The content of [`object`], as assembly text.
pub fn text() -> String {
    table::of_lone_executables(&names()) + table::NO_UNWINDER
}

/// The object file for executables that have no library.
pub fn object() -> PathBuf {
    workspace::trees().join(wrapper::LINKER).join("late.o")
}

/// Makes [`object`], unless it is there.
///
/// # Errors
/// There is no assembler, or the file can't be written.
pub fn make_object() -> Result<()> {
    let text = text();
    let known = fs::read_to_string(object().with_extension("s"));
    if !object().is_file() || known.is_ok_and(|known| known != text) {
        table::assemble(&text, &object())?;
    }
    Ok(())
}

/// Functions that most processes of these utilities never call. Those that hardly any program calls are
/// in `closed_set::late`.
const RARE: &[&str] = &[
    // Threads.
    "pthread_attr_destroy",
    "pthread_attr_init",
    "pthread_attr_setstacksize",
    "pthread_create",
    "pthread_detach",
    "pthread_join",
    "pthread_self",
    "sched_getaffinity",
    "syscall",
    "sched_yield",
    "sigaltstack",
    // Variables of threads in the library. With it, the loader is no longer a library to look for.
    "__cxa_thread_atexit_impl",
    "__tls_get_addr",
    // Other programs, and the state that they inherit.
    "chdir",
    "chroot",
    "dup2",
    "execve",
    "execvp",
    "fork",
    "getpid",
    "getppid",
    "gettid",
    "kill",
    "nice",
    "pause",
    "pidfd_getpid",
    "pidfd_spawnp",
    "pipe2",
    "poll",
    "posix_spawn",
    "sched_getscheduler",
    "prctl",
    "recv",
    "recvmsg",
    "sendmsg",
    "setgid",
    "setgroups",
    "setpgid",
    "setpriority",
    "getpriority",
    "setsid",
    "setuid",
    "socketpair",
    "waitid",
    "waitpid",
    // Signals.
    "__libc_current_sigrtmax",
    "__libc_current_sigrtmin",
    "pthread_sigmask",
    "sigaction",
    "sigaddset",
    "sigdelset",
    "sigemptyset",
    "sigfillset",
    "sigismember",
    "signal",
    "sigpending",
    "sigprocmask",
    "sigsuspend",
    // Users, and who is logged in.
    "getegid",
    "geteuid",
    "getgid",
    "getuid",
    "endutxent",
    "getgrgid",
    "getgrnam",
    "getgroups",
    "getlogin",
    "getpwnam",
    "getpwuid",
    "getutxent",
    "__nss_configure_lookup",
    "setutxent",
    "utmpxname",
    // The host.
    "gethostid",
    "sethostname",
    "sysinfo",
    "uname",
    // Terminals and devices.
    "cfgetispeed",
    "cfgetospeed",
    "cfsetispeed",
    "cfsetospeed",
    "ioctl",
    "tcgetattr",
    "tcsetattr",
    "ttyname",
    // Times that are given, in the arguments or in lines, and clocks.
    "clock_gettime",
    "futimens",
    "gmtime_r",
    "mktime",
    // The environment, file names, and messages of the locale.
    "__xpg_strerror_r",
    "getauxval",
    "getcwd",
    "getopt_long",
    "__ctype_get_mb_cur_max",
    "localeconv",
    "realpath",
    "rpmatch",
    "setenv",
    "setlocale",
    "sysconf",
    "tzset",
    "unsetenv",
    "wcrtomb",
    "tee",
    // Functions of std that these programs don't use: directories, thread-specific data, mapped
    // memory.
    "closedir",
    "dirfd",
    "exit",
    "getrandom",
    "isatty",
    "lstat64",
    "mmap64",
    "mprotect",
    "munmap",
    "opendir",
    "pathconf",
    "pthread_key_create",
    "pthread_key_delete",
    "pthread_mutex_lock",
    "pthread_mutex_unlock",
    "pthread_once",
    "pthread_setspecific",
    "readdir64",
    "readlink",
    "sigtimedwait",
    "stat64",
    // What is done for lines, entries and numbers, but by few of the utilities. A call by a stored
    // address takes ten instructions more. A name that is looked up at each start takes some 570 of all.
    "fnmatch",
    "iswblank",
    "iswcntrl",
    "iswspace",
    "localtime_r",
    "mbrtowc",
    "re_match",
    "re_search",
    "readdir",
    "snprintf",
    "statx",
    "strcoll",
    "strftime",
    "strtold",
    "strxfrm",
    "tolower",
    "toupper",
    "unlinkat",
    "vsnprintf",
    // Limits, memory with a large alignment, numbers in other forms than ours.
    "__isoc99_sscanf",
    "aligned_alloc",
    "getrlimit",
    "getrlimit64",
    "posix_memalign",
    // What is done once for a file. Reading directories and removing files is done more often.
    "access",
    "chmod",
    "chown",
    "copy_file_range",
    "faccessat",
    "fallocate64",
    "fchdir",
    "fchmod",
    "fchmodat",
    "fchown",
    "fchownat",
    "fcntl",
    "fdatasync",
    "fdopendir",
    "fgetxattr",
    "flistxattr",
    "fremovexattr",
    "fsetxattr",
    "fstatat64",
    "fstatfs64",
    "fsync",
    "ftruncate64",
    "getxattr",
    "lgetxattr",
    "link",
    "linkat",
    "listxattr",
    "lseek64",
    "llistxattr",
    "lremovexattr",
    "lsetxattr",
    "mkdir",
    "mkdirat",
    "mknodat",
    "posix_fadvise64",
    "pread64",
    "pwrite64",
    "readlinkat",
    "renameat",
    "sendfile64",
    "setxattr",
    "splice",
    "lstat",
    "stat",
    "statfs64",
    "symlinkat",
    "sync",
    "umask",
    "unlink",
    "utimensat",
    "writev",
    // Streams, which move large blocks, and mounts.
    "endmntent",
    "fclose",
    "fdopen",
    "ferror",
    "fopen",
    "fread",
    "fwrite",
    "getmntent",
    "setmntent",
    // Patterns, which are compiled once.
    "re_compile_pattern",
    "re_set_syntax",
    "regcomp",
    "regerror",
    "regfree",
    // Large memory that is zero.
    "calloc",
    // Abnormal exits.
    "_dl_find_object",
    "_exit",
    "abort",
    "dl_iterate_phdr",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_is_listed_twice() {
        let names = names();
        let different: BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }
}
