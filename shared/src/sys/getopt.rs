//! getopt_long(3): reads options by GNU's rules and reports mistakes in GNU's words.

use super::c_string;
use libc::{c_char, c_int};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The array that C's `main` was called with, or null.
static GIVEN: AtomicPtr<*const c_char> = AtomicPtr::new(ptr::null_mut());

/// Remembers the arguments of C's `main`, so that [`Getopt::new`] need not copy those that it finds
/// there.
///
/// # Safety
/// `argv` ends in a null entry. It and its strings end in NUL, live as long as the process, and are never
/// changed.
pub(crate) unsafe fn remember_arguments(argv: *const *const c_char) {
    GIVEN.store(argv.cast_mut(), Ordering::Relaxed);
}

/// The arguments of C's `main` that were not found yet.
struct Remembered(*const *const c_char);

impl Remembered {
    fn new() -> Self {
        Self(GIVEN.load(Ordering::Relaxed))
    }

    /// Returns the string of C that `argument` is, if it is the next one, or the one after it: the
    /// multicall executable removes its own name.
    fn take(&mut self, argument: &[u8]) -> Option<*mut c_char> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: the array ends in a null entry, which is never passed. Text that starts where a string
        // starts is part of it, so the byte behind that text belongs to the string, too.
        unsafe {
            let is_it = |string: *const c_char| string.cast() == argument.as_ptr();
            let mut place = self.0;
            if !is_it(*place) && !(*place).is_null() {
                place = place.add(1);
            }
            let string = *place;
            if !is_it(string) || *string.add(argument.len()) != 0 {
                return None;
            }
            self.0 = place.add(1);
            Some(string.cast_mut())
        }
    }
}

/// In which order options and operands are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Options may follow operands, except under `POSIXLY_CORRECT`. Operands are moved behind
    /// the options.
    Mixed,
    /// The first operand ends the options.
    OptionsFirst,
    /// Operands are delivered in place, as values of an option with the letter 1.
    AsGiven,
}

impl Order {
    /// Returns how the string of short options starts.
    pub(crate) fn prefix(self) -> &'static [u8] {
        match self {
            Self::Mixed => b"",
            Self::OptionsFirst => b"+",
            Self::AsGiven => b"-",
        }
    }
}

/// Whether an option takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Takes {
    /// `-a`, `--all`.
    Nothing = 0,
    /// `-w COLS`, `-wCOLS`, `--width=COLS`, `--width COLS`.
    Value = 1,
    /// `--color`, `--color=WHEN`, `-iWHEN`.
    Optional = 2,
}

/// What a call of [`Getopt::next`] found.
#[derive(Debug)]
pub enum Found {
    /// A short option: its letter and value.
    Short(u8, Option<&'static OsStr>),
    /// A long option: the identity that it was listed with, and its value.
    Long(usize, Option<&'static OsStr>),
    /// A mistake, already reported on standard error.
    Mistake,
    /// No more options. The operands start at this index.
    End(usize),
}

/// The lowest value that getopt_long returns for long options, above all letters.
const FIRST_LONG: c_int = 256;

/// What getopt_long returns after it reported a mistake.
const MISTAKE: c_int = b'?' as c_int;

// The layout of `struct option` in <getopt.h>.
#[repr(C)]
struct CLong {
    name: *const c_char,
    has_arg: c_int,
    flag: *mut c_int,
    val: c_int,
}

unsafe extern "C" {
    static mut optind: c_int;
    static optarg: *const c_char;
    static optopt: c_int;
    fn getopt_long(
        argc: c_int,
        argv: *const *mut c_char,
        shorts: *const c_char,
        longs: *const CLong,
        index: *mut c_int,
    ) -> c_int;
}

/// A scan of an argument list. glibc keeps its state in static variables, so only one scan can
/// be active.
pub struct Getopt {
    argv: Vec<*mut c_char>,
    shorts: *const c_char,
    longs: Vec<CLong>,
}

impl Getopt {
    /// Starts a scan of `argv`. `letters` is what getopt(3) calls `optstring`. Long options with the
    /// same identity are names of one option, and so don't make an abbreviation ambiguous.
    ///
    /// # Errors
    /// `EINVAL` if a string contains a NUL.
    pub(crate) fn new(
        argv: &[&'static OsStr],
        letters: &[u8],
        longs: &[(&str, Takes, usize)],
    ) -> Result<Self, Errno> {
        // The names are in one allocation, which is leaked.
        let names = longs.iter().map(|&(name, ..)| name.as_bytes());
        let strings = || names.clone().chain([letters]);
        let mut text = Vec::with_capacity(strings().map(|string| string.len() + 1).sum());
        for string in strings() {
            if string.contains(&0) {
                return Err(Errno::INVAL);
            }
            text.extend_from_slice(string);
            text.push(0);
        }
        let mut next = text.leak().as_mut_ptr().cast::<c_char>();
        let mut pointer_to = |string: &[u8]| {
            let start = next;
            // SAFETY: the strings were put there in this order, each with a NUL.
            next = unsafe { next.add(string.len() + 1) };
            start
        };
        let mut c_longs = Vec::with_capacity(longs.len() + 1);
        for &(name, takes, identity) in longs {
            c_longs.push(CLong {
                name: pointer_to(name.as_bytes()),
                has_arg: takes as c_int,
                flag: ptr::null_mut(),
                val: FIRST_LONG + identity as c_int,
            });
        }
        c_longs.push(CLong {
            name: ptr::null(),
            has_arg: 0,
            flag: ptr::null_mut(),
            val: 0,
        });
        let mut c_argv = Vec::with_capacity(argv.len() + 1);
        let mut remembered = Remembered::new();
        for argument in argv {
            let argument = argument.as_bytes();
            c_argv.push(match remembered.take(argument) {
                Some(string) => string,
                None => c_string(argument)?.into_raw(),
            });
        }
        c_argv.push(ptr::null_mut());
        let shorts = pointer_to(letters);
        // SAFETY: a plain global; 0 makes glibc start a new scan.
        unsafe { optind = 0 };
        Ok(Self {
            argv: c_argv,
            shorts,
            longs: c_longs,
        })
    }

    /// Reads the next option.
    pub(crate) fn next(&mut self) -> Found {
        // SAFETY: all strings end in NUL and live as long as the process (they are those of C's `main`, or
        // leaked, because values point into them), and glibc does not write to them; both arrays end in a
        // null entry.
        let found = unsafe {
            getopt_long(
                self.argv.len() as c_int - 1,
                self.argv.as_ptr(),
                self.shorts,
                self.longs.as_ptr(),
                ptr::null_mut(),
            )
        };
        // SAFETY: set by the call above to NULL or to a string in `argv`.
        let value = unsafe { text(optarg) };
        match found {
            // SAFETY: a plain global.
            -1 => Found::End(unsafe { optind } as usize),
            MISTAKE => Found::Mistake,
            long if long >= FIRST_LONG => Found::Long((long - FIRST_LONG) as usize, value),
            letter => Found::Short(letter as u8, value),
        }
    }

    /// Returns the index of the argument that will be read next.
    pub(crate) fn position(&self) -> usize {
        // SAFETY: a plain global.
        unsafe { optind }.max(1) as usize
    }

    /// Makes the next scan read the argument before the position again.
    pub(crate) fn step_back(&mut self) {
        // SAFETY: a plain global. It is above 1 after an option was found.
        unsafe { optind -= 1 };
    }

    /// Returns the letter of the mistake that was reported last.
    pub(crate) fn mistaken_letter(&self) -> Option<u8> {
        // SAFETY: a plain global.
        u8::try_from(unsafe { optopt }).ok()
    }

    /// Returns the argument at `index`, in the order to which glibc has moved the arguments.
    pub(crate) fn argument(&self, index: usize) -> Option<&'static OsStr> {
        // SAFETY: an entry of `argv` is null or a string that lives as long as the process.
        self.argv.get(index).and_then(|&a| unsafe { text(a) })
    }
}

/// Returns the string at `pointer`, or `None` if it is null.
///
/// # Safety
/// `pointer` is null or a NUL-terminated string that is never freed.
unsafe fn text(pointer: *const c_char) -> Option<&'static OsStr> {
    // SAFETY: promised by the caller.
    (!pointer.is_null()).then(|| OsStr::from_bytes(unsafe { CStr::from_ptr(pointer) }.to_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_arguments_are_those_of_main() {
        let strings = [c"name", c"-a", c"b=c", c"d"];
        let mut argv = strings.map(CStr::as_ptr).to_vec();
        argv.push(ptr::null());
        let found = |arguments: &[&[u8]]| {
            let mut remembered = Remembered(argv.as_ptr());
            let is_found = |argument: &&[u8]| remembered.take(argument).is_some();
            arguments.iter().map(is_found).collect::<Vec<_>>()
        };
        let [name, a, b, d] = strings.map(CStr::to_bytes);
        assert_eq!(found(&[name, a, b, d]), [true; 4]);
        assert_eq!(found(&[a, b, d, b""]), [true, true, true, false]);
        assert_eq!(found(&[name, b"new", b, d]), [true, false, true, true]);
        assert_eq!(found(&[name, a, &b[..1], d]), [true, true, false, true]);
        assert_eq!(found(&[name, d, a]), [true, false, true]);
    }
}
