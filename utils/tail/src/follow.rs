//! `-f`: prints what is appended to files, and notices when they are truncated, removed or
//! replaced.
//!
//! [`Follow::look`] looks at an open file, and [`Follow::look_at_name`] at the file that its name
//! now refers to. Both compare with what they saw last time. Notifications of the kernel, or else
//! a timer, only decide when to look; they carry no state that could be lost.

mod look;
mod remote;

use crate::notify::{Due, Notifier, Trouble};
use crate::options::{Mode, Settings};
use crate::{Titles, label};
use remote::is_remote;
use shared::input::files::Input;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::event::{PollFd, PollFlags, Timespec, poll};
use shared::rustix::fd::AsFd;
use shared::rustix::fs::{FileType, OFlags, Stat, fcntl_getfl, fcntl_setfl, fstat, lstat, tell};
use shared::rustix::io::Errno;
use shared::rustix::process::{Pid, Signal, getpid, kill_process, test_kill_process};
use shared::sys::stat::StatExt;

/// The files that are followed.
pub(crate) struct Follow {
    files: Vec<Followed>,
    by_name: bool,
    retry: bool,
    interval: Timespec,
    max_unchanged: u64,
    writers: Vec<Pid>,
    may_notify: bool,
    debug: bool,
    /// Absent while files are polled.
    notifier: Option<Notifier>,
    /// Whether a name may become a symbolic link. Where notifications were used at first, none was one,
    /// and a link that replaces a file may lead to one that the file's owner could not read.
    follows_links: bool,
    /// Whether reading the only file blocks until there is something to print.
    blocking: bool,
}

/// A file that is followed.
pub(crate) struct Followed {
    pub(crate) name: &'static OsStr,
    pub(crate) input: Option<Input>,
    /// Why the file cannot be followed now.
    fault: Fault,
    /// Whether the file is given up: it is never looked at again.
    ignored: bool,
    /// Whether the file was renamed, and another may soon get its name.
    moved: bool,
    tailable: bool,
    /// The file as it was when it was last looked at.
    seen: Option<Stat>,
    /// The offset up to which the file was read.
    size: u64,
    /// How many times in a row the file had not changed.
    unchanged: u64,
}

/// What was wrong with a file when it was last looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Error(i32),
    WrongType,
}

impl Follow {
    pub(crate) fn new(mode: Mode, settings: &Settings) -> Self {
        let interval = settings.interval;
        Self {
            files: Vec::new(),
            by_name: mode == Mode::Name,
            retry: settings.retry,
            interval: Timespec {
                tv_sec: i64::try_from(interval / 1_000_000_000).unwrap_or(i64::MAX / 2),
                tv_nsec: (interval % 1_000_000_000) as _,
            },
            max_unchanged: settings.max_unchanged,
            writers: settings.writers.clone(),
            may_notify: settings.may_notify,
            debug: settings.debug,
            notifier: None,
            follows_links: true,
            blocking: false,
        }
    }

    /// Adds a file whose last part was printed; `readable` is whether that succeeded.
    pub(crate) fn add(&mut self, name: &'static OsStr, opened: io::Result<Input>, readable: bool) {
        let mut file = Followed {
            name,
            input: None,
            fault: Fault::None,
            ignored: false,
            moved: false,
            tailable: true,
            seen: None,
            size: 0,
            unchanged: 0,
        };
        match opened {
            Err(e) => {
                file.fault = Fault::Error(e.raw_os_error().unwrap_or(0));
                file.ignored = !self.retry;
                file.tailable = !self.retry;
            }
            Ok(input) => match fstat(&input) {
                Err(e) => {
                    file.fault = Fault::Error(e.raw_os_error());
                    let name = quoteaf(label(name));
                    diagnostics::error_io(&format!("error reading {name}"), &e.into());
                }
                Ok(stat) if !is_tailable(&stat) => {
                    file.fault = Fault::WrongType;
                    file.tailable = false;
                    file.ignored = !(self.retry && self.by_name);
                    let name = quotef(label(name));
                    let more = giving_up(!self.retry);
                    let message = format!("{name}: cannot follow end of this type of file{more}");
                    diagnostics::error(&message);
                }
                Ok(stat) if readable => {
                    file.size = tell(&input).unwrap_or(0);
                    file.seen = Some(stat);
                    file.input = Some(input);
                }
                Ok(_) => file.ignored = !self.retry,
            },
        }
        self.files.push(file);
    }

    /// Returns whether there is anything to follow. A pipe on standard input is at its end, so it
    /// is dropped.
    fn is_possible(&mut self) -> bool {
        let pipe = |stat: &Stat| stat.file_type() == FileType::Fifo;
        let mut others = false;
        for file in &mut self.files {
            if file.name == "-" && file.seen.as_ref().is_some_and(pipe) {
                file.input = None;
                file.ignored = true;
            } else {
                others = true;
            }
        }
        others
    }

    /// Follows the files until there is nothing left to follow.
    pub(crate) fn run(mut self, mut titles: Titles) -> Result {
        if !self.is_possible() {
            return Ok(());
        }
        fstat(output::descriptor()).map_err(|e| Error::io("standard output", &e.into()))?;
        stdout().flush().map_err(|e| output::error_of_stream(&e))?;
        self.choose_waiting();
        let mut due = Due::all(self.files.len());
        if self.notifier.is_some() {
            // Files may have been replaced before their directories were watched.
            due.name.fill(true);
        }
        let mut writers_ended = false;
        loop {
            let printed = self.look_at_due(&due, &mut titles)?;
            if !self.is_any_alive() {
                return Err(Error::new("no files remaining"));
            }
            stdout().flush().map_err(|e| output::error_of_stream(&e))?;
            if self.notifier.is_none() && printed && !self.blocking {
                self.check_output();
                continue;
            }
            if !self.writers.is_empty() {
                if writers_ended {
                    return Ok(());
                }
                writers_ended = self.have_writers_ended();
                if writers_ended {
                    // Once more, for what they wrote just before they ended.
                    due = Due::all(self.files.len());
                    continue;
                }
            }
            due = self.wait();
        }
    }

    /// Decides how to wait: for notifications, in a blocking read, or by polling.
    fn choose_waiting(&mut self) {
        self.notifier = self.notifier();
        self.follows_links = self.notifier.is_none();
        self.blocking = self.notifier.is_none() && self.may_block();
        if self.debug {
            diagnostics::warning(match (&self.notifier, self.blocking) {
                (Some(_), _) => "using notification mode",
                (None, true) => "using blocking mode",
                (None, false) => "using polling mode",
            });
        }
        if !self.blocking {
            for file in &self.files {
                file.unblock();
            }
        }
    }

    /// Looks at each file that is due. Returns whether anything was printed.
    fn look_at_due(&mut self, due: &Due, titles: &mut Titles) -> Result<bool> {
        let mut printed = false;
        for i in 0..self.files.len() {
            if !due.look[i] && !due.name[i] {
                continue;
            }
            printed |= self.look(i, titles)?;
            let lost = self.files[i].input.is_none() && !self.files[i].ignored;
            if due.name[i] && self.by_name || lost {
                // The rest of the old file has been printed by now.
                let is_new = self.look_at_name(i);
                if let Some(notifier) = &mut self.notifier {
                    // Watched before it is read, so that no later write goes unnoticed.
                    notifier.watch_file(i, &self.files[i], self.by_name);
                }
                if is_new {
                    printed |= self.look(i, titles)?;
                }
                // The new file may be of a type for which there are no notifications.
                if self.notifier.is_some() && !self.is_notified_of(&self.files[i]) {
                    self.notifier = None;
                }
            }
        }
        Ok(printed)
    }

    fn have_writers_ended(&self) -> bool {
        let ended = |&pid: &Pid| test_kill_process(pid) == Err(Errno::SRCH);
        self.writers.iter().all(ended)
    }

    /// Returns a notifier, if notifications cover all that can happen to the files. If no file
    /// exists yet, their directories may not exist either.
    fn notifier(&self) -> Option<Notifier> {
        let is_open = |file: &Followed| file.input.is_some();
        if !self.may_notify
            || !self.files.iter().all(|file| self.is_notified_of(file))
            || !self.files.iter().any(is_open)
        {
            return None;
        }
        match Notifier::new(&self.files, self.by_name) {
            Ok(notifier) => Some(notifier),
            Err(trouble) => {
                trouble.emit();
                None
            }
        }
    }

    /// Returns whether notifications cover all that can happen to a file.
    fn is_notified_of(&self, file: &Followed) -> bool {
        match &file.input {
            _ if file.ignored => true,
            // A link that is there only now is not followed, and its name is watched.
            _ if self.follows_links && is_link(file.name) => false,
            None => self.by_name,
            Some(input) => is_regular(input) && !is_remote(input),
        }
    }

    /// Returns whether to wait in read(2): with a single file that is not regular, nothing else
    /// can happen meanwhile.
    fn may_block(&self) -> bool {
        match self.files.as_slice() {
            [file] => {
                self.writers.is_empty()
                    && !self.by_name
                    && file.seen.is_some_and(|stat| !stat.is_regular())
            }
            _ => false,
        }
    }

    fn is_any_alive(&self) -> bool {
        let alive = |file: &Followed| {
            file.input.is_some()
                || !file.ignored && (self.retry || file.moved && self.notifier.is_some())
        };
        (self.by_name && self.retry) || self.files.iter().any(alive)
    }

    /// Waits until there may be something to look at.
    fn wait(&mut self) -> Due {
        if let Some(notifier) = &self.notifier
            && let Err(trouble) = notifier.check_folders()
        {
            return self.fall_back(&trouble);
        }
        let notified = self.wait_for_notification();
        match &mut self.notifier {
            None => Due::all(self.files.len()),
            Some(notifier) if notified => match notifier.due(&self.files) {
                Ok(due) => due,
                Err(trouble) => self.fall_back(&trouble),
            },
            Some(_) => Due::none(self.files.len()),
        }
    }

    /// Reports why notifications cannot be used and polls from now on.
    fn fall_back(&mut self, trouble: &Trouble) -> Due {
        trouble.emit();
        self.notifier = None;
        if self.debug {
            diagnostics::warning("using polling mode");
        }
        Due::all(self.files.len())
    }

    /// Waits for a notification, or for the interval if files or processes must be polled.
    /// Returns whether there are notifications. Ends the process if the reader of the output
    /// has gone.
    fn wait_for_notification(&self) -> bool {
        let out = output::descriptor();
        let watched = is_pipe(out);
        let polls = self.notifier.is_none() || !self.writers.is_empty();
        let timeout = polls.then_some(&self.interval);
        let mut waiting = Vec::with_capacity(2);
        if watched {
            waiting.push(PollFd::new(&out, PollFlags::empty()));
        }
        if let Some(notifier) = &self.notifier {
            waiting.push(PollFd::from_borrowed_fd(notifier.as_fd(), PollFlags::IN));
        }
        let woken = poll(&mut waiting, timeout);
        if watched && woken.is_ok() && waiting[0].revents().intersects(GONE) {
            die_of_broken_pipe();
        }
        waiting
            .last()
            .is_some_and(|fd| fd.revents().contains(PollFlags::IN))
    }

    /// Ends the process if the reader of the output has gone.
    fn check_output(&self) {
        let out = output::descriptor();
        if is_pipe(out) {
            let mut waiting = [PollFd::new(&out, PollFlags::empty())];
            let now = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            if poll(&mut waiting, Some(&now)).is_ok() && waiting[0].revents().intersects(GONE) {
                die_of_broken_pipe();
            }
        }
    }
}

/// What poll(2) reports of a pipe without a reader.
const GONE: PollFlags = PollFlags::ERR.union(PollFlags::HUP);

impl Followed {
    /// Makes reads of a pipe or device return at once where there is nothing to read.
    fn unblock(&self) {
        if let (Some(input), Some(stat)) = (&self.input, &self.seen)
            && !stat.is_regular()
            && let Ok(flags) = fcntl_getfl(input)
        {
            // Where this fails, reading blocks: other files are looked at later, but not never.
            let _ = fcntl_setfl(input, flags | OFlags::NONBLOCK);
        }
    }
}

fn giving_up(ignored: bool) -> &'static str {
    if ignored {
        "; giving up on this name"
    } else {
        ""
    }
}

fn is_tailable(stat: &Stat) -> bool {
    matches!(
        stat.file_type(),
        FileType::RegularFile | FileType::Fifo | FileType::Socket | FileType::CharacterDevice
    )
}

fn is_regular(file: impl AsFd) -> bool {
    fstat(file).is_ok_and(|stat| stat.is_regular())
}

fn is_link(name: &OsStr) -> bool {
    lstat(name).is_ok_and(|stat| stat.is_link())
}

fn is_pipe(out: impl AsFd) -> bool {
    fstat(out).is_ok_and(|stat| matches!(stat.file_type(), FileType::Fifo | FileType::Socket))
}

/// Ends the process as a write to the pipe would, although there is nothing to write.
fn die_of_broken_pipe() -> ! {
    // If the signal is ignored, the exit status below still reports a failure.
    let _ = kill_process(getpid(), Signal::PIPE);
    std::process::exit(1)
}
