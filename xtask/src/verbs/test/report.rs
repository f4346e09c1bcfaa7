//! What the tests did, added up.

use anyhow::{Context, Result, bail};
use closed_set::say;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Reasons to skip a test that hold on a machine with all tools, locales and privileges.
/// `--strict` fails on any other.
const PERMITTED: &[&str] = &[
    // Only the variants with a library of their own skip these two.
    "the loader finds no library for users that differ",
    "without /proc the loader does not find the library",
    // Only the variant without a loader skips this one.
    "nothing can be preloaded into a static executable",
    // Of the machine, not of its set-up.
    "strace is older than fchmodat2",
    "one processor can't be limited to fewer",
    "the kernel runs SELinux",
    "this process has a login name",
    "there is one file system only",
    // Not all distributions package a browser and AppArmor.
    "there is no Chromium",
    "there is no apparmor_parser",
];

/// What tests did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Tests that checked all they should.
    pub passed: u64,
    /// Tests that failed, or did not end.
    pub failed: u64,
    /// Tests that could not check everything.
    pub skipped: u64,
    /// How many tests were skipped for each reason.
    reasons: BTreeMap<String, u64>,
    /// Comparisons with GNU's utilities that were not made.
    not_compared: u64,
}

impl Report {
    /// A report of so many tests.
    pub fn new(passed: u64, failed: u64, ignored: u64) -> Self {
        let mut report = Self {
            passed,
            failed,
            skipped: ignored,
            ..Self::default()
        };
        if ignored > 0 {
            report.reasons.insert("marked as ignored".into(), ignored);
        }
        report
    }

    /// Takes in the log that the tests wrote (`CORELINK_TEST_LOG`): tests that passed, but
    /// skipped something, count as skipped.
    ///
    /// # Errors
    /// The log can't be read, or is none.
    pub fn read_log(&mut self, log: &Path) -> Result<()> {
        let text = fs::read_to_string(log).context("cannot read the log of the tests")?;
        let mut skipped = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for line in text.lines() {
            let fields: Vec<_> = line.split('\t').collect();
            match fields[..] {
                ["not compared", ..] => self.not_compared += 1,
                ["skipped", executable, test, reason] => {
                    skipped.insert((executable, test));
                    if seen.insert((executable, test, reason)) {
                        *self.reasons.entry(reason.to_owned()).or_default() += 1;
                    }
                }
                _ => bail!("the log of the tests has an unknown line: {line}"),
            }
        }
        let skipped = (skipped.len() as u64).min(self.passed);
        self.passed -= skipped;
        self.skipped += skipped;
        Ok(())
    }

    /// Adds another report.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.not_compared += other.not_compared;
        for (reason, count) in &other.reasons {
            *self.reasons.entry(reason.clone()).or_default() += count;
        }
    }

    /// Prints what was not checked, and the closing line.
    pub fn print(&self) {
        for (reason, count) in &self.reasons {
            say!("skipped {count}: {reason}");
        }
        say!("comparisons with GNU not made: {}", self.not_compared);
        let (passed, failed, skipped) = (self.passed, self.failed, self.skipped);
        say!("{passed} passed, {failed} failed, {skipped} skipped");
    }

    /// Says why the run as a whole failed.
    ///
    /// # Errors
    /// A test failed; if `strict`, a comparison was not made, or a skip is not permitted.
    pub fn check(&self, strict: bool) -> Result<()> {
        if self.failed > 0 {
            bail!("{} tests failed: see above", self.failed);
        }
        let unknown = |reason: &&String| !PERMITTED.contains(&reason.as_str());
        match self.reasons.keys().find(unknown) {
            Some(reason) if strict => bail!("a test must not be skipped here: {reason}"),
            _ if strict && self.not_compared > 0 => {
                bail!("comparisons with GNU were not made: CORELINK_GNU names its folder")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_turns_passed_into_skipped() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let text = "skipped\tls-1\ta\tno locale\nskipped\tls-1\ta\tno locale\n\
                    skipped\tls-1\tb\tno locale\nnot compared\tls-1\tc\tls -l\n";
        fs::write(log.path(), text).unwrap();
        let mut report = Report::new(5, 0, 0);
        report.read_log(log.path()).unwrap();
        assert_eq!(
            (report.passed, report.skipped, report.not_compared),
            (3, 2, 1)
        );
        assert_eq!(report.reasons["no locale"], 2);
        assert!(report.check(false).is_ok());
        assert!(report.check(true).is_err());
    }
}
