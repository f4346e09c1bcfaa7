//! The lines that are shown: size, time, name.

use crate::settings::Settings;
use crate::sums::Sum;
use shared::prelude::*;
use shared::rustix::time::Timespec;
use shared::time::{Moment, format::format};
use shared::values::human::Sizes;
use std::env;

/// How lines look.
#[derive(Debug)]
pub(crate) struct Lines {
    sizes: Sizes,
    inodes: bool,
    /// The format of times, where they are shown.
    time_format: Option<Vec<u8>>,
    end: u8,
}

impl Lines {
    /// `time_style` is that of the option.
    pub(crate) fn new(
        sizes: Sizes,
        settings: &Settings,
        time_style: Option<&OsStr>,
    ) -> Result<Self> {
        let time_format = settings.time.map(|_| match time_style {
            Some(style) => time_format(style.as_bytes()),
            None => users_time_format(),
        });
        Ok(Self {
            sizes,
            inodes: settings.inodes,
            time_format: time_format.transpose()?,
            end: settings.end,
        })
    }

    pub(crate) fn print(&self, sum: Sum, name: &OsStr) -> Result {
        let count = if self.inodes { sum.inodes } else { sum.size };
        let mut line = Vec::with_capacity(name.len() + 32);
        self.sizes.push(count, 1, &mut line);
        line.push(b'\t');
        if let Some(format) = &self.time_format {
            push_time(sum.time, format, &mut line);
            line.push(b'\t');
        }
        line.extend_from_slice(name.as_bytes());
        line.push(self.end);
        Ok(stdout().write_all(&line)?)
    }
}

fn push_time(time: Timespec, time_format: &[u8], line: &mut Vec<u8>) {
    let moment = Moment::new(time.tv_sec, u32::try_from(time.tv_nsec).unwrap_or(0));
    let start = line.len();
    if format(line, time_format, &moment).is_none() {
        let seconds = time.tv_sec.to_string();
        diagnostics::warning(&format!(
            "time {} is out of range",
            quote(OsStr::new(&seconds))
        ));
        line.truncate(start);
        line.extend_from_slice(seconds.as_bytes());
    }
}

/// The format that TIME_STYLE asks for, which it shares with `ls`.
fn users_time_format() -> Result<Vec<u8>> {
    let style = env::var_os("TIME_STYLE").unwrap_or_else(|| "locale".into());
    let mut style = style.as_bytes();
    if style == b"locale" {
        style = b"long-iso";
    } else if style.starts_with(b"+") {
        // ls takes a second line as the format of recent files.
        style = style.split(|&b| b == b'\n').next().unwrap_or(style);
    } else {
        while let Some(rest) = style.strip_prefix(b"posix-") {
            style = rest;
        }
    }
    time_format(style)
}

fn time_format(style: &[u8]) -> Result<Vec<u8>> {
    const WORDS: [(&str, usize); 3] = [("full-iso", 0), ("long-iso", 1), ("iso", 2)];
    const FORMATS: [&str; 3] = ["%Y-%m-%d %H:%M:%S.%N %z", "%Y-%m-%d %H:%M", "%Y-%m-%d"];
    if let Some(format) = style.strip_prefix(b"+") {
        return Ok(format.to_vec());
    }
    let word = keyword("time style", OsStr::from_bytes(style), &WORDS)?;
    Ok(FORMATS[word].into())
}
