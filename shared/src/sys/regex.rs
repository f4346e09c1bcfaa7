//! glibc's regular expressions through the GNU interface, re_compile_pattern(3) and re_search(3).
//! Unlike the POSIX interface of the libc crate, it has a choice of syntaxes, accepts any bytes,
//! and searches from a position in either direction.

use libc::{c_char, c_int, c_uchar, c_uint, c_ulong, c_void};
use rustix::process::{Resource, getrlimit};
use std::ffi::CStr;
use std::ops::Range;
use std::ptr::null_mut;

/// `struct re_pattern_buffer`.
#[repr(C)]
struct PatternBuffer {
    dfa: *mut c_void,
    allocated: c_ulong,
    used: c_ulong,
    syntax: c_ulong,
    fastmap: *mut c_char,
    translate: *mut c_uchar,
    groups: usize,
    /// The bit fields, starting at the lowest bit.
    flags: c_uint,
}

/// Bit fields of [`PatternBuffer`].
const NEWLINE_ANCHOR: c_uint = 1 << 7;

/// `struct re_registers`: the positions of the groups of a match.
#[repr(C)]
struct Registers {
    len: c_uint,
    starts: *mut c_int,
    ends: *mut c_int,
}

unsafe extern "C" {
    fn re_set_syntax(syntax: c_ulong) -> c_ulong;
    fn re_compile_pattern(
        pattern: *const c_char,
        len: usize,
        buffer: *mut PatternBuffer,
    ) -> *const c_char;
    fn re_search(
        buffer: *mut PatternBuffer,
        text: *const c_char,
        len: c_int,
        start: c_int,
        range: c_int,
        registers: *mut Registers,
    ) -> c_int;
    fn re_match(
        buffer: *mut PatternBuffer,
        text: *const c_char,
        len: c_int,
        start: c_int,
        registers: *mut Registers,
    ) -> c_int;
    fn regfree(buffer: *mut PatternBuffer);
}

/// The error of a search: the text is longer than 2 GiB, or there is not enough memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impossible;

/// Returns whether compiling the pattern may need more stack than there is. The C library recurses
/// for groups within groups, and for chains of parts that may be empty. The numbers of bytes are
/// what was measured, and some more; each such character counts as if it made the nesting deeper.
fn overflows_stack(pattern: &[u8]) -> bool {
    /// The least that a process has in practice is many times what this needs.
    const SHORT: usize = 128;
    if pattern.len() <= SHORT {
        return false;
    }
    let needed = pattern.iter().fold(0, |sum: u64, byte| {
        sum + match byte {
            b'(' => 700,
            b'*' | b'+' | b'?' | b'{' | b'|' => 170,
            _ => 0,
        }
    });
    let stack = getrlimit(Resource::Stack).current.unwrap_or(u64::MAX);
    needed > stack / 8 * 7
}

/// A compiled pattern with the groups of its last match.
pub struct Pattern {
    buffer: PatternBuffer,
    registers: Registers,
}

impl Pattern {
    /// Compiles `pattern` in the given `syntax` (bits of regex.h) and the current locale.
    ///
    /// # Errors
    /// The C library's message, such as `Unmatched ( or \(`.
    pub fn new(pattern: &[u8], syntax: u64) -> Result<Self, String> {
        if overflows_stack(pattern) {
            return Err("Regular expression too big".to_owned());
        }
        // SAFETY: malloc(3) of the size that is documented for a fastmap.
        let fastmap = unsafe { libc::malloc(256) }.cast();
        let mut new = Self {
            buffer: PatternBuffer {
                dfa: null_mut(),
                allocated: 0,
                used: 0,
                syntax: 0,
                fastmap,
                translate: null_mut(),
                groups: 0,
                flags: 0,
            },
            registers: Registers {
                len: 0,
                starts: null_mut(),
                ends: null_mut(),
            },
        };
        // SAFETY: only the next call reads the syntax, a global; utilities compile patterns before
        // they start threads. Pointer and length are of one slice.
        let message = unsafe {
            re_set_syntax(syntax);
            re_compile_pattern(pattern.as_ptr().cast(), pattern.len(), &mut new.buffer)
        };
        if message.is_null() {
            return Ok(new);
        }
        // SAFETY: not null, so it is a static string of the C library.
        let message = unsafe { CStr::from_ptr(message) };
        Err(message.to_string_lossy().into_owned())
    }

    /// Sets whether `^` and `$` also match at newlines within the text. They do by default.
    pub fn set_newline_anchor(&mut self, on: bool) {
        self.buffer.flags &= !NEWLINE_ANCHOR;
        if on {
            self.buffer.flags |= NEWLINE_ANCHOR;
        }
    }

    /// Returns the number of groups in the pattern.
    pub fn groups(&self) -> usize {
        self.buffer.groups
    }

    /// Searches for a match that starts at `start`, `start + 1`, …, `start + range`, or downwards
    /// if `range` is negative. Returns the start of the match. There is none at a position outside
    /// of the text.
    ///
    /// # Errors
    /// See [`Impossible`].
    pub fn search(
        &mut self,
        text: &[u8],
        start: usize,
        range: isize,
    ) -> Result<Option<usize>, Impossible> {
        self.searched(text, start, range, true)
    }

    /// Like [`Self::search`] without recording the groups, which is faster.
    ///
    /// # Errors
    /// See [`Impossible`].
    pub fn finds(
        &mut self,
        text: &[u8],
        start: usize,
        range: isize,
    ) -> Result<Option<usize>, Impossible> {
        self.searched(text, start, range, false)
    }

    fn searched(
        &mut self,
        text: &[u8],
        start: usize,
        range: isize,
        registers: bool,
    ) -> Result<Option<usize>, Impossible> {
        let range = c_int::try_from(range).map_err(|_| Impossible)?;
        let (len, start) = (fits(text.len())?, fits(start)?);
        let registers = if registers {
            &raw mut self.registers
        } else {
            null_mut()
        };
        // SAFETY: a compiled pattern; pointer and length are of one slice. The library allocates
        // the registers with malloc(3) (`regs_allocated` is 0 initially).
        let found = unsafe {
            re_search(
                &mut self.buffer,
                text.as_ptr().cast(),
                len,
                start,
                range,
                registers,
            )
        };
        outcome(found)
    }

    /// Returns the length of a match at `start`.
    ///
    /// # Errors
    /// See [`Impossible`].
    pub fn match_at(&mut self, text: &[u8], start: usize) -> Result<Option<usize>, Impossible> {
        let (len, start) = (fits(text.len())?, fits(start)?);
        let (text, registers) = (text.as_ptr().cast(), &raw mut self.registers);
        // SAFETY: as in `searched`.
        outcome(unsafe { re_match(&mut self.buffer, text, len, start, registers) })
    }

    /// Returns the range of group `n` of the last match, or `None` if the group took no part. Group
    /// 0 is the whole match.
    pub fn group(&self, n: usize) -> Option<Range<usize>> {
        if n >= self.registers.len as usize {
            return None;
        }
        // SAFETY: both arrays have `len` elements, see above.
        let (start, end) = unsafe { (*self.registers.starts.add(n), *self.registers.ends.add(n)) };
        Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }
}

impl Drop for Pattern {
    fn drop(&mut self) {
        // SAFETY: the library allocated all of these with malloc(3), or they are null.
        unsafe {
            regfree(&mut self.buffer);
            libc::free(self.registers.starts.cast());
            libc::free(self.registers.ends.cast());
        }
    }
}

fn fits(size: usize) -> Result<c_int, Impossible> {
    c_int::try_from(size).map_err(|_| Impossible)
}

fn outcome(found: c_int) -> Result<Option<usize>, Impossible> {
    match found {
        -1 => Ok(None),
        found => usize::try_from(found).map(Some).map_err(|_| Impossible),
    }
}
