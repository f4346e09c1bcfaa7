//! Runs an executable under ptrace(2), notes its system calls, and makes one of them fail.
//!
//! strace can do that too, in a tenth of a second. This takes a millisecond, so that each call of
//! a hundred command lines can fail in each way. It also does two things that strace can't: a
//! close(2) that fails closes the descriptor all the same, as the kernel's does, and a short read
//! or write really transfers less.

mod calls;

pub use calls::Effect;

use calls::Place;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// With this error.
    Error(i32),
    /// The kernel does not have it: this and all later calls of the number fail with `ENOSYS`.
    Missing,
    /// It transfers a single byte.
    Short,
}

/// Which call fails, and how.
#[derive(Clone, Copy, Debug)]
pub struct Injection {
    /// The number of the system call.
    pub number: i64,
    /// Which of the calls of this number, from 1.
    pub occurrence: usize,
    /// What happens to it.
    pub fault: Fault,
}

/// A system call that was made after the loader was done.
#[derive(Clone, Debug)]
pub struct Call {
    /// The number of the system call.
    pub number: i64,
    /// Which of the calls of this number it is, from 1.
    pub occurrence: usize,
    /// Its name. Calls that do the same have one name: `open` for openat(2). `close-input` is the
    /// close(2) of what is not open for writing.
    pub name: &'static str,
    /// The absolute path of the file that it is made for, if it is made for one.
    pub path: PathBuf,
    /// What it does to the file, if it is given a path.
    pub effect: Effect,
    /// What it returned.
    pub result: i64,
}

impl Call {
    /// Returns whether it makes sense to let the call fail in this way.
    pub fn may_fail(&self, fault: Fault) -> bool {
        match fault {
            Fault::Short => calls::length(self.number).is_some() && self.result > 1,
            Fault::Error(_) | Fault::Missing => calls::may_fail(self.number),
        }
    }
}

/// What happened.
#[derive(Debug, Default)]
pub struct Traced {
    /// The status of waitpid(2).
    pub status: i32,
    /// The calls, if they were asked for.
    pub calls: Vec<Call>,
    /// Whether the call that was to fail was made.
    pub injected: bool,
}

/// Runs a command. `started` is called with the process's number once it runs.
///
/// # Errors
/// It cannot be started or traced.
pub fn trace(
    mut command: Command,
    injection: Option<Injection>,
    notes_calls: bool,
    started: &dyn Fn(i32),
) -> io::Result<Traced> {
    // All calls are looked at where they are to be noted. Else the kernel picks the one number. It
    // could not do that for execve(2), by which the executable itself is started.
    let number = injection.map(|injection| injection.number);
    let picked = number.filter(|number| !notes_calls && *number != libc::SYS_execve);
    let filter = picked.map(filter);
    #[allow(unsafe_code, reason = "std does not trace")]
    // SAFETY: all of these calls may be made between fork and exec.
    unsafe {
        command.pre_exec(move || {
            ptrace(libc::PTRACE_TRACEME, 0, 0, 0)?;
            filter.as_ref().map_or(Ok(()), |filter| install(filter))
        });
    }
    let child = command.spawn()?;
    let pid = child.id() as i32;
    started(pid);
    let mut tracer = Tracer {
        pid,
        injection,
        notes_calls,
        picks: picked.is_some(),
        over: false,
        loader: 0..0,
        known: vec![pid],
        inside: Vec::new(),
        counts: Vec::new(),
        traced: Traced::default(),
    };
    let result = tracer.run();
    tracer.end_all();
    result.map(|()| tracer.traced)
}

/// Returns a program for seccomp(2) that stops at the calls of one number.
fn filter(number: i64) -> [libc::sock_filter; 4] {
    let line = |code: u32, jf: u8, k: u32| libc::sock_filter {
        code: code as u16,
        jt: 0,
        jf,
        k,
    };
    [
        line(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0),
        line(
            libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K,
            1,
            number as u32,
        ),
        line(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_TRACE),
        line(libc::BPF_RET | libc::BPF_K, 0, libc::SECCOMP_RET_ALLOW),
    ]
}

fn install(filter: &[libc::sock_filter]) -> io::Result<()> {
    let program = libc::sock_fprog {
        len: filter.len() as u16,
        filter: filter.as_ptr().cast_mut(),
    };
    #[allow(unsafe_code, reason = "std has no filters")]
    // SAFETY: the kernel copies the program, which outlives the calls.
    let result = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        libc::prctl(
            libc::PR_SET_SECCOMP,
            libc::SECCOMP_MODE_FILTER,
            std::ptr::from_ref(&program),
        )
    };
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// A call that was entered and has not returned.
struct Entered {
    thread: i32,
    call: Option<usize>,
    /// What it returns in place of the kernel's result.
    result: Option<i64>,
    /// The registers to be restored: those that the kernel would not have changed.
    restored: Option<libc::user_regs_struct>,
}

struct Tracer {
    pid: i32,
    injection: Option<Injection>,
    notes_calls: bool,
    /// Whether the kernel stops at the calls of the injection's number only.
    picks: bool,
    /// Whether another program runs by now, which is not what is tested.
    over: bool,
    /// The addresses of the dynamic loader. Its calls are not those of the utility.
    loader: std::ops::Range<u64>,
    /// All threads and processes that were seen.
    known: Vec<i32>,
    inside: Vec<Entered>,
    counts: Vec<(i64, usize)>,
    traced: Traced,
}

/// The first 32 bits of the result of waitpid(2) for a stop at a system call.
const AT_CALL: i32 = libc::SIGTRAP | 0x80;

impl Tracer {
    fn run(&mut self) -> io::Result<()> {
        // It stops where exec(2) has succeeded.
        self.wait(self.pid)?;
        self.loader = loader(self.pid);
        // Its children are traced only because the filter applies to them too.
        let options = libc::PTRACE_O_TRACESYSGOOD
            | libc::PTRACE_O_TRACECLONE
            | libc::PTRACE_O_TRACEFORK
            | libc::PTRACE_O_TRACEVFORK
            | libc::PTRACE_O_TRACESECCOMP
            | libc::PTRACE_O_TRACEEXEC
            | libc::PTRACE_O_EXITKILL;
        ptrace(libc::PTRACE_SETOPTIONS, self.pid, 0, options as u64)?;
        let (mut thread, mut signal) = (self.pid, 0);
        loop {
            let leaving = self.inside.iter().any(|entered| entered.thread == thread);
            let request = match self.picks && !leaving {
                true => libc::PTRACE_CONT,
                false => libc::PTRACE_SYSCALL,
            };
            // A thread that was killed meanwhile reports that to the next wait.
            let _ = ptrace(request, thread, 0, signal as u64);
            let (stopped, status) = self.wait(-1)?;
            (thread, signal) = (stopped, 0);
            if libc::WIFEXITED(status) || libc::WIFSIGNALED(status) {
                if stopped == self.pid {
                    self.traced.status = status;
                    return Ok(());
                }
                continue;
            }
            let new = !self.known.contains(&stopped);
            if new {
                self.known.push(stopped);
            }
            match (libc::WSTOPSIG(status), status >> 16) {
                (AT_CALL, _) => self.at_call(stopped),
                (libc::SIGTRAP, libc::PTRACE_EVENT_EXEC) if stopped == self.pid => {
                    self.over = true;
                }
                (libc::SIGTRAP, libc::PTRACE_EVENT_SECCOMP) => self.at_call(stopped),
                (libc::SIGTRAP, event) if event != 0 => {}
                // The signal that follows execve(2), and that by which a thread begins.
                (libc::SIGTRAP, _) if self.over || stopped != self.pid => {}
                (libc::SIGSTOP, _) if new => {}
                (other, _) => signal = other,
            }
        }
    }

    /// Ends what it started.
    fn end_all(&self) {
        let end = |process: i32| {
            #[allow(unsafe_code, reason = "std signals children only by their handle")]
            // SAFETY: kill(2) touches no memory. These have not been waited for.
            unsafe {
                libc::kill(process, libc::SIGKILL);
            }
        };
        for process in self.known.iter().filter(|known| **known != self.pid) {
            end(*process);
        }
        while let Ok((process, status)) = self.wait(-1) {
            // One that had not been seen before.
            if libc::WIFSTOPPED(status) {
                end(process);
            }
        }
    }

    fn wait(&self, pid: i32) -> io::Result<(i32, i32)> {
        let mut status = 0;
        #[allow(unsafe_code, reason = "std waits for no threads")]
        // SAFETY: the status outlives the call.
        let stopped = unsafe { libc::waitpid(pid, &mut status, libc::__WALL | libc::__WNOTHREAD) };
        match stopped {
            -1 => Err(io::Error::last_os_error()),
            _ => Ok((stopped, status)),
        }
    }

    fn at_call(&mut self, thread: i32) {
        let Ok(mut registers) = registers(thread) else {
            return;
        };
        let entered = self.inside.iter().position(|one| one.thread == thread);
        if let Some(index) = entered {
            let entered = self.inside.swap_remove(index);
            return self.leave(entered, &mut registers);
        }
        let entered = self.enter(thread, &mut registers);
        // The kernel does not tell when a call returns that it was not asked for.
        if !self.picks || entered.result.is_some() || entered.restored.is_some() {
            self.inside.push(entered);
        }
    }

    fn enter(&mut self, thread: i32, registers: &mut libc::user_regs_struct) -> Entered {
        let mut entered = Entered {
            thread,
            call: None,
            result: None,
            restored: None,
        };
        if self.loader.contains(&registers.rip) || !self.is_tested(thread) {
            return entered;
        }
        let number = registers.orig_rax as i64;
        let occurrence = self.count(number);
        if self.notes_calls {
            entered.call = Some(self.traced.calls.len());
            let call = self.noted(number, occurrence, &arguments(registers));
            self.traced.calls.push(call);
        }
        let Some(injection) = self.injection else {
            return entered;
        };
        let later = injection.fault == Fault::Missing && occurrence > injection.occurrence;
        if injection.number != number || !(occurrence == injection.occurrence || later) {
            return entered;
        }
        self.traced.injected = true;
        let error = match injection.fault {
            Fault::Error(error) => error,
            Fault::Missing => libc::ENOSYS,
            Fault::Short => {
                entered.restored = Some(*registers);
                shorten(number, registers);
                let _ = set_registers(thread, registers);
                return entered;
            }
        };
        entered.result = Some(-i64::from(error));
        if number != libc::SYS_close {
            // No call has this number.
            registers.orig_rax = u64::MAX;
            let _ = set_registers(thread, registers);
        }
        entered
    }

    /// Returns whether it is a thread of the process, and that still runs the executable.
    fn is_tested(&self, thread: i32) -> bool {
        let is_thread = || Path::new(&format!("/proc/{}/task/{thread}", self.pid)).exists();
        !self.over && (thread == self.pid || is_thread())
    }

    fn leave(&mut self, entered: Entered, registers: &mut libc::user_regs_struct) {
        if let Some(old) = entered.restored {
            *registers = libc::user_regs_struct {
                rax: registers.rax,
                rip: registers.rip,
                rcx: registers.rcx,
                r11: registers.r11,
                ..old
            };
        }
        if let Some(result) = entered.result {
            registers.rax = result as u64;
        }
        if entered.restored.is_some() || entered.result.is_some() {
            let _ = set_registers(entered.thread, registers);
        }
        if let Some(call) = entered.call {
            self.traced.calls[call].result = registers.rax as i64;
        }
    }

    fn count(&mut self, number: i64) -> usize {
        if let Some((_, count)) = self.counts.iter_mut().find(|(known, _)| *known == number) {
            *count += 1;
            return *count;
        }
        self.counts.push((number, 1));
        1
    }

    fn noted(&self, number: i64, occurrence: usize, args: &[u64; 6]) -> Call {
        let (mut name, place) = calls::described(number);
        if name == "close" && !self.is_written(args[0]) {
            name = "close-input";
        }
        let (path, effect) = match place {
            Place::Nowhere => (PathBuf::new(), Effect::None),
            Place::Descriptor(index) => (self.path_of(args[index] as i32), Effect::None),
            Place::Path(index) => (
                self.path_at(libc::AT_FDCWD, args[index]),
                calls::effect(number, args),
            ),
            Place::At(index) => {
                let folder = args[index] as i32;
                match self.string(args[index + 1]) {
                    // The descriptor itself.
                    name if name.as_os_str().is_empty() => (self.path_of(folder), Effect::None),
                    _ => (
                        self.path_at(folder, args[index + 1]),
                        calls::effect(number, args),
                    ),
                }
            }
        };
        Call {
            number,
            occurrence,
            name,
            path,
            effect,
            result: 0,
        }
    }

    /// Returns whether a descriptor is open for writing.
    fn is_written(&self, descriptor: u64) -> bool {
        let path = format!("/proc/{}/fdinfo/{descriptor}", self.pid);
        let info = std::fs::read_to_string(path).unwrap_or_default();
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.and_then(|flags| i32::from_str_radix(flags.trim(), 8).ok());
        flags.is_some_and(|flags| flags & libc::O_ACCMODE != libc::O_RDONLY)
    }

    fn path_of(&self, descriptor: i32) -> PathBuf {
        let link = match descriptor {
            libc::AT_FDCWD => format!("/proc/{}/cwd", self.pid),
            _ => format!("/proc/{}/fd/{descriptor}", self.pid),
        };
        std::fs::read_link(link).unwrap_or_default()
    }

    fn path_at(&self, folder: i32, name: u64) -> PathBuf {
        let name = self.string(name);
        // Normalised, but for `..`.
        let joined = self.path_of(folder).join(name);
        joined.components().collect()
    }

    /// Returns the path at an address of the process.
    fn string(&self, address: u64) -> PathBuf {
        use std::os::unix::ffi::OsStringExt;
        let mut bytes = vec![0; libc::PATH_MAX as usize];
        let memory = File::open(format!("/proc/{}/mem", self.pid));
        let read = memory.and_then(|memory| memory.read_at(&mut bytes, address));
        bytes.truncate(read.unwrap_or(0));
        let end = bytes.iter().position(|byte| *byte == 0);
        bytes.truncate(end.unwrap_or(0));
        PathBuf::from(std::ffi::OsString::from_vec(bytes))
    }
}

fn arguments(registers: &libc::user_regs_struct) -> [u64; 6] {
    [
        registers.rdi,
        registers.rsi,
        registers.rdx,
        registers.r10,
        registers.r8,
        registers.r9,
    ]
}

/// Makes the call transfer one byte.
fn shorten(number: i64, registers: &mut libc::user_regs_struct) {
    match calls::length(number) {
        Some(1) => registers.rsi = 1,
        Some(2) => registers.rdx = 1,
        Some(3) => registers.r10 = 1,
        Some(4) => registers.r8 = 1,
        _ => {}
    }
}

/// Returns the addresses of the loader of a process.
fn loader(pid: i32) -> std::ops::Range<u64> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    let is_loader = |line: &&str| {
        let path = line.rsplit(' ').next().unwrap_or_default();
        Path::new(path)
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("ld-"))
    };
    let ranges = maps.lines().filter(is_loader).filter_map(|line| {
        let (start, rest) = line.split_once('-')?;
        let end = rest.split(' ').next()?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        Some((number(start)?, number(end)?))
    });
    let (starts, ends): (Vec<_>, Vec<_>) = ranges.unzip();
    match (starts.into_iter().min(), ends.into_iter().max()) {
        (Some(start), Some(end)) => start..end,
        _ => 0..0,
    }
}

fn registers(thread: i32) -> io::Result<libc::user_regs_struct> {
    #[allow(unsafe_code, reason = "the structure is C's")]
    // SAFETY: all of its fields are integers.
    let mut registers: libc::user_regs_struct = unsafe { std::mem::zeroed() };
    let address = std::ptr::from_mut(&mut registers) as u64;
    ptrace(libc::PTRACE_GETREGS, thread, 0, address)?;
    Ok(registers)
}

fn set_registers(thread: i32, registers: &libc::user_regs_struct) -> io::Result<()> {
    let address = std::ptr::from_ref(registers) as u64;
    ptrace(libc::PTRACE_SETREGS, thread, 0, address).map(drop)
}

fn ptrace(request: libc::c_uint, pid: i32, address: u64, data: u64) -> io::Result<i64> {
    #[allow(unsafe_code, reason = "std does not trace")]
    // SAFETY: where `data` is an address, callers pass that of a structure of the right type.
    let result = unsafe { libc::ptrace(request, pid, address, data) };
    match result {
        -1 => Err(io::Error::last_os_error()),
        result => Ok(result),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dir, process};

    /// Runs cat(1) of the machine, with its output in `out`.
    fn cat(dir: &Dir, injection: Option<Injection>) -> Traced {
        let out = File::create(dir.join("out")).unwrap();
        let mut command = process::command("/bin/cat");
        command.arg("in").current_dir(dir.path()).stdout(out);
        trace(command, injection, injection.is_none(), &|_| {}).unwrap()
    }

    #[test]
    fn the_chosen_call_fails() {
        let dir = Dir::new();
        dir.file("in", "text\n");
        let calls = cat(&dir, None).calls;
        let path = dir.path().canonicalize().unwrap().join("in");
        let reads = |call: &&Call| call.path == path && call.result == 5;
        let call = calls.iter().find(reads).expect("it is read, or copied");
        let with = |fault| {
            let injection = Injection {
                number: call.number,
                occurrence: call.occurrence,
                fault,
            };
            let traced = cat(&dir, Some(injection));
            assert!(traced.injected, "{calls:?}");
            (libc::WEXITSTATUS(traced.status), dir.read("out"))
        };
        assert_eq!(with(Fault::Error(libc::EIO)), (1, Vec::new()));
        assert_eq!(with(Fault::Short), (0, b"text\n".to_vec()));
    }

    #[test]
    fn a_failing_close_closes() {
        let dir = Dir::new();
        dir.file("in", "text\n");
        let calls = cat(&dir, None).calls;
        let path = dir.path().canonicalize().unwrap().join("out");
        let closes = |call: &&Call| call.path == path && call.name == "close";
        let call = calls.iter().find(closes).expect("it closes its output");
        let injection = Injection {
            number: call.number,
            occurrence: call.occurrence,
            fault: Fault::Error(libc::EDQUOT),
        };
        let traced = cat(&dir, Some(injection));
        assert_eq!(libc::WEXITSTATUS(traced.status), 1);
        assert_eq!(dir.read("out"), b"text\n");
    }
}
