//! Runs the real executable of a utility and asserts on what it did.
//!
//! Which executable: the one in the folder that `CORELINK_BIN` names (so `cargo xtask test`
//! runs each test once for each variant), else the one that Cargo built beside the test.
//! The environment is empty but for `PATH` and `LC_ALL=C`.
//!
//! ```ignore
//! utility("cat").args(["-n"]).stdin("a\n").prints("     1\ta\n");
//! utility("cat").args(["gone"]).fails(1, "cat: gone: No such file or directory\n");
//! ```

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

mod chance;
mod folder;
mod logins;
mod options;
mod terminal;

pub use chance::Chance;
pub use folder::Dir;
pub use libc;
pub use logins::{Login, utmp};
pub use options::each_option;
pub use tempfile;
pub use terminal::Terminal;

/// A run to be made.
#[derive(Debug)]
pub struct Case {
    name: &'static str,
    command: Command,
    stdin: Option<Vec<u8>>,
}

/// What a run did.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Bytes on standard output.
    pub stdout: Vec<u8>,
    /// Bytes on standard error.
    pub stderr: Vec<u8>,
    /// The exit status, or 128 plus the signal, as a shell gives it.
    pub status: i32,
}

/// A run of our utility.
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

/// A run of the GNU utility in `/usr/bin`, none where that is not GNU's.
pub fn gnu(name: &'static str) -> Option<Case> {
    let path = Path::new("/usr/bin").join(name);
    let version = Command::new(&path).arg("--version").output().ok()?.stdout;
    let is_gnu = version.windows(13).any(|w| w == b"GNU coreutils");
    is_gnu.then(|| Case::new(name, &path))
}

/// The folder with the executables under test.
pub fn bin_dir() -> PathBuf {
    if let Some(dir) = std::env::var_os("CORELINK_BIN") {
        return dir.into();
    }
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors()
        .nth(2)
        .expect("target/PROFILE/deps/TEST")
        .to_owned()
}

/// renameat2(2): puts each of two files in the other's place, at once.
pub fn exchange(one: &Path, other: &Path) {
    let c = |path: &Path| std::ffi::CString::new(path.to_str().unwrap()).unwrap();
    let (one, other) = (c(one), c(other));
    let here = libc::AT_FDCWD;
    let flag = libc::RENAME_EXCHANGE;
    #[allow(unsafe_code, reason = "std has no other way to exchange two files")]
    // SAFETY: both strings end in NUL and outlive the call.
    let result = unsafe { libc::renameat2(here, one.as_ptr(), here, other.as_ptr(), flag) };
    assert_eq!(result, 0);
}

/// Are the executables under test linked against a library of ours? The loader finds it by
/// `$ORIGIN`, which it refuses to set-user-ID programs and can't tell without `/proc`.
pub fn needs_origin() -> bool {
    let libraries = fs::read_dir(bin_dir().join("../lib/corelink"));
    let ours = |name: OsString| name.as_bytes().starts_with(b"libcorelink-");
    libraries.is_ok_and(|entries| entries.flatten().any(|entry| ours(entry.file_name())))
}

/// Does the machine have this locale?
pub fn has_locale(name: &str) -> bool {
    let list = Command::new("locale")
        .arg("-a")
        .output()
        .map(|o| o.stdout)
        .unwrap_or_default();
    let plain = |s: &str| s.to_lowercase().replace("utf-8", "utf8");
    String::from_utf8_lossy(&list)
        .lines()
        .any(|l| plain(l) == plain(name))
}

/// Is the test run by root?
pub fn is_root() -> bool {
    // The owner of what we create is who we are.
    let dir = Dir::new();
    std::os::unix::fs::MetadataExt::uid(&fs::metadata(dir.path()).expect("it exists")) == 0
}

impl Case {
    fn new(name: &'static str, path: &Path) -> Self {
        let mut command = Command::new(path);
        command
            .arg0(name)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C");
        Self {
            name,
            command,
            stdin: None,
        }
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

    /// The command, for what is not provided here.
    pub fn command(&mut self) -> &mut Command {
        &mut self.command
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Outcome {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        self.spawn_and_wait()
    }

    /// Runs it with standard output going to `file` (`/dev/full`).
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
    pub fn run_from(mut self, input: &File) -> Outcome {
        self.command
            .stdin(input.try_clone().expect("a descriptor can be copied"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        self.spawn_and_wait()
    }

    fn spawn_and_wait(mut self) -> Outcome {
        let mut child = self
            .command
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let pipe = child.stdin.take();
        let bytes = self.stdin.take().unwrap_or_default();
        // A child may end without reading all of it: not for the writer to complain about.
        let feeder = std::thread::spawn(move || pipe.map(|mut pipe| pipe.write_all(&bytes)));
        let output = child.wait_with_output().expect("a child can be waited for");
        let _ = feeder.join().expect("the feeder does not panic");
        output.into()
    }

    /// Asserts that it prints just `stdout`, says nothing and succeeds.
    #[track_caller]
    pub fn prints(self, stdout: impl AsRef<[u8]>) {
        self.run().is(stdout, "", 0);
    }

    /// Asserts that it prints nothing, says just `stderr` and exits with `status`.
    #[track_caller]
    pub fn fails(self, status: i32, stderr: impl AsRef<[u8]>) {
        self.run().is("", stderr, status);
    }

    /// Asserts that GNU's utility does the same to the byte; does nothing where there is no
    /// GNU. For runs without side effects: both run in the same folder.
    #[track_caller]
    pub fn like_gnu(self) {
        let Some(mut theirs) = gnu(self.name) else {
            return;
        };
        theirs.command.args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => theirs.command.env(name, value),
                None => theirs.command.env_remove(name),
            };
        }
        if let Some(dir) = self.command.get_current_dir() {
            theirs.command.current_dir(dir);
        }
        theirs.stdin = self.stdin.clone();
        let command = format!("{:?}", self.command);
        assert_eq!(Readable(&self.run()), Readable(&theirs.run()), "{command}");
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let status = output.status;
        Self {
            stdout: output.stdout,
            stderr: output.stderr,
            status: status
                .code()
                .unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        }
    }
}

impl Outcome {
    /// All that it said: standard output, then standard error.
    pub fn text(&self) -> String {
        let all = [&self.stdout[..], &self.stderr[..]].concat();
        String::from_utf8_lossy(&all).into_owned()
    }

    /// Asserts all three.
    #[track_caller]
    pub fn is(&self, stdout: impl AsRef<[u8]>, stderr: impl AsRef<[u8]>, status: i32) {
        let (stdout, stderr) = (stdout.as_ref().to_vec(), stderr.as_ref().to_vec());
        assert_eq!(
            Readable(self),
            Readable(&Outcome {
                stdout,
                stderr,
                status
            })
        );
    }
}

/// Shows bytes as text in a failed assertion.
#[derive(PartialEq)]
struct Readable<'a>(&'a Outcome);

impl std::fmt::Debug for Readable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (out, err) = (self.0.stdout.escape_ascii(), self.0.stderr.escape_ascii());
        write!(
            f,
            "\n  stdout: {out}\n  stderr: {err}\n  status: {}\n",
            self.0.status
        )
    }
}

/// A name that is not UTF-8.
pub fn bad_name() -> OsString {
    OsStr::from_bytes(b"bad\xff\xfename").to_owned()
}
