//! tail: print the last part of files.
//!
//! GNU manual node "tail invocation"; POSIX tail. `options` parses, `last` prints the last part of
//! each file, and `follow` prints what is appended later.

mod count;
mod follow;
mod last;
mod notify;
mod obsolete;
mod options;

use follow::Follow;
use options::Headers;
use shared::input::files::{Input, close_stdin};
use shared::prelude::*;

pub use options::cli;

pub fn run(args: Args) -> Result {
    let (settings, operands) = options::read(args)?;
    let nothing = settings.tail.count.number == 0 && !settings.tail.count.from_start;
    if nothing && settings.mode.is_none() {
        return Ok(());
    }
    let titled = match settings.headers {
        Headers::IfSeveral => operands.len() > 1,
        Headers::Always => true,
        Headers::Never => false,
    };
    let mut titles = Titles {
        shown: titled,
        last: None,
        title: Vec::new(),
    };
    let mut block = Vec::new();
    let mut follow = settings.mode.map(|mode| Follow::new(mode, &settings));
    for (i, &name) in operands.iter().enumerate() {
        let opened = Input::open(name);
        let mut readable = false;
        match &opened {
            Err(e) => {
                let name = quoteaf(label(name));
                diagnostics::error_io(&format!("cannot open {name} for reading"), e);
            }
            Ok(input) => {
                titles.print(i, name)?;
                readable = settings.tail.print(input, &mut block)?;
            }
        }
        if let Some(follow) = &mut follow {
            follow.add(name, opened, readable);
        }
    }
    // What is appended to the last file needs no title: it directly follows that file's end.
    titles.last = operands.len().checked_sub(1);
    let result = match follow {
        Some(follow) => follow.run(titles),
        None => Ok(()),
    };
    match (close_stdin(&operands), result) {
        (Ok(()), result) => result,
        (closing, Ok(())) => closing,
        (closing, Err(e)) => {
            e.emit();
            closing
        }
    }
}

/// Returns the name of a file in messages and titles.
fn label(name: &'static OsStr) -> &'static OsStr {
    if name == "-" {
        OsStr::new("standard input")
    } else {
        name
    }
}

/// The titles above the parts of files.
struct Titles {
    shown: bool,
    /// The file printed last.
    last: Option<usize>,
    /// The memory for a title.
    title: Vec<u8>,
}

impl Titles {
    /// Prints the title of file `i`, unless that file was also printed last.
    fn print(&mut self, i: usize, name: &'static OsStr) -> Result {
        let lead: &[u8] = match self.last.replace(i) {
            Some(last) if last == i => return Ok(()),
            None => b"==> ",
            Some(_) => b"\n==> ",
        };
        if self.shown {
            self.title.clear();
            for piece in [lead, label(name).as_bytes(), b" <==\n"] {
                self.title.extend_from_slice(piece);
            }
            stdout().write_all(&self.title)?;
        }
        Ok(())
    }
}
