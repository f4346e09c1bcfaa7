//! What a run did, and assertions on it.

use crate::text;
use std::fmt::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Output;

/// What a run did. Two outcomes are equal if output, messages and status are.
pub struct Outcome {
    /// Bytes on standard output.
    pub stdout: Vec<u8>,
    /// Bytes on standard error.
    pub stderr: Vec<u8>,
    /// The exit status, or 128 plus the signal, as a shell gives it.
    pub status: i32,
    /// The command line, for messages.
    command: String,
}

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        (&self.stdout, &self.stderr, self.status) == (&other.stdout, &other.stderr, other.status)
    }
}

impl Eq for Outcome {}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self::of(String::new(), output)
    }
}

impl Outcome {
    /// The outcome of the command that is shown as `command`.
    pub(crate) fn of(command: String, output: Output) -> Self {
        let status = output.status;
        let by_signal = || 128 + status.signal().unwrap_or(0);
        Self {
            stdout: output.stdout,
            stderr: output.stderr,
            status: status.code().unwrap_or_else(by_signal),
            command,
        }
    }

    /// Returns all that was printed as text: standard output, then standard error.
    pub fn text(&self) -> String {
        let all = [&self.stdout[..], &self.stderr[..]].concat();
        String::from_utf8_lossy(&all).into_owned()
    }

    /// Asserts all three.
    #[track_caller]
    pub fn is(&self, stdout: impl AsRef<[u8]>, stderr: impl AsRef<[u8]>, status: i32) {
        let expected = Self {
            stdout: stdout.as_ref().to_vec(),
            stderr: stderr.as_ref().to_vec(),
            status,
            command: String::new(),
        };
        self.equals(&expected);
    }

    /// Asserts that another run did the same.
    #[track_caller]
    pub(crate) fn equals(&self, expected: &Self) {
        if self != expected {
            let diff = text::diff(&expected.rendered(), &self.rendered());
            panic!("unexpected result of\n$ {}\n{diff}", self.command);
        }
    }

    /// Returns the outcome as it stands in recordings: lines of standard output behind `1>`, of
    /// standard error behind `2>`, and a status other than 0 behind `=`.
    pub(crate) fn rendered(&self) -> String {
        let mut rendered = String::new();
        text::stream("1", &self.stdout, &mut rendered);
        text::stream("2", &self.stderr, &mut rendered);
        if self.status != 0 {
            writeln!(rendered, "= {}", self.status).expect("a string takes all");
        }
        rendered
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n$ {}\n{}", self.command, self.rendered())
    }
}
