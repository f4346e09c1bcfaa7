//! Patterns of `--exclude` and `--exclude-from`.

use shared::input::files::Input;
use shared::prelude::*;
use shared::sys::fnmatch;
use shared::text::locale::is_posix_space;
use std::ffi::CString;

/// Shell patterns. Each is matched against the whole path, and against each part of it that starts
/// after a slash.
#[derive(Debug, Default)]
pub(crate) struct Patterns(Vec<CString>);

impl Patterns {
    pub(crate) fn add(&mut self, pattern: &[u8]) {
        // A pattern from a file ends at a NUL, as no name contains one.
        let text = pattern.split(|&b| b == 0).next().unwrap_or_default();
        self.0.extend(CString::new(text));
    }

    /// Adds each line of a file.
    pub(crate) fn add_file(&mut self, name: &'static OsStr) -> io::Result<()> {
        let mut text = Vec::new();
        Input::open(name)?.read_to_end(&mut text)?;
        for line in text.split(|&b| b == b'\n') {
            let blanks = line
                .iter()
                .rev()
                .take_while(|&&b| is_posix_space(b))
                .count();
            let pattern = &line[..line.len() - blanks];
            if !pattern.is_empty() {
                self.add(pattern);
            }
        }
        Ok(())
    }

    pub(crate) fn matches(&self, path: &OsStr) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let bytes = path.as_bytes();
        let Ok(path) = CString::new(bytes) else {
            return false;
        };
        let path = path.as_c_str();
        self.0.iter().any(|pattern| {
            // Behind the last slash, too, where an empty pattern matches.
            let behind_slash = (1..=bytes.len())
                .filter(|&at| bytes[at - 1] == b'/' && bytes.get(at) != Some(&b'/'));
            std::iter::once(0)
                .chain(behind_slash)
                .any(|start| fnmatch::matches(pattern, &path[start..]))
        })
    }
}
