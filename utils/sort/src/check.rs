//! `-c` and `-C`: is the input sorted already?

use crate::batch::{open, read_error};
use crate::order::Scratch;
use crate::rules::{Rules, Step};
use shared::memchr::memchr;
use shared::prelude::*;
use shared::program::name;
use std::cmp::Ordering;

/// Bytes read at once.
const BLOCK: usize = 256 * 1024;

/// Checks `name`; a line out of order is told if `tells`, and ends with status 1.
pub(crate) fn check(name: &'static OsStr, rules: &Rules, tells: bool) -> Result {
    let mut input = open(name)?;
    let mut scratch = <[Scratch; 2]>::default();
    let mut buffer = vec![0; BLOCK];
    let mut filled = 0;
    // The line before, with its code, and where the next one starts.
    let mut previous: Option<(std::ops::Range<usize>, u64)> = None;
    let mut next = 0;
    let mut number: u64 = 0;
    let mut ended = false;
    loop {
        let mut searched = next;
        let end = loop {
            if let Some(len) = memchr(rules.end, &buffer[searched..filled]) {
                break searched + len;
            }
            searched = filled;
            if ended {
                if next == filled {
                    return Ok(());
                }
                break filled;
            }
            if filled == buffer.len() {
                let keep = previous.as_ref().map_or(next, |(line, _)| line.start);
                buffer.copy_within(keep..filled, 0);
                filled -= keep;
                next -= keep;
                searched -= keep;
                if let Some((line, _)) = &mut previous {
                    *line = 0..line.end - keep;
                }
                if filled > buffer.len() / 2 {
                    buffer.resize(2 * buffer.len(), 0);
                }
            }
            match input.read(&mut buffer[filled..]) {
                Ok(0) => ended = true,
                Ok(n) => filled += n,
                Err(e) => return Err(read_error(name, &e)),
            }
        };
        number += 1;
        let line = &buffer[next..end];
        let code = rules.code(Step::default(), line, &mut scratch[0]);
        if let Some((before, code_before)) = &previous {
            let order = code_before
                .cmp(&code)
                .then_with(|| rules.compare(&buffer[before.clone()], line, &mut scratch));
            if order == Ordering::Greater || (rules.unique && order == Ordering::Equal) {
                if tells {
                    report(name, number, line, rules.end);
                }
                return Err(Error::exit(1));
            }
        }
        previous = Some((next..end, code));
        next = (end + 1).min(filled);
    }
}

fn report(name: &OsStr, number: u64, line: &[u8], end: u8) {
    let mut message = name::program().as_bytes().to_vec();
    message.extend_from_slice(format!(": {}:{number}: disorder: ", quotef(name)).as_bytes());
    message.extend_from_slice(line);
    message.push(end);
    diagnostics::write_stderr(&message);
}
