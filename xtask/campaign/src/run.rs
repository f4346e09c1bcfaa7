//! Runs cases, each in a new folder.

use crate::case::{Case, Input, Kind, Node};
use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{AtFlags, CWD, Timestamps, XattrFlags};
use rustix::pipe::PipeFlags;
use rustix::process::{Pid, PidfdFlags, Signal};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, symlink};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a run may print on one stream.
const MOST: usize = 4 * 1024 * 1024;

/// How long a run may take.
const LIMIT: Duration = Duration::from_secs(20);

/// What all files of a tree were changed at, in seconds since 1970: 2023-06-07 08:09:10 UTC.
pub(crate) const OLD: i64 = 1_686_125_350;

const DEFAULT_ACL: &str = "system.posix_acl_default";

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// The status, or 128 plus the signal.
    pub(crate) status: i32,
    /// The tree afterwards, a line for each file. Empty if the utility changes none.
    pub(crate) tree: String,
    /// Whether it was killed because it took too long or printed too much.
    pub(crate) endless: bool,
}

/// A place for the runs of one thread.
pub(crate) struct Place {
    folder: PathBuf,
}

impl Place {
    /// Uses `folder`, which is the caller's.
    pub(crate) fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Runs a case by two executables. Both see the same paths.
    pub(crate) fn both(&self, case: &Case, executables: [&Path; 2]) -> Result<[Outcome; 2]> {
        self.make(case)?;
        let first = self.run(case, executables[0], &case.for_gnu())?;
        if case.changes {
            self.make(case)?;
        }
        let plain: Vec<Vec<u8>> = case.arguments.iter().map(|a| a.text.clone()).collect();
        let second = self.run(case, executables[1], &plain)?;
        Ok([first, second])
    }

    fn work(&self) -> PathBuf {
        self.folder.join("w")
    }

    /// Makes the tree anew.
    fn make(&self, case: &Case) -> Result<()> {
        let work = self.work();
        remove(&work);
        fs::create_dir(&work).context("cannot make a folder for a case")?;
        for node in &case.tree {
            // While a finding is reduced, what a node needs may be gone.
            let _ = node.make(&work.join(&node.path), &work);
        }
        for node in case.tree.iter().rev() {
            let path = work.join(&node.path);
            if !matches!(node.kind, Kind::Link(_) | Kind::Hard(_)) {
                let _ = fs::set_permissions(&path, fs::Permissions::from_mode(node.mode));
            }
            age(&path);
        }
        age(&work);
        if let Input::File(bytes) = &case.input {
            fs::write(self.folder.join("input"), bytes)?;
        }
        Ok(())
    }

    fn run(&self, case: &Case, executable: &Path, arguments: &[Vec<u8>]) -> Result<Outcome> {
        let mut command = Command::new(executable);
        command.arg0(case.utility).current_dir(self.work());
        command.env_clear().env("PATH", "/usr/bin:/bin");
        command.env("TZ", "UTC0");
        command.env("LC_ALL", if case.utf8 { "C.UTF-8" } else { "C" });
        for (name, value) in &case.variables {
            command.env(name, value);
        }
        command.args(arguments.iter().map(|argument| as_text(argument)));
        command.stdin(self.stdin(&case.input)?).process_group(0);
        let (out, out_end) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
        let (err, err_end) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
        command.stdout(out_end).stderr(err_end);
        let spawned = command.spawn();
        // The ends that the command keeps would keep the pipes open.
        drop(command);
        let child = match spawned {
            Ok(child) => child,
            // Arguments with NUL and the like.
            Err(e) if e.kind() == std::io::ErrorKind::InvalidInput => return Ok(Outcome::default()),
            Err(e) => return Err(e).context("cannot start a utility"),
        };
        let mut outcome = collect(child, [File::from(out), File::from(err)])?;
        if case.changes {
            outcome.tree = crate::tree::snapshot(&self.work());
        }
        Ok(outcome)
    }

    fn stdin(&self, input: &Input) -> Result<Stdio> {
        Ok(match input {
            Input::Empty => Stdio::null(),
            Input::Pipe(bytes) => {
                let (read, write) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
                File::from(write).write_all(bytes)?;
                read.into()
            }
            Input::File(_) => File::open(self.folder.join("input"))?.into(),
        })
    }
}

impl Node {
    fn make(&self, path: &Path, work: &Path) -> std::io::Result<()> {
        match &self.kind {
            Kind::File(content) => {
                let mut options = fs::OpenOptions::new();
                let mut file = options
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)?;
                file.write_all(content)
            }
            Kind::Sparse(size, content) => {
                let mut file = File::create_new(path)?;
                file.set_len(*size)?;
                std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0))?;
                file.write_all(content)
            }
            Kind::Folder => fs::create_dir(path),
            Kind::Inherits => {
                fs::create_dir(path)?;
                let acl = acl();
                Ok(rustix::fs::setxattr(
                    path,
                    DEFAULT_ACL,
                    &acl,
                    XattrFlags::empty(),
                )?)
            }
            Kind::Link(target) => symlink(target, path),
            Kind::Hard(other) => fs::hard_link(work.join(other), path),
            Kind::Fifo => Ok(rustix::fs::mkfifoat(CWD, path, 0o600.into())?),
        }
    }
}

/// Returns what `setfacl -d -m u:0:rwx,o::rwx` sets for a folder of mode 0755, as acl(5) and the kernel
/// have it: a version, then tag, permissions and ID of each entry.
fn acl() -> Vec<u8> {
    let entries = [
        (0x01, 7, u32::MAX),
        (0x02, 7, 0),
        (0x04, 5, u32::MAX),
        (0x10, 7, u32::MAX),
        (0x20, 7, u32::MAX),
    ];
    let mut acl = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        acl.extend_from_slice(&[tag, 0, permissions, 0]);
        acl.extend_from_slice(&u32::to_le_bytes(id));
    }
    acl
}

fn as_text(bytes: &[u8]) -> &std::ffi::OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(bytes)
}

/// Gives a file the time that all files of a tree have.
fn age(path: &Path) {
    let time = Timespec {
        tv_sec: OLD,
        tv_nsec: 0,
    };
    let times = Timestamps {
        last_access: time,
        last_modification: time,
    };
    let _ = rustix::fs::utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW);
}

/// Removes a tree whose folders may be closed.
fn remove(path: &Path) {
    if fs::remove_dir_all(path).is_ok() || !path.exists() {
        return;
    }
    open(path);
    let _ = fs::remove_dir_all(path);
}

fn open(path: &Path) {
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open(&entry.path());
        }
    }
}

/// Reads both streams until the child has ended and nobody holds them open.
fn collect(mut child: Child, streams: [File; 2]) -> Result<Outcome> {
    let pid = Pid::from_child(&child);
    let ended = rustix::process::pidfd_open(pid, PidfdFlags::empty())?;
    let start = Instant::now();
    let mut texts = [Vec::new(), Vec::new()];
    let mut open = [true, true];
    let mut runs = true;
    while runs || open.contains(&true) {
        let left = LIMIT.saturating_sub(start.elapsed());
        if left.is_zero() || texts.iter().any(|text| text.len() > MOST) {
            let _ = rustix::process::kill_process_group(pid, Signal::KILL);
            child.wait()?;
            return Ok(Outcome {
                endless: true,
                ..Outcome::default()
            });
        }
        let ready = wait(&streams, &ended, [open[0], open[1], runs], left)?;
        for stream in 0..2 {
            if ready[stream] {
                open[stream] = read(&streams[stream], &mut texts[stream])?;
            }
        }
        runs &= !ready[2];
    }
    let status = child.wait()?;
    let [stdout, stderr] = texts;
    Ok(Outcome {
        stdout,
        stderr,
        status: status
            .code()
            .unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        tree: String::new(),
        endless: false,
    })
}

/// Waits for one of those that are still waited for, and returns which are ready.
fn wait(
    streams: &[File; 2],
    ended: &OwnedFd,
    wanted: [bool; 3],
    limit: Duration,
) -> Result<[bool; 3]> {
    let all = [streams[0].as_fd(), streams[1].as_fd(), ended.as_fd()];
    let chosen: Vec<usize> = (0..3).filter(|&i| wanted[i]).collect();
    let watch = |&i: &usize| PollFd::from_borrowed_fd(all[i], PollFlags::IN);
    let mut watched: Vec<PollFd<'_>> = chosen.iter().map(watch).collect();
    let limit = Timespec {
        tv_sec: limit.as_secs() as i64,
        tv_nsec: limit.subsec_nanos().into(),
    };
    poll(&mut watched, Some(&limit))?;
    let mut ready = [false; 3];
    for (place, fd) in chosen.iter().zip(&watched) {
        ready[*place] = !fd.revents().is_empty();
    }
    Ok(ready)
}

/// Reads once. Returns whether there may be more.
fn read(mut from: &File, to: &mut Vec<u8>) -> Result<bool> {
    let mut block = [0; 64 * 1024];
    let size = from.read(&mut block)?;
    to.extend_from_slice(&block[..size]);
    Ok(size > 0)
}
