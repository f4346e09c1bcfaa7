//! The prefix: the folder below which files are installed, and messages for failures there.

use crate::model::tree::LIBRARIES;
use crate::model::usage::Usage;
use anyhow::{Result, anyhow, bail};
use rustix::fs::FlockOperation;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The prefix of the names of unfinished files.
pub const UNFINISHED: &str = ".corelink-new.";

/// The folders of manual pages and completions, below PREFIX/share.
pub const MANUAL: &str = "man/man1";
pub const BASH: &str = "bash-completion/completions";
pub const ZSH: &str = "zsh/site-functions";
pub const FISH: &str = "fish/vendor_completions.d";

/// The options for the place.
#[derive(clap::Args)]
pub struct Location {
    /// The folder that gets bin/, lib/corelink/ and share/
    #[arg(long, value_name = "DIR", default_value = "/usr/local")]
    prefix: PathBuf,

    /// Put all of it below this folder (to make a package)
    #[arg(long, value_name = "DIR")]
    destdir: Option<PathBuf>,
}

impl Location {
    /// Checks the options.
    ///
    /// # Errors
    /// A usage error if the prefix is relative.
    pub fn prefix(&self) -> Result<Prefix> {
        let Ok(inner) = self.prefix.strip_prefix("/") else {
            let given = self.prefix.display();
            return Err(Usage(format!(
                "the prefix '{given}' is relative: give an absolute one, as in --prefix /usr/local"
            ))
            .into());
        };
        // `make` passes an empty folder if the user gave none.
        match &self.destdir {
            Some(destdir) if !destdir.as_os_str().is_empty() => Ok(Prefix {
                root: std::path::absolute(destdir)?.join(inner),
                known_as: self.prefix.clone(),
            }),
            _ => Ok(Prefix {
                root: self.prefix.clone(),
                known_as: self.prefix.clone(),
            }),
        }
    }
}

/// The prefix, and `--destdir`.
pub struct Prefix {
    root: PathBuf,
    known_as: PathBuf,
}

impl Prefix {
    /// /usr, below a folder from which packages are made.
    pub fn of_package(destdir: &Path) -> Self {
        Self {
            root: destdir.join("usr"),
            known_as: PathBuf::from("/usr"),
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The prefix as it is after a package is unpacked: without `--destdir`.
    pub fn known_as(&self) -> &Path {
        &self.known_as
    }

    /// Whether the files stay where they are installed, and are not packed for another system.
    pub fn is_in_place(&self) -> bool {
        self.root == self.known_as
    }

    /// The path of `relative` below the prefix.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Locks the prefix as long as the returned file lives, and removes what an interrupted
    /// installation left.
    ///
    /// # Errors
    /// Another installation holds the lock.
    pub fn lock(&self) -> Result<File> {
        let folder = self.path(LIBRARIES);
        let lock = File::open(&folder).map_err(|e| explain("open", &folder, &e))?;
        let refused = rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive);
        // File systems without locks return other errors, and are used without a lock.
        if refused == Err(rustix::io::Errno::WOULDBLOCK) {
            bail!(
                "another installation is at work in {}: wait for it",
                self.root.display()
            );
        }
        self.sweep();
        Ok(lock)
    }

    /// Removes unfinished files.
    pub fn sweep(&self) {
        let documents = [MANUAL, BASH, ZSH, FISH].map(|folder| format!("share/{folder}"));
        let documents = documents.iter().map(String::as_str);
        for folder in ["bin", LIBRARIES].into_iter().chain(documents) {
            for entry in fs::read_dir(self.path(folder))
                .into_iter()
                .flatten()
                .flatten()
            {
                if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    /// Removes a file, if it exists.
    ///
    /// # Errors
    /// No permission, or it is a folder.
    pub fn remove(&self, file: &str) -> Result<()> {
        let path = self.path(file);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(explain("remove", &path, &e)),
            _ => Ok(()),
        }
    }

    /// Removes the empty ones among `folders`, inner ones first.
    pub fn remove_empty<'a>(&self, folders: impl IntoIterator<Item = &'a String>) {
        let mut folders: Vec<&String> = folders.into_iter().collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.len()));
        for folder in folders {
            let _ = fs::remove_dir(self.path(folder));
        }
    }
}

/// Returns whether a file, named relative to the prefix, is a shared object.
pub fn is_shared_object(file: &str) -> bool {
    Path::new(file).parent() == Some(Path::new(LIBRARIES))
}

/// Returns whether a file, named relative to the prefix, is a manual page or a completion.
pub fn is_document(file: &str) -> bool {
    file.starts_with("share/")
}

/// Adds to an error what the user can do about it, in one line.
pub fn explain(verb: &str, path: &Path, error: &io::Error) -> anyhow::Error {
    let reason = match error.kind() {
        ErrorKind::PermissionDenied => {
            "permission denied (become root, as with sudo, or choose a --prefix that is yours)"
        }
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only (choose another --prefix)",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "no space left (make some, or choose another --prefix)"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a file is where a folder has to be (move it away, or choose another --prefix)"
        }
        ErrorKind::IsADirectory => "a folder is where a file has to be (move it away)",
        _ => return anyhow!("cannot {verb} {}: {error}", path.display()),
    };
    anyhow!("cannot {verb} {}: {reason}", path.display())
}
