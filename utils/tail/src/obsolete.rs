//! The obsolete first argument: `-NUM[bcl][f]`, `+NUM[bcl][f]`.

use crate::count::Count;
use shared::input::last::Unit;
use shared::prelude::*;
use shared::program::posix;
use shared::values::number;

/// Such an argument, parsed.
pub(crate) struct Obsolete {
    pub(crate) count: Count,
    pub(crate) follow: bool,
}

/// Parses the first argument. Returns nothing if it does not have that form, or if the number of
/// arguments rules it out.
pub(crate) fn parse(args: &[&'static OsStr]) -> Option<Obsolete> {
    let alone = match args {
        [_] => true,
        [_, file] => *file == "--" || *file == "-" || !file.as_bytes().starts_with(b"-"),
        [_, dashes, _] => *dashes == "--",
        _ => false,
    };
    let first = args.first().filter(|_| alone)?;
    let (from_start, text) = match first.as_bytes() {
        [b'+', text @ ..] if posix::allows_plus_options() => (true, text),
        // `-` is standard input, and `-c` is an option that takes a value.
        [b'-', text @ ..] if !matches!(text, b"" | b"c") => (false, text),
        _ => return None,
    };
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, letters) = text.split_at(digits);
    let (unit, blocks, letters) = match letters {
        [b'b', rest @ ..] => (Unit::Bytes, true, rest),
        [b'c', rest @ ..] => (Unit::Bytes, false, rest),
        [b'l', rest @ ..] => (Unit::Lines, false, rest),
        rest => (Unit::Lines, false, rest),
    };
    let follow = match letters {
        b"" => false,
        b"f" => true,
        _ => return None,
    };
    let number = match digits {
        b"" => 10,
        // A number that is too large means everything.
        digits => number::parse(digits, "").unwrap_or(u64::MAX),
    };
    let unit_size = if blocks { 512 } else { 1 };
    Some(Obsolete {
        count: Count::new(unit, number.saturating_mul(unit_size), from_start),
        follow,
    })
}
