//! Setting the times of open files: `touch -d`, `cp -p`, `install -p`, `mv` across file systems.

use crate::sys::file::BorrowedFile;
use filetime::{FileTime, set_file_handle_times};
use rustix::fd::BorrowedFd;
use rustix::fs::{Timespec, Timestamps, UTIME_OMIT, futimens};
use rustix::io::Errno;

/// Sets when an open file was last read and modified. `UTIME_OMIT` leaves a time unchanged.
///
/// Given times are set by `filetime`. rustix sets those that `filetime` has no value for:
/// `UTIME_NOW`, which is permitted to everyone who may write to the file, and fields that
/// are out of range, which the kernel refuses.
///
/// # Errors
/// Those of futimens(3).
pub fn set(file: BorrowedFd<'_>, times: &Timestamps) -> Result<(), Errno> {
    let (Some(access), Some(modification)) =
        (given(times.last_access), given(times.last_modification))
    else {
        return futimens(file, times);
    };
    set_file_handle_times(&BorrowedFile::new(file), access, modification)
        .map_err(|e| Errno::from_io_error(&e).unwrap_or(Errno::INVAL))
}

/// Returns the time for `filetime`, `Some(None)` if it is left unchanged, and `None` if
/// `filetime` cannot express it.
fn given(time: Timespec) -> Option<Option<FileTime>> {
    match u32::try_from(time.tv_nsec) {
        _ if time.tv_nsec == UTIME_OMIT => Some(None),
        // `filetime` negates seconds before the epoch, which overflows for the first of them.
        Ok(nanoseconds @ 0..1_000_000_000) if time.tv_sec > i64::MIN => {
            Some(Some(FileTime::from_unix_time(time.tv_sec, nanoseconds)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fd::AsFd;
    use rustix::fs::{UTIME_NOW, fstat};

    fn time(tv_sec: i64, tv_nsec: i64) -> Timespec {
        Timespec { tv_sec, tv_nsec }
    }

    #[test]
    fn times_are_set_or_left_unchanged() {
        let file = crate::input::temporary::file(&crate::input::temporary::directory()).unwrap();
        let set = |last_access, last_modification| {
            let times = Timestamps {
                last_access,
                last_modification,
            };
            set(file.as_fd(), &times)
        };
        let stat = || {
            let s = fstat(&file).unwrap();
            (
                (s.st_atime as i64, s.st_atime_nsec as i64),
                (s.st_mtime as i64, s.st_mtime_nsec as i64),
            )
        };
        set(time(-2, 999_999_999), time(1_000_000_000, 1)).unwrap();
        assert_eq!(stat(), ((-2, 999_999_999), (1_000_000_000, 1)));
        set(time(0, UTIME_OMIT), time(5, 0)).unwrap();
        assert_eq!(stat(), ((-2, 999_999_999), (5, 0)));
        set(time(6, 7), time(0, UTIME_NOW)).unwrap();
        assert_eq!(stat().0, (6, 7));
        assert!(stat().1.0 > 5);
        assert_eq!(set(time(0, 1_000_000_000), time(0, 0)), Err(Errno::INVAL));
    }
}
