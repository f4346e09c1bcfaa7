//! All but the last part: found from the end where the file can be read there, held back
//! otherwise.

use crate::{Head, complain_reading, print_bytes, read};
use shared::input::files::Input;
use shared::input::last::{Held, Unit, extent, start_of_lines};
use shared::prelude::*;
use shared::program::output::put;
use shared::rustix::fs::{SeekFrom, seek};

/// Prints all but what `head` counts of the end.
pub(crate) fn print_all_but(head: &Head, input: &mut Input) -> Result {
    let Some((here, end)) = extent(input).filter(|_| !head.presume_pipe) else {
        return hold_back(head, input);
    };
    let number = head.count.number;
    let kept = match head.count.unit {
        Unit::Bytes => end.saturating_sub(number),
        Unit::Lines => match start_of_lines(input, (here, end), number, head.delimiter) {
            Ok(start) => start,
            Err(e) => {
                complain_reading(input, &e);
                return Ok(());
            }
        },
    };
    print_bytes(input, kept.saturating_sub(here))
}

/// Reads on while holding back what may turn out to be the last part.
fn hold_back(head: &Head, input: &mut Input) -> Result {
    let mut held = Held::new(head.count.unit, head.count.number, head.delimiter);
    loop {
        let n = read(input, held.room());
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
    // Whoever reads on finds what was left out, where the file lets us go back.
    let _ = seek(&*input, SeekFrom::Current(-unread));
    Ok(())
}
