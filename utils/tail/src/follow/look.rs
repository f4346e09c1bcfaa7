//! Looking at a file: what has changed since the last time.

use super::{Fault, Follow, Followed, giving_up, is_link, is_tailable};
use crate::{Titles, label, last};
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::{OFlags, SeekFrom, Stat, fstat, seek};
use shared::rustix::io::Errno;
use shared::sys::stat::StatExt;

/// What happened to an open file since it was last looked at.
enum Change {
    /// There may be more to read.
    Appended,
    Nothing,
    /// Nothing, for so long that its name should be looked at too.
    NotForLong,
}

impl Follow {
    /// Looks at an open file and prints what was appended. Returns whether anything was.
    pub(super) fn look(&mut self, i: usize, titles: &mut Titles) -> Result<bool> {
        let file = &self.files[i];
        if file.input.is_none() || file.ignored {
            return Ok(false);
        }
        let change = if self.blocking {
            Change::Appended
        } else {
            self.change(i)
        };
        match change {
            Change::Appended => {}
            Change::Nothing => return Ok(false),
            Change::NotForLong => {
                // Without notifications, a replaced file looks like one that does not change.
                return if self.look_at_name(i) {
                    self.look(i, titles)
                } else {
                    Ok(false)
                };
            }
        }
        let file = &mut self.files[i];
        let Some(input) = &file.input else {
            return Ok(false);
        };
        titles.print(i, file.name)?;
        let printed = last::print_rest(input)?;
        file.size += printed;
        Ok(printed > 0)
    }

    /// Compares an open file with what was seen of it before.
    fn change(&mut self, i: usize) -> Change {
        let file = &mut self.files[i];
        let Some(input) = &file.input else {
            return Change::Nothing;
        };
        let stat = match fstat(input) {
            Ok(stat) => stat,
            Err(e) => {
                diagnostics::error_io(&quotef(label(file.name)), &e.into());
                file.fault = Fault::Error(e.raw_os_error());
                file.input = None;
                return Change::Nothing;
            }
        };
        let regular = stat.is_regular();
        let size = stat.st_size as u64;
        let same = |seen: &Stat| {
            seen.st_mode == stat.st_mode
                && (seen.st_mtime, seen.st_mtime_nsec) == (stat.st_mtime, stat.st_mtime_nsec)
        };
        if file.seen.as_ref().is_some_and(same) && (!regular || size == file.size) {
            file.unchanged += 1;
            if self.by_name && self.notifier.is_none() && file.unchanged > self.max_unchanged {
                file.unchanged = 0;
                return Change::NotForLong;
            }
            return Change::Nothing;
        }
        file.seen = Some(stat);
        file.unchanged = 0;
        if regular && size < file.size {
            diagnostics::warning(&format!("{}: file truncated", quotef(label(file.name))));
            // A regular file can seek to its start.
            let _ = seek(input, SeekFrom::Start(0));
            file.size = 0;
        }
        if regular && size == file.size {
            return Change::Nothing;
        }
        Change::Appended
    }

    /// Looks at the file that a name now refers to. Returns whether that is a new file, which is
    /// then printed from its start.
    pub(super) fn look_at_name(&mut self, i: usize) -> bool {
        let file = &mut self.files[i];
        if file.ignored {
            return false;
        }
        let shown = quoteaf(label(file.name));
        let mut flags = OFlags::empty();
        flags.set(OFlags::NONBLOCK, !self.blocking);
        flags.set(OFlags::NOFOLLOW, !self.follows_links);
        let opened = Input::open_with(file.name, flags)
            .and_then(|input| fstat(&input).map(|stat| (input, stat)).map_err(Into::into));
        let (before, was_tailable) = (file.fault, file.tailable);
        file.tailable = !(self.retry && opened.is_err());
        let (input, stat) = match opened {
            Err(e) if Errno::from_io_error(&e) == Some(Errno::LOOP) && is_link(file.name) => {
                file.ignored = !self.retry;
                file.set_untailable(was_tailable, "symbolic link");
                return false;
            }
            Err(e) => {
                file.set_inaccessible(&e, was_tailable);
                return false;
            }
            Ok((_, stat)) if !is_tailable(&stat) => {
                file.ignored = !(self.retry && self.by_name);
                file.set_untailable(was_tailable, &["file", giving_up(file.ignored)].concat());
                return false;
            }
            Ok(opened) => opened,
        };
        file.fault = Fault::None;
        file.moved = false;
        let missing = Fault::Error(Errno::NOENT.raw_os_error());
        if before != Fault::None && before != missing {
            diagnostics::warning(&format!("{shown} has become accessible"));
        } else if file.input.is_none() {
            diagnostics::warning(&format!("{shown} has appeared;  following new file"));
        } else if file.seen.is_none_or(|seen| !seen.is_same_file(&stat)) {
            diagnostics::warning(&format!("{shown} has been replaced;  following new file"));
        } else {
            return false;
        }
        file.input = Some(input);
        file.seen = None;
        file.size = 0;
        file.unchanged = 0;
        true
    }
}

impl Followed {
    /// Records and reports that the file cannot be opened by its name.
    fn set_inaccessible(&mut self, e: &io::Error, was_tailable: bool) {
        let before = self.fault;
        self.fault = Fault::Error(e.raw_os_error().unwrap_or(0));
        if !self.tailable {
            if was_tailable {
                let name = quoteaf(label(self.name));
                diagnostics::error_io(&format!("{name} has become inaccessible"), e);
            }
        } else if before != self.fault {
            diagnostics::error_io(&quotef(label(self.name)), e);
        }
        if let Some(input) = self.input.take() {
            self.moved = fstat(&input).is_ok_and(|stat| stat.st_nlink > 0);
        }
    }

    /// Records and reports that the name refers to a file of a type that cannot be followed.
    fn set_untailable(&mut self, was_tailable: bool, what: &str) {
        if was_tailable || self.fault != Fault::WrongType {
            let name = quoteaf(label(self.name));
            let message = format!("{name} has been replaced with an untailable {what}");
            diagnostics::error(&message);
        }
        self.fault = Fault::WrongType;
        self.tailable = false;
        self.input = None;
    }
}
