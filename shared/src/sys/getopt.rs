//! getopt_long(3): reads options by GNU's rules and reports mistakes in GNU's words.

use libc::{c_char, c_int};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

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
    fn prefix(self) -> &'static [u8] {
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
    /// Starts a scan of `argv`. Long options with the same identity are names of one option, and
    /// so don't make an abbreviation ambiguous.
    ///
    /// # Errors
    /// `EINVAL` if a string contains a NUL.
    pub(crate) fn new(
        argv: &[&'static OsStr],
        order: Order,
        shorts: &[(u8, Takes)],
        longs: &[(&str, Takes, usize)],
    ) -> Result<Self, Errno> {
        let mut letters = order.prefix().to_vec();
        for &(letter, takes) in shorts {
            letters.push(letter);
            letters.extend(std::iter::repeat_n(b':', takes as usize));
        }
        // All strings are in one allocation, which is leaked, because values point into it.
        let names = longs.iter().map(|&(name, ..)| name.as_bytes());
        let arguments = argv.iter().map(|argument| argument.as_bytes());
        let strings = || names.clone().chain(arguments.clone()).chain([&*letters]);
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
        c_argv.extend(argv.iter().map(|argument| pointer_to(argument.as_bytes())));
        c_argv.push(ptr::null_mut());
        let shorts = pointer_to(&letters);
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
        // SAFETY: all strings end in NUL and live as long as the process (they are leaked,
        // because values point into them); both arrays end in a null entry.
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
