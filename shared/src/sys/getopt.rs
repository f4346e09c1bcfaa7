//! getopt_long(3): glibc's reading of an argument list is GNU's convention itself, to the
//! letter of its messages, and costs no bytes.

use libc::{c_char, c_int};
use std::ffi::{CStr, CString, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

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
    /// A short option.
    Short(u8, Option<&'static OsStr>),
    /// A long option, by the identity that it was listed with.
    Long(usize, Option<&'static OsStr>),
    /// A mistake, already reported on standard error.
    Mistake,
    /// No option is left; the operands start at this index.
    End(usize),
}

/// What glibc returns for long options starts here, above all letters.
const FIRST_LONG: c_int = 256;

/// What glibc returns after it reported a mistake.
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

/// A scan of an argument list. glibc keeps its state in globals: one scan at a time.
pub struct Getopt {
    argv: Vec<*mut c_char>,
    shorts: CString,
    longs: Vec<CLong>,
}

impl Getopt {
    /// Prepares a scan. `mode` is `"+"` to stop at the first operand, `""` to let options and
    /// operands mix, `"-"` to take an operand for the value of an option with the letter 1. Long
    /// options of one identity are names for one option, and
    /// so don't make an abbreviation ambiguous.
    pub(crate) fn new(
        argv: &[&'static OsStr],
        mode: &str,
        shorts: &[(u8, Takes)],
        longs: &[(&str, Takes, usize)],
    ) -> Self {
        let mut letters = mode.as_bytes().to_vec();
        for &(letter, takes) in shorts {
            letters.push(letter);
            letters.extend(std::iter::repeat_n(b':', takes as usize));
        }
        let mut c_longs: Vec<CLong> = longs
            .iter()
            .map(|&(name, takes, identity)| CLong {
                name: c_string(name.as_bytes()).into_raw(),
                has_arg: takes as c_int,
                flag: ptr::null_mut(),
                val: FIRST_LONG + identity as c_int,
            })
            .collect();
        c_longs.push(CLong {
            name: ptr::null(),
            has_arg: 0,
            flag: ptr::null_mut(),
            val: 0,
        });
        let argv = argv
            .iter()
            .map(|a| c_string(a.as_bytes()).into_raw())
            .chain([ptr::null_mut()])
            .collect();
        // SAFETY: a plain global; 0 makes glibc start afresh.
        unsafe { optind = 0 };
        Self {
            argv,
            shorts: c_string(&letters),
            longs: c_longs,
        }
    }

    /// The next option.
    pub(crate) fn next(&mut self) -> Found {
        // SAFETY: all strings end in NUL and live as long as the process (they are leaked, as
        // values point into them); both arrays end in a null entry.
        let found = unsafe {
            getopt_long(
                self.argv.len() as c_int - 1,
                self.argv.as_ptr(),
                self.shorts.as_ptr(),
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

    /// The place of the argument that will be looked at next.
    pub(crate) fn position(&self) -> usize {
        // SAFETY: a plain global.
        unsafe { optind }.max(1) as usize
    }

    /// The letter of the mistake that was reported last.
    pub(crate) fn mistaken_letter(&self) -> Option<u8> {
        // SAFETY: a plain global.
        u8::try_from(unsafe { optopt }).ok()
    }

    /// The argument at `index` (glibc moves operands behind options as it goes).
    pub(crate) fn argument(&self, index: usize) -> Option<&'static OsStr> {
        // SAFETY: an entry of `argv` is null or a string that lives as long as the process.
        self.argv.get(index).and_then(|&a| unsafe { text(a) })
    }
}

/// The string at `pointer`, none where it is null.
///
/// # Safety
/// `pointer` is null or a NUL-terminated string that is never freed.
unsafe fn text(pointer: *const c_char) -> Option<&'static OsStr> {
    // SAFETY: promised by the caller.
    (!pointer.is_null()).then(|| OsStr::from_bytes(unsafe { CStr::from_ptr(pointer) }.to_bytes()))
}

fn c_string(bytes: &[u8]) -> CString {
    CString::new(bytes).unwrap_or_default()
}
