//! What became of a file since it was looked at last.

use super::{Fault, Follow, giving_up, is_tailable};
use crate::{Titles, label, last};
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::{FileType, OFlags, SeekFrom, Stat, fstat, seek};
use shared::rustix::io::Errno;

impl Follow {
    /// Looks at an open file, and prints what was appended. True where something was.
    pub(super) fn look(
        &mut self,
        i: usize,
        blocking: bool,
        notified: bool,
        titles: &mut Titles,
    ) -> Result<bool> {
        let file = &mut self.files[i];
        let Some(input) = file.input.as_ref().filter(|_| !file.ignored) else {
            return Ok(false);
        };
        if !blocking {
            let stat = match fstat(input) {
                Ok(stat) => stat,
                Err(e) => {
                    diagnostics::error_io(&quotef(label(file.name)), &e.into());
                    file.fault = Fault::Error(e.raw_os_error());
                    file.input = None;
                    return Ok(false);
                }
            };
            let regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
            let size = stat.st_size as u64;
            let same = |seen: &Stat| {
                seen.st_mode == stat.st_mode
                    && (seen.st_mtime, seen.st_mtime_nsec) == (stat.st_mtime, stat.st_mtime_nsec)
            };
            if file.seen.as_ref().is_some_and(same) && (!regular || size == file.size) {
                file.unchanged += 1;
                if self.by_name && !notified && file.unchanged > self.max_unchanged {
                    file.unchanged = 0;
                    if self.look_at_name(i, blocking) {
                        return self.look(i, blocking, notified, titles);
                    }
                }
                return Ok(false);
            }
            file.seen = Some(stat);
            file.unchanged = 0;
            if regular && size < file.size {
                diagnostics::warning(&format!("{}: file truncated", quotef(label(file.name))));
                let _ = seek(input, SeekFrom::Start(0));
                file.size = 0;
            }
            if regular && size == file.size {
                return Ok(false);
            }
        }
        titles.print(i, file.name)?;
        let printed = last::print_rest(input)?;
        file.size += printed;
        Ok(printed > 0)
    }

    /// Looks at what a file's name stands for now. True where that is a new file, to be
    /// printed from its start.
    pub(super) fn look_at_name(&mut self, i: usize, blocking: bool) -> bool {
        let file = &mut self.files[i];
        if file.ignored {
            return false;
        }
        let shown = quoteaf(label(file.name));
        let flags = if blocking {
            OFlags::empty()
        } else {
            OFlags::NONBLOCK
        };
        let opened = Input::open_with(file.name, flags)
            .and_then(|input| fstat(&input).map(|stat| (input, stat)).map_err(Into::into));
        let (before, was_tailable) = (file.fault, file.tailable);
        file.tailable = !(self.retry && opened.is_err());
        let (input, stat) = match opened {
            Err(e) => {
                file.fault = Fault::Error(e.raw_os_error().unwrap_or(0));
                if !file.tailable {
                    if was_tailable {
                        diagnostics::error_io(&format!("{shown} has become inaccessible"), &e);
                    }
                } else if before != file.fault {
                    diagnostics::error_io(&quotef(label(file.name)), &e);
                }
                file.input = None;
                return false;
            }
            Ok((_, stat)) if !is_tailable(&stat) => {
                file.fault = Fault::WrongType;
                file.tailable = false;
                file.ignored = !(self.retry && self.by_name);
                if was_tailable || before != Fault::WrongType {
                    let more = giving_up(file.ignored);
                    let message =
                        format!("{shown} has been replaced with an untailable file{more}");
                    diagnostics::error(&message);
                }
                file.input = None;
                return false;
            }
            Ok(opened) => opened,
        };
        file.fault = Fault::None;
        let missing = Fault::Error(Errno::NOENT.raw_os_error());
        if before != Fault::None && before != missing {
            diagnostics::warning(&format!("{shown} has become accessible"));
        } else if file.input.is_none() {
            diagnostics::warning(&format!("{shown} has appeared;  following new file"));
        } else if file
            .seen
            .is_none_or(|seen| (seen.st_dev, seen.st_ino) != (stat.st_dev, stat.st_ino))
        {
            diagnostics::warning(&format!("{shown} has been replaced;  following new file"));
        } else {
            return false;
        }
        file.input = Some(input);
        // As if nothing had been seen of it.
        file.seen = None;
        file.size = 0;
        file.unchanged = 0;
        true
    }
}
