//! Where the utilities run: a folder of their own, an environment that says nothing, standard
//! input in memory.

use crate::targets::{Except, Target};
use shared::prelude::{Args, OsStr, OsStrExt};
use shared::rustix;
use shared::rustix::fs::{MemfdFlags, SeekFrom, ftruncate, memfd_create, seek};
use shared::rustix::io::pwrite;
use shared::rustix::stdio::{dup2_stdin, stdin};
use std::cell::Cell;
use std::io;

/// What the file `f` has.
const FILE: &str = "a:b 12\nline two\n\n3\tx1 y\nlast";

/// A folder in which utilities run. Standard input is a file in memory.
#[derive(Debug)]
pub struct Stage {
    _folder: tempfile::TempDir,
    /// Whether standard input is empty, and so needs no system calls to be emptied.
    is_empty: Cell<bool>,
}

impl Stage {
    /// Sets up the folder, the environment and standard input of this process.
    ///
    /// # Errors
    /// There is no temporary folder, or no memory.
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("f"), FILE)?;
        std::env::set_current_dir(folder.path())?;
        let names: Vec<_> = std::env::vars_os().map(|(name, _)| name).collect();
        #[allow(unsafe_code, reason = "the environment")]
        // SAFETY: no other thread runs yet.
        unsafe {
            for name in names {
                std::env::remove_var(name);
            }
            std::env::set_var("LC_ALL", "C.UTF-8");
            // Nothing is run.
            std::env::set_var("PATH", folder.path());
        }
        let memory = memfd_create(c"input", MemfdFlags::empty())?;
        dup2_stdin(&memory)?;
        Ok(Self {
            _folder: folder,
            is_empty: Cell::new(true),
        })
    }

    /// Runs a target on an input. Returns whether the input was not passed over.
    pub fn run(&self, target: &Target, input: &[u8]) -> bool {
        let (line, input) = match (target.lines, input.split_first()) {
            ([line], _) => (line, input),
            (lines, Some((&first, rest))) => (&lines[usize::from(first) % lines.len()], rest),
            (_, None) => return false,
        };
        let reads = line.ends_with(" <");
        if target.except == Except::Costly
            && (has_large_number(input) || has_many_repetitions(input))
        {
            return false;
        }
        if !reads && input.contains(&0) {
            return false;
        }
        // Files outside of the folder are not to be written, or to be read without end.
        if line.contains("{files}") && input.contains(&b'/') {
            return false;
        }
        let text = if reads { input } else { b"" };
        if !self.is_empty.replace(text.is_empty()) || !text.is_empty() {
            set_stdin(text);
        }
        let words = words(line.trim_end_matches(" <"), input);
        run(&words);
        true
    }
}

/// Returns whether the input has a number that is large, or may be.
fn has_large_number(input: &[u8]) -> bool {
    let mut digits = 0;
    input.iter().any(|byte| {
        let follows =
            digits > 0 && byte.is_ascii_alphabetic() && b"eExXpPkKMGTPEZYRQ".contains(byte);
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        digits > 4 || follows
    })
}

/// Returns whether the input has so many operators of regular expressions that repeat something, that
/// the C library would need gigabytes for it: nested ones double the size.
fn has_many_repetitions(input: &[u8]) -> bool {
    input.iter().filter(|byte| b"+*?{".contains(byte)).count() > 12
}

/// Puts the input into the words of a command line.
fn words(line: &str, input: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    for word in line.split(' ') {
        if word == "{lines}" || word == "{files}" {
            words.extend(input.split(|&byte| byte == b'\n').map(<[u8]>::to_vec));
        } else if let Some((before, after)) = word.split_once("{}") {
            words.push([before.as_bytes(), input, after.as_bytes()].concat());
        } else {
            words.push(word.as_bytes().to_vec());
        }
    }
    words
}

fn set_stdin(input: &[u8]) {
    let set = || -> rustix::io::Result<()> {
        ftruncate(stdin(), 0)?;
        pwrite(stdin(), input, 0)?;
        seek(stdin(), SeekFrom::Start(0))?;
        Ok(())
    };
    set().expect("standard input is a file in memory");
}

/// Runs the utility that the first word names.
fn run(words: &[Vec<u8>]) {
    let mut all = vec![OsStr::new("coreutils")];
    for word in words {
        #[allow(
            unsafe_code,
            reason = "arguments live as long as the process elsewhere"
        )]
        // SAFETY: the words outlive the run, and what a utility remembers of them after that is
        // replaced before it is used: the program's name.
        all.push(OsStr::from_bytes(unsafe {
            std::slice::from_raw_parts(word.as_ptr(), word.len())
        }));
    }
    if let Err(e) = cl_coreutils::run(Args::new(all)) {
        e.emit();
    }
    shared::program::name::set_program(OsStr::new("fuzz"));
}
