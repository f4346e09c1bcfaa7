//! Broken-down time, time zones and the locale's date formats: localtime(3), mktime(3), strftime(3)
//! and nl_langinfo(3).

use super::c_string;
use libc::{c_char, c_int, c_long};
use std::ffi::{CStr, CString};
use std::os::unix::ffi::OsStrExt;

/// A time as calendar and clock fields: `struct tm`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tm {
    /// Seconds, 0 to 60.
    pub sec: i32,
    /// Minutes, 0 to 59.
    pub min: i32,
    /// Hours, 0 to 23.
    pub hour: i32,
    /// Day of the month, 1 to 31.
    pub mday: i32,
    /// Month, 0 to 11.
    pub mon: i32,
    /// Years since 1900.
    pub year: i32,
    /// Day of the week, from Sunday, 0 to 6.
    pub wday: i32,
    /// Day of the year, 0 to 365.
    pub yday: i32,
    /// Positive during daylight saving time, 0 outside it, negative if unknown.
    pub isdst: i32,
    /// Seconds east of UTC.
    pub offset: i64,
    /// The abbreviation of the time zone.
    pub zone: Option<&'static CStr>,
}

unsafe extern "C" {
    fn tzset();
    static tzname: [*const c_char; 2];
}

/// `_DATE_FMT` of <langinfo.h>, which the libc crate lacks: the format of date(1).
const DATE_FMT: libc::nl_item = 0x2006c;

/// Returns the time in the zone of `TZ`, or `None` if the year does not fit.
pub fn localtime(seconds: i64) -> Option<Tm> {
    let mut tm = Tm::default().to_c();
    // SAFETY: both pointers are to live values of the right types.
    let filled = unsafe { libc::localtime_r(&seconds, &mut tm) };
    (!filled.is_null()).then(|| Tm::from_c(&tm))
}

/// Returns the time in UTC, or `None` if the year does not fit.
pub fn gmtime(seconds: i64) -> Option<Tm> {
    let mut tm = Tm::default().to_c();
    // SAFETY: as above.
    let filled = unsafe { libc::gmtime_r(&seconds, &mut tm) };
    (!filled.is_null()).then(|| Tm::from_c(&tm))
}

/// Returns the seconds since the epoch for a local time, and normalizes its fields.
pub fn mktime(tm: &mut Tm) -> Option<i64> {
    normalize(tm, libc::mktime)
}

/// Returns the seconds since the epoch for a time in UTC, and normalizes its fields.
pub fn timegm(tm: &mut Tm) -> Option<i64> {
    normalize(tm, libc::timegm)
}

fn normalize(tm: &mut Tm, make: unsafe extern "C" fn(*mut libc::tm) -> i64) -> Option<i64> {
    // -1 is a valid result. Only a successful call sets the day of the week.
    tm.wday = -1;
    let mut c = tm.to_c();
    // SAFETY: the pointer is to a live struct; both functions have this type on Linux.
    let seconds = unsafe { make(&mut c) };
    *tm = Tm::from_c(&c);
    (tm.wday >= 0).then_some(seconds)
}

/// Returns the value of `TZ`, if it is set.
pub fn zone() -> Option<CString> {
    c_string(std::env::var_os("TZ")?.as_bytes()).ok()
}

/// Sets the time zone of the process to a value of `TZ`, or unsets it.
pub fn set_zone(zone: Option<&CStr>) {
    // SAFETY: the strings end in NUL and are copied; utilities that change the zone have one
    // thread, and nothing keeps a pointer into the environment.
    unsafe {
        match zone {
            Some(zone) => libc::setenv(c"TZ".as_ptr(), zone.as_ptr(), 1),
            None => libc::unsetenv(c"TZ".as_ptr()),
        };
        tzset();
    }
}

/// Returns the abbreviations of the zone's standard time and daylight saving time.
pub fn zone_names() -> [&'static [u8]; 2] {
    // SAFETY: tzset(3) fills the array with strings that glibc never frees.
    unsafe {
        tzset();
        tzname.map(|name| text(name).map_or(&b""[..], CStr::to_bytes))
    }
}

/// Formats one directive, such as `%a` or `%Ey`: strftime(3). The result may be empty.
pub fn strftime<'a>(directive: &[u8], tm: &Tm, buffer: &'a mut [u8; 1024]) -> &'a [u8] {
    let mut format = [0; 8];
    let length = directive.len().min(format.len() - 1);
    format[..length].copy_from_slice(&directive[..length]);
    let tm = tm.to_c();
    // SAFETY: the length is that of the buffer, the format ends in NUL, and the zone's name is null
    // or a string that is never freed.
    let length = unsafe {
        libc::strftime(
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            format.as_ptr().cast(),
            &tm,
        )
    };
    &buffer[..length]
}

/// Returns the format of date(1) in the current locale.
pub fn date_format() -> Vec<u8> {
    // SAFETY: returns a string of the C library, never null.
    unsafe { CStr::from_ptr(libc::nl_langinfo(DATE_FMT)) }
        .to_bytes()
        .to_vec()
}

impl Tm {
    /// Returns the calendar year.
    pub fn full_year(&self) -> i64 {
        i64::from(self.year) + 1900
    }

    fn to_c(self) -> libc::tm {
        libc::tm {
            tm_sec: self.sec,
            tm_min: self.min,
            tm_hour: self.hour,
            tm_mday: self.mday,
            tm_mon: self.mon,
            tm_year: self.year,
            tm_wday: self.wday,
            tm_yday: self.yday,
            tm_isdst: self.isdst as c_int,
            tm_gmtoff: self.offset as c_long,
            tm_zone: self.zone.map_or(std::ptr::null(), CStr::as_ptr),
        }
    }

    fn from_c(tm: &libc::tm) -> Self {
        Self {
            sec: tm.tm_sec,
            min: tm.tm_min,
            hour: tm.tm_hour,
            mday: tm.tm_mday,
            mon: tm.tm_mon,
            year: tm.tm_year,
            wday: tm.tm_wday,
            yday: tm.tm_yday,
            isdst: tm.tm_isdst,
            offset: tm.tm_gmtoff,
            // SAFETY: null, or an entry of glibc's list of names, which are never freed.
            zone: unsafe { text(tm.tm_zone) },
        }
    }
}

/// Returns the string at `pointer`, or `None` if it is null.
///
/// # Safety
/// `pointer` is null or a NUL-terminated string that is never freed.
unsafe fn text(pointer: *const c_char) -> Option<&'static CStr> {
    // SAFETY: promised by the caller.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) })
}
