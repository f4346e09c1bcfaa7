//! tr: translate, squeeze or delete characters. GNU manual node "tr invocation"; POSIX tr.
//!
//! As with GNU's, a character is a byte.

mod parse;
mod set;

use set::Strings;
use shared::bytes::simd;
use shared::input::files::Input;
use shared::prelude::*;
use shared::text::locale::{self, Category};

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// What is asked for.
#[derive(Clone, Copy, Default)]
struct Options {
    complement: bool,
    delete: bool,
    squeeze: bool,
    truncate: bool,
}

/// Runs tr.
pub fn run(args: Args) -> Result {
    let mut how = Options::default();
    let mut options = args.parse_leading(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "complement" => how.complement = true,
            "delete" => how.delete = true,
            "squeeze-repeats" => how.squeeze = true,
            "A" => locale::leave_category(Category::Ctype),
            _ => how.truncate = true, // -t
        }
    }
    let operands = options.operands();
    let (least, most) = match (how.delete, how.squeeze) {
        (true, false) => (1, 1),
        (false, true) => (1, 2),
        _ => (2, 2),
    };
    if operands.len() < least {
        let what = if how.squeeze {
            "both deleting and squeezing repeats"
        } else {
            "translating"
        };
        return Err(match operands.last() {
            None => cli::missing_operand(None),
            Some(last) => Error::usage(format!(
                "missing operand after {}\nTwo strings must be given when {what}.",
                quote(last)
            )),
        });
    }
    if let Some(extra) = operands.get(most) {
        let why = match (most, operands.len()) {
            (1, 2) => "\nOnly one string may be given when deleting without squeezing repeats.",
            _ => "",
        };
        return Err(Error::usage(format!("extra operand {}{why}", quote(extra))));
    }
    let strings = Strings::new(&operands, how)?;
    Filter::new(&strings, how).copy()
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "tr",
        "[OPTION]... STRING1 [STRING2]",
        "Translate, squeeze or delete characters of standard input.",
    )
    .args([
        flag("-c, --complement", "use what is not in STRING1")
            .visible_short_alias('C'),
        flag("-d, --delete", "delete what is in STRING1"),
        flag(
            "-s, --squeeze-repeats",
            "print one of a row of the same character of the last STRING",
        ),
        flag("-t, --truncate-set1", "cut STRING1 to the length of STRING2"),
        // Nor do GNU's help and manual tell of it: classes as in the POSIX locale.
        flag("-A", ""),
    ])
    .after_help(
        "Strings hold characters and these:\n\
         \n  \\NNN              the character with the octal value NNN (1 to 3 digits)\
         \n  \\\\ \\a \\b \\f \\n \\r \\t \\v  backslash, bell, backspace, form feed, newline, return, tabs\
         \n  C-D               all characters from C to D\
         \n  [C*]              in STRING2, as many C as STRING1 is long\
         \n  [C*N]             N times C; octal where N begins with 0\
         \n  [=C=]             all characters that are equivalent to C\
         \n  [:alnum:] [:alpha:] [:blank:] [:cntrl:] [:digit:] [:graph:] [:lower:] [:print:]\
         \n  [:punct:] [:space:] [:upper:] [:xdigit:]  all characters of that class\n\n\
         A STRING2 that is shorter than STRING1 goes on with its last character. With -s, what\n\
         is squeezed is what the others have left.",
    )
}

/// What happens to the bytes of a block, in this order.
#[derive(Default)]
struct Filter {
    translation: Option<Translation>,
    delete: Option<[bool; 256]>,
    squeeze: Option<[bool; 256]>,
    /// The last byte before those that are squeezed next.
    last: Option<u8>,
}

impl Filter {
    fn new(strings: &Strings, how: Options) -> Self {
        let mut filter = Self::default();
        if how.delete {
            filter.delete = Some(strings.first_set());
        } else if strings.second.is_some() {
            filter.translation = Some(Translation::new(strings.map()));
        }
        if how.squeeze {
            filter.squeeze = Some(strings.last_set());
        }
        filter
    }

    fn copy(&mut self) -> Result {
        let input = Input::open(OsStr::new("-")).map_err(read_error)?;
        let mut block = Vec::with_capacity(BLOCK);
        loop {
            block.clear();
            if input.read_more(&mut block).map_err(read_error)? == 0 {
                return Ok(());
            }
            if let Some(translation) = &self.translation {
                translation.apply(&mut block);
            }
            if let Some(delete) = &self.delete {
                delete_from(&mut block, delete);
            }
            if let Some(squeeze) = &self.squeeze {
                squeeze_in(&mut block, squeeze, &mut self.last);
            }
            stdout().write_block(&block)?;
        }
    }
}

fn read_error(e: io::Error) -> Error {
    Error::io("read error", &e)
}

/// Deletes bytes, without a branch that depends on them.
fn delete_from(block: &mut Vec<u8>, delete: &[bool; 256]) {
    let Some(first) = block.iter().position(|&b| delete[usize::from(b)]) else {
        return;
    };
    let mut kept = first;
    for at in first..block.len() {
        let byte = block[at];
        block[kept] = byte;
        kept += usize::from(!delete[usize::from(byte)]);
    }
    block.truncate(kept);
}

fn squeeze_in(block: &mut Vec<u8>, squeeze: &[bool; 256], last: &mut Option<u8>) {
    /// Bytes that are looked at together for two that are the same.
    const ROW: usize = 16;
    let mut squeezed = (0..=u8::MAX).filter(|&byte| squeeze[usize::from(byte)]);
    let only = squeezed.next().filter(|_| squeezed.next().is_none());
    let mut kept = 0;
    let mut before = *last;
    let mut at = 0;
    while at < block.len() {
        let end = (at + ROW).min(block.len());
        if at > 0 && end < block.len() && !has_pairs::<ROW>(&block[at - 1..end], only) {
            block.copy_within(at..at + ROW, kept);
            kept += ROW;
            before = Some(block[end - 1]);
        } else {
            for i in at..end {
                let byte = block[i];
                block[kept] = byte;
                kept += usize::from(before != Some(byte) || !squeeze[usize::from(byte)]);
                before = Some(byte);
            }
        }
        at = end;
    }
    block.truncate(kept);
    *last = before;
}

/// Is one of so many bytes, behind the first, the same as that before it, and that one which is
/// looked for?
#[inline]
fn has_pairs<const ROW: usize>(bytes: &[u8], only: Option<u8>) -> bool {
    match (bytes.first_chunk::<ROW>(), bytes.last_chunk::<ROW>(), only) {
        (Some(a), Some(b), None) => (0..ROW).fold(false, |same, i| same | (a[i] == b[i])),
        (Some(a), Some(b), Some(only)) => {
            (0..ROW).fold(false, |same, i| same | (a[i] == b[i]) & (a[i] == only))
        }
        _ => true,
    }
}

/// A table; or the same as ranges of bytes to move, which vector instructions do, where they are
/// few.
enum Translation {
    Table(Box<[u8; 256]>),
    Shifts(Vec<simd::Shift>),
}

impl Translation {
    fn new(table: [u8; 256]) -> Self {
        /// More take longer than to look each byte up.
        const FEW: usize = 8;
        let mut shifts: Vec<simd::Shift> = Vec::new();
        for byte in 0..=u8::MAX {
            let by = table[usize::from(byte)].wrapping_sub(byte);
            match shifts.last_mut() {
                _ if by == 0 => {}
                Some(shift) if shift.by == by && shift.last + 1 == byte => shift.last = byte,
                _ => shifts.push(simd::Shift {
                    first: byte,
                    last: byte,
                    by,
                }),
            }
        }
        if shifts.len() > FEW {
            Self::Table(Box::new(table))
        } else {
            Self::Shifts(shifts)
        }
    }

    fn apply(&self, block: &mut [u8]) {
        match self {
            Self::Table(table) => {
                for byte in block {
                    *byte = table[usize::from(*byte)];
                }
            }
            Self::Shifts(shifts) => simd::shift(shifts, block),
        }
    }
}
