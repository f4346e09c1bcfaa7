//! Folders with files in them, for a test.

use crate::{Outcome, is_root, process};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;

thread_local! {
    /// The folders that this thread made.
    static MADE: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) };
}

/// Returns the folders that this thread made, those that are removed again included.
pub(crate) fn made_here() -> Vec<PathBuf> {
    MADE.with_borrow(Vec::clone)
}

/// Older times are part of a listing: 2020-01-01, in seconds since the epoch.
const YEAR_2020: i64 = 1_577_836_800;

/// A folder for a test, removed at its end.
#[derive(Debug)]
pub struct Dir {
    /// Between the folder and that for temporary files, so that `..` is the test's own too.
    _parent: tempfile::TempDir,
    path: PathBuf,
}

impl Dir {
    /// Makes an empty folder.
    #[allow(
        clippy::new_without_default,
        reason = "it makes a folder: not a default of anything"
    )]
    pub fn new() -> Self {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(parent.path(), open).expect("it is ours");
        let path = parent.path().join("test");
        fs::create_dir(&path).expect("a folder can be made");
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&path, open).expect("it is ours");
        MADE.with_borrow_mut(|made| made.push(path.clone()));
        Self {
            _parent: parent,
            path,
        }
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns a path in it.
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path().join(name)
    }

    /// Describes all files in it, a line for each: type, mode, links, content. Owners are shown
    /// where they are not the folder's, times where they are before 2020.
    pub fn listing(&self) -> String {
        let mut paths = Vec::new();
        collect(&self.path, &mut paths);
        paths.sort();
        let folder = fs::metadata(&self.path).expect("it exists");
        let owner = (folder.uid(), folder.gid());
        paths
            .iter()
            .map(|path| self.described(path, owner))
            .collect()
    }

    fn described(&self, path: &Path, owner: (u32, u32)) -> String {
        let metadata = fs::symlink_metadata(path).expect("a file that was listed");
        let name = path.strip_prefix(&self.path).unwrap_or(path);
        let mode = metadata.mode() & 0o7777;
        let device = metadata.rdev();
        let (major, minor) = (libc::major(device), libc::minor(device));
        let file_type = metadata.file_type();
        let mut line = format!("{}: ", name.to_string_lossy());
        line.push_str(&match () {
            () if file_type.is_symlink() => {
                let target = fs::read_link(path).expect("a link that was listed");
                format!("link to {target:?}")
            }
            () if file_type.is_dir() => format!("directory {mode:04o}"),
            () if file_type.is_fifo() => format!("fifo {mode:04o}"),
            () if file_type.is_block_device() => format!("block device {major},{minor} {mode:04o}"),
            () if file_type.is_char_device() => {
                format!("character device {major},{minor} {mode:04o}")
            }
            // Root could read it all the same.
            () if mode & 0o400 == 0 => format!("file {mode:04o} of {} bytes", metadata.len()),
            () => format!("file {mode:04o} {}", content(path, metadata.len())),
        });
        if metadata.nlink() > 1 && !file_type.is_dir() {
            line.push_str(&format!(", {} links", metadata.nlink()));
        }
        if (metadata.uid(), metadata.gid()) != owner {
            line.push_str(&format!(", owner {}:{}", metadata.uid(), metadata.gid()));
        }
        if metadata.mtime() < YEAR_2020 {
            line.push_str(&format!(
                ", @{}.{:09}",
                metadata.mtime(),
                metadata.mtime_nsec()
            ));
        }
        line.push('\n');
        line
    }

    /// Makes a file in it.
    pub fn file(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.join(name), content).expect("a file can be written");
        self
    }

    /// Makes a folder in it, and those above.
    pub fn folder(&self, name: impl AsRef<Path>) -> &Self {
        fs::create_dir_all(self.join(name)).expect("a folder can be made");
        self
    }

    /// Makes a symbolic link in it.
    pub fn symlink(&self, target: impl AsRef<Path>, name: impl AsRef<Path>) -> &Self {
        std::os::unix::fs::symlink(target, self.join(name)).expect("a link can be made");
        self
    }

    /// Makes a script in it, an executable file with a `#!` line.
    pub fn script(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let write = "cat >\"$0\" && chmod 755 \"$0\"";
        let path = self.join(name);
        let args = [OsStr::new("-c"), OsStr::new(write), path.as_os_str()];
        by_another_process("sh", &args, content.as_ref());
        self
    }

    /// Copies an executable to `bin` in it, and the libraries that it needs to where it looks
    /// for them. Other users may not be permitted to enter the folder that it was built in.
    pub fn executable(&self, executable: &Path) -> &Self {
        self.folder("bin");
        by_another_process(
            "cp",
            &[executable.as_os_str(), self.join("bin").as_os_str()],
            b"",
        );
        let bin = executable.parent().expect("an executable is in a folder");
        if let Ok(libraries) = fs::read_dir(bin.join("../lib/corelink")) {
            self.folder("lib/corelink");
            for library in libraries.flatten() {
                let copy = self.join("lib/corelink").join(library.file_name());
                fs::copy(library.path(), copy).expect("it can be copied");
            }
        }
        self
    }

    /// Runs a shell script in it.
    #[track_caller]
    pub fn run(&self, script: &str) -> Outcome {
        let shell = crate::program("sh").args(["-c", script]);
        shell.cwd(self).run()
    }

    /// Runs a shell script in it as the user nobody, since root may read and write everything.
    /// All that it holds is given to that user first. Where the test is not run by root, its own
    /// user runs the script.
    #[track_caller]
    pub fn run_as_nobody(&self, script: &str) -> Outcome {
        if !is_root() {
            return self.run(script);
        }
        let owned = process::command("/usr/bin/chown")
            .args(["-R", "65534:65534"])
            .arg(self.path())
            .status();
        assert!(owned.expect("chown can be run").success());
        let user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let shell = crate::program("setpriv").args(user);
        shell.args(["sh", "-c", script]).cwd(self).run()
    }

    /// Returns the content of a file in it.
    #[track_caller]
    pub fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.join(name)).expect("a file that can be read")
    }
}

/// Writes a file that is to be executed. If it were open for writing here, a child that another
/// thread forks in that moment would hold it open too, and executing it would be `ETXTBSY`.
fn by_another_process(program: &str, args: &[&OsStr], stdin: &[u8]) {
    let mut command = process::command(program);
    command.args(args).stdin(Stdio::piped());
    let mut child = command.spawn().expect("it can be started");
    let mut pipe = child.stdin.take().expect("it is piped");
    pipe.write_all(stdin).expect("it reads");
    drop(pipe);
    assert!(child.wait().expect("it ends").success(), "{program} failed");
}

/// Appends the paths of all files below a folder. Folders that their owner can't read are not
/// entered, so that the result is the same for root.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the test's own") {
        let path = entry.expect("an entry").path();
        let is_open =
            |metadata: fs::Metadata| metadata.is_dir() && metadata.mode() & 0o500 == 0o500;
        let enters = fs::symlink_metadata(&path).is_ok_and(is_open);
        paths.push(path.clone());
        if enters {
            collect(&path, paths);
        }
    }
}

/// Returns the content of a short file, else the size and a checksum.
fn content(path: &Path, size: u64) -> String {
    let (shown, most) = (40, 1 << 20);
    let Some(bytes) = (size <= most).then(|| fs::read(path).ok()).flatten() else {
        return format!("of {size} bytes");
    };
    if bytes.len() <= shown {
        return format!("{:?}", String::from_utf8_lossy(&bytes));
    }
    format!("of {size} bytes, crc32 {:08x}", crc32fast::hash(&bytes))
}
