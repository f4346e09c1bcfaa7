//! What passes between a test and its child, by one thread: most runs take a millisecond, and
//! threads would be a good part of it.

use std::io::{ErrorKind, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::process::{Child, ChildStdin, Output};
use std::time::{Duration, Instant};

/// How much is read at once.
const BLOCK: usize = 64 * 1024;

/// Feeds `child` with `input` and reads its output until both pipes are closed and the child has
/// ended. After the time limit, calls `kill` with its number and goes on until it has. Returns what
/// it wrote, and whether it was late.
pub(crate) fn within(
    mut child: Child,
    input: &[u8],
    limit: Duration,
    kill: fn(libc::pid_t),
) -> (Output, bool) {
    let mut end = Deadline {
        at: Instant::now() + limit,
        group: child.id() as libc::pid_t,
        kill,
        late: false,
    };
    let mut feed = Feed::new(child.stdin.take(), input);
    let mut stdout = Source::new(child.stdout.take());
    let mut stderr = Source::new(child.stderr.take());
    let mut block = vec![0; BLOCK];
    while stdout.is_open() || stderr.is_open() || feed.is_open() {
        let ready = end.wait([
            (feed.descriptor(), libc::POLLOUT),
            (stdout.descriptor(), libc::POLLIN),
            (stderr.descriptor(), libc::POLLIN),
        ]);
        if ready[0] {
            feed.write();
        }
        if ready[1] {
            stdout.read(&mut block);
        }
        if ready[2] {
            stderr.read(&mut block);
        }
    }
    // Without this, the limit would not hold for a child that has closed its output.
    if let Some(ended) = handle(end.group) {
        while !end.wait([(ended.as_raw_fd(), libc::POLLIN)])[0] {}
    }
    let output = Output {
        status: child.wait().expect("a child can be waited for"),
        stdout: stdout.bytes,
        stderr: stderr.bytes,
    };
    (output, end.late)
}

/// When a child is killed.
struct Deadline {
    at: Instant,
    group: libc::pid_t,
    kill: fn(libc::pid_t),
    late: bool,
}

impl Deadline {
    /// Waits for one of some descriptors, of which negative ones are left out. Kills the child at the
    /// deadline.
    fn wait<const N: usize>(&mut self, wanted: [(RawFd, i16); N]) -> [bool; N] {
        let mut polled = wanted.map(|(fd, events)| libc::pollfd {
            fd,
            events,
            revents: 0,
        });
        let timeout = match self.late {
            true => -1,
            false => {
                let left = self.at.saturating_duration_since(Instant::now());
                // Rounded up, so that the last millisecond is no busy loop.
                left.as_millis().min(1_000_000) as i32 + 1
            }
        };
        #[allow(unsafe_code, reason = "std waits for no descriptors")]
        // SAFETY: the array is alive, and its length is given.
        unsafe {
            libc::poll(polled.as_mut_ptr(), N as libc::nfds_t, timeout)
        };
        if !self.late && Instant::now() >= self.at {
            self.late = true;
            (self.kill)(self.group);
        }
        polled.map(|polled| polled.revents != 0)
    }
}

/// The pipe to standard input, and what is still to be written.
struct Feed<'a> {
    pipe: Option<ChildStdin>,
    left: &'a [u8],
}

impl<'a> Feed<'a> {
    fn new(pipe: Option<ChildStdin>, left: &'a [u8]) -> Self {
        let pipe = pipe.filter(|_| !left.is_empty());
        if let Some(pipe) = &pipe {
            #[allow(unsafe_code, reason = "std changes no pipe's flags")]
            // SAFETY: the descriptor is open. Its flags are not those of the child's end.
            unsafe {
                libc::fcntl(pipe.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK)
            };
        }
        Self { pipe, left }
    }

    fn is_open(&self) -> bool {
        self.pipe.is_some()
    }

    fn descriptor(&self) -> RawFd {
        self.pipe.as_ref().map_or(-1, |pipe| pipe.as_raw_fd())
    }

    /// Writes what the pipe takes, and closes it behind the last byte.
    fn write(&mut self) {
        let Some(pipe) = &mut self.pipe else { return };
        match pipe.write(self.left) {
            Ok(written) => self.left = &self.left[written..],
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            // A child may end without reading all of it: that is not the writer's mistake.
            Err(_) => self.left = &[],
        }
        if self.left.is_empty() {
            self.pipe = None;
        }
    }
}

/// A pipe from the child, and what came out of it.
struct Source<R> {
    pipe: Option<R>,
    bytes: Vec<u8>,
}

impl<R: Read + AsRawFd> Source<R> {
    fn new(pipe: Option<R>) -> Self {
        Self {
            pipe,
            bytes: Vec::new(),
        }
    }

    fn is_open(&self) -> bool {
        self.pipe.is_some()
    }

    fn descriptor(&self) -> RawFd {
        self.pipe.as_ref().map_or(-1, AsRawFd::as_raw_fd)
    }

    /// Reads what is there, by way of `block`: without optimisation, extending a vector by zeros takes
    /// longer than the copy.
    fn read(&mut self, block: &mut [u8]) {
        let Some(pipe) = &mut self.pipe else { return };
        let read = match pipe.read(block) {
            Err(e) if e.kind() == ErrorKind::Interrupted => return,
            other => other.expect("a pipe can be read"),
        };
        self.bytes.extend_from_slice(&block[..read]);
        if read == 0 {
            self.pipe = None;
        }
    }
}

/// A descriptor that can be read once the child has ended. Linux has these since 5.3.
fn handle(child: libc::pid_t) -> Option<OwnedFd> {
    #[allow(unsafe_code, reason = "std has no stable function for it")]
    // SAFETY: the system call takes numbers only, and its result is a new descriptor.
    unsafe {
        let handle = libc::syscall(libc::SYS_pidfd_open, child, 0);
        (handle >= 0).then(|| OwnedFd::from_raw_fd(handle as RawFd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::command;
    use std::process::Stdio;

    fn run(script: &str, input: &[u8], limit: Duration) -> (Output, bool) {
        let mut shell = command("sh");
        shell.args(["-c", script]);
        shell.stdin(Stdio::piped());
        shell.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = shell.spawn().expect("there is a shell");
        within(child, input, limit, crate::process::kill_group)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn more_than_a_pipe_holds_goes_in_and_out() {
        let input = b"0123456789".repeat(100_000);
        let (output, late) = run("tee /dev/stderr; exit 3", &input, LONG);
        assert!(output.stdout == input && output.stderr == input);
        assert_eq!((output.status.code(), late), (Some(3), false));
    }

    #[test]
    fn a_child_need_not_read_and_may_close_its_output() {
        let input = vec![0; 1_000_000];
        let (output, late) = run("echo a; exec <&- >&- 2>&-; sleep 0.1", &input, LONG);
        assert_eq!((output.stdout.as_slice(), late), (&b"a\n"[..], false));
        assert!(output.status.success());
    }

    #[test]
    fn what_takes_too_long_is_killed_whatever_is_open() {
        for script in ["sleep 1000 & wait", "exec <&- >&- 2>&-; sleep 1000"] {
            let (output, late) = run(script, b"", Duration::from_millis(100));
            assert!(late && !output.status.success(), "{script}");
        }
    }
}
