//! Notifications of the kernel about files and directories: inotify(7).

use crate::follow::Followed;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::inotify::{
    CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init, remove_watch,
};
use shared::rustix::io::Errno;
use std::mem::MaybeUninit;
use std::path::Path;

/// Which files are due to be looked at, and which names.
pub(crate) struct Due {
    pub(crate) look: Vec<bool>,
    pub(crate) name: Vec<bool>,
}

impl Due {
    pub(crate) fn none(files: usize) -> Self {
        Self {
            look: vec![false; files],
            name: vec![false; files],
        }
    }

    pub(crate) fn all(files: usize) -> Self {
        Self {
            look: vec![true; files],
            name: vec![false; files],
        }
    }
}

/// Why notifications cannot be used, or no longer.
pub(crate) enum Trouble {
    Resources,
    Folder(&'static OsStr, Errno),
    FolderRemoved,
    Other(Errno),
}

impl Trouble {
    /// Prints the reason.
    pub(crate) fn emit(&self) {
        let mut reason = String::new();
        match self {
            Self::Resources => diagnostics::warning("inotify resources exhausted"),
            Self::Folder(name, e) => {
                let e = error::reason(&(*e).into());
                let name = quoteaf(name);
                diagnostics::warning(&format!("cannot watch parent directory of {name}: {e}"));
            }
            Self::FolderRemoved => {
                diagnostics::warning("directory containing watched file was removed")
            }
            Self::Other(e) => reason = format!(": {}", error::reason(&(*e).into())),
        }
        diagnostics::warning(&format!(
            "inotify cannot be used, reverting to polling{reason}"
        ));
    }
}

/// Watches each file, and if files are followed by name also the directory of each.
pub(crate) struct Notifier {
    queue: OwnedFd,
    files: Vec<Option<i32>>,
    folders: Vec<Option<i32>>,
    folder_removed: bool,
}

const IN_FOLDER: WatchFlags = WatchFlags::CREATE
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ATTRIB)
    .union(WatchFlags::DELETE_SELF);

impl Notifier {
    pub(crate) fn new(files: &[Followed], by_name: bool) -> Result<Self, Trouble> {
        let queue = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).map_err(Trouble::Other)?;
        let mut notifier = Self {
            queue,
            files: vec![None; files.len()],
            folders: vec![None; files.len()],
            folder_removed: false,
        };
        for (i, file) in files.iter().enumerate() {
            if by_name {
                let folder = match Path::new(file.name).parent() {
                    Some(folder) if !folder.as_os_str().is_empty() => folder,
                    Some(_) => Path::new("."),
                    None => Path::new("/"),
                };
                let watch = add_watch(&notifier.queue, folder, IN_FOLDER).map_err(|e| match e {
                    Errno::NOSPC => Trouble::Resources,
                    e => Trouble::Folder(file.name, e),
                })?;
                notifier.folders[i] = Some(watch);
            }
            notifier.try_watch_file(i, file, by_name)?;
        }
        Ok(notifier)
    }

    /// Watches the file that is now open in place of the one before.
    pub(crate) fn watch_file(&mut self, i: usize, file: &Followed, by_name: bool) {
        let old = self.files[i].take();
        // If the file cannot be watched, the watch on its directory still reports most changes.
        let _ = self.try_watch_file(i, file, by_name);
        if let Some(old) = old.filter(|&old| !self.files.contains(&Some(old))) {
            // The kernel may have removed the watch together with the file.
            let _ = remove_watch(&self.queue, old);
        }
    }

    fn try_watch_file(&mut self, i: usize, file: &Followed, by_name: bool) -> Result<(), Trouble> {
        let Some(input) = &file.input else {
            return Ok(());
        };
        let mut events = WatchFlags::MODIFY;
        if by_name {
            events |= WatchFlags::ATTRIB | WatchFlags::DELETE_SELF | WatchFlags::MOVE_SELF;
        }
        // By descriptor, so that the open file is watched even if its name has changed.
        let path = format!("/proc/self/fd/{}", input.as_fd().as_raw_fd());
        let watch = add_watch(&self.queue, path, events)
            .or_else(|_| add_watch(&self.queue, file.name, events));
        match watch {
            Ok(watch) => self.files[i] = Some(watch),
            Err(Errno::NOSPC) => return Err(Trouble::Resources),
            Err(e) if !by_name => return Err(Trouble::Other(e)),
            Err(_) => {}
        }
        Ok(())
    }

    /// Reads the pending notifications and returns what they make due.
    pub(crate) fn due(&mut self, files: &[Followed]) -> Result<Due, Trouble> {
        let mut due = Due::none(files.len());
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(&self.queue, &mut buffer);
        let mut removed = false;
        loop {
            let event = match reader.next() {
                Ok(event) => event,
                Err(Errno::AGAIN) => break,
                Err(Errno::INTR) => continue,
                Err(e) => return Err(Trouble::Other(e)),
            };
            let what = event.events();
            let watch = Some(event.wd());
            let name = event
                .file_name()
                .map(|name| OsStr::from_bytes(name.to_bytes()));
            for (i, file) in files.iter().enumerate() {
                if what.contains(ReadFlags::QUEUE_OVERFLOW) {
                    (due.look[i], due.name[i]) = (true, true);
                } else if self.folders[i] == watch {
                    removed |= what.contains(ReadFlags::DELETE_SELF);
                    due.name[i] |= name.is_some() && Path::new(file.name).file_name() == name;
                } else if self.files[i] == watch {
                    due.look[i] = true;
                    due.name[i] |= what.intersects(
                        ReadFlags::ATTRIB | ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF,
                    );
                    if what.contains(ReadFlags::IGNORED) {
                        self.files[i] = None;
                    }
                }
            }
        }
        self.folder_removed |= removed;
        Ok(due)
    }

    /// Fails if a watched directory was removed. Called after what happened to its files was
    /// reported.
    pub(crate) fn check_folders(&self) -> Result<(), Trouble> {
        if self.folder_removed {
            return Err(Trouble::FolderRemoved);
        }
        Ok(())
    }
}

impl AsFd for Notifier {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.queue.as_fd()
    }
}
