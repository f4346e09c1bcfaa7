//! A run of a utility, built up and then checked.

use crate::{Dir, Outcome, bin_dir, process, text};
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// A run to be made.
#[derive(Debug)]
pub struct Case {
    name: &'static str,
    command: Command,
    stdin: Option<Vec<u8>>,
    closed: Vec<i32>,
}

/// Returns a run of our utility.
pub fn utility(name: &'static str) -> Case {
    let from_cargo = std::env::var_os("CORELINK_BIN").is_none();
    // Cargo takes no `[` for a name.
    let file = if name == "[" && from_cargo {
        "bracket"
    } else {
        name
    };
    Case::new(name, &bin_dir().join(file))
}

/// Returns a run of another program of the machine: `sh`, `unshare`.
pub fn program(name: &'static str) -> Case {
    Case::new(name, Path::new(name))
}

impl Case {
    pub(crate) fn new(name: &'static str, path: &Path) -> Self {
        let mut command = process::command(path);
        command.arg0(name);
        Self {
            name,
            command,
            stdin: None,
            closed: Vec::new(),
        }
    }

    /// Returns the same run of another executable.
    pub(crate) fn with_program(&self, path: &Path) -> Self {
        let mut other = Self::new(self.name, path);
        other.command.args(self.command.get_args()).env_clear();
        for (name, value) in self.command.get_envs() {
            // The environment was cleared first, so a variable without a value is not in it.
            if let Some(value) = value {
                other.command.env(name, value);
            }
        }
        if let Some(dir) = self.command.get_current_dir() {
            other.command.current_dir(dir);
        }
        other.stdin.clone_from(&self.stdin);
        for &descriptor in &self.closed {
            other = other.closed(descriptor);
        }
        other
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Removes one of the few environment variables that are set.
    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs in the locale C.UTF-8.
    pub fn utf8(self) -> Self {
        self.env("LC_ALL", "C.UTF-8")
    }

    /// Gives bytes on standard input (otherwise it is empty).
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(bytes.as_ref().to_vec());
        self
    }

    /// Runs in `dir`.
    pub fn cwd(mut self, dir: &Dir) -> Self {
        self.command.current_dir(dir.path());
        self
    }

    /// Runs with a descriptor (0, 1 or 2) closed.
    pub fn closed(mut self, descriptor: i32) -> Self {
        self.closed.push(descriptor);
        #[allow(
            unsafe_code,
            reason = "std has no other way to close a child's descriptor"
        )]
        // SAFETY: close(2) may be called between fork and exec.
        unsafe {
            self.command.pre_exec(move || {
                libc::close(descriptor);
                Ok(())
            })
        };
        self
    }

    /// Returns the command, for what is not provided here.
    pub fn command(&mut self) -> &mut Command {
        &mut self.command
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the command line as a shell would read it, with the input before it, and those
    /// variables that are not as always.
    pub(crate) fn line(&self) -> String {
        let mut line = String::new();
        if let Some(input) = &self.stdin {
            text::feed(input, &mut line);
        }
        let variables: Vec<_> = self.command.get_envs().collect();
        let usual = [("PATH", process::PATH), ("LC_ALL", "C"), ("TZ", "UTC0")];
        for (name, _) in usual {
            if !variables
                .iter()
                .any(|(n, value)| *n == name && value.is_some())
            {
                line.push_str(&format!("{name}= "));
            }
        }
        for (name, value) in variables {
            let is_usual = |(n, v): (&str, &str)| *n == *name && Some(OsStr::new(v)) == value;
            if let Some(value) = value.filter(|_| !usual.into_iter().any(is_usual)) {
                line.push_str(&name.to_string_lossy());
                line.push('=');
                text::quote(value.as_bytes(), &mut line);
                line.push(' ');
            }
        }
        line.push_str(self.name);
        for arg in self.command.get_args() {
            line.push(' ');
            text::quote(arg.as_bytes(), &mut line);
        }
        for descriptor in &self.closed {
            line.push_str(&format!(" {descriptor}>&-"));
        }
        line
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(mut self) -> Outcome {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        self.spawn_and_wait()
    }

    /// Runs it with standard output going to `file` (`/dev/full`).
    #[track_caller]
    pub fn run_into(mut self, file: &str) -> Outcome {
        let file = File::options()
            .write(true)
            .open(file)
            .expect("a file to write to");
        self.command
            .stdin(Stdio::piped())
            .stdout(file)
            .stderr(Stdio::piped());
        self.spawn_and_wait()
    }

    /// Runs it with standard input from `input`: a terminal, a file that can't be read.
    #[track_caller]
    pub fn run_from(mut self, input: &File) -> Outcome {
        self.command
            .stdin(input.try_clone().expect("a descriptor can be copied"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        self.spawn_and_wait()
    }

    #[track_caller]
    fn spawn_and_wait(mut self) -> Outcome {
        let line = self.line();
        let child = self
            .command
            .spawn()
            .unwrap_or_else(|e| panic!("{line}: {e}"));
        let input = self.stdin.take().unwrap_or_default();
        let output = process::finish(child, input, &line);
        Outcome::of(line, output)
    }

    /// Asserts that it prints just `stdout`, writes no message and succeeds.
    #[track_caller]
    pub fn prints(self, stdout: impl AsRef<[u8]>) {
        self.run().is(stdout, "", 0);
    }

    /// Asserts that it prints nothing, writes just `stderr` as its message and exits with
    /// `status`.
    #[track_caller]
    pub fn fails(self, status: i32, stderr: impl AsRef<[u8]>) {
        self.run().is("", stderr, status);
    }
}
