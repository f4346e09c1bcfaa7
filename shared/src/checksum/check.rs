//! Verifying files against lists of checksums.

use super::file::{self, Job, Sum};
use super::list::{Entry, Reader};
use super::options::{Report, Settings};
use crate::input::files::Input;
use crate::program::diagnostics;
use crate::program::error::Result;
use crate::program::output::stdout;
use crate::program::status;
use crate::text::quoting::{Quoting, Style, quotef};
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::mem;
use std::os::unix::ffi::OsStrExt;

/// How many lines of a list are taken at once.
const TOGETHER: usize = 4096;

/// Verifies the lists that the operands name, or the one on standard input.
pub(super) fn lists(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    let stdin = [OsStr::new("-")];
    let operands = if operands.is_empty() {
        &stdin[..]
    } else {
        operands
    };
    let mut reader = Reader::new(settings);
    for &name in operands {
        match Input::open(name) {
            Ok(input) => list(settings, &mut reader, input)?,
            Err(e) => diagnostics::operand_error(name, &e),
        }
    }
    Ok(())
}

/// Counts of lines and files.
#[derive(Default)]
struct Tally {
    formed: u64,
    malformed: u64,
    matched: u64,
    mismatched: u64,
    unreadable: u64,
}

fn list(settings: &Settings, reader: &mut Reader, input: Input) -> Result {
    let from_stdin = input.is_stdin();
    let name = if from_stdin {
        OsStr::new("standard input")
    } else {
        input.name
    };
    let name = quotef(name);
    let mut tally = Tally::default();
    let mut number = 0_u64;
    let mut line = Vec::new();
    let mut input = BufReader::new(input);
    let mut entries = Vec::new();
    loop {
        // What follows on this line may be long in coming, if the list is a pipe.
        if entries.len() == TOGETHER || !input.buffer().contains(&b'\n') {
            check(settings, &mut entries, &mut tally)?;
        }
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => number += 1,
            Err(_) => {
                diagnostics::error(&format!("{name}: read error"));
                return Ok(());
            }
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.is_empty() || text[0] == b'#' {
            continue;
        }
        // A list on standard input cannot contain standard input.
        let entry = reader.read(text);
        match entry.filter(|entry| !(from_stdin && entry.name == b"-")) {
            Some(entry) => {
                tally.formed += 1;
                entries.push(entry);
            }
            None => {
                check(settings, &mut entries, &mut tally)?;
                tally.malformed += 1;
                if settings.report == Report::Warnings {
                    let label = &reader.label;
                    diagnostics::warning(&format!(
                        "{name}: {number}: improperly formatted {label} checksum line"
                    ));
                }
            }
        }
    }
    check(settings, &mut entries, &mut tally)?;
    tally.judge(settings, &name);
    Ok(())
}

/// Compares files with their lines in the list, which are taken away.
fn check(settings: &Settings, entries: &mut Vec<Entry>, tally: &mut Tally) -> Result {
    let entries = mem::take(entries);
    let jobs: Vec<Job<'_>> = entries
        .iter()
        .map(|entry| Job {
            digest: entry.digest,
            name: OsStr::from_bytes(&entry.name),
        })
        .collect();
    file::sums(&jobs, &mut |index, sum| {
        check_one(settings, &entries[index], sum, tally)
    })
}

/// Compares the checksum of a file with its line.
fn check_one(
    settings: &Settings,
    entry: &Entry,
    sum: io::Result<Sum>,
    tally: &mut Tally,
) -> Result {
    let sum = match sum {
        Ok((sum, _)) => Some(sum),
        Err(e) if settings.ignore_missing && e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => {
            diagnostics::error_io(&quotef(OsStr::from_bytes(&entry.name)), &e);
            None
        }
    };
    let (count, verdict) = match sum {
        None => (&mut tally.unreadable, "FAILED open or read"),
        Some(sum) if sum == entry.sum => (&mut tally.matched, "OK"),
        Some(_) => (&mut tally.mismatched, "FAILED"),
    };
    *count += 1;
    if settings.report == Report::Nothing
        || (settings.report == Report::Failures && verdict == "OK")
    {
        return Ok(());
    }
    let mut line = Vec::new();
    Quoting::new(Style::ShellEscape)
        .and(b":")
        .push(&entry.name, &mut line);
    line.extend_from_slice(b": ");
    line.extend_from_slice(verdict.as_bytes());
    line.push(b'\n');
    Ok(stdout().write_line(&line)?)
}

impl Tally {
    /// Reports what was wrong with a list, and sets the exit status.
    fn judge(&self, settings: &Settings, name: &str) {
        if self.formed == 0 {
            diagnostics::error(&format!(
                "{name}: no properly formatted checksum lines found"
            ));
            return;
        }
        let nothing_verified = settings.ignore_missing && self.matched == 0;
        if settings.report != Report::Nothing {
            warn_of(
                self.malformed,
                "line is",
                "lines are",
                "improperly formatted",
            );
            warn_of(
                self.unreadable,
                "listed file",
                "listed files",
                "could not be read",
            );
            warn_of(
                self.mismatched,
                "computed checksum",
                "computed checksums",
                "did NOT match",
            );
            if nothing_verified {
                diagnostics::warning(&format!("{name}: no file was verified"));
            }
        }
        let malformed = settings.strict && self.malformed > 0;
        if malformed || self.matched == 0 || self.unreadable + self.mismatched > 0 {
            status::set(1);
        }
    }
}

fn warn_of(count: u64, one: &str, several: &str, what: &str) {
    let noun = if count == 1 { one } else { several };
    if count > 0 {
        diagnostics::warning(&format!("WARNING: {count} {noun} {what}"));
    }
}
