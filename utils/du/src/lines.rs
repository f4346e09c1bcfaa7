//! Prints lines: size, time, name.

use crate::settings::Settings;
use crate::sums::Sum;
use shared::prelude::*;
use shared::rustix::time::Timespec;
use shared::text::words::{Table, table};
use shared::time::{Moment, format::format_or_write};
use shared::values::human::Sizes;
use std::env;

#[derive(Debug)]
pub(crate) struct Lines {
    sizes: Sizes,
    inodes: bool,
    /// The format of times, if they are shown.
    time_format: Option<Vec<u8>>,
    end: u8,
}

impl Lines {
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        let time_format = settings.time.map(|_| match settings.time_style {
            Some(style) => time_format(style.as_bytes()),
            None => users_time_format(),
        });
        Ok(Self {
            sizes: settings.sizes(),
            inodes: settings.inodes,
            time_format: time_format.transpose()?,
            end: settings.end,
        })
    }

    /// Returns the number that the line of `sum` shows.
    pub(crate) fn count(&self, sum: &Sum) -> u64 {
        if self.inodes { sum.inodes } else { sum.size }
    }

    pub(crate) fn print(&self, sum: Sum, name: &OsStr) -> Result {
        let mut line = Vec::with_capacity(name.len() + 32);
        self.sizes.push(self.count(&sum), 1, &mut line);
        line.push(b'\t');
        if let Some(format) = &self.time_format {
            push_time(sum.time, format, &mut line)?;
            line.push(b'\t');
        }
        line.extend_from_slice(name.as_bytes());
        line.push(self.end);
        Ok(stdout().write_line(&line)?)
    }
}

fn push_time(time: Timespec, time_format: &[u8], line: &mut Vec<u8>) -> Result {
    let moment = Moment::new(time.tv_sec, u32::try_from(time.tv_nsec).unwrap_or(0));
    let start = line.len();
    if format_or_write(line, time_format, &moment)?.is_none() {
        let seconds = time.tv_sec.to_string();
        diagnostics::warning(&format!(
            "time {} is out of range",
            quote(OsStr::new(&seconds))
        ));
        line.truncate(start);
        line.extend_from_slice(seconds.as_bytes());
    }
    Ok(())
}

/// Returns the format that TIME_STYLE asks for. The variable is primarily for `ls`.
fn users_time_format() -> Result<Vec<u8>> {
    let style = env::var_os("TIME_STYLE").unwrap_or_else(|| "locale".into());
    let mut style = style.as_bytes();
    if style == b"locale" {
        style = b"long-iso";
    } else if style.starts_with(b"+") {
        // A second line is the format of recent files, for ls.
        style = style.split(|&b| b == b'\n').next().unwrap_or(style);
    } else {
        while let Some(rest) = style.strip_prefix(b"posix-") {
            style = rest;
        }
    }
    time_format(style)
}

fn time_format(style: &[u8]) -> Result<Vec<u8>> {
    const STYLES: Table<&str> = table![
        ("full-iso", "%Y-%m-%d %H:%M:%S.%N %z"),
        ("long-iso", "%Y-%m-%d %H:%M"),
        ("iso", "%Y-%m-%d"),
    ];
    if let Some(format) = style.strip_prefix(b"+") {
        return Ok(format.to_vec());
    }
    let format = keyword("time style", OsStr::from_bytes(style), &STYLES)?;
    Ok(format.into())
}
