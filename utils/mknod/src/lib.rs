//! mknod: make block or character special files. GNU manual node "mknod invocation".
//!
//! Gap: security contexts are left to the kernel; `-Z` and `--context` do nothing.

use shared::fs::node::{self, Maker};
use shared::prelude::*;
use shared::rustix::fs::{FileType, major, makedev, minor};
use shared::values::human::parse_size;

pub fn run(args: Args) -> Result {
    let mut maker = Maker::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        maker.option(&option);
    }
    let operands = options.operands();
    maker.ready()?;
    check_number(&operands)?;
    let (path, kind) = (operands[0], operands[1]);
    let kind = match kind.as_bytes().first() {
        Some(b'b') => FileType::BlockDevice,
        Some(b'c' | b'u') => FileType::CharacterDevice,
        Some(b'p') => FileType::Fifo,
        _ => {
            let message = format!("invalid device type {}", quote(kind));
            return Err(Error::usage(message));
        }
    };
    let device = match operands[..] {
        [_, _, major, minor] => device(major, minor)?,
        _ => 0,
    };
    maker
        .make(path, kind, device)
        .map_err(|e| Error::io(quotef(path), &e.into()))?;
    maker.set_mode(path, kind).map_err(|e| {
        let message = format!("cannot set permissions of {}", quoteaf(path));
        Error::io(message, &e.into())
    })
}

pub fn cli() -> Cli {
    cli::utility(
        "mknod",
        "[OPTION]... NAME TYPE [MAJOR MINOR]",
        "Create the special file NAME of the given TYPE.",
    )
    .options(node::OPTIONS)
    .notes(
        "TYPE is b for a block device, c or u for a character device, or p for a FIFO. \
         Devices need MAJOR and MINOR numbers: decimal, hexadecimal with 0x, or octal with \
         a leading 0.",
    )
}

/// Checks that there are two operands for a FIFO, and four for a device.
fn check_number(operands: &[&'static OsStr]) -> Result {
    let is_fifo = operands
        .get(1)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"p"));
    let expected = if is_fifo { 2 } else { 4 };
    let (mistake, note) = if operands.len() < expected {
        let devices = "Special files require major and minor device numbers.";
        let note = (expected == 4 && operands.len() == 2).then_some(devices);
        (cli::missing_operand(operands.last().copied()), note)
    } else if operands.len() > expected {
        let fifos = "Fifos do not have major and minor device numbers.";
        let note = (expected == 2 && operands.len() == 4).then_some(fifos);
        (cli::extra_operand(operands[expected]), note)
    } else {
        return Ok(());
    };
    Err(match (note, mistake.message()) {
        (Some(note), Some(message)) => Error::usage(format!("{message}\n{note}")),
        _ => mistake,
    })
}

fn device(given_major: &OsStr, given_minor: &OsStr) -> Result<u64> {
    let number = |what, given: &OsStr| {
        let number = parse_size(given.as_bytes(), "").ok();
        number
            .and_then(|number| u32::try_from(number).ok())
            .ok_or_else(|| Error::new(format!("invalid {what} device number {}", quote(given))))
    };
    let (high, low) = (number("major", given_major)?, number("minor", given_minor)?);
    let device = makedev(high, low);
    // NODEV, or numbers that dev_t cannot hold.
    if device == u64::MAX || (major(device), minor(device)) != (high, low) {
        let (high, low) = (given_major.to_string_lossy(), given_minor.to_string_lossy());
        return Err(Error::new(format!("invalid device {high} {low}")));
    }
    Ok(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            while let Ok(Some(option)) = options.next() {
                Maker::default().option(&option);
            }
        });
    }
}
