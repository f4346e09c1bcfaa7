//! Terminals: isatty(3) and termios(3).

use super::check;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::io::Errno;
use rustix::termios::Termios;

/// Returns whether the descriptor is a terminal. It may be closed.
pub fn is_terminal(descriptor: i32) -> bool {
    // SAFETY: any number is allowed.
    unsafe { libc::isatty(descriptor) == 1 }
}

/// Sets the attributes of a terminal, with `characters` as the first of its special characters.
/// `drains` waits until all output is written.
///
/// rustix's function always states an input speed, even if that is to follow the output speed.
///
/// # Errors
/// Those of tcsetattr(3).
pub fn set_attributes(
    terminal: BorrowedFd<'_>,
    attributes: &Termios,
    characters: &[u8],
    drains: bool,
) -> Result<(), Errno> {
    let mut set = libc::termios2 {
        c_iflag: attributes.input_modes.bits(),
        c_oflag: attributes.output_modes.bits(),
        c_cflag: attributes.control_modes.bits(),
        c_lflag: attributes.local_modes.bits(),
        c_line: attributes.line_discipline,
        c_cc: Default::default(),
        c_ispeed: attributes.input_speed(),
        c_ospeed: attributes.output_speed(),
    };
    for (to, from) in set.c_cc.iter_mut().zip(characters) {
        *to = *from;
    }
    let request = if drains {
        libc::TCSETSW2
    } else {
        libc::TCSETS2
    };
    // SAFETY: the struct is the kernel's.
    check(unsafe { libc::ioctl(terminal.as_raw_fd(), request, &raw const set) })
}
