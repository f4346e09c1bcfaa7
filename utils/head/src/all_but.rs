//! Printing all but the last part. If the file can seek, the end of what is printed is searched
//! backwards from its end; otherwise the last part is held back while reading.

use crate::{Head, count_or_report, print_bytes, report_reading};
use shared::input::files::Input;
use shared::input::last::{Held, Unit, extent, start_of_lines};
use shared::prelude::*;
use shared::program::output::put;
use shared::rustix::fs::{SeekFrom, fstat, seek};

/// Prints a file without its last lines or bytes.
pub(crate) fn print_all_but(head: &Head, input: &mut Input) -> Result {
    let extent = fstat(&*input).ok().and_then(|stat| extent(input, &stat));
    let Some((here, end)) = extent.filter(|_| !head.presume_pipe) else {
        return hold_back(head, input);
    };
    let number = head.count.number;
    let kept = match head.count.unit {
        Unit::Bytes => end.saturating_sub(number),
        Unit::Lines => match start_of_lines(input, (here, end), number, head.delimiter) {
            Ok(start) => start,
            Err(e) => {
                report_reading(input, &e);
                return Ok(());
            }
        },
    };
    print_bytes(input, kept.saturating_sub(here))
}

/// Reads to the end and holds back what may turn out to be the last part.
fn hold_back(head: &Head, input: &mut Input) -> Result {
    let mut held = Held::new(head.count.unit, head.count.number, head.delimiter);
    loop {
        let n = count_or_report(input, input.read_more(held.room()));
        if n == 0 {
            break;
        }
        held.add(n, &mut put)?;
    }
    let mut left = held.before_last();
    let mut unread = 0;
    for piece in held.pieces() {
        let (printed, kept) = piece.split_at(left.min(piece.len()));
        put(printed)?;
        left -= printed.len();
        unread += kept.len() as i64;
    }
    // The next process that reads this descriptor finds what was left out. Pipes cannot seek.
    let _ = seek(&*input, SeekFrom::Current(-unread));
    Ok(())
}
