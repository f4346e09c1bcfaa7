//! `-f`: prints what is appended to files, and notices what becomes of them.
//!
//! There is one way to look at a file ([`Follow::look`]) and one to look at what its name
//! stands for ([`Follow::look_at_name`]). The kernel's notifications, or else a timer, only
//! decide when: whatever happened between two looks is seen by the next one.

mod look;

use crate::notify::{Due, Notifier};
use crate::options::{Mode, Settings};
use crate::{Titles, label};
use shared::input::files::Input;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::event::{PollFd, PollFlags, Timespec, poll};
use shared::rustix::fd::AsFd;
use shared::rustix::fs::{
    FileType, OFlags, Stat, fcntl_getfl, fcntl_setfl, fstat, fstatfs, lstat, tell,
};
use shared::rustix::io::Errno;
use shared::rustix::process::{Pid, Signal, getpid, kill_process, test_kill_process};

/// All files that are followed.
pub(crate) struct Follow {
    files: Vec<Followed>,
    by_name: bool,
    retry: bool,
    interval: Timespec,
    max_unchanged: u64,
    writers: Vec<Pid>,
    notified: bool,
    debug: bool,
}

/// One of them.
pub(crate) struct Followed {
    pub(crate) name: &'static OsStr,
    pub(crate) input: Option<Input>,
    /// Why it can't be followed now.
    fault: Fault,
    /// Never to be looked at again.
    ignored: bool,
    tailable: bool,
    seen: Option<Stat>,
    /// Up to where it was read.
    size: u64,
    unchanged: u64,
}

/// What was wrong with a file when it was looked at.
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
            notified: settings.notified,
            debug: settings.debug,
        }
    }

    /// Takes up a file once its last part was printed.
    pub(crate) fn add(&mut self, name: &'static OsStr, opened: io::Result<Input>, readable: bool) {
        let mut file = Followed {
            name,
            input: None,
            fault: Fault::None,
            ignored: false,
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
                    let more = giving_up(file.ignored);
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

    /// Is there anything to follow? A pipe on standard input is at its end.
    fn is_possible(&mut self) -> bool {
        let pipe = |stat: &Stat| FileType::from_raw_mode(stat.st_mode) == FileType::Fifo;
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

    /// Follows them, as long as there is something to follow.
    pub(crate) fn run(mut self, mut titles: Titles) -> Result {
        if !self.is_possible() {
            return Ok(());
        }
        fstat(output::descriptor()).map_err(|e| Error::io("standard output", &e.into()))?;
        stdout().flush().map_err(|e| output::error_of_stream(&e))?;
        let mut notifier = self.notifier();
        let blocking = notifier.is_none() && self.may_block();
        if self.debug {
            diagnostics::warning(match (&notifier, blocking) {
                (Some(_), _) => "using notification mode",
                (None, true) => "using blocking mode",
                (None, false) => "using polling mode",
            });
        }
        if !blocking {
            for file in &self.files {
                file.unblock();
            }
        }
        let mut due = Due::all(self.files.len());
        if notifier.is_some() {
            // They may have been replaced before their folders were watched.
            due.name.fill(true);
        }
        let mut writers_ended = false;
        loop {
            let mut printed = false;
            for i in 0..self.files.len() {
                if !due.look[i] && !due.name[i] {
                    continue;
                }
                printed |= self.look(i, blocking, notifier.is_some(), &mut titles)?;
                let lost = self.files[i].input.is_none() && !self.files[i].ignored;
                if due.name[i] && self.by_name || lost {
                    // What was written to the file before it was replaced is printed by now.
                    let is_new = self.look_at_name(i, blocking);
                    if let Some(notifying) = &mut notifier {
                        // Before it is read: what is written from then on is told.
                        notifying.watch_file(i, &self.files[i], self.by_name);
                    }
                    if is_new {
                        printed |= self.look(i, blocking, notifier.is_some(), &mut titles)?;
                    }
                    // What it was replaced with may be of another kind.
                    if notifier.is_some() && !self.is_notified_of(&self.files[i]) {
                        notifier = None;
                    }
                }
            }
            if !self.is_any_alive() {
                return Err(Error::new("no files remaining"));
            }
            stdout().flush().map_err(|e| output::error_of_stream(&e))?;
            if notifier.is_none() && printed && !blocking {
                self.check_output();
                continue;
            }
            if !self.writers.is_empty() {
                if writers_ended {
                    return Ok(());
                }
                let ended = |&pid: &Pid| test_kill_process(pid) == Err(Errno::SRCH);
                writers_ended = self.writers.iter().all(ended);
                if writers_ended {
                    // What they wrote at the very end is still to be printed.
                    due = Due::all(self.files.len());
                    continue;
                }
            }
            due = self.wait(&mut notifier)?;
        }
    }

    /// Notifications, where they tell about all that can happen to the files. Where none of them
    /// is there yet, their folders may not be either.
    fn notifier(&self) -> Option<Notifier> {
        let is_open = |file: &Followed| file.input.is_some();
        if !self.notified
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

    /// Do notifications tell about all that can happen to a file?
    fn is_notified_of(&self, file: &Followed) -> bool {
        match &file.input {
            _ if file.ignored => true,
            _ if is_link(file.name) => false,
            None => self.by_name,
            Some(input) => is_regular(input) && !is_remote(input),
        }
    }

    /// With one file only that is no regular one, nothing is missed by waiting in read(2).
    fn may_block(&self) -> bool {
        match self.files.as_slice() {
            [file] => {
                let regular =
                    |stat: Stat| FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
                self.writers.is_empty() && !self.by_name && file.seen.is_some_and(|s| !regular(s))
            }
            _ => false,
        }
    }

    fn is_any_alive(&self) -> bool {
        (self.by_name && self.retry)
            || self
                .files
                .iter()
                .any(|file| file.input.is_some() || (!file.ignored && self.retry))
    }

    /// Waits until there may be something to look at.
    fn wait(&self, notifier: &mut Option<Notifier>) -> Result<Due> {
        if let Some(notifying) = notifier
            && let Err(trouble) = notifying.check_folders()
        {
            trouble.emit();
            *notifier = None;
            return Ok(Due::all(self.files.len()));
        }
        let out = output::descriptor();
        let watched = is_pipe(out);
        let timeout = (notifier.is_none() || !self.writers.is_empty()).then_some(&self.interval);
        let notified = {
            let mut waiting = Vec::with_capacity(2);
            if watched {
                waiting.push(PollFd::new(&out, PollFlags::empty()));
            }
            if let Some(notifier) = &notifier {
                waiting.push(PollFd::from_borrowed_fd(notifier.as_fd(), PollFlags::IN));
            }
            let woken = poll(&mut waiting, timeout);
            let gone = PollFlags::ERR | PollFlags::HUP;
            if watched && woken.is_ok() && waiting[0].revents().intersects(gone) {
                die_of_broken_pipe();
            }
            waiting
                .last()
                .is_some_and(|fd| fd.revents().contains(PollFlags::IN))
        };
        match notifier {
            None => Ok(Due::all(self.files.len())),
            Some(notifying) if notified => match notifying.due(&self.files) {
                Ok(due) => Ok(due),
                Err(trouble) => {
                    trouble.emit();
                    *notifier = None;
                    Ok(Due::all(self.files.len()))
                }
            },
            Some(_) => Ok(Due::none(self.files.len())),
        }
    }

    /// Ends as soon as nobody reads what is printed.
    fn check_output(&self) {
        let out = output::descriptor();
        if is_pipe(out) {
            let mut waiting = [PollFd::new(&out, PollFlags::empty())];
            let now = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            let gone = PollFlags::ERR | PollFlags::HUP;
            if poll(&mut waiting, Some(&now)).is_ok() && waiting[0].revents().intersects(gone) {
                die_of_broken_pipe();
            }
        }
    }
}

impl Followed {
    /// Lets reads return where there is nothing: what is no regular file would wait.
    fn unblock(&self) {
        let regular = |stat: &Stat| FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        if let (Some(input), Some(stat)) = (&self.input, &self.seen)
            && !regular(stat)
            && let Ok(flags) = fcntl_getfl(input)
        {
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
        FileType::from_raw_mode(stat.st_mode),
        FileType::RegularFile | FileType::Fifo | FileType::Socket | FileType::CharacterDevice
    )
}

fn is_regular(file: impl AsFd) -> bool {
    fstat(file).is_ok_and(|s| FileType::from_raw_mode(s.st_mode) == FileType::RegularFile)
}

fn is_link(name: &OsStr) -> bool {
    lstat(name).is_ok_and(|s| FileType::from_raw_mode(s.st_mode) == FileType::Symlink)
}

/// Is it on a file system where others may write without this kernel knowing, or layers of
/// file systems lie above each other?
fn is_remote(input: &Input) -> bool {
    const REMOTE: [u64; 18] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x7375_7245,
        0x5346_414f,
        0x6573_5546,
        0x0116_1970,
        0x7461_636f,
        0x0bd0_0bd0,
        0x00c3_6400,
        0x0102_1997,
        0x4750_4653,
        0xaad7_aaea,
        0x6175_6673,
        0x794c_7630,
        0x564c,
        0x6b41_4653,
    ];
    fstatfs(input).is_ok_and(|fs| REMOTE.contains(&(fs.f_type as u64 & 0xffff_ffff)))
}

fn is_pipe(out: impl AsFd) -> bool {
    fstat(out).is_ok_and(|stat| {
        matches!(
            FileType::from_raw_mode(stat.st_mode),
            FileType::Fifo | FileType::Socket
        )
    })
}

/// As a write would, though there is nothing to write.
fn die_of_broken_pipe() -> ! {
    let _ = kill_process(getpid(), Signal::PIPE);
    std::process::exit(1)
}
