//! How the run of an executable ended.

use std::os::unix::process::ExitStatusExt;
use std::process::Output;

use super::hostile;

/// The content of the file that every run is to show.
pub(super) const SHOWN: &str = "shown\n";

/// How a run ended. The order is from the best to the worst: if several files are tried in turn,
/// the worst ending counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// The loader gave up before `main`.
    Refused,
    /// It showed the file.
    Ran,
    /// It ran and failed.
    Failed(i32),
    Killed(i32),
    /// The code of a hostile library ran in its place.
    Taken,
}

impl Ending {
    pub(super) fn of(output: &Output) -> Self {
        match (output.status.code(), output.status.signal()) {
            (Some(0), _) if output.stdout == SHOWN.as_bytes() => Self::Ran,
            (Some(hostile::STATUS), _) => Self::Taken,
            (Some(127), _) => Self::Refused,
            (Some(status), _) => Self::Failed(status),
            (None, signal) => Self::Killed(signal.unwrap_or_default()),
        }
    }

    /// Returns the exit status as a shell shows it.
    pub(super) fn status(self) -> i32 {
        match self {
            Self::Refused => 127,
            Self::Ran => 0,
            Self::Failed(status) => status,
            Self::Killed(signal) => 128 + signal,
            Self::Taken => hostile::STATUS,
        }
    }

    /// Returns the word that reports use.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Ran => "runs",
            Self::Failed(_) => "fails",
            Self::Killed(_) => "crashes",
            Self::Taken => "taken",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn ending(script: &str) -> Ending {
        Ending::of(&Command::new("sh").args(["-c", script]).output().unwrap())
    }

    #[test]
    fn endings() {
        assert_eq!(ending("echo shown"), Ending::Ran);
        assert_eq!(ending("echo other"), Ending::Failed(0));
        assert_eq!(ending("exit 127"), Ending::Refused);
        assert_eq!(ending("exit 66"), Ending::Taken);
        assert_eq!(ending("exit 1"), Ending::Failed(1));
        assert_eq!(ending("kill -SEGV $$").status(), 128 + 11);
        assert!(Ending::Taken > Ending::Killed(1) && Ending::Ran > Ending::Refused);
    }
}
