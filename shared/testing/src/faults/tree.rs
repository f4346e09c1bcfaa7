//! The files that a command line is run on, and what became of them.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

/// 2001-09-09, when all files were last changed.
const OLD: i64 = 1_000_000_000;

/// The folders of one worker: `tree`, in which command lines run, and one in another file system.
#[derive(Debug)]
pub(super) struct Place {
    /// The folder that holds the rest.
    pub(super) root: PathBuf,
    pub(super) tree: PathBuf,
    /// What there is before a run.
    pub(super) initial: Files,
    other: tempfile::TempDir,
    _memory: tempfile::TempDir,
}

/// What a run left.
pub(super) type Files = BTreeMap<String, Entry>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Type, mode, owner, links, old times, extended attributes, target of a link.
    pub(super) described: String,
    /// What is in a file.
    pub(super) content: Option<Content>,
}

/// Bytes that are kept once, however many runs produce them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content(usize);

static CONTENTS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

impl Content {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let mut all = CONTENTS.lock().expect("no panic");
        let known = all.iter().position(|known| *known == bytes);
        Self(known.unwrap_or_else(|| {
            all.push(bytes);
            all.len() - 1
        }))
    }

    /// Returns the first bytes, to be shown.
    pub(super) fn excerpt(self) -> String {
        let all = CONTENTS.lock().expect("no panic");
        let bytes = &all[self.0];
        String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned()
    }

    pub(super) fn is_empty(self) -> bool {
        CONTENTS.lock().expect("no panic")[self.0].is_empty()
    }
}

impl Place {
    pub(super) fn new() -> io::Result<Self> {
        let memory = match Path::new("/dev/shm") {
            shm if shm.is_dir() => tempfile::tempdir_in(shm)?,
            _ => tempfile::tempdir()?,
        };
        let other = tempfile::tempdir()?;
        let root = memory.path().canonicalize()?;
        let mut place = Self {
            tree: root.join("tree"),
            root,
            initial: Files::new(),
            other,
            _memory: memory,
        };
        place.prepare()?;
        place.initial = place.files()?;
        Ok(place)
    }

    /// Makes all files anew.
    pub(super) fn prepare(&self) -> io::Result<()> {
        empty(&self.tree)?;
        empty(self.other.path())?;
        let tree = &self.tree;
        let file = |name: &str, content: &[u8]| fs::write(tree.join(name), content);
        for folder in ["dir/sub", "twin", "empty.d"] {
            fs::create_dir_all(tree.join(folder))?;
        }
        file("in", b"1 a\n2 b\n3 c\n4 d\n")?;
        file("in2", b"1 x\n3 y\n5 z\n")?;
        file("old", b"old content\n")?;
        file("empty", b"")?;
        file("dir/f", b"file in a folder\n")?;
        file("dir/sub/g", b"deeper\n")?;
        file("twin/f", b"another\n")?;
        file("big", big())?;
        file("names0", b"in\0in2\0")?;
        file("sums", b"4f3dc6a5a6e5d5ae5f0d7ea0e1a5e1c2  in\n")?;
        file("b64", b"aGVsbG8gd29ybGQK\n")?;
        let holes = fs::File::create(tree.join("holes"))?;
        holes.set_len(1 << 16)?;
        symlink("in", tree.join("link"))?;
        symlink("../old", tree.join("dir/link"))?;
        symlink("gone", tree.join("dangling"))?;
        symlink(self.other.path(), tree.join("other"))?;
        fs::write(self.other.path().join("theirs"), "on another file system\n")?;
        fs::hard_link(tree.join("dir/f"), tree.join("dir/hard"))?;
        fs::set_permissions(tree.join("in"), fs::Permissions::from_mode(0o640))?;
        fs::set_permissions(tree.join("dir/sub"), fs::Permissions::from_mode(0o750))?;
        // Not every file system has such attributes.
        let _ = set_attribute(&tree.join("in"));
        age(tree)?;
        age(self.other.path())
    }

    /// Describes all files that there are now.
    pub(super) fn files(&self) -> io::Result<Files> {
        let mut files = Files::new();
        collect(&self.tree, "", &mut files)?;
        collect(self.other.path(), "other/", &mut files)?;
        Ok(files)
    }

    /// Replaces the names of the folders, which differ between workers.
    pub(super) fn without_names(&self, bytes: &[u8]) -> Vec<u8> {
        let other = replaced(bytes, self.other.path().as_os_str().as_bytes(), b"OTHER");
        replaced(&other, self.root.as_os_str().as_bytes(), b"ROOT")
    }

    /// Returns a path as it is in the folder of every worker.
    pub(super) fn relative(&self, path: &Path) -> String {
        let bytes = self.without_names(path.as_os_str().as_bytes());
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Two hundred kilobytes of lines: more than one block of anything.
fn big() -> &'static [u8] {
    static BIG: OnceLock<Vec<u8>> = OnceLock::new();
    BIG.get_or_init(|| {
        (0..20_000)
            .flat_map(|n| format!("{:09}\n", n * 7919 % 20_000).into_bytes())
            .collect()
    })
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        result.extend_from_slice(&rest[..at]);
        result.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    result.extend_from_slice(rest);
    result
}

fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    fs::create_dir(folder)
}

/// Gives all files below a folder the same old time.
fn age(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            age(&entry?.path())?;
        }
    }
    let time = libc::timespec {
        tv_sec: OLD,
        tv_nsec: 0,
    };
    let (times, path) = ([time, time], c_path(path));
    #[allow(unsafe_code, reason = "std opens files to set times")]
    // SAFETY: both arguments outlive the call.
    let result = unsafe {
        libc::utimensat(
            libc::AT_FDCWD,
            path.as_ptr(),
            times.as_ptr(),
            libc::AT_SYMLINK_NOFOLLOW,
        )
    };
    check(result)
}

fn set_attribute(path: &Path) -> io::Result<()> {
    let path = c_path(path);
    #[allow(unsafe_code, reason = "std knows no extended attributes")]
    // SAFETY: all arguments outlive the call.
    let result = unsafe {
        let (name, value) = (c"user.test".as_ptr(), c"value".as_ptr());
        libc::lsetxattr(path.as_ptr(), name, value.cast(), 5, 0)
    };
    check(result)
}

/// Returns the names of the extended attributes, one after the other.
fn attributes(path: &Path) -> String {
    let mut names = [0_u8; 1024];
    let path = c_path(path);
    #[allow(unsafe_code, reason = "std knows no extended attributes")]
    // SAFETY: the call gets the size of the buffer.
    let length = unsafe { libc::llistxattr(path.as_ptr(), names.as_mut_ptr().cast(), names.len()) };
    let names = &names[..usize::try_from(length).unwrap_or(0)];
    String::from_utf8_lossy(names).replace('\0', " ")
}

fn c_path(path: &Path) -> CString {
    CString::new(path.as_os_str().as_bytes()).expect("paths have no NUL")
}

fn check(result: i32) -> io::Result<()> {
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{name}");
        let metadata = fs::symlink_metadata(&path)?;
        let file_type = metadata.file_type();
        let mut content = None;
        let kind = match () {
            () if file_type.is_dir() => "directory".to_owned(),
            () if name == "other" => "link".to_owned(),
            () if file_type.is_symlink() => {
                format!("link to {}", fs::read_link(&path)?.display())
            }
            () if file_type.is_fifo() => "fifo".to_owned(),
            () if file_type.is_file() => {
                content = Some(Content::of(fs::read(&path)?));
                "file".to_owned()
            }
            () => format!("device {}", metadata.rdev()),
        };
        let mut described = format!(
            "{kind} {:o} {}:{}",
            metadata.mode() & 0o7777,
            metadata.uid(),
            metadata.gid()
        );
        if !file_type.is_dir() {
            described.push_str(&format!(" {} links", metadata.nlink()));
        }
        // Other times are those of the run.
        if metadata.mtime() < OLD + 1_000_000 {
            described.push_str(&format!(" @{}", metadata.mtime()));
        }
        described.push(' ');
        described.push_str(&attributes(&path));
        if file_type.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        }
        files.insert(name, Entry { described, content });
    }
    Ok(())
}
